//! One `OrderModel` becomes an [`Order`].

use jiff::{Timestamp, civil};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{Change, DueDate, MallStatus, Order, Payment, Settlement};
use sabaki_order::personal::Personal;
use sabaki_order::yen::Yen;

use crate::jst;

use super::package_model;
use super::record::{Record, RecordError};

type Read<T> = Result<Known<T>, RecordError>;

/// Reads the record of an order whose number is known already.
pub(super) fn read(record: &Record<'_>, number: OrderNumber) -> Result<Order, RecordError> {
    let settlement = record.object("SettlementModel")?;
    let delivery = record.object("DeliveryModel")?;
    let social_gift = record.flag("socialGiftFlag")?;
    let buyer = record.object("OrdererModel")?;
    let wrapping = Wrapping::of(record)?;
    Ok(Order {
        number,
        status: MallStatus::from_code(record.required_int("orderProgress")?),
        sub_status: record.filled("subStatusName")?,
        settlement: settlement_kind(&settlement)?,
        payment_method: inside(&settlement, |s| s.int("settlementMethodCode"))?,
        payment_name: inside(&settlement, |s| s.filled("settlementMethod"))?,
        ordered_at: instant(record, "orderDatetime")?,
        confirmed_at: instant(record, "shopOrderCfmDatetime")?,
        fixed_at: instant(record, "orderFixDatetime")?,
        reported_at: instant(record, "shippingCmplRptDatetime")?,
        total: record.yen("requestPrice")?,
        total_price: record.yen("totalPrice")?,
        goods_total: record.yen("goodsPrice")?,
        postage: record.yen("postagePrice")?,
        cod_fee: record.yen("deliveryPrice")?,
        payment_charge: sum(
            record.yen("paymentCharge")?,
            record.yen("additionalFeeOccurAmountToUser")?,
        ),
        coupon_total: record.yen("couponAllTotalPrice")?,
        points_used: points(record)?,
        remarks: record.text("remarks")?.map(Personal::new),
        gift: record.flag("giftCheckFlag")?,
        wrapping: wrapping.asked_for,
        wrapping_price: wrapping.price,
        social_gift,
        multiple_destinations: record.flag("severalSenderFlag")?,
        same_as_buyer: record.flag("equalSenderFlag")?,
        isolated_island: record.flag("isolatedIslandFlag")?,
        order_type: record.int("orderType")?,
        caution: record.int("cautionDisplayType")?,
        rakuten_checking: record.flag("rakutenConfirmFlag")?,
        next_day_delivery: record.flag("deliveryCertPrgFlag")?,
        one_day_operation: record.flag("oneDayOperationFlag")?,
        modified: record.flag("modifyFlag")?,
        wished_delivery_date: day(record, "deliveryDate")?,
        wished_time_slot: time_slot(record)?,
        delivery_name: inside(&delivery, |d| d.filled("deliveryName"))?,
        delivery_class: inside(&delivery, |d| d.int("deliveryClass"))?,
        memo: record.text("memo")?,
        buyer: match &buyer {
            Known::Value(buyer) => package_model::person(buyer)?,
            Known::None | Known::Unknown => {
                return Err(RecordError::Missing("OrdererModel".to_owned()));
            }
        },
        packages: package_model::packages(record, social_gift == Known::Value(true))?,
        changes: changes(record)?,
        due_dates: due_dates(record)?,
        cancel_due: day(record, "cancelDueDate")?,
        payment: Payment::default(),
    })
}

/// A field of an inner object; unknown where the object is not there.
fn inside<'a, T>(
    object: &Known<Record<'a>>,
    field: impl FnOnce(&Record<'a>) -> Read<T>,
) -> Read<T> {
    match object {
        Known::Value(object) => field(object),
        Known::None | Known::Unknown => Ok(Known::Unknown),
    }
}

/// Source: RMS getOrder, `rpaySettlementFlag` (confirmed); never derived from the payment code.
fn settlement_kind(settlement: &Known<Record<'_>>) -> Read<Settlement> {
    Ok(
        inside(settlement, |s| s.flag("rpaySettlementFlag"))?.map(|common| {
            if common {
                Settlement::Common
            } else {
                Settlement::Selectable
            }
        }),
    )
}

/// `null` means that it has not happened.
pub(super) fn instant(record: &Record<'_>, field: &str) -> Read<Timestamp> {
    dated(record, field, jst::parse_rms, "reason.record.instant")
}

fn day(record: &Record<'_>, field: &str) -> Read<civil::Date> {
    dated(
        record,
        field,
        |text| text.parse().ok(),
        "reason.record.date",
    )
}

fn dated<T>(
    record: &Record<'_>,
    field: &str,
    parse: impl FnOnce(&str) -> Option<T>,
    expected: &'static str,
) -> Read<T> {
    Ok(match record.filled(field)? {
        Known::Value(text) => {
            Known::Value(parse(text.trim()).ok_or_else(|| RecordError::Wrong {
                field: field.to_owned(),
                expected,
            })?)
        }
        Known::None => Known::None,
        Known::Unknown => Known::Unknown,
    })
}

/// `0` and `null` both occur for "none" (confirmed).
fn time_slot(record: &Record<'_>) -> Read<i64> {
    Ok(match record.int("shippingTerm")? {
        Known::Value(0) => Known::None,
        other => other,
    })
}

/// Without a model no points were used.
fn points(record: &Record<'_>) -> Read<Yen> {
    match record.object("PointModel")? {
        Known::Value(points) => points.yen("usedPoint"),
        Known::None => Ok(Known::Value(Yen::default())),
        Known::Unknown => Ok(Known::Unknown),
    }
}

fn sum(a: Known<Yen>, b: Known<Yen>) -> Known<Yen> {
    match (a, b) {
        (Known::Value(a), Known::Value(b)) => Known::or_unknown(a.checked_add(b)),
        _ => Known::Unknown,
    }
}

struct Wrapping {
    asked_for: Known<bool>,
    price: Known<Yen>,
}

impl Wrapping {
    fn of(record: &Record<'_>) -> Result<Self, RecordError> {
        let mut wrapping = Self {
            asked_for: Known::Value(false),
            price: Known::Value(Yen::default()),
        };
        for field in ["WrappingModel1", "WrappingModel2"] {
            match record.object(field)? {
                Known::Value(model) => {
                    wrapping.asked_for = Known::Value(true);
                    wrapping.price = sum(wrapping.price, model.yen("price")?);
                }
                Known::None => {}
                Known::Unknown if wrapping.asked_for == Known::Value(true) => {
                    wrapping.price = Known::Unknown;
                }
                Known::Unknown => {
                    wrapping = Self {
                        asked_for: Known::Unknown,
                        price: Known::Unknown,
                    };
                }
            }
        }
        Ok(wrapping)
    }
}

fn changes(record: &Record<'_>) -> Result<Vec<Change>, RecordError> {
    record
        .list("ChangeReasonModelList")?
        .iter()
        .map(|change| {
            Ok(Change {
                kind: change.int("changeType")?,
                applied_at: instant(change, "changeApplyDatetime")?,
            })
        })
        .collect()
}

fn due_dates(record: &Record<'_>) -> Result<Vec<DueDate>, RecordError> {
    let mut dates = Vec::new();
    for due in record.list("DueDateModelList")? {
        if let (Known::Value(kind), Known::Value(on)) =
            (due.int("dueDateType")?, day(&due, "dueDate")?)
        {
            dates.push(DueDate { kind, on });
        }
    }
    Ok(dates)
}
