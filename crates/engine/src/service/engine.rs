//! The engine that a host builds: its shops, `run` and `run_once`.

use sabaki_diagnostic::reason::Reason;
use std::sync::Arc;

use sabaki_order::id::ShopId;
use tokio::task::JoinSet;

use crate::limits::ShopSettings;
use crate::port::decider::Decider;
use crate::port::notices::Which;
use crate::port::store::StoreError;
use crate::service::channels::ChannelWatch;
use crate::service::handle::EngineHandle;
use crate::service::history::sent_within_hour;
use crate::service::perform::ShopPorts;
use crate::service::rules::follow;
use crate::service::shared::{Ports, Shared};
use crate::service::shop::ShopRunner;
use crate::service::telling::tell;
use crate::step::context::Mode;
use crate::step::event::PassKind;
use crate::summary::{PassSummary, RaisedAlarm, RunSummary};

/// A shop as a host hands it over.
pub struct Shop {
    /// Its settings.
    pub settings: ShopSettings,
    /// Its mall and OMS.
    pub ports: ShopPorts,
    /// The rules it starts with.
    pub rules: Arc<dyn Decider>,
}

/// Why an engine ended by itself.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.told())]
pub enum EngineError {
    /// The store failed. Nothing is sent after that; a restart reads back what was open.
    Store(#[from] StoreError),
    /// A task of a shop broke off: a defect.
    Task(String),
    /// No shop of this name.
    NoSuchShop(ShopId),
}

impl EngineError {
    /// For people.
    pub fn told(&self) -> Reason {
        match self {
            Self::Store(error) => error.told(),
            Self::Task(words) => Reason::of("reason.command.task").with("words", words),
            Self::NoSuchShop(_) => Reason::of("reason.command.no_such_shop"),
        }
    }
}

/// The engine with its shops.
pub struct Engine {
    shared: Arc<Shared>,
    shops: Vec<ShopRunner>,
}

impl Engine {
    /// An engine at rest. Reads the stop switch and the last hour's journal; sends nothing.
    pub async fn new(ports: Ports, shops: Vec<Shop>) -> Result<Self, EngineError> {
        let switch = ports.store.switch().await?;
        let rules = shops
            .iter()
            .map(|shop| (shop.settings.shop.clone(), Arc::clone(&shop.rules)));
        let mut sent = sent_within_hour(&*ports.store, ports.clock.now()).await?;
        let shared = Arc::new(Shared::new(ports, rules, switch));
        let shops = shops
            .into_iter()
            .map(|shop| {
                let sent = sent.remove(&shop.settings.shop).unwrap_or_default();
                ShopRunner::new(shop.settings, shop.ports, Arc::clone(&shared), sent)
            })
            .collect();
        Ok(Self { shared, shops })
    }

    /// Speaks to the engine while it runs.
    pub fn handle(&self) -> EngineHandle {
        EngineHandle {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Runs until it is shut down through its handle, or until the store fails.
    pub async fn run(self) -> Result<(), EngineError> {
        self.shared.doubt(Mode::Live).await;
        let mut tasks = JoinSet::new();
        tasks.spawn(follow(Arc::clone(&self.shared)));
        tasks.spawn(tell(Arc::clone(&self.shared)));
        for shop in self.shops {
            tasks.spawn(shop.run());
        }
        let mut result = Ok(());
        while let Some(ended) = tasks.join_next().await {
            let ended = match ended {
                Ok(ended) => ended.map_err(EngineError::from),
                Err(error) => Err(EngineError::Task(error.to_string())),
            };
            if ended.is_err() && result.is_ok() {
                result = ended;
            }
            // One task ends only when all shall: by a shutdown, or because it failed.
            self.shared.stop();
        }
        let told = tell_the_rest(&self.shared).await;
        result.and(told.map(drop).map_err(EngineError::from))
    }

    /// One observation and one round over every shop.
    pub async fn run_once(&mut self, mode: Mode) -> Result<RunSummary, EngineError> {
        let doubt = self.shared.doubt(mode).await;
        let mut tasks = JoinSet::new();
        for (place, mut shop) in self.shops.drain(..).enumerate() {
            tasks.spawn(async move {
                let result = shop.pass(PassKind::Full, mode).await;
                (place, shop, result)
            });
        }
        let mut ended = Vec::new();
        while let Some(task) = tasks.join_next().await {
            ended.push(task.map_err(|error| EngineError::Task(error.to_string()))?);
        }
        let deaf = match mode {
            Mode::Live => tell_the_rest(&self.shared).await?,
            Mode::DryRun => Vec::new(),
        };
        ended.sort_by_key(|(place, ..)| *place);
        let mut summaries = Vec::new();
        let mut failure = None;
        for (_, shop, result) in ended {
            self.shops.push(shop);
            match result {
                Ok(summary) => summaries.push(summary),
                Err(error) => failure = Some(error),
            }
        }
        if let Some(first) = summaries.first_mut() {
            first.alarms.splice(0..0, doubt);
            first.not_told(deaf);
        }
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(RunSummary::of(summaries)),
        }
    }

    /// One observation and one round over one shop.
    pub async fn run_shop_once(
        &mut self,
        shop: &ShopId,
        mode: Mode,
    ) -> Result<PassSummary, EngineError> {
        let runner = self.shops.iter_mut().find(|r| r.settings.shop == *shop);
        let runner = runner.ok_or_else(|| EngineError::NoSuchShop(shop.clone()))?;
        let doubt = self.shared.doubt(mode).await;
        let mut summary = runner.pass(PassKind::Full, mode).await?;
        summary.alarms.splice(0..0, doubt);
        if mode == Mode::Live {
            summary.not_told(tell_the_rest(&self.shared).await?);
        }
        Ok(summary)
    }
}

/// Before the end: what waits is told, and what channels did not take is an alarm.
async fn tell_the_rest(shared: &Shared) -> Result<Vec<RaisedAlarm>, StoreError> {
    shared.ports.notices.tell_waiting(Which::All).await;
    ChannelWatch::default().look(shared).await
}
