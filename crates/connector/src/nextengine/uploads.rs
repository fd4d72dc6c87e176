//! Which orders go up together: one bad row fails a whole upload, and must not keep the others out.
//!
//! Where a failed que names rows, the orders that are not at fault go up once more without them.
//! Where it names nothing, its orders go up again in halves, until the bad one is alone. That may
//! take longer than facts keep fresh, so what has failed before starts in smaller groups, apart
//! from what has not.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use sabaki_engine::port::outcome::{Outcome, RefusalKind};
use tokio::time::Instant;

use super::import::Pending;
use super::que_lines::Fault;

/// Most orders of an upload at the first attempt.
const MOST: usize = 100;
/// Most uploads for one call: enough to find one bad order among a hundred.
const MOST_UPLOADS: usize = 16;
/// No upload begins later than this: the orders were read before the first.
const LONGEST: Duration = Duration::from_secs(60);

/// The uploads of one call.
pub(super) struct Uploads<'a> {
    groups: VecDeque<Vec<Pending<'a>>>,
    begun: usize,
    end: Instant,
    /// Orders whose upload failed though they were alone in it, by their place.
    alone: Vec<usize>,
    /// Whether there was one order only from the start.
    single: bool,
}

impl<'a> Uploads<'a> {
    /// What has not failed yet in one upload, then the rest, the smaller the more often it failed.
    pub(super) fn new(pending: Vec<Pending<'a>>) -> Self {
        let single = pending.len() == 1;
        let mut by_attempt: BTreeMap<u32, Vec<Pending<'a>>> = BTreeMap::new();
        for order in pending {
            let attempt = order.call.attempt.max(1);
            by_attempt.entry(attempt).or_default().push(order);
        }
        let mut groups = VecDeque::new();
        for (attempt, orders) in by_attempt {
            let most = MOST.checked_shr(attempt - 1).unwrap_or(0).max(1);
            let mut orders = orders.into_iter().peekable();
            while orders.peek().is_some() {
                groups.push_back(orders.by_ref().take(most).collect());
            }
        }
        Self {
            groups,
            begun: 0,
            end: Instant::now() + LONGEST,
            alone: Vec::new(),
            single,
        }
    }

    /// What goes up next, while there is time.
    pub(super) fn next(&mut self) -> Option<Vec<Pending<'a>>> {
        let late = self.begun >= MOST_UPLOADS || Instant::now() >= self.end;
        if late && self.begun > 0 {
            return None;
        }
        let group = self.groups.pop_front()?;
        self.begun += 1;
        Some(group)
    }

    /// Whether the upload that was given last is the first one.
    pub(super) fn is_first(&self) -> bool {
        self.begun <= 1
    }

    /// Notes what became of a group, and what of it goes up again.
    pub(super) fn judged(
        &mut self,
        group: Vec<Pending<'a>>,
        judged: Vec<(Outcome, Fault)>,
        outcomes: &mut [Outcome],
    ) {
        let size = group.len();
        let (mut unnamed, mut of_others) = (Vec::new(), Vec::new());
        for (order, (outcome, fault)) in group.into_iter().zip(judged) {
            if let Some(place) = outcomes.get_mut(order.at) {
                *place = outcome;
            }
            match fault {
                Fault::Own => {}
                Fault::Unnamed => unnamed.push(order),
                Fault::OfOthers => of_others.push(order),
            }
        }
        if of_others.len() == size {
            // A row that is nobody's: it tells nothing.
            unnamed.append(&mut of_others);
        }
        if !of_others.is_empty() {
            self.groups.push_front(of_others);
        }
        if size == 1 {
            self.alone.extend(unnamed.iter().map(|order| order.at));
        } else if !unnamed.is_empty() {
            let second = unnamed.split_off(unnamed.len().div_ceil(2));
            let halves = [second, unnamed].into_iter();
            for half in halves.filter(|half| !half.is_empty()) {
                self.groups.push_front(half);
            }
        }
    }

    /// An order that fails alone while others come in is at fault itself. Where nothing comes in it
    /// may be the far side, and it is tried again.
    pub(super) fn close(self, outcomes: &mut [Outcome]) {
        let came_in = outcomes.contains(&Outcome::Done);
        if !came_in && !self.single {
            return;
        }
        for at in self.alone {
            if let Some(Outcome::Refused { kind, .. }) = outcomes.get_mut(at) {
                *kind = RefusalKind::Data;
            }
        }
    }
}
