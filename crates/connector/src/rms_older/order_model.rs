//! One `orderModel` becomes an [`Order`].

use jiff::civil;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Package, Payment};
use sabaki_order::personal::Personal;
use sabaki_order::yen::Yen;

use super::config::Names;
use super::element::Element;
use super::package_model::{package, person};
use super::record::{Read, RecordError, filled, flag, int, parsed, plain, yen};
use crate::jst;

/// 同梱: whether the order was put together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Enclosure {
    None,
    Parent,
    /// Its amounts are not valid; those of the parent are.
    Child,
}

/// Reads the record of an order whose number is known already.
pub(super) fn read(
    record: &Element,
    number: OrderNumber,
    names: &Names,
) -> Result<Order, RecordError> {
    let enclosure = enclosure(record)?;
    let amount = |field| match enclosure {
        Enclosure::Child => Ok(Known::Unknown),
        Enclosure::None | Enclosure::Parent => yen(record, field),
    };
    let payment_name = record
        .one("settlementModel")
        .map_or(Known::Unknown, |model| filled(model, "settlementName"));
    let payment = payment_name.value().and_then(|name| names.payment(name));
    let delivery = record.one("deliveryModel");
    let packages = packages(record)?;
    let buyer = person(
        record
            .one("ordererModel")
            .ok_or(RecordError::new("ordererModel", "reason.record.there"))?,
    );
    Ok(Order {
        number,
        status: record
            .word("status")
            .map_or(MallStatus::Unknown(0), |status| names.status(status)),
        sub_status: Known::None,
        settlement: Known::or_unknown(payment.and_then(|payment| payment.settlement)),
        payment_method: Known::or_unknown(payment.map(|payment| payment.code)),
        payment_name,
        ordered_at: parsed(record, "orderDate", "reason.record.instant", jst::parse_rms)?,
        // There is no step of confirming, and no instant of any other.
        confirmed_at: Known::None,
        fixed_at: Known::None,
        reported_at: Known::None,
        total: amount("requestPrice")?,
        total_price: amount("totalPrice")?,
        goods_total: amount("goodsPrice")?,
        postage: amount("postagePrice")?,
        cod_fee: amount("deliveryPrice")?,
        payment_charge: bank_charge(record)?,
        coupon_total: coupons(record)?,
        points_used: match record.one("pointModel") {
            None => Known::Value(Yen::default()),
            Some(points) => yen(points, "usedPoint")?,
        },
        remarks: filled(record, "option").map(Personal::new),
        gift: flag(record, "isGift")?,
        wrapping: Known::Value(
            record.one("wrappingModel1").is_some() || record.one("wrappingModel2").is_some(),
        ),
        wrapping_price: wrapping_price(record)?,
        // It did not exist yet, nor did the next two.
        social_gift: Known::Value(false),
        rakuten_checking: Known::Value(false),
        one_day_operation: Known::Value(false),
        multiple_destinations: Known::Value(packages.len() > 1),
        same_as_buyer: match packages.as_slice() {
            [one] => one
                .recipient
                .value()
                .map_or(Known::Unknown, |to| Known::Value(same_place(to, &buyer))),
            _ => Known::Value(false),
        },
        isolated_island: Known::Unknown,
        order_type: int(record, "orderType")?,
        caution: flag(record, "isBlackUser")?.map(i64::from),
        next_day_delivery: flag(record, "asurakuFlg")?,
        modified: flag(record, "modify")?,
        wished_delivery_date: wished_day(record)?,
        wished_time_slot: time_slot(record)?,
        delivery_name: delivery.map_or(Known::Unknown, |model| filled(model, "deliveryName")),
        delivery_class: match delivery {
            Some(model) => int(model, "deliveryClass")?,
            None => Known::Unknown,
        },
        memo: Known::Value(plain(record, "memo")),
        buyer,
        packages,
        changes: Vec::new(),
        due_dates: Vec::new(),
        cancel_due: Known::Unknown,
        payment: Payment::default(),
    })
}

fn enclosure(record: &Element) -> Result<Enclosure, RecordError> {
    Ok(match int(record, "enclosureStatus")? {
        Known::Value(1) => Enclosure::Parent,
        Known::Value(2) => Enclosure::Child,
        Known::Value(_) | Known::None | Known::Unknown => Enclosure::None,
    })
}

/// The destinations of an order and of all that were put together with it, so that nobody takes a
/// bundle for a single parcel.
fn packages(record: &Element) -> Result<Vec<Package>, RecordError> {
    let mut packages = Vec::new();
    let mut todo = vec![record];
    while let Some(order) = todo.pop() {
        for model in order.many("packageModel") {
            if flag(model, "deleteFlg")? != Known::Value(true) {
                packages.push(package(model, record)?);
            }
        }
        todo.extend(order.many("childOrderModel"));
    }
    if packages.is_empty() {
        return Err(RecordError::new("packageModel", "reason.record.there"));
    }
    Ok(packages)
}

fn same_place(one: &sabaki_order::order::Person, other: &sabaki_order::order::Person) -> bool {
    let key = |person: &sabaki_order::order::Person| {
        [
            person.family_name.clone(),
            person.first_name.clone(),
            person.postal_code.clone(),
            person.street.clone(),
        ]
    };
    key(one) == key(other)
}

/// 楽天バンク決済 may cost the buyer a commission; who bears it is coded, and the code unconfirmed.
fn bank_charge(record: &Element) -> Read<Yen> {
    let none = Known::Value(Yen::default());
    let Some(bank) = record.one("RBankModel") else {
        return Ok(none);
    };
    Ok(match yen(bank, "transferCommission")? {
        Known::Value(yen) if yen == Yen::default() => none,
        Known::Value(_) | Known::None | Known::Unknown => Known::Unknown,
    })
}

/// What all coupons take off. The field's name within `couponModel` is unconfirmed; a coupon
/// without it makes the sum unknown.
fn coupons(record: &Element) -> Read<Yen> {
    let mut sum = Known::Value(Yen::default());
    for coupon in record.many("couponModel") {
        sum = add(sum, yen(coupon, "couponTotalPrice")?);
    }
    Ok(sum)
}

fn wrapping_price(record: &Element) -> Read<Yen> {
    let mut sum = Known::Value(Yen::default());
    for field in ["wrappingModel1", "wrappingModel2"] {
        if let Some(wrapping) = record.one(field) {
            sum = add(sum, yen(wrapping, "price")?);
        }
    }
    Ok(sum)
}

fn add(a: Known<Yen>, b: Known<Yen>) -> Known<Yen> {
    match (a, b) {
        (Known::Value(a), Known::Value(b)) => Known::or_unknown(a.checked_add(b)),
        _ => Known::Unknown,
    }
}

/// Left out means that none was wished for.
fn wished_day(record: &Element) -> Read<civil::Date> {
    let read = parsed(record, "wishDeliveryDate", "reason.record.date", day)?;
    Ok(match read {
        Known::Unknown => Known::None,
        known @ (Known::Value(_) | Known::None) => known,
    })
}

/// A date, also as the first part of a date and time.
pub(super) fn day(text: &str) -> Option<civil::Date> {
    text.split('T').next()?.parse().ok()
}

/// `0` is none, `1` 午前, `2` 午後, `9` another; left out is none as well.
fn time_slot(record: &Element) -> Read<i64> {
    Ok(match int(record, "shippingTerm")? {
        Known::Value(0) | Known::Unknown => Known::None,
        known @ (Known::Value(_) | Known::None) => known,
    })
}
