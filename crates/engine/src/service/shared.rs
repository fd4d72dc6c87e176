//! What the tasks of an engine share: ports, rules, the stop switch, commands.

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::reason::{Args, Reason};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use sabaki_order::id::{OrderNumber, ShopId};
use tokio::sync::{Notify, oneshot, watch};

use crate::journal::entry::{Event, JournalEntry};
use crate::port::clock::Clock;
use crate::port::decider::Decider;
use crate::port::notices::{Alarm, Notices};
use crate::port::rules::RuleSource;
use crate::port::store::{Commit, Store, StoreError, Switch};
use crate::port::timer::Timer;
use crate::service::command;
use crate::service::handle::CommandError;
use crate::step::context::{Mode, RulesInForce};
use crate::summary::RaisedAlarm;

/// Key of the alarm of a process that begins in doubt.
const DOUBT: &str = "engine.alarm.doubt";

fn about(shop: &ShopId, reason: &Reason) -> Args {
    Args::from([
        ("shop".to_owned(), shop.as_str().into()),
        ("reason".to_owned(), reason.clone()),
    ])
}

/// The ports that all shops use.
#[derive(Clone)]
pub struct Ports {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock that due times follow.
    pub clock: Arc<dyn Clock>,
    /// Waits on that clock.
    pub timer: Arc<dyn Timer>,
    /// Messages to people.
    pub notices: Arc<dyn Notices>,
    /// News about the rules.
    pub rules: Arc<dyn RuleSource>,
}

/// A command for one shop, taken between two chunks.
pub(crate) struct Command {
    pub(crate) number: OrderNumber,
    pub(crate) what: OrderCommand,
    pub(crate) reply: oneshot::Sender<Result<(), CommandError>>,
}

/// What a person wants of one order.
pub(crate) enum OrderCommand {
    /// Let go of one rule's hold.
    Release {
        rule: String,
        person: Option<String>,
    },
    /// Try again what waits in the visible queue.
    Retry,
}

/// What belongs to one shop.
pub(crate) struct ShopSlot {
    pub(crate) rules: ArcSwap<RulesInForce>,
    pub(crate) commands: Mutex<Vec<Command>>,
    /// Rung by commands and new rules.
    pub(crate) bell: Notify,
}

/// Shared by all tasks of one engine.
pub(crate) struct Shared {
    pub(crate) ports: Ports,
    pub(crate) shops: BTreeMap<ShopId, ShopSlot>,
    switch: Mutex<Switch>,
    doubted: Mutex<BTreeSet<ShopId>>,
    stop: watch::Sender<bool>,
}

impl Shared {
    pub(crate) fn new(
        ports: Ports,
        shops: impl Iterator<Item = (ShopId, Arc<dyn Decider>)>,
        switch: Switch,
    ) -> Self {
        let since = ports.clock.now();
        let shops: BTreeMap<_, _> = shops
            .map(|(shop, decider)| {
                let slot = ShopSlot {
                    rules: ArcSwap::from_pointee(RulesInForce { decider, since }),
                    commands: Mutex::new(Vec::new()),
                    bell: Notify::new(),
                };
                (shop, slot)
            })
            .collect();
        let doubted = match switch {
            Switch::Doubt { .. } => shops.keys().cloned().collect(),
            Switch::Running | Switch::Paused { .. } => BTreeSet::new(),
        };
        Self {
            ports,
            shops,
            switch: Mutex::new(switch),
            doubted: Mutex::new(doubted),
            stop: watch::Sender::new(false),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    pub(crate) fn switch(&self) -> Switch {
        let switch = self.switch.lock();
        switch.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops are in force before they are stored, and go on only after.
    pub(crate) async fn set_switch(&self, commit: Commit) -> Result<(), StoreError> {
        let to = commit.switch.clone().unwrap_or_default();
        let before = self.switch();
        if to != Switch::Running {
            self.put_switch(to.clone());
        }
        self.ports.store.commit(commit).await?;
        self.put_switch(to.clone());
        if to != before {
            self.tell_of_switch(&to).await;
        }
        Ok(())
    }

    /// Tells that irreversible actions are stopped, where they are.
    pub(crate) async fn tell_of_switch(&self, switch: &Switch) {
        let shop = self.shops.keys().next();
        match switch {
            Switch::Running => {}
            Switch::Paused { reason } => self.alarm("engine.alarm.paused", shop, reason).await,
            Switch::Doubt { reason } => self.alarm(DOUBT, shop, reason).await,
        }
    }

    /// The alarm of a process that begins in doubt; it is told as well where the pass has effects.
    pub(crate) async fn doubt(&self, mode: Mode) -> Option<RaisedAlarm> {
        let switch = self.switch();
        let Switch::Doubt { reason } = &switch else {
            return None;
        };
        if mode == Mode::Live {
            self.tell_of_switch(&switch).await;
        }
        Some(RaisedAlarm {
            text: DOUBT.to_owned(),
            args: about(self.shops.keys().next()?, reason),
        })
    }

    /// An alarm for people that stands in the journal as an event of its own.
    pub(crate) async fn alarm(&self, text: &str, shop: Option<&ShopId>, reason: &Reason) {
        let Some(shop) = shop else { return };
        let args = &about(shop, reason);
        self.tell(Alarm { shop, text, args }).await;
    }

    /// To the log and over the channel for alarms.
    pub(crate) async fn tell(&self, alarm: Alarm<'_>) {
        tracing::warn!(shop = %alarm.shop, "{}", alarm.told(Lang::En));
        self.ports.notices.alarm(alarm).await;
    }

    fn put_switch(&self, to: Switch) {
        *self.switch.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }

    /// A complete pass of a shop in doubt mode; after the last one everything goes on.
    pub(crate) async fn read_back_completely(&self, shop: &ShopId) -> Result<(), StoreError> {
        let in_doubt = matches!(self.switch(), Switch::Doubt { .. });
        if !in_doubt {
            return Ok(());
        }
        let none_left = {
            let mut doubted = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
            doubted.remove(shop);
            doubted.is_empty()
        };
        if none_left {
            self.set_switch(command::resume(self.now())).await?;
        }
        Ok(())
    }

    pub(crate) fn entry(&self, what: Event) -> JournalEntry {
        JournalEntry {
            at: self.now(),
            shop: None,
            order: None,
            what,
        }
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    pub(crate) async fn stopped(&self) {
        let mut stop = self.stop.subscribe();
        // The sender lives as long as `self`.
        let _ = stop.wait_for(|stop| *stop).await;
    }
}
