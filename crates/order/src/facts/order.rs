//! The fields that the mall's order gives.

use sabaki_interpreter::facts::lot::lot;
use sabaki_interpreter::value::Value;

use super::Sheet;
use super::words::{flag, known, known_text, money, set, text};
use crate::known::Known;
use crate::observation::{Observation, Sibling};
use crate::order::{Change, MallStatus, Order, Settlement};
use crate::remarks::free_text;

/// Kind of a due date: 支払い期限日.
const PAYMENT_DUE: i64 = 0;

pub(super) fn fill(sheet: &mut Sheet<'_>, seen: &Observation<'_>) {
    let order = seen.order;
    sheet.set_text("shop", seen.shop.as_str());
    sheet.set_text("order_number", order.number.as_str());
    sheet.set("lot", Value::Int(lot(order.number.as_str())));
    sheet.set("first_seen_at", Value::DateTime(seen.first_seen_at));
    standing(sheet, order);
    times(sheet, order);
    amounts(sheet, order);
    texts(sheet, order);
    flags(sheet, order);
    buyer(sheet, order);
    items(sheet, order);
    sheet.set("changed", set(&seen.besides.changed));
    sheet.set("cancel_allowed", Value::Bool(seen.besides.cancel_allowed));
    siblings(sheet, &seen.besides.siblings);
}

fn standing(sheet: &mut Sheet<'_>, order: &Order) {
    sheet.set_item("status", order.status.id());
    let settlement = match order.settlement {
        Known::Value(Settlement::Common) => Some("common"),
        Known::Value(Settlement::Selectable) => Some("selectable"),
        Known::None | Known::Unknown => None,
    };
    sheet.set_item("settlement", settlement);
    sheet.set_code("payment_method", &order.payment_method);
    sheet.set_code("payment_status", &order.payment.status);
    sheet.set_code("order_type", &order.order_type);
    sheet.set_code("caution", &zero_is_none(order.caution));
    sheet.set_code("delivery_class", &zero_is_none(order.delivery_class));
    sheet.set("sub_status", known_text(&order.sub_status));
    sheet.set("cancel_requested", cancel_requested(order));
}

fn times(sheet: &mut Sheet<'_>, order: &Order) {
    for (id, at) in [
        ("ordered_at", &order.ordered_at),
        ("confirmed_at", &order.confirmed_at),
        ("fixed_at", &order.fixed_at),
        ("reported_at", &order.reported_at),
        ("payment_completed_at", &order.payment.completed_at),
    ] {
        sheet.set(id, known(at, Value::DateTime));
    }
    // New due dates are appended, old ones stay: the last of its kind counts.
    let mut due = order.due_dates.iter().rev();
    let due = due.find(|due| due.kind == PAYMENT_DUE);
    sheet.set(
        "payment_due",
        due.map_or(Value::None, |due| Value::Date(due.on)),
    );
    sheet.set("cancel_due", known(&order.cancel_due, Value::Date));
    sheet.set(
        "wished_delivery_date",
        known(&order.wished_delivery_date, Value::Date),
    );
    sheet.set("wished_time_slot", time_slot(order.wished_time_slot));
}

fn amounts(sheet: &mut Sheet<'_>, order: &Order) {
    for (id, amount) in [
        ("total", &order.total),
        ("total_price", &order.total_price),
        ("goods_total", &order.goods_total),
        ("postage", &order.postage),
        ("cod_fee", &order.cod_fee),
        ("payment_charge", &order.payment_charge),
        ("coupon_total", &order.coupon_total),
        ("points_used", &order.points_used),
    ] {
        sheet.set(id, money(amount));
    }
}

fn texts(sheet: &mut Sheet<'_>, order: &Order) {
    let remarks = match &order.remarks {
        Known::Value(remarks) => text(&free_text(remarks.expose())),
        Known::None => text(""),
        Known::Unknown => Value::Unknown,
    };
    sheet.set("remarks", remarks);
    sheet.set("memo", known_text(&order.memo));
    sheet.set("delivery_name", known_text(&order.delivery_name));
    sheet.set("noshi", noshi(order));
}

fn flags(sheet: &mut Sheet<'_>, order: &Order) {
    for (id, value) in [
        ("gift", order.gift),
        ("wrapping", order.wrapping),
        ("social_gift", order.social_gift),
        ("multiple_destinations", order.multiple_destinations),
        ("same_as_buyer", order.same_as_buyer),
        ("isolated_island", order.isolated_island),
        ("rakuten_checking", order.rakuten_checking),
        ("next_day_delivery", order.next_day_delivery),
        ("one_day_operation", order.one_day_operation),
        ("modified", order.modified),
    ] {
        sheet.set(id, flag(value));
    }
}

