//! What people do in the story besides what the sandbox itself has them do.

use jiff::Timestamp;
use sabaki_sandbox::SandboxHandle;
use serde_json::{Value, json};

/// A thing that people do at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Shop staff read the comments and release the holds in sabaki.
    ReleaseHolds,
    /// Shop staff look through 確認待ち in ネクストエンジン and let slips go.
    Check,
    /// The warehouse ships the order that came as CSV; the sandbox's own people know only its own.
    ShipCsv,
    /// The accountant finds the money for invoices and lets their slips go.
    Invoices,
}

/// Deeds in order of their instants, virtual time.
#[derive(Debug)]
pub(crate) struct Script {
    deeds: Vec<(Timestamp, Deed)>,
}

impl Script {
    /// The script for a story that begins at this instant (9:00 of a working day).
    pub(crate) fn new(start: Timestamp) -> Self {
        let hours = |hours: i64| {
            start
                .checked_add(jiff::SignedDuration::from_hours(hours))
                .unwrap_or(Timestamp::MAX)
        };
        let mut deeds = vec![
            (hours(2), Deed::ReleaseHolds),
            (hours(6), Deed::ShipCsv),
            (hours(26), Deed::Invoices),
        ];
        // At noon of each day.
        deeds.extend((0..8).map(|day| (hours(3 + 24 * day), Deed::Check)));
        deeds.sort_by_key(|(at, _)| *at);
        Self { deeds }
    }

    /// When the next thing is done.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.deeds.first().map(|(at, _)| *at)
    }

    /// Takes what is done up to this instant.
    pub(crate) fn take(&mut self, now: Timestamp) -> Vec<Deed> {
        let count = self.deeds.iter().take_while(|(at, _)| *at <= now).count();
        self.deeds.drain(..count).map(|(_, deed)| deed).collect()
    }
}

/// Ships an order's slip.
pub(crate) fn ship(world: &SandboxHandle, number: &str) {
    let deed = json!({
        "who": "staff", "does": "ship", "order": number,
        "tracking_number": "000011112222", "carrier": "1001", "shipped_on": "today",
    });
    // A slip that cannot be shipped stays where it is, and the demo shows it there.
    let _ = world.person(&deed);
}

/// Lets slips go that stand in a column of the OMS's screen.
pub(crate) fn let_go(world: &SandboxHandle, column: &str, payment_method: Option<&str>) {
    for order in world.orders() {
        let text = |pointer: &str| order.pointer(pointer).and_then(Value::as_str);
        let fits = text("/slip/status") == Some(column)
            && payment_method.is_none_or(|wanted| text("/payment_method") == Some(wanted));
        if let (true, Some(number)) = (fits, text("/order_number")) {
            // A slip that has moved meanwhile needs no letting go.
            let _ = world.person(&json!({"who": "staff", "does": "release", "order": number}));
        }
    }
}
