//! What only the inside can bring about: a failing sync, groups, a slow disk, a full one.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sabaki_engine::port::store::{Commit, Store, StoreError};

use crate::conformance::sample::{commit, entry, intent, number, order, shop, tokens};
use crate::folder::create::CreateOptions;
use crate::folder::error::OpenError;
use crate::folder::holder::Holder;
use crate::folder::open::open_unfinished;
use crate::folder::rescue::rescue;
use crate::record::sentinel::SCHEMA;

use super::SledStore;

struct Folder {
    _root: tempfile::TempDir,
    path: PathBuf,
}

fn folder() -> Folder {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("state");
    SledStore::create(&path, &CreateOptions::new("test")).unwrap();
    Folder { _root: root, path }
}

fn open(folder: &Folder) -> Arc<SledStore> {
    SledStore::open(&folder.path, &Holder::new("test")).unwrap()
}

#[tokio::test]
async fn a_failed_sync_poisons_the_store() {
    let folder = folder();
    let store = open(&folder);
    store.commit(commit("honten", 0, 1)).await.unwrap();
    store.break_disk();
    let error = store.commit(commit("honten", 1, 1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Io(_)), "{error}");
    assert_eq!(store.commit(Commit::default()).await, Err(error.clone()));
    assert_eq!(
        store.order(&shop("honten"), &number(0)).await,
        Err(error.clone())
    );
    assert_eq!(store.put_tokens("main", tokens(1)).await, Err(error));
    drop(store);
    // Refused until somebody looks; what was acknowledged is there then.
    let holder = Holder::new("test");
    let error = SledStore::open(&folder.path, &holder).unwrap_err();
    assert!(error.to_string().contains("sabaki state rescue"), "{error}");
    rescue(&folder.path, &holder).unwrap();
    let store = open(&folder);
    let found = store.order(&shop("honten"), &number(0)).await.unwrap();
    assert_eq!(found, Some(order("honten", 0, 1)));
}

