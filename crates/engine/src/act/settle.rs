//! From the answer of an effect and the reading after it to its outcome, and what follows for
//! memory, failures and the journal.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_interpreter::memory::{ActionKey, DoneBefore, DoneBy, Repeats, RuleKey};
use sabaki_interpreter::vocabulary::model::Vocabulary;

use crate::act::backoff::retry_at;
use crate::act::shown::Shown;
use crate::journal::entry::{Event, JournalEntry, OutcomeSource};
use crate::limits::{Limits, later};
use crate::plan::key::failure_key;
use crate::port::outcome::{Outcome, RefusalKind};
use crate::port::store::{Failure, OpenIntent, OrderState};
use crate::summary::PassSummary;

/// Whether reading back can tell at all whether the effect happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Its service was read in this round: what is not shown is not there.
    Fresh,
    /// It was not read.
    Stale,
    /// Nothing shows it (a notice), and doing it twice does no harm.
    Harmless,
}

/// The outcome of an intent by what was answered (none after a crash) and what was read; none
/// while it stays doubtful.
pub fn verdict(
    answer: Option<&Outcome>,
    seen: Shown,
    evidence: Evidence,
    waited: bool,
) -> Option<(Outcome, OutcomeSource)> {
    use OutcomeSource::{Answer, ReadBack};
    match (answer, seen) {
        (Some(Outcome::AlreadyDone), _) => Some((Outcome::AlreadyDone, Answer)),
        (Some(Outcome::Refused { .. }), Shown::Yes) => Some((Outcome::AlreadyDone, ReadBack)),
        (Some(refused @ Outcome::Refused { .. }), _) => Some((refused.clone(), Answer)),
        (Some(Outcome::Done), Shown::Yes | Shown::Moot) => Some((Outcome::Done, Answer)),
        (Some(Outcome::Done), Shown::CannotSay) if evidence == Evidence::Harmless => {
            Some((Outcome::Done, Answer))
        }
        (Some(Outcome::Done), Shown::No | Shown::CannotSay) => None,
        (Some(Outcome::Doubtful { .. }) | None, Shown::Yes) => Some((Outcome::Done, ReadBack)),
        (Some(Outcome::Doubtful { .. }) | None, Shown::Moot) => Some((
            Outcome::Refused {
                kind: RefusalKind::Cancelled,
                reason: Reason::of("reason.order_cancelled"),
            },
            ReadBack,
        )),
        (Some(Outcome::Doubtful { .. }) | None, Shown::No) => {
            (evidence != Evidence::Stale && waited).then(did_not_happen)
        }
        (Some(Outcome::Doubtful { .. }) | None, Shown::CannotSay) => {
            (evidence == Evidence::Harmless && waited).then(did_not_happen)
        }
    }
}

/// The reason of an effect that reading back shows not to have happened.
pub const DID_NOT_HAPPEN: &str = "reason.not_happened";

fn did_not_happen() -> (Outcome, OutcomeSource) {
    let refused = Outcome::Refused {
        kind: RefusalKind::Busy,
        reason: Reason::of(DID_NOT_HAPPEN),
    };
    (refused, OutcomeSource::ReadBack)
}

/// Whether an outcome says that reading back shows no effect.
pub fn is_did_not_happen(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused { reason, .. } if reason.is(DID_NOT_HAPPEN))
}

/// Whether an effect may still happen after it was begun.
pub fn waited(intent: &OpenIntent, limits: &Limits, now: Timestamp) -> bool {
    now >= later(intent.begun_at, limits.settle)
}

/// Where outcomes are written down.
pub struct Book<'a> {
    /// The instant.
    pub now: Timestamp,
    /// Limits of the shop.
    pub limits: &'a Limits,
    /// What the actions are.
    pub vocabulary: &'a Vocabulary,
    /// How rules are remembered, by name.
    pub rule_keys: &'a BTreeMap<String, RuleKey>,
    /// The journal of this commit.
    pub journal: &'a mut Vec<JournalEntry>,
    /// The pass's counts.
    pub summary: &'a mut PassSummary,
}

