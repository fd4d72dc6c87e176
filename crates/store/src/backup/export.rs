//! Writing a backup.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use sabaki_engine::port::outcome::IntentKey;
use sha2::{Digest, Sha256};

use crate::folder::check::{Copied, copied};
use crate::record::head::{Hash, Head};
use crate::record::sentinel::Sentinel;
use crate::record::tree::TreeName;
use crate::record::{chain, key};
use crate::trees::failure::Failure;
use crate::trees::open::Trees;

use super::error::ExportError;
use super::line::{Counts, End, FORMAT, Header, Line};

/// Writes the backup of a folder that is not in use; from a verified copy, so the folder stays as it is.
pub fn export(path: &Path, limit: Duration, to: &mut impl Write) -> Result<Counts, ExportError> {
    let Copied { scanned, .. } = &copied(path, limit)?;
    let mut lines = Lines::new(to);
    let written = lines.all(&scanned.trees, &scanned.sentinel, &scanned.head);
    written.map_err(|failure| match failure {
        Failure::Io(error) => ExportError::Write(error),
        other => ExportError::Store((&other).into()),
    })
}

/// Lines on their way out, counted and hashed.
pub(crate) struct Lines<'a, W> {
    to: &'a mut W,
    digest: Sha256,
    counts: Counts,
}

impl<'a, W: Write> Lines<'a, W> {
    pub(crate) fn new(to: &'a mut W) -> Self {
        Self {
            to,
            digest: Sha256::new(),
            counts: Counts::default(),
        }
    }

    /// Everything, from the first line to the last.
    pub(crate) fn all(
        &mut self,
        trees: &Trees,
        sentinel: &Sentinel,
        head: &Head,
    ) -> Result<Counts, Failure> {
        let store = sentinel.store.clone();
        self.line(&Line::SabakiState(Header {
            format: FORMAT,
            store,
            exported_at: Timestamp::now(),
        }))?;
        for found in trees.values(TreeName::Orders, &[]) {
            let order = serde_json::from_slice(&found?.1)?;
            self.line(&Line::Order(order))?;
            self.counts.orders += 1;
        }
        for found in trees.values(TreeName::Journal, &[]) {
            let entry = chain::entry(&found?.1)?;
            self.line(&Line::Entry(Box::new(entry)))?;
            self.counts.entries += 1;
        }
        for found in trees.values(TreeName::Cursors, &[]) {
            let (key, value) = found?;
            let shop = key::unescape(&key)
                .ok_or_else(|| Failure::Wrong("a cursor's shop cannot be read".to_owned()))?;
            let cursor = serde_json::from_slice(&value)?;
            self.line(&Line::Cursor(sabaki_order::id::ShopId::new(shop), cursor))?;
            self.counts.cursors += 1;
        }
        for found in trees.values(TreeName::Notes, &[]) {
            let (key, value) = found?;
            let key = key::unescape(&key)
                .ok_or_else(|| Failure::Wrong("a note's key cannot be read".to_owned()))?;
            let text = serde_json::from_slice(&value)?;
            self.line(&Line::Note(IntentKey(key), text))?;
            self.counts.notes += 1;
        }
        self.counts.head = head.reached.hash;
        let digest = Hash(self.digest.clone().finalize().into());
        let switch = head.switch.clone();
        self.line(&Line::End(End {
            counts: self.counts,
            switch,
            digest,
        }))?;
        self.to.flush()?;
        Ok(self.counts)
    }

    fn line(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.digest.update(&text);
        self.to.write_all(&text)
    }
}
