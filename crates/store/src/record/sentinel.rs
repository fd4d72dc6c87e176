//! The sentinel: the record that says whose store this is and how it is written.

use serde::{Deserialize, Serialize};

use super::tree::TreeName;

/// How this version writes its records.
///
/// A change of what is stored makes a new number. The way from an older one is a backup: its format
/// is read for ever, and `import` makes a new folder beside the old one, which stays.
pub(crate) const SCHEMA: u32 = 1;

/// What every store carries, written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sentinel {
    /// The store's name for itself, random.
    pub(crate) store: String,
    /// How its records are written.
    pub(crate) schema: u32,
    /// The trees that must be there.
    pub(crate) trees: Vec<String>,
}

impl Sentinel {
    /// The sentinel of a new store.
    pub(crate) fn new(store: String) -> Self {
        Self {
            store,
            schema: SCHEMA,
            trees: TreeName::ALL
                .iter()
                .map(|tree| tree.as_str().to_owned())
                .collect(),
        }
    }
}
