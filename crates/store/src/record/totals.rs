//! Totals: count and digest of every tree, kept with each commit and compared at each opening.
//!
//! The digest is a sum over the records, so that a commit moves it without reading the tree. A lost
//! record, an old version of one, or one too many each make it differ.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::tree::TreeName;

/// What one tree holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Total {
    /// How many stored records; a long value has several.
    pub count: u64,
    /// The sum over them.
    pub digest: Digest,
}

/// A sum of hashes; hexadecimal in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest(u128);

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

impl Total {
    /// Counts a record that is there now.
    pub(crate) fn add(&mut self, key: &[u8], value: &[u8]) {
        self.count = self.count.wrapping_add(1);
        self.digest.0 = self.digest.0.wrapping_add(record(key, value));
    }

    /// Takes off a record that was there.
    pub(crate) fn remove(&mut self, key: &[u8], value: &[u8]) {
        self.count = self.count.wrapping_sub(1);
        self.digest.0 = self.digest.0.wrapping_sub(record(key, value));
    }
}

fn record(key: &[u8], value: &[u8]) -> u128 {
    let mut hasher = Sha256::new();
    hasher.update(key.len().to_be_bytes());
    hasher.update(key);
    hasher.update(value);
    let hash: [u8; 32] = hasher.finalize().into();
    hash.first_chunk()
        .map_or(0, |half| u128::from_be_bytes(*half))
}

/// What every tree holds, apart from the one that holds this.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Totals(BTreeMap<TreeName, Total>);

impl Totals {
    /// What one tree holds.
    pub fn of(&self, tree: TreeName) -> Total {
        self.0.get(&tree).copied().unwrap_or_default()
    }

    /// What one tree holds, to be changed.
    pub(crate) fn of_mut(&mut self, tree: TreeName) -> &mut Total {
        self.0.entry(tree).or_default()
    }
}
