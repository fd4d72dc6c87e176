//! 楽天市場: the RMS 楽天ペイ受注API as a [`Mall`].
//!
#![doc = include_str!("docs.md")]

mod calls;
pub mod config;
mod confirm;
pub mod decode;
mod order_model;
mod outcome;
mod package_model;
mod payment;
mod reading;
mod record;
pub mod report;
mod report_notes;
mod search;
pub(crate) mod shipping;
mod sub_status;
mod wire;

use sabaki_diagnostic::reason::Reason;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::mall::{
    Mall, MallCall, OrderReading, Parcel, SearchWindow, ShipmentReport,
};
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::order::{MallStatus, Order, Payment};

use self::calls::Client;
use self::config::RmsConfig;
use self::outcome::{Change, Written, judge, not_answered};
use self::report::{ReportWait, Reports};
use self::report_notes::Notes;
use self::sub_status::SubStatuses;
use self::wire::Message;
use crate::http::settings::SetupError;
use crate::http::text::personal_values;
use crate::jst;

/// What errors call this far side.
const TARGET: &str = "RMS";

/// Most orders in one call, everywhere in this API (confirmed).
const HUNDRED: usize = 100;

/// Longest ひとことメモ in characters (confirmed).
const LONGEST_MEMO: usize = 1000;

/// One shop at RMS.
pub struct RmsMall {
    client: Client,
    sub_statuses: SubStatuses,
    notebook: Option<Arc<dyn Notebook>>,
    report_wait: ReportWait,
    clock: Option<Arc<dyn Clock>>,
}

impl RmsMall {
    /// Prepares the connection; nothing is sent. Without a notebook every 発送完了報告 is sent by
    /// itself.
    ///
    /// # Errors
    /// [`SetupError`] if the address, a credential or the certificates of this machine do not do.
    pub fn new(config: RmsConfig) -> Result<Self, SetupError> {
        Ok(Self {
            client: Client::new(config)?,
            sub_statuses: SubStatuses::default(),
            notebook: None,
            report_wait: ReportWait::default(),
            clock: None,
        })
    }

    /// Keeps the ids of asynchronous reports in this notebook, so that many orders are reported in
    /// one request.
    #[must_use]
    pub fn with_notebook(self, notebook: Arc<dyn Notebook>, wait: ReportWait) -> Self {
        Self {
            notebook: Some(notebook),
            report_wait: wait,
            ..self
        }
    }

    /// Takes the time from this clock instead of the machine's.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self {
            clock: Some(clock),
            ..self
        }
    }

    /// A write about one order.
    async fn change(
        &self,
        change: Change,
        function: &'static str,
        request: &impl serde::Serialize,
        order: &Order,
    ) -> Result<Outcome, PortError> {
        let written = self.client.write(function, request).await?;
        Ok(match written {
            Written::Answered(said) | Written::RefusedWhole(said) => {
                let number = order.number.as_str();
                let about: Vec<&Message> = said
                    .iter()
                    .filter(|m| m.order_number.as_deref().is_none_or(|n| n == number))
                    .collect();
                judge(change, &about, &personal_values(order))
            }
            Written::Doubt(reason) => Outcome::Doubtful { reason },
        })
    }
}

fn refused(kind: RefusalKind, reason: Reason) -> Outcome {
    Outcome::Refused { kind, reason }
}

#[async_trait]
impl Mall for RmsMall {
    async fn search(&self, window: SearchWindow) -> Result<Vec<OrderNumber>, PortError> {
        search::search(&self.client, window).await
    }

    async fn read(&self, numbers: &[OrderNumber]) -> Result<Vec<OrderReading>, PortError> {
        reading::read(&self.client, numbers).await
    }

    async fn payments(&self, orders: &[&Order]) -> Vec<Payment> {
        payment::payments(&self.client, orders).await
    }

