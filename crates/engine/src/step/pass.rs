//! A pass from its beginning to its end: search, chunks, cursor.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use sabaki_order::id::OrderNumber;

use crate::journal::entry::{Event, JournalEntry};
use crate::limits::{Poll, earlier, later};
use crate::observe::payments;
use crate::plan::work::Service;
use crate::port::mall::SearchWindow;
use crate::port::outcome::PortError;
use crate::port::store::{Commit, Cursor};
use crate::step::chunk;
use crate::step::context::{Context, Mode};
use crate::step::event::{Effect, Loaded, PassEnd, PassKind};
use crate::step::state::{Pass, Recorded, ShopState};
use crate::summary::PassSummary;

/// RMS searches at most 63 days at once.
const WINDOW: SignedDuration = SignedDuration::from_hours(60 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// So many confirmations of somebody else in a day are a pattern.
const PATTERN: usize = 5;

/// Begins a pass.
pub fn begin(state: &mut ShopState, kind: PassKind, cx: &Context<'_>) -> Effect {
    state.pass = Some(Pass {
        kind,
        started: cx.now,
        cursor: None,
        windows: VecDeque::new(),
        found: BTreeSet::new(),
        open: BTreeMap::new(),
        queue: VecDeque::new(),
        narrow: None,
        recorded: Recorded::All,
        sent: 0,
        chunk: None,
        closing: false,
        alarms: Vec::new(),
        summary: PassSummary::new(state.shop.clone(), cx.now),
    });
    Effect::Load
}

/// Takes what was loaded, and searches.
pub fn loaded(state: &mut ShopState, loaded: Loaded, cx: &Context<'_>) -> Effect {
    let mall_closed = !state.mall.lets_through(cx.now);
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    pass.cursor = loaded.cursor;
    let open = loaded.open.into_iter();
    pass.open = open.map(|order| (order.number.clone(), order)).collect();
    if mall_closed {
        pass.summary.complete = false;
        pass.recorded = Recorded::NotAll;
        return close(state, cx);
    }
    match pass.kind.clone() {
        PassKind::Full => {
            for order in pass.open.values() {
                if let Some(at) = order.look_again {
                    state.wake.entry(order.number.clone()).or_insert(at);
                }
            }
            let reach = if state.searched_wide {
                Reach::Cursor
            } else {
                Reach::Lookback
            };
            pass.windows = windows(pass.cursor, &cx.settings.poll, reach, cx.now);
            search(state, cx)
        }
        PassKind::Due(numbers) => {
            pass.queue = numbers.into();
            go_on(state, cx)
        }
    }
}

/// How far back a search reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The first pass of a process: the whole look-back, whatever a cursor says.
    Lookback,
    /// From the cursor on.
    Cursor,
}

/// What is searched: from the overlap behind the cursor until now, in the first pass at least the
/// look-back.
pub fn windows(
    cursor: Option<Cursor>,
    poll: &Poll,
    reach: Reach,
    now: Timestamp,
) -> VecDeque<SearchWindow> {
    let oldest = earlier(now, poll.lookback);
    let known = cursor.map(|cursor| earlier(cursor.complete_until, poll.overlap));
    let mut from = match (known, reach) {
        (Some(known), Reach::Cursor) => known,
        (Some(known), Reach::Lookback) => known.min(oldest),
        (None, Reach::Cursor | Reach::Lookback) => oldest,
    };
    let mut windows = VecDeque::new();
    while from < now {
        let until = later(from, WINDOW).min(now);
        windows.push_back(SearchWindow { from, until });
        from = until;
    }
    windows
}

fn search(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    if let Some(window) = pass.windows.front() {
        return Effect::Search(*window);
    }
    let all: BTreeSet<_> = pass.open.keys().chain(&pass.found).cloned().collect();
    // What may have happened already is read back before anything else.
    let (doubtful, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|number: &OrderNumber| {
        let order = pass.open.get(number);
        order.is_some_and(|order| !order.intents.is_empty())
    });
    pass.queue = doubtful.into_iter().chain(rest).collect();
    go_on(state, cx)
}

