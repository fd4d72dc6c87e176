//! Commands to a running engine: pause, resume, release, retry, shutdown.

use sabaki_diagnostic::reason::Reason;
use std::sync::{Arc, PoisonError};

use sabaki_order::id::{OrderNumber, ShopId};
use tokio::sync::oneshot;

use crate::port::store::{StoreError, Switch};
use crate::service::command;
use crate::service::shared::{Command, OrderCommand, Shared};

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum CommandError {
    /// The configuration has no such shop.
    NoSuchShop,
    /// The store does not know the order.
    NoSuchOrder,
    /// The rules at work have no such rule.
    NoSuchRule,
    /// The engine is ending.
    Ending,
    /// The store failed.
    Store(#[from] StoreError),
}

impl CommandError {
    /// For people.
    pub fn told(&self) -> Reason {
        match self {
            Self::NoSuchShop => Reason::of("reason.command.no_such_shop"),
            Self::NoSuchOrder => Reason::of("reason.command.no_such_order"),
            Self::NoSuchRule => Reason::of("reason.command.no_such_rule"),
            Self::Ending => Reason::of("reason.command.ending"),
            Self::Store(error) => error.told(),
        }
    }
}

/// Speaks to a running engine; cheap to clone.
#[derive(Clone)]
pub struct EngineHandle {
    pub(crate) shared: Arc<Shared>,
}

impl EngineHandle {
    /// Stops irreversible actions: at once, and across restarts.
    pub async fn pause(&self, reason: impl Into<Reason>) -> Result<(), CommandError> {
        let commit = command::pause(reason.into(), self.shared.now());
        Ok(self.shared.set_switch(commit).await?)
    }

    /// Lets them go on. Also ends doubt mode, at a person's word.
    pub async fn resume(&self) -> Result<(), CommandError> {
        let commit = command::resume(self.shared.now());
        Ok(self.shared.set_switch(commit).await?)
    }

    /// The stop switch.
    pub fn switch(&self) -> Switch {
        self.shared.switch()
    }

    /// Releases one rule's hold on an order; taken between two chunks.
    pub async fn release(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
        rule: &str,
        person: Option<String>,
    ) -> Result<(), CommandError> {
        let rule = rule.to_owned();
        let what = OrderCommand::Release { rule, person };
        self.order_command(shop, number, what).await
    }

    /// Tries again what waits in an order's visible queue; taken between two chunks.
    pub async fn retry(&self, shop: &ShopId, number: &OrderNumber) -> Result<(), CommandError> {
        self.order_command(shop, number, OrderCommand::Retry).await
    }

    /// Ends the engine: each shop finishes its chunk with its outcomes, then its loop returns.
    pub fn shut_down(&self) {
        self.shared.stop();
    }

    async fn order_command(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
        what: OrderCommand,
    ) -> Result<(), CommandError> {
        let slot = self.shared.shops.get(shop);
        let slot = slot.ok_or(CommandError::NoSuchShop)?;
        let (reply, answer) = oneshot::channel();
        let number = number.clone();
        slot.commands
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Command {
                number,
                what,
                reply,
            });
        slot.bell.notify_one();
        answer.await.unwrap_or(Err(CommandError::Ending))
    }
}
