//! The plans of a chunk as batches: what goes to the far side in one call.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::{Timestamp, civil};
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;

use crate::plan::order_plan::{OrderPlan, Planned};
use crate::plan::parcels::parcels;
use crate::plan::targets::{slips_to_change, takers};
use crate::plan::work::{Reversal, SlipWork, Work};
use crate::port::mall::Parcel;
use crate::port::oms::{ImportShape, SlipChange};
use crate::port::outcome::IntentKey;

/// One effect on one order of a batch.
#[derive(Debug, Clone)]
pub struct Call {
    /// The intent's key.
    pub key: IntentKey,
    /// The order as it was read last.
    pub order: Arc<Order>,
}

/// An import.
#[derive(Debug, Clone)]
pub struct ImportItem {
    /// The intent and the order.
    pub call: Call,
    /// How the slip is to come in.
    pub shape: ImportShape,
    /// Which attempt, from 1.
    pub attempt: u32,
}

/// All changes to one slip.
#[derive(Debug, Clone)]
pub struct SlipItem {
    /// The slip as it was read last.
    pub slip: Slip,
    /// Its order.
    pub order: Arc<Order>,
    /// The changes, each with the key of its intent.
    pub changes: Vec<(IntentKey, SlipChange)>,
}

/// An order with all its parcels.
#[derive(Debug, Clone)]
pub struct ReportItem {
    /// The intent and the order.
    pub call: Call,
    /// Its parcels.
    pub parcels: Vec<Parcel>,
}

/// A message about an order.
#[derive(Debug, Clone)]
pub struct NoticeItem {
    /// The intent and the order.
    pub call: Call,
    /// The message.
    pub text: String,
}

/// What goes out in one call.
#[derive(Debug, Clone)]
pub enum Batch {
    /// Changes to slips.
    Changes(Vec<SlipItem>),
    /// 受注取込
    Import(Vec<ImportItem>),
    /// 注文確認
    Confirm(Vec<Call>),
    /// 処理済にする
    MarkProcessed(Call),
    /// サブステータス設定
    SetSubStatus(Call, String),
    /// ひとことメモ設定
    SetMemo(Call, String),
    /// 発送完了報告
    ReportShipment(Vec<ReportItem>),
    /// 注文キャンセル
    Cancel(Call, String),
    /// 通知: all messages over one channel.
    Notify {
        /// Over which channel.
        channel: String,
        /// The messages.
        items: Vec<NoticeItem>,
    },
}

impl Batch {
    /// The intents and orders of the batch, in the order of its outcomes.
    pub fn entries(&self) -> Vec<(IntentKey, OrderNumber)> {
        let one = |call: &Call| (call.key.clone(), call.order.number.clone());
        match self {
            Self::Changes(slips) => slips
                .iter()
                .flat_map(|s| {
                    let number = &s.order.number;
                    s.changes.iter().map(|(k, _)| (k.clone(), number.clone()))
                })
                .collect(),
            Self::Import(items) => items.iter().map(|i| one(&i.call)).collect(),
            Self::Confirm(calls) => calls.iter().map(one).collect(),
            Self::MarkProcessed(call)
            | Self::SetSubStatus(call, _)
            | Self::SetMemo(call, _)
            | Self::Cancel(call, _) => vec![one(call)],
            Self::ReportShipment(items) => items.iter().map(|i| one(&i.call)).collect(),
            Self::Notify { items, .. } => items.iter().map(|i| one(&i.call)).collect(),
        }
    }

    /// Whether what it does can be undone.
    pub const fn reversal(&self) -> Reversal {
        match self {
            Self::Import(_)
            | Self::Confirm(_)
            | Self::MarkProcessed(_)
            | Self::ReportShipment(_)
            | Self::Cancel(..) => Reversal::Irreversible,
            Self::Changes(_) | Self::SetSubStatus(..) | Self::SetMemo(..) | Self::Notify { .. } => {
                Reversal::Reversible
            }
        }
    }

