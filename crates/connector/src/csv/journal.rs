//! One line for each file that was taken or refused, with its counts: in = taken + refused.
//!
//! The engine's journal has them too: how many lines it has is kept beside, so that a crash in
//! between tells a file twice rather than never.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sabaki_engine::port::intake::{Became, Intake};
use serde_json::{Value, json};

use super::disk::{self, Hash};
use super::inbox::Hands;

/// Name of the journal in a shop's folder.
const NAME: &str = "journal.jsonl";
/// How many of its lines the engine's journal has.
const TOLD: &str = ".journal-told";

/// How many orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) taken: usize,
    pub(super) refused: usize,
}

impl Counts {
    fn intake(self, file: &str, became: Became) -> Intake {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Intake {
            file: file.to_owned(),
            became,
            taken: count(self.taken),
            refused: count(self.refused),
        }
    }
}

/// The journal of a folder.
#[derive(Debug)]
pub(super) struct Journal {
    root: PathBuf,
    hands: Hands,
    noted: HashSet<String>,
    /// How many lines were told.
    told: usize,
    untold: Vec<Intake>,
}

impl Journal {
    pub(super) fn open(root: &Path, hands: Hands) -> io::Result<Self> {
        let told = match fs::read_to_string(root.join(TOLD)) {
            Ok(text) => text.trim().parse().unwrap_or(0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        let lines: Vec<Intake> = disk::whole_lines(&root.join(NAME))?
            .iter()
            .filter_map(|line| read(line))
            .collect();
        Ok(Self {
            root: root.to_owned(),
            hands,
            noted: lines.iter().map(|line| line.file.clone()).collect(),
            told: told.min(lines.len()),
            untold: lines.into_iter().skip(told).collect(),
        })
    }

    /// Whether a file stands in it.
    pub(super) fn has(&self, file: &str) -> bool {
        self.noted.contains(file)
    }

    /// Files that the engine's journal does not have yet.
    pub(super) fn untold(&self) -> &[Intake] {
        &self.untold
    }

    /// The engine's journal has these now, the first of what was untold.
    pub(super) fn tell(&mut self, files: usize) -> io::Result<()> {
        let files = files.min(self.untold.len());
        if files == 0 || self.hands == Hands::Off {
            return Ok(());
        }
        let told = self.told + files;
        disk::write_whole(&self.root.join(TOLD), format!("{told}\n").as_bytes())?;
        self.told = told;
        self.untold.drain(..files);
        Ok(())
    }

    /// Notes a file once; after a crash it is noted at the next start.
    pub(super) fn note(
        &mut self,
        file: &str,
        hash: &Hash,
        became: Became,
        counts: Counts,
    ) -> io::Result<()> {
        if !self.noted.insert(file.to_owned()) {
            return Ok(());
        }
        let intake = counts.intake(file, became);
        if self.hands == Hands::On {
            let Counts { taken, refused } = counts;
            let count = taken + refused;
            tracing::info!(file, ?became, orders = count, taken, refused, "CSV");
            let line = json!({
                "at": Timestamp::now().to_string(),
                "file": file,
                "sha256": disk::hex(hash),
                "what": became,
                "in": count,
                "taken": taken,
                "refused": refused,
            });
            if let Err(error) = disk::append_line(&self.root.join(NAME), &line.to_string()) {
                self.noted.remove(file);
                return Err(error);
            }
        }
        self.untold.push(intake);
        Ok(())
    }
}

fn read(line: &str) -> Option<Intake> {
    let line: Value = serde_json::from_str(line).ok()?;
    let count = |name: &str| line.get(name).and_then(Value::as_u64).unwrap_or(0);
    Some(Intake {
        file: line.get("file")?.as_str()?.to_owned(),
        became: serde_json::from_value(line.get("what")?.clone()).ok()?,
        taken: count("taken"),
        refused: count("refused"),
    })
}
