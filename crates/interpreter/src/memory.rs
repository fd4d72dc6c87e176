//! The little that is not in the facts: plain data that the engine stores and a test writes by hand.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::truth::Truth;

/// How a rule is remembered: by its name, else by its digest, never by its line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleKey(pub String);

/// An action with its arguments as text, as it is remembered and journaled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActionKey {
    /// The action's id.
    pub action: String,
    /// Its arguments by parameter id, in canonical text form (see [`crate::decision::canonical`]).
    pub args: BTreeMap<String, String>,
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoneBy {
    /// This engine.
    Engine,
    /// Somebody else; the engine saw it.
    Other,
}

/// A thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneBefore {
    /// What.
    pub action: ActionKey,
    /// For which rule, where that counts (`notify`).
    pub rule: Option<RuleKey>,
    /// By whom.
    pub by: DoneBy,
}

/// How often a repeated action was done for a rule, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// How often.
    pub count: u32,
    /// When last.
    pub last: Timestamp,
}

/// A person let go of one rule's hold on this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Which rule.
    pub rule: RuleKey,
    /// Fingerprint of the fields that the rule reads, at that time; without it the release stands
    /// whatever changes (fact files and tests).
    pub fingerprint: Option<String>,
    /// Who, where that is known.
    pub person: Option<String>,
}

/// What the engine remembers about one order.
///
/// A fresh memory has no history: timed rules count from the order's first sight. After the first
/// [`Memory::advance`] a rule that memory does not know has only just begun to match.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Memory {
    /// Whether an earlier decision is remembered here.
    #[serde(default)]
    pub looked: bool,
    /// Since when each rule with `after` and no `from` has matched without a break.
    #[serde(default)]
    pub matching_since: BTreeMap<RuleKey, Timestamp>,
    /// Since when each such rule has asked for its protective actions without a break: these are
    /// asked for on unknown too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked_since: BTreeMap<RuleKey, Timestamp>,
    /// What was done.
    #[serde(default)]
    pub done: Vec<DoneBefore>,
    /// Repeats, for each rule and action.
    #[serde(default)]
    pub repeats: Vec<(RuleKey, ActionKey, Repeats)>,
    /// Releases.
    #[serde(default)]
    pub releases: Vec<Release>,
}

impl Memory {
    /// Takes over what a decision says about timed rules: true starts a rule's time, false resets
    /// it, unknown leaves it as it is.
    pub fn advance(&mut self, decision: &Decision) {
        self.looked = true;
        for outcome in decision.outcomes.iter().filter(|outcome| outcome.timed) {
            if outcome.truth == Truth::False {
                self.matching_since.remove(&outcome.key);
                self.asked_since.remove(&outcome.key);
            }
            let starts = [
                (&mut self.matching_since, outcome.since),
                (&mut self.asked_since, outcome.asked),
            ];
            for (times, since) in starts {
                if let Some(since) = since {
                    times.entry(outcome.key.clone()).or_insert(since);
                }
            }
        }
    }
}
