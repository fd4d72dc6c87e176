//! The lock file: taken before any other file of the folder is touched, and names its holder.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::holder::HeldBy;
use super::layout;

/// The lock; let go when dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// Somebody has it.
    #[error("held")]
    Held(Option<HeldBy>),
    /// The lock file cannot be used.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Lock {
    /// Makes the lock file of a new folder and takes it.
    pub(crate) fn create(folder: &Path, by: &HeldBy) -> Result<Self, LockError> {
        Self::take(layout::make_file(&folder.join(layout::LOCK))?, by)
    }

    /// Takes the lock of a folder.
    pub(crate) fn open(folder: &Path, by: &HeldBy) -> Result<Self, LockError> {
        Self::take(layout::open_file(&folder.join(layout::LOCK))?, by)
    }

    /// Who holds a folder, without taking or changing anything.
    pub(crate) fn probe(folder: &Path) -> Result<(), LockError> {
        let mut file = match File::open(folder.join(layout::LOCK)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        try_lock(&mut file, FlockOperation::NonBlockingLockShared)
    }

    fn take(mut file: File, by: &HeldBy) -> Result<Self, LockError> {
        try_lock(&mut file, FlockOperation::NonBlockingLockExclusive)?;
        let text = serde_json::to_string(by).map_err(io::Error::from)?;
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(text.as_bytes())?;
        Ok(Self { _file: file })
    }
}

fn try_lock(file: &mut File, how: FlockOperation) -> Result<(), LockError> {
    match flock(&*file, how) {
        Ok(()) => Ok(()),
        Err(Errno::WOULDBLOCK) => {
            let mut text = String::new();
            // The holder may be writing it just now: then it stays unnamed.
            let _ = file.take(4096).read_to_string(&mut text);
            Err(LockError::Held(serde_json::from_str(&text).ok()))
        }
        Err(error) => Err(LockError::Io(error.into())),
    }
}
