//! The cases for what a mall may be asked besides 注文確認 and 発送完了報告, for what it cannot do,
//! and for calls about nothing or about an order that is not there.

use sabaki_engine::port::mall::{MallCall, Parcel};
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, ShipmentRow};

use super::mall::{MallBench, MallCan, parcel, read};
use super::{Caused, Findings, Trouble};

/// The memo that is written.
const MEMO: &str = "見本のメモ";

/// A number that no mall has.
pub(super) const NOBODY: &str = "000000-20000101-0000000000";

/// One action on one order, under a key of its own.
async fn act(bench: &dyn MallBench, action: MallCan, order: &Order) -> Result<Outcome, PortError> {
    let key = IntentKey(format!("kit-{action:?}-{}", order.number));
    let call = MallCall { key: &key, order };
    let mall = bench.mall();
    match action {
        MallCan::Confirm => Ok(super::mall::first(mall.confirm(&[call]).await?)),
        MallCan::ReportShipment => {
            let parcels: Vec<Parcel> = order
                .packages
                .iter()
                .map(|package| parcel(bench, package, "000000000011"))
                .collect();
            mall.report_shipment(call, &parcels).await
        }
        MallCan::Cancel => mall.cancel(call, bench.cancel_reason()).await,
        MallCan::SetSubStatus => mall.set_sub_status(call, bench.sub_status()).await,
        MallCan::SetMemo => mall.set_memo(call, MEMO).await,
        MallCan::MarkProcessed => mall.mark_processed(call).await,
    }
}

async fn order_for(bench: &dyn MallBench, action: MallCan) -> OrderNumber {
    match action {
        MallCan::ReportShipment => bench.to_ship().await,
        MallCan::Confirm
        | MallCan::Cancel
        | MallCan::SetSubStatus
        | MallCan::SetMemo
        | MallCan::MarkProcessed => bench.to_confirm().await,
    }
}

/// Whether the mall's own reading shows that it happened.
fn shown(action: MallCan, bench: &dyn MallBench, order: &Order) -> bool {
    let is = |known: &Known<String>, text: &str| known.value().is_some_and(|now| now == text);
    match action {
        MallCan::Cancel => matches!(
            order.status,
            MallStatus::AwaitingCancel | MallStatus::Cancelled
        ),
        MallCan::SetSubStatus => is(&order.sub_status, bench.sub_status()),
        MallCan::SetMemo => is(&order.memo, MEMO),
        MallCan::MarkProcessed => order.status == MallStatus::Processed,
        MallCan::Confirm => order.status != MallStatus::AwaitingConfirmation,
        MallCan::ReportShipment => order
            .packages
            .iter()
            .all(|package| package.shipments.iter().any(ShipmentRow::is_complete)),
    }
}

/// Done, shown by the next reading, then already done.
pub(super) async fn once(bench: &dyn MallBench, action: MallCan, findings: &mut Findings) {
    const CASE: &str = "an action happens once and is shown";
    let number = order_for(bench, action).await;
    for expected in [Outcome::Done, Outcome::AlreadyDone] {
        let Some(order) = read(bench, CASE, &number, findings).await else {
            return;
        };
        let said = act(bench, action, &order).await;
        let fine = said.as_ref() == Ok(&expected);
        findings.holds(CASE, fine, format_args!("{action:?}: {said:?}"));
        if let Some(order) = read(bench, CASE, &number, findings).await {
            let shown = shown(action, bench, &order);
            findings.holds(CASE, shown, format_args!("{action:?} is not shown"));
        }
    }
}

/// Whatever goes wrong, the outcome is honest, and attempts that follow end at the effect.
pub(super) async fn in_trouble(bench: &dyn MallBench, action: MallCan, findings: &mut Findings) {
    const CASE: &str = "an action in trouble is honest";
    for trouble in Trouble::ALL {
        let number = order_for(bench, action).await;
        let Some(order) = read(bench, CASE, &number, findings).await else {
            return;
        };
        if bench.cause(trouble).await == Caused::CannotBe {
            return;
        }
        let said = act(bench, action, &order).await;
        bench.calm().await;
        let Some(after) = read(bench, CASE, &number, findings).await else {
            return;
        };
        let happened = shown(action, bench, &after);
        findings.honest(CASE, trouble, happened, &said);
        let again = act(bench, action, &after).await;
        findings.holds(
            CASE,
            matches!(again, Ok(Outcome::Done | Outcome::AlreadyDone)),
            format_args!("{action:?}, {trouble:?}, again: {again:?}"),
        );
    }
}

/// What the mall cannot do it refuses with a reason.
pub(super) async fn cannot(bench: &dyn MallBench, action: MallCan, findings: &mut Findings) {
    const CASE: &str = "what the mall cannot do is refused with a reason";
    let number = order_for(bench, action).await;
    let Some(order) = read(bench, CASE, &number, findings).await else {
        return;
    };
    let said = act(bench, action, &order).await;
    let refused = matches!(&said, Ok(Outcome::Refused { reason, .. }) if !is_blank(reason));
    findings.holds(CASE, refused, format_args!("{action:?}: {said:?}"));
}

fn is_blank(reason: &impl std::fmt::Display) -> bool {
    reason.to_string().trim().is_empty()
}

/// An action on an order that the mall does not have is not done.
pub(super) async fn on_nobody(bench: &dyn MallBench, action: MallCan, findings: &mut Findings) {
    const CASE: &str = "nothing is done to an order that is not there";
    let number = order_for(bench, action).await;
    let Some(order) = read(bench, CASE, &number, findings).await else {
        return;
    };
    let nobody = Order {
        number: OrderNumber::new(NOBODY),
        ..order
    };
    let said = act(bench, action, &nobody).await;
    let done = matches!(said, Ok(Outcome::Done | Outcome::AlreadyDone));
    findings.holds(CASE, !done, format_args!("{action:?}: {said:?}"));
}

/// A call about no order is answered with nothing.
pub(super) async fn empty_batches(bench: &dyn MallBench, findings: &mut Findings) {
    const CASE: &str = "an empty batch has an empty answer";
    let mall = bench.mall();
    let (read, confirmed) = (mall.read(&[]).await, mall.confirm(&[]).await);
    let reported = mall.report_shipments(&[]).await;
    let fine = read.is_ok_and(|readings| readings.is_empty());
    findings.holds(CASE, fine, "read");
    findings.holds(CASE, confirmed == Ok(Vec::new()), "confirm");
    findings.holds(CASE, reported == Ok(Vec::new()), "report_shipments");
}

/// First one parcel, then both, then both again: each is there once.
pub(super) async fn several_parcels(bench: &dyn MallBench, findings: &mut Findings) {
    const CASE: &str = "every parcel is reported once";
    let number = bench.to_ship().await;
    let key = IntentKey(format!("kit-parcels-{number}"));
    let numbers = ["000000000011", "000000000012"];
    for (parcels, expected) in [
        (1, Outcome::Done),
        (2, Outcome::Done),
        (2, Outcome::AlreadyDone),
    ] {
        let Some(order) = read(bench, CASE, &number, findings).await else {
            return;
        };
        let mut all = Vec::new();
        for number in numbers.iter().take(parcels) {
            let packages = order.packages.iter();
            all.extend(packages.map(|package| parcel(bench, package, number)));
        }
        let call = MallCall {
            key: &key,
            order: &order,
        };
        let said = bench.mall().report_shipment(call, &all).await;
        let there = bench.parcels(&number).await;
        findings.holds(
            CASE,
            said.as_ref() == Ok(&expected) && there == parcels,
            format_args!("{parcels} parcels: {said:?}, {there} there"),
        );
    }
}
