//! What will happen by itself, in the order of its time, so that the clock can jump from one to the next.

use std::collections::BTreeMap;

use crate::jst::Jst;

/// Something that happens at its time, if the order still stands where it then must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// The buyer's order reaches the mall.
    Arrive(String),
    /// Payment and screening are through: 楽天処理中 → 発送待ち.
    Clear(String),
    /// Nobody confirmed the order for 14 days.
    NotConfirmed(String),
    /// Nobody paid for 14 days.
    NotPaid(String),
    /// The nightly batch looks at the order's shipping rows.
    Batch(String),
    /// 発送済 → 支払手続き中.
    PaymentProcessing(String),
    /// 支払手続き中 → 支払手続き済.
    PaymentProcessed(String),
    /// キャンセル確定待ち → キャンセル確定.
    CancelFinal(String),
    /// 変更確定待ち → 発送待ち.
    ChangeFinal(String),
    /// A person of the story acts.
    Person {
        who: &'static str,
        does: &'static str,
        order: String,
    },
    /// ネクストエンジン's que runs.
    Que(u64),
    /// An asynchronous shipment report runs.
    Report(String),
    /// A job of the older order API runs.
    OlderJob(u64),
}

/// The queue of what is to come.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    events: BTreeMap<(Jst, u64), Event>,
    added: u64,
}

impl Agenda {
    /// Puts `event` at `at`; events of one instant happen in the order in which they were added.
    pub(crate) fn add(&mut self, at: Jst, event: Event) {
        self.added += 1;
        self.events.insert((at, self.added), event);
    }

    /// Takes the next event that is due at `now`.
    pub(crate) fn take_due(&mut self, now: Jst) -> Option<(Jst, Event)> {
        let entry = self.events.first_entry()?;
        if entry.key().0 > now {
            return None;
        }
        let ((at, _), event) = entry.remove_entry();
        Some((at, event))
    }

    /// What is to come, earliest first.
    pub(crate) fn upcoming(&self) -> impl Iterator<Item = (Jst, &Event)> {
        self.events.iter().map(|((at, _), event)| (*at, event))
    }

    /// Drops what can no longer happen.
    pub(crate) fn drop_first(&mut self) {
        self.events.pop_first();
    }
}
