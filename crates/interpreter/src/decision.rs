//! The decision: every requested action in exactly one state, and when to look again.

pub mod difference;
pub mod json;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::memory::{ActionKey, RuleKey};
use crate::truth::Truth;
use crate::value::Value;
use crate::vocabulary::model::Vocabulary;

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
    /// Who has to see to it.
    pub seen_to: crate::vocabulary::model::SeenTo,
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
    /// Since when it has matched, where its time must be remembered and it is true.
    pub since: Option<Timestamp>,
    /// Since when it has asked for protective actions, where their time must be remembered and it
    /// is true or unknown.
    pub asked: Option<Timestamp>,
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
    /// Every rule that is true or unknown, and timed ones that are false; for memory and journal.
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

/// A value in the one text form in which values are remembered, compared and digested: texts as
/// they are compared, enumeration values by id.
pub fn canonical(vocabulary: &Vocabulary, value: &Value) -> String {
    match value {
        Value::Unknown => "?".to_owned(),
        Value::None => "-".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) | Value::Money(n) => n.to_string(),
        Value::Text(text) => text.folded().trim().to_owned(),
        Value::Enum(value) => vocabulary
            .item(*value)
            .map_or_else(String::new, |item| item.id.to_string()),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::DateTime(at) => at.to_string(),
        Value::Duration(seconds) => format!("{seconds}s"),
        Value::Set(values) => {
            let mut parts: Vec<String> = values
                .iter()
                .map(|value| quoted(&canonical(vocabulary, value)))
                .collect();
            parts.sort_unstable();
            format!("{{{}}}", parts.join(","))
        }
        Value::List(records) => {
            let parts: Vec<String> = records
                .iter()
                .map(|record| {
                    let values = record.0.iter().map(|v| quoted(&canonical(vocabulary, v)));
                    values.collect::<Vec<_>>().join(",")
                })
                .collect();
            format!("[{}]", parts.join(";"))
        }
    }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// Arguments in canonical text form, in the order of their parameters.
pub fn canonical_args(vocabulary: &Vocabulary, args: &[Value]) -> Vec<String> {
    args.iter().map(|arg| canonical(vocabulary, arg)).collect()
}

/// An action (by its index) with its arguments, as it is remembered and journaled.
pub fn action_key(vocabulary: &Vocabulary, action: usize, args: &[Value]) -> ActionKey {
    let Some(action) = vocabulary.actions.get(action) else {
        return ActionKey {
            action: String::new(),
            args: BTreeMap::new(),
        };
    };
    let params = action.params.iter().map(|param| param.id.to_string());
    ActionKey {
        action: action.id.to_string(),
        args: params.zip(canonical_args(vocabulary, args)).collect(),
    }
}

impl Request {
    /// How the request is remembered and journaled.
    pub fn key(&self, vocabulary: &Vocabulary) -> ActionKey {
        let args = self.args.iter();
        ActionKey {
            action: self.action.to_string(),
            args: args
                .map(|(id, value)| (id.to_string(), canonical(vocabulary, value)))
                .collect(),
        }
    }
}
