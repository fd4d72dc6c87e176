//! The fields that the OMS's slip gives.
//!
//! No slip is known to be none: exists false, 未入金, the rest none or empty. Slips that could not be
//! read are unknown in every field. More than one live slip (分割, or an order taken in twice): it
//! exists, all else is unknown, so that nothing is done to one of them by chance and a person looks.

use std::collections::BTreeSet;

use sabaki_interpreter::value::Value;

use super::Sheet;
use super::words::{known, known_text, set, text};
use crate::known::Known;
use crate::observation::Observation;
use crate::slip::{Deposit, Slip, SlipStatus};

pub(super) fn fill(sheet: &mut Sheet<'_>, seen: &Observation<'_>) {
    match seen.slips {
        // Facts start out unknown.
        None => {}
        Some([]) => none(sheet),
        Some([slip]) => one(sheet, slip),
        Some([_, _, ..]) => sheet.set("slip.exists", Value::Bool(true)),
    }
    let edited = match &seen.besides.edited {
        Known::Unknown => &Known::None,
        known => known,
    };
    sheet.set("slip.edited", set(edited));
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
