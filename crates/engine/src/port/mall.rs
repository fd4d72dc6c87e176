//! The mall モール: where orders arise (RMS).

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_diagnostic::reason::Reason;
use sabaki_order::id::OrderNumber;
use sabaki_order::order::{Order, Payment};

use super::intake::Intake;
use super::outcome::{IntentKey, Outcome, PortError, RefusalKind};

/// What is searched for: orders placed in a window (both ends included), in certain states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchWindow {
    /// First instant of 注文日時.
    pub from: Timestamp,
    /// Last instant.
    pub until: Timestamp,
}

/// What a reading of one order gave.
#[derive(Debug, Clone)]
pub enum OrderReading {
    /// The order as it stands.
    Read(Box<Order>),
    /// The mall answered without it (deleted, foreign, too old, or left out).
    Missing {
        /// Which.
        number: OrderNumber,
    },
    /// Its record could not be understood; the others are fine.
    Unreadable {
        /// Which.
        number: OrderNumber,
        /// Why, without personal data.
        reason: Reason,
    },
}

/// One order in a batch of effects.
#[derive(Debug, Clone, Copy)]
pub struct MallCall<'a> {
    /// The intent's key.
    pub key: &'a IntentKey,
    /// The order as it was read last.
    pub order: &'a Order,
}

/// A parcel 荷物 to report in 発送完了報告.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// 送付先ID of the destination that it goes to.
    pub basket_id: i64,
    /// 配送会社: the mall's carrier code as text.
    pub carrier: String,
    /// お荷物伝票番号
    pub tracking_number: String,
    /// 発送日
    pub shipped_on: jiff::civil::Date,
}

/// An order to report with all its parcels, in a batch of reports.
#[derive(Debug, Clone, Copy)]
pub struct ShipmentReport<'a> {
    /// The intent and the order.
    pub call: MallCall<'a>,
    /// Every parcel of the order; each destination has at least one.
    pub parcels: &'a [Parcel],
}

/// A shop at a mall. Every effect takes the key of its intent and gives one outcome an order, in
/// the order of the calls; an error means that nothing was sent.
#[async_trait]
pub trait Mall: Send + Sync {
    /// All order numbers of a window whose state may still need work, complete or an error.
    async fn search(&self, window: SearchWindow) -> Result<Vec<OrderNumber>, PortError>;

    /// Reads orders; one reading for each number asked for, in any amount (batched inside).
    async fn read(&self, numbers: &[OrderNumber]) -> Result<Vec<OrderReading>, PortError>;

    /// How far the payment of each of these orders is, for a mall that has to be asked for it order
    /// by order: one an order, in their order. Called after a reading, and only where a rule reads
    /// it. What cannot be said yet or could not be got is unknown; this never fails a reading.
    async fn payments(&self, orders: &[&Order]) -> Vec<Payment> {
        vec![Payment::default(); orders.len()]
    }

    /// 注文確認 for at most [`Self::confirm_batch`] orders.
    async fn confirm(&self, calls: &[MallCall<'_>]) -> Result<Vec<Outcome>, PortError>;

    /// How many orders one `confirm` may carry.
    fn confirm_batch(&self) -> usize;

    /// 発送完了報告 of one order with all its parcels: what is reported already stays as it is, empty
    /// and stub rows are filled first, no row is ever written twice.
    async fn report_shipment(
        &self,
        call: MallCall<'_>,
        parcels: &[Parcel],
    ) -> Result<Outcome, PortError>;

    /// How many orders one [`Self::report_shipments`] may carry; 1 where a mall takes them singly.
    fn report_batch(&self) -> usize {
        1
    }

    /// 発送完了報告 of at most [`Self::report_batch`] orders.
    async fn report_shipments(
        &self,
        reports: &[ShipmentReport<'_>],
    ) -> Result<Vec<Outcome>, PortError> {
        let mut outcomes = Vec::with_capacity(reports.len());
        for report in reports {
            match self.report_shipment(report.call, report.parcels).await {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) if outcomes.is_empty() => return Err(error),
                // Others were sent before, so this is told order by order: nothing was done here.
                Err(error) => outcomes.push(Outcome::Refused {
                    kind: RefusalKind::Busy,
                    reason: error.told(),
                }),
            }
        }
        Ok(outcomes)
    }

    /// 注文キャンセル with a reason code of the mall.
    async fn cancel(&self, call: MallCall<'_>, reason: &str) -> Result<Outcome, PortError>;

    /// サブステータス設定, by its name in the shop's list.
    async fn set_sub_status(&self, call: MallCall<'_>, name: &str) -> Result<Outcome, PortError>;

    /// ひとことメモ設定; a mall without a memo refuses.
    async fn set_memo(&self, _call: MallCall<'_>, _text: &str) -> Result<Outcome, PortError> {
        Ok(Outcome::Refused {
            kind: RefusalKind::Other,
            reason: Reason::of("reason.no_memo"),
        })
    }

    /// 処理済にする (older order API only; others answer refused).
    async fn mark_processed(&self, call: MallCall<'_>) -> Result<Outcome, PortError>;

    /// When the credentials end, where the mall can say so.
    async fn credentials_expire_at(&self) -> Result<Option<Timestamp>, PortError>;

    /// Files that came in and are not [noted](Self::noted) yet; none where orders come in no files.
    async fn intake(&self) -> Result<Vec<Intake>, PortError> {
        Ok(Vec::new())
    }

    /// These files stand in the journal now, and need not be told again.
    async fn noted(&self, _files: &[Intake]) -> Result<(), PortError> {
        Ok(())
    }
}
