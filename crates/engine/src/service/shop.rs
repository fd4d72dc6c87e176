//! One shop's loop: passes at the poll's pace, looks at orders whose time has come, commands in
//! between.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sabaki_diagnostic::lang::Lang;
use sabaki_order::id::OrderNumber;

use crate::limits::{ShopSettings, later};
use crate::observe::payments;
use crate::plan::batch::BatchSizes;
use crate::port::intake::Intake;
use crate::port::mall::OrderReading;
use crate::port::notices::Alarm;
use crate::port::outcome::PortError;
use crate::port::store::StoreError;
use crate::service::command;
use crate::service::expiry::KeyWatch;
use crate::service::handle::CommandError;
use crate::service::intake;
use crate::service::perform::{ShopPorts, act, load};
use crate::service::shared::{Command, OrderCommand, Shared, ShopSlot};
use crate::step::context::{Context, Mode};
use crate::step::event::{Effect, Event, PassEnd, PassKind};
use crate::step::state::ShopState;
use crate::step::step;
use crate::summary::{PassSummary, RaisedAlarm};

/// A shop with its ports and what it knows.
pub(crate) struct ShopRunner {
    pub(crate) settings: ShopSettings,
    pub(crate) ports: ShopPorts,
    pub(crate) shared: Arc<Shared>,
    state: ShopState,
    keys: KeyWatch,
}

impl ShopRunner {
    /// A shop that has sent these irreversible effects within the last hour.
    pub(crate) fn new(
        settings: ShopSettings,
        ports: ShopPorts,
        shared: Arc<Shared>,
        sent: VecDeque<Timestamp>,
    ) -> Self {
        let mut state = ShopState::new(settings.shop.clone());
        state.sent = sent;
        Self {
            settings,
            ports,
            shared,
            state,
            keys: KeyWatch::default(),
        }
    }

    /// Runs until the engine is told to stop; the chunk in hand is finished.
    pub(crate) async fn run(mut self) -> Result<(), StoreError> {
        let mut next_poll = self.shared.now();
        while !self.shared.is_stopping() {
            let now = self.shared.now();
            let kind = if now >= next_poll {
                next_poll = later(now, self.settings.poll.every);
                PassKind::Full
            } else {
                PassKind::Due(self.state.due(now))
            };
            if kind != PassKind::Due(Vec::new()) {
                self.pass(kind, Mode::Live).await?;
            }
            if self.wait(next_poll).await? == Woken::ForAll {
                next_poll = self.shared.now();
            }
        }
        self.refuse_commands();
        Ok(())
    }

    /// Waits for the poll, the next order's time, a bell or the end.
    async fn wait(&mut self, next_poll: Timestamp) -> Result<Woken, StoreError> {
        loop {
            let now = self.shared.now();
            let look = self.state.look_again(now).unwrap_or(next_poll);
            // A time that has passed without effect must not turn into a busy loop.
            let look = look.max(later(now, SignedDuration::from_millis(100)));
            let until = look.min(next_poll);
            let every = self.settings.poll.every.unsigned_abs();
            let shared = Arc::clone(&self.shared);
            let slot = self.slot();
            let rules_before = slot.map(|s| s.rules.load().decider.version().to_owned());
            let rung = tokio::select! {
                biased;
                () = shared.stopped() => return Ok(Woken::ForTime),
                () = ring(slot) => true,
                () = shared.ports.timer.sleep_until(until) => false,
                // Virtual time may stand still; new orders are still looked for.
                () = tokio::time::sleep(every) => return Ok(Woken::ForAll),
            };
            if !rung {
                return Ok(Woken::ForTime);
            }
            let rules_after = slot.map(|s| s.rules.load().decider.version().to_owned());
            if rules_before != rules_after {
                return Ok(Woken::ForAll);
            }
            if self.take_commands().await? {
                return Ok(Woken::ForTime);
            }
        }
    }

    fn slot(&self) -> Option<&ShopSlot> {
        self.shared.shops.get(&self.settings.shop)
    }

    /// One pass, to its end.
    pub(crate) async fn pass(
        &mut self,
        kind: PassKind,
        mode: Mode,
    ) -> Result<PassSummary, StoreError> {
        let full = kind == PassKind::Full;
        let mut event = Event::Begin(kind);
        loop {
            let effect = self.step(event, mode);
            event = match effect {
                Effect::End(end) => {
                    let mut summary = match *end {
                        PassEnd::Finished(summary) => summary,
                        PassEnd::StoreFailed(error) => return Err(error),
                    };
                    if full && summary.complete && mode == Mode::Live {
                        summary.alarms.extend(self.look_at_key().await?);
                    }
                    if full {
                        summary.files = self.files(mode).await?;
                    }
                    self.tell(&summary, mode).await;
                    if full && summary.complete && mode == Mode::Live {
                        let shop = &self.settings.shop;
                        self.shared.read_back_completely(shop).await?;
                    }
                    return Ok(summary);
                }
                Effect::Breathe => {
                    if mode == Mode::Live {
                        self.take_commands().await?;
                    }
                    if self.shared.is_stopping() {
                        Event::Stop
                    } else {
                        Event::GoOn
                    }
                }
                effect => self.perform(effect).await,
            };
        }
    }

