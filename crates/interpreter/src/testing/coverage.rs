//! What of a rule set its tests have touched: rules that matched and did not, and parts of conditions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_diagnostic::source::Span;

use crate::compile::rule_set::RuleSet;
use crate::decision::RuleName;
use crate::explain::coverage::coverage;
use crate::facts::Facts;
use crate::truth::Truth;

/// Which truth values were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// 成立
    pub matched: bool,
    /// 不成立
    pub not_matched: bool,
    /// 不明
    pub unknown: bool,
}

impl Seen {
    fn add(&mut self, truth: Truth) {
        match truth {
            Truth::True => self.matched = true,
            Truth::False => self.not_matched = true,
            Truth::Unknown => self.unknown = true,
        }
    }

    fn join(&mut self, other: Self) {
        self.matched |= other.matched;
        self.not_matched |= other.not_matched;
        self.unknown |= other.unknown;
    }

    /// Whether it was seen both ways: then a test would notice if it were left out.
    pub const fn both_ways(self) -> bool {
        self.matched && self.not_matched
    }
}

/// What was seen of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSeen {
    /// The rule.
    pub rule: RuleName,
    /// Its place in the rule files.
    pub span: Span,
    /// How it came out.
    pub seen: Seen,
    /// How each part of its condition came out, by place.
    pub parts: BTreeMap<Span, Seen>,
}

/// What was seen of a rule set, every rule in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The rules.
    pub rules: Vec<RuleSeen>,
}

impl Coverage {
    /// Nothing seen yet.
    pub fn new(rules: &RuleSet) -> Self {
        let rules = rules.rules().iter().map(|rule| RuleSeen {
            rule: RuleName::clone(&rule.name),
            span: rule.span,
            seen: Seen::default(),
            parts: BTreeMap::new(),
        });
        Self {
            rules: rules.collect(),
        }
    }

    /// Adds what one look at an order showed.
    pub(super) fn look(&mut self, rules: &RuleSet, facts: &Facts, now: Timestamp) {
        for (seen, shown) in self.rules.iter_mut().zip(coverage(rules, facts, now)) {
            seen.seen.add(shown.truth);
            for (span, truth) in shown.parts {
                seen.parts.entry(span).or_default().add(truth);
            }
        }
    }

    /// Adds what other tests of the same rule set have seen.
    pub fn join(&mut self, other: &Self) {
        if self.rules.is_empty() {
            self.rules.clone_from(&other.rules);
            return;
        }
        for (mine, theirs) in self.rules.iter_mut().zip(&other.rules) {
            mine.seen.join(theirs.seen);
            for (span, seen) in &theirs.parts {
                mine.parts.entry(*span).or_default().join(*seen);
            }
        }
    }

    /// How many rules matched in some test, and how many there are.
    pub fn matched_rules(&self) -> (usize, usize) {
        let matched = self.rules.iter().filter(|rule| rule.seen.matched);
        (matched.count(), self.rules.len())
    }

    /// How many parts of conditions were seen both ways, and how many were looked at.
    pub fn parts_both_ways(&self) -> (usize, usize) {
        let parts = || self.rules.iter().flat_map(|rule| rule.parts.values());
        (
            parts().filter(|seen| seen.both_ways()).count(),
            parts().count(),
        )
    }
}
