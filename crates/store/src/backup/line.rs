//! One line of a backup.

use jiff::Timestamp;
use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Cursor, OrderState, Switch};
use sabaki_order::id::ShopId;
use serde::{Deserialize, Serialize};

use crate::record::head::Hash;

/// The layout of backups.
pub(crate) const FORMAT: u32 = 1;

/// A line: `{"order":{…}}` and so on. First the header, then the records, last the end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    /// What this is.
    SabakiState(Header),
    /// An order's state.
    Order(Box<OrderState>),
    /// The next journal entry.
    Entry(Box<JournalEntry>),
    /// A shop's cursor.
    Cursor(ShopId, Cursor),
    /// A connector's note about an intent.
    Note(IntentKey, String),
    /// What must have come before.
    End(End),
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The layout.
    pub(crate) format: u32,
    /// The store that was exported.
    pub(crate) store: String,
    /// When.
    pub(crate) exported_at: Timestamp,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// What there is of each.
    pub(crate) counts: Counts,
    /// The stop switch.
    pub(crate) switch: Switch,
    /// SHA-256 over all lines before this one, with their line ends.
    pub(crate) digest: Hash,
}

/// How much a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Orders.
    pub orders: u64,
    /// Journal entries.
    pub entries: u64,
    /// Cursors.
    pub cursors: u64,
    /// Connectors' notes.
    #[serde(default)]
    pub notes: u64,
    /// The hash of the last journal entry, which carries all before it.
    pub head: Hash,
}
