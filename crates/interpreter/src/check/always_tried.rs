//! H2001: a rule of a large set that the index cannot leave out, because its condition does not
//! ask any field for certain values.

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;

use crate::compile::access::MOST_VALUES;
use crate::compile::rule_set::{CompiledRule, RuleSet};
use crate::typing::tree::{Condition, Test};

/// A rule that is tried for every order.
const ALWAYS_TRIED: Code = Code::new("H2001");

/// Below so many rules and rows it makes no difference.
const SMALL: usize = 100;
/// The most rules that are named at a time.
const MOST_NAMED: usize = 20;

/// Names the rules of a large set that are tried for every order and could be found by a field.
/// A table is named where no row of it is found.
pub(super) fn check(set: &RuleSet) -> Vec<Diagnostic> {
    if set.rules.len() < SMALL {
        return Vec::new();
    }
    let unfiled = set.access.unfiled();
    let at = |at: &usize| set.rules.get(*at);
    let rules = unfiled.iter().filter_map(at).filter_map(alone);
    let tables = set.tables.iter().filter(|table| {
        let none = table
            .rows
            .iter()
            .all(|row| unfiled.binary_search(row).is_ok());
        let some = table
            .rows
            .iter()
            .filter_map(at)
            .any(|row| because(row).is_some());
        none && some
    });
    let tables = tables.map(|table| {
        Diagnostic::new(ALWAYS_TRIED, table.span)
            .variant("table")
            .help("table")
    });
    let mut found: Vec<Diagnostic> = rules.chain(tables).collect();
    found.sort_by_key(|d| (d.span().file, d.span().start));
    found.truncate(MOST_NAMED);
    found
}

/// A rule that is no row of a table.
fn alone(rule: &CompiledRule) -> Option<Diagnostic> {
    let because = because(rule).filter(|_| rule.row.is_none())?;
    let span = match (rule.when.as_slice(), &rule.unless) {
        ([only], None) => only.span,
        _ => rule.span,
    };
    let (variant, help) = match because {
        Because::Or => ("or", "or"),
        Because::Not => ("not", "not"),
        Because::Long => ("long", "field"),
        Because::Other => ("", "field"),
    };
    let diagnostic = Diagnostic::new(ALWAYS_TRIED, span).variant(variant);
    Some(diagnostic.arg("most", MOST_VALUES).help(help))
}

/// Why nothing of a condition could be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Because {
    /// A list is too long.
    Long,
    /// Parts are joined with `or`.
    Or,
    /// It says what a value is not.
    Not,
    /// It asks numbers, times, or what stands in a text.
    Other,
}

/// Why; none for a rule that says itself that it is for every order.
fn because(rule: &CompiledRule) -> Option<Because> {
    let mut parts = Vec::new();
    for condition in &rule.when {
        gather(condition, &mut parts);
    }
    let has = |test: fn(&Condition) -> bool| parts.iter().any(|part| test(part));
    if parts.is_empty() && rule.unless.is_none() {
        None
    } else if has(is_long) {
        Some(Because::Long)
    } else if has(|part| matches!(part.test, Test::Or(_) | Test::And(_))) {
        Some(Because::Or)
    } else if parts.is_empty() || has(names_values) {
        Some(Because::Not)
    } else {
        Some(Because::Other)
    }
}

fn gather<'c>(condition: &'c Condition, parts: &mut Vec<&'c Condition>) {
    match &condition.test {
        Test::And(inner) if !condition.negated => {
            for part in inner {
                gather(part, parts);
            }
        }
        Test::Always(_) => {}
        _ => parts.push(condition),
    }
}

fn is_long(part: &Condition) -> bool {
    let long =
        matches!(&part.test, Test::TextIn { texts, .. } if texts.entries.len() > MOST_VALUES);
    long && !part.negated
}

/// Whether a part says which values it does not want.
fn names_values(part: &Condition) -> bool {
    let values = matches!(
        part.test,
        Test::OneOf { .. } | Test::TextIn { .. } | Test::Bool(_)
    );
    values && part.negated
}
