//! The cases for a mall.
//!
#![doc = include_str!("../../../../docs/write-a-mall.md")]

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::SignedDuration;
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, Parcel, SearchWindow};
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError};
use sabaki_order::id::OrderNumber;
use sabaki_order::order::{Order, Package};

use super::actions::{self, NOBODY};
use super::{Caused, Findings, Trouble, Violation};

/// What a mall can; a case runs only where it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MallCan {
    /// 注文確認
    Confirm,
    /// 発送完了報告
    ReportShipment,
    /// 注文キャンセル
    Cancel,
    /// サブステータス設定
    SetSubStatus,
    /// ひとことメモ設定
    SetMemo,
    /// 処理済にする
    MarkProcessed,
}

impl MallCan {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Confirm,
        Self::ReportShipment,
        Self::Cancel,
        Self::SetSubStatus,
        Self::SetMemo,
        Self::MarkProcessed,
    ];
}

/// A mall under test with its far side.
#[async_trait]
pub trait MallBench: Send + Sync {
    /// The connector.
    fn mall(&self) -> &dyn Mall;

    /// What it can.
    fn can(&self) -> BTreeSet<MallCan>;

    /// A window in which every order of this bench was placed.
    fn window(&self) -> SearchWindow;

    /// Whether a search may answer with orders outside its window.
    fn finds_more_than_the_window(&self) -> bool {
        false
    }

    /// A reason that the mall takes for a cancellation.
    fn cancel_reason(&self) -> &'static str {
        "1"
    }

    /// A sub-status that an order of [`Self::to_confirm`] can have.
    fn sub_status(&self) -> &'static str {
        "要確認"
    }

    /// A number of an order that is to be confirmed, or otherwise new; another one each time.
    async fn to_confirm(&self) -> OrderNumber;

    /// A number of an order that is to be shipped, without a parcel; another one each time.
    async fn to_ship(&self) -> OrderNumber;

    /// Whether the far side itself has the order confirmed.
    async fn confirmed(&self, number: &OrderNumber) -> bool;

    /// How many parcels the far side itself has for the order.
    async fn parcels(&self, number: &OrderNumber) -> usize;

    /// The next changing call runs into this.
    async fn cause(&self, trouble: Trouble) -> Caused;

    /// Everything is as usual again.
    async fn calm(&self);
}

/// Runs all cases that the mall can, and gives what was violated.
pub async fn run(bench: &dyn MallBench) -> Vec<Violation> {
    let mut findings = Findings::default();
    let can = bench.can();
    searches_are_complete(bench, &mut findings).await;
    reads_are_complete(bench, &mut findings).await;
    actions::empty_batches(bench, &mut findings).await;
    if can.contains(&MallCan::Confirm) {
        confirm_once(bench, &mut findings).await;
        for trouble in Trouble::ALL {
            confirm_in_trouble(bench, trouble, &mut findings).await;
        }
    }
    if can.contains(&MallCan::ReportShipment) {
        report_once(bench, &mut findings).await;
        actions::several_parcels(bench, &mut findings).await;
        for trouble in Trouble::ALL {
            report_in_trouble(bench, trouble, &mut findings).await;
        }
    }
    for action in [
        MallCan::Cancel,
        MallCan::SetSubStatus,
        MallCan::SetMemo,
        MallCan::MarkProcessed,
    ] {
        if can.contains(&action) {
            actions::once(bench, action, &mut findings).await;
            actions::in_trouble(bench, action, &mut findings).await;
        }
    }
    for action in MallCan::ALL {
        if can.contains(&action) {
            actions::on_nobody(bench, action, &mut findings).await;
        } else {
            actions::cannot(bench, action, &mut findings).await;
        }
    }
    findings.into_list()
}

/// A parcel to a destination, as a report has it.
pub(super) fn parcel(bench: &dyn MallBench, package: &Package, number: &str) -> Parcel {
    let until = bench.window().until;
    Parcel {
        basket_id: package.basket_id,
        carrier: "1001".to_owned(),
        tracking_number: number.to_owned(),
        shipped_on: until.to_zoned_datetime(jiff::tz::TimeZone::UTC).date(),
    }
}

/// What an answer leaves out is doubtful, as the engine takes it.
pub(super) fn first(outcomes: Vec<Outcome>) -> Outcome {
    outcomes
        .into_iter()
        .next()
        .unwrap_or_else(|| Outcome::Doubtful {
            reason: Reason::of("reason.nothing_of_order"),
        })
}

pub(super) async fn read(
    bench: &dyn MallBench,
    case: &'static str,
    number: &OrderNumber,
    findings: &mut Findings,
) -> Option<Order> {
    let readings = bench.mall().read(std::slice::from_ref(number)).await;
    match findings.answered(case, readings)?.into_iter().next() {
        Some(OrderReading::Read(order)) => Some(*order),
        other => {
            findings.add(
                case,
                format_args!("an order that is there reads as {other:?}"),
            );
            None
        }
    }
}

async fn confirm(bench: &dyn MallBench, order: &Order) -> Result<Outcome, PortError> {
    let key = IntentKey(format!("kit-{}", order.number));
    let calls = [MallCall { key: &key, order }];
    Ok(first(bench.mall().confirm(&calls).await?))
}

