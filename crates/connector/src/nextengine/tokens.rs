//! Where an account's token pair is kept.

use std::sync::Arc;

use async_trait::async_trait;
use sabaki_engine::port::store::{Store, StoreError, TokenPair};

/// The store, as far as tokens go. Writing is durable before it returns.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The pair of an account.
    async fn tokens(&self, account: &str) -> Result<Option<TokenPair>, StoreError>;

    /// Stores a pair.
    async fn put_tokens(&self, account: &str, tokens: TokenPair) -> Result<(), StoreError>;
}

#[async_trait]
impl TokenStore for Arc<dyn Store> {
    async fn tokens(&self, account: &str) -> Result<Option<TokenPair>, StoreError> {
        Store::tokens(self.as_ref(), account).await
    }

    async fn put_tokens(&self, account: &str, tokens: TokenPair) -> Result<(), StoreError> {
        Store::put_tokens(self.as_ref(), account, tokens).await
    }
}
