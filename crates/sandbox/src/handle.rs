//! A hold on a world and its clock, for the listener and for whoever stands beside it in the process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::Value;

use crate::clock::{Clock, ClockMode};
use crate::control;
use crate::jst::Jst;
use crate::options::SandboxOptions;
use crate::rms;
use crate::server::rate::Rate;
use crate::wire::Request;
use crate::world::World;
use crate::world::assumption::Assumptions;
use crate::world::credential::Credentials;
use crate::world::people::CannotDo;
use crate::world::serve::Served;
use crate::world::story::StoryOrder;

struct Inside {
    world: World,
    clock: Clock,
    rate: Rate,
    strict: bool,
    /// When, in real time, the ques were made that still wait.
    ques: BTreeMap<u64, Instant>,
}

/// A que does not wait longer than this, whatever the clock does: polling it follows real time.
const QUE_LIMIT: Duration = Duration::from_secs(4);

impl Inside {
    /// Runs the ques that have waited too long, and forgets those that are done.
    fn run_old_ques(&mut self) {
        if self.world.waiting_ques.is_empty() && self.ques.is_empty() {
            return;
        }
        let now = Instant::now();
        let waiting: Vec<u64> = self.world.waiting_ques.iter().copied().collect();
        self.ques.retain(|id, _| waiting.contains(id));
        for id in waiting {
            let since = *self.ques.entry(id).or_insert(now);
            if now.saturating_duration_since(since) >= QUE_LIMIT {
                self.world.run_que(id);
            }
        }
    }

    /// The world, brought to the clock's time.
    fn present(&mut self) -> &mut World {
        let now = self.clock.now();
        self.world.advance_to(now);
        &mut self.world
    }

    /// Sets the clock on when the world was moved ahead of it.
    fn follow(&mut self) {
        let now = self.world.now();
        if now > self.clock.now() {
            self.clock.move_to(now);
        }
    }
}

/// A shared world; clones mean the same one.
#[derive(Clone)]
pub struct SandboxHandle(Arc<Mutex<Inside>>);

impl std::fmt::Debug for SandboxHandle {
    // The world holds credentials and addresses: none of them is ever shown.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SandboxHandle(…)")
    }
}

impl SandboxHandle {
    /// A world as the options want it, without a listener.
    pub fn new(options: &SandboxOptions) -> Self {
        let clock = Clock::start(options.clock);
        let mut world = World::new(options.seed, clock.now());
        world.clock_name = clock.mode().spelled();
        // Where time runs by itself the que is quick; by hand it waits for the second look.
        world.que_seconds = if clock.mode() == ClockMode::Manual {
            5
        } else {
            2
        };
        world.begin(options.scenario, options.orders);
        Self(Arc::new(Mutex::new(Inside {
            world,
            clock,
            rate: Rate::default(),
            strict: options.strict,
            ques: BTreeMap::new(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut inside = self.lock();
        let result = act(inside.present());
        inside.follow();
        result
    }

    /// Answers a request as the listener would, rate limit and faults included.
    pub fn serve(&self, request: &Request) -> Served {
        let mut inside = self.lock();
        inside.present();
        inside.run_old_ques();
        if let (true, Some(call)) = (inside.strict, rms::call_name(&request.path))
            && !inside.rate.allows(Instant::now())
        {
            return inside.world.refuse_as_too_fast(&call);
        }
        let served = inside.world.serve(request);
        inside.run_old_ques();
        inside.follow();
        served
    }

    /// The world's time.
    pub fn now(&self) -> Jst {
        self.with(|world| world.now())
    }

    /// When the next thing happens by itself.
    pub fn next_event(&self) -> Option<Jst> {
        self.with(World::next_event)
    }

    /// Moves the time on; everything due on the way happens.
    pub fn advance(&self, by: SignedDuration) -> Jst {
        self.with(|world| {
            let to = world.now().plus(by);
            world.advance_to(to);
            world.now()
        })
    }

    /// Moves the time to `to`, or nowhere when that is past.
    pub fn advance_to(&self, to: Jst) -> Jst {
        self.with(|world| {
            world.advance_to(to);
            world.now()
        })
    }

    /// Moves the time to the next thing to happen, and lets it happen.
    pub fn advance_to_next(&self) -> Option<Jst> {
        self.with(|world| {
            let at = world.next_event()?;
            world.advance_to(at);
            Some(at)
        })
    }

    /// Lets a person act, as `POST /sandbox/people` does.
    ///
    /// # Errors
    /// [`CannotDo`] with the reason.
    pub fn person(&self, wish: &Value) -> Result<Value, CannotDo> {
        self.with(|world| world.person(wish))
    }

    /// The ledger's lines from sequence number `from` on; the first line is 1.
    pub fn ledger_since(&self, from: usize) -> Vec<Value> {
        self.with(|world| world.ledger_since(from))
    }

    /// The truth about every order, as `GET /sandbox/orders` tells it.
    pub fn orders(&self) -> Vec<Value> {
        self.with(|world| control::orders::truth(world))
    }

    /// Places orders, as `POST /sandbox/orders` does.
    ///
    /// # Errors
    /// The reason why not.
    pub fn create_orders(&self, wish: &Value) -> Result<Vec<String>, String> {
        self.with(|world| control::orders::create_all(world, wish))
    }

    /// Sets a fault, as `POST /sandbox/faults` does.
    ///
    /// # Errors
    /// The reason why not.
    pub fn set_fault(&self, wish: &Value) -> Result<Value, String> {
        self.with(|world| world.faults.set(wish))
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.with(|world| world.faults.clear());
    }

    /// Switches the answers to what no source settles.
    pub fn assume(&self, switch: impl FnOnce(&mut Assumptions)) {
        self.with(|world| switch(world.assumptions_mut()));
    }

    /// The orders of the story with their names for people.
    pub fn story(&self) -> Vec<StoryOrder> {
        self.with(|world| world.story().to_vec())
    }

    /// What a client needs to be let in.
    pub fn credentials(&self) -> Credentials {
        self.lock().world.credentials.clone()
    }

    /// The present token pair of ネクストエンジン: access token, refresh token.
    pub fn token_pair(&self) -> (String, String) {
        let inside = self.lock();
        (
            inside.world.tokens.access.clone(),
            inside.world.tokens.refresh.clone(),
        )
    }
}
