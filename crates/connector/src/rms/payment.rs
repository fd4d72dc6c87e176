//! getPayment, one order a call: how far the payment is.

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::PortError;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Payment};
use serde_json::{Map, Value};

use super::calls::Client;
use super::order_model::instant;
use super::record::{Record, RecordError};
use super::wire::{GetPayment, Message, messages};

/// The newest version that was seen; the key has been required since April 2021 (confirmed).
const VERSION: u8 = 4;

/// 決済手続き取消完了 and 決済取消完了: such a payment no longer stands for the order.
const CANCELLED: [i64; 2] = [31200, 31500];

/// One payment an order, in their order. Where RMS itself does not answer, the rest is not asked.
pub(super) async fn payments(client: &Client, orders: &[&Order]) -> Vec<Payment> {
    let mut payments = vec![Payment::default(); orders.len()];
    for (order, payment) in orders.iter().zip(&mut payments) {
        if !is_asked_for(order.status) {
            continue;
        }
        match one(client, order).await {
            Ok(read) => *payment = read,
            Err(error) => {
                let order = order.number.as_str();
                tracing::warn!(order, %error, "the payment stays unknown");
                if !matches!(error, PortError::Rejected { .. }) {
                    break;
                }
            }
        }
    }
    payments
}

/// Before 注文確認 no payment has begun, and after 支払手続き済 and キャンセル確定 rules do nothing.
const fn is_asked_for(status: MallStatus) -> bool {
    match status {
        MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::AwaitingCancel => true,
        MallStatus::AwaitingConfirmation
        | MallStatus::PaymentProcessed
        | MallStatus::Cancelled
        | MallStatus::New
        | MallStatus::Processed
        | MallStatus::OnHold
        | MallStatus::Unknown(_) => false,
    }
}

async fn one(client: &Client, order: &Order) -> Result<Payment, PortError> {
    let number = order.number.as_str();
    let request = GetPayment {
        number,
        version: VERSION,
    };
    let answer = client.read("getPayment", &request).await?;
    let reason = match decode(&answer, number) {
        Ok(Some(payment)) => return Ok(payment),
        Ok(None) => {
            let said: Vec<String> = messages(&answer).iter().map(Message::in_short).collect();
            Reason::of("reason.rms.no_payment").with("words", said.join(", "))
        }
        Err(error) => error.told(),
    };
    // RMS has answered, so the next order is asked for.
    Err(PortError::Rejected {
        target: super::TARGET,
        reason,
    })
}

/// The payment of an answer; none where it does not speak of this order.
fn decode(answer: &Map<String, Value>, number: &str) -> Result<Option<Payment>, RecordError> {
    let Known::Value(model) = Record::root(answer).object("OrderModel")? else {
        return Ok(None);
    };
    if model.plain("orderNumber")? != number {
        return Ok(None);
    }
    let mut payments = Vec::new();
    for payment in model.list("PaymentModelList")? {
        payments.push(Payment {
            status: payment.int("paymentStatus")?,
            completed_at: instant(&payment, "paymentProcCmplDatetime")?,
        });
    }
    Ok(Some(standing(&payments)))
}

/// The one that stands. Which of several counts is not documented: those that are cancelled do not,
/// as long as another is there, and where the others differ it is unknown.
fn standing(payments: &[Payment]) -> Payment {
    let cancelled = |payment: &&Payment| {
        let status = payment.status.value();
        status.is_some_and(|status| CANCELLED.contains(status))
    };
    let mut live = payments.iter().filter(|payment| !cancelled(payment));
    let (first, rest) = match live.next() {
        Some(first) => (Some(first), live.collect::<Vec<_>>()),
        None => (payments.first(), payments.iter().skip(1).collect()),
    };
    let Some(first) = first else {
        return Payment::default();
    };
    Payment {
        status: agreed(first.status, rest.iter().map(|p| p.status)),
        completed_at: agreed(first.completed_at, rest.iter().map(|p| p.completed_at)),
    }
}

fn agreed<T: PartialEq>(first: Known<T>, mut rest: impl Iterator<Item = Known<T>>) -> Known<T> {
    if rest.all(|other| other == first) {
        first
    } else {
        Known::Unknown
    }
}
