//! Made-up orders and entries for tests of stores.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_engine::journal::entry::{Event, JournalEntry};
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Commit, Cursor, OpenIntent, OrderState, TokenPair};
use sabaki_interpreter::memory::Memory;
use sabaki_order::id::{OrderNumber, ShopId};

/// An instant, some seconds after the beginning of the samples.
pub fn at(seconds: u32) -> Timestamp {
    let second = 1_764_000_000 + i64::from(seconds);
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A shop.
pub fn shop(name: &str) -> ShopId {
    ShopId::new(name)
}

/// An order number of the samples.
pub fn number(n: u32) -> OrderNumber {
    OrderNumber::new(format!("000000-20261124-{n:010}"))
}

/// An open order's state; `version` makes it differ.
pub fn order(shop_name: &str, n: u32, version: u32) -> OrderState {
    let facts = serde_json::json!({"status": "awaiting_confirmation", "total": version});
    OrderState {
        shop: shop(shop_name),
        number: number(n),
        first_seen_at: at(n),
        last_seen_at: at(n + version),
        open: true,
        facts: facts.as_object().cloned().unwrap_or_default(),
        memory: Memory::default(),
        intents: vec![OpenIntent {
            key: IntentKey(format!("{shop_name}/{n}/confirm/{version}")),
            action: "confirm".to_owned(),
            args: BTreeMap::new(),
            rules: vec!["見本".to_owned()],
            begun_at: at(n),
            attempt: 1,
        }],
        failures: BTreeMap::new(),
        look_again: Some(at(n + 60)),
        decision: serde_json::json!({"due": ["confirm"]}),
        rules_version: "sha256:00".to_owned(),
    }
}

/// The same order, closed.
pub fn closed(shop_name: &str, n: u32, version: u32) -> OrderState {
    OrderState {
        open: false,
        intents: Vec::new(),
        ..order(shop_name, n, version)
    }
}

/// An entry about an order; `version` makes it differ.
pub fn entry(shop_name: &str, n: u32, version: u32) -> JournalEntry {
    let changed = BTreeMap::from([("total".to_owned(), serde_json::json!(version))]);
    JournalEntry {
        at: at(n + version),
        shop: Some(shop(shop_name)),
        order: Some(number(n)),
        what: Event::Observed { changed },
    }
}

/// An entry that begins an effect on an order.
pub fn intent(shop_name: &str, n: u32) -> JournalEntry {
    JournalEntry {
        what: Event::Intent {
            key: IntentKey(format!("{shop_name}/{n}/confirm/1")),
            action: "confirm".to_owned(),
            args: BTreeMap::new(),
            rules: vec!["見本".to_owned()],
            rules_version: "sha256:00".to_owned(),
            attempt: 1,
        },
        ..entry(shop_name, n, 0)
    }
}

/// An entry about no order.
pub fn resumed(seconds: u32) -> JournalEntry {
    JournalEntry {
        at: at(seconds),
        shop: None,
        order: None,
        what: Event::Resumed,
    }
}

/// One order with one entry.
pub fn commit(shop_name: &str, n: u32, version: u32) -> Commit {
    Commit {
        orders: vec![order(shop_name, n, version)],
        journal: vec![entry(shop_name, n, version)],
        ..Commit::default()
    }
}

/// A cursor.
pub fn cursor(seconds: u32) -> Cursor {
    Cursor {
        complete_until: at(seconds),
    }
}

/// A made-up token pair.
pub fn tokens(n: u32) -> TokenPair {
    TokenPair {
        access: format!("access-{n}"),
        refresh: format!("refresh-{n}"),
        access_ends: format!("2026-11-25 00:00:{n:02}"),
        refresh_ends: format!("2026-11-27 00:00:{n:02}"),
    }
}
