//! A chunk of orders: get, decide, commit, act, read back, commit.
//!
//! Each look at the chunk's orders (the first one, the reading back, one more where facts grew too
//! old before their turn) runs through the same functions; only its scope differs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sabaki_order::id::OrderNumber;

use crate::observe::record::Recorder;
use crate::observe::worked::Worked;
use crate::plan::batch::{Batch, Ready, batches};
use crate::plan::order_plan::{Gate, Irreversible, Scope, Why};
use crate::plan::work::Service;
use crate::port::outcome::{IntentKey, Outcome, RefusalKind};
use crate::port::store::{Commit, OrderState, Switch};
use crate::step::context::{Context, Mode};
use crate::step::event::Effect;
use crate::step::pass::lost;
use crate::step::reading::look;
use crate::step::state::{Pass, ShopState};

/// A chunk on its way.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Its orders.
    pub works: BTreeMap<OrderNumber, Worked>,
    /// The orders of this look.
    pub look: BTreeSet<OrderNumber>,
    /// Whose slips are read in this look.
    pub slips_wanted: Vec<OrderNumber>,
    /// Which look it is, from 1.
    pub round: u32,
    /// How often facts grew too old, or rules changed, before an effect's turn.
    pub relooks: u32,
    /// What this look may carry out.
    pub scope: Scope,
    /// Intents that are on disk and were certainly not sent.
    pub unsent: BTreeSet<IntentKey>,
    /// What was answered, by intent.
    pub answers: BTreeMap<IntentKey, Outcome>,
    /// What is still to be sent.
    pub batches: VecDeque<Batch>,
    /// What was sent last and is not answered yet.
    pub current: Option<Batch>,
    /// Orders that a batch was sent for since the last look, and to which services.
    pub touched: BTreeMap<OrderNumber, BTreeSet<Service>>,
}

/// Begins a chunk: states that are not at hand are loaded first.
pub fn start(state: &mut ShopState, numbers: Vec<OrderNumber>, cx: &Context<'_>) -> Effect {
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    let works: BTreeMap<_, _> = numbers
        .iter()
        .map(|number| {
            let known = pass.open.remove(number);
            (number.clone(), Worked::new(number.clone(), known, cx.now))
        })
        .collect();
    let unknown: Vec<_> = works
        .values()
        .filter(|w| w.state.is_none())
        .map(|w| w.number.clone())
        .collect();
    pass.chunk = Some(Chunk {
        look: works.keys().cloned().collect(),
        slips_wanted: numbers,
        works,
        round: 1,
        relooks: 0,
        scope: Scope::All,
        unsent: BTreeSet::new(),
        answers: BTreeMap::new(),
        batches: VecDeque::new(),
        current: None,
        touched: BTreeMap::new(),
    });
    if unknown.is_empty() {
        return read_all(state, cx);
    }
    Effect::States(unknown)
}

/// Takes states, and reads the chunk at the mall.
pub fn states(state: &mut ShopState, states: Vec<OrderState>, cx: &Context<'_>) -> Effect {
    if let Some(chunk) = chunk_of(state) {
        for order in states {
            if let Some(worked) = chunk.works.get_mut(&order.number) {
                worked.state = Some(order);
            }
        }
    }
    read_all(state, cx)
}

fn read_all(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let Some(chunk) = chunk_of(state) else {
        return lost(state, cx);
    };
    let all: Vec<_> = chunk.look.iter().cloned().collect();
    look(state, all.clone(), all, cx)
}

/// Turns what was read into states, journal and plans, and has them written.
pub fn record(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let budget = state.budget(&cx.settings.limits, cx.now);
    let closed = state.closed(cx.now);
    let Some(mut pass) = state.pass.take() else {
        return lost(state, cx);
    };
    let read = pass.chunk.iter().flat_map(|chunk| chunk.works.values());
    for order in read.filter_map(|worked| worked.order.as_ref()) {
        state.buyers.note(order);
    }
    let Some(mut chunk) = pass.chunk.take() else {
        state.pass = Some(pass);
        return lost(state, cx);
    };
    let mut gate = Gate {
        irreversible: match cx.switch {
            Switch::Running => Irreversible::GoesOn,
            Switch::Paused { .. } | Switch::Doubt { .. } => Irreversible::Stopped,
        },
        budget,
        closed,
        cancel: cx.settings.cancel,
        scope: chunk.scope.clone(),
        unsent: std::mem::take(&mut chunk.unsent),
        capped: false,
    };
    let mut journal = std::mem::take(&mut pass.alarms);
    let mut recorder = Recorder {
        cx,
        answers: &chunk.answers,
        left_open: &state.left_open,
        blind: &state.blind,
        buyers: &state.buyers,
        watched_since: pass.cursor.map(|cursor| cursor.complete_until),
        gate: &mut gate,
        journal: &mut journal,
        summary: &mut pass.summary,
        confirmed_by_others: &mut state.confirmed_by_others,
    };
    for number in &chunk.look {
        if let Some(worked) = chunk.works.get_mut(number) {
            recorder.record(worked);
            worked.fresh.clear();
        }
    }
    let looked = chunk.look.iter().filter_map(|n| chunk.works.get(n));
    let orders: Vec<_> = looked.filter_map(|w| w.state.clone()).collect();
    pass.chunk = Some(chunk);
    state.pass = Some(pass);
    if gate.capped {
        let hour = jiff::SignedDuration::from_hours(1);
        state.alarm_seldom("engine.alarm.cap", &[], hour, cx.now);
    }
    if cx.mode == Mode::DryRun {
        return finish(state, cx);
    }
    Effect::Commit(Box::new(Commit {
        orders,
        journal,
        ..Commit::default()
    }))
}

