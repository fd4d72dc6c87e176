//! The earliest instant at which time alone changes a decision.

use std::cell::Cell;

use jiff::Timestamp;
use sabaki_parser::syntax::expression::QuantifierKind;

use super::look::{FUEL, Lets, Look};
use super::next_change::{at, of_condition, of_term, together};
use super::state;
use super::term::members;
use super::truth::truth;
use super::verdict::own_truth;
use crate::compile::rule_set::{CompiledRule, RuleSet};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::memory::Memory;
use crate::truth::Truth;
use crate::typing::tree::{Condition, TermKind, Test};

/// The most instants that are tried for one decision before one is taken unproved.
const TRIES: usize = 40;
/// How deep `let`s are followed where the facts may make one false; as deep as the index follows.
const DEEP: u32 = 8;

/// The earliest instant after the decision's at which it becomes another one.
pub(super) fn find(
    set: &RuleSet,
    facts: &Facts,
    memory: &Memory,
    decision: &Decision,
    changes: Vec<Timestamp>,
) -> Option<Timestamp> {
    if !set.timely && decision.waiting.is_empty() && changes.is_empty() {
        return None;
    }
    let mut memory = memory.clone();
    memory.advance(decision);
    let certain = decision.waiting.iter().map(|waiting| waiting.until).min();
    let fuel = Cell::new(FUEL);
    let (mut now, mut changes) = (decision.at, changes);
    for _ in 0..TRIES {
        let next = next(set, facts, now, &changes, (certain, &fuel))?;
        if Some(next) == certain || fuel.get() == 0 {
            return Some(next);
        }
        let (later, closing) = state::decide_at(set, facts, next, &memory);
        if differs(decision, &later) {
            return Some(next);
        }
        memory.advance(&later);
        (now, changes) = (next, closing);
    }
    Some(now)
}

fn differs(a: &Decision, b: &Decision) -> bool {
    a.due != b.due
        || a.waiting != b.waiting
        || a.held != b.held
        || a.not_legal != b.not_legal
        || a.conflicts != b.conflicts
        || a.done != b.done
        || a.released != b.released
        || a.shadow != b.shadow
        || a.unknown != b.unknown
}

/// The earliest instant after `now` at which anything may change.
fn next(
    set: &RuleSet,
    facts: &Facts,
    now: Timestamp,
    changes: &[Timestamp],
    (certain, fuel): (Option<Timestamp>, &Cell<u32>),
) -> Option<Timestamp> {
    let lets = Lets::new(set.program.lets.len());
    let look = Look {
        program: &set.program,
        facts,
        now,
        member: None,
        args: &[],
        lets: &lets,
        fuel,
    };
    // What the facts make false no time makes true; the index leaves out some of it beforehand, and
    // the rest is left out here, so that the instants that are tried do not depend on the index.
    let candidates = set.access.candidates(facts);
    let rules = candidates
        .iter()
        .filter_map(|at| set.rules.get(*at))
        .filter(|rule| rule.timely && !rule.when.iter().any(|c| never(c, &look, DEEP)));
    let by_rules = rules.filter_map(|rule| of_rule(rule, &look));
    let by_actions = set.program.actions.iter().flat_map(|action| {
        let legal = action.legal.iter().map(|(condition, _)| condition);
        legal.chain(&action.done)
    });
    let by_actions = by_actions.filter_map(|condition| of_condition(condition, &look));
    changes
        .iter()
        .copied()
        .chain(certain)
        .chain(by_rules)
        .chain(by_actions)
        .filter(|at| *at > now)
        .min()
}

/// Whether the facts alone make a condition false.
fn never(condition: &Condition, look: &Look<'_>, deep: u32) -> bool {
    if !condition.timely {
        return truth(condition, look) == Truth::False;
    }
    if condition.negated {
        return false;
    }
    match &condition.test {
        Test::And(parts) => parts.iter().any(|part| never(part, look, deep)),
        Test::Bool(term) => match (&term.kind, deep.checked_sub(1)) {
            (TermKind::Let(at), Some(deep)) => {
                let inner = look.program.lets.get(*at).and_then(Option::as_ref);
                match inner.map(|term| &term.kind) {
                    Some(TermKind::Condition(inner)) => never(inner, &look.outside(), deep),
                    _ => false,
                }
            }
            _ => false,
        },
        Test::Quantifier {
            kind: QuantifierKind::Any,
            list,
            predicate,
        } => members(*list, look).is_some_and(|records| {
            let mut each = records.iter();
            each.all(|record| never(predicate, &look.at_member(record), deep))
        }),
        Test::Quantifier {
            kind: QuantifierKind::Every | QuantifierKind::No,
            ..
        }
        | Test::Always(_)
        | Test::Or(_)
        | Test::OneOf { .. }
        | Test::TextIn { .. }
        | Test::ValueIn { .. }
        | Test::Compare { .. }
        | Test::Phrase { .. }
        | Test::Has { .. }
        | Test::Matches { .. }
        | Test::Empty(_)
        | Test::Known(_)
        | Test::Holiday(_)
        | Test::BusinessDay(_)
        | Test::During { .. } => false,
    }
}

/// When a rule may next say something else.
fn of_rule(rule: &CompiledRule, look: &Look<'_>) -> Option<Timestamp> {
    let edges = rule.from.into_iter().chain(rule.until);
    let edge = edges.filter(|edge| *edge > look.now).min();
    if rule.until.is_some_and(|until| until <= look.now) {
        return None;
    }
    edge.into_iter()
        .chain(of_conditions(rule, look))
        .chain(of_parts(rule, look))
        .min()
}

/// When a rule's condition comes out differently.
fn of_conditions(rule: &CompiledRule, look: &Look<'_>) -> Option<Timestamp> {
    let before = own_truth(rule, look);
    let mut now = look.now;
    for _ in 0..TRIES {
        let next = at(look, now, |look| candidates(rule, look))?;
        if !look.step() || at(look, next, |look| own_truth(rule, look)) != before {
            return Some(next);
        }
        now = next;
    }
    Some(now)
}

fn candidates(rule: &CompiledRule, look: &Look<'_>) -> Option<Timestamp> {
    let when = rule.when.iter().map(|part| (&**part, Truth::False));
    let unless = rule.unless.iter().map(|part| (&**part, Truth::True));
    together(when.chain(unless), look)
}

/// When an argument or the start of a rule's time becomes another one.
fn of_parts(rule: &CompiledRule, look: &Look<'_>) -> Option<Timestamp> {
    let terms = rule.thens.iter().flat_map(|then| {
        let args = then.calls.iter().flat_map(|call| &call.args);
        args.chain(&then.from)
    });
    let mut terms = terms.filter(|term| term.timely).peekable();
    terms.peek()?;
    if own_truth(rule, look) == Truth::False {
        return None;
    }
    terms.filter_map(|term| of_term(term, look)).min()
}
