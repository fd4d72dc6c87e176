//! What is to be written, as changes of the trees and the head after them.

use std::collections::BTreeMap;

use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Commit, TokenPair};
use serde::Serialize;

use crate::record::frame::{Frame, Unfit};
use crate::record::head::Head;
use crate::record::tree::TreeName;
use crate::record::{chain, key, parts};

use super::failure::Failure;
use super::open::{Changes, Trees};

/// Something to write together or not at all.
pub(crate) enum Write {
    /// What the engine commits.
    Commit(Box<Commit>),
    /// A token pair of an account.
    Tokens(String, TokenPair),
    /// A connector's note about an intent.
    Note(IntentKey, String),
}

/// Changes against the trees as they are, collected before anything is written.
struct Plan<'a> {
    trees: &'a Trees,
    head: Head,
    /// Logical values by tree and key; none: removed. The last one wins.
    values: BTreeMap<TreeName, BTreeMap<Vec<u8>, Option<Vec<u8>>>>,
}

/// Writes one thing in one transaction and returns the head after it. Not yet durable.
pub(crate) fn write(trees: &Trees, head: &Head, write: &Write) -> Result<Head, Failure> {
    let mut plan = Plan {
        trees,
        head: head.clone(),
        values: BTreeMap::new(),
    };
    match write {
        Write::Commit(commit) => plan.commit(commit)?,
        Write::Tokens(account, tokens) => {
            let value = json(tokens)?;
            plan.put(TreeName::Tokens, key::name(account)?, value);
        }
        Write::Note(key, text) => {
            let value = json(text)?;
            plan.put(TreeName::Notes, key::name(&key.0)?, value);
        }
    }
    let (changes, head) = plan.finish()?;
    trees.apply(&changes, &head)?;
    Ok(head)
}

impl Plan<'_> {
    fn commit(&mut self, commit: &Commit) -> Result<(), Failure> {
        for order in &commit.orders {
            let key = key::order(&order.shop, &order.number)?;
            let open = order.open.then(Vec::new);
            self.values
                .entry(TreeName::Open)
                .or_default()
                .insert(key.clone(), open);
            self.put(TreeName::Orders, key, json(order)?);
        }
        for entry in &commit.journal {
            let seq = self.head.reached.seq + 1;
            let body = chain::link(&self.head.reached.hash, entry)?;
            if let (Some(shop), Some(order)) = (&entry.shop, &entry.order) {
                let key = key::journal_of(&key::order(shop, order)?, seq);
                self.put(TreeName::JournalByOrder, key, Vec::new());
            }
            self.head.reached.seq = seq;
            self.head.reached.hash = chain::hash(seq, &body);
            self.put(TreeName::Journal, seq.to_be_bytes().to_vec(), body);
        }
        for (shop, cursor) in &commit.cursors {
            self.put(TreeName::Cursors, key::name(shop.as_str())?, json(cursor)?);
        }
        if let Some(switch) = &commit.switch {
            self.head.switch = switch.clone();
        }
        Ok(())
    }

    fn put(&mut self, tree: TreeName, key: Vec<u8>, value: Vec<u8>) {
        self.values
            .entry(tree)
            .or_default()
            .insert(key, Some(value));
    }

    /// The physical changes, and the head with the totals after them.
    fn finish(mut self) -> Result<(Vec<(TreeName, Changes)>, Head), Failure> {
        let mut all = Vec::new();
        for (name, values) in std::mem::take(&mut self.values) {
            let mut changes = Changes::new();
            for (key, value) in values {
                self.replace(name, &key, value, &mut changes)?;
            }
            all.push((name, changes));
        }
        self.head.reached.commits += 1;
        Ok((all, self.head))
    }

    /// Takes off the old parts of a value and puts the new ones.
    fn replace(
        &mut self,
        name: TreeName,
        key: &[u8],
        value: Option<Vec<u8>>,
        changes: &mut Changes,
    ) -> Result<(), Failure> {
        let total = self.head.reached.totals.of_mut(name);
        let tree = self.trees.tree(name);
        let new = match value {
            Some(value) => parts::split(key, &value)?,
            None => Vec::new(),
        };
        let mut old_parts = 0;
        if let Some(old) = tree.get(key)? {
            old_parts = Frame::decode(key, &old)?.parts;
            total.remove(key, &old);
        }
        for part in 1..old_parts {
            let key = parts::part_key(key, part);
            let old = tree
                .get(&key)?
                .ok_or(crate::record::frame::BadFrame::Part)?;
            total.remove(&key, &old);
        }
        for part in u16::try_from(new.len()).unwrap_or(u16::MAX)..old_parts {
            changes.push((parts::part_key(key, part), None));
        }
        for (key, value) in new {
            total.add(&key, &value);
            changes.push((key, Some(value)));
        }
        Ok(())
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Unfit> {
    serde_json::to_vec(value).map_err(|error| Unfit::NoJson(error.to_string()))
}
