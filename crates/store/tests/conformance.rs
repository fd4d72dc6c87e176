//! The conformance suite on every store of this crate.

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
