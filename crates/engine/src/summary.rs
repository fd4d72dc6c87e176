//! The summary of a pass: counts by action and state.

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::reason::{self, Args, Reason};
use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_order::id::ShopId;
use serde::Serialize;

use crate::plan::order_plan::OrderPlan;
use crate::port::intake::Intake;

/// What one pass over one shop came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassSummary {
    /// The shop.
    pub shop: ShopId,
    /// When the pass began.
    pub at: Timestamp,
    /// Whether the shop was read completely.
    pub complete: bool,
    /// Orders that were read.
    pub orders: u64,
    /// Orders that were seen for the first time.
    pub first_seen: u64,
    /// Orders that the mall left out or that could not be understood.
    pub unreadable: u64,
    /// Effects that failed in this pass.
    pub failed: u64,
    /// Effects that are still to be read back.
    pub doubtful: u64,
    /// By action, then by state: `done`, `already_done`, `done_by_other`, `refused`, `doubtful`
    /// (outcomes of this pass); `due`, `waiting`, `held`, `not_legal`, `conflict` (where the
    /// decisions stand at its end).
    pub counts: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// Why calls failed, each reason once; these failures need not be worth an alarm yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<Reason>,
    /// Alarms that this pass raised.
    pub alarms: Vec<RaisedAlarm>,
    /// Files that came in: what was in each is what was taken and what was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Intake>,
    /// What would be done; in a dry run only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<OrderPlan>,
}

/// An alarm: a text of the catalogue with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RaisedAlarm {
    /// Key of its text.
    pub text: String,
    /// Its arguments.
    pub args: Args,
}

impl RaisedAlarm {
    /// For people.
    pub fn told(&self, lang: Lang) -> String {
        reason::text(lang, &self.text, &self.args)
    }
}

impl PassSummary {
    /// Nothing has happened yet.
    pub const fn new(shop: ShopId, at: Timestamp) -> Self {
        Self {
            shop,
            at,
            complete: true,
            orders: 0,
            first_seen: 0,
            unreadable: 0,
            failed: 0,
            doubtful: 0,
            counts: BTreeMap::new(),
            unanswered: Vec::new(),
            alarms: Vec::new(),
            files: Vec::new(),
            plans: Vec::new(),
        }
    }

    /// One more of an action in a state.
    pub fn count(&mut self, action: &str, state: &'static str) {
        *self
            .counts
            .entry(action.to_owned())
            .or_default()
            .entry(state)
            .or_default() += 1;
    }

    /// The count of an action in a state.
    pub fn of(&self, action: &str, state: &str) -> u64 {
        let action = self.counts.get(action);
        action.and_then(|a| a.get(state)).copied().unwrap_or(0)
    }

    /// Whether everything was read, nothing failed, no file has anything to mend and nothing is left
    /// to be read back: exit code 0 of `run --once`, also with holds and waits.
    pub fn is_fine(&self) -> bool {
        let read = self.complete && self.unreadable == 0;
        read && self.failed == 0 && self.doubtful == 0 && self.files.iter().all(Intake::is_fine)
    }

    /// Channels did not take their messages: each is something that failed.
    pub fn not_told(&mut self, alarms: Vec<RaisedAlarm>) {
        let failed = u64::try_from(alarms.len()).unwrap_or(u64::MAX);
        // A notice that waited for no other was counted with its order.
        self.failed = self.failed.max(failed);
        self.alarms.extend(alarms);
    }

    /// Flat counts for the journal: `confirm.done` and the like.
    pub fn flat(&self) -> BTreeMap<String, u64> {
        let mut flat: BTreeMap<_, _> = self
            .counts
            .iter()
            .flat_map(|(action, states)| {
                states
                    .iter()
                    .map(move |(state, n)| (format!("{action}.{state}"), *n))
            })
            .collect();
        for (name, n) in [
            ("orders", self.orders),
            ("first_seen", self.first_seen),
            ("unreadable", self.unreadable),
        ] {
            if n > 0 {
                flat.insert(name.to_owned(), n);
            }
        }
        flat
    }
}

/// The summary of `run --once` over all shops, as `--format json` prints it: `{"pass":…}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// The totals and each shop.
    pub pass: Total,
}

/// Totals over shops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Whether every shop was read completely.
    pub complete: bool,
    /// Orders that were read.
    pub orders: u64,
    /// Orders that were seen for the first time.
    pub first_seen: u64,
    /// Orders that the mall left out or that could not be understood.
    pub unreadable: u64,
    /// Effects that failed.
    pub failed: u64,
    /// Effects that are still to be read back.
    pub doubtful: u64,
    /// Counts by action and state.
    pub counts: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// Each shop's own summary.
    pub shops: Vec<PassSummary>,
}

impl RunSummary {
    /// Adds up the passes of all shops.
    pub fn of(shops: Vec<PassSummary>) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
        for (action, states) in shops.iter().flat_map(|s| &s.counts) {
            let total = counts.entry(action.clone()).or_default();
            for (state, n) in states {
                *total.entry(state).or_default() += n;
            }
        }
        let sum = |f: fn(&PassSummary) -> u64| shops.iter().map(f).sum();
        Self {
            pass: Total {
                complete: shops.iter().all(|s| s.complete),
                orders: sum(|s| s.orders),
                first_seen: sum(|s| s.first_seen),
                unreadable: sum(|s| s.unreadable),
                failed: sum(|s| s.failed),
                doubtful: sum(|s| s.doubtful),
                counts,
                shops,
            },
        }
    }

    /// Whether everything was read and nothing failed.
    pub fn is_fine(&self) -> bool {
        self.pass.shops.iter().all(PassSummary::is_fine)
    }
}
