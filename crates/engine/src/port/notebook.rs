//! A connector's notes 控え: what it must not forget between two calls about one intent.

use std::sync::Arc;

use async_trait::async_trait;

use super::outcome::IntentKey;
use super::store::{Store, StoreError};

/// Short texts by intent, durable before `remember` returns.
///
/// The older order API hands out the id of a job before the job is begun; the connector notes it
/// here first, so that after a crash the same job can be asked about.
#[async_trait]
pub trait Notebook: Send + Sync {
    /// Notes a text, in place of an earlier one. Never a secret, never personal data.
    async fn remember(&self, key: &IntentKey, text: &str) -> Result<(), StoreError>;

    /// What was noted last.
    async fn recall(&self, key: &IntentKey) -> Result<Option<String>, StoreError>;
}

#[async_trait]
impl Notebook for Arc<dyn Store> {
    async fn remember(&self, key: &IntentKey, text: &str) -> Result<(), StoreError> {
        self.put_note(key, text).await
    }

    async fn recall(&self, key: &IntentKey) -> Result<Option<String>, StoreError> {
        self.note(key).await
    }
}
