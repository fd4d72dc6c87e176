//! The files of a state folder and how they are made: owner only, synced with their folder.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The lock file; ours.
pub(crate) const LOCK: &str = "lock";
/// The anchor; ours.
pub(crate) const ANCHOR: &str = "anchor";
/// Marks a folder whose creation has begun and not ended; ours.
pub(crate) const CREATING: &str = "creating";
/// Marks a folder in which a sync failed; ours.
pub(crate) const FAILED: &str = "sync-failed";
/// Copies made before an opening after an unclean end; ours.
pub(crate) const COPIES: &str = "copies";
/// Files that were set aside; ours.
pub(crate) const ASIDE: &str = "set-aside";
/// sled's log.
pub(crate) const DB: &str = "db";
/// sled's settings.
pub(crate) const CONF: &str = "conf";
/// sled's folder for large values; stays empty.
pub(crate) const BLOBS: &str = "blobs";
/// sled's snapshots start with this.
pub(crate) const SNAP: &str = "snap.";
/// A snapshot that was not finished ends with this.
pub(crate) const GENERATING: &str = ".generating";

/// Makes a folder for the owner only.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)?;
    // The mode above is cut by the process's umask; this is not.
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Makes a file for the owner only; fails if there is one.
pub(crate) fn make_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true).mode(0o600);
    let file = options.custom_flags(no_follow()).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Opens a file of ours that must be there, not through a symlink.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .custom_flags(no_follow())
        .open(path)
}

/// Makes durable that a folder has its entries.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes durable that the folder above has this one.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// sled makes its files readable by all (the folder is not): takes that back.
pub(crate) fn owner_only(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry
            .file_name()
            .to_str()
            .is_some_and(|name| of_sled(name) || name == BLOBS)
        {
            continue;
        }
        let kind = entry.file_type()?;
        let mode = if kind.is_dir() {
            0o700
        } else if kind.is_file() {
            0o600
        } else {
            continue;
        };
        fs::set_permissions(entry.path(), Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// Syncs everything that sled has in a folder, then the folder.
pub(crate) fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_file() || kind.is_dir() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}

fn no_follow() -> i32 {
    // The flag's bits fit: it is one of the C int flags of `open`.
    i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0)
}

/// Makes a folder that is there private.
pub(crate) fn private_folder(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Where the anchor of a folder lies.
pub(crate) fn anchors(folder: &Path, second: Option<&Path>) -> Vec<PathBuf> {
    let first = folder.join(ANCHOR);
    std::iter::once(first)
        .chain(second.map(Path::to_path_buf))
        .collect()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

/// The files that make a state folder, ours and sled's.
pub(crate) const OURS: [&str; 5] = [LOCK, ANCHOR, DB, CONF, BLOBS];

/// Whether a folder has an entry, of whatever kind.
pub(crate) fn there(folder: &Path, name: &str) -> bool {
    folder.join(name).symlink_metadata().is_ok()
}

/// Whether a file belongs to sled.
pub(crate) fn of_sled(name: &str) -> bool {
    name == DB || name == CONF || name.starts_with(SNAP)
}

/// A name that nobody else has.
pub(crate) fn random_name() -> io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(hexadecimal(&bytes))
}

/// sled's settings file as hexadecimal digits, where it can be read.
pub(crate) fn conf(folder: &Path) -> Option<String> {
    fs::read(folder.join(CONF))
        .ok()
        .map(|bytes| hexadecimal(&bytes))
}