/// What was recorded is durable: now it may be acted on.
pub fn committed(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let Some(chunk) = chunk_of(state) else {
        return lost(state, cx);
    };
    chunk.touched.clear();
    let ready: Vec<_> = chunk
        .look
        .iter()
        .filter_map(|number| chunk.works.get(number))
        .filter_map(|w| {
            Some(Ready {
                plan: w.plan.as_ref()?,
                order: w.order.as_ref()?,
                slips: w.slips.as_deref(),
            })
        })
        .collect();
    chunk.batches = batches(&ready, cx.sizes, cx.now);
    crate::step::acting::next(state, cx)
}

/// After acting: reads back what was touched, and carries out what waited for it.
pub fn read_back(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let Some(chunk) = chunk_of(state) else {
        return lost(state, cx);
    };
    if chunk.touched.is_empty() {
        return finish(state, cx);
    }
    chunk.scope = Scope::Only(if chunk.round == 1 {
        waited_for_it(chunk)
    } else {
        BTreeSet::new()
    });
    chunk.round += 1;
    chunk.look = chunk.touched.keys().cloned().collect();
    let of = |service| {
        let touched = chunk.touched.iter();
        let touched = touched.filter(move |(_, services)| services.contains(&service));
        touched
            .map(|(number, _)| number.clone())
            .collect::<Vec<_>>()
    };
    let (orders, slips) = (of(Service::Mall), of(Service::Oms));
    look(state, orders, slips, cx)
}

/// What the first round left for a slip that it was about to bring in, and what somebody's edit
/// came between.
fn waited_for_it(chunk: &Chunk) -> BTreeSet<IntentKey> {
    let plans = chunk.works.values().filter_map(|w| w.plan.as_ref());
    let waiting = plans
        .flat_map(|plan| &plan.postponed)
        .filter(|p| matches!(p.why, Why::NoSlip | Why::InImport))
        .map(|p| p.key.clone());
    let changed = chunk.answers.iter().filter_map(|(key, outcome)| {
        let changed = matches!(
            outcome,
            Outcome::Refused {
                kind: RefusalKind::ChangedMeanwhile,
                ..
            }
        );
        changed.then(|| key.clone())
    });
    waiting.chain(changed).collect()
}

fn finish(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    let Some(chunk) = pass.chunk.take() else {
        return lost(state, cx);
    };
    for (number, worked) in chunk.works {
        pass.summary.orders += 1;
        let Some(order) = &worked.state else {
            continue;
        };
        match order.look_again {
            Some(at) if order.open => {
                // Never in the past again at once: a look costs requests.
                state.wake.insert(number, at.max(cx.now));
            }
            Some(_) | None => {
                state.wake.remove(&number);
            }
        }
        // A dry run writes no intent: those of its plans stand for nothing.
        if cx.mode == Mode::Live {
            for intent in &order.intents {
                pass.summary.count(&intent.action, "doubtful");
                pass.summary.doubtful += 1;
                state.left_open.insert(intent.key.clone());
            }
        }
        count_states(pass, &worked);
        if cx.mode == Mode::DryRun {
            pass.summary.plans.extend(worked.plan);
        }
    }
    Effect::Breathe
}

fn count_states(pass: &mut Pass, worked: &Worked) {
    let Some(decision) = &worked.decision else {
        return;
    };
    let due = decision.due.iter().map(|r| (&r.action, "due"));
    let waiting = decision
        .waiting
        .iter()
        .map(|w| (&w.request.action, "waiting"));
    let held = decision.held.iter().map(|h| (&h.request.action, "held"));
    let not_legal = decision
        .not_legal
        .iter()
        .map(|n| (&n.request.action, "not_legal"));
    let conflicts = decision.conflicts.iter().map(|c| (&c.action, "conflict"));
    let all = due.chain(waiting).chain(held).chain(not_legal);
    for (action, name) in all.chain(conflicts) {
        pass.summary.count(action, name);
    }
}

/// The chunk in hand.
pub fn chunk_of(state: &mut ShopState) -> Option<&mut Chunk> {
    state.pass.as_mut()?.chunk.as_mut()
}
