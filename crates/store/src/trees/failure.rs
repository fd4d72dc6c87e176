//! What goes wrong below, as the engine's store errors.

use std::io;

use sabaki_engine::port::store::StoreError;

use crate::record::chain::BadEntry;
use crate::record::frame::{BadFrame, Unfit};

/// An error of the store's own work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// sled's.
    #[error("{0}")]
    Sled(#[from] sled::Error),
    /// The system's.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A record is not what was written.
    #[error("{0}")]
    Frame(#[from] BadFrame),
    /// A journal entry does not fit.
    #[error("{0}")]
    Entry(#[from] BadEntry),
    /// A record's JSON is not what it should be.
    #[error("a record cannot be understood: {0}")]
    Json(#[from] serde_json::Error),
    /// Something that must be there is not, or is another.
    #[error("{0}")]
    Wrong(String),
    /// The value cannot be stored; nothing was written.
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Failure {
    /// Whether the store must not be used after this.
    pub(crate) const fn poisons(&self) -> bool {
        match self {
            Self::Sled(_)
            | Self::Io(_)
            | Self::Frame(_)
            | Self::Entry(_)
            | Self::Json(_)
            | Self::Wrong(_) => true,
            Self::Unfit(_) => false,
        }
    }
}

impl From<&Failure> for StoreError {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Sled(sled::Error::Io(error)) | Failure::Io(error) => from_io(error),
            Failure::Sled(sled::Error::Unsupported(_) | sled::Error::ReportableBug(_))
            | Failure::Unfit(_) => Self::Io(failure.to_string()),
            Failure::Sled(sled::Error::Corruption { .. } | sled::Error::CollectionNotFound(_))
            | Failure::Frame(_)
            | Failure::Entry(_)
            | Failure::Json(_)
            | Failure::Wrong(_) => Self::Damaged(failure.to_string()),
        }
    }
}

fn from_io(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            StoreError::Full(error.to_string())
        }
        _ => StoreError::Io(error.to_string()),
    }
}