#[tokio::test]
async fn waiting_commits_share_a_sync_and_keep_their_order() {
    let folder = folder();
    let store = open(&folder);
    let before = store.syncs();
    let calls: Vec<_> = (0..50)
        .map(|n| {
            let store = Arc::clone(&store);
            // Begun in this order: the runtime has one thread, and each call sends before it waits.
            tokio::spawn(async move { store.commit(commit("honten", n, 1)).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let journal = store.journal(1, 100).await.unwrap();
    let wanted: Vec<_> = (0..50)
        .map(|n| (u64::from(n) + 1, entry("honten", n, 1)))
        .collect();
    assert_eq!(journal, wanted);
    let syncs = store.syncs() - before;
    assert!(syncs < 50, "{syncs} syncs for 50 commits");
}

#[tokio::test]
async fn a_large_commit_takes_one_sync() {
    let folder = folder();
    let store = open(&folder);
    let before = store.syncs();
    let orders = (0..100).map(|n| order("honten", n, 1)).collect();
    let journal = (0..200).map(|n| entry("honten", n % 100, n)).collect();
    store
        .commit(Commit {
            orders,
            journal,
            ..Commit::default()
        })
        .await
        .unwrap();
    assert_eq!(store.syncs() - before, 1);
    assert_eq!(
        std::fs::read_dir(folder.path.join("blobs"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn without_space_there_are_no_new_intents() {
    let folder = folder();
    let holder = Holder {
        space_floor: u64::MAX,
        ..Holder::new("test")
    };
    let store = SledStore::open(&folder.path, &holder).unwrap();
    let begun = Commit {
        journal: vec![intent("honten", 1)],
        ..Commit::default()
    };
    let error = store.commit(begun.clone()).await.unwrap_err();
    assert!(matches!(error, StoreError::Full(_)), "{error}");
    // Outcomes and observations still go in, and reading goes on.
    store.commit(commit("honten", 1, 1)).await.unwrap();
    assert_eq!(
        store.journal(1, 10).await.unwrap(),
        [(1, entry("honten", 1, 1))]
    );
    drop(store);
    open(&folder).commit(begun).await.unwrap();
}

#[tokio::test]
async fn an_unfit_value_is_refused_and_the_store_goes_on() {
    let folder = folder();
    let store = open(&folder);
    let mut unfit = commit("honten", 1, 1);
    unfit.orders[0].number = sabaki_order::id::OrderNumber::new("9".repeat(300));
    assert!(store.commit(unfit).await.is_err());
    store.commit(commit("honten", 2, 1)).await.unwrap();
    assert_eq!(store.all_orders().await.unwrap(), [order("honten", 2, 1)]);
}

#[tokio::test]
async fn a_replaced_log_is_noticed_while_running() {
    let folder = folder();
    let store = open(&folder);
    let db = folder.path.join("db");
    let bytes = std::fs::read(&db).unwrap();
    std::fs::remove_file(&db).unwrap();
    std::fs::write(&db, bytes).unwrap();
    let error = store.commit(commit("honten", 1, 1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_given_up() {
    let folder = folder();
    let holder = Holder {
        time_limit: Duration::ZERO,
        ..Holder::new("test")
    };
    let store = SledStore::open(&folder.path, &holder).unwrap();
    store.hold_up();
    assert_eq!(
        store.commit(commit("honten", 1, 1)).await,
        Err(StoreError::TimedOut(0))
    );
    assert_eq!(store.all_orders().await, Err(StoreError::TimedOut(0)));
    store.let_go();
}

#[tokio::test]
async fn large_leaves_never_become_blobs() {
    let folder = folder();
    let store = open(&folder);
    for version in 0..3 {
        for n in 0..40 {
            let mut large = order("honten", n, version);
            large.rules_version = "x".repeat(3_900 + 4_000 * (n % 3) as usize);
            store
                .commit(Commit {
                    orders: vec![large],
                    ..Commit::default()
                })
                .await
                .unwrap();
        }
    }
    drop(store);
    assert_eq!(
        std::fs::read_dir(folder.path.join("blobs"))
            .unwrap()
            .count(),
        0
    );
    assert_eq!(open(&folder).all_orders().await.unwrap().len(), 40);
}

#[tokio::test]
async fn a_backup_of_a_running_store_is_that_of_the_closed_one() {
    let folder = folder();
    let store = open(&folder);
    store.commit(commit("honten", 1, 1)).await.unwrap();
    let (_, running) = store.export().await.unwrap();
    assert_eq!(running.head, store.reached().await.unwrap().hash);
    drop(store);
    let limit = Duration::from_secs(60);
    let closed = crate::backup::export::export(&folder.path, limit, &mut Vec::new()).unwrap();
    assert_eq!(running, closed);
}

#[test]
fn another_schema_is_refused_by_its_number() {
    for (schema, newer) in [(SCHEMA + 1, true), (SCHEMA - 1, false)] {
        let folder = folder();
        let inside = open_unfinished(&folder.path, &Holder::new("test")).unwrap();
        let mut sentinel = inside.trees.sentinel().unwrap().unwrap();
        sentinel.schema = schema;
        inside.trees.put_sentinel(&sentinel).unwrap();
        inside.trees.flush().unwrap();
        inside.close(&folder.path).unwrap();
        match SledStore::open(&folder.path, &Holder::new("test")).unwrap_err() {
            OpenError::NewerSchema { found, .. } => assert!(newer && found == schema),
            OpenError::OlderSchema { found, .. } => assert!(!newer && found == schema),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_removed_lock_file_lets_nobody_in() {
    let folder = folder();
    let held = open(&folder);
    std::fs::remove_file(folder.path.join("lock")).unwrap();
    let error = SledStore::open(&folder.path, &Holder::new("test")).unwrap_err();
    assert!(matches!(error, OpenError::Held { by: None, .. }), "{error}");
    drop(held);
}

#[test]
fn debug_shows_nothing_of_what_is_inside() {
    let folder = folder();
    assert_eq!(format!("{:?}", open(&folder)), "SledStore { .. }");
}
