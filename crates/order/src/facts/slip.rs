//! The fields that the OMS's slip gives.
//!
//! No slip is known to be none: exists false, 未入金, the rest none or empty. Slips that could not be
//! read are unknown in every field. Several live slips that are parts of the order (分割, 複数配送) are
//! read together, see [`of_parts`]. Several that are not (an order taken in twice): it exists, all
//! else is unknown, so that nothing is done to one of them by chance and a person looks.

use std::collections::BTreeSet;

use sabaki_interpreter::value::Value;

use super::Sheet;
use super::words::{known, known_text, set, text};
use crate::assignment::baskets_of;
use crate::family::LiveSlips;
use crate::known::Known;
use crate::observation::Observation;
use crate::order::Order;
use crate::slip::{Deposit, Slip, SlipStatus};

pub(super) fn fill(sheet: &mut Sheet<'_>, seen: &Observation<'_>) {
    let live = seen.slips.map(LiveSlips::of);
    match &live {
        // Facts start out unknown.
        None => {}
        Some(LiveSlips::None) => none(sheet),
        Some(LiveSlips::One(slip)) => one(sheet, slip),
        Some(LiveSlips::Family(slips)) => of_parts(sheet, slips),
        Some(named @ LiveSlips::Named(slips)) => of_named(sheet, slips, named.number(seen.order)),
        Some(LiveSlips::Unrelated) => sheet.set("slip.exists", Value::Bool(true)),
    }
    parts(sheet, live.as_ref(), seen.order);
    let assigned = match &live {
        Some(LiveSlips::One(_) | LiveSlips::Family(_) | LiveSlips::Named(_)) => {
            let slips = live.as_ref().map_or(&[][..], LiveSlips::parts);
            Value::Bool(baskets_of(seen.order, slips).is_some())
        }
        Some(LiveSlips::None) => Value::Bool(false),
        Some(LiveSlips::Unrelated) | None => Value::Unknown,
    };
    sheet.set("slip.parcels_assigned", assigned);
    let edited = match &seen.besides.edited {
        Known::Unknown => &Known::None,
        known => known,
    };
    sheet.set("slip.edited", set(edited));
}

/// How many slips the order is in, and how many of them have left.
fn parts(sheet: &mut Sheet<'_>, live: Option<&LiveSlips<'_>>, order: &Order) {
    let (parts, shipped) = match live {
        None | Some(LiveSlips::Unrelated) => (Value::Unknown, Value::Unknown),
        Some(
            live @ (LiveSlips::None
            | LiveSlips::One(_)
            | LiveSlips::Family(_)
            | LiveSlips::Named(_)),
        ) => {
            let slips = live.parts();
            let is = |slip: &&&Slip| slip.status == Known::Value(SlipStatus::Shipped);
            let unclear = slips.iter().any(|slip| slip.status.value().is_none());
            let shipped = count(slips.iter().filter(is).count());
            let shipped = if unclear { Value::Unknown } else { shipped };
            (live.number(order).map_or(Value::Unknown, count), shipped)
        }
    };
    sheet.set("slip.parts", parts);
    sheet.set("slip.parts_shipped", shipped);
}

fn count(number: usize) -> Value {
    i64::try_from(number).map_or(Value::Unknown, Value::Int)
}

fn none(sheet: &mut Sheet<'_>) {
    sheet.set("slip.exists", Value::Bool(false));
    sheet.set_item("slip.paid", Some(Deposit::Unpaid.id()));
    for id in [
        "slip.status",
        "slip.ship_date",
        "slip.wished_date",
        "slip.shipped_on",
    ] {
        sheet.set(id, Value::None);
    }
    for id in ["slip.waiting", "slip.tags"] {
        sheet.set(id, Value::Set([].into()));
    }
    for id in [
        "slip.ship_method",
        "slip.time_slot",
        "slip.tracking_number",
        "slip.carrier",
        "slip.note",
    ] {
        sheet.set(id, text(""));
    }
}

fn one(sheet: &mut Sheet<'_>, slip: &Slip) {
    sheet.set("slip.exists", Value::Bool(true));
    match slip.status {
        Known::Value(status) => sheet.set_item("slip.status", Some(status.id())),
        Known::None => sheet.set("slip.status", Value::None),
        Known::Unknown => {}
    }
    match slip.paid {
        Known::Value(paid) => sheet.set_item("slip.paid", Some(paid.id())),
        Known::None | Known::Unknown => {}
    }
    waiting(sheet, &slip.waiting);
    sheet.set("slip.ship_method", known_text(&slip.ship_method));
    sheet.set("slip.tracking_number", known_text(&slip.tracking_number));
    sheet.set("slip.carrier", known_text(&slip.carrier));
    sheet.set("slip.note", known_text(&slip.note));
    sheet.set("slip.ship_date", known(&slip.ship_date, Value::Date));
    sheet.set("slip.shipped_on", known(&slip.shipped_on, Value::Date));
    sheet.set("slip.tags", set(&slip.tags));
}

