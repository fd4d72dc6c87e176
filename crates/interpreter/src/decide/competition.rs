//! Equal requests become one; different arguments of a single-valued action compete.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::request::{Asked, Requests};
use super::timing::When;
use super::verdict::Verdicts;
use crate::compile::rule_set::RuleSet;
use crate::decision::canonical_args;
use crate::value::Value;
use crate::vocabulary::model::Valued;

/// A request with its arguments, by all rules that ask for it.
#[derive(Debug)]
pub(crate) struct Group {
    pub action: usize,
    pub args: Vec<Value>,
    pub rules: Vec<usize>,
    pub when: When,
    /// The rules that ask for different things, where it is in conflict.
    pub conflict: Vec<usize>,
}

/// Groups equal requests and settles who wins; what is left stands in canonical order.
///
/// `done_for` says whether something counts as done for one rule alone (`notify`): then the rules
/// for which it does not are asked apart.
pub(crate) fn settle(
    set: &RuleSet,
    verdicts: &Verdicts,
    requests: &mut Requests,
    done_for: impl Fn(&Asked) -> bool,
) -> Vec<Group> {
    let vocabulary = &set.program.vocabulary;
    let mut groups: BTreeMap<(usize, Vec<String>, bool), Group> = BTreeMap::new();
    for asked in std::mem::take(&mut requests.asked) {
        let done = done_for(&asked);
        let key = (asked.action, canonical_args(vocabulary, &asked.args), done);
        match groups.get_mut(&key) {
            Some(group) => {
                group.when = earlier(group.when, asked.when);
                group.rules.push(asked.rule);
            }
            None => {
                groups.insert(
                    key,
                    Group {
                        action: asked.action,
                        args: asked.args,
                        rules: vec![asked.rule],
                        when: asked.when,
                        conflict: Vec::new(),
                    },
                );
            }
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    compete(set, requests, &mut groups);
    clash(verdicts, &mut groups);
    groups
}

fn earlier(a: When, b: When) -> When {
    let rank = |when: When| match when {
        When::Now(_) => (0, Timestamp::MIN),
        When::Later(at) => (1, at),
        When::Repeated => (2, Timestamp::MIN),
        When::Unknown | When::Nothing => (3, Timestamp::MIN),
    };
    match (a, b) {
        (When::Now(Some(a)), When::Now(Some(b))) => When::Now(Some(a.min(b))),
        _ if rank(a) <= rank(b) => a,
        _ => b,
    }
}

fn priority(set: &RuleSet, rules: &[usize]) -> i64 {
    let priorities = rules
        .iter()
        .filter_map(|rule| set.rules.get(*rule))
        .map(|rule| rule.priority);
    priorities.max().unwrap_or(0)
}

fn compete(set: &RuleSet, requests: &Requests, groups: &mut Vec<Group>) {
    let single = |action: usize| {
        let action = set.program.vocabulary.actions.get(action);
        action.is_some_and(|a| a.valued == Valued::Single)
    };
    let mut best: BTreeMap<usize, i64> = BTreeMap::new();
    for group in groups.iter() {
        let mine = priority(set, &group.rules);
        let best = best.entry(group.action).or_insert(mine);
        *best = mine.max(*best);
    }
    groups.retain(|group| {
        !single(group.action) || best.get(&group.action) == Some(&priority(set, &group.rules))
    });
    // What was repeated often enough for one rule stands apart from the same request of another.
    let mut rules: BTreeMap<usize, (BTreeSet<Vec<String>>, Vec<usize>)> = BTreeMap::new();
    for group in groups.iter().filter(|group| single(group.action)) {
        let (variants, all) = rules.entry(group.action).or_default();
        variants.insert(canonical_args(&set.program.vocabulary, &group.args));
        all.extend(&group.rules);
    }
    for group in groups.iter_mut() {
        if let Some((variants, all)) = rules.get(&group.action)
            && variants.len() > 1
        {
            group.conflict.clone_from(all);
        }
    }
    groups.retain(|group| {
        !single(group.action) || !group.conflict.is_empty() || !doubtful(set, requests, group)
    });
}

/// Whether a rule of equal or higher priority, itself unknown, would give another argument.
fn doubtful(set: &RuleSet, requests: &Requests, group: &Group) -> bool {
    let mine = priority(set, &group.rules);
    requests.perhaps.iter().any(|perhaps| {
        perhaps.action == group.action
            && perhaps.args.as_ref() != Some(&group.args)
            && priority(set, &[perhaps.rule]) >= mine
    })
}

/// Rows of a `unique` table that are true together are in conflict on all their actions.
fn clash(verdicts: &Verdicts, groups: &mut [Group]) {
    for group in groups {
        for rows in &verdicts.clashes {
            if group.rules.iter().any(|rule| rows.contains(rule)) {
                group.conflict.extend(rows);
                group.conflict.extend(&group.rules);
            }
        }
    }
}
