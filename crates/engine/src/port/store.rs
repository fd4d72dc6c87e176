//! The store: the operations that the engine needs, each durable before it answers.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_interpreter::memory::Memory;
use sabaki_order::id::{OrderNumber, ShopId};
use serde::{Deserialize, Serialize};

use crate::journal::entry::JournalEntry;

use super::outcome::IntentKey;

/// What the store keeps of one order. Personal values stay out (hashes at most).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderState {
    /// Whose order.
    pub shop: ShopId,
    /// Which.
    pub number: OrderNumber,
    /// The first recorded observation; restarts and rule changes never move it.
    pub first_seen_at: Timestamp,
    /// The last one.
    pub last_seen_at: Timestamp,
    /// Whether it can still need work.
    pub open: bool,
    /// Non-personal facts by field id, as a fact file writes them; personal ones masked.
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// What the rules' timers and promises need.
    pub memory: Memory,
    /// Intents without an outcome: to be read back before anything else.
    pub intents: Vec<OpenIntent>,
    /// Failures in a row, and when the next attempt is due, by action.
    pub failures: BTreeMap<String, Failure>,
    /// When time alone can change the decision.
    pub look_again: Option<Timestamp>,
    /// The last decision and its explanation, masked, as JSON.
    pub decision: serde_json::Value,
    /// The rules version of that decision.
    pub rules_version: String,
}

/// An effect that was begun: on disk before the call, until its outcome is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIntent {
    /// Its key.
    pub key: IntentKey,
    /// The action's id.
    pub action: String,
    /// Its arguments as text.
    pub args: BTreeMap<String, String>,
    /// The rules that asked for it.
    pub rules: Vec<String>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// How often it has been tried.
    pub attempt: u32,
}

/// Failures of one action on one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// How many in a row.
    pub count: u32,
    /// The last reason.
    pub reason: Reason,
    /// When to try again; none: not by itself (the visible queue).
    pub retry_at: Option<Timestamp>,
}

/// How far the search of a shop has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Orders placed up to here are all recorded: the start of the last complete search.
    pub complete_until: Timestamp,
}

/// The tokens of an OMS account, as the connector keeps them; secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPair {
    /// Authorises calls.
    pub access: String,
    /// Renews it within an ordinary call.
    pub refresh: String,
    /// The far side's own words for when the access token ends; newer wins.
    pub access_ends: String,
    /// The same for the refresh token.
    pub refresh_ends: String,
}

impl std::fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenPair")
            .field("access_ends", &self.access_ends)
            .finish_non_exhaustive()
    }
}

/// Whether irreversible actions are stopped, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Switch {
    /// Everything goes on.
    #[default]
    Running,
    /// A person stopped it (`pause`); survives restarts.
    Paused {
        /// Why, in the person's words.
        reason: Reason,
    },
    /// The store was restored or damaged (照会モード): open orders are read back first.
    Doubt {
        /// What happened.
        reason: Reason,
    },
}

/// What is written together or not at all.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Order states to put, replacing the old ones.
    pub orders: Vec<OrderState>,
    /// Journal entries to append, in order.
    pub journal: Vec<JournalEntry>,
    /// Cursors to move.
    pub cursors: Vec<(ShopId, Cursor)>,
    /// The stop switch.
    pub switch: Option<Switch>,
}

/// Why the store did not do it. After any of these nothing more may be sent outside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum StoreError {
    /// The disk is full or nearly so.
    Full(String),
    /// Reading, writing or syncing failed.
    Io(String),
    /// What is there is damaged or is not what it should be.
    Damaged(String),
    /// The store took too long to answer.
    TimedOut(u64),
}

impl StoreError {
    /// For people.
    pub fn told(&self) -> Reason {
        match self {
            Self::Full(words) => Reason::of("reason.state.full").with("words", words),
            Self::Io(words) => Reason::of("reason.state.io").with("words", words),
            Self::Damaged(words) => Reason::of("reason.state.damaged").with("words", words),
            Self::TimedOut(seconds) => Reason::of("reason.state.slow").with("seconds", seconds),
        }
    }
}

/// The engine's state. Every method that changes it is durable before it returns.
#[async_trait]
pub trait Store: Send + Sync {
    /// Writes all of it, or nothing; answers when it is safe from a power cut.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError>;

    /// One order's state.
    async fn order(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Option<OrderState>, StoreError>;

    /// The states of many orders of one shop; those that are not there are left out.
    async fn orders(
        &self,
        shop: &ShopId,
        numbers: &[OrderNumber],
    ) -> Result<Vec<OrderState>, StoreError>;

    /// All orders of a shop that can still need work.
    async fn open_orders(&self, shop: &ShopId) -> Result<Vec<OrderState>, StoreError>;

    /// All orders of every shop, open or not, by shop and number.
    async fn all_orders(&self) -> Result<Vec<OrderState>, StoreError>;

    /// How far a shop's search has come.
    async fn cursor(&self, shop: &ShopId) -> Result<Option<Cursor>, StoreError>;

    /// The stop switch.
    async fn switch(&self) -> Result<Switch, StoreError>;

    /// The journal from a sequence number on, at most `limit` entries.
    async fn journal(
        &self,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError>;

    /// The journal of one order.
    async fn journal_of(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError>;

    /// The token pair of an OMS account.
    async fn tokens(&self, account: &str) -> Result<Option<TokenPair>, StoreError>;

    /// Stores a token pair, before any of the answer's data is used.
    async fn put_tokens(&self, account: &str, tokens: TokenPair) -> Result<(), StoreError>;

    /// What a connector noted about an intent; see [`Notebook`](super::notebook::Notebook).
    async fn note(&self, key: &IntentKey) -> Result<Option<String>, StoreError>;

    /// Stores a connector's note about an intent, replacing the one before.
    async fn put_note(&self, key: &IntentKey, text: &str) -> Result<(), StoreError>;
}
