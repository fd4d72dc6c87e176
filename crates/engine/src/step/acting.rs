//! Sending a chunk's batches, one after the other, each only while what it rests on still holds.

use sabaki_diagnostic::reason::Reason;
use std::collections::{BTreeMap, BTreeSet};

use crate::plan::batch::{Batch, Call};
use crate::plan::order_plan::Scope;
use crate::plan::work::{Reversal, Service};
use crate::port::outcome::{IntentKey, Outcome, PortError, RefusalKind};
use crate::port::store::Switch;
use crate::step::chunk::{Chunk, chunk_of, read_back};
use crate::step::context::Context;
use crate::step::event::Effect;
use crate::step::pass::lost;
use crate::step::reading::look;
use crate::step::state::ShopState;

/// How often a chunk is looked at again before its effects are left to the next pass.
const RELOOKS: u32 = 3;

/// Whether a batch may be sent now.
enum Turn {
    /// It may.
    Send,
    /// Its orders are looked at again first; then this scope may be carried out.
    LookAgain(Scope),
    /// Its service is not asked now.
    Skip,
}

/// The next batch, or on to reading back.
pub fn next(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    loop {
        let closed = state.closed(cx.now);
        let Some(chunk) = chunk_of(state) else {
            return lost(state, cx);
        };
        let Some(batch) = chunk.batches.pop_front() else {
            return read_back(state, cx);
        };
        match turn(chunk, &batch, &closed, cx) {
            Turn::Send => {
                chunk.current = Some(batch.clone());
                return Effect::Act(batch);
            }
            Turn::Skip => leave_unsent(chunk, &batch),
            Turn::LookAgain(scope) => {
                chunk.batches.push_front(batch);
                return look_again(state, scope, cx);
            }
        }
    }
}

fn turn(chunk: &Chunk, batch: &Batch, closed: &BTreeSet<Service>, cx: &Context<'_>) -> Turn {
    if closed.contains(&batch.service()) {
        return Turn::Skip;
    }
    let entries = batch.entries();
    let works = || entries.iter().filter_map(|(_, n)| chunk.works.get(n));
    let version = cx.rules.decider.version();
    if works().any(|w| w.rules_version != version || w.seen_at() < cx.rules.since) {
        return Turn::LookAgain(Scope::All);
    }
    let mine = || Scope::Only(remaining(chunk, batch));
    let age = cx.settings.limits.facts_age;
    if works().any(|w| cx.now.duration_since(w.seen_at()) > age) {
        return Turn::LookAgain(mine());
    }
    let stopped = *cx.switch != Switch::Running && batch.reversal() == Reversal::Irreversible;
    if stopped { Turn::Skip } else { Turn::Send }
}

fn remaining(chunk: &Chunk, batch: &Batch) -> BTreeSet<IntentKey> {
    let rest = chunk.batches.iter().chain([batch]);
    rest.flat_map(Batch::entries).map(|(key, _)| key).collect()
}

/// What will not be sent in this round is looked at in the next one, which takes its intent back.
fn leave_unsent(chunk: &mut Chunk, batch: &Batch) {
    for (key, number) in batch.entries() {
        chunk.unsent.insert(key);
        chunk.touched.entry(number).or_default();
    }
}

fn look_again(state: &mut ShopState, scope: Scope, cx: &Context<'_>) -> Effect {
    let Some(chunk) = chunk_of(state) else {
        return lost(state, cx);
    };
    for batch in std::mem::take(&mut chunk.batches) {
        leave_unsent(chunk, &batch);
    }
    chunk.relooks += 1;
    chunk.scope = if chunk.relooks > RELOOKS {
        Scope::Only(BTreeSet::new())
    } else {
        scope
    };
    chunk.look = chunk.touched.keys().cloned().collect();
    let all: Vec<_> = chunk.look.iter().cloned().collect();
    look(state, all.clone(), all, cx)
}

