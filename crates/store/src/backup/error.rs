//! Why a backup was not written or not read.

use std::io;

use sabaki_engine::port::store::StoreError;

use crate::folder::error::{CreateError, OpenError};

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder does not open.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// Its records cannot be read.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The backup cannot be written.
    #[error("failed to write the backup: {0}")]
    Write(#[from] io::Error),
}

/// Why a backup was not restored. Nothing is left of the new folder then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The new folder cannot be made.
    #[error("{0}")]
    Create(#[from] CreateError),
    /// The backup cannot be read.
    #[error("failed to read the backup: {0}")]
    Read(#[from] io::Error),
    /// A line is not what it should be.
    #[error("line {line} of the backup: {what}; take another backup")]
    Line {
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// It was written by a newer version.
    #[error("the backup has format {found}, this version knows {known}; use a newer sabaki")]
    Newer {
        /// Its format.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
    /// It does not hold what its last line says, or that line is missing.
    #[error("the backup is not whole: {0}; take another backup")]
    NotWhole(&'static str),
    /// The new store cannot be written.
    #[error("{0}")]
    Store(#[from] StoreError),
}
