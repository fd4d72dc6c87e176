//! The watched folder: what has *arrived* is *taken* or *refused with a reason file beside it*.
//!
//! The files taken are the record: the index of orders is built from them at every start, in the
//! order in which they were taken. Nothing is deleted; a file moves by one rename.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sabaki_engine::port::intake::Became;

use super::decode::{self, DecodedCsv, NotOrders, Refused, Warning};
use super::disk::{self, Hash};
use super::header::Sheet;
use super::index::Index;
use super::journal::{Counts, Journal};
use super::reading::CsvReading;
use super::reason;
use super::rejected;
use super::shipments::{self, DecodedShipments};

/// Where files are put.
pub(super) const ARRIVED: &str = "arrived";
/// Where files are that were read; the record.
pub(super) const TAKEN: &str = "taken";
/// Where files are that were not, each with its reason.
pub(super) const REFUSED: &str = "refused";

/// Whether files may be moved and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hands {
    /// They may.
    #[default]
    On,
    /// A dry run: files are read where they lie, and nothing is changed.
    Off,
}

/// A shop's folder.
#[derive(Debug)]
pub(super) struct Inbox {
    root: PathBuf,
    reading: CsvReading,
    settle: Duration,
    hands: Hands,
    looks: HashMap<PathBuf, Look>,
    hashes: HashSet<Hash>,
    next: u32,
    journal: Journal,
    _held: Option<fs::File>,
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
    pub(super) fn open(
        root: &Path,
        reading: CsvReading,
        settle: Duration,
        hands: Hands,
    ) -> io::Result<Self> {
        let mut held = None;
        if hands == Hands::On {
            fs::create_dir_all(root)?;
            held = Some(disk::hold(&root.join(".lock"))?);
            for folder in [ARRIVED, TAKEN, REFUSED] {
                fs::create_dir_all(root.join(folder))?;
            }
        }
        let mut inbox = Self {
            hands,
            _held: held,
            root: root.to_owned(),
            reading,
            settle,
            looks: HashMap::new(),
            hashes: HashSet::new(),
            next: 1,
            journal: Journal::open(root, hands)?,
            index: Index::default(),
        };
        let mut taken = HashSet::new();
        for (number, path) in numbered(&root.join(TAKEN))? {
            taken.insert(number);
            inbox.next = inbox.next.max(number + 1);
            inbox.take_up(&path)?;
        }
        for (number, path) in numbered(&root.join(REFUSED))? {
            // A reason file may have been written for a file that was not moved any more, and the
            // rows refused from a file that was taken have its number.
            if !is_reason(&path) && !taken.contains(&number) {
                inbox.next = inbox.next.max(number + 1);
                let hash = disk::hash(&fs::read(&path)?);
                let counts = Counts::default();
                let journal = &mut inbox.journal;
                journal.note(&name_of(&path), &hash, Became::Refused, counts)?;
            }
        }
        Ok(inbox)
    }

    /// What came in and is not in the engine's journal yet.
    pub(super) fn journal(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// Reads a file taken before into the index.
    fn take_up(&mut self, path: &Path) -> io::Result<()> {
        let bytes = fs::read(path)?;
        let hash = disk::hash(&bytes);
        let name = name_of(path);
        if !self.hashes.insert(hash) {
            return self
                .journal
                .note(&name, &hash, Became::SameAsBefore, Counts::default());
        }
        let content = content(&bytes, &self.reading)
            .map_err(|not| io::Error::other(format!("{name} was taken and is now: {not}")))?;
        self.keep(&name, &hash, &bytes, content)
    }

    /// Looks through what has arrived and takes or refuses what stands still.
    pub(super) fn look(&mut self) -> io::Result<()> {
        let mut arrived = Vec::new();
        for entry in entries(&self.root.join(ARRIVED))? {
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
            if self.hands == Hands::Off {
                return Ok(());
            }
            self.move_away(path, TAKEN, &name, Some(&hash))?;
            return self
                .journal
                .note(&name, &hash, Became::SameAsBefore, Counts::default());
        }
        match content(&bytes, &self.reading) {
            Err(not) => {
                if self.hands == Hands::Off {
                    self.hashes.insert(hash);
                }
                self.refuse(path, &name, Some(&hash), &not)
            }
            Ok(content) => self.take(path, &name, &bytes, content),
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
            .note(name, &hash, Became::Refused, Counts::default())
    }

    /// The reason stands before the file moves: a crash between the two does it again.
    fn take(&mut self, path: &Path, name: &str, bytes: &[u8], content: Content) -> io::Result<()> {
        let hash = disk::hash(bytes);
        let (refused, warnings) = (refused(&content), warnings(&content));
        if !refused.is_empty() {
            let (counts, rejected) = (counts(&content), rejected_name(name));
            let text = reason::of_orders(&name_of(path), &rejected, counts, refused);
            self.give_reason(name, &text)?;
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
        self.move_away(path, TAKEN, name, Some(&hash))?;
        self.hashes.insert(hash);
        self.keep(name, &hash, bytes, content)
    }

    /// A file that is taken: its orders count, its refused rows are written beside the reason, and
    /// it is noted; after a crash the next start does the rest.
    fn keep(&mut self, name: &str, hash: &Hash, bytes: &[u8], content: Content) -> io::Result<()> {
        let (counts, new) = (counts(&content), !self.journal.has(name));
        let limits = self.reading.limits;
        let rejected = match refused(&content) {
            [] => None,
            some => rejected::file(bytes, some, limits),
        };
        self.apply(content);
        if let Some(rows) = rejected
            && new
            && self.hands == Hands::On
        {
            let path = self.root.join(REFUSED).join(rejected_name(name));
            disk::write_whole(&path, &rows)?;
        }
        self.journal.note(name, hash, Became::Taken, counts)
    }

    fn give_reason(&self, name: &str, text: &str) -> io::Result<()> {
        if self.hands == Hands::Off {
            return Ok(());
        }
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
        if self.hands == Hands::Off {
            self.next += 1;
            return Ok(());
        }
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

fn refused(content: &Content) -> &[Refused] {
    match content {
        Content::Orders(orders) => &orders.refused,
        Content::Shipments(rows) => &rows.refused,
    }
}

fn warnings(content: &Content) -> &[Warning] {
    match content {
        Content::Orders(orders) => &orders.warnings,
        Content::Shipments(rows) => &rows.warnings,
    }
}

/// Under which name the refused rows of a file are kept.
fn rejected_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if end.eq_ignore_ascii_case("csv") => stem,
        _ => name,
    };
    format!("{stem}-rejected.csv")
}

/// What is in a folder; nothing where it is not there.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
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
