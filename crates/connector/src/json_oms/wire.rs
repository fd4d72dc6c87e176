//! The shapes of the protocol, version 1. They never leave this folder.
//!
//! In what we read a key that is absent is unknown, and `null` is none. Keys that we do not know
//! are left alone, so that an OMS may send more.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::order_wire::OrderOut;

/// The protocol's version, in the header and in every answer.
pub(super) const VERSION: u64 = 1;

/// Body of `POST /slips/search`.
#[derive(Debug, Serialize)]
pub(super) struct Search<'a> {
    pub(super) shop: &'a str,
    pub(super) order_numbers: Vec<&'a str>,
}

/// Answer to `POST /slips/search`.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    pub(super) orders: Vec<FoundOrder>,
}

/// One order asked for, with all its live slips.
#[derive(Debug, Deserialize)]
pub(super) struct FoundOrder {
    pub(super) order_number: String,
    pub(super) slips: Vec<Map<String, Value>>,
}

/// Body of `POST /imports`.
#[derive(Debug, Serialize)]
pub(super) struct Imports<'a> {
    pub(super) shop: &'a str,
    pub(super) imports: Vec<Import<'a>>,
}

/// One import.
#[derive(Debug, Serialize)]
pub(super) struct Import<'a> {
    pub(super) key: &'a str,
    pub(super) await_payment: bool,
    pub(super) await_check: bool,
    pub(super) order: OrderOut<'a>,
}

/// Body of `POST /slips/{id}/changes`.
#[derive(Debug, Serialize)]
pub(super) struct Changes<'a> {
    pub(super) shop: &'a str,
    pub(super) order_number: &'a str,
    pub(super) lock: &'a str,
    #[serde(rename = "changes")]
    pub(super) list: Vec<Change<'a>>,
}

/// One change with its key.
#[derive(Debug, Serialize)]
pub(super) struct Change<'a> {
    pub(super) key: &'a str,
    #[serde(rename = "do")]
    pub(super) what: What,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) on: Option<jiff::civil::Date>,
}

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// 入金済みにする, `on` the day of payment.
    MarkPaid,
    /// 入金待ちにする
    AwaitPayment,
    /// 確認待ちにする
    AwaitCheck,
    /// タグ付け, `text`.
    Tag,
    /// タグ外し, `text`.
    Untag,
    /// 作業用欄追記, `text`.
    Note,
    /// 発送方法設定, `text`.
    SetShipMethod,
    /// 出荷予定日設定, `on`.
    SetShipDate,
    /// 配達希望日設定, `on`.
    SetWishedDate,
    /// 配達希望時間帯設定, `text`.
    SetTimeSlot,
}

/// Answer to both writes.
#[derive(Debug, Deserialize)]
pub(super) struct Results {
    pub(super) results: Vec<KeyedResult>,
}

/// What came of the effect with this key.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct KeyedResult {
    pub(super) key: String,
    /// A word that we do not know makes it doubtful, so it is read as a text.
    pub(super) result: String,
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) reason: Option<String>,
}

/// The OMS's own word that it did nothing at all.
#[derive(Debug, Deserialize)]
pub(super) struct WholeError {
    pub(super) error: ErrorWords,
}

/// Why.
#[derive(Debug, Deserialize)]
pub(super) struct ErrorWords {
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
}
