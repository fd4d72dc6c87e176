//! What is noted about asynchronous reports: begun, and under which request id.
//!
//! Each order's intent names the batch that it was sent in, before that is sent; the batch names its
//! request id, before its result is asked for. So two writes less than two an order, and a process
//! that dies in between still knows that rows may be on their way: without ids they are *added*,
//! and a second report too early would write them twice.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::outcome::{IntentKey, PortError};
use sabaki_engine::port::store::StoreError;
use tokio::task::JoinSet;

/// How long a report that nobody has heard of may still be carried out (our choice: RMS does not
/// say; results came within minutes).
const MAY_RUN: SignedDuration = SignedDuration::from_mins(30);

/// The notes of a shop's reports.
pub(super) struct Notes<'a> {
    pub(super) notebook: &'a Arc<dyn Notebook>,
}

/// What is noted of an order's earlier report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Earlier {
    /// Nothing.
    None,
    /// One was begun.
    Begun {
        /// Under which request id, where that was heard.
        id: Option<String>,
        /// Whether it may still be carried out.
        may_run: bool,
    },
}

impl Notes<'_> {
    /// Notes for each order that it is about to be sent; gives the name of the batch.
    pub(super) async fn begin(
        &self,
        keys: &[&IntentKey],
        now: Timestamp,
    ) -> Result<String, PortError> {
        let first = keys.first().map_or("", |key| key.0.as_str());
        let batch = format!("{first}-report-{}", now.as_millisecond());
        let text = format!("{} {batch}", now.as_second());
        self.write(keys, &text).await.map_err(no_notebook)?;
        Ok(batch)
    }

    /// Notes the request id of a batch.
    pub(super) async fn accepted(&self, batch: &str, id: &str) -> Result<(), PortError> {
        let key = IntentKey(batch.to_owned());
        self.notebook.remember(&key, id).await.map_err(no_notebook)
    }

    /// Nothing of it can happen any more. If this fails the order is only doubtful for a while.
    pub(super) async fn forget(&self, keys: &[&IntentKey]) {
        if let Err(error) = self.write(keys, "").await {
            tracing::warn!(%error, "a note of a report could not be taken back");
        }
    }

    /// What is noted of an order's earlier report.
    pub(super) async fn earlier(
        &self,
        key: &IntentKey,
        now: Timestamp,
    ) -> Result<Earlier, PortError> {
        let noted = self.notebook.recall(key).await.map_err(no_notebook)?;
        let noted = noted.unwrap_or_default();
        let Some((begun, batch)) = noted.split_once(' ') else {
            return Ok(Earlier::None);
        };
        let batch = IntentKey(batch.to_owned());
        let id = self.notebook.recall(&batch).await.map_err(no_notebook)?;
        let begun = begun.parse().ok().map(Timestamp::from_second);
        let may_run = match begun {
            Some(Ok(begun)) => now.duration_since(begun) < MAY_RUN,
            Some(Err(_)) | None => false,
        };
        Ok(Earlier::Begun { id, may_run })
    }

    /// The same text for all, at the same time: a store syncs them together.
    async fn write(&self, keys: &[&IntentKey], text: &str) -> Result<(), StoreError> {
        let mut writes = JoinSet::new();
        for key in keys {
            let (notebook, key) = (Arc::clone(self.notebook), (*key).clone());
            let text = text.to_owned();
            writes.spawn(async move { notebook.remember(&key, &text).await });
        }
        let mut result = Ok(());
        while let Some(written) = writes.join_next().await {
            // A write that panicked is one that nobody can rely on.
            let written = written
                .unwrap_or_else(|_| Err(StoreError::Io("a write was broken off".to_owned())));
            result = result.and(written);
        }
        result
    }
}

fn no_notebook(error: StoreError) -> PortError {
    PortError::NotAnswered {
        target: "reason.target.state",
        reason: error.told(),
    }
}
