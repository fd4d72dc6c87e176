//! W1203: a condition that can never be false, such as `status != A or status != B`.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;

use super::clause::of_rule_false;
use super::subject::Subject;
use crate::compile::rule_set::{CompiledRule, RuleSet};

/// A condition that is always true where its fields are known.
pub(super) const ALWAYS_TRUE: Code = Code::new("W1203");

/// Reports a rule whose condition can never be false. Rows of tables are left out: the last one
/// often takes everything that is left.
pub(super) fn check(rule: &CompiledRule, set: &RuleSet) -> Option<Diagnostic> {
    if rule.row.is_some() {
        return None;
    }
    let asks = of_rule_false(rule, &set.program);
    if !asks.is_never() {
        return None;
    }
    // `when true` says so itself.
    let clash = asks.clash?;
    let name = clash.name(&set.program)?;
    let span = match (rule.when.as_slice(), &rule.unless) {
        ([only], None) => only.span,
        _ => rule.span,
    };
    let diagnostic = Diagnostic::new(ALWAYS_TRUE, span).arg("field", name);
    Some(match clash {
        Subject::Calendar(_) => diagnostic.variant("calendar"),
        Subject::Field(_) | Subject::Member { .. } | Subject::Count(_) => diagnostic,
    })
}