/// Takes a window's answer. "Not answered" is not "nothing found": the cursor stays.
pub fn searched(
    state: &mut ShopState,
    result: Result<Vec<OrderNumber>, PortError>,
    cx: &Context<'_>,
) -> Effect {
    match result {
        Ok(numbers) => {
            state.service_answered(Service::Mall, cx.now);
            if let Some(pass) = &mut state.pass {
                pass.windows.pop_front();
                pass.found.extend(numbers);
            }
        }
        Err(error) => {
            state.blind.failed(cx.now);
            state.service_failed(Service::Mall, &error, cx.now);
            if let Some(pass) = &mut state.pass {
                pass.windows.clear();
                pass.recorded = Recorded::NotAll;
            }
        }
    }
    search(state, cx)
}

/// On with the next chunk, or to the end.
pub fn go_on(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let mall_closed = !state.mall.lets_through(cx.now);
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    if pass.queue.is_empty() {
        return close(state, cx);
    }
    if mall_closed {
        pass.recorded = Recorded::NotAll;
        return close(state, cx);
    }
    let mut size = pass.narrow.unwrap_or(cx.settings.limits.chunk).max(1);
    if payments::are_read(&*cx.rules.decider) {
        size = size.min(payments::CHUNK);
    }
    let size = size.min(pass.queue.len());
    let numbers: Vec<_> = pass.queue.drain(..size).collect();
    chunk::start(state, numbers, cx)
}

/// A shutdown: what is done is kept, the rest is left to the next start.
pub fn stop(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    if let Some(pass) = &mut state.pass {
        pass.summary.complete = pass.queue.is_empty() && pass.summary.complete;
        if !pass.queue.is_empty() {
            pass.recorded = Recorded::NotAll;
        }
        pass.queue.clear();
    }
    close(state, cx)
}

/// A commit is durable.
pub fn committed(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    if state.pass.as_ref().is_some_and(|pass| pass.closing) {
        return end(state, cx);
    }
    chunk::committed(state, cx)
}

/// An event that fits nowhere: the pass ends as incomplete.
pub fn lost(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let mut summary = state.pass.take().map_or_else(
        || PassSummary::new(state.shop.clone(), cx.now),
        |pass| pass.summary,
    );
    summary.complete = false;
    Effect::End(Box::new(PassEnd::Finished(summary)))
}

fn close(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    warn_of_second_confirmer(state, cx);
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    pass.closing = true;
    let mut journal = std::mem::take(&mut pass.alarms);
    let mut cursors = Vec::new();
    if pass.kind == PassKind::Full && pass.recorded == Recorded::All {
        let complete_until = pass.started;
        cursors.push((state.shop.clone(), Cursor { complete_until }));
        state.blind.forget();
        state.searched_wide = true;
    }
    if tells_something(pass) {
        journal.push(JournalEntry {
            at: cx.now,
            shop: Some(state.shop.clone()),
            order: None,
            what: Event::Pass {
                complete: pass.summary.complete,
                counts: pass.summary.flat(),
            },
        });
    }
    if cx.mode == Mode::DryRun || (journal.is_empty() && cursors.is_empty()) {
        return end(state, cx);
    }
    Effect::Commit(Box::new(Commit {
        journal,
        cursors,
        ..Commit::default()
    }))
}

/// A pass without any outcome leaves no trace: the journal stops growing when nothing happens.
fn tells_something(pass: &Pass) -> bool {
    const OUTCOMES: [&str; 4] = ["done", "already_done", "done_by_other", "refused"];
    let summary = &pass.summary;
    let mut states = summary.counts.values().flat_map(BTreeMap::keys);
    !summary.complete || summary.first_seen > 0 || states.any(|state| OUTCOMES.contains(state))
}

fn warn_of_second_confirmer(state: &mut ShopState, cx: &Context<'_>) {
    let day_ago = earlier(cx.now, DAY);
    state.confirmed_by_others.retain(|at| *at > day_ago);
    let count = state.confirmed_by_others.len();
    if count >= PATTERN {
        let count = ("count", count.to_string().into());
        state.alarm_seldom("engine.alarm.second_confirmer", &[count], DAY, cx.now);
    }
}

fn end(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    match state.pass.take() {
        Some(pass) => Effect::End(Box::new(PassEnd::Finished(pass.summary))),
        None => lost(state, cx),
    }
}