    fn step(&mut self, event: Event, mode: Mode) -> Effect {
        let shop = self.settings.shop.clone();
        let state = std::mem::replace(&mut self.state, ShopState::new(shop));
        let Some(slot) = self.shared.shops.get(&self.settings.shop) else {
            // INVARIANT: every runner's shop has a slot; without one nothing may be sent.
            return Effect::End(Box::new(PassEnd::Finished(PassSummary::new(
                state.shop,
                self.shared.now(),
            ))));
        };
        let cx = Context {
            now: self.shared.now(),
            settings: &self.settings,
            rules: &slot.rules.load(),
            switch: &self.shared.switch(),
            sizes: BatchSizes {
                import: self.ports.oms.import_batch(),
                confirm: self.ports.mall.confirm_batch(),
                report: self.ports.mall.report_batch(),
            },
            mode,
        };
        let next = step(state, event, &cx);
        self.state = next.state;
        next.effect
    }

    async fn perform(&self, effect: Effect) -> Event {
        let store = &*self.shared.ports.store;
        let shop = &self.settings.shop;
        match effect {
            Effect::Load => Event::Loaded(load(store, shop).await),
            Effect::Search(window) => Event::Searched(self.ports.mall.search(window).await),
            Effect::States(numbers) => Event::States(store.orders(shop, &numbers).await),
            Effect::ReadOrders(numbers) => Event::Orders(self.read_orders(&numbers).await),
            Effect::ReadSlips(numbers) => Event::Slips(self.ports.oms.slips(&numbers).await),
            Effect::Commit(commit) => Event::Committed(store.commit(*commit).await),
            Effect::Act(batch) => {
                let notices = &*self.shared.ports.notices;
                Event::Acted(act(shop, &self.ports, notices, &batch).await)
            }
            Effect::Breathe | Effect::End(_) => Event::GoOn,
        }
    }

    /// Orders, with their payments where the rules at work read them.
    async fn read_orders(&self, numbers: &[OrderNumber]) -> Result<Vec<OrderReading>, PortError> {
        let mall = &*self.ports.mall;
        let mut readings = mall.read(numbers).await?;
        let rules = self.slot().map(|slot| slot.rules.load());
        if rules.is_some_and(|rules| payments::are_read(&*rules.decider)) {
            payments::add(mall, &mut readings).await;
        }
        Ok(readings)
    }

    async fn look_at_key(&mut self) -> Result<Option<RaisedAlarm>, StoreError> {
        let (mall, store) = (&*self.ports.mall, &*self.shared.ports.store);
        let (shop, now) = (&self.settings.shop, self.shared.now());
        self.keys.look(mall, store, shop, now).await
    }

    async fn files(&self, mode: Mode) -> Result<Vec<Intake>, StoreError> {
        let (store, shop) = (&*self.shared.ports.store, &self.settings.shop);
        intake::files(&self.ports, store, shop, self.shared.now(), mode).await
    }

    async fn tell(&self, summary: &PassSummary, mode: Mode) {
        for alarm in &summary.alarms {
            tracing::warn!(shop = %self.settings.shop, "{}", alarm.told(Lang::En));
            if mode == Mode::Live {
                let alarm = Alarm {
                    shop: &self.settings.shop,
                    text: &alarm.text,
                    args: &alarm.args,
                };
                self.shared.ports.notices.alarm(alarm).await;
            }
        }
        tracing::info!(
            shop = %self.settings.shop,
            complete = summary.complete,
            orders = summary.orders,
            failed = summary.failed,
            doubtful = summary.doubtful,
            "pass"
        );
    }

    /// Carries out what persons asked for; gives whether there was anything.
    async fn take_commands(&mut self) -> Result<bool, StoreError> {
        let commands = self.slot().map_or_else(Vec::new, drain);
        let any = !commands.is_empty();
        for command in commands {
            let result = self.command(&command.number, command.what).await;
            let failed = match &result {
                Err(CommandError::Store(error)) => Some(error.clone()),
                Ok(()) | Err(_) => None,
            };
            // Who asked may be gone by now.
            let _ = command.reply.send(result);
            if let Some(error) = failed {
                return Err(error);
            }
        }
        Ok(any)
    }

    async fn command(
        &mut self,
        number: &OrderNumber,
        what: OrderCommand,
    ) -> Result<(), CommandError> {
        let shop = &self.settings.shop;
        let store = &*self.shared.ports.store;
        let found = store.order(shop, number).await?;
        let mut order = found.ok_or(CommandError::NoSuchOrder)?;
        let now = self.shared.now();
        let commit = match what {
            OrderCommand::Release { rule, person } => {
                let slot = self.slot().ok_or(CommandError::NoSuchShop)?;
                let key = slot.rules.load().decider.rule_key(&rule);
                let key = key.ok_or(CommandError::NoSuchRule)?;
                command::release(&mut order, key, rule, person, now)
            }
            OrderCommand::Retry => command::retry(&mut order, now),
        };
        store.commit(commit).await?;
        self.state.wake.insert(number.clone(), now);
        if let Some(pass) = &mut self.state.pass
            && let Some(open) = pass.open.get_mut(number)
        {
            *open = order;
        }
        Ok(())
    }

    fn refuse_commands(&self) {
        for command in self.slot().map_or_else(Vec::new, drain) {
            let _ = command.reply.send(Err(CommandError::Ending));
        }
    }
}

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Woken {
    /// A time has come, or the end.
    ForTime,
    /// Everything is to be looked at: new rules, or the poll's real time is over.
    ForAll,
}

async fn ring(slot: Option<&ShopSlot>) {
    match slot {
        Some(slot) => slot.bell.notified().await,
        None => std::future::pending().await,
    }
}

fn drain(slot: &ShopSlot) -> Vec<Command> {
    let mut commands = slot.commands.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut *commands)
}
