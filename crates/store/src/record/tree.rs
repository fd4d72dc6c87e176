//! The trees: few and fixed, since sled does not bear many.

use serde::{Deserialize, Serialize};

/// The trees of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TreeName {
    /// Order states by shop and number.
    Orders,
    /// Shop and number of the orders that can still need work.
    Open,
    /// Journal entries by sequence number.
    Journal,
    /// Sequence numbers by shop and order number.
    JournalByOrder,
    /// How far each shop's search has come.
    Cursors,
    /// Token pairs by account; secret.
    Tokens,
    /// Connectors' notes by intent.
    Notes,
    /// Sentinel and head.
    Meta,
}

impl TreeName {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Orders,
        Self::Open,
        Self::Journal,
        Self::JournalByOrder,
        Self::Cursors,
        Self::Tokens,
        Self::Notes,
        Self::Meta,
    ];

    /// Those that the totals speak of.
    pub const COUNTED: [Self; 7] = [
        Self::Orders,
        Self::Open,
        Self::Journal,
        Self::JournalByOrder,
        Self::Cursors,
        Self::Tokens,
        Self::Notes,
    ];

    /// Its name in sled and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Open => "open",
            Self::Journal => "journal",
            Self::JournalByOrder => "journal_by_order",
            Self::Cursors => "cursors",
            Self::Tokens => "tokens",
            Self::Notes => "notes",
            Self::Meta => "meta",
        }
    }
}