/// Takes the answer to the batch that was sent.
pub fn acted(
    state: &mut ShopState,
    result: Result<Vec<Outcome>, PortError>,
    cx: &Context<'_>,
) -> Effect {
    let Some(batch) = chunk_of(state).and_then(|chunk| chunk.current.take()) else {
        return lost(state, cx);
    };
    match result {
        Ok(outcomes) => {
            answered(state, &batch, outcomes, cx);
            if batch.service() == Service::Oms {
                state.service_answered(Service::Oms, cx.now);
            }
        }
        // Sent or not, nobody knows.
        Err(error @ PortError::NotAnswered { .. }) => {
            state.service_failed(batch.service(), &error, cx.now);
            let doubtful = Outcome::Doubtful {
                reason: error.told(),
            };
            let outcomes = vec![doubtful; batch.entries().len()];
            answered(state, &batch, outcomes, cx);
        }
        Err(error @ (PortError::Unavailable { .. } | PortError::NotAuthorised { .. })) => {
            state.service_failed(batch.service(), &error, cx.now);
            if let Some(chunk) = chunk_of(state) {
                leave_unsent(chunk, &batch);
            }
        }
        Err(error @ PortError::Rejected { .. }) => rejected(state, &batch, &error, cx),
    }
    next(state, cx)
}

fn answered(state: &mut ShopState, batch: &Batch, outcomes: Vec<Outcome>, cx: &Context<'_>) {
    let entries = batch.entries();
    if batch.reversal() == Reversal::Irreversible {
        if let Some(pass) = &mut state.pass {
            let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            pass.sent = pass.sent.saturating_add(count);
        }
        state.sent.extend(entries.iter().map(|_| cx.now));
    }
    let Some(chunk) = chunk_of(state) else {
        return;
    };
    let mut outcomes = outcomes.into_iter();
    // Of this batch: an earlier answer in this pass was to another attempt.
    let mut answers = BTreeMap::new();
    for (key, number) in entries {
        let outcome = outcomes.next().unwrap_or_else(|| Outcome::Doubtful {
            reason: Reason::of("reason.nothing_of_order"),
        });
        let of_all = match answers.remove(&key) {
            Some(before) => together(before, outcome),
            None => outcome,
        };
        answers.insert(key, of_all);
        let services = chunk.touched.entry(number).or_default();
        services.insert(batch.service());
    }
    chunk.answers.extend(answers);
}

/// The outcome of one change that went to several slips: not done until all have it, and what may
/// have happened to one may have happened.
fn together(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (doubtful @ Outcome::Doubtful { .. }, _) | (_, doubtful @ Outcome::Doubtful { .. }) => {
            doubtful
        }
        (refused @ Outcome::Refused { .. }, _) | (_, refused @ Outcome::Refused { .. }) => refused,
        (Outcome::AlreadyDone, Outcome::AlreadyDone) => Outcome::AlreadyDone,
        (Outcome::Done | Outcome::AlreadyDone, Outcome::Done | Outcome::AlreadyDone) => {
            Outcome::Done
        }
    }
}

/// One bad order must not stop the others of its batch: each is sent by itself, and the one that
/// is refused alone has failed.
fn rejected(state: &mut ShopState, batch: &Batch, error: &PortError, cx: &Context<'_>) {
    let parts = split(batch);
    if parts.len() < 2 {
        let refused = Outcome::Refused {
            kind: RefusalKind::Other,
            reason: error.told(),
        };
        let outcomes = vec![refused; batch.entries().len()];
        answered(state, batch, outcomes, cx);
        return;
    }
    if let Some(chunk) = chunk_of(state) {
        for part in parts.into_iter().rev() {
            chunk.batches.push_front(part);
        }
    }
}

fn split(batch: &Batch) -> Vec<Batch> {
    match batch {
        Batch::Changes(items) => {
            // What goes to several slips of an order stays together: it has one outcome.
            let orders: Vec<_> = items
                .chunk_by(|a, b| a.order.number == b.order.number)
                .collect();
            let parts = halves(&orders).map(|part| part.concat());
            parts.map(Batch::Changes).collect()
        }
        Batch::Import(items) => halves(items).map(Batch::Import).collect(),
        Batch::Confirm(calls) => halves::<Call>(calls).map(Batch::Confirm).collect(),
        Batch::ReportShipment(items) => halves(items).map(Batch::ReportShipment).collect(),
        Batch::MarkProcessed(_)
        | Batch::SetSubStatus(..)
        | Batch::SetMemo(..)
        | Batch::Cancel(..)
        | Batch::Notify { .. } => Vec::new(),
    }
}

fn halves<T: Clone>(items: &[T]) -> impl Iterator<Item = Vec<T>> {
    items
        .chunks(items.len().div_ceil(2).max(1))
        .map(<[T]>::to_vec)
}
