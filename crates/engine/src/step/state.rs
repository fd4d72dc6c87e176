//! The state of one shop between and within passes: plain data.

use sabaki_diagnostic::reason::{Args, Reason};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use sabaki_order::id::{OrderNumber, ShopId};

use crate::journal::entry::{Event, JournalEntry};
use crate::limits::{Limits, earlier};
use crate::observe::besides::Buyers;
use crate::plan::work::Service;
use crate::port::mall::SearchWindow;
use crate::port::outcome::{IntentKey, PortError};
use crate::port::store::{Cursor, OrderState};
use crate::step::blind::Blind;
use crate::step::chunk::Chunk;
use crate::step::circuit::{Circuit, Raise};
use crate::step::event::PassKind;
use crate::summary::{PassSummary, RaisedAlarm};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What the engine knows about a shop beyond what the store keeps. A restart may lose it.
#[derive(Debug, Clone)]
pub struct ShopState {
    /// The shop.
    pub shop: ShopId,
    /// The mall's circuit.
    pub mall: Circuit,
    /// The OMS's circuit.
    pub oms: Circuit,
    /// Whether this process has searched the whole look-back once.
    pub searched_wide: bool,
    /// The open orders that were read, by buyer.
    pub buyers: Buyers,
    /// Outages of the mall.
    pub blind: Blind,
    /// When irreversible effects were sent, within the last hour.
    pub sent: VecDeque<Timestamp>,
    /// When confirmations of somebody else were seen, within the last day.
    pub confirmed_by_others: Vec<Timestamp>,
    /// When each alarm was raised last, for those that repeat.
    pub raised: BTreeMap<&'static str, Timestamp>,
    /// Intents that this process sent and left open. An open one that is not among them was left
    /// by a process that died.
    pub left_open: BTreeSet<IntentKey>,
    /// When time alone asks for a look at an order.
    pub wake: BTreeMap<OrderNumber, Timestamp>,
    /// The pass that is under way.
    pub pass: Option<Pass>,
}

/// A pass 巡回 that is under way.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Which orders it looks at.
    pub kind: PassKind,
    /// When it began: the next cursor, if all goes well.
    pub started: Timestamp,
    /// The cursor that it began with.
    pub cursor: Option<Cursor>,
    /// Windows that are still to be searched.
    pub windows: VecDeque<SearchWindow>,
    /// What the search found.
    pub found: BTreeSet<OrderNumber>,
    /// The open orders of the store.
    pub open: BTreeMap<OrderNumber, OrderState>,
    /// Orders that are still to be worked.
    pub queue: VecDeque<OrderNumber>,
    /// How many orders a chunk may have while one that spoils its request is looked for.
    pub narrow: Option<usize>,
    /// Whether every window was searched and every order recorded so far.
    pub recorded: Recorded,
    /// Irreversible effects that were sent.
    pub sent: u32,
    /// The chunk in hand.
    pub chunk: Option<Chunk>,
    /// Whether only its last commit is missing.
    pub closing: bool,
    /// Alarms for the next commit.
    pub alarms: Vec<JournalEntry>,
    /// Its counts.
    pub summary: PassSummary,
}

/// Whether the cursor may move at the end of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Every order of the windows is recorded.
    All,
    /// Some may not be: the cursor stays.
    NotAll,
}

impl ShopState {
    /// A shop that has not been looked at.
    pub fn new(shop: ShopId) -> Self {
        Self {
            shop,
            mall: Circuit::default(),
            oms: Circuit::default(),
            searched_wide: false,
            buyers: Buyers::default(),
            blind: Blind::default(),
            sent: VecDeque::new(),
            confirmed_by_others: Vec::new(),
            raised: BTreeMap::new(),
            left_open: BTreeSet::new(),
            wake: BTreeMap::new(),
            pass: None,
        }
    }

    /// When time alone asks for the next look: the earliest order, not before the mall may be asked.
    pub fn look_again(&self, now: Timestamp) -> Option<Timestamp> {
        let order = self.wake.values().min().copied()?;
        Some(self.mall.probe_at(now).map_or(order, |at| at.max(order)))
    }

    /// The orders whose time has come.
    pub fn due(&self, now: Timestamp) -> Vec<OrderNumber> {
        let due = self.wake.iter().filter(|(_, at)| **at <= now);
        due.map(|(number, _)| number.clone()).collect()
    }

    /// How many irreversible effects may still be sent now.
    pub fn budget(&mut self, limits: &Limits, now: Timestamp) -> u32 {
        let hour_ago = earlier(now, HOUR);
        while self.sent.front().is_some_and(|at| *at <= hour_ago) {
            self.sent.pop_front();
        }
        let in_hour = u32::try_from(self.sent.len()).unwrap_or(u32::MAX);
        let in_pass = self.pass.as_ref().map_or(0, |pass| pass.sent);
        let hour = limits.irreversible_per_hour.saturating_sub(in_hour);
        hour.min(limits.irreversible_per_pass.saturating_sub(in_pass))
    }

    /// Services that may not be asked now.
    pub fn closed(&self, now: Timestamp) -> BTreeSet<Service> {
        let mall = (!self.mall.lets_through(now)).then_some(Service::Mall);
        let oms = (!self.oms.lets_through(now)).then_some(Service::Oms);
        mall.into_iter().chain(oms).collect()
    }

    /// A call to a service failed: its circuit, and one alarm.
    pub fn service_failed(&mut self, service: Service, error: &PortError, now: Timestamp) {
        let raise = match service {
            Service::Mall => self.mall.failed(error, now),
            Service::Oms => self.oms.failed(error, now),
            Service::Notices => Raise::Nothing,
        };
        if let Some(pass) = &mut self.pass {
            pass.summary.complete = false;
            let why = error.told();
            if !pass.summary.unanswered.contains(&why) {
                pass.summary.unanswered.push(why);
            }
        }
        if let Raise::Alarm(text) = raise {
            self.alarm(text, &[("reason", error.told())], now);
        }
    }

    /// A service answered.
    pub fn service_answered(&mut self, service: Service, now: Timestamp) {
        let ended = match service {
            Service::Mall => {
                self.blind.answered(now);
                self.mall.answered()
            }
            Service::Oms => self.oms.answered(),
            Service::Notices => false,
        };
        if ended {
            let name = match service {
                Service::Mall => "reason.target.mall",
                Service::Oms => "reason.target.oms",
                Service::Notices => "reason.target.notices",
            };
            self.alarm("engine.answers_again", &[("target", Reason::of(name))], now);
        }
    }

    /// Raises an alarm: in the journal, the summary and the log.
    pub fn alarm(&mut self, text: &'static str, args: &[(&str, Reason)], now: Timestamp) {
        let args: Args = args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .chain([("shop".to_owned(), self.shop.as_str().into())])
            .collect();
        let Some(pass) = &mut self.pass else {
            return;
        };
        pass.summary.alarms.push(RaisedAlarm {
            text: text.to_owned(),
            args: args.clone(),
        });
        pass.alarms.push(JournalEntry {
            at: now,
            shop: Some(self.shop.clone()),
            order: None,
            what: Event::Alarm {
                text: text.to_owned(),
                args,
            },
        });
    }

    /// Raises an alarm unless the same was raised within a time.
    pub fn alarm_seldom(
        &mut self,
        text: &'static str,
        args: &[(&str, Reason)],
        within: SignedDuration,
        now: Timestamp,
    ) {
        let recent = self
            .raised
            .get(text)
            .is_some_and(|at| *at > earlier(now, within));
        if !recent {
            self.raised.insert(text, now);
            self.alarm(text, args, now);
        }
    }
}
