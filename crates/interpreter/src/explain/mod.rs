//! Why a decision is as it is: for every rule what decided, for every action its state and why.
//!
//! Data only; rendering for people is the command line's. Start with [`explain`], then [`trace`].

pub mod coverage;
mod decider;
pub mod json;
#[cfg(test)]
mod tests;
pub mod trace;

use jiff::Timestamp;
use std::cell::Cell;

use crate::compile::rule_set::{CompiledHold, CompiledRule, RuleSet};
use crate::decide::decide;
use crate::decide::look::{FUEL, Lets, Look, whole_second};
use crate::decide::state::{is_released, stops};
use crate::decide::timing::{self, Asks};
use crate::decide::verdict::{self, Verdicts, in_period};
use crate::decision::{Decision, Request, RuleName};
use crate::facts::Facts;
use crate::memory::Memory;
use crate::truth::Truth;

use self::trace::{Trace, Tracer};

/// Why a decision is as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The decision itself: the state of every requested action, and why.
    pub decision: Decision,
    /// Every rule: matched ones, unknown ones, then the others, near misses first.
    pub rules: Vec<ExplainedRule>,
    /// Holds that stand although nobody requests what they hold: the rule and the action, or
    /// `everything`.
    pub idle_holds: Vec<(RuleName, std::sync::Arc<str>)>,
}

/// How one rule came out, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedRule {
    /// The rule.
    pub rule: RuleName,
    /// `FILE:LINE:COLUMN`
    pub place: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// With its period and its table's hit policy.
    pub truth: Truth,
    /// Larger wins.
    pub priority: i64,
    /// Whether it only tries.
    pub shadow: bool,
    /// Its period, where it has one.
    pub period: Option<Period>,
    /// The rows above or beside it that decided over it, where it is a table row.
    pub decided_by_rows: Vec<RuleName>,
    /// Whether a person has released its hold on this order.
    pub released: bool,
    /// Since when its time counts, where it has one and matches.
    pub since: Option<Timestamp>,
    /// The sub-expressions that decided.
    pub decided: Vec<Trace>,
    /// Every part of its condition, with the truth of each sub-expression.
    pub when: Vec<Trace>,
    /// Its exclusion.
    pub unless: Option<Trace>,
}

/// The period of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First instant.
    pub from: Option<Timestamp>,
    /// Instant after the last.
    pub until: Option<Timestamp>,
    /// Whether the decision's instant lies in it.
    pub inside: bool,
}

/// Explains what [`decide`] says about one order at one instant.
pub fn explain(rules: &RuleSet, facts: &Facts, now: Timestamp, memory: &Memory) -> Explanation {
    let decision = decide(rules, facts, now, memory);
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
    let mut explained: Vec<(Rank, ExplainedRule)> = rules
        .rules
        .iter()
        .enumerate()
        .map(|(at, rule)| {
            let explained = one(rules, (at, rule), &verdicts, &look, memory);
            (rank(&explained), explained)
        })
        .collect();
    explained.sort_by(|a, b| a.0.cmp(&b.0));
    Explanation {
        idle_holds: idle_holds(rules, &verdicts, &decision),
        rules: explained.into_iter().map(|(_, rule)| rule).collect(),
        decision,
    }
}

type Rank = (u8, usize, RuleName);

/// Matched, unknown, then what misses by the fewest parts.
fn rank(rule: &ExplainedRule) -> Rank {
    let first = match rule.truth {
        Truth::True => 0,
        Truth::Unknown => 1,
        Truth::False => 2,
    };
    let parts = rule.when.iter().flat_map(|trace| {
        if trace.children.is_empty() {
            std::slice::from_ref(trace)
        } else {
            trace.children.as_slice()
        }
    });
    let misses = parts.filter(|part| part.truth == Truth::False).count()
        + usize::from(rule.unless.as_ref().is_some_and(|u| u.truth == Truth::True))
        + usize::from(rule.period.is_some_and(|period| !period.inside));
    (first, misses, RuleName::clone(&rule.rule))
}

