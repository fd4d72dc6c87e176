//! 他で実行済み: what somebody else did, seen by a step that no intent of ours explains.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_interpreter::memory::{ActionKey, DoneBy};

use crate::act::settle::{Book, push_done};
use crate::act::shown::{Reading, Shown, confirmed, imported, processed, reported};
use crate::journal::entry::Event;
use crate::port::store::OrderState;

/// What is known of the order's past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    /// It was observed before: a step since then was taken while we watched.
    Observed,
    /// First sight: only a step after this instant was taken while we watched.
    FirstSight {
        /// The start of the last complete search, where there was one.
        watched_since: Option<Timestamp>,
    },
}

/// Notes each once-only step that the reading shows and that is not yet remembered. Gives whether
/// a confirmation of somebody else was among them.
pub fn note_others(
    state: &mut OrderState,
    reading: Reading<'_>,
    past: Past,
    book: &mut Book<'_>,
) -> bool {
    let status = reading.order.map(|order| order.status);
    let steps = [
        ("import", imported(reading.slips)),
        ("confirm", status.map_or(Shown::CannotSay, confirmed)),
        ("mark_processed", status.map_or(Shown::CannotSay, processed)),
        ("report_shipment", reported(reading)),
    ];
    let mut confirmed_by_other = false;
    for (action, seen) in steps {
        let known = state.memory.done.iter().any(|d| d.action.action == action);
        let ours = state.intents.iter().any(|i| i.action == action);
        if seen != Shown::Yes || known || ours {
            continue;
        }
        let key = ActionKey {
            action: action.to_owned(),
            args: BTreeMap::new(),
        };
        push_done(state, &key, None, DoneBy::Other);
        if !while_watching(action, reading, past) {
            continue;
        }
        confirmed_by_other |= action == "confirm";
        book.summary.count(action, "done_by_other");
        let action = action.to_owned();
        book.write(state, Event::DoneByOther { action });
    }
    confirmed_by_other
}

fn while_watching(action: &str, reading: Reading<'_>, past: Past) -> bool {
    match past {
        Past::Observed => true,
        Past::FirstSight { watched_since } => {
            let confirmed_at = reading.order.and_then(|o| o.confirmed_at.value());
            action == "confirm"
                && watched_since
                    .zip(confirmed_at)
                    .is_some_and(|(since, at)| *at >= since)
        }
    }
}
