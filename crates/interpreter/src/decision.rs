//! The decision: every requested action in exactly one state, and when to look again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::memory::RuleKey;
use crate::truth::Truth;
use crate::value::Value;

/// A rule as a decision names it: its name, or `FILE:LINE`.
pub type RuleName = std::sync::Arc<str>;

/// A requested action with its arguments, and the rules that ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The action's id.
    pub action: std::sync::Arc<str>,
    /// Arguments by parameter id, evaluated.
    pub args: BTreeMap<std::sync::Arc<str>, Value>,
    /// The rules, by name, sorted.
    pub rules: Vec<RuleName>,
}

/// A request that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub request: Request,
    /// Until when.
    pub until: Timestamp,
}

/// A request that rules hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What; its `rules` are the ones that hold it.
    pub request: Request,
    /// The reasons, one for each holding rule, without doubles.
    pub because: Vec<String>,
}

/// A request that is not legal where the order stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLegal {
    /// What.
    pub request: Request,
    /// The part that fails.
    pub because: crate::vocabulary::model::Doc,
}

/// Rules that ask for different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The action's id.
    pub action: std::sync::Arc<str>,
    /// The rules, sorted.
    pub rules: Vec<RuleName>,
}

/// A rule whose condition came out unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule {
    /// The rule.
    pub rule: RuleName,
    /// The unknown fields that kept it so, sorted (`items.quantity` for a member).
    pub fields: Vec<String>,
}

/// How one rule came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOutcome {
    /// The rule.
    pub rule: RuleName,
    /// Its key in memory.
    pub key: RuleKey,
    /// `when` and not `unless`, within its period.
    pub truth: Truth,
    /// Whether its time must be remembered (`after` without `from`).
    pub timed: bool,
    /// Whether it only tries (`shadow`).
    pub shadow: bool,
}

/// What the rules say about one order at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The instant it was made for.
    pub at: Timestamp,
    /// To be done now.
    pub due: Vec<Request>,
    /// Due at a known instant.
    pub waiting: Vec<Waiting>,
    /// Stopped until released.
    pub held: Vec<Held>,
    /// Forbidden where the order stands.
    pub not_legal: Vec<NotLegal>,
    /// Rules ask for different things.
    pub conflicts: Vec<Conflict>,
    /// Needs no more doing.
    pub done: Vec<Request>,
    /// Holds that a person has released and that would hold otherwise.
    pub released: Vec<RuleName>,
    /// What shadow rules would request or hold.
    pub shadow: Vec<Shadow>,
    /// The earliest instant at which time alone can change this decision.
    pub look_again: Option<Timestamp>,
    /// Rules that came out unknown, and why.
    pub unknown: Vec<UnknownRule>,
    /// Every rule, in the set's order; for memory and journal.
    pub outcomes: Vec<RuleOutcome>,
}

/// What a shadow rule would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadow {
    /// The rule.
    pub rule: RuleName,
    /// Whether it would hold or request.
    pub kind: ShadowKind,
    /// The action's id; `everything` for a hold of all irreversible ones.
    pub action: std::sync::Arc<str>,
    /// Arguments of a request.
    pub args: BTreeMap<std::sync::Arc<str>, Value>,
}

/// What a shadow rule would do to an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShadowKind {
    /// It would request it.
    Then,
    /// It would hold it.
    Hold,
}
