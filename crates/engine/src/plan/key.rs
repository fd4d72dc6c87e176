//! The key of an intent: the same for every attempt at the same effect.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sabaki_order::id::{OrderNumber, ShopId};
use sha2::{Digest as _, Sha256};

use crate::port::outcome::IntentKey;

/// The key of an effect on an order; `round` counts repeats that are wanted (`every`).
pub fn intent_key(
    shop: &ShopId,
    order: &OrderNumber,
    action: &str,
    args: &BTreeMap<String, String>,
    round: u32,
) -> IntentKey {
    let mut hash = Sha256::new();
    for part in [shop.as_str(), order.as_str(), action] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    for (id, value) in args {
        hash.update(id.as_bytes());
        hash.update([1]);
        hash.update(value.as_bytes());
        hash.update([0]);
    }
    hash.update(round.to_be_bytes());
    IntentKey(hex(&hash.finalize(), 16))
}

/// What failures of an action are counted under: its id, with a digest of its arguments where it
/// has any, so that one argument's failure does not stop another's.
pub fn failure_key(action: &str, args: &BTreeMap<String, String>) -> String {
    if args.is_empty() {
        return action.to_owned();
    }
    let mut hash = Sha256::new();
    for (id, value) in args {
        hash.update(id.as_bytes());
        hash.update([0]);
        hash.update(value.as_bytes());
        hash.update([0]);
    }
    format!("{action}#{}", hex(&hash.finalize(), 4))
}

fn hex(bytes: &[u8], count: usize) -> String {
    bytes.iter().take(count).fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
