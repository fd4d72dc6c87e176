//! The seam to the rules: from an observation to facts, from facts to a decision.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_interpreter::decision::{Decision, Request};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::memory::{Memory, RuleKey};
use sabaki_order::id::ShopId;
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;

/// What was seen of one order 取得内容.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Whose order.
    pub shop: &'a ShopId,
    /// The order as the mall showed it.
    pub order: &'a Order,
    /// Its live slips; none where the OMS could not be read, so that slip facts are unknown.
    pub slips: Option<&'a [Slip]>,
    /// The first recorded observation.
    pub first_seen_at: Timestamp,
}

/// A rule set at work. Pure: the same input gives the same answer.
pub trait Decider: Send + Sync {
    /// The rules version: the digest of the set's canonical form.
    fn version(&self) -> &str;

    /// The facts of an observation.
    fn facts(&self, seen: &Seen<'_>) -> Facts;

    /// The decision.
    fn decide(&self, facts: &Facts, now: Timestamp, memory: &Memory) -> Decision;

    /// The decision as JSON in the form of `simulate`, personal values masked.
    fn decision_json(&self, decision: &Decision) -> serde_json::Value;

    /// Its explanation as JSON, personal values masked.
    fn explanation(&self, facts: &Facts, decision: &Decision, memory: &Memory)
    -> serde_json::Value;

    /// What must be remembered of a decision: since when timed rules match.
    fn advance(&self, memory: &mut Memory, decision: &Decision);

    /// Fingerprint of the fields that a rule reads, for a person's release of its hold.
    fn fingerprint(&self, facts: &Facts, rule: &RuleKey) -> Option<String>;

    /// How a rule is remembered, by the name that decisions use; none where there is no such rule.
    fn rule_key(&self, rule: &str) -> Option<RuleKey>;

    /// The arguments of a request as text, as memory, journal and store keep them; a value that
    /// comes from personal data is masked.
    fn arguments(&self, facts: &Facts, request: &Request) -> BTreeMap<String, String> {
        crate::plan::arguments::as_text(facts.vocabulary(), request)
    }
}
