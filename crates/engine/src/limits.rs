//! The settings of one shop: limits, polling, what is allowed.

use jiff::{SignedDuration, Timestamp};
use sabaki_order::id::ShopId;

/// Limits of the configuration (`limits:`), each with the default of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How old an observation may be when an effect is sent.
    pub facts_age: SignedDuration,
    /// Most irreversible effects in one pass of the shop.
    pub irreversible_per_pass: u32,
    /// Most irreversible effects in any hour of the shop.
    pub irreversible_per_hour: u32,
    /// Failures in a row after which an action waits in the visible queue for a change or a person.
    pub attempts: u32,
    /// How long after its intent an effect may still happen: the longest call plus what the far
    /// side may do after it was given up on. A doubtful effect counts as not happened only when it
    /// is unseen after this. Zero where the clock is the sandbox's, which may stand still.
    pub settle: SignedDuration,
    /// How many orders are worked together.
    pub chunk: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            facts_age: SignedDuration::from_mins(2),
            irreversible_per_pass: 500,
            irreversible_per_hour: 2000,
            attempts: 8,
            settle: SignedDuration::from_secs(90),
            chunk: 100,
        }
    }
}

/// When and how far back a shop is searched (`poll:`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// From one pass to the next.
    pub every: SignedDuration,
    /// How far back the first search goes.
    pub lookback: SignedDuration,
    /// How far a search reaches behind the last complete one.
    pub overlap: SignedDuration,
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(5),
            lookback: SignedDuration::from_hours(60 * 24),
            overlap: SignedDuration::from_mins(15),
        }
    }
}

/// Whether `cancel` may be sent at all (`allow: {cancel: …}`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CancelPermission {
    /// Never.
    #[default]
    Forbidden,
    /// Where a rule asks for it.
    Allowed,
}

/// Settings of one shop.
#[derive(Debug, Clone)]
pub struct ShopSettings {
    /// The shop.
    pub shop: ShopId,
    /// Limits.
    pub limits: Limits,
    /// Polling.
    pub poll: Poll,
    /// Whether orders may be cancelled.
    pub cancel: CancelPermission,
    /// Key of the hashes that stand for personal values (`privacy: {history: hash}`); without a
    /// key nothing of a personal value is kept.
    pub history_key: Option<crate::observe::masked::HistoryKey>,
}

impl ShopSettings {
    /// A shop with the defaults of the product.
    pub fn new(shop: ShopId) -> Self {
        Self {
            shop,
            limits: Limits::default(),
            poll: Poll::default(),
            cancel: CancelPermission::default(),
            history_key: None,
        }
    }
}

/// The instant that much later; the end of time where there is none.
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// The instant that much earlier; the beginning of time where there is none.
pub fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}
