//! Where an order stands: what a person wants to know of its state at one look.

use sabaki_engine::port::store::OrderState;
use serde_json::Value;

/// The first thing that there is to say about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// An effect may have happened and is to be read back.
    Doubt,
    /// Tried too often: a person must look.
    GivenUp,
    /// It failed and is tried again.
    Failing,
    /// Rules ask for different things.
    Conflict,
    /// Rules hold it.
    Held,
    /// What rules ask for cannot be done until a person sees to it.
    Barred,
    /// A rule cannot be told.
    Unknown,
    /// Something is due.
    Due,
    /// Something waits for its time.
    Waiting,
    /// Nothing to do now.
    Quiet,
    /// Nothing to do any more.
    Closed,
}

impl Standing {
    /// Where an order stands.
    pub(crate) fn of(order: &OrderState) -> Self {
        let decision = decision(order);
        let has = |key: &str| !list(decision, key).is_empty();
        if !order.intents.is_empty() {
            Self::Doubt
        } else if order.failures.values().any(|f| f.retry_at.is_none()) {
            Self::GivenUp
        } else if !order.failures.is_empty() {
            Self::Failing
        } else if !order.open {
            Self::Closed
        } else if has("conflicts") {
            Self::Conflict
        } else if has("held") {
            Self::Held
        } else if barred(decision).is_some() {
            Self::Barred
        } else if has("due") {
            Self::Due
        } else if has("unknown") {
            Self::Unknown
        } else if has("waiting") {
            Self::Waiting
        } else {
            Self::Quiet
        }
    }

    /// 滞留: it should move and does not; what failed counts until a later try succeeds.
    pub(crate) const fn is_stuck(self) -> bool {
        match self {
            Self::Doubt
            | Self::GivenUp
            | Self::Failing
            | Self::Conflict
            | Self::Held
            | Self::Barred
            | Self::Unknown => true,
            Self::Due | Self::Waiting | Self::Quiet | Self::Closed => false,
        }
    }

    /// Its word in machine-readable output.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Doubt => "doubt",
            Self::GivenUp => "given_up",
            Self::Failing => "failing",
            Self::Conflict => "conflict",
            Self::Held => "held",
            Self::Barred => "barred",
            Self::Unknown => "unknown",
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::Quiet => "quiet",
            Self::Closed => "closed",
        }
    }

    /// The key of its word in the catalogue.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Doubt => "standing.doubt",
            Self::GivenUp => "standing.given_up",
            Self::Failing => "standing.failing",
            Self::Conflict => "state_of.conflict",
            Self::Held => "state_of.held",
            Self::Barred => "state_of.not_legal",
            Self::Unknown => "state_of.unknown",
            Self::Due => "state_of.due",
            Self::Waiting => "state_of.waiting",
            Self::Quiet => "standing.quiet",
            Self::Closed => "standing.closed",
        }
    }
}

/// The stored decision of an order.
pub(crate) fn decision(order: &OrderState) -> &Value {
    order.decision.get("decision").unwrap_or(&order.decision)
}

/// A list of the stored decision.
pub(crate) fn list<'a>(decision: &'a Value, key: &str) -> &'a [Value] {
    decision
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The first request of a stored decision that is not legal until a person sees to it.
pub(crate) fn barred(decision: &Value) -> Option<&Value> {
    let mut not_legal = list(decision, "not_legal").iter();
    not_legal.find(|entry| entry.get("person").and_then(Value::as_bool) == Some(true))
}
