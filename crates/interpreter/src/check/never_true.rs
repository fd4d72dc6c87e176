//! W1202: a condition that asks of one field, member or count what excludes itself.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;

use super::clause::Asks;
use super::subject::Subject;
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
    let name = clash.name(&set.program)?;
    let span = match (rule.row, rule.when.as_slice()) {
        (None, [only]) => only.span,
        _ => rule.span,
    };
    let diagnostic = Diagnostic::new(NEVER_TRUE, span).arg("field", name);
    Some(match wording::excluding_parts(rule, clash, &set.program) {
        Some((one, other)) => diagnostic
            .variant("parts")
            .arg("one", one)
            .arg("other", other),
        None => match clash {
            Subject::Count(_) if wording::counts_below_zero(rule, clash, &set.program) => {
                diagnostic.variant("count")
            }
            Subject::Calendar(_) => diagnostic.variant("calendar"),
            Subject::Field(_) | Subject::Member { .. } | Subject::Count(_) => diagnostic,
        },
    })
}
