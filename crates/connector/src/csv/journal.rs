//! One line for each file that was taken or refused, with its counts: in = taken + refused.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::disk::{self, Hash};

/// Name of the journal in a shop's folder.
const NAME: &str = "journal.jsonl";

/// How many orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) taken: usize,
    pub(super) refused: usize,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Taken,
    /// The content had been taken before.
    Same,
    Refused,
}

impl What {
    const fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Same => "same_as_before",
            Self::Refused => "refused",
        }
    }
}

/// The journal of a folder.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    noted: HashSet<String>,
}

impl Journal {
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let path = root.join(NAME);
        let noted = disk::whole_lines(&path)?
            .iter()
            .filter_map(|line| {
                let line: Value = serde_json::from_str(line).ok()?;
                Some(line.get("file")?.as_str()?.to_owned())
            })
            .collect();
        Ok(Self { path, noted })
    }

    /// Notes a file once; after a crash it is noted at the next start.
    pub(super) fn note(
        &mut self,
        file: &str,
        hash: &Hash,
        what: What,
        counts: Counts,
    ) -> io::Result<()> {
        if !self.noted.insert(file.to_owned()) {
            return Ok(());
        }
        let Counts { taken, refused } = counts;
        let count = taken + refused;
        let what = what.name();
        tracing::info!(file, what, orders = count, taken, refused, "CSV");
        let line = json!({
            "at": Timestamp::now().to_string(),
            "file": file,
            "sha256": disk::hex(hash),
            "what": what,
            "in": count,
            "taken": taken,
            "refused": refused,
        });
        disk::append_line(&self.path, &line.to_string())
    }
}
