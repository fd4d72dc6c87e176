//! What persons' commands write: the same whether a running engine takes them, or the command
//! line opens the store itself.

use jiff::Timestamp;
use sabaki_diagnostic::reason::Reason;
use sabaki_interpreter::memory::{Release, RuleKey};

use crate::journal::entry::{Event, JournalEntry};
use crate::port::store::{Commit, OrderState, Switch};

/// Releases one rule's hold on an order. The release gets its fingerprint at the next observation:
/// from then on it stands until a field that the rule reads changes.
pub fn release(
    order: &mut OrderState,
    key: RuleKey,
    rule: String,
    person: Option<String>,
    now: Timestamp,
) -> Commit {
    order.memory.releases.retain(|r| r.rule != key);
    order.memory.releases.push(Release {
        rule: key,
        fingerprint: None,
        person: person.clone(),
    });
    let entry = JournalEntry {
        at: now,
        shop: Some(order.shop.clone()),
        order: Some(order.number.clone()),
        what: Event::Released { rule, person },
    };
    look_now(order, now, vec![entry])
}

/// Tries again what waits in the order's visible queue.
pub fn retry(order: &mut OrderState, now: Timestamp) -> Commit {
    for failure in order.failures.values_mut() {
        failure.retry_at = Some(now);
    }
    look_now(order, now, Vec::new())
}

/// Stops irreversible actions.
pub fn pause(reason: Reason, now: Timestamp) -> Commit {
    let what = Event::Paused {
        reason: reason.clone(),
    };
    switch(Switch::Paused { reason }, what, now)
}

/// Lets them go on.
pub fn resume(now: Timestamp) -> Commit {
    switch(Switch::Running, Event::Resumed, now)
}

fn look_now(order: &mut OrderState, now: Timestamp, journal: Vec<JournalEntry>) -> Commit {
    order.look_again = Some(now);
    order.open = true;
    Commit {
        orders: vec![order.clone()],
        journal,
        ..Commit::default()
    }
}

fn switch(to: Switch, what: Event, now: Timestamp) -> Commit {
    let entry = JournalEntry {
        at: now,
        shop: None,
        order: None,
        what,
    };
    Commit {
        journal: vec![entry],
        switch: Some(to),
        ..Commit::default()
    }
}
