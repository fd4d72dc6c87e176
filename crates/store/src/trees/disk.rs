//! The second descriptor of sled's log: what makes a commit durable, and notices a replaced file.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::failure::Failure;

/// sled's log file, opened a second time.
///
/// On Linux sled's own flush writes no metadata and does not empty the disk's cache; `fdatasync` on
/// any descriptor of the same file does.
#[derive(Debug)]
pub(crate) struct Disk {
    db: PathBuf,
    file: File,
    /// The descriptor to sync; another one only in tests of a failing disk.
    synced: File,
}

impl Disk {
    /// Opens `db` in a state folder.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let db = folder.join("db");
        let file = File::options().read(true).write(true).open(&db)?;
        let synced = file.try_clone()?;
        Ok(Self { db, file, synced })
    }

    /// Makes durable what was written. A failed sync must never be repeated: the system takes the
    /// pages for written after it.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.synced.sync_data()
    }

    /// Fails when the file under this name is no longer the one that is written to.
    pub(crate) fn same_file(&self) -> Result<(), Failure> {
        let here = self.file.metadata()?;
        match fs::symlink_metadata(&self.db) {
            Ok(there) if there.ino() == here.ino() && there.dev() == here.dev() => Ok(()),
            Ok(_) => Err(Failure::Wrong("`db` was replaced while in use".to_owned())),
            Err(_) => Err(Failure::Wrong("`db` was removed while in use".to_owned())),
        }
    }

    /// The file's inode.
    pub(crate) fn inode(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.ino())
    }

    /// Bytes that the folder's file system has left for us.
    pub(crate) fn free_space(&self) -> io::Result<u64> {
        let stat = rustix::fs::fstatvfs(&self.file)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// The same on a disk whose sync fails: the system answers EINVAL for a device.
    #[cfg(test)]
    pub(crate) fn broken(self) -> Self {
        Self {
            synced: File::open("/dev/null").unwrap(),
            ..self
        }
    }
}
