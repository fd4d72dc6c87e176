//! Files that survive a crash: written whole under another name, synced, then renamed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// SHA-256 of a file's content.
pub(super) type Hash = [u8; 32];

pub(super) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

pub(super) fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Holds a folder for this process and one shop as long as the file is open.
pub(super) fn hold(lock: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(lock)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::Error::other(
            "another shop or process works with this folder",
        )),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Makes what has been created or renamed in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Writes a whole file, or leaves none.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside: PathBuf = folder.join(format!(".{name}.tmp"));
    step()?;
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    step()?;
    fs::rename(&beside, path)?;
    step()?;
    sync_folder(folder)
}

/// Moves a file inside one file system and makes it durable.
pub(super) fn move_to(from: &Path, to: &Path) -> io::Result<()> {
    if to.try_exists()? {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "the name is taken",
        ));
    }
    step()?;
    fs::rename(from, to)?;
    step()?;
    for folder in [to.parent(), from.parent()].into_iter().flatten() {
        sync_folder(folder)?;
    }
    Ok(())
}

/// Appends one line and syncs it.
pub(super) fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let before = file.metadata()?.len();
    step()?;
    if let Err(error) = file.write_all(line.as_bytes()) {
        file.set_len(before)?;
        return Err(error);
    }
    // A process that ends here leaves a torn line; `whole_lines` cuts it off.
    step()?;
    let written = file.write_all(b"\n").and_then(|()| file.sync_all());
    if written.is_err() {
        // A part of a line (the disk is full) must not become the start of the next one.
        file.set_len(before)?;
    }
    step()?;
    written
}

/// The lines of a file that were written whole. A last one without its end was not: it is cut off,
/// so that the next line does not grow out of it.
pub(super) fn whole_lines(path: &Path) -> io::Result<Vec<String>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let end = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let whole = bytes.get(..end).unwrap_or_default();
    if whole.len() < bytes.len() {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(u64::try_from(end).unwrap_or(u64::MAX))?;
        file.sync_all()?;
    }
    let text = std::str::from_utf8(whole).map_err(io::Error::other)?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// A place where the process may end. In tests it does.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests it is an error")]
pub(super) const fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use killing::step;

#[cfg(test)]
pub(super) mod killing {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    /// From the given step on nothing works any more, as after a kill.
    pub(crate) fn kill_at(step: usize) {
        LEFT.set(step);
    }

    /// The next process.
    pub(crate) fn revive() {
        LEFT.set(usize::MAX);
    }

    /// Whether the process has ended.
    pub(crate) fn is_dead() -> bool {
        LEFT.get() == 0
    }

    pub(crate) fn step() -> io::Result<()> {
        match LEFT.get() {
            0 => Err(io::Error::other("killed")),
            usize::MAX => Ok(()),
            left => {
                LEFT.set(left - 1);
                if left == 1 {
                    Err(io::Error::other("killed"))
                } else {
                    Ok(())
                }
            }
        }
    }
}
