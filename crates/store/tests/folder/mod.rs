//! A state folder with a few hundred records, as it is after a clean end and after a kill.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::future::Future;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Commit, OrderState, Store};
use sabaki_store::conformance::sample;
use sabaki_store::folder::create::CreateOptions;
use sabaki_store::folder::error::OpenError;
use sabaki_store::folder::holder::Holder;
use sabaki_store::sled_store::SledStore;

/// How many orders the folder holds.
pub(crate) const ORDERS: u32 = 200;
/// How many commits they came in.
const COMMITS: u32 = 20;

/// Orders and journal.
pub(crate) type Contents = (Vec<OrderState>, Vec<(u64, JournalEntry)>);

pub(crate) fn holder() -> Holder {
    Holder::new("test")
}

pub(crate) fn holder_with(second_anchor: &Path) -> Holder {
    Holder {
        second_anchor: Some(second_anchor.to_owned()),
        ..holder()
    }
}

pub(crate) fn open(state: &Path) -> Result<Arc<SledStore>, OpenError> {
    open_as(state, &holder())
}

pub(crate) fn open_as(state: &Path, holder: &Holder) -> Result<Arc<SledStore>, OpenError> {
    SledStore::open(state, holder)
}

pub(crate) fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Makes a folder and fills it; without a clean end it is as a kill leaves it.
pub(crate) fn full(state: &Path, clean: bool) {
    SledStore::create(state, &CreateOptions::new("test")).unwrap();
    let store = open(state).unwrap();
    block(async {
        for n in 0..COMMITS {
            let mine = (0..ORDERS).filter(|order| order % COMMITS == n);
            let orders: Vec<_> = mine.map(|n| sample::order("honten", n, 1)).collect();
            let journal = orders.iter().enumerate();
            let journal = journal
                .map(|(at, _)| sample::entry("honten", n, u32::try_from(at).unwrap()))
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
        let intent = IntentKey("intent".to_owned());
        store.put_note(&intent, "512044310").await.unwrap();
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
pub(crate) fn wanted() -> Contents {
    let orders = (0..ORDERS).map(|n| sample::order("honten", n, 1)).collect();
    let each = ORDERS / COMMITS;
    let entries =
        (0..COMMITS).flat_map(|n| (0..each).map(move |at| sample::entry("honten", n, at)));
    (orders, (1..).zip(entries).collect())
}

/// What a store holds.
pub(crate) fn contents(store: &SledStore) -> Contents {
    block(async {
        let orders = store.all_orders().await.unwrap();
        assert_eq!(store.tokens("main").await.unwrap(), Some(sample::tokens(1)));
        (orders, store.journal(1, usize::MAX).await.unwrap())
    })
}

/// Commits a few more entries, one at a time.
pub(crate) async fn commit_more(store: &SledStore, count: u32) {
    for n in 0..count {
        store.commit(sample::commit("honten", n, 2)).await.unwrap();
    }
}

/// The name of a refusal.
pub(crate) fn variant(error: &OpenError) -> &'static str {
    match error {
        OpenError::NotThere { .. } => "NotThere",
        OpenError::Held { .. } => "Held",
        OpenError::Damaged { .. } => "Damaged",
        OpenError::OtherStore { .. } => "OtherStore",
        OpenError::OlderThanAnchor { .. } => "OlderThanAnchor",
        OpenError::NewerSchema { .. } => "NewerSchema",
        OpenError::OlderSchema { .. } => "OlderSchema",
        OpenError::NotLocal { .. } => "NotLocal",
        OpenError::WrongMode { .. } => "WrongMode",
        OpenError::NoSpace { .. } => "NoSpace",
        OpenError::TimedOut { .. } => "TimedOut",
        OpenError::Io { .. } => "Io",
    }
}

/// The records' files and the anchor, by name; what we keep beside does not count.
pub(crate) fn files(state: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(state) else {
        return BTreeMap::new();
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let counts = name != "lock" && !name.ends_with(".generating");
        if counts && fs::metadata(entry.path()).unwrap().is_file() {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}