/// Parts of one order as if they were one slip, so that no rule goes ahead of the last of them: the
/// least advanced status and payment; number, carrier and day only when each part has them; what
/// differs between the parts is unknown.
fn of_parts(sheet: &mut Sheet<'_>, slips: &[&Slip]) {
    let all = || slips.iter().copied();
    let whole = Slip {
        status: least(all().map(|s| s.status)),
        waiting: agreed(all().map(|s| &s.waiting)),
        paid: least(all().map(|s| s.paid)),
        ship_method: agreed(all().map(|s| &s.ship_method)),
        tracking_number: joined(all().map(|s| &s.tracking_number)),
        carrier: joined(all().map(|s| &s.carrier)),
        shipped_on: latest(all().map(|s| s.shipped_on)),
        ship_date: agreed(all().map(|s| &s.ship_date)),
        tags: agreed(all().map(|s| &s.tags)),
        note: agreed(all().map(|s| &s.note)),
        ..match slips.first() {
            Some(slip) => (*slip).clone(),
            None => return,
        }
    };
    one(sheet, &whole);
}

/// The same where others may be missing: one that is known to be missing has not left, and what
/// nobody has said of one more is unknown.
fn of_named(sheet: &mut Sheet<'_>, slips: &[&Slip], number: Option<usize>) {
    let Some(first) = slips.first().copied() else {
        return;
    };
    let missing = match number {
        Some(number) if number <= slips.len() => return of_parts(sheet, slips),
        Some(_) => Slip {
            status: Known::Value(SlipStatus::AwaitingCheck),
            tracking_number: Known::None,
            carrier: Known::None,
            shipped_on: Known::None,
            ..first.clone()
        },
        None => Slip {
            status: Known::Unknown,
            tracking_number: Known::Unknown,
            carrier: Known::Unknown,
            shipped_on: Known::Unknown,
            ..first.clone()
        },
    };
    let mut all = slips.to_vec();
    all.push(&missing);
    of_parts(sheet, &all);
}

/// The least of all; unknown where one is.
fn least<T: Copy + Ord>(all: impl Iterator<Item = Known<T>>) -> Known<T> {
    let values: Option<Vec<T>> = all.map(|known| known.value().copied()).collect();
    Known::or_unknown(values.and_then(|values| values.into_iter().min()))
}

/// What all have; unknown where they differ.
fn agreed<'a, T: Clone + PartialEq + 'a>(mut all: impl Iterator<Item = &'a Known<T>>) -> Known<T> {
    let Some(first) = all.next() else {
        return Known::Unknown;
    };
    if all.all(|other| other == first) {
        first.clone()
    } else {
        Known::Unknown
    }
}

/// All values, each once; none where a part has none yet.
fn joined<'a>(all: impl Iterator<Item = &'a Known<String>>) -> Known<String> {
    let mut values: Vec<&str> = Vec::new();
    let mut missing = false;
    for known in all {
        match known {
            Known::Value(value) if value.trim().is_empty() => missing = true,
            Known::Value(value) if values.contains(&value.as_str()) => {}
            Known::Value(value) => values.push(value),
            Known::None => missing = true,
            Known::Unknown => return Known::Unknown,
        }
    }
    if missing {
        Known::None
    } else {
        Known::Value(values.join(", "))
    }
}

/// The last day; none where a part has none yet.
fn latest<T: Copy + Ord>(all: impl Iterator<Item = Known<T>>) -> Known<T> {
    let mut last = None;
    let mut missing = false;
    for known in all {
        match known {
            Known::Value(value) => last = last.max(Some(value)),
            Known::None => missing = true,
            Known::Unknown => return Known::Unknown,
        }
    }
    match last {
        Some(last) if !missing => Known::Value(last),
        _ => Known::None,
    }
}

fn waiting(sheet: &mut Sheet<'_>, waiting: &Known<BTreeSet<SlipStatus>>) {
    let waiting = match waiting {
        Known::Value(waiting) => waiting,
        Known::None => &BTreeSet::new(),
        Known::Unknown => return,
    };
    // The columns come in the order of the enumeration, so the set is sorted as it should be.
    let Some(enumeration) = sheet.enumeration("slip.waiting") else {
        return;
    };
    let items: Option<Vec<Value>> = waiting
        .iter()
        .map(|status| sheet.item(enumeration, status.id()).map(Value::Enum))
        .collect();
    let value = items.map_or(Value::Unknown, |items| Value::Set(items.into()));
    sheet.set("slip.waiting", value);
}
