//! sled, opened: the database and its trees. Has no `Debug`, since sled's prints what is inside.

use std::collections::BTreeSet;
use std::path::Path;

use sled::transaction::{TransactionError, Transactional};

use crate::record::head::Head;
use crate::record::parts;
use crate::record::parts::Join;
use crate::record::sentinel::Sentinel;
use crate::record::tree::TreeName;

use super::failure::Failure;

/// Key of the sentinel in `meta`.
const SENTINEL: &[u8] = b"sentinel";
/// Key of the head in `meta`.
const HEAD: &[u8] = b"head";
/// The tree that sled makes by itself.
const SLED_DEFAULT: &[u8] = b"__sled__default";
/// How often sled's own thread writes and collects garbage; it must run, and promises nothing.
const BACKGROUND_MS: u64 = 500;
/// sled's cache in bytes; its own default is 1 GiB.
const CACHE: u64 = 64 << 20;

/// The database with its trees, in the order of [`TreeName::ALL`].
pub(crate) struct Trees {
    db: sled::Db,
    trees: Vec<sled::Tree>,
}

/// Why sled's folder does not give a store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TreesError {
    /// sled could not open it.
    #[error("{0}")]
    Sled(#[from] sled::Error),
    /// There is nothing of ours in it.
    #[error("the trees are not those of a store: {0}")]
    Names(String),
}

/// Physical changes of one tree: a value to put, or none to remove.
pub(crate) type Changes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

impl Trees {
    /// Opens sled and makes the trees that are not there. Only for a new folder.
    pub(crate) fn create(path: &Path) -> Result<Self, sled::Error> {
        let db = config(path).open()?;
        Self::of(db)
    }

    /// Opens sled where all trees must be there already.
    pub(crate) fn open(path: &Path) -> Result<Self, TreesError> {
        let db = config(path).open()?;
        let found: BTreeSet<Vec<u8>> = db.tree_names().iter().map(|name| name.to_vec()).collect();
        let ours = TreeName::ALL.iter().map(|tree| tree.as_str().as_bytes());
        let wanted: BTreeSet<Vec<u8>> = ours.chain([SLED_DEFAULT]).map(<[u8]>::to_vec).collect();
        let names = |names: Vec<&Vec<u8>>| {
            names
                .iter()
                .map(|name| String::from_utf8_lossy(name))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let lost = names(wanted.difference(&found).collect());
        let strange = names(found.difference(&wanted).collect());
        if !lost.is_empty() {
            return Err(TreesError::Names(format!("{lost} not there")));
        }
        if !strange.is_empty() {
            return Err(TreesError::Names(format!("{strange} unknown")));
        }
        Ok(Self::of(db)?)
    }

    fn of(db: sled::Db) -> Result<Self, sled::Error> {
        let trees = TreeName::ALL
            .iter()
            .map(|tree| db.open_tree(tree.as_str()))
            .collect::<Result<_, _>>()?;
        Ok(Self { db, trees })
    }

    /// One of the trees.
    pub(crate) fn tree(&self, name: TreeName) -> &sled::Tree {
        // INVARIANT: `trees` has one entry for each name, in the order of the enum.
        #[expect(
            clippy::indexing_slicing,
            reason = "one tree for each variant, in their order"
        )]
        &self.trees[name as usize]
    }

    /// The bytes of a logical value.
    pub(crate) fn value(&self, name: TreeName, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let tree = self.tree(name);
        let Some(first) = tree.get(key)? else {
            return Ok(None);
        };
        let more = (1..=u16::MAX).map_while(|part| {
            let key = parts::part_key(key, part);
            tree.get(&key)
                .transpose()
                .map(|bytes| Ok((sled::IVec::from(key), bytes?)))
        });
        let records = std::iter::once(Ok::<_, Failure>((sled::IVec::from(key), first))).chain(more);
        let value = Join::new(records).next().transpose()?;
        Ok(value.map(|(_, value)| value))
    }

    /// All logical values of a tree whose keys start with a prefix, in order.
    pub(crate) fn values(
        &self,
        name: TreeName,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(sled::IVec, Vec<u8>), Failure>> + use<> {
        let records = self.tree(name).scan_prefix(prefix);
        Join::new(records.map(|record| record.map_err(Failure::from)))
    }

    /// The sentinel, where there is one.
    pub(crate) fn sentinel(&self) -> Result<Option<Sentinel>, Failure> {
        let value = self.value(TreeName::Meta, SENTINEL)?;
        Ok(value
            .map(|json| serde_json::from_slice(&json))
            .transpose()?)
    }

    /// The head, where there is one.
    pub(crate) fn head(&self) -> Result<Option<Head>, Failure> {
        let value = self.value(TreeName::Meta, HEAD)?;
        Ok(value
            .map(|json| serde_json::from_slice(&json))
            .transpose()?)
    }

    /// Writes the sentinel of a new store.
    pub(crate) fn put_sentinel(&self, sentinel: &Sentinel) -> Result<(), Failure> {
        for (key, value) in parts::split(SENTINEL, &serde_json::to_vec(sentinel)?)? {
            self.tree(TreeName::Meta).insert(key, value)?;
        }
        Ok(())
    }

    /// Writes changes and head in one transaction: all or nothing, though not yet durable.
    pub(crate) fn apply(
        &self,
        changes: &[(TreeName, Changes)],
        head: &Head,
    ) -> Result<(), Failure> {
        let mut batches = vec![sled::Batch::default(); self.trees.len()];
        let head = parts::split(HEAD, &serde_json::to_vec(head)?)?;
        let meta = [(
            TreeName::Meta,
            head.into_iter()
                .map(|(key, value)| (key, Some(value)))
                .collect(),
        )];
        for (tree, changes) in changes.iter().chain(&meta) {
            let Some(batch) = batches.get_mut(*tree as usize) else {
                continue;
            };
            for (key, value) in changes {
                match value {
                    Some(value) => batch.insert(key.as_slice(), value.as_slice()),
                    None => batch.remove(key.as_slice()),
                }
            }
        }
        let done: Result<(), TransactionError<()>> = self.trees[..].transaction(|trees| {
            for (tree, batch) in trees.iter().zip(&batches) {
                tree.apply_batch(batch)?;
            }
            Ok(())
        });
        match done {
            Ok(()) => Ok(()),
            Err(TransactionError::Storage(error)) => Err(error.into()),
            Err(TransactionError::Abort(())) => {
                Err(Failure::Wrong("a write was given up".to_owned()))
            }
        }
    }

    /// Hands sled's buffer to the system. Not durable: [`super::disk::Disk::sync`] must follow.
    pub(crate) fn flush(&self) -> Result<(), sled::Error> {
        self.db.flush().map(drop)
    }
}

fn config(path: &Path) -> sled::Config {
    sled::Config::new()
        .path(path)
        .cache_capacity(CACHE)
        .flush_every_ms(Some(BACKGROUND_MS))
}
