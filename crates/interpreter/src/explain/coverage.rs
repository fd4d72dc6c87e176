//! What each sub-expression was for one order: rule tests add it up to condition coverage.

use jiff::Timestamp;
use sabaki_diagnostic::source::Span;
use std::cell::Cell;

use crate::compile::rule_set::RuleSet;
use crate::decide::look::{FUEL, Lets, Look, whole_second};
use crate::decide::verdict;
use crate::decision::RuleName;
use crate::facts::Facts;
use crate::truth::Truth;

use super::trace::{Trace, Tracer};

/// How one rule and its sub-expressions came out.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCoverage {
    /// The rule.
    pub rule: RuleName,
    /// Its place.
    pub span: Span,
    /// How it came out.
    pub truth: Truth,
    /// Each sub-expression, from the whole to its parts; one inside a list may come several times.
    pub parts: Vec<(Span, Truth)>,
}

/// The truth of every rule and sub-expression for one order at one instant.
pub fn coverage(rules: &RuleSet, facts: &Facts, now: Timestamp) -> Vec<RuleCoverage> {
    let lets = Lets::new(rules.program.lets.len());
    let fuel = Cell::new(FUEL);
    let look = Look {
        program: &rules.program,
        facts,
        now: whole_second(now),
        member: None,
        args: &[],
        lets: &lets,
        fuel: &fuel,
    };
    let verdicts = verdict::all(rules, &look);
    let rules_with_place = rules.rules.iter().enumerate();
    rules_with_place
        .map(|(at, rule)| {
            let mut tracer = Tracer::new(&rules.sources);
            let mut parts = Vec::new();
            for condition in rule.when.iter().chain(&rule.unless) {
                flatten(&tracer.condition(condition, &look), &mut parts);
            }
            RuleCoverage {
                rule: RuleName::clone(&rule.name),
                span: rule.span,
                truth: verdicts.of(at),
                parts,
            }
        })
        .collect()
}

fn flatten(trace: &Trace, parts: &mut Vec<(Span, Truth)>) {
    parts.push((trace.span, trace.truth));
    for child in &trace.children {
        flatten(child, parts);
    }
}
