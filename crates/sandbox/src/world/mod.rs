//! The world: one mall, one OMS, buyers and staff, on a time that only moves when told.

pub(crate) mod agenda;
pub(crate) mod amounts;
pub mod assumption;
pub mod codes;
pub mod credential;
pub(crate) mod fault;
pub(crate) mod generate;
pub(crate) mod ledger;
pub(crate) mod life_cycle;
pub(crate) mod mall;
pub mod order;
pub mod people;
pub(crate) mod place;
pub(crate) mod random;
pub mod scenario;
pub mod serve;
pub(crate) mod ship;
pub(crate) mod split;
pub mod story;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::jst::Jst;
use crate::nextengine::que::Que;
use crate::nextengine::slip::Slip;
use crate::rms::report::WaitingReport;
use crate::rms_older::Older;
use agenda::Agenda;
use assumption::Assumptions;
use credential::{Credentials, Tokens};
use fault::{Fault, Faults};
use ledger::Ledger;
use order::Order;
use random::Random;
use story::StoryOrder;

/// Everything the sandbox knows. It reads no clock and opens no connection: the same seed and the
/// same calls at the same times give the same answers.
pub struct World {
    pub(crate) now: Jst,
    pub(crate) random: Random,
    pub(crate) assumptions: Assumptions,
    pub(crate) credentials: Credentials,
    pub(crate) tokens: Tokens,
    /// By order number.
    pub(crate) orders: BTreeMap<String, Order>,
    /// Orders that buyers will still place, by number.
    pub(crate) coming: BTreeMap<String, Order>,
    /// By slip number.
    pub(crate) slips: BTreeMap<u64, Slip>,
    /// Slip numbers by order number, so that a look at one order stays cheap.
    pub(crate) slips_of: BTreeMap<String, Vec<u64>>,
    pub(crate) ques: BTreeMap<u64, Que>,
    /// The ques that have not run yet.
    pub(crate) waiting_ques: BTreeSet<u64>,
    /// Orders that no que takes in, by number.
    pub(crate) bad_rows: BTreeSet<String>,
    /// Asynchronous shipment reports by request id.
    pub(crate) reports: BTreeMap<String, WaitingReport>,
    /// What only the older order API shows.
    pub(crate) older: Older,
    pub(crate) agenda: Agenda,
    pub(crate) ledger: Ledger,
    pub(crate) faults: Faults,
    /// The fault of the call that is being answered, for handlers that have to fail in part.
    pub(crate) sabotage: Option<Fault>,
    /// Minutes after the confirmation at which a buyer of the story pays by himself, by order number.
    pub(crate) pays_after: BTreeMap<String, i64>,
    pub(crate) story: Vec<StoryOrder>,
    pub(crate) staff_ships: bool,
    /// How the time moves, as the control paths show it.
    pub(crate) clock_name: String,
    /// The que of an upload runs this many virtual seconds later at the latest.
    pub(crate) que_seconds: i64,
    counter: u64,
}

impl World {
    /// An empty world at `now`.
    pub fn new(seed: u64, now: Jst) -> Self {
        let mut random = Random::new(seed);
        let credentials = Credentials::made_up(&mut random, now);
        let tokens = Tokens::issue(&mut random, now);
        Self {
            now,
            random,
            assumptions: Assumptions::default(),
            credentials,
            tokens,
            orders: BTreeMap::new(),
            coming: BTreeMap::new(),
            slips: BTreeMap::new(),
            slips_of: BTreeMap::new(),
            ques: BTreeMap::new(),
            waiting_ques: BTreeSet::new(),
            bad_rows: BTreeSet::new(),
            reports: BTreeMap::new(),
            older: Older::default(),
            agenda: Agenda::default(),
            ledger: Ledger::default(),
            faults: Faults::default(),
            sabotage: None,
            pays_after: BTreeMap::new(),
            story: Vec::new(),
            staff_ships: false,
            clock_name: "manual".to_owned(),
            que_seconds: 5,
            counter: 0,
        }
    }

    /// The world's time.
    pub fn now(&self) -> Jst {
        self.now
    }

    /// The answers to what no source settles, to be switched.
    pub fn assumptions_mut(&mut self) -> &mut Assumptions {
        &mut self.assumptions
    }

    /// The ledger's lines from sequence number `from` on; the first line is 1.
    pub fn ledger_since(&self, from: usize) -> Vec<Value> {
        self.ledger.since(from).collect()
    }

    /// The orders of the story with their names for people.
    pub fn story(&self) -> &[StoryOrder] {
        &self.story
    }

    /// A number that this world has not used before, from 1.
    pub(crate) fn count(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    pub(crate) fn is_sabotaged(&self, by: Fault) -> bool {
        self.sabotage == Some(by)
    }
}
