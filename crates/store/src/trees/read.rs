//! The questions that the engine asks, answered from the trees.

use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Cursor, OrderState, TokenPair};
use sabaki_order::id::{OrderNumber, ShopId};

use crate::record::tree::TreeName;
use crate::record::{chain, key};

use super::failure::Failure;
use super::open::Trees;

impl Trees {
    pub(crate) fn order(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Option<OrderState>, Failure> {
        self.order_at(&key::order(shop, number)?)
    }

    fn order_at(&self, key: &[u8]) -> Result<Option<OrderState>, Failure> {
        let value = self.value(TreeName::Orders, key)?;
        Ok(value
            .map(|json| serde_json::from_slice(&json))
            .transpose()?)
    }

    pub(crate) fn orders(
        &self,
        shop: &ShopId,
        numbers: &[OrderNumber],
    ) -> Result<Vec<OrderState>, Failure> {
        let found = numbers.iter().map(|number| self.order(shop, number));
        found.filter_map(Result::transpose).collect()
    }

    pub(crate) fn open_orders(&self, shop: &ShopId) -> Result<Vec<OrderState>, Failure> {
        let prefix = key::shop_prefix(shop);
        self.values(TreeName::Open, &prefix)
            .map(|found| {
                let (key, _) = found?;
                self.order_at(&key)?
                    .ok_or_else(|| Failure::Wrong("an open order has no state".to_owned()))
            })
            .collect()
    }

    pub(crate) fn all_orders(&self) -> Result<Vec<OrderState>, Failure> {
        self.values(TreeName::Orders, &[])
            .map(|found| Ok(serde_json::from_slice(&found?.1)?))
            .collect()
    }

    pub(crate) fn cursor(&self, shop: &ShopId) -> Result<Option<Cursor>, Failure> {
        let value = self.value(TreeName::Cursors, &key::name(shop.as_str())?)?;
        Ok(value
            .map(|json| serde_json::from_slice(&json))
            .transpose()?)
    }

    pub(crate) fn tokens(&self, account: &str) -> Result<Option<TokenPair>, Failure> {
        let value = self.value(TreeName::Tokens, &key::name(account)?)?;
        Ok(value
            .map(|json| serde_json::from_slice(&json))
            .transpose()?)
    }

    pub(crate) fn note(&self, key: &IntentKey) -> Result<Option<String>, Failure> {
        let value = self.value(TreeName::Notes, &key::name(&key.0)?)?;
        Ok(value
            .map(|json| serde_json::from_slice(&json))
            .transpose()?)
    }

    pub(crate) fn journal(
        &self,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(u64, JournalEntry)>, Failure> {
        (from.max(1)..=u64::MAX)
            .take(limit)
            .map(|seq| self.entry(seq))
            .map_while(Result::transpose)
            .collect()
    }

    pub(crate) fn journal_of(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Vec<(u64, JournalEntry)>, Failure> {
        let prefix = key::journal_of_prefix(&key::order(shop, number)?);
        self.values(TreeName::JournalByOrder, &prefix)
            .map(|found| {
                let (key, _) = found?;
                let entry = match key::sequence(&key) {
                    Some(seq) => self.entry(seq)?,
                    None => None,
                };
                entry.ok_or_else(|| {
                    Failure::Wrong(
                        "the journal's index names an entry that is not there".to_owned(),
                    )
                })
            })
            .collect()
    }

    fn entry(&self, seq: u64) -> Result<Option<(u64, JournalEntry)>, Failure> {
        let body = self.value(TreeName::Journal, &seq.to_be_bytes())?;
        Ok(match body {
            Some(body) => Some((seq, chain::entry(&body)?)),
            None => None,
        })
    }
}
