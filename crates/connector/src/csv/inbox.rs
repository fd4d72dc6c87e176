//! The watched folder: what has *arrived* is *taken* or *refused with a reason file beside it*.
//!
//! The files taken are the record: the index of orders is built from them at every start, in the
//! order in which they were taken. Nothing is deleted; a file moves by one rename.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::decode::{self, DecodedCsv, NotOrders};
use super::disk::{self, Hash};
use super::header::Sheet;
use super::index::Index;
use super::journal::{Counts, Journal, What};
use super::reading::CsvReading;
use super::reason;
use super::shipments::{self, DecodedShipments};

/// Where files are put.
pub(super) const ARRIVED: &str = "arrived";
/// Where files are that were read; the record.
pub(super) const TAKEN: &str = "taken";
/// Where files are that were not, each with its reason.
pub(super) const REFUSED: &str = "refused";

/// A shop's folder.
#[derive(Debug)]
pub(super) struct Inbox {
    root: PathBuf,
    reading: CsvReading,
    settle: Duration,
    looks: HashMap<PathBuf, Look>,
    hashes: HashSet<Hash>,
    next: u32,
    journal: Journal,
    pub(super) index: Index,
}

/// Size and time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    size: u64,
    changed: SystemTime,
}

impl Look {
    fn at(path: &Path) -> io::Result<Self> {
        let about = fs::metadata(path)?;
        Ok(Self {
            size: about.len(),
            changed: about.modified()?,
        })
    }
}

/// What a file turned out to be.
enum Content {
    Orders(DecodedCsv),
    Shipments(DecodedShipments),
}

impl Inbox {
    /// Opens the folder, makes its subfolders, and reads everything that was taken before.
    pub(super) fn open(root: &Path, reading: CsvReading, settle: Duration) -> io::Result<Self> {
        for folder in [ARRIVED, TAKEN, REFUSED] {
            fs::create_dir_all(root.join(folder))?;
        }
        let mut inbox = Self {
            root: root.to_owned(),
            reading,
            settle,
            looks: HashMap::new(),
            hashes: HashSet::new(),
            next: 1,
            journal: Journal::open(root)?,
            index: Index::default(),
        };
        for (number, path) in numbered(&root.join(REFUSED))? {
            // A reason file may have been written for a file that was not moved any more.
            if !is_reason(&path) {
                inbox.next = inbox.next.max(number + 1);
            }
        }
        for (number, path) in numbered(&root.join(TAKEN))? {
            inbox.next = inbox.next.max(number + 1);
            inbox.take_up(&path)?;
        }
        Ok(inbox)
    }

    /// Reads a file taken before into the index.
    fn take_up(&mut self, path: &Path) -> io::Result<()> {
        let bytes = fs::read(path)?;
        let hash = disk::hash(&bytes);
        let name = name_of(path);
        if !self.hashes.insert(hash) {
            return self
                .journal
                .note(&name, &hash, What::Same, Counts::default());
        }
        let content = content(&bytes, &self.reading)
            .map_err(|not| io::Error::other(format!("{name} was taken and is now: {not}")))?;
        let counts = counts(&content);
        self.apply(content);
        self.journal.note(&name, &hash, What::Taken, counts)
    }

    /// Looks through what has arrived and takes or refuses what stands still.
    pub(super) fn look(&mut self) -> io::Result<()> {
        let mut arrived = Vec::new();
        for entry in fs::read_dir(self.root.join(ARRIVED))? {
            let entry = entry?;
            let unfinished = is_unfinished(&entry.file_name().to_string_lossy());
            if entry.file_type()?.is_file() && !unfinished {
                arrived.push(entry.path());
            }
        }
        let mut ready = Vec::new();
        let mut looks = HashMap::new();
        for path in arrived {
            // A file that goes away meanwhile was somebody's; it is looked at when it is back.
            let Ok(look) = Look::at(&path) else { continue };
            if self.stands_still(&path, look) {
                ready.push((path.clone(), look));
            }
            looks.insert(path, look);
        }
        self.looks = looks;
        ready.sort_by(|a, b| (a.1.changed, &a.0).cmp(&(b.1.changed, &b.0)));
        for (path, look) in ready {
            if let Err(error) = self.work(&path, look) {
                let file = name_of(&path);
                tracing::warn!(file, %error, "the file waits");
            }
        }
        Ok(())
    }

    /// Its last change is long enough ago, or an earlier look saw the same (a copied time may lie
    /// in the future).
    fn stands_still(&self, path: &Path, look: Look) -> bool {
        match SystemTime::now().duration_since(look.changed) {
            Ok(age) => age >= self.settle,
            Err(_) => self.settle.is_zero() || self.looks.get(path) == Some(&look),
        }
    }