    async fn confirm(&self, calls: &[MallCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        confirm::confirm(&self.client, calls).await
    }

    fn confirm_batch(&self) -> usize {
        HUNDRED
    }

    async fn report_shipment(
        &self,
        call: MallCall<'_>,
        parcels: &[Parcel],
    ) -> Result<Outcome, PortError> {
        let outcomes = self
            .report_shipments(&[ShipmentReport { call, parcels }])
            .await?;
        // INVARIANT: one outcome a report.
        Ok(outcomes
            .into_iter()
            .next()
            .unwrap_or_else(|| Outcome::Doubtful {
                reason: Reason::of("reason.rms.nothing_of_order"),
            }))
    }

    fn report_batch(&self) -> usize {
        HUNDRED
    }

    async fn report_shipments(
        &self,
        reports: &[ShipmentReport<'_>],
    ) -> Result<Vec<Outcome>, PortError> {
        let with = Reports {
            client: &self.client,
            notes: self.notebook.as_ref().map(|notebook| Notes { notebook }),
            wait: self.report_wait,
            now: self.clock.as_ref().map_or_else(Timestamp::now, |c| c.now()),
        };
        let mut outcomes = Vec::with_capacity(reports.len());
        for part in reports.chunks(HUNDRED) {
            match with.report(part).await {
                Ok(part) => outcomes.extend(part),
                Err(error) if outcomes.is_empty() => return Err(error),
                // Others were sent before, so this is told order by order: nothing was done here.
                Err(error) => {
                    let reason = error.told();
                    let busy = refused(RefusalKind::Busy, reason);
                    outcomes.extend(vec![busy; part.len()]);
                }
            }
        }
        Ok(outcomes)
    }

    async fn cancel(&self, call: MallCall<'_>, reason: &str) -> Result<Outcome, PortError> {
        match call.order.status {
            MallStatus::AwaitingCancel | MallStatus::Cancelled => return Ok(Outcome::AlreadyDone),
            MallStatus::AwaitingConfirmation
            | MallStatus::RakutenProcessing
            | MallStatus::AwaitingShipment => {}
            MallStatus::AwaitingChange
            | MallStatus::Shipped
            | MallStatus::PaymentProcessing
            | MallStatus::PaymentProcessed
            | MallStatus::New
            | MallStatus::Processed
            | MallStatus::OnHold
            | MallStatus::Unknown(_) => {
                return Ok(refused(
                    RefusalKind::Other,
                    Reason::of("reason.rms.cancel.status"),
                ));
            }
        }
        let Some(code) = cancel_reason(reason) else {
            return Ok(refused(
                RefusalKind::Data,
                Reason::of("reason.rms.cancel.code"),
            ));
        };
        let request = wire::CancelOrder {
            number: call.order.number.as_str(),
            restore: 0,
            reason: code,
        };
        self.change(Change::Cancel, "cancelOrder", &request, call.order)
            .await
    }

    async fn set_sub_status(&self, call: MallCall<'_>, name: &str) -> Result<Outcome, PortError> {
        if call.order.sub_status.value().is_some_and(|now| now == name) {
            return Ok(Outcome::AlreadyDone);
        }
        let Some(status) = code(call.order.status) else {
            return Ok(refused(
                RefusalKind::Other,
                Reason::of("reason.rms.status_unknown"),
            ));
        };
        let Some(id) = self.sub_statuses.id(&self.client, status, name).await? else {
            return Ok(refused(
                RefusalKind::Data,
                Reason::of("reason.rms.no_sub_status").with("name", name),
            ));
        };
        let request = wire::UpdateSubStatus {
            id,
            numbers: [call.order.number.as_str()],
        };
        self.change(
            Change::SubStatus,
            "updateOrderSubStatus",
            &request,
            call.order,
        )
        .await
    }

    async fn set_memo(&self, call: MallCall<'_>, text: &str) -> Result<Outcome, PortError> {
        if call.order.memo.value().is_some_and(|now| now == text) {
            return Ok(Outcome::AlreadyDone);
        }
        if text.chars().count() > LONGEST_MEMO {
            return Ok(refused(
                RefusalKind::Data,
                Reason::of("reason.rms.memo_too_long"),
            ));
        }
        let request = wire::UpdateMemo {
            number: call.order.number.as_str(),
            memo: text,
        };
        self.change(Change::Memo, "updateOrderMemo", &request, call.order)
            .await
    }

    async fn mark_processed(&self, _call: MallCall<'_>) -> Result<Outcome, PortError> {
        Ok(refused(
            RefusalKind::Other,
            Reason::of("reason.rms.no_processed"),
        ))
    }

    async fn credentials_expire_at(&self) -> Result<Option<Timestamp>, PortError> {
        let Some(text) = self.client.licence_expiry().await? else {
            return Ok(None);
        };
        expiry(&text).map(Some).ok_or_else(|| {
            not_answered(Reason::of("reason.answer.unreadable").with("what", "expiryDate"))
        })
    }
}

/// The codes that may be written; 16 is read only.
///
/// Source: RMS cancelOrder, `changeReasonDetailApply` (confirmed).
fn cancel_reason(text: &str) -> Option<u8> {
    let code = text.trim().parse().ok()?;
    matches!(code, 1..=6 | 8 | 10 | 13..=15).then_some(code)
}

fn code(status: MallStatus) -> Option<i64> {
    Some(match status {
        MallStatus::AwaitingConfirmation => 100,
        MallStatus::RakutenProcessing => 200,
        MallStatus::AwaitingShipment => 300,
        MallStatus::AwaitingChange => 400,
        MallStatus::Shipped => 500,
        MallStatus::PaymentProcessing => 600,
        MallStatus::PaymentProcessed => 700,
        MallStatus::AwaitingCancel => 800,
        MallStatus::Cancelled => 900,
        MallStatus::Unknown(code) => code,
        MallStatus::New | MallStatus::Processed | MallStatus::OnHold => return None,
    })
}

/// A day ends at 23:59:59 (confirmed); how the value is written is not, so every likely form is read.
fn expiry(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(at) = jst::parse_rms(text) {
        return Some(at);
    }
    if let Ok(day) = jiff::civil::Date::strptime("%Y-%m-%d", text) {
        return jst::instant(day.at(23, 59, 59, 0));
    }
    jst::instant(text.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_dates() {
        let cases = [
            ("2026-12-01", "2026-12-01T14:59:59Z"),
            ("2026-12-01T23:59:59+0900", "2026-12-01T14:59:59Z"),
            ("2026-12-01T23:59:59+09:00", "2026-12-01T14:59:59Z"),
            ("2026-12-01T23:59:59.000+09:00", "2026-12-01T14:59:59Z"),
            ("2026-12-01 23:59:59", "2026-12-01T14:59:59Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(expiry(text).unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(expiry("soon"), None);
    }

    #[test]
    fn cancel_reasons() {
        for text in ["1", "6", "8", "10", "13", " 15 "] {
            assert!(cancel_reason(text).is_some(), "{text}");
        }
        for text in ["0", "7", "9", "16", "-1", "300", "欠品", ""] {
            assert_eq!(cancel_reason(text), None, "{text}");
        }
    }
}
