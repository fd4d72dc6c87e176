//! Files for people to upload, written effectively once.
//!
//! Rows are appended to a file that nobody sees yet; once it is published under its name it never
//! changes, because uploading the same rows twice doubles them. A ledger names every row; it is
//! written after the row and before anybody is told that it was. So after a crash:
//!
//! | unseen file | ledger | meaning |
//! |---|---|---|
//! | there | knows it | written, not published: what the ledger does not know is cut off, then published |
//! | there | does not | never promised: thrown away |
//! | gone | knows it | published |

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil;
use serde::{Deserialize, Serialize};

use super::arrivals::entries;
use super::disk;
use super::inbox::Hands;

/// Subfolder of the ledger and of the file that is not published yet.
const HIDDEN: &str = ".sabaki";

/// What kind of file.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// How its files are called, before the number.
    pub(super) stem: &'static str,
    /// The first line as it is written, with its line break.
    pub(super) header: Vec<u8>,
    /// Most rows of one file.
    pub(super) most_rows: usize,
}

/// One order's part of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Key of the intent.
    pub(super) key: String,
    /// 注文番号
    pub(super) order: String,
    /// The parcel, in a file of shipments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) parcel: Option<Reported>,
    /// How many rows.
    pub(super) rows: usize,
}

/// A parcel as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reported {
    pub(super) destination: i64,
    pub(super) row: Option<i64>,
    pub(super) tracking_number: String,
    pub(super) carrier: String,
    pub(super) shipped_on: civil::Date,
}

/// One line of the ledger.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    file: u32,
    /// Length of the file with these entries.
    length: u64,
    entries: Vec<Entry>,
}

/// The file that takes rows.
#[derive(Debug)]
struct Open {
    file: u32,
    length: u64,
    rows: usize,
}

/// A folder that files go out to.
#[derive(Debug)]
pub(super) struct Outbox {
    folder: PathBuf,
    kind: Kind,
    keys: HashSet<String>,
    by_order: BTreeMap<String, Vec<Entry>>,
    next: u32,
    open: Option<Open>,
    _held: Option<File>,
}

impl Outbox {
    /// Opens the folder, and publishes what a crash has left unpublished.
    pub(super) fn open(folder: &Path, kind: Kind, hands: Hands) -> io::Result<Self> {
        let mut held = None;
        if hands == Hands::On {
            let hidden = folder.join(HIDDEN);
            fs::create_dir_all(&hidden)?;
            held = Some(disk::hold(&hidden.join(format!("{}.lock", kind.stem)))?);
        }
        let mut outbox = Self {
            folder: folder.to_owned(),
            kind,
            keys: HashSet::new(),
            by_order: BTreeMap::new(),
            next: 1,
            open: None,
            _held: held,
        };
        let mut last: Option<Open> = None;
        let lines = disk::whole_lines(&outbox.ledger())?;
        for line in &lines {
            let line: Line = serde_json::from_str(line).map_err(io::Error::other)?;
            let rows: usize = line.entries.iter().map(|entry| entry.rows).sum();
            let before = last.as_ref().filter(|open| open.file == line.file);
            last = Some(Open {
                file: line.file,
                length: line.length,
                rows: rows + before.map_or(0, |open| open.rows),
            });
            outbox.next = line.file + 1;
            outbox.remember(line.entries);
        }
        outbox.hold_against_files(lines.is_empty())?;
        if hands == Hands::Off {
            return Ok(outbox);
        }
        if let Some(open) = last
            && outbox.unseen(open.file).try_exists()?
        {
            outbox.open = Some(open);
            outbox.cut()?;
            outbox.publish()?;
        }
        // Rows that nobody was told about.
        let stray = outbox.unseen(outbox.next);
        if stray.try_exists()? {
            fs::remove_file(stray)?;
        }
        Ok(outbox)
    }

