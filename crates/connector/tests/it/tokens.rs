//! A token store in memory that can fail and remembers what it was given.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use sabaki_connector::nextengine::tokens::TokenStore;
use sabaki_engine::port::store::{StoreError, TokenPair};

#[derive(Default)]
pub(crate) struct Tokens {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    pair: Option<TokenPair>,
    puts: Vec<String>,
    failures: usize,
}

impl Tokens {
    pub(crate) fn with(pair: TokenPair) -> Arc<Self> {
        let tokens = Self::default();
        tokens.inner.lock().unwrap().pair = Some(pair);
        Arc::new(tokens)
    }

    /// The access tokens that were stored, in order.
    pub(crate) fn puts(&self) -> Vec<String> {
        self.inner.lock().unwrap().puts.clone()
    }

    pub(crate) fn set(&self, pair: TokenPair) {
        self.inner.lock().unwrap().pair = Some(pair);
    }

    /// The next so many puts fail.
    pub(crate) fn fail(&self, times: usize) {
        self.inner.lock().unwrap().failures = times;
    }
}

#[async_trait]
impl TokenStore for Tokens {
    async fn tokens(&self, _account: &str) -> Result<Option<TokenPair>, StoreError> {
        Ok(self.inner.lock().unwrap().pair.clone())
    }

    async fn put_tokens(&self, account: &str, tokens: TokenPair) -> Result<(), StoreError> {
        assert_eq!(account, "main");
        let mut inner = self.inner.lock().unwrap();
        if inner.failures > 0 {
            inner.failures -= 1;
            return Err(StoreError::Full("test".to_owned()));
        }
        inner.puts.push(tokens.access.clone());
        inner.pair = Some(tokens);
        Ok(())
    }
}

/// A pair `AT-n`/`RT-n` that ends then.
pub(crate) fn pair(n: u32, access_ends: &str) -> TokenPair {
    TokenPair {
        access: format!("AT-{n}"),
        refresh: format!("RT-{n}"),
        access_ends: access_ends.to_owned(),
        refresh_ends: "2099-01-03 00:00:00".to_owned(),
    }
}
