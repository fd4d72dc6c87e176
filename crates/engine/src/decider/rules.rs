//! A compiled rule set as the engine's decider.

use std::sync::Arc;

use jiff::Timestamp;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::decide::fingerprint::fingerprint;
use sabaki_interpreter::decision::Decision;
use sabaki_interpreter::explain::{explain, json};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::memory::{Memory, RuleKey};
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_order::facts::OrderFacts;
use sabaki_order::id::OrderNumber;
use sabaki_order::observation::Observation;

use super::reads::reads;
use crate::port::decider::Decider;

/// Adds a host's own fields to the facts that the order crate makes.
pub type MoreFacts = dyn Fn(&Observation<'_>, &mut Facts) + Send + Sync;

/// A rule set at work, immutable; the engine swaps the whole of it.
pub struct RulesDecider {
    rules: Arc<RuleSet>,
    order_facts: OrderFacts,
    more: Option<Arc<MoreFacts>>,
}

impl RulesDecider {
    /// A rule set over the shipped fields.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        Self {
            order_facts: OrderFacts::new(rules.vocabulary()),
            rules,
            more: None,
        }
    }

    /// The same with fields of a host's own (of the shop's files, of its OMS).
    #[must_use]
    pub fn with_more_facts(self, more: Arc<MoreFacts>) -> Self {
        Self {
            more: Some(more),
            ..self
        }
    }
}

impl Decider for RulesDecider {
    fn version(&self) -> &str {
        self.rules.digest()
    }

    fn vocabulary(&self) -> &Arc<Vocabulary> {
        self.rules.vocabulary()
    }

    fn facts(&self, seen: &Observation<'_>) -> Facts {
        let mut facts = self.order_facts.of(seen);
        if let Some(more) = &self.more {
            more(seen, &mut facts);
        }
        facts
    }

    fn reads(&self, field: &str) -> bool {
        reads(&self.rules, field)
    }

    fn decide(&self, facts: &Facts, now: Timestamp, memory: &Memory) -> Decision {
        decide(&self.rules, facts, now, memory)
    }

    fn decision_json(&self, decision: &Decision, order: &OrderNumber) -> serde_json::Value {
        sabaki_interpreter::decision::json::to_json(
            decision,
            order.as_str(),
            self.version(),
            self.vocabulary(),
        )
    }

    fn explanation(
        &self,
        facts: &Facts,
        order: &OrderNumber,
        now: Timestamp,
        memory: &Memory,
    ) -> serde_json::Value {
        let explanation = explain(&self.rules, facts, now, memory);
        let version = self.version();
        json::to_json(&explanation, order.as_str(), version, self.vocabulary())
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