async fn report(bench: &dyn MallBench, order: &Order) -> Result<Outcome, PortError> {
    let key = IntentKey(format!("kit-{}", order.number));
    let parcels: Vec<_> = order
        .packages
        .iter()
        .map(|package| parcel(bench, package, "000000000011"))
        .collect();
    bench
        .mall()
        .report_shipment(MallCall { key: &key, order }, &parcels)
        .await
}

/// An order of the window is found; a window before it finds nothing.
async fn searches_are_complete(bench: &dyn MallBench, findings: &mut Findings) {
    const CASE: &str = "searches are complete";
    let numbers = [bench.to_confirm().await, bench.to_confirm().await];
    let window = bench.window();
    let found = bench.mall().search(window).await;
    let Some(found) = findings.answered(CASE, found) else {
        return;
    };
    let all = numbers.iter().all(|number| found.contains(number));
    findings.holds(CASE, all, "an order of the window is not found");
    let once: BTreeSet<_> = found.iter().collect();
    findings.holds(CASE, once.len() == found.len(), "an order is found twice");
    if bench.finds_more_than_the_window() {
        return;
    }
    let hour = SignedDuration::from_hours(1);
    let (Ok(from), Ok(until)) = (
        window.from.checked_sub(hour),
        window.from.checked_sub(SignedDuration::from_secs(1)),
    ) else {
        return;
    };
    let before = bench.mall().search(SearchWindow { from, until }).await;
    let nothing = findings
        .answered(CASE, before)
        .is_some_and(|found| found.is_empty());
    findings.holds(
        CASE,
        nothing,
        "a window before every order finds some, or does not answer",
    );
}

/// One reading for each number, also for one that the mall does not have.
async fn reads_are_complete(bench: &dyn MallBench, findings: &mut Findings) {
    const CASE: &str = "reads are complete";
    let there = bench.to_ship().await;
    let nobody = OrderNumber::new(NOBODY);
    let readings = bench.mall().read(&[there.clone(), nobody.clone()]).await;
    let Some(readings) = findings.answered(CASE, readings) else {
        return;
    };
    let is_read =
        |r: &OrderReading| matches!(r, OrderReading::Read(order) if order.number == there);
    let is_missing =
        |r: &OrderReading| matches!(r, OrderReading::Missing { number } if *number == nobody);
    let fine =
        readings.len() == 2 && readings.iter().any(is_read) && readings.iter().any(is_missing);
    findings.holds(CASE, fine, "one order that is there and one that is not");
}

async fn confirm_once(bench: &dyn MallBench, findings: &mut Findings) {
    const CASE: &str = "a confirmation happens once";
    let number = bench.to_confirm().await;
    let Some(order) = read(bench, CASE, &number, findings).await else {
        return;
    };
    let said = confirm(bench, &order).await;
    findings.holds(
        CASE,
        said == Ok(Outcome::Done),
        format_args!("first: {said:?}"),
    );
    findings.holds(CASE, bench.confirmed(&number).await, "it is not confirmed");
    let said = confirm(bench, &order).await;
    findings.holds(
        CASE,
        said == Ok(Outcome::AlreadyDone),
        format_args!("again: {said:?}"),
    );
}

async fn confirm_in_trouble(bench: &dyn MallBench, trouble: Trouble, findings: &mut Findings) {
    const CASE: &str = "a confirmation in trouble is honest";
    let number = bench.to_confirm().await;
    let Some(order) = read(bench, CASE, &number, findings).await else {
        return;
    };
    if bench.cause(trouble).await == Caused::CannotBe {
        return;
    }
    let said = confirm(bench, &order).await;
    bench.calm().await;
    findings.honest(CASE, trouble, bench.confirmed(&number).await, &said);
}

async fn report_once(bench: &dyn MallBench, findings: &mut Findings) {
    const CASE: &str = "a shipment is reported once";
    let number = bench.to_ship().await;
    for attempt in ["first", "again"] {
        let Some(order) = read(bench, CASE, &number, findings).await else {
            return;
        };
        let said = report(bench, &order).await;
        let fine = matches!(
            (attempt, &said),
            ("first", Ok(Outcome::Done)) | ("again", Ok(Outcome::AlreadyDone))
        );
        findings.holds(CASE, fine, format_args!("{attempt}: {said:?}"));
        let parcels = bench.parcels(&number).await;
        findings.holds(
            CASE,
            parcels == 1,
            format_args!("{attempt}: {parcels} parcels"),
        );
    }
}

/// After trouble the order is read, and reporting again ends at one parcel.
async fn report_in_trouble(bench: &dyn MallBench, trouble: Trouble, findings: &mut Findings) {
    const CASE: &str = "a shipment report in trouble is honest";
    let number = bench.to_ship().await;
    let Some(order) = read(bench, CASE, &number, findings).await else {
        return;
    };
    if bench.cause(trouble).await == Caused::CannotBe {
        return;
    }
    let said = report(bench, &order).await;
    bench.calm().await;
    findings.honest(CASE, trouble, bench.parcels(&number).await > 0, &said);
    let Some(order) = read(bench, CASE, &number, findings).await else {
        return;
    };
    let again = report(bench, &order).await;
    let parcels = bench.parcels(&number).await;
    findings.holds(
        CASE,
        matches!(again, Ok(Outcome::Done | Outcome::AlreadyDone)) && parcels == 1,
        format_args!("{trouble:?}, again: {again:?}, {parcels} parcels"),
    );
}
