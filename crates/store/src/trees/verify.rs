//! The full scan: every frame, the journal's chain, the indexes, the totals, and what the anchor says.

use std::collections::BTreeSet;

use crate::record::frame::Frame;
use crate::record::head::{Hash, Head, Reached};
use crate::record::parts::Join;
use crate::record::sentinel::{SCHEMA, Sentinel};
use crate::record::totals::{Total, Totals};
use crate::record::tree::TreeName;
use crate::record::{chain, key};

use super::failure::Failure;
use super::open::Trees;

/// What the scan found wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Finding {
    /// The records belong to another store.
    #[error("the records belong to store {found}, the anchor to {wanted}")]
    OtherStore { wanted: String, found: String },
    /// Written by a newer version.
    #[error("schema {0}")]
    NewerSchema(u32),
    /// Written by an older version.
    #[error("schema {0}")]
    OlderSchema(u32),
    /// Acknowledged commits are missing at the end.
    #[error("{entries} journal entries, {commits} commits older than the anchor")]
    Older { entries: u64, commits: u64 },
    /// A tree is not what it must be.
    #[error("`{tree}`: {what}")]
    Tree { tree: &'static str, what: String },
}

/// What the scan must reach.
pub(crate) struct Wanted<'a> {
    /// The store's name, where it is known.
    pub(crate) store: Option<&'a str>,
    /// What was acknowledged; none after the anchor was lost.
    pub(crate) reached: Option<&'a Reached>,
}

/// Reads everything and compares; the head if all is right.
pub(crate) fn verify(trees: &Trees, wanted: &Wanted<'_>) -> Result<(Sentinel, Head), Finding> {
    let sentinel = meta(trees.sentinel())?;
    if let Some(store) = wanted.store
        && sentinel.store != store
    {
        let (wanted, found) = (store.to_owned(), sentinel.store);
        return Err(Finding::OtherStore { wanted, found });
    }
    if sentinel.schema > SCHEMA {
        return Err(Finding::NewerSchema(sentinel.schema));
    }
    if sentinel.schema < SCHEMA {
        return Err(Finding::OlderSchema(sentinel.schema));
    }
    if sentinel != Sentinel::new(sentinel.store.clone()) {
        return Err(wrong(TreeName::Meta, "the sentinel names other trees"));
    }
    let head = meta(trees.head())?;
    let reached = &head.reached;
    if let Some(wanted) = wanted.reached {
        if reached.commits < wanted.commits || reached.seq < wanted.seq {
            return Err(Finding::Older {
                entries: wanted.seq.saturating_sub(reached.seq),
                commits: wanted.commits.saturating_sub(reached.commits),
            });
        }
        if reached.commits == wanted.commits && reached != wanted {
            return Err(wrong(
                TreeName::Meta,
                "the head is not the one that the anchor names",
            ));
        }
    }
    totals(trees, &reached.totals)?;
    journal(trees, reached, wanted.reached)?;
    open_index(trees)?;
    Ok((sentinel, head))
}

fn meta<T>(found: Result<Option<T>, Failure>) -> Result<T, Finding> {
    match found {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(wrong(TreeName::Meta, "sentinel or head is not there")),
        Err(failure) => Err(wrong(TreeName::Meta, failure)),
    }
}

fn wrong(tree: TreeName, what: impl ToString) -> Finding {
    Finding::Tree {
        tree: tree.as_str(),
        what: what.to_string(),
    }
}

/// Checks every frame, and count and digest of every tree.
fn totals(trees: &Trees, wanted: &Totals) -> Result<(), Finding> {
    for name in TreeName::COUNTED {
        let mut found = Total::default();
        for record in trees.tree(name) {
            let (key, value) = record.map_err(|error| wrong(name, error))?;
            Frame::decode(&key, &value).map_err(|bad| wrong(name, bad))?;
            found.add(&key, &value);
        }
        let wanted = wanted.of(name);
        if found.count != wanted.count {
            let what = format!("{} records instead of {}", found.count, wanted.count);
            return Err(wrong(name, what));
        }
        if found != wanted {
            return Err(wrong(name, "a record is an older or another one"));
        }
    }
    Ok(())
}

/// Follows the chain from its beginning, through the anchor's entry, to the head.
fn journal(trees: &Trees, head: &Reached, anchor: Option<&Reached>) -> Result<(), Finding> {
    let name = TreeName::Journal;
    let mut hash = Hash::default();
    let mut seq = 0;
    let records = trees.tree(name).iter();
    for value in Join::new(records.map(|record| record.map_err(Failure::from))) {
        let (key, body) = value.map_err(|failure| wrong(name, failure))?;
        seq += 1;
        if key::sequence(&key) != Some(seq) || key.len() != 8 {
            return Err(wrong(name, format!("entry {seq} is not there")));
        }
        chain::follows(&hash, &body).map_err(|bad| wrong(name, format!("entry {seq}: {bad}")))?;
        hash = chain::hash(seq, &body);
        if anchor.is_some_and(|anchor| anchor.seq == seq && anchor.hash != hash) {
            return Err(wrong(
                name,
                format!("entry {seq} is not the one that the anchor names"),
            ));
        }
    }
    if seq != head.seq || hash != head.hash {
        return Err(wrong(
            name,
            format!("the chain ends at {seq} instead of {}", head.seq),
        ));
    }
    Ok(())
}

/// Checks that exactly the orders that are open are in the index.
fn open_index(trees: &Trees) -> Result<(), Finding> {
    let name = TreeName::Open;
    let mut open = BTreeSet::new();
    for found in trees.values(name, &[]) {
        open.insert(found.map_err(|failure| wrong(name, failure))?.0);
    }
    for found in trees.values(TreeName::Orders, &[]) {
        let (key, json) = found.map_err(|failure| wrong(TreeName::Orders, failure))?;
        let is: IsOpen =
            serde_json::from_slice(&json).map_err(|error| wrong(TreeName::Orders, error))?;
        if is.open != open.remove(&key) {
            return Err(wrong(
                name,
                "an order is open and not in the index, or the reverse",
            ));
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(wrong(name, "an order is not there"))
    }
}

/// The one thing that the index must agree with.
#[derive(serde::Deserialize)]
struct IsOpen {
    open: bool,
}
