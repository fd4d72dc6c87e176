//! The files of a rule folder on disk; nothing is followed through a link.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest file that is read; larger ones are no honest rule files.
const LARGEST: u64 = 16 << 20;

/// What a file of a rule folder is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `*.rules`, `*.yaml`, `*.yml`
    Rules,
    /// `*.vocabulary.yaml`
    Vocabulary,
    /// `*.test.yaml`
    Test,
    /// `*.csv`, `*.tsv`, `*.txt`: what lists and tables may name.
    Data,
    /// `sample.jsonl`, `*.sample.jsonl`: the order that hints speak of.
    Sample,
}

/// What a file is by its name; none for what a rule folder does not hold.
pub(crate) fn kind(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    let is = |ending: &str| lower.ends_with(ending);
    if lower.starts_with('.') || lower == "sabaki.yaml" || lower == "secrets.yaml" {
        None
    } else if is(".vocabulary.yaml") || is(".vocabulary.yml") {
        Some(Kind::Vocabulary)
    } else if is(".test.yaml") || is(".test.yml") {
        Some(Kind::Test)
    } else if is(".rules") || is(".yaml") || is(".yml") {
        Some(Kind::Rules)
    } else if is(".csv") || is(".tsv") || is(".txt") {
        Some(Kind::Data)
    } else if lower == "sample.jsonl" || is(".sample.jsonl") {
        Some(Kind::Sample)
    } else {
        None
    }
}

/// The texts of a folder by file name, data files left out: they are read when a rule names them.
pub(crate) fn texts(folder: &Path) -> BTreeMap<String, (Kind, String)> {
    let mut found = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let Some(kind) = kind(&name).filter(|kind| *kind != Kind::Data) else {
            continue;
        };
        if let Some(text) = text(&entry.path()) {
            found.insert(name, (kind, text));
        }
    }
    found
}

/// The text of a file; none when it is a link, too large or not UTF-8.
pub(crate) fn text(path: &Path) -> Option<String> {
    let text = String::from_utf8(bytes(path)?).ok()?;
    let plain = text.strip_prefix('\u{feff}').map(str::to_owned);
    Some(plain.unwrap_or(text))
}

/// The bytes of a data file that a rule names, beneath the folder or one of its subfolders.
pub(crate) fn data(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let parts: Vec<&str> = name.strip_prefix("./").unwrap_or(name).split('/').collect();
    let plain = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains('\\');
    let file = parts.last()?;
    if parts.len() > 2 || !parts.iter().all(plain) || kind(file) != Some(Kind::Data) {
        return None;
    }
    let mut path = PathBuf::from(folder);
    if let [sub, _] = parts.as_slice() {
        path.push(sub);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|m| m.file_type().is_dir());
        if !is_folder {
            return None;
        }
    }
    path.push(file);
    bytes(&path)
}

fn bytes(path: &Path) -> Option<Vec<u8>> {
    let about = fs::symlink_metadata(path).ok()?;
    let honest = about.file_type().is_file() && about.len() <= LARGEST;
    if honest { fs::read(path).ok() } else { None }
}
