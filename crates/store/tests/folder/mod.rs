//! A state folder with a few hundred records, as it is after a clean end and after a kill.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::store::{Commit, OrderState, Store};
use sabaki_store::conformance::sample;
use sabaki_store::folder::create::CreateOptions;
use sabaki_store::folder::error::OpenError;
use sabaki_store::folder::holder::Holder;
use sabaki_store::sled_store::SledStore;

/// How many orders the folder holds.
pub const ORDERS: u32 = 200;
/// How many commits they came in.
const COMMITS: u32 = 20;

/// Orders and journal.
pub type Contents = (Vec<OrderState>, Vec<(u64, JournalEntry)>);

pub fn holder() -> Holder {
    Holder::new("test")
}

pub fn open(state: &Path) -> Result<Arc<SledStore>, OpenError> {
    open_as(state, &holder())
}

pub fn open_as(state: &Path, holder: &Holder) -> Result<Arc<SledStore>, OpenError> {
    SledStore::open(state, holder)
}

pub fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Makes a folder and fills it; without a clean end it is as a kill leaves it.
pub fn full(state: &Path, clean: bool) {
    SledStore::create(state, &CreateOptions::new("test")).unwrap();
    let store = open(state).unwrap();
    block(async {
        for n in 0..COMMITS {
            let mine = (0..ORDERS).filter(|order| order % COMMITS == n);
            let orders: Vec<_> = mine.map(|n| sample::order("honten", n, 1)).collect();
            let journal = orders.iter().enumerate();
            let journal = journal
                .map(|(at, _)| sample::entry("honten", n, at as u32))
                .collect();
            store
                .commit(Commit {
                    orders,
                    journal,
                    ..Commit::default()
                })
                .await
                .unwrap();
        }
        store.put_tokens("main", sample::tokens(1)).await.unwrap();
    });
    if clean {
        drop(store);
        return;
    }
    // All is synced: what is on the disk now is what a kill leaves behind.
    let left: Vec<_> = ["db", "anchor", "conf"]
        .iter()
        .map(|name| (state.join(name), fs::read(state.join(name)).unwrap()))
        .collect();
    drop(store);
    for (path, bytes) in left {
        fs::write(path, bytes).unwrap();
    }
}

/// What a full folder holds.
pub fn wanted() -> Contents {
    let orders = (0..ORDERS).map(|n| sample::order("honten", n, 1)).collect();
    let each = ORDERS / COMMITS;
    let entries =
        (0..COMMITS).flat_map(|n| (0..each).map(move |at| sample::entry("honten", n, at)));
    (orders, (1..).zip(entries).collect())
}

/// What a store holds.
pub fn contents(store: &SledStore) -> Contents {
    block(async {
        let orders = store.all_orders().await.unwrap();
        assert_eq!(store.tokens("main").await.unwrap(), Some(sample::tokens(1)));
        (orders, store.journal(1, usize::MAX).await.unwrap())
    })
}

/// Commits a few more entries, one at a time.
pub async fn commit_more(store: &SledStore, count: u32) {
    for n in 0..count {
        store.commit(sample::commit("honten", n, 2)).await.unwrap();
    }
}
