//! One row of a slip search becomes a [`Slip`].

use sabaki_diagnostic::reason::Reason;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil};
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::personal::Personal;
use sabaki_order::slip::{Consignee, Deposit, Slip, SlipPart};
use sabaki_order::yen::Yen;
use serde_json::Value;

use super::status::{StatusFields, statuses};
use super::wire::{Row, text};
use crate::jst;

/// The fields that a search asks for.
pub(super) const FIELDS: &[&str] = &[
    "receive_order_id",
    "receive_order_shop_id",
    "receive_order_shop_cut_form_id",
    "receive_order_cancel_type_id",
    "receive_order_import_type_id",
    "receive_order_divide_from_order_id",
    "receive_order_multi_delivery_parent_order_id",
    "receive_order_consignee_name",
    "receive_order_consignee_zip_code",
    "receive_order_consignee_address1",
    "receive_order_consignee_address2",
    "receive_order_order_status_id",
    "receive_order_confirm_check_id",
    "receive_order_deposit_type_id",
    "receive_order_payment_method_id",
    "receive_order_credit_approval_type_id",
    "receive_order_total_amount",
    "receive_order_delivery_id",
    "receive_order_delivery_name",
    "receive_order_delivery_cut_form_id",
    "receive_order_send_date",
    "receive_order_send_plan_date",
    "receive_order_statement_delivery_instruct_printing_date",
    "receive_order_gruoping_tag",
    "receive_order_worker_text",
    "receive_order_note",
    "receive_order_last_modified_date",
    "receive_order_last_modified_null_safe_date",
];

/// What reading a slip needs to know beside the row.
#[derive(Debug, Clone, Copy)]
pub struct SlipReading<'a> {
    /// 発送方法区分 → the mall's carrier code.
    pub carriers: &'a BTreeMap<String, String>,
    /// 支払区分 for which 入金待ち is not computed.
    pub payment_exempt: &'a BTreeSet<String>,
    /// Now, for dates that are reached or not.
    pub now: Timestamp,
}

/// What the rows of a slip say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowFacts {
    /// Some row is not fully allocated.
    pub(super) awaiting_stock: Known<bool>,
    /// Some row's article is not released yet.
    pub(super) awaiting_sale_date: Known<bool>,
}

impl RowFacts {
    /// Rows that were not read.
    pub(super) const UNREAD: Self = Self {
        awaiting_stock: Known::Unknown,
        awaiting_sale_date: Known::Unknown,
    };
}

/// Whether the slip counts at all: not cancelled.
pub(super) fn is_live(row: &Row) -> bool {
    text(row, "receive_order_cancel_type_id").is_none_or(|kind| kind == "0")
}

/// Whether an upload may have made it: 取込種類 1 CSV, or nothing that says otherwise.
///
/// Source: `receive_order_import_type_id` 0 mail, 1 CSV, 2 by hand (confirmed). What ネクストエンジン's
/// own import writes there is not; only that it is no CSV is believed.
pub(super) fn may_be_uploaded(row: &Row) -> bool {
    text(row, "receive_order_import_type_id").is_none_or(|kind| kind == "1" || kind.is_empty())
}

/// Whether its rows decide anything: only in 起票済.
pub(super) fn needs_rows(row: &Row) -> bool {
    text(row, "receive_order_order_status_id").as_deref() == Some("2")
}

/// A field that cannot be read, without its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub(super) struct BadField {
    field: &'static str,
    what: &'static str,
}

impl BadField {
    /// For people.
    pub(super) fn told(&self) -> Reason {
        Reason::of("reason.record.wrong")
            .with("field", self.field)
            .because("expected", Reason::of(self.what))
    }
}

/// Reads a slip of the live system: a field that cannot be read is unknown, so that one damaged
/// slip stops no other order. None: it does not even say which slip it is.
pub(super) fn read_leniently(
    mut row: Row,
    rows: RowFacts,
    reading: &SlipReading<'_>,
) -> Option<Slip> {
    loop {
        match read(&row, rows, reading) {
            Ok(slip) => return Some(slip),
            Err(bad) => {
                let slip = text(&row, "receive_order_id").unwrap_or_default();
                tracing::warn!(slip, %bad, "a field of a slip cannot be read; it is unknown");
                row.remove(bad.field)?;
            }
        }
    }
}

