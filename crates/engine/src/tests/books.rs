//! The books agree: every effect has an earlier intent, every intent one final outcome.

use std::collections::BTreeMap;

use super::bench::Bench;
use crate::journal::entry::Event;
use crate::port::outcome::{IntentKey, Outcome};

/// Holds the journal against the ledger of the far side.
pub(super) fn books_agree(bench: &Bench) {
    let mut open: BTreeMap<IntentKey, String> = BTreeMap::new();
    let mut done: BTreeMap<(String, String), usize> = BTreeMap::new();
    for entry in bench.journal() {
        let order = entry.order.map(|o| o.to_string()).unwrap_or_default();
        match entry.what {
            Event::Intent { key, action, .. } => {
                let before = open.insert(key, action);
                assert_eq!(before, None, "begun twice without an outcome");
            }
            Event::Outcome {
                key,
                action,
                outcome,
                ..
            } => {
                assert_eq!(
                    open.remove(&key),
                    Some(action.clone()),
                    "outcome without intent"
                );
                if outcome == Outcome::Done {
                    *done.entry((order, action)).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    assert_eq!(open, BTreeMap::new(), "open intents");
    let world = bench.world.lock();
    for deed in &world.ledger {
        let action = match deed.call {
            "report" => "report_shipment",
            "sub_status" => "set_sub_status",
            other => other,
        };
        let key = (deed.order.to_string(), action.to_owned());
        assert_eq!(
            done.get(&key),
            Some(&1),
            "{deed:?} is not in the books once"
        );
    }
}
