//! The handle: a queue of writes before the durable state, faults on demand, and the crash.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;

use async_trait::async_trait;
use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{
    Commit, Cursor, OrderState, Store, StoreError, Switch, TokenPair,
};
use sabaki_order::id::{OrderNumber, ShopId};

use super::state::{State, Write};

/// What happens to a write instead of being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No space: nothing is written, the store goes on.
    Full,
    /// The disk fails: nothing is written, and the store is unusable from then on.
    Broken,
    /// The answer is lost: it *is* written, and the store is unusable from then on.
    Unanswered,
}

/// A store in memory. Clones are handles to the same store.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    inner: Arc<Mutex<Inner>>,
}

/// The answer to a write, once there is one.
type Answer = Arc<OnceLock<Result<(), StoreError>>>;

#[derive(Debug, Default)]
struct Inner {
    durable: State,
    waiting: VecDeque<(Write, Answer)>,
    /// How many writes there have been.
    writes: u64,
    faults: BTreeMap<u64, Fault>,
    unusable: Option<StoreError>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many writes have been tried so far; the next one has this number.
    pub fn writes(&self) -> u64 {
        self.lock().writes
    }

    /// Lets a write fail, by its number from 0.
    pub fn fail(&self, write: u64, fault: Fault) {
        self.lock().faults.insert(write, fault);
    }

    /// How many writes wait: begun and not acknowledged.
    pub fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// A power cut: the store as it is found afterwards, with what was durable and the first `keep`
    /// of the writes that waited. All handles of before are dead, and nothing that waited answers
    /// well.
    #[must_use]
    pub fn crash(&self, keep: usize) -> Self {
        let mut inner = self.lock();
        let mut durable = inner.durable.clone();
        let usable = inner.unusable.is_none();
        for (at, (write, answer)) in inner.waiting.drain(..).enumerate() {
            if usable && at < keep {
                durable.apply(write);
            }
            // Answered only once, here.
            let _ = answer.set(Err(crashed()));
        }
        inner.unusable = Some(crashed());
        Self {
            inner: Arc::new(Mutex::new(Inner {
                durable,
                ..Inner::default()
            })),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        let answer = Answer::default();
        {
            let mut inner = self.lock();
            if let Some(error) = &inner.unusable {
                return Err(error.clone());
            }
            inner.waiting.push_back((write, answer.clone()));
        }
        let mut asked = false;
        poll_fn(|context| {
            if asked {
                return Poll::Ready(());
            }
            asked = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        self.lock().settle();
        answer.get().cloned().unwrap_or_else(|| Err(crashed()))
    }

    fn read<T>(&self, question: impl FnOnce(&State) -> T) -> Result<T, StoreError> {
        let mut inner = self.lock();
        inner.settle();
        match &inner.unusable {
            Some(error) => Err(error.clone()),
            None => Ok(question(&inner.durable)),
        }
    }
}

impl Inner {
    /// Does everything that waits, in order.
    fn settle(&mut self) {
        while let Some((write, answer)) = self.waiting.pop_front() {
            let result = self.do_one(write);
            // Whoever asked may have gone.
            let _ = answer.set(result);
        }
    }

    fn do_one(&mut self, write: Write) -> Result<(), StoreError> {
        if let Some(error) = &self.unusable {
            return Err(error.clone());
        }
        let fault = self.faults.remove(&self.writes);
        self.writes += 1;
        match fault {
            None => {
                self.durable.apply(write);
                Ok(())
            }
            Some(Fault::Full) => Err(StoreError::Full("as asked for".to_owned())),
            Some(Fault::Broken) => Err(self.stop(StoreError::Io("as asked for".to_owned()))),
            Some(Fault::Unanswered) => {
                self.durable.apply(write);
                Err(self.stop(StoreError::TimedOut(0)))
            }
        }
    }

    fn stop(&mut self, error: StoreError) -> StoreError {
        self.unusable = Some(error.clone());
        error
    }
}

fn crashed() -> StoreError {
    StoreError::Io("the store crashed".to_owned())
}

#[async_trait]
impl Store for MemoryStore {
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.write(Write::Commit(Box::new(commit))).await
    }

    async fn order(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Option<OrderState>, StoreError> {
        self.read(|state| state.orders.get(&(shop.clone(), number.clone())).cloned())
    }

    async fn orders(
        &self,
        shop: &ShopId,
        numbers: &[OrderNumber],
    ) -> Result<Vec<OrderState>, StoreError> {
        let keys = numbers.iter().map(|number| (shop.clone(), number.clone()));
        self.read(|state| {
            keys.filter_map(|key| state.orders.get(&key).cloned())
                .collect()
        })
    }

    async fn open_orders(&self, shop: &ShopId) -> Result<Vec<OrderState>, StoreError> {
        let mine = |order: &&OrderState| order.open && order.shop == *shop;
        self.read(|state| state.orders.values().filter(mine).cloned().collect())
    }

    async fn all_orders(&self) -> Result<Vec<OrderState>, StoreError> {
        self.read(|state| state.orders.values().cloned().collect())
    }

    async fn cursor(&self, shop: &ShopId) -> Result<Option<Cursor>, StoreError> {
        self.read(|state| state.cursors.get(shop).copied())
    }

    async fn switch(&self) -> Result<Switch, StoreError> {
        self.read(|state| state.switch.clone())
    }

    async fn journal(
        &self,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError> {
        self.read(|state| {
            let wanted = state.entries().filter(|(seq, _)| *seq >= from).take(limit);
            wanted.map(|(seq, entry)| (seq, entry.clone())).collect()
        })
    }

    async fn journal_of(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError> {
        self.read(|state| {
            let mine = state.entries().filter(|(_, entry)| {
                entry.shop.as_ref() == Some(shop) && entry.order.as_ref() == Some(number)
            });
            mine.map(|(seq, entry)| (seq, entry.clone())).collect()
        })
    }

    async fn tokens(&self, account: &str) -> Result<Option<TokenPair>, StoreError> {
        self.read(|state| state.tokens.get(account).cloned())
    }

    async fn put_tokens(&self, account: &str, tokens: TokenPair) -> Result<(), StoreError> {
        self.write(Write::Tokens(account.to_owned(), tokens)).await
    }

    async fn note(&self, key: &IntentKey) -> Result<Option<String>, StoreError> {
        self.read(|state| state.notes.get(key).cloned())
    }

    async fn put_note(&self, key: &IntentKey, text: &str) -> Result<(), StoreError> {
        self.write(Write::Note(key.clone(), text.to_owned())).await
    }
}
