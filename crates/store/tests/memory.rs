//! The store in memory: what a crash loses, and the faults that can be asked for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is wrong"
)]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use sabaki_engine::port::store::{Store, StoreError};
use sabaki_store::conformance::sample::{commit, number, order, shop};
use sabaki_store::memory::{Fault, MemoryStore};

#[tokio::test]
async fn a_crash_keeps_what_was_acknowledged_and_a_prefix_of_the_rest() {
    for keep in 0..=3 {
        let store = MemoryStore::new();
        store.commit(commit("honten", 0, 1)).await.unwrap();
        let mut waiting: Vec<_> = (1..=2)
            .map(|n| Box::pin(store.commit(commit("honten", n, 1))))
            .collect();
        let mut context = Context::from_waker(Waker::noop());
        for call in &mut waiting {
            assert!(call.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(store.waiting(), 2);

        let after = store.crash(keep);
        let kept = u32::try_from(keep.min(2)).unwrap();
        let wanted: Vec<_> = (0..=kept).map(|n| order("honten", n, 1)).collect();
        assert_eq!(after.all_orders().await, Ok(wanted));
        for call in waiting {
            assert!(
                pin!(call).await.is_err(),
                "nothing that waited answers well"
            );
        }
        assert!(
            store.all_orders().await.is_err(),
            "the handle of before is dead"
        );
    }
}

#[tokio::test]
async fn a_write_that_nobody_waits_for_is_done_before_the_next_reading() {
    let store = MemoryStore::new();
    let mut call = Box::pin(store.commit(commit("honten", 1, 1)));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(call.as_mut().poll(&mut context), Poll::Pending);
    drop(call);
    let found = store.order(&shop("honten"), &number(1)).await.unwrap();
    assert_eq!(found, Some(order("honten", 1, 1)));
}

#[tokio::test]
async fn faults_do_what_they_say() {
    // (fault, the write is there afterwards, the store goes on)
    let cases = [
        (Fault::Full, false, true),
        (Fault::Broken, false, false),
        (Fault::Unanswered, true, false),
    ];
    for (fault, there, goes_on) in cases {
        let store = MemoryStore::new();
        store.commit(commit("honten", 0, 1)).await.unwrap();
        store.fail(store.writes(), fault);
        let error = store.commit(commit("honten", 1, 1)).await.unwrap_err();
        assert_eq!(matches!(error, StoreError::Full(_)), fault == Fault::Full);
        assert_eq!(
            store.commit(commit("honten", 2, 1)).await.is_ok(),
            goes_on,
            "{fault:?}"
        );
        let after = store.crash(0);
        let found = after.order(&shop("honten"), &number(1)).await.unwrap();
        assert_eq!(found.is_some(), there, "{fault:?}");
    }
}
