//! What a rule change does to orders, for people: each order that it treats differently, then how
//! many there are of each kind of change.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::decision::difference::{Change, Standing, State};
use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::vocabulary::model::Vocabulary;

use super::decision::{Words, introduction, pad};
use super::instant;

/// One order's changes as a block of lines.
pub(crate) fn text(
    order_number: &str,
    facts: &Facts,
    before: &Vocabulary,
    changes: &[Change<'_>],
    lang: Lang,
) -> String {
    let mut out = format!("{order_number}  {}\n", introduction(facts, lang));
    let (before, after) = (
        Words::new(before, lang),
        Words::new(facts.vocabulary(), lang),
    );
    for change in changes {
        let action = named(change.after, &after)
            .or_else(|| named(change.before, &before))
            .unwrap_or_else(|| after.action_name(&change.action.action));
        let _ = writeln!(out, "  {action}");
        for (label, standing, words) in [
            ("diff.old", change.before, &before),
            ("diff.new", change.after, &after),
        ] {
            let label = pad(&catalogue::text(lang, label, &[]), 6);
            let _ = writeln!(out, "    {label}{}", stands(standing, words));
        }
    }
    out
}

fn named(standing: Option<Standing<'_>>, words: &Words<'_>) -> Option<String> {
    Some(words.action(standing?.request?))
}

fn stands(standing: Option<Standing<'_>>, words: &Words<'_>) -> String {
    let state = words.text(key(standing.map(|standing| standing.state)), &[]);
    let Some(standing) = standing else {
        return state;
    };
    let rules = words.rules(standing.rules);
    match standing.state {
        State::Waiting(until) => {
            let at = instant::text(until, words.lang);
            let until = words.text("decision.until", &[("at", &at)]);
            format!("{state} {until} {rules}")
        }
        State::Due | State::Held | State::NotLegal | State::Conflict | State::Done => {
            format!("{state} {rules}")
        }
    }
}

const fn key(state: Option<State>) -> &'static str {
    match state {
        Some(State::Due) => "state_of.due",
        Some(State::Waiting(_)) => "state_of.waiting",
        Some(State::Held) => "state_of.held",
        Some(State::NotLegal) => "state_of.not_legal",
        Some(State::Conflict) => "state_of.conflict",
        Some(State::Done) => "state_of.done",
        None => "diff.nothing",
    }
}

/// How many orders are treated differently, and how.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// Orders compared.
    pub(crate) orders: usize,
    /// Of these, treated differently.
    pub(crate) different: usize,
    /// Records that could not be read.
    pub(crate) unreadable: usize,
    /// How often an action went from one state to another.
    kinds: BTreeMap<(String, &'static str, &'static str), usize>,
}

impl Summary {
    /// Counts an order.
    pub(crate) fn add(&mut self, changes: &[Change<'_>]) {
        self.orders += 1;
        self.different += usize::from(!changes.is_empty());
        for change in changes {
            let state = |standing: Option<Standing<'_>>| key(standing.map(|s| s.state));
            let action = change.action.action.clone();
            let kind = (action, state(change.before), state(change.after));
            *self.kinds.entry(kind).or_default() += 1;
        }
    }

    /// The counts as lines, the most frequent change first.
    pub(crate) fn text(&self, vocabulary: &Vocabulary, lang: Lang) -> String {
        let words = Words::new(vocabulary, lang);
        let (orders, different) = (self.orders.to_string(), self.different.to_string());
        let counts = [("orders", &*orders), ("different", &*different)];
        let mut out = words.text("diff.summary", &counts);
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for ((action, before, after), count) in kinds {
            let line = words.text(
                "diff.kind",
                &[
                    ("action", &words.action_name(action)),
                    ("before", &words.text(before, &[])),
                    ("after", &words.text(after, &[])),
                    ("count", &count.to_string()),
                ],
            );
            let _ = write!(out, "\n  {line}");
        }
        if self.unreadable > 0 {
            let count = self.unreadable.to_string();
            let _ = write!(
                out,
                "\n{}",
                words.text("diff.unreadable", &[("count", &count)])
            );
        }
        out
    }
}
