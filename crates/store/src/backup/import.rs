//! Reading a backup into a new folder, which then opens in doubt mode.

use sabaki_diagnostic::reason::Reason;
use std::fs;
use std::io::BufRead;
use std::path::Path;

use sabaki_engine::port::store::{Commit, StoreError, Switch};
use sha2::{Digest, Sha256};

use crate::folder::create::{self, CreateOptions};
use crate::folder::error::CreateError;
use crate::folder::holder::Holder;
use crate::folder::layout;
use crate::folder::open::{self, OpenFolder};
use crate::record::head::Hash;
use crate::trees::write::Write;

use super::error::ImportError;
use super::line::{Counts, End, FORMAT, Line};

/// Records written together.
const CHUNK: usize = 256;
/// Longest line in bytes.
const LONGEST: u64 = 64 << 20;

/// Makes a new folder from a backup and closes it again. It opens in doubt mode: what was done
/// outside since the backup is not in it.
///
/// # Errors
/// [`ImportError`]; nothing is left of the new folder then.
pub fn import(
    from: &mut impl BufRead,
    path: &Path,
    holder: &Holder,
) -> Result<Counts, ImportError> {
    let options = CreateOptions {
        command: holder.command.clone(),
        second_anchor: holder.second_anchor.clone(),
    };
    create::unfinished(path, &options)?;
    let restored = restore(from, path, holder).and_then(|counts| {
        create::finished(path).map_err(CreateError::from)?;
        Ok(counts)
    });
    if restored.is_err() {
        remove(path, holder);
    }
    restored
}

fn restore(from: &mut impl BufRead, path: &Path, holder: &Holder) -> Result<Counts, ImportError> {
    let folder = open::open_unfinished(path, holder).map_err(CreateError::from)?;
    let mut reading = Reading {
        folder,
        digest: Sha256::new(),
        counts: Counts::default(),
        chunk: Commit::default(),
        line: 0,
    };
    let end = reading.lines(from)?;
    reading.finish(end, path)
}

struct Reading {
    folder: OpenFolder,
    digest: Sha256,
    counts: Counts,
    chunk: Commit,
    line: u64,
}

impl Reading {
    /// Reads up to the last line, and writes what comes.
    fn lines(&mut self, from: &mut impl BufRead) -> Result<End, ImportError> {
        let mut end = None;
        let mut text = Vec::new();
        loop {
            text.clear();
            let read = std::io::Read::take(&mut *from, LONGEST).read_until(b'\n', &mut text)?;
            if read == 0 {
                return end.ok_or(ImportError::NotWhole("its last line is missing"));
            }
            self.line += 1;
            if end.is_some() {
                return Err(self.wrong("there is more after the end"));
            }
            let line = serde_json::from_slice(&text).map_err(|error| self.wrong(error))?;
            match line {
                Line::End(found) => end = Some(found),
                other => {
                    self.digest.update(&text);
                    self.take(other)?;
                }
            }
        }
    }

    fn take(&mut self, line: Line) -> Result<(), ImportError> {
        let first = self.line == 1;
        if first != matches!(line, Line::SabakiState(_)) {
            return Err(self.wrong("a backup has one header, as its first line"));
        }
        match line {
            Line::SabakiState(header) if header.format > FORMAT => {
                return Err(ImportError::Newer {
                    found: header.format,
                    known: FORMAT,
                });
            }
            // The end is taken by the caller.
            Line::SabakiState(_) | Line::End(_) => return Ok(()),
            Line::Order(order) => {
                self.chunk.orders.push(*order);
                self.counts.orders += 1;
            }
            Line::Entry(entry) => {
                self.chunk.journal.push(*entry);
                self.counts.entries += 1;
            }
            Line::Cursor(shop, cursor) => {
                self.chunk.cursors.push((shop, cursor));
                self.counts.cursors += 1;
            }
            Line::Note(key, text) => {
                self.write(&Write::Note(key, text))?;
                self.counts.notes += 1;
            }
        }
        if self.chunk.orders.len() + self.chunk.journal.len() >= CHUNK {
            self.write_chunk()?;
        }
        Ok(())
    }

    fn write_chunk(&mut self) -> Result<(), ImportError> {
        let chunk = std::mem::take(&mut self.chunk);
        self.write(&Write::Commit(Box::new(chunk)))
    }

    fn write(&mut self, write: &Write) -> Result<(), ImportError> {
        let written = self.folder.write(write);
        Ok(written.map_err(|failure| StoreError::from(&failure))?)
    }

    /// Compares with the last line, sets doubt mode and closes.
    fn finish(mut self, end: End, path: &Path) -> Result<Counts, ImportError> {
        if Hash(self.digest.clone().finalize().into()) != end.digest {
            return Err(ImportError::NotWhole("the digest differs"));
        }
        let reason = match end.switch {
            Switch::Running => Reason::of("reason.doubt.restored"),
            Switch::Paused { reason } | Switch::Doubt { reason } => {
                Reason::of("reason.doubt.restored_before").because("reason", reason)
            }
        };
        self.chunk.switch = Some(Switch::Doubt { reason });
        self.write_chunk()?;
        self.counts.head = self.folder.head.reached.hash;
        if self.counts != end.counts {
            return Err(ImportError::NotWhole("counts or head hash differ"));
        }
        self.folder.close(path)?;
        Ok(self.counts)
    }

    fn wrong(&self, what: impl ToString) -> ImportError {
        ImportError::Line {
            line: self.line,
            what: what.to_string(),
        }
    }
}

/// Takes away what this import made; the folder was empty or not there before.
fn remove(path: &Path, holder: &Holder) {
    let second = holder.second_anchor.as_deref();
    let removed = fs::remove_dir_all(path).and_then(|()| second.map_or(Ok(()), fs::remove_file));
    if let Err(error) = removed {
        tracing::warn!(%error, "a part of a refused import stays");
    }
    let _ = layout::sync_parent(path);
}
