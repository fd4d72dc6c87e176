//! Copies of a folder's records: made before anything risky, so that the original stays as it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::layout;

/// How many copies are kept.
const KEPT: usize = 2;

/// Bytes that a copy takes.
pub(crate) fn size(folder: &Path) -> io::Result<u64> {
    let mut bytes: u64 = 0;
    for file in records(folder)? {
        bytes = bytes.saturating_add(fs::metadata(file)?.len());
    }
    Ok(bytes)
}

/// Copies sled's files and the anchor into a new private folder; shared blocks where the file system
/// can. `without` leaves out files by name.
pub(crate) fn copy(from: &Path, to: &Path, without: impl Fn(&str) -> bool) -> io::Result<()> {
    layout::make_folder(to)?;
    layout::make_folder(&to.join(layout::BLOBS))?;
    for file in records(from)? {
        let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if !without(name) {
            fs::copy(&file, to.join(name))?;
        }
    }
    layout::owner_only(to)?;
    layout::sync_all(to)
}

/// A new name among the copies of a folder; the oldest ones go.
pub(crate) fn next_place(folder: &Path, opens: u64) -> io::Result<PathBuf> {
    let copies = folder.join(layout::COPIES);
    if !layout::there(folder, layout::COPIES) {
        layout::make_folder(&copies)?;
        layout::sync_folder(folder)?;
    }
    let mut there: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&copies)? {
        there.push(entry?.path());
    }
    there.sort();
    let place = copies.join(format!("{opens:012}"));
    // The name is taken when the last opening got no further than its copy.
    let stale = there
        .iter()
        .position(|path| *path == place)
        .map(|at| there.remove(at));
    let old = there.len().saturating_sub(KEPT - 1);
    for path in stale.into_iter().chain(there.drain(..old)) {
        fs::remove_dir_all(path)?;
    }
    Ok(place)
}

/// Moves files out of sled's sight, keeping them.
pub(crate) fn set_aside(folder: &Path, which: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
    let mut moved = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        if which(&name) && entry.file_type()?.is_file() {
            moved.push(name);
        }
    }
    if moved.is_empty() {
        return Ok(moved);
    }
    let aside = folder.join(layout::ASIDE);
    if !layout::there(folder, layout::ASIDE) {
        layout::make_folder(&aside)?;
    }
    for name in &moved {
        fs::rename(folder.join(name), aside.join(name))?;
    }
    layout::sync_folder(&aside)?;
    layout::sync_folder(folder)?;
    Ok(moved)
}

fn records(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let ours = name
            .to_str()
            .is_some_and(|name| layout::of_sled(name) || name == layout::ANCHOR);
        if ours && entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    Ok(files)
}
