//! A store in memory; every commit is whole or not at all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use sabaki_order::id::{OrderNumber, ShopId};

use super::world::World;
use crate::journal::entry::JournalEntry;
use crate::port::outcome::IntentKey;
use crate::port::store::{Commit, Cursor, OrderState, Store, StoreError, Switch, TokenPair};

#[derive(Default)]
pub(super) struct Kept {
    pub orders: BTreeMap<(ShopId, OrderNumber), OrderState>,
    pub journal: Vec<JournalEntry>,
    pub cursors: BTreeMap<ShopId, Cursor>,
    pub switch: Switch,
    pub commits: u64,
    /// From now on every commit fails.
    pub full: bool,
}

/// What survives a crash is `kept`; the world counts its boundaries.
pub(super) struct FakeStore {
    pub world: Arc<World>,
    pub kept: Mutex<Kept>,
}

impl FakeStore {
    pub(super) fn new(world: &Arc<World>) -> Arc<Self> {
        Arc::new(Self {
            world: Arc::clone(world),
            kept: Mutex::default(),
        })
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }
}

#[async_trait]
impl Store for FakeStore {
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.world.boundary().await;
        {
            let mut kept = self.kept();
            if kept.full {
                return Err(StoreError::Full("scripted".to_owned()));
            }
            kept.commits += 1;
            for order in commit.orders {
                let key = (order.shop.clone(), order.number.clone());
                kept.orders.insert(key, order);
            }
            kept.journal.extend(commit.journal);
            kept.cursors.extend(commit.cursors);
            if let Some(switch) = commit.switch {
                kept.switch = switch;
            }
        }
        self.world.boundary().await;
        Ok(())
    }

    async fn order(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Option<OrderState>, StoreError> {
        let key = (shop.clone(), number.clone());
        Ok(self.kept().orders.get(&key).cloned())
    }

    async fn orders(
        &self,
        shop: &ShopId,
        numbers: &[OrderNumber],
    ) -> Result<Vec<OrderState>, StoreError> {
        let kept = self.kept();
        let of = |n: &OrderNumber| kept.orders.get(&(shop.clone(), n.clone())).cloned();
        Ok(numbers.iter().filter_map(of).collect())
    }

    async fn open_orders(&self, shop: &ShopId) -> Result<Vec<OrderState>, StoreError> {
        let kept = self.kept();
        let open = kept.orders.values().filter(|o| o.open && o.shop == *shop);
        Ok(open.cloned().collect())
    }

    async fn all_orders(&self) -> Result<Vec<OrderState>, StoreError> {
        Ok(self.kept().orders.values().cloned().collect())
    }

    async fn cursor(&self, shop: &ShopId) -> Result<Option<Cursor>, StoreError> {
        Ok(self.kept().cursors.get(shop).copied())
    }

    async fn switch(&self) -> Result<Switch, StoreError> {
        Ok(self.kept().switch.clone())
    }

    async fn journal(
        &self,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError> {
        let kept = self.kept();
        let entries = (1..).zip(kept.journal.iter().cloned());
        Ok(entries
            .filter(|(seq, _)| *seq >= from)
            .take(limit)
            .collect())
    }

    async fn journal_of(
        &self,
        _shop: &ShopId,
        _number: &OrderNumber,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError> {
        Ok(Vec::new())
    }

    async fn tokens(&self, _account: &str) -> Result<Option<TokenPair>, StoreError> {
        Ok(None)
    }

    async fn put_tokens(&self, _account: &str, _tokens: TokenPair) -> Result<(), StoreError> {
        Ok(())
    }

    async fn note(&self, _key: &IntentKey) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    async fn put_note(&self, _key: &IntentKey, _text: &str) -> Result<(), StoreError> {
        Ok(())
    }
}