fn buyer(sheet: &mut Sheet<'_>, order: &Order) {
    let buyer = &order.buyer;
    sheet.set_text("buyer.name", &super::destination::name(buyer));
    sheet.set_text("buyer.phone", buyer.phone.expose());
    sheet.set_text("buyer.mail", buyer.mail.expose());
    sheet.set_text("buyer.address", &super::destination::address(buyer));
}

fn items(sheet: &mut Sheet<'_>, order: &Order) {
    let items = order.packages.iter().flat_map(|package| &package.items);
    let rows = items.map(|item| {
        vec![
            ("sku", text(&item.sku)),
            ("name", text(&item.name)),
            ("quantity", Value::Int(item.quantity)),
            ("price", money(&item.price)),
            ("delivery_name", known_text(&order.delivery_name)),
            ("choice", known_text(&item.choice)),
        ]
    });
    sheet.set_list("items", rows.collect());
}

fn siblings(sheet: &mut Sheet<'_>, siblings: &Known<Vec<Sibling>>) {
    let siblings = match siblings {
        Known::Value(siblings) => siblings.as_slice(),
        Known::None => &[],
        Known::Unknown => return sheet.set("siblings", Value::Unknown),
    };
    let status = sheet.enumeration("status");
    let rows = siblings.iter().map(|sibling| {
        let item = status.zip(sibling.status.id());
        let item = item.and_then(|(status, id)| sheet.item(status, id));
        vec![
            ("order_number", text(sibling.number.as_str())),
            ("status", item.map_or(Value::Unknown, Value::Enum)),
            ("ordered_at", known(&sibling.ordered_at, Value::DateTime)),
            ("total", money(&sibling.total)),
        ]
    });
    let rows = rows.collect();
    sheet.set_list("siblings", rows);
}

/// RMS writes 0 for "no caution" and "no delivery class".
fn zero_is_none(code: Known<i64>) -> Known<i64> {
    match code {
        Known::Value(0) | Known::None => Known::None,
        Known::Value(code) => Known::Value(code),
        Known::Unknown => Known::Unknown,
    }
}

/// 1 午前, 2 午後, 9 その他, else two hours as one number: 1921 is 19–21.
///
/// Source: RMS getOrder, `shippingTerm` (confirmed; both 0 and null mean none).
fn time_slot(code: Known<i64>) -> Value {
    match code {
        Known::None | Known::Value(0) => text(""),
        Known::Value(1) => text("午前"),
        Known::Value(2) => text("午後"),
        Known::Value(9) => text("その他"),
        Known::Value(hours @ 100..=2424) if hours % 100 <= 24 => {
            text(&format!("{}-{}", hours / 100, hours % 100))
        }
        Known::Value(_) | Known::Unknown => Value::Unknown,
    }
}

/// The noshi of all destinations, each text once.
fn noshi(order: &Order) -> Value {
    let mut texts: Vec<&str> = Vec::new();
    for package in &order.packages {
        match &package.noshi {
            Known::Value(noshi) if !texts.contains(&noshi.as_str()) => texts.push(noshi),
            Known::Value(_) | Known::None => {}
            Known::Unknown => return Value::Unknown,
        }
    }
    text(&texts.join("\n"))
}

/// キャンセル確定待ち, or the newest change of a cancellation is not its withdrawal.
///
/// Source: RMS getOrder, `changeType`: 0 キャンセル申請, 1 確定, 2 完了, 3 取消 (confirmed). Other
/// changes (注文確認 and the like) do not withdraw an application and are not looked at.
fn cancel_requested(order: &Order) -> Value {
    if order.status == MallStatus::AwaitingCancel {
        return Value::Bool(true);
    }
    let about_cancel = |change: &&Change| match change.kind {
        Known::Value(kind) => (0..=3).contains(&kind),
        Known::None => false,
        Known::Unknown => true,
    };
    let changes = order.changes.iter().filter(about_cancel);
    let newest = changes.max_by_key(|change| change.applied_at.value().copied());
    match newest.map(|change| change.kind) {
        None | Some(Known::Value(3) | Known::None) => Value::Bool(false),
        Some(Known::Value(_)) => Value::Bool(true),
        Some(Known::Unknown) => Value::Unknown,
    }
}
