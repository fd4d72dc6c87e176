//! The order-management system 受注管理システム: where orders are worked (ネクストエンジン).

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::civil;
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;

use super::intake::Intake;
use super::outcome::{IntentKey, Outcome, PortError};

/// All live slips (not cancelled) of each order asked for; an order without slip has an empty list.
pub type SlipsByOrder = BTreeMap<OrderNumber, Vec<Slip>>;

/// One order in a batch of imports.
#[derive(Debug, Clone)]
pub struct ImportCall<'a> {
    /// The intent's key.
    pub key: &'a IntentKey,
    /// The order as it was read last.
    pub order: &'a Order,
    /// What protective requests make of the new slip.
    pub shape: ImportShape,
    /// Which attempt, from 1: what has failed beside others can be sent apart from them.
    pub attempt: u32,
}

/// How the slip is to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct ImportShape {
    /// `await_payment` is due with the import: the slip stops in 入金待ち.
    pub await_payment: bool,
    /// `await_check` is due with the import: the slip stops in 確認待ち.
    pub await_check: bool,
}

/// A change to an existing slip. Changes to one slip are sent together, under the slip's lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipChange {
    /// 入金済みにする: deposit type, amount and date.
    MarkPaid {
        /// The day that counts as 入金日.
        on: civil::Date,
    },
    /// 入金待ちにする
    AwaitPayment,
    /// 確認待ちにする
    AwaitCheck,
    /// タグ付け
    Tag(String),
    /// タグ外し
    Untag(String),
    /// 作業用欄追記
    Note(String),
    /// 発送方法設定
    SetShipMethod(String),
    /// 出荷予定日設定
    SetShipDate(civil::Date),
    /// 配達希望日設定
    SetWishedDate(civil::Date),
    /// 配達希望時間帯設定
    SetTimeSlot(String),
}

/// Changes for one slip.
#[derive(Debug, Clone)]
pub struct SlipCall<'a> {
    /// The slip as it was read last, with its lock value.
    pub slip: &'a Slip,
    /// The order it belongs to.
    pub order: &'a Order,
    /// Each change with the key of its intent.
    pub changes: Vec<(&'a IntentKey, SlipChange)>,
}

/// A shop's part of an OMS account.
#[async_trait]
pub trait Oms: Send + Sync {
    /// Reads the live slips of these orders (batched inside).
    async fn slips(&self, numbers: &[OrderNumber]) -> Result<SlipsByOrder, PortError>;

    /// 受注取込. Waits until the far side has settled the batch as far as it will within a minute;
    /// what is not settled is doubtful. One outcome a call, in order.
    async fn import(&self, calls: &[ImportCall<'_>]) -> Result<Vec<Outcome>, PortError>;

    /// How many orders one `import` may carry.
    fn import_batch(&self) -> usize;

    /// Changes slips, each under its lock. One outcome for each change, in order of calls and changes.
    async fn change(&self, calls: &[SlipCall<'_>]) -> Result<Vec<Vec<Outcome>>, PortError>;

    /// Files that came in and are not [noted](Self::noted) yet; none where nothing comes in files.
    async fn intake(&self) -> Result<Vec<Intake>, PortError> {
        Ok(Vec::new())
    }

    /// These files stand in the journal now, and need not be told again.
    async fn noted(&self, _files: &[Intake]) -> Result<(), PortError> {
        Ok(())
    }
}