    /// Which service it goes to.
    pub const fn service(&self) -> crate::plan::work::Service {
        use crate::plan::work::Service;
        match self {
            Self::Changes(_) | Self::Import(_) => Service::Oms,
            Self::Confirm(_)
            | Self::MarkProcessed(_)
            | Self::SetSubStatus(..)
            | Self::SetMemo(..)
            | Self::ReportShipment(_)
            | Self::Cancel(..) => Service::Mall,
            Self::Notify { .. } => Service::Notices,
        }
    }
}

/// How many orders one call may carry.
#[derive(Debug, Clone, Copy)]
pub struct BatchSizes {
    /// 受注取込
    pub import: usize,
    /// 注文確認
    pub confirm: usize,
    /// 発送完了報告
    pub report: usize,
}

/// An order with its plan, as it was read last.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'a> {
    /// Its plan.
    pub plan: &'a OrderPlan,
    /// The order.
    pub order: &'a Arc<Order>,
    /// Its slips.
    pub slips: Option<&'a [Slip]>,
}

/// The batches of a chunk, in the order in which they are sent: what keeps orders back, imports,
/// confirmations, other slip changes, then one by one what the mall takes singly, notices last.
pub fn batches(ready: &[Ready<'_>], sizes: BatchSizes, now: Timestamp) -> VecDeque<Batch> {
    let mut out = VecDeque::new();
    let slips: Vec<_> = ready.iter().map(|r| slip_items(r, now)).collect();
    let (first, rest): (Vec<_>, Vec<_>) =
        slips.into_iter().partition(|(protective, _)| *protective);
    push_changes(&mut out, first);
    let imports: Vec<_> = steps(ready).filter_map(import_item).collect();
    for part in imports.chunks(sizes.import.max(1)) {
        out.push_back(Batch::Import(part.to_vec()));
    }
    let confirms: Vec<_> = steps(ready)
        .filter(|(_, step)| step.work == Work::Confirm)
        .map(|(r, step)| call(r, step))
        .collect();
    for part in confirms.chunks(sizes.confirm.max(1)) {
        out.push_back(Batch::Confirm(part.to_vec()));
    }
    out.extend(singles(ready, |b| matches!(b, Batch::MarkProcessed(_))));
    push_changes(&mut out, rest);
    out.extend(singles(ready, |b| matches!(b, Batch::SetSubStatus(..))));
    out.extend(singles(ready, |b| matches!(b, Batch::SetMemo(..))));
    let reports: Vec<_> = steps(ready).filter_map(report_item).collect();
    for part in reports.chunks(sizes.report.max(1)) {
        out.push_back(Batch::ReportShipment(part.to_vec()));
    }
    out.extend(singles(ready, |b| matches!(b, Batch::Cancel(..))));
    out.extend(notices(ready));
    out
}

fn steps<'a>(ready: &'a [Ready<'a>]) -> impl Iterator<Item = (&'a Ready<'a>, &'a Planned)> {
    ready
        .iter()
        .flat_map(|r| r.plan.steps.iter().map(move |step| (r, step)))
}

/// The messages of a channel go out together, so that they can come as one.
fn notices(ready: &[Ready<'_>]) -> impl Iterator<Item = Batch> {
    let mut by_channel: BTreeMap<&str, Vec<NoticeItem>> = BTreeMap::new();
    for (ready, step) in steps(ready) {
        if let Work::Notify { channel, text } = &step.work {
            by_channel.entry(channel).or_default().push(NoticeItem {
                call: call(ready, step),
                text: text.clone(),
            });
        }
    }
    by_channel
        .into_iter()
        .map(|(channel, items)| Batch::Notify {
            channel: channel.to_owned(),
            items,
        })
}

fn push_changes(out: &mut VecDeque<Batch>, slips: Vec<(bool, Vec<SlipItem>)>) {
    let items: Vec<_> = slips.into_iter().flat_map(|(_, items)| items).collect();
    if !items.is_empty() {
        out.push_back(Batch::Changes(items));
    }
}

fn call(ready: &Ready<'_>, step: &Planned) -> Call {
    Call {
        key: step.key.clone(),
        order: Arc::clone(ready.order),
    }
}

fn import_item((ready, step): (&Ready<'_>, &Planned)) -> Option<ImportItem> {
    (step.work == Work::Import).then(|| ImportItem {
        call: call(ready, step),
        shape: step.shape,
        attempt: step.attempt,
    })
}

fn report_item((ready, step): (&Ready<'_>, &Planned)) -> Option<ReportItem> {
    if step.work != Work::ReportShipment {
        return None;
    }
    // INVARIANT: the step was planned because there are parcels, from the same reading.
    let parcels = parcels(ready.order, ready.slips?).ok()?;
    Some(ReportItem {
        call: call(ready, step),
        parcels,
    })
}

/// The changes of an order, slip by slip, and whether they keep it back: they go out together, as
/// one change to several slips has one outcome.
fn slip_items(ready: &Ready<'_>, now: Timestamp) -> (bool, Vec<SlipItem>) {
    let slips = slips_to_change(ready.slips);
    let works = || {
        let steps = ready.plan.steps.iter();
        steps.filter_map(|step| match &step.work {
            Work::Slip(work) => Some((step, work)),
            Work::Import
            | Work::Confirm
            | Work::MarkProcessed
            | Work::Cancel { .. }
            | Work::ReportShipment
            | Work::SetSubStatus { .. }
            | Work::SetMemo { .. }
            | Work::Notify { .. } => None,
        })
    };
    let item = |slip: &&Slip| {
        let goes = |step: &Planned| {
            let takers = takers(&step.work, &step.action, &step.args, &slips);
            takers.iter().any(|taker| taker.id == slip.id)
        };
        let changes = works()
            .filter(|(step, _)| goes(step))
            .map(|(step, work)| (step.key.clone(), change(work, ready.order, now)));
        let item = SlipItem {
            slip: (*slip).clone(),
            order: Arc::clone(ready.order),
            changes: changes.collect(),
        };
        (!item.changes.is_empty()).then_some(item)
    };
    let protective = works().any(|(step, _)| step.work.is_protective());
    (protective, slips.iter().filter_map(item).collect())
}

fn change(work: &SlipWork, order: &Order, now: Timestamp) -> SlipChange {
    match work {
        SlipWork::MarkPaid => SlipChange::MarkPaid {
            on: jst_day(order.fixed_at.value().copied().unwrap_or(now)),
        },
        SlipWork::AwaitPayment => SlipChange::AwaitPayment,
        SlipWork::AwaitCheck => SlipChange::AwaitCheck,
        SlipWork::Tag(tag) => SlipChange::Tag(tag.clone()),
        SlipWork::Untag(tag) => SlipChange::Untag(tag.clone()),
        SlipWork::Note(text) => SlipChange::Note(text.clone()),
        SlipWork::SetShipMethod(method) => SlipChange::SetShipMethod(method.clone()),
        SlipWork::SetShipDate(date) => SlipChange::SetShipDate(*date),
        SlipWork::SetWishedDate(date) => SlipChange::SetWishedDate(*date),
        SlipWork::SetTimeSlot(slot) => SlipChange::SetTimeSlot(slot.clone()),
    }
}

fn jst_day(at: Timestamp) -> civil::Date {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    at.to_zoned_datetime(zone).date()
}

fn singles(ready: &[Ready<'_>], wanted: fn(&Batch) -> bool) -> Vec<Batch> {
    steps(ready).filter_map(single).filter(wanted).collect()
}

fn single((ready, step): (&Ready<'_>, &Planned)) -> Option<Batch> {
    let call = call(ready, step);
    match &step.work {
        Work::MarkProcessed => Some(Batch::MarkProcessed(call)),
        Work::SetSubStatus { name } => Some(Batch::SetSubStatus(call, name.clone())),
        Work::SetMemo { text } => Some(Batch::SetMemo(call, text.clone())),
        Work::Cancel { reason } => Some(Batch::Cancel(call, reason.clone())),
        Work::ReportShipment
        | Work::Import
        | Work::Confirm
        | Work::Slip(_)
        | Work::Notify { .. } => None,
    }
}
