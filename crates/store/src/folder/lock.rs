//! The lock file: taken before any other file of the folder is touched, and names its holder.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::holder::HeldBy;
use super::layout;

/// How often sled's lock is tried for.
const TRIES: u32 = 50;
/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(20);

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

    /// Takes the lock of a folder. The file itself holds nothing, so a lost one is made again.
    pub(crate) fn open(folder: &Path, by: &HeldBy) -> Result<Self, LockError> {
        let path = folder.join(layout::LOCK);
        let file = match layout::open_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => layout::make_file(&path)?,
            opened => opened?,
        };
        let lock = Self::take(file, by)?;
        log_is_free(folder)?;
        Ok(lock)
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

/// Whether sled's own lock is free too: a holder whose lock file was removed still has that one.
/// sled's threads may need a moment to let go.
fn log_is_free(folder: &Path) -> Result<(), LockError> {
    let log = folder.join(layout::DB);
    if !log.symlink_metadata().is_ok_and(|found| found.is_file()) {
        // What is wrong with it is the pre-flight's matter.
        return Ok(());
    }
    let log = File::open(log)?;
    for _ in 0..TRIES {
        match flock(&log, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(()),
            Err(Errno::WOULDBLOCK) => thread::sleep(PAUSE),
            Err(error) => return Err(LockError::Io(error.into())),
        }
    }
    Err(LockError::Held(None))
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
