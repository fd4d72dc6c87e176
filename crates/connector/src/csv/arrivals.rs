//! What lies in a watched folder: which files are whole and stand still, and under which number
//! those are kept that were worked on.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Size and time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) size: u64,
    changed: SystemTime,
}

impl Look {
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        let about = fs::metadata(path)?;
        Ok(Self {
            size: about.len(),
            changed: about.modified()?,
        })
    }
}

/// The files that have arrived, as the last look saw them.
#[derive(Debug)]
pub(super) struct Arrivals {
    settle: Duration,
    looks: HashMap<PathBuf, Look>,
}

impl Arrivals {
    pub(super) fn new(settle: Duration) -> Self {
        Self {
            settle,
            looks: HashMap::new(),
        }
    }

    /// The files that stand still, the oldest first.
    pub(super) fn ready(&mut self, folder: &Path) -> io::Result<Vec<(PathBuf, Look)>> {
        let mut ready = Vec::new();
        let mut looks = HashMap::new();
        for entry in entries(folder)? {
            let unfinished = is_unfinished(&entry.file_name().to_string_lossy());
            if unfinished || !entry.file_type()?.is_file() {
                continue;
            }
            let path = entry.path();
            // A file that goes away meanwhile was somebody's; it is looked at when it is back.
            let Ok(look) = Look::at(&path) else { continue };
            if self.stands_still(&path, look) {
                ready.push((path.clone(), look));
            }
            looks.insert(path, look);
        }
        self.looks = looks;
        ready.sort_by(|a, b| (a.1.changed, &a.0).cmp(&(b.1.changed, &b.0)));
        Ok(ready)
    }

    /// Its last change is long enough ago, or an earlier look saw the same (a copied time may lie
    /// in the future).
    fn stands_still(&self, path: &Path, look: Look) -> bool {
        match SystemTime::now().duration_since(look.changed) {
            Ok(age) => age >= self.settle,
            Err(_) => self.settle.is_zero() || self.looks.get(path) == Some(&look),
        }
    }
}

/// What is in a folder; nothing where it is not there.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The files of a folder by the number in front of their names.
pub(super) fn numbered(folder: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let mut files = Vec::new();
    for entry in entries(folder)? {
        let path = entry.path();
        let name = name_of(&path);
        let number = name
            .split_once('-')
            .and_then(|(number, _)| number.parse().ok());
        if let Some(number) = number {
            files.push((number, path));
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

pub(super) fn is_reason(path: &Path) -> bool {
    name_of(path).ends_with(".reason.txt")
}

/// Under which name the refused rows of a file are kept.
pub(super) fn rejected_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if end.eq_ignore_ascii_case("csv") => stem,
        _ => name,
    };
    format!("{stem}-rejected.csv")
}

/// Names under which programs write what is not whole yet.
fn is_unfinished(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with(['.', '~'])
        || [
            ".tmp",
            ".part",
            ".partial",
            ".crdownload",
            ".download",
            ".filepart",
            "~",
        ]
        .iter()
        .any(|end| lower.ends_with(end))
}
