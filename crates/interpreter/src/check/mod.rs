//! Checks beyond types, one a file. Simple reasoning only: sets and intervals of one field each.
//!
//! Start with [`all`]; `domain` (what a field can still be, with `texts` and `sets`), `leaf` (what
//! one test asks of a `subject`) and `clause` (what a condition asks) are what the checks stand on
//! and know no check; `wording` says it.

mod always_tried;
mod always_true;
mod clause;
mod domain;
mod leaf;
mod never_legal;
mod never_true;
mod sets;
mod subject;
mod texts;
pub(crate) mod unused;
mod wording;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_parser::share;

use crate::compile::rule_set::{CompiledRule, RuleSet};
use crate::compile::typed;

/// Runs every check over a compiled set.
pub(crate) fn all(set: &RuleSet) -> Vec<Diagnostic> {
    let shares = share::each(
        &set.rules,
        |rule| typed::bytes(rule.span),
        |rules: &[CompiledRule]| {
            let mut diagnostics = Vec::new();
            for rule in rules {
                each(rule, set, &mut diagnostics);
            }
            diagnostics
        },
    );
    let mut diagnostics: Vec<_> = shares.into_iter().flatten().collect();
    diagnostics.extend(always_tried::check(set));
    diagnostics
}

fn each(rule: &CompiledRule, set: &RuleSet, diagnostics: &mut Vec<Diagnostic>) {
    let asks = clause::of_rule(rule, &set.program);
    if let Some(finding) = never_true::check(rule, &asks, set) {
        diagnostics.push(finding);
        return;
    }
    diagnostics.extend(always_true::check(rule, set));
    never_legal::check(rule, &asks, set, diagnostics);
}
