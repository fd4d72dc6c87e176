//! W1202: a condition that asks of one field what excludes itself.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic};

use super::clause::Asks;
use super::wording;
use crate::compile::rule_set::{CompiledRule, RuleSet};

/// A condition that is never true.
pub(super) const NEVER_TRUE: Code = Code::new("W1202");

/// Reports a rule whose condition can never be true.
pub(super) fn check(rule: &CompiledRule, asks: &Asks, set: &RuleSet) -> Option<Diagnostic> {
    if !asks.is_never() {
        return None;
    }
    // `when false` says so itself.
    let clash = asks.clash?;
    let field = set.program.vocabulary.fields.get(clash)?;
    let span = match (rule.row, rule.when.as_slice()) {
        (None, [only]) => only.span,
        _ => rule.span,
    };
    let name = Arg::Both {
        ja: field.ja.first().unwrap_or(&field.id).to_string(),
        en: field.id.to_string(),
    };
    let diagnostic = Diagnostic::new(NEVER_TRUE, span).arg("field", name);
    Some(match wording::excluding_parts(rule, clash, &set.program) {
        Some((one, other)) => diagnostic
            .variant("parts")
            .arg("one", one)
            .arg("other", other),
        None => diagnostic,
    })
}
