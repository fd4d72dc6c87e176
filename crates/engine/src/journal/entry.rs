//! One entry of the journal. No personal data: order numbers, field names, codes and reasons.

use sabaki_diagnostic::reason::{Args, Reason};
use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_order::id::{OrderNumber, ShopId};
use serde::{Deserialize, Serialize};

use crate::port::intake::Intake;
use crate::port::outcome::{IntentKey, Outcome};

/// An entry with its instant (the engine's clock).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// When.
    pub at: Timestamp,
    /// Whose order, where it is about one.
    pub shop: Option<ShopId>,
    /// Which order, where it is about one.
    pub order: Option<OrderNumber>,
    /// What.
    pub what: Event,
}

/// What the journal speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The order was seen for the first time, or a field that rules read has changed.
    Observed {
        /// Fields that changed, by id, with their new (non-personal, else masked) values.
        changed: BTreeMap<String, serde_json::Value>,
    },
    /// A new decision, where it differs from the last one.
    Decided {
        /// Which rules version decided.
        rules_version: String,
        /// The decision as JSON, masked.
        decision: serde_json::Value,
    },
    /// 着手: written before the effect.
    Intent {
        /// Its key.
        key: IntentKey,
        /// The action's id.
        action: String,
        /// Its arguments as text.
        args: BTreeMap<String, String>,
        /// The rules that asked for it.
        rules: Vec<String>,
        /// Which rules version decided.
        rules_version: String,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// 結果: written after the effect.
    Outcome {
        /// The intent's key.
        key: IntentKey,
        /// The action's id.
        action: String,
        /// What came of it.
        outcome: Outcome,
        /// How it is known: the answer, or reading it back.
        by: OutcomeSource,
    },
    /// Somebody else did what a rule would have asked for (他で実行済み).
    DoneByOther {
        /// The action's id.
        action: String,
    },
    /// A person released a rule's hold.
    Released {
        /// Which rule.
        rule: String,
        /// Who.
        person: Option<String>,
    },
    /// Irreversible actions were stopped.
    Paused {
        /// Why.
        reason: Reason,
    },
    /// They go on.
    Resumed,
    /// Rules were put to work.
    RulesLoaded {
        /// Their version.
        rules_version: String,
    },
    /// New rule files were refused; the last good set goes on.
    RulesRefused {
        /// The first error.
        reason: Reason,
    },
    /// A pass over a shop ended.
    Pass {
        /// Whether the shop was read completely.
        complete: bool,
        /// Counts by name.
        counts: BTreeMap<String, u64>,
    },
    /// A file with orders or shipments came in.
    FileCame {
        /// Which, and its count.
        file: Intake,
    },
    /// One clear alarm (a key, a maintenance, a cap).
    Alarm {
        /// Key of its text in the catalogue.
        text: String,
        /// Its arguments.
        args: Args,
    },
}

/// How an outcome is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeSource {
    /// The call's own answer.
    Answer,
    /// 照会: reading the order or slip back.
    ReadBack,
}
