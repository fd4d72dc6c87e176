//! The one state of each request: done, not legal, held, in conflict, waiting or due.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::competition::{self, Group};
use super::fingerprint::fingerprint;
use super::look::{FUEL, Lets, Look};
use super::request::{self, Asked, arguments};
use super::term::value;
use super::timing::{self, Asks, When};
use super::truth::truth;
use super::verdict::{self, Verdicts};
use crate::compile::rule_set::{CompiledHold, CompiledRule, CompiledThen, RuleSet};
use crate::decision::{
    Conflict, Decision, Held, NotLegal, Request, RuleName, RuleOutcome, Shadow, ShadowKind,
    UnknownRule, Waiting, action_key,
};
use crate::facts::Facts;
use crate::memory::Memory;
use crate::truth::Truth;
use crate::value::Value;
use crate::vocabulary::model::{Action, Doc, SeenTo};

/// A hold that stands.
pub(crate) struct Standing<'a> {
    pub rule: &'a CompiledRule,
    pub hold: &'a CompiledHold,
}

/// Decides for one instant, without looking ahead. The instants at which calendars close come
/// along, for `look_again`.
pub(super) fn decide_at(
    set: &RuleSet,
    facts: &Facts,
    now: Timestamp,
    memory: &Memory,
) -> (Decision, Vec<Timestamp>) {
    let lets = Lets::new(set.program.lets.len());
    let fuel = Cell::new(FUEL);
    let look = Look {
        program: &set.program,
        facts,
        now,
        member: None,
        args: &[],
        lets: &lets,
        fuel: &fuel,
    };
    let verdicts = verdict::all(set, &look);
    let mut requests = request::gather(set, &verdicts, &look, memory);
    let done_for = |asked: &Asked| done_for_rule(set, asked, memory);
    let groups = competition::settle(set, &verdicts, &mut requests, done_for);
    let (holds, released) = standing(set, &verdicts, facts, memory);
    let mut decision = empty(now);
    decision.released = released;
    decision.unknown = unknown_rules(set, requests.unknown);
    let mut changes = Vec::new();
    for group in groups {
        if let When::Now(Some(at)) = group.when {
            changes.push(at);
        }
        place(&mut decision, set, group, (&holds, &look, memory));
    }
    decision.conflicts.sort_by(|a, b| a.action.cmp(&b.action));
    decision.conflicts.dedup();
    decision.shadow = shadows(set, &verdicts, &look);
    decision.outcomes = outcomes(set, &verdicts, &look, memory);
    (decision, changes)
}

fn empty(at: Timestamp) -> Decision {
    Decision {
        at,
        due: Vec::new(),
        waiting: Vec::new(),
        held: Vec::new(),
        not_legal: Vec::new(),
        conflicts: Vec::new(),
        done: Vec::new(),
        released: Vec::new(),
        shadow: Vec::new(),
        look_again: None,
        unknown: Vec::new(),
        outcomes: Vec::new(),
    }
}

fn unknown_rules(
    set: &RuleSet,
    unknown: BTreeMap<usize, std::collections::BTreeSet<String>>,
) -> Vec<UnknownRule> {
    let rules = unknown.into_iter().filter_map(|(rule, fields)| {
        Some(UnknownRule {
            rule: RuleName::clone(&set.rules.get(rule)?.name),
            fields: fields.into_iter().collect(),
        })
    });
    rules.collect()
}

