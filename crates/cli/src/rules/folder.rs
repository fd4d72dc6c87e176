//! Which files of a folder are rules, vocabulary, tests and data; nothing is followed through a link.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::configured;
use crate::problem::Problem;

/// The largest rule file that is read at all; the parser's own limit (1 MiB) reports smaller ones.
const LARGEST: u64 = 16 << 20;

/// What a file of a rule folder is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `*.rules`, `*.yaml`, `*.yml`
    Rules,
    /// `*.vocabulary.yaml`
    Vocabulary,
    /// `*.test.yaml`
    Test,
    /// `*.csv`, `*.tsv`, `*.txt`: what lists and tables may name.
    Data,
}

/// What a file is by its name; none for what a rule folder does not read.
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
    } else {
        None
    }
}

/// The files of one rule set, each with the name it is shown under.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files {
    /// Rule files.
    pub(crate) rules: Vec<PathBuf>,
    /// Vocabulary files.
    pub(crate) vocabulary: Vec<PathBuf>,
    /// Vocabulary files elsewhere that `sabaki.yaml` names for the folder.
    pub(crate) configured: Vec<PathBuf>,
    /// Rule tests.
    pub(crate) tests: Vec<PathBuf>,
    /// Data files, by the name that rules call them.
    pub(crate) data: Vec<(String, PathBuf)>,
}

impl Files {
    /// Whether there is anything to check: rules, or words that rules elsewhere will use.
    fn is_set(&self) -> bool {
        !self.rules.is_empty() || !self.vocabulary.is_empty()
    }
}

/// The sets beneath the paths that a person names: each folder that holds rules or words, or each of its
/// subfolders; a single file is a set of its own.
pub(crate) fn sets(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Files)>, Problem> {
    let mut sets = Vec::new();
    for path in paths {
        if path.is_file() {
            sets.push((path.clone(), single(path)?));
            continue;
        }
        let own = files(path)?;
        let is_set = own.is_set() || !own.tests.is_empty();
        if is_set {
            sets.push((path.clone(), own));
        }
        let mut below = 0;
        for folder in subfolders(path)? {
            let files = files(&folder)?;
            if files.is_set() {
                below += 1;
                sets.push((folder, files));
            }
        }
        if !is_set && below == 0 {
            return Err(Problem::unusable("cli.no_rules").with("path", path.display()));
        }
    }
    Ok(sets)
}

/// The one set that these paths make together: folders and single files.
pub(crate) fn one_set(paths: &[PathBuf]) -> Result<Files, Problem> {
    let mut all = Files::default();
    for path in paths {
        let files = if path.is_file() {
            single(path)?
        } else {
            files(path)?
        };
        all.rules.extend(files.rules);
        all.vocabulary.extend(files.vocabulary);
        all.configured.extend(files.configured);
        all.tests.extend(files.tests);
        all.data.extend(files.data);
    }
    if all.rules.is_empty() {
        let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(Problem::unusable("cli.no_rules").with("path", names.join(", ")));
    }
    Ok(all)
}

fn single(path: &Path) -> Result<Files, Problem> {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let around = files(folder)?;
    let mut files = Files {
        vocabulary: around.vocabulary,
        configured: around.configured,
        data: around.data,
        ..Files::default()
    };
    match kind(&name) {
        Some(Kind::Test) => {
            files.rules = around.rules;
            files.tests.push(path.to_owned());
        }
        Some(Kind::Vocabulary | Kind::Data) | None => {
            return Err(Problem::unusable("cli.not_a_rule_file").with("path", path.display()));
        }
        Some(Kind::Rules) => files.rules.push(path.to_owned()),
    }
    Ok(files)
}

fn files(folder: &Path) -> Result<Files, Problem> {
    let mut found = Files {
        configured: configured::vocabulary(folder),
        ..Files::default()
    };
    for (name, path) in entries(folder)? {
        if !is_plain_file(&path) {
            continue;
        }
        match kind(&name) {
            Some(Kind::Rules) => found.rules.push(path),
            Some(Kind::Vocabulary) => found.vocabulary.push(path),
            Some(Kind::Test) => found.tests.push(path),
            Some(Kind::Data) => found.data.push((name, path)),
            None => {}
        }
    }
    for sub in subfolders(folder)? {
        let prefix = sub.file_name().map(|n| n.to_string_lossy().into_owned());
        for (name, path) in entries(&sub)? {
            if is_plain_file(&path)
                && kind(&name) == Some(Kind::Data)
                && let Some(prefix) = &prefix
            {
                found.data.push((format!("{prefix}/{name}"), path));
            }
        }
    }
    Ok(found)
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let hidden = |name: &str| name.starts_with('.');
    Ok(entries(folder)?
        .into_iter()
        .filter(|(name, path)| !hidden(name) && is_plain_folder(path))
        .map(|(_, path)| path)
        .collect())
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, Problem> {
    let unreadable = |error: io::Error| {
        Problem::unusable("cli.unreadable")
            .with("path", folder.display())
            .because(&error)
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder == Path::new(".") {
            PathBuf::from(&name)
        } else {
            entry.path()
        };
        entries.push((name, path));
    }
    entries.sort();
    Ok(entries)
}

fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_file())
}

fn is_plain_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_dir())
}

/// Reads a file's bytes, up to a size that no honest rule file reaches.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: io::Error| {
        Problem::unusable("cli.unreadable")
            .with("path", path.display())
            .because(&error)
    };
    if fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
        return Err(Problem::unusable("cli.too_large").with("path", path.display()));
    }
    fs::read(path).map_err(unreadable)
}

/// Reads a file as UTF-8 text.
pub(crate) fn text(path: &Path) -> Result<String, Problem> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        Problem::unusable("cli.not_utf8")
            .with("path", path.display())
            .with("offset", error.utf8_error().valid_up_to())
    })
}
