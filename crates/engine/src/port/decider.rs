//! The seam to the rules: from an observation to facts, from facts to a decision.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use sabaki_interpreter::decision::{Decision, Request};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::memory::{Memory, RuleKey};
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_order::id::OrderNumber;
use sabaki_order::observation::Observation;

/// A rule set at work. Pure: the same input gives the same answer.
/// [`RulesDecider`](crate::decider::rules::RulesDecider) is the one that lives on rule files.
pub trait Decider: Send + Sync {
    /// The rules version: the digest of the set's canonical form.
    fn version(&self) -> &str;

    /// What its rules speak of; its facts are laid out for it.
    fn vocabulary(&self) -> &Arc<Vocabulary>;

    /// The facts of an observation.
    fn facts(&self, seen: &Observation<'_>) -> Facts;

    /// Whether a rule reads this field, by its id. It is asked about fields that cost calls of their
    /// own; a decider that does not say goes without them, and they are unknown.
    fn reads(&self, _field: &str) -> bool {
        false
    }

    /// The decision.
    fn decide(&self, facts: &Facts, now: Timestamp, memory: &Memory) -> Decision;

    /// The decision as JSON in the form of `simulate`, personal values masked.
    fn decision_json(&self, decision: &Decision, order: &OrderNumber) -> serde_json::Value;

    /// The decision with its explanation as JSON, personal values masked: an object with the key
    /// `decision` in the form of [`Self::decision_json`] beside the rules.
    fn explanation(
        &self,
        facts: &Facts,
        order: &OrderNumber,
        now: Timestamp,
        memory: &Memory,
    ) -> serde_json::Value;

    /// What must be remembered of a decision: since when timed rules match.
    fn advance(&self, memory: &mut Memory, decision: &Decision);

    /// Fingerprint of the fields that a rule reads, for a person's release of its hold.
    fn fingerprint(&self, facts: &Facts, rule: &RuleKey) -> Option<String>;

    /// How a rule is remembered, by the name that decisions use; none where there is no such rule.
    fn rule_key(&self, rule: &str) -> Option<RuleKey>;

    /// The arguments of a request as text, as memory, journal and store keep them.
    fn arguments(&self, request: &Request) -> BTreeMap<String, String> {
        request.key(self.vocabulary()).args
    }
}