fn names(set: &RuleSet, rules: &[usize]) -> Vec<RuleName> {
    let mut names: Vec<RuleName> = rules
        .iter()
        .filter_map(|rule| set.rules.get(*rule))
        .map(|rule| RuleName::clone(&rule.name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Puts a request into the first state that applies.
fn place(
    decision: &mut Decision,
    set: &RuleSet,
    group: Group,
    (holds, look, memory): (&[Standing<'_>], &Look<'_>, &Memory),
) {
    let vocabulary = &set.program.vocabulary;
    let Some(action) = vocabulary.actions.get(group.action) else {
        return;
    };
    let params = action.params.iter().map(|param| param.id.clone());
    let mut request = Request {
        action: action.id.clone(),
        args: params.zip(group.args.iter().cloned()).collect(),
        rules: names(set, &group.rules),
    };
    if is_done(set, &group, action, (look, memory)) {
        decision.done.push(request);
        return;
    }
    if let Some(because) = illegal(group.action, &group.args, look) {
        let mut parts = action.legal.iter();
        let failing = parts.find(|part| part.because == because);
        decision.not_legal.push(NotLegal {
            request,
            because,
            seen_to: failing.map_or(SeenTo::Nobody, |part| part.seen_to),
        });
        return;
    }
    let mut holding: Vec<&Standing<'_>> = holds
        .iter()
        .filter(|standing| stops(standing.hold, group.action, action, &group.args))
        .collect();
    if !holding.is_empty() {
        holding.sort_by(|a, b| a.rule.name.cmp(&b.rule.name));
        let mut because: Vec<String> = Vec::new();
        request.rules.clear();
        for standing in holding {
            request.rules.push(RuleName::clone(&standing.rule.name));
            if !because.contains(&standing.hold.because) {
                because.push(standing.hold.because.clone());
            }
        }
        request.rules.dedup();
        decision.held.push(Held { request, because });
        return;
    }
    if !group.conflict.is_empty() {
        decision.conflicts.push(Conflict {
            action: request.action,
            rules: names(set, &group.conflict),
        });
        return;
    }
    match group.when {
        When::Later(until) => decision.waiting.push(Waiting { request, until }),
        When::Now(_) => decision.due.push(request),
        When::Repeated | When::Unknown | When::Nothing => decision.done.push(request),
    }
}

/// The part that makes an action not legal; none when it is legal.
pub(crate) fn illegal(action: usize, args: &[Value], look: &Look<'_>) -> Option<Doc> {
    let program = look.program.actions.get(action)?;
    let look = look.with_args(args);
    let failing = program
        .legal
        .iter()
        .find(|(condition, _)| truth(condition, &look) != Truth::True);
    failing.map(|(_, because)| because.clone())
}

/// Whether a hold stops an action.
pub(crate) fn stops(hold: &CompiledHold, at: usize, action: &Action, args: &[Value]) -> bool {
    if hold.actions.contains(&at) {
        return true;
    }
    let reaches_buyer = || match args.first() {
        Some(Value::Text(channel)) => action
            .reaches_buyer
            .iter()
            .any(|name| crate::value::fold(name).trim() == channel.folded().trim()),
        _ => false,
    };
    hold.everything && (!action.reversible || reaches_buyer())
}

fn done_for_rule(set: &RuleSet, asked: &Asked, memory: &Memory) -> bool {
    let vocabulary = &set.program.vocabulary;
    let action = vocabulary.actions.get(asked.action);
    if !action.is_some_and(|action| action.per_rule) {
        return asked.when == When::Repeated;
    }
    let Some(rule) = set.rules.get(asked.rule) else {
        return false;
    };
    let repeated = rule.thens.iter().any(|then| {
        then.every.is_some() && then.calls.iter().any(|call| call.action == asked.action)
    });
    if repeated {
        return asked.when == When::Repeated;
    }
    let key = action_key(vocabulary, asked.action, &asked.args);
    memory
        .done
        .iter()
        .any(|done| done.action == key && done.rule.as_ref() == Some(&rule.key))
}

fn is_done(
    set: &RuleSet,
    group: &Group,
    action: &Action,
    (look, memory): (&Look<'_>, &Memory),
) -> bool {
    let program = look.program.actions.get(group.action);
    let facts_show = program
        .and_then(|program| program.done.as_ref())
        .is_some_and(|done| truth(done, &look.with_args(&group.args)) == Truth::True);
    if facts_show || group.when == When::Repeated {
        return true;
    }
    if action.per_rule {
        let asked = |rule: usize| Asked {
            action: group.action,
            args: group.args.clone(),
            rule,
            when: group.when,
        };
        return group
            .rules
            .iter()
            .all(|rule| done_for_rule(set, &asked(*rule), memory));
    }
    if action.once {
        return memory
            .done
            .iter()
            .any(|done| done.action.action == *action.id);
    }
    if program.is_some_and(|program| program.done.is_some()) || group_repeats(set, group) {
        return false;
    }
    let key = action_key(&set.program.vocabulary, group.action, &group.args);
    memory.done.iter().any(|done| done.action == key)
}

fn group_repeats(set: &RuleSet, group: &Group) -> bool {
    group.rules.iter().any(|rule| {
        set.rules.get(*rule).is_some_and(|rule| {
            rule.thens.iter().any(|then| {
                then.every.is_some() && then.calls.iter().any(|c| c.action == group.action)
            })
        })
    })
}

/// The holds that stand, and the rules whose holds a person has released.
pub(crate) fn standing<'a>(
    set: &'a RuleSet,
    verdicts: &Verdicts,
    facts: &Facts,
    memory: &Memory,
) -> (Vec<Standing<'a>>, Vec<RuleName>) {
    let (mut holds, mut released) = (Vec::new(), Vec::new());
    for (_, rule, _) in verdicts.live(set) {
        if rule.holds.is_empty() || rule.shadow {
            continue;
        }
        if is_released(rule, facts, memory) {
            released.push(RuleName::clone(&rule.name));
        } else {
            holds.extend(rule.holds.iter().map(|hold| Standing { rule, hold }));
        }
    }
    released.sort_unstable();
    (holds, released)
}

/// Whether a person has released a rule's hold and nothing that the rule reads has changed since.
pub(crate) fn is_released(rule: &CompiledRule, facts: &Facts, memory: &Memory) -> bool {
    memory.releases.iter().any(|release| {
        (release.rule == rule.key || release.rule.0 == *rule.name)
            && release
                .fingerprint
                .as_ref()
                .is_none_or(|then| *then == fingerprint(rule, facts))
    })
}

fn shadows(set: &RuleSet, verdicts: &Verdicts, look: &Look<'_>) -> Vec<Shadow> {
    let actions = &set.program.vocabulary.actions;
    let mut shadows = Vec::new();
    for (_, rule, truth) in verdicts.live(set) {
        if !rule.shadow {
            continue;
        }
        let calls = rule
            .thens
            .iter()
            .flat_map(|then| then.calls.iter().map(move |call| (then, call)));
        for (then, call) in calls {
            let Some(action) = actions.get(call.action) else {
                continue;
            };
            if truth != Truth::True && !action.protective {
                continue;
            }
            // What is none or unknown asks for nothing.
            let args = arguments(call, look);
            if args
                .iter()
                .any(|a| matches!(a, Value::None | Value::Unknown))
                || !begins(then, look)
            {
                continue;
            }
            let params = action.params.iter().map(|param| param.id.clone());
            shadows.push(Shadow {
                rule: RuleName::clone(&rule.name),
                kind: ShadowKind::Then,
                action: action.id.clone(),
                args: params.zip(args).collect(),
            });
        }
        for hold in &rule.holds {
            let everything = hold.everything.then(|| "everything".into());
            let named = hold.actions.iter().filter_map(|at| actions.get(*at));
            let held = everything
                .into_iter()
                .chain(named.map(|action| action.id.clone()));
            shadows.extend(held.map(|action| Shadow {
                rule: RuleName::clone(&rule.name),
                kind: ShadowKind::Hold,
                action,
                args: BTreeMap::new(),
            }));
        }
    }
    shadows
}

fn outcomes(
    set: &RuleSet,
    verdicts: &Verdicts,
    look: &Look<'_>,
    memory: &Memory,
) -> Vec<RuleOutcome> {
    let live = verdicts.live.iter().copied();
    let mut shown: Vec<usize> = live.chain(set.timed.iter().copied()).collect();
    shown.sort_unstable();
    shown.dedup();
    shown
        .into_iter()
        .filter_map(|at| Some((at, set.rules.get(at)?)))
        .map(|(at, rule)| RuleOutcome {
            rule: RuleName::clone(&rule.name),
            key: rule.key.clone(),
            truth: verdicts.of(at),
            timed: rule.timed,
            since: (rule.timed && verdicts.of(at) == Truth::True)
                .then(|| timing::since(rule, Asks::WhenTrue, look, memory)),
            asked: (rule.timed && verdicts.of(at) != Truth::False && protects(set, rule))
                .then(|| timing::since(rule, Asks::OnUnknownToo, look, memory)),
            shadow: rule.shadow,
        })
        .collect()
}

/// Whether the instant that a `then` counts from is one.
fn begins(then: &CompiledThen, look: &Look<'_>) -> bool {
    let from = then.from.as_ref().map(|from| value(from, look));
    !matches!(from.as_deref(), Some(Value::None | Value::Unknown))
}

/// Whether a rule asks for a protective action.
fn protects(set: &RuleSet, rule: &CompiledRule) -> bool {
    let mut calls = rule.thens.iter().flat_map(|then| &then.calls);
    let actions = &set.program.vocabulary.actions;
    calls.any(|call| actions.get(call.action).is_some_and(|a| a.protective))
}
