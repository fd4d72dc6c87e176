//! 楽天市場: the older order API 旧受注API (OrderAPI 1.0, SOAP) as a [`Mall`].
//!
#![doc = include_str!("docs.md")]

mod answer;
mod calls;
pub mod config;
mod element;
mod envelope;
mod job;
mod order_model;
mod package_model;
mod reading;
mod record;
mod search;

use sabaki_diagnostic::reason::Reason;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, Parcel, SearchWindow};
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;

use self::calls::Client;
use self::config::{JobWait, Names, RmsOlderConfig, Stage};
use self::job::Jobs;
use crate::http::settings::SetupError;

/// What errors call this far side.
const TARGET: &str = "reason.target.rms_older";

/// Statuses are texts. These four are the system's own.
const NEW: &str = "新規受付";
const PROCESSED: &str = "処理済";
const ON_HOLD: &str = "保留";
const PAY_FIRST: &str = "発送前入金待ち";

/// One shop at the older order API.
pub struct RmsOlderMall {
    client: Client,
    notebook: Arc<dyn Notebook>,
    names: Names,
    /// The statuses whose orders may still come to be worked on.
    open: Vec<String>,
    wait: JobWait,
}

impl RmsOlderMall {
    /// Prepares the connection; nothing is sent. The notebook keeps the ids of jobs.
    ///
    /// # Errors
    /// [`SetupError`] if the address or the certificates of this machine do not do.
    pub fn new(config: &RmsOlderConfig, notebook: Arc<dyn Notebook>) -> Result<Self, SetupError> {
        let own = config.statuses.iter();
        let own = own.filter(|(_, stage)| **stage != Stage::Processed);
        let open = [NEW, ON_HOLD, PAY_FIRST].map(str::to_owned).into_iter();
        Ok(Self {
            client: Client::new(config)?,
            notebook,
            names: Names::new(config),
            open: open.chain(own.map(|(name, _)| name.clone())).collect(),
            wait: config.job,
        })
    }
}

fn not_here(text: &'static str) -> Outcome {
    Outcome::Refused {
        kind: RefusalKind::Other,
        reason: Reason::of(text),
    }
}

#[async_trait]
impl Mall for RmsOlderMall {
    async fn search(&self, window: SearchWindow) -> Result<Vec<OrderNumber>, PortError> {
        let open: Vec<&str> = self.open.iter().map(String::as_str).collect();
        search::search(&self.client, window, &open).await
    }

    async fn read(&self, numbers: &[OrderNumber]) -> Result<Vec<OrderReading>, PortError> {
        reading::read(&self.client, &self.names, numbers).await
    }

    async fn confirm(&self, calls: &[MallCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        Ok(calls
            .iter()
            .map(|_| not_here("reason.rms_older.confirm"))
            .collect())
    }

    fn confirm_batch(&self) -> usize {
        100
    }

    async fn report_shipment(
        &self,
        _call: MallCall<'_>,
        _parcels: &[Parcel],
    ) -> Result<Outcome, PortError> {
        // Only updateOrder could, and it wants the whole order sent back (rms-older-order-api.md 4).
        Ok(not_here("reason.rms_older.report_shipment"))
    }

    async fn cancel(&self, _call: MallCall<'_>, _reason: &str) -> Result<Outcome, PortError> {
        // What an order may still be cancelled in, and whether it can be undone, is not confirmed.
        Ok(not_here("reason.rms_older.cancel"))
    }

    async fn set_sub_status(&self, _call: MallCall<'_>, _name: &str) -> Result<Outcome, PortError> {
        Ok(not_here("reason.rms_older.set_sub_status"))
    }

    async fn mark_processed(&self, call: MallCall<'_>) -> Result<Outcome, PortError> {
        let jobs = Jobs {
            client: &self.client,
            notebook: self.notebook.as_ref(),
            names: &self.names,
            wait: self.wait,
        };
        jobs.mark_processed(call).await
    }

    /// The older API has no function for it.
    async fn credentials_expire_at(&self) -> Result<Option<Timestamp>, PortError> {
        Ok(None)
    }
}