/// Reads a slip.
///
/// # Errors
/// [`BadField`], the first one.
pub(super) fn read(row: &Row, rows: RowFacts, reading: &SlipReading<'_>) -> Result<Slip, BadField> {
    let id = required(row, "receive_order_id")?;
    let order_number = required(row, "receive_order_shop_cut_form_id")?;
    let deposit = deposit(row);
    let payment_exempt = known(row, "receive_order_payment_method_id")
        .map(|method| reading.payment_exempt.contains(method.trim()));
    let (status, waiting) = statuses(&StatusFields {
        state: known(row, "receive_order_order_status_id"),
        confirm_check: known(row, "receive_order_confirm_check_id"),
        deposit,
        payment_exempt,
        awaiting_stock: rows.awaiting_stock,
        awaiting_sale_date: rows.awaiting_sale_date,
        print_on: day(
            row,
            "receive_order_statement_delivery_instruct_printing_date",
        )?,
        today: jst::wall_time(reading.now).date(),
    });
    let ship_method_id = filled(row, "receive_order_delivery_id");
    let carrier = match &ship_method_id {
        Known::Value(id) => Known::or_unknown(reading.carriers.get(id).cloned()),
        Known::None | Known::Unknown => Known::Unknown,
    };
    let lock = text(row, "receive_order_last_modified_date")
        .filter(|date| !date.is_empty())
        // Null on a slip that was never edited; others send the null-safe value then.
        .or_else(|| text(row, "receive_order_last_modified_null_safe_date"))
        .unwrap_or_default();
    Ok(Slip {
        part: part(row, &id),
        consignee: consignee(row),
        id: SlipId::new(id),
        order_number: OrderNumber::new(order_number),
        status,
        waiting,
        paid: deposit,
        payment_exempt: match payment_exempt {
            Known::Value(exempt) => Known::Value(exempt),
            Known::None | Known::Unknown => Known::Unknown,
        },
        approval: filled(row, "receive_order_credit_approval_type_id"),
        total: yen(row, "receive_order_total_amount")?,
        ship_method_id,
        ship_method: filled(row, "receive_order_delivery_name"),
        tracking_number: filled(row, "receive_order_delivery_cut_form_id"),
        carrier,
        shipped_on: day(row, "receive_order_send_date")?,
        ship_date: day(row, "receive_order_send_plan_date")?,
        tags: tags(row),
        note: known(row, "receive_order_worker_text"),
        remarks: known(row, "receive_order_note"),
        lock,
    })
}

/// 分割元伝票番号 and 複数配送親伝票番号. A slip of a destination that was split names both: where it was
/// split off is nearer. Its own number or 0 is none (what a parent slip shows is unconfirmed).
fn part(row: &Row, own: &str) -> SlipPart {
    let parent = |field| {
        let id = text(row, field)?.trim().to_owned();
        (!matches!(id.as_str(), "" | "0") && id != own.trim()).then(|| SlipId::new(id))
    };
    if let Some(parent) = parent("receive_order_divide_from_order_id") {
        return SlipPart::DividedFrom(parent);
    }
    parent("receive_order_multi_delivery_parent_order_id")
        .map_or(SlipPart::Whole, SlipPart::DeliveryOf)
}

/// 送り先, unknown where a part of it was not given.
fn consignee(row: &Row) -> Known<Consignee> {
    let get = |field| text(row, field);
    let second = get("receive_order_consignee_address2").unwrap_or_default();
    let consignee = || {
        Some(Consignee {
            name: Personal::new(get("receive_order_consignee_name")?),
            postal_code: Personal::new(get("receive_order_consignee_zip_code")?),
            address: Personal::new(get("receive_order_consignee_address1")? + &second),
        })
    };
    Known::or_unknown(consignee())
}

