//! E0401: an action that its rule can never make legal.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic};

use super::clause::{Asks, of_condition};
use crate::compile::rule_set::{CompiledCall, CompiledRule, RuleSet};
use crate::vocabulary::model::{Action, Doc};

/// An action that is never legal under its rule's condition.
pub(super) const NEVER_LEGAL: Code = Code::new("E0401");

/// Reports every request of a rule that can never be legal. Protective actions are requested on
/// unknown too and are left out.
pub(super) fn check(
    rule: &CompiledRule,
    asks: &Asks,
    set: &RuleSet,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for call in rule.thens.iter().flat_map(|then| &then.calls) {
        let Some(action) = set.program.vocabulary.actions.get(call.action) else {
            continue;
        };
        if action.protective {
            continue;
        }
        if let Some(because) = failing(call, asks, set) {
            diagnostics.push(report(call, action, because));
        }
    }
}

/// The first part of what makes the action legal that excludes the condition.
fn failing<'a>(call: &CompiledCall, asks: &Asks, set: &'a RuleSet) -> Option<&'a Doc> {
    let program = set.program.actions.get(call.action)?;
    let mut left = asks.clone();
    for (condition, because) in &program.legal {
        left = left.and(&of_condition(condition, &set.program));
        if left.is_never() {
            return Some(because);
        }
    }
    None
}

fn report(call: &CompiledCall, action: &Action, because: &Doc) -> Diagnostic {
    let both = |ja: &str, en: &str| Arg::Both {
        ja: ja.to_owned(),
        en: en.to_owned(),
    };
    let name = action.ja.first().unwrap_or(&action.id);
    Diagnostic::new(NEVER_LEGAL, call.span)
        .arg("action", both(name, &action.id))
        .arg("because", both(&because.ja, &because.en))
}
