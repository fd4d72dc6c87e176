//! Which rules match: condition, exclusion, period, and the hit policy of tables.

use jiff::Timestamp;
use sabaki_parser::syntax::table::Policy;

use super::look::Look;
use super::truth::truth;
use crate::compile::rule_set::{CompiledRule, CompiledTable, RuleSet};
use crate::truth::Truth;

/// How every rule came out.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// By rule: with the hit policy of its table.
    pub truths: Vec<Truth>,
    /// By rule: its own condition alone.
    pub own: Vec<Truth>,
    /// The rules that are true or unknown, in their order.
    pub live: Vec<usize>,
    /// The rules that facts do not already make false, in their order.
    pub candidates: Vec<usize>,
    /// Rows of `unique` tables that are true together.
    pub clashes: Vec<Vec<usize>>,
}

impl Verdicts {
    /// The truth of a rule.
    pub(crate) fn of(&self, rule: usize) -> Truth {
        self.truths.get(rule).copied().unwrap_or(Truth::False)
    }

    /// The rules that are true or unknown.
    pub(crate) fn live<'a, 'v>(
        &'v self,
        set: &'a RuleSet,
    ) -> impl Iterator<Item = (usize, &'a CompiledRule, Truth)> + use<'a, 'v> {
        let rules = self.live.iter();
        rules.filter_map(|at| Some((*at, set.rules.get(*at)?, self.of(*at))))
    }

    /// The truth of a rule's own condition.
    pub(crate) fn own(&self, rule: usize) -> Truth {
        self.own.get(rule).copied().unwrap_or(Truth::False)
    }
}

/// Whether an instant lies in a rule's period.
pub(crate) fn in_period(rule: &CompiledRule, now: Timestamp) -> bool {
    rule.from.is_none_or(|from| from <= now) && rule.until.is_none_or(|until| now < until)
}

/// A rule's condition without its table.
pub(crate) fn own_truth(rule: &CompiledRule, look: &Look<'_>) -> Truth {
    if !in_period(rule, look.now) {
        return Truth::False;
    }
    let mut result = Truth::True;
    for condition in &rule.when {
        result = result.and(truth(condition, look));
        if result == Truth::False {
            return result;
        }
    }
    match &rule.unless {
        Some(unless) => result.and(truth(unless, look).negate()),
        None => result,
    }
}

/// How every rule comes out.
pub(crate) fn all(set: &RuleSet, look: &Look<'_>) -> Verdicts {
    let mut own = vec![Truth::False; set.rules.len()];
    let candidates = set.access.candidates(look.facts);
    for at in &candidates {
        if let (Some(place), Some(rule)) = (own.get_mut(*at), set.rules.get(*at)) {
            *place = own_truth(rule, look);
        }
    }
    let mut verdicts = Verdicts {
        truths: own.clone(),
        own,
        candidates,
        ..Verdicts::default()
    };
    for table in &set.tables {
        match table.policy {
            Policy::First => first(table, &mut verdicts),
            Policy::Unique => unique(table, &mut verdicts),
            Policy::Collect => {}
        }
    }
    // No policy makes a row true or unknown that is false by itself.
    let live = verdicts.candidates.iter().copied();
    verdicts.live = live.filter(|at| verdicts.of(*at) != Truth::False).collect();
    verdicts
}

fn set_truth(verdicts: &mut Verdicts, rule: usize, truth: Truth) {
    if let Some(place) = verdicts.truths.get_mut(rule) {
        *place = truth;
    }
}

/// A row counts when it is true and every row above is false.
fn first(table: &CompiledTable, verdicts: &mut Verdicts) {
    let mut above = Truth::False;
    for row in &table.rows {
        let own = verdicts.own(*row);
        set_truth(verdicts, *row, own.and(above.negate()));
        above = above.or(own);
    }
}

/// No two rows may be true; what is not known of one row leaves the others unknown.
fn unique(table: &CompiledTable, verdicts: &mut Verdicts) {
    let of = |truth: Truth| -> Vec<usize> {
        let rows = table.rows.iter().copied();
        rows.filter(|row| verdicts.own(*row) == truth).collect()
    };
    let (matched, unknown) = (of(Truth::True), of(Truth::Unknown));
    if matched.len() > 1 {
        verdicts.clashes.push(matched);
    } else if let ([row], false) = (matched.as_slice(), unknown.is_empty()) {
        set_truth(verdicts, *row, Truth::Unknown);
    }
}
