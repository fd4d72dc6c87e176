//! The watched folder: what has *arrived* is *taken* or *refused with a reason file beside it*.
//!
//! The files taken are the record: the index of orders is built from them at every start, in the
//! order in which they were taken. Nothing is deleted; a file moves by one rename.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sabaki_engine::port::intake::Became;

use super::arrivals::{Arrivals, Look, is_reason, name_of, numbered, rejected_name};
use super::decode::{self, NotOrders};
use super::disk::{self, Hash};
use super::journal::{Counts, Journal};
use super::reason;
use super::register::Register;
use super::rejected;

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
pub(super) struct Inbox<R> {
    root: PathBuf,
    hands: Hands,
    arrivals: Arrivals,
    hashes: HashSet<Hash>,
    next: u32,
    journal: Journal,
    _held: Option<fs::File>,
    /// What the files taken say.
    pub(super) register: R,
}

impl<R: Register> Inbox<R> {
    /// Opens the folder, makes its subfolders, and reads everything that was taken before.
    pub(super) fn open(
        root: &Path,
        register: R,
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
            arrivals: Arrivals::new(settle),
            register,
            hashes: HashSet::new(),
            next: 1,
            journal: Journal::open(root, hands)?,
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
        let content = self
            .register
            .read_taken(&bytes)
            .map_err(|not| io::Error::other(format!("{name} was taken and is now: {not}")))?;
        self.keep(&name, &hash, &bytes, content)
    }

    /// Looks through what has arrived and takes or refuses what stands still.
    pub(super) fn look(&mut self) -> io::Result<()> {
        let ready = self.arrivals.ready(&self.root.join(ARRIVED))?;
        for (path, look) in ready {
            if let Err(error) = self.work(&path, look) {
                let file = name_of(&path);
                tracing::warn!(file, %error, "the file waits");
            }
        }
        Ok(())
    }

    /// Takes or refuses one file.
    fn work(&mut self, path: &Path, look: Look) -> io::Result<()> {
        let most = self.register.limits().file_bytes;
        let too_large = look.size > u64::try_from(most).unwrap_or(u64::MAX);
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
                most,
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
        match self.register.read(&bytes) {
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
    fn take(
        &mut self,
        path: &Path,
        name: &str,
        bytes: &[u8],
        content: R::Content,
    ) -> io::Result<()> {
        let hash = disk::hash(bytes);
        let (refused, warnings) = (R::refused(&content), R::warnings(&content));
        if !refused.is_empty() {
            let (counts, rejected) = (R::counts(&content), rejected_name(name));
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
    fn keep(
        &mut self,
        name: &str,
        hash: &Hash,
        bytes: &[u8],
        content: R::Content,
    ) -> io::Result<()> {
        let (counts, new) = (R::counts(&content), !self.journal.has(name));
        let limits = self.register.limits();
        let rejected = match R::refused(&content) {
            [] => None,
            some => rejected::file(bytes, some, limits),
        };
        self.register.take(content);
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
}