impl Book<'_> {
    /// Appends an entry about an order.
    pub fn write(&mut self, state: &OrderState, what: Event) {
        self.journal.push(JournalEntry {
            at: self.now,
            shop: Some(state.shop.clone()),
            order: Some(state.number.clone()),
            what,
        });
    }

    /// Closes an intent with its outcome.
    pub fn close(
        &mut self,
        state: &mut OrderState,
        intent: &OpenIntent,
        outcome: Outcome,
        by: OutcomeSource,
    ) {
        state.intents.retain(|open| open.key != intent.key);
        match &outcome {
            Outcome::Done => {
                self.summary.count(&intent.action, "done");
                self.remember(state, intent, DoneBy::Engine);
            }
            Outcome::AlreadyDone if intent.attempt == 1 => {
                self.summary.count(&intent.action, "done_by_other");
                self.remember(state, intent, DoneBy::Other);
            }
            Outcome::AlreadyDone => {
                self.summary.count(&intent.action, "already_done");
                self.remember(state, intent, DoneBy::Engine);
            }
            Outcome::Refused { kind, reason } => {
                self.summary.count(&intent.action, "refused");
                self.fail(state, intent, *kind, reason);
            }
            Outcome::Doubtful { .. } => {}
        }
        self.write(
            state,
            Event::Outcome {
                key: intent.key.clone(),
                action: intent.action.clone(),
                outcome: outcome.clone(),
                by,
            },
        );
        if outcome == Outcome::AlreadyDone && intent.attempt == 1 {
            let action = intent.action.clone();
            self.write(state, Event::DoneByOther { action });
        }
    }

    /// An effect that did not happen because its process died: it did not fail, so it is tried
    /// again at once, and its failures so far stay as many.
    pub fn interrupted(&mut self, state: &mut OrderState, intent: &OpenIntent, outcome: Outcome) {
        state.intents.retain(|open| open.key != intent.key);
        let key = failure_key(&intent.action, &intent.args);
        let count = state.failures.get(&key).map_or(1, |f| f.count);
        state.failures.insert(
            key,
            Failure {
                count,
                reason: Reason::of(DID_NOT_HAPPEN),
                retry_at: Some(self.now),
            },
        );
        self.write(
            state,
            Event::Outcome {
                key: intent.key.clone(),
                action: intent.action.clone(),
                outcome,
                by: OutcomeSource::ReadBack,
            },
        );
    }

    /// An effect that was planned and certainly not sent: no failure, no memory.
    pub fn withdraw(&mut self, state: &mut OrderState, intent: &OpenIntent, reason: Reason) {
        state.intents.retain(|open| open.key != intent.key);
        self.write(
            state,
            Event::Outcome {
                key: intent.key.clone(),
                action: intent.action.clone(),
                outcome: Outcome::Refused {
                    kind: RefusalKind::Busy,
                    reason,
                },
                by: OutcomeSource::Answer,
            },
        );
    }

    fn remember(&mut self, state: &mut OrderState, intent: &OpenIntent, by: DoneBy) {
        state
            .failures
            .remove(&failure_key(&intent.action, &intent.args));
        let action = ActionKey {
            action: intent.action.clone(),
            args: intent.args.clone(),
        };
        let declared = self.vocabulary.actions.iter();
        let declared = declared.into_iter().find(|a| *a.id == *intent.action);
        let per_rule = declared.is_some_and(|a| a.per_rule);
        let once = declared.is_some_and(|a| a.once);
        let keys: Vec<_> = intent
            .rules
            .iter()
            .map(|name| self.rule_key(name))
            .collect();
        if per_rule {
            for key in &keys {
                push_done(state, &action, Some(key.clone()), by);
            }
        } else {
            if action.action.starts_with("set_") {
                // The last one counts: what differs from it is a person's edit.
                let done = &mut state.memory.done;
                done.retain(|d| d.action.action != action.action);
            }
            push_done(state, &action, None, by);
        }
        if !once {
            for key in keys {
                self.repeat(state, key, &action);
            }
        }
    }

    fn rule_key(&self, name: &str) -> RuleKey {
        let key = self.rule_keys.get(name);
        key.cloned().unwrap_or_else(|| RuleKey(name.to_owned()))
    }

    fn repeat(&self, state: &mut OrderState, rule: RuleKey, action: &ActionKey) {
        let repeats = &mut state.memory.repeats;
        let found = repeats
            .iter_mut()
            .find(|(r, a, _)| *r == rule && a == action);
        match found {
            Some((_, _, repeats)) => {
                repeats.count = repeats.count.saturating_add(1);
                repeats.last = self.now;
            }
            None => repeats.push((
                rule,
                action.clone(),
                Repeats {
                    count: 1,
                    last: self.now,
                },
            )),
        }
    }

    fn fail(
        &mut self,
        state: &mut OrderState,
        intent: &OpenIntent,
        kind: RefusalKind,
        reason: &Reason,
    ) {
        let key = failure_key(&intent.action, &intent.args);
        let count = state.failures.get(&key).map_or(0, |f| f.count) + 1;
        let in_queue = count >= self.limits.attempts;
        let soon = retry_at(self.now, count, &intent.key);
        let retry_at = match kind {
            RefusalKind::Data | RefusalKind::AmountUnsettled => None,
            RefusalKind::ChangedMeanwhile | RefusalKind::Busy if count == 1 => Some(self.now),
            // A cancel is closed by the reading that follows, else looked at again.
            RefusalKind::Cancelled | RefusalKind::Busy => Some(soon),
            RefusalKind::ChangedMeanwhile | RefusalKind::Other => (!in_queue).then_some(soon),
        };
        match kind {
            RefusalKind::Busy if reason.is(DID_NOT_HAPPEN) => self.summary.failed += 1,
            RefusalKind::Cancelled | RefusalKind::ChangedMeanwhile | RefusalKind::Busy => {}
            RefusalKind::AmountUnsettled | RefusalKind::Data | RefusalKind::Other => {
                self.summary.failed += 1;
            }
        }
        let reason = reason.clone();
        state.failures.insert(
            key,
            Failure {
                count,
                reason,
                retry_at,
            },
        );
    }
}

/// Adds to what was done, once.
pub fn push_done(state: &mut OrderState, action: &ActionKey, rule: Option<RuleKey>, by: DoneBy) {
    let done = &mut state.memory.done;
    if !done.iter().any(|d| d.action == *action && d.rule == rule) {
        done.push(DoneBefore {
            action: action.clone(),
            rule,
            by,
        });
    }
}