    /// Files without a ledger mean that the ledger was lost, and with it what was written.
    fn hold_against_files(&self, empty: bool) -> io::Result<()> {
        for entry in entries(&self.folder)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = name.starts_with(&format!("{}_", self.kind.stem));
            if ours && empty {
                return Err(io::Error::other(format!(
                    "{name} is there, but the ledger {} is not: what was written is not known",
                    self.ledger().display()
                )));
            }
        }
        Ok(())
    }

    fn remember(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            self.keys.insert(entry.key.clone());
            let order = entry.order.clone();
            self.by_order.entry(order).or_default().push(entry);
        }
    }

    fn ledger(&self) -> PathBuf {
        self.folder
            .join(HIDDEN)
            .join(format!("{}.jsonl", self.kind.stem))
    }

    fn unseen(&self, file: u32) -> PathBuf {
        self.folder
            .join(HIDDEN)
            .join(format!("{}_{file:06}.csv.tmp", self.kind.stem))
    }

    /// Name of a file as people see it.
    pub(super) fn published(&self, file: u32) -> PathBuf {
        self.folder
            .join(format!("{}_{file:06}.csv", self.kind.stem))
    }

    /// Whether this intent has been written.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// What has been written of an order.
    pub(super) fn of(&self, order: &str) -> &[Entry] {
        self.by_order.get(order).map_or(&[], Vec::as_slice)
    }

    /// Appends rows; when it returns they are durable and will be published.
    pub(super) fn append(&mut self, bytes: &[u8], entries: Vec<Entry>) -> io::Result<()> {
        let rows: usize = entries.iter().map(|entry| entry.rows).sum();
        let full = |open: &Open| open.rows > 0 && open.rows + rows > self.kind.most_rows;
        if self.open.as_ref().is_some_and(full) {
            self.publish()?;
        }
        // An attempt that failed half-way has left rows that the ledger does not know.
        self.cut()?;
        let open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        let path = self.unseen(open.file);
        let mut file = OpenOptions::new().append(true).open(&path)?;
        let length = open.length + u64::try_from(bytes.len()).map_err(io::Error::other)?;
        let written = open.rows + rows;
        let number = open.file;
        self.open = Some(open);
        disk::step()?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let line = Line {
            file: number,
            length,
            entries,
        };
        let text = serde_json::to_string(&line).map_err(io::Error::other)?;
        disk::append_line(&self.ledger(), &text)?;
        self.open = Some(Open {
            file: number,
            length,
            rows: written,
        });
        self.remember(line.entries);
        Ok(())
    }

    fn begin(&mut self) -> io::Result<Open> {
        let number = self.next;
        let path = self.unseen(number);
        disk::step()?;
        let mut file = File::create(&path)?;
        file.write_all(&self.kind.header)?;
        file.sync_all()?;
        disk::sync_folder(&self.folder.join(HIDDEN))?;
        self.next = number + 1;
        Ok(Open {
            file: number,
            length: u64::try_from(self.kind.header.len()).map_err(io::Error::other)?,
            rows: 0,
        })
    }

    /// Cuts off what the ledger does not know.
    fn cut(&self) -> io::Result<()> {
        let Some(open) = &self.open else {
            return Ok(());
        };
        let file = OpenOptions::new()
            .write(true)
            .open(self.unseen(open.file))?;
        if file.metadata()?.len() < open.length {
            return Err(io::Error::other("rows that were written are gone"));
        }
        disk::step()?;
        file.set_len(open.length)?;
        file.sync_all()
    }

    /// Shows the open file to people, under its name and for good.
    pub(super) fn publish(&mut self) -> io::Result<()> {
        if self.open.as_ref().is_none_or(|open| open.rows == 0) {
            return Ok(());
        }
        self.cut()?;
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let target = self.published(open.file);
        let moved = disk::move_to(&self.unseen(open.file), &target);
        match moved {
            Ok(()) => {
                let file = target.file_name().unwrap_or_default().to_string_lossy();
                let rows = open.rows;
                tracing::info!(file = %file, rows, "CSV written");
                Ok(())
            }
            Err(error) => {
                self.open = Some(open);
                Err(error)
            }
        }
    }
}
