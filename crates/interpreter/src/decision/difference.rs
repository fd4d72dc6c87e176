//! What two rule sets would do differently with one order.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Decision, Request, RuleName};
use crate::memory::ActionKey;
use crate::vocabulary::model::Vocabulary;

/// The state of an action in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// To be done now.
    Due,
    /// Due at this instant.
    Waiting(Timestamp),
    /// Stopped until released.
    Held,
    /// Forbidden where the order stands.
    NotLegal,
    /// Rules ask for different things.
    Conflict,
    /// Needs no more doing.
    Done,
}

/// Where an action stands under one of the rule sets, and by which rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its state.
    pub state: State,
    /// The rules that ask for it, hold it or are in conflict.
    pub rules: &'a [RuleName],
    /// What is asked for; none in a conflict, where rules ask for different things.
    pub request: Option<&'a Request>,
}

/// An action that stands elsewhere under the other rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// The action with its arguments.
    pub action: ActionKey,
    /// Where it stood; none where nothing asked for it.
    pub before: Option<Standing<'a>>,
    /// Where it stands now.
    pub after: Option<Standing<'a>>,
}

/// A decision with the vocabulary that its rule set speaks.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What was decided.
    pub decision: &'a Decision,
    /// What its values belong to.
    pub vocabulary: &'a Vocabulary,
}

/// Every action whose state, or whose instant of waiting, differs; by action and arguments. Other
/// rules or other reasons for the same state are no difference: the order is treated alike.
pub fn changes<'a>(before: Side<'a>, after: Side<'a>) -> Vec<Change<'a>> {
    let mut before = standings(before);
    let mut changes: Vec<Change<'a>> = standings(after)
        .into_iter()
        .map(|(action, after)| Change {
            before: before.remove(&action),
            action,
            after: Some(after),
        })
        .collect();
    changes.extend(before.into_iter().map(|(action, before)| Change {
        action,
        before: Some(before),
        after: None,
    }));
    let state = |standing: Option<Standing<'_>>| standing.map(|standing| standing.state);
    changes.retain(|change| state(change.before) != state(change.after));
    changes.sort_by(|a, b| a.action.cmp(&b.action));
    changes
}

fn standings(side: Side<'_>) -> BTreeMap<ActionKey, Standing<'_>> {
    let Side {
        decision,
        vocabulary,
    } = side;
    let requests = (decision.due.iter().map(|request| (State::Due, request)))
        .chain(decision.done.iter().map(|request| (State::Done, request)))
        .chain(
            decision
                .waiting
                .iter()
                .map(|waiting| (State::Waiting(waiting.until), &waiting.request)),
        )
        .chain(
            decision
                .held
                .iter()
                .map(|held| (State::Held, &held.request)),
        )
        .chain(
            decision
                .not_legal
                .iter()
                .map(|not_legal| (State::NotLegal, &not_legal.request)),
        );
    let requested = requests.map(|(state, request)| {
        let standing = Standing {
            state,
            rules: &request.rules,
            request: Some(request),
        };
        (request.key(vocabulary), standing)
    });
    let conflicts = decision.conflicts.iter().map(|conflict| {
        let key = ActionKey {
            action: conflict.action.to_string(),
            args: BTreeMap::new(),
        };
        let standing = Standing {
            state: State::Conflict,
            rules: &conflict.rules,
            request: None,
        };
        (key, standing)
    });
    requested.chain(conflicts).collect()
}
