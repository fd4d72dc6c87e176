//! The conformance suite on every store of this crate.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is wrong"
)]

use std::sync::Arc;

use sabaki_engine::port::store::Store;
use sabaki_store::conformance::{self, Subject};
use sabaki_store::folder::create::CreateOptions;
use sabaki_store::folder::holder::Holder;
use sabaki_store::memory::MemoryStore;
use sabaki_store::sled_store::SledStore;

struct OnSled {
    folder: tempfile::TempDir,
    store: Option<Arc<SledStore>>,
}

impl OnSled {
    fn open(&mut self) {
        let path = self.folder.path().join("state");
        self.store = Some(SledStore::open(&path, &Holder::new("test")).unwrap());
    }
}

impl Subject for OnSled {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone().unwrap()
    }

    fn reopen(&mut self) {
        self.store = None;
        self.open();
    }
}

#[tokio::test]
async fn sled_conforms() {
    let violations = conformance::run(|| {
        let folder = tempfile::tempdir().unwrap();
        SledStore::create(&folder.path().join("state"), &CreateOptions::new("test")).unwrap();
        let mut subject = OnSled {
            folder,
            store: None,
        };
        subject.open();
        subject
    })
    .await;
    assert_eq!(violations, []);
}

struct InMemory(MemoryStore);

impl Subject for InMemory {
    fn store(&self) -> Arc<dyn Store> {
        Arc::new(self.0.clone())
    }

    fn reopen(&mut self) {
        self.0 = self.0.crash(0);
    }
}

#[tokio::test]
async fn memory_conforms() {
    let violations = conformance::run(|| InMemory(MemoryStore::new())).await;
    assert_eq!(violations, []);
}

/// The same operations on both, with an unclean or a clean end now and then: the same answers.
#[tokio::test]
async fn sled_answers_as_the_model_does() {
    use sabaki_engine::port::store::Commit;
    use sabaki_store::conformance::sample;

    let folder = tempfile::tempdir().unwrap();
    SledStore::create(&folder.path().join("state"), &CreateOptions::new("test")).unwrap();
    let mut sled = OnSled {
        folder,
        store: None,
    };
    sled.open();
    let mut model = InMemory(MemoryStore::new());
    // Numerical Recipes' generator: the same operations on every run.
    let mut seed = 20_261_124_u32;
    let mut next = move |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for step in 0..150 {
        let shop = ["a", "ab", "b"][next(3) as usize];
        let mut commit = Commit::default();
        for _ in 0..next(5) {
            let mut order = sample::order(shop, next(12), step);
            order.open = next(2) == 0;
            order.rules_version = "x".repeat(next(9_000) as usize);
            commit.orders.push(order);
        }
        for _ in 0..next(4) {
            commit.journal.push(sample::entry(shop, next(12), step));
        }
        if next(3) == 0 {
            commit
                .cursors
                .push((sample::shop(shop), sample::cursor(step)));
        }
        for subject in [&mut sled as &mut dyn Subject, &mut model] {
            let store = subject.store();
            store.commit(commit.clone()).await.unwrap();
            store
                .put_tokens(shop, sample::tokens(step % 60))
                .await
                .unwrap();
        }
        if next(12) == 0 {
            sled.reopen();
            model.reopen();
        }
        let (one, two) = (sled.store(), model.store());
        assert_eq!(
            one.all_orders().await,
            two.all_orders().await,
            "step {step}"
        );
        assert_eq!(
            one.journal(1, 9_999).await,
            two.journal(1, 9_999).await,
            "step {step}"
        );
        let shop = sample::shop(shop);
        let order = sample::number(next(12));
        assert_eq!(
            one.open_orders(&shop).await,
            two.open_orders(&shop).await,
            "step {step}"
        );
        assert_eq!(
            one.journal_of(&shop, &order).await,
            two.journal_of(&shop, &order).await
        );
        assert_eq!(
            one.cursor(&shop).await,
            two.cursor(&shop).await,
            "step {step}"
        );
    }
}