fn required(row: &Row, field: &'static str) -> Result<String, BadField> {
    text(row, field)
        .filter(|text| !text.trim().is_empty())
        .ok_or(BadField {
            field,
            what: "reason.record.there",
        })
}

/// A text as it is; null is none, a field that was not asked for unknown.
fn known(row: &Row, field: &str) -> Known<String> {
    match row.get(field) {
        None => Known::Unknown,
        Some(Value::Null) => Known::None,
        Some(_) => Known::or_unknown(text(row, field)),
    }
}

/// A text where an empty one is none.
fn filled(row: &Row, field: &str) -> Known<String> {
    match known(row, field) {
        Known::Value(text) if text.trim().is_empty() => Known::None,
        other => other,
    }
}

fn deposit(row: &Row) -> Known<Deposit> {
    match known(row, "receive_order_deposit_type_id")
        .value()
        .map(String::as_str)
    {
        Some("0") => Known::Value(Deposit::Unpaid),
        Some("1") => Known::Value(Deposit::PartlyPaid),
        Some("2") => Known::Value(Deposit::Paid),
        Some(_) | None => Known::Unknown,
    }
}

/// `"5650.00"`; a fraction of a yen is an error.
fn yen(row: &Row, field: &'static str) -> Result<Known<Yen>, BadField> {
    let Known::Value(text) = filled(row, field) else {
        return Ok(Known::Unknown);
    };
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let amount = whole
        .parse()
        .ok()
        .filter(|_| fraction.chars().all(|digit| digit == '0'))
        .and_then(Yen::new);
    amount.map(Known::Value).ok_or(BadField {
        field,
        what: "reason.record.amount",
    })
}

/// A date with or without time; null, empty and 0000-00-00 are none.
fn day(row: &Row, field: &'static str) -> Result<Known<civil::Date>, BadField> {
    match filled(row, field) {
        Known::Value(text) if text.starts_with("0000-00-00") => Ok(Known::None),
        Known::Value(text) => jst::parse_nextengine(&text)
            .map(civil::DateTime::date)
            .or_else(|| text.trim().parse().ok())
            .map(Known::Value)
            .ok_or(BadField {
                field,
                what: "reason.record.date",
            }),
        Known::None => Ok(Known::None),
        Known::Unknown => Ok(Known::Unknown),
    }
}

/// `[a][b]`
fn tags(row: &Row) -> Known<BTreeSet<String>> {
    match known(row, "receive_order_gruoping_tag") {
        Known::Value(text) => Known::Value(split_tags(&text)),
        Known::None => Known::Value(BTreeSet::new()),
        Known::Unknown => Known::Unknown,
    }
}

fn split_tags(text: &str) -> BTreeSet<String> {
    text.split(['[', ']'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Tags as they are written.
pub(super) fn join_tags(tags: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for tag in tags {
        text.extend(["[", tag, "]"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let cases = [
            ("\"5650.00\"", Some(5650)),
            ("\"0\"", Some(0)),
            ("\"-12.0\"", Some(-12)),
            ("4980", Some(4980)),
        ];
        for (value, expected) in cases {
            let row = row("receive_order_total_amount", value);
            let got = yen(&row, "receive_order_total_amount").unwrap();
            assert_eq!(got.value().map(|yen| yen.get()), expected, "{value}");
        }
        for value in ["\"0.50\"", "\"x\"", "\"99999999999999\""] {
            let row = row("receive_order_total_amount", value);
            assert!(yen(&row, "receive_order_total_amount").is_err(), "{value}");
        }
    }

    #[test]
    fn tags_go_both_ways() {
        let tags = split_tags("[要確認][予約]");
        assert_eq!(split_tags(&join_tags(&tags)), tags);
        assert_eq!(tags.len(), 2);
        assert!(split_tags("").is_empty());
    }

    fn row(field: &str, value: &str) -> Row {
        [(field.to_owned(), serde_json::from_str(value).unwrap())]
            .into_iter()
            .collect()
    }
}
