//! A compiled rule set as the engine's decider.

use std::sync::Arc;

use jiff::Timestamp;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decide::fingerprint::fingerprint;
use sabaki_interpreter::decision::Decision;
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::memory::{Memory, RuleKey};
use sabaki_interpreter::vocabulary::model::Vocabulary;

use crate::journal::decision_json::decision_json;
use crate::port::decider::{Decider, Seen};

/// From what was seen to facts for a vocabulary: the order crate's mapping, with a shop's own
/// fields where a host adds them.
pub type FactsOf = dyn Fn(&Arc<Vocabulary>, &Seen<'_>) -> Facts + Send + Sync;

/// A rule set at work, immutable; the engine swaps the whole of it.
pub struct RulesDecider {
    rules: Arc<RuleSet>,
    facts_of: Arc<FactsOf>,
}

impl RulesDecider {
    /// A rule set with the mapping that makes its facts.
    pub fn new(rules: Arc<RuleSet>, facts_of: Arc<FactsOf>) -> Self {
        Self { rules, facts_of }
    }
}

impl Decider for RulesDecider {
    fn version(&self) -> &str {
        self.rules.digest()
    }

    fn facts(&self, seen: &Seen<'_>) -> Facts {
        (self.facts_of)(self.rules.vocabulary(), seen)
    }

    fn decide(&self, facts: &Facts, now: Timestamp, memory: &Memory) -> Decision {
        decide(&self.rules, facts, now, memory)
    }

    fn decision_json(&self, decision: &Decision) -> serde_json::Value {
        decision_json(self.rules.vocabulary(), decision)
    }

    fn explanation(
        &self,
        _facts: &Facts,
        _decision: &Decision,
        _memory: &Memory,
    ) -> serde_json::Value {
        serde_json::Value::Null
    }

    fn advance(&self, memory: &mut Memory, decision: &Decision) {
        memory.advance(decision);
    }

    fn fingerprint(&self, facts: &Facts, rule: &RuleKey) -> Option<String> {
        let rule = self.rules.rule(&rule.0)?;
        Some(fingerprint(rule, facts))
    }

    fn rule_key(&self, rule: &str) -> Option<RuleKey> {
        self.rules.rule(rule).map(|rule| rule.key.clone())
    }
}