    /// Takes or refuses one file.
    fn work(&mut self, path: &Path, look: Look) -> io::Result<()> {
        let too_large =
            look.size > u64::try_from(self.reading.limits.file_bytes).unwrap_or(u64::MAX);
        let bytes = if too_large {
            Vec::new()
        } else {
            fs::read(path)?
        };
        if Look::at(path)? != look {
            return Err(io::Error::other("it changed while it was read"));
        }
        let hash = disk::hash(&bytes);
        let name = format!("{:06}-{}", self.next, name_of(path));
        if too_large {
            let not = NotOrders::TooLarge {
                bytes: usize::try_from(look.size).unwrap_or(usize::MAX),
                most: self.reading.limits.file_bytes,
            };
            return self.refuse(path, &name, None, &not);
        }
        if self.hashes.contains(&hash) {
            self.move_away(path, TAKEN, &name, Some(&hash))?;
            return self
                .journal
                .note(&name, &hash, What::Same, Counts::default());
        }
        match content(&bytes, &self.reading) {
            Err(not) => self.refuse(path, &name, Some(&hash), &not),
            Ok(content) => self.take(path, &name, &hash, content),
        }
    }

    fn refuse(
        &mut self,
        path: &Path,
        name: &str,
        hash: Option<&Hash>,
        not: &NotOrders,
    ) -> io::Result<()> {
        self.give_reason(name, &reason::of_file(&name_of(path), not))?;
        self.move_away(path, REFUSED, name, hash)?;
        let hash = hash.copied().unwrap_or_default();
        self.journal
            .note(name, &hash, What::Refused, Counts::default())
    }

    /// The reason stands before the file moves: a crash between the two does it again.
    fn take(&mut self, path: &Path, name: &str, hash: &Hash, content: Content) -> io::Result<()> {
        let (refused, warnings) = match &content {
            Content::Orders(orders) => (&orders.refused, &orders.warnings),
            Content::Shipments(rows) => (&rows.refused, &rows.warnings),
        };
        if !refused.is_empty() {
            let counts = counts(&content);
            self.give_reason(name, &reason::of_orders(&name_of(path), counts, refused))?;
        }
        for (warning, times) in decode::summed_up(warnings) {
            let column = warning.column.as_deref().unwrap_or("-");
            tracing::warn!(
                file = name,
                line = warning.line,
                column,
                times,
                notice = %warning.notice
            );
        }
        self.move_away(path, TAKEN, name, Some(hash))?;
        self.hashes.insert(*hash);
        let counts = counts(&content);
        self.apply(content);
        self.journal.note(name, hash, What::Taken, counts)
    }

    fn give_reason(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.root.join(REFUSED).join(format!("{name}.reason.txt"));
        disk::write_whole(&path, text.as_bytes())
    }

    /// Moves a file away, unless it turns out to have changed: then it goes back and waits.
    fn move_away(
        &mut self,
        path: &Path,
        folder: &str,
        name: &str,
        hash: Option<&Hash>,
    ) -> io::Result<()> {
        let target = self.root.join(folder).join(name);
        disk::move_to(path, &target)?;
        if let Some(hash) = hash
            && disk::hash(&fs::read(&target)?) != *hash
        {
            disk::move_to(&target, path)?;
            return Err(io::Error::other("it changed while it was taken"));
        }
        self.next += 1;
        Ok(())
    }

    fn apply(&mut self, content: Content) {
        match content {
            Content::Orders(orders) => self.index.orders(orders),
            Content::Shipments(rows) => self.index.shipments(rows),
        }
    }
}

fn content(bytes: &[u8], reading: &CsvReading) -> Result<Content, NotOrders> {
    let file = decode::open(bytes, reading)?;
    match file.header.sheet {
        Sheet::Orders => decode::orders(&file, reading).map(Content::Orders),
        Sheet::Shipments => shipments::shipments(&file, reading).map(Content::Shipments),
    }
}

fn counts(content: &Content) -> Counts {
    match content {
        Content::Orders(orders) => Counts {
            taken: orders.orders.len(),
            refused: orders.refused.len(),
        },
        Content::Shipments(rows) => Counts {
            taken: rows.rows.len(),
            refused: rows.refused.len(),
        },
    }
}

/// The files of a folder by the number in front of their names.
fn numbered(folder: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
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

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn is_reason(path: &Path) -> bool {
    name_of(path).ends_with(".reason.txt")
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