fn one(
    set: &RuleSet,
    (at, rule): (usize, &CompiledRule),
    verdicts: &Verdicts,
    look: &Look<'_>,
    memory: &Memory,
) -> ExplainedRule {
    let truth = verdicts.of(at);
    let mut tracer = Tracer::new(&set.sources);
    let when: Vec<Trace> = rule
        .when
        .iter()
        .map(|condition| tracer.condition(condition, look))
        .collect();
    let unless = rule
        .unless
        .as_ref()
        .map(|condition| tracer.condition(condition, look));
    let period = (rule.from.is_some() || rule.until.is_some()).then(|| Period {
        from: rule.from,
        until: rule.until,
        inside: in_period(rule, look.now),
    });
    let since = (rule.timed && truth == Truth::True)
        .then(|| timing::since(rule, Asks::WhenTrue, look, memory));
    ExplainedRule {
        rule: RuleName::clone(&rule.name),
        place: set.sources.place(rule.span),
        owner: rule.owner.clone(),
        truth,
        priority: rule.priority,
        shadow: rule.shadow,
        period,
        decided_by_rows: deciding_rows(set, rule, at, verdicts),
        released: is_released(rule, look.facts, memory),
        since,
        decided: decider::of_rule(&when, unless.as_ref(), verdicts.own(at)),
        when,
        unless,
    }
}

/// The rows of a table that decided over a row whose own condition says otherwise.
fn deciding_rows(
    set: &RuleSet,
    rule: &CompiledRule,
    at: usize,
    verdicts: &Verdicts,
) -> Vec<RuleName> {
    let Some((table, _)) = rule.row else {
        return Vec::new();
    };
    if verdicts.of(at) == verdicts.own(at) {
        return Vec::new();
    }
    let rows = set.tables.get(table).map_or(&[][..], |table| &table.rows);
    rows.iter()
        .copied()
        .filter(|row| *row != at && verdicts.own(*row) != Truth::False)
        .take_while(|row| {
            *row < at
                || set.tables.get(table).is_some_and(|table| {
                    table.policy == sabaki_parser::syntax::table::Policy::Unique
                })
        })
        .filter_map(|row| set.rules.get(row))
        .map(|rule| RuleName::clone(&rule.name))
        .collect()
}

/// Every request of a decision but those in conflict.
fn requests(decision: &Decision) -> Vec<&Request> {
    let waiting = decision.waiting.iter().map(|w| &w.request);
    let held = decision.held.iter().map(|h| &h.request);
    let not_legal = decision.not_legal.iter().map(|n| &n.request);
    let plain = decision.due.iter().chain(&decision.done);
    plain.chain(waiting).chain(held).chain(not_legal).collect()
}

fn idle_holds(
    set: &RuleSet,
    verdicts: &Verdicts,
    decision: &Decision,
) -> Vec<(RuleName, std::sync::Arc<str>)> {
    // `hold everything` idles where nothing that it would hold is requested.
    let stops_any = |hold: &CompiledHold| {
        let all = requests(decision);
        let mut found = all.iter().filter_map(|request| {
            let actions = set.program.vocabulary.actions.iter().enumerate();
            let (at, action) = actions.into_iter().find(|(_, a)| a.id == request.action)?;
            let args: Vec<_> = action
                .params
                .iter()
                .filter_map(|param| request.args.get(&param.id).cloned())
                .collect();
            Some(stops(hold, at, action, &args))
        });
        found.any(|stopped| stopped)
            || decision.conflicts.iter().any(|conflict| {
                let mut actions = set.program.vocabulary.actions.iter();
                actions.any(|action| action.id == conflict.action && !action.reversible)
            })
    };
    let requested = |action: &str| {
        let single = requests(decision).into_iter().map(|r| &r.action);
        let conflicts = decision.conflicts.iter().map(|c| &c.action);
        single.chain(conflicts).any(|id| **id == *action)
    };
    let mut idle = Vec::new();
    for (at, rule) in set.rules.iter().enumerate() {
        if rule.shadow || verdicts.of(at) == Truth::False {
            continue;
        }
        for hold in &rule.holds {
            if hold.everything && !stops_any(hold) {
                idle.push((RuleName::clone(&rule.name), "everything".into()));
            }
            for action in &hold.actions {
                if let Some(action) = set.program.vocabulary.actions.get(*action)
                    && !requested(&action.id)
                {
                    idle.push((RuleName::clone(&rule.name), action.id.clone()));
                }
            }
        }
    }
    idle.sort();
    idle.dedup();
    idle
}
