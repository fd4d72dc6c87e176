//! What the writer thread is asked to do.

use std::sync::{Arc, OnceLock};

use sabaki_engine::port::store::StoreError;
use tokio::sync::oneshot;

use crate::record::head::Head;
use crate::trees::failure::Failure;
use crate::trees::open::Trees;
use crate::trees::write::Write;

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// A question together with where its answer goes; returns what went wrong, for the poison.
pub(super) type Question = Box<dyn FnOnce(&Trees, &Head) -> Result<(), Failure> + Send>;

/// One command.
pub(super) enum Command {
    /// Write, sync, acknowledge.
    Write(Write, Reply<()>),
    /// Look something up.
    Read(Question),
    /// Close the folder and end.
    Close,
    /// Let the next sync fail.
    #[cfg(test)]
    BreakDisk,
}

/// The first error that made the store unusable; every later call gets it again.
#[derive(Debug, Clone, Default)]
pub(super) struct Poison(Arc<OnceLock<StoreError>>);

impl Poison {
    /// The error, if there was one.
    pub(super) fn error(&self) -> Option<StoreError> {
        self.0.get().cloned()
    }

    /// Makes the store unusable; the first error stays.
    pub(super) fn set(&self, error: StoreError) {
        tracing::error!(%error, "the store stops");
        let _ = self.0.set(error);
    }
}
