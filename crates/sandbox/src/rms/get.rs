//! `getOrder`: the whole order, shaped by the version that is asked for.

use serde_json::{Map, Value, json};

use crate::jst::Jst;
use crate::rms::Body;
use crate::rms::check::Check;
use crate::rms::envelope::{Answer, Level, message, message_about};
use crate::rms::package;
use crate::world::World;
use crate::world::amounts::on_wire;
use crate::world::fault::Fault;
use crate::world::ledger::Effect;
use crate::world::order::{Change, Order, Wrapping};

const NAME: &str = "GET_ORDER";
const REACH_DAYS: i64 = 730;

pub(crate) fn get_order(world: &mut World, body: &Body) -> Answer {
    let mut check = Check::new(body, NAME);
    let numbers = check.required_texts("orderNumberList", 100);
    let version = check.required_number("version");
    if version.is_some_and(|version| !(3..=10).contains(&version)) {
        check.missing("version");
    }
    let (true, Some(version)) = (check.is_clean(), version) else {
        let body = json!({"MessageModelList": check.messages, "OrderModelList": null});
        return Answer {
            status: 400,
            ..Answer::ok(body, numbers, Effect::None)
        };
    };
    let mut seen: Vec<&String> = Vec::new();
    for number in &numbers {
        if !seen.contains(&number) {
            seen.push(number);
        }
    }
    if world.is_sabotaged(Fault::OmitOrder) {
        seen.pop();
    }
    if world.is_sabotaged(Fault::PartialFailure) {
        seen.truncate(seen.len() / 2);
    }
    let oldest = world.now.plus_days(-REACH_DAYS);
    let (mut models, mut missing) = (Vec::new(), Vec::new());
    for number in seen {
        match world
            .orders
            .get(number)
            .filter(|order| order.ordered_at >= oldest)
        {
            Some(order) => models.push(model(order, version)),
            None => missing.push(number),
        }
    }
    let text = format!("受注情報取得に成功しました。(取得件数{}件)", models.len());
    let mut messages = vec![message(Level::Info, NAME, "101", &text)];
    messages.extend(missing.iter().map(|number| {
        message_about(
            Level::Warning,
            NAME,
            "101",
            "受注情報を取得できませんでした。",
            number,
        )
    }));
    let status = if missing.is_empty() || world.assumptions.missing_orders_are_warnings {
        200
    } else {
        400
    };
    let mut answer = json!({"MessageModelList": messages, "OrderModelList": models});
    if let (Some(answer), true) = (answer.as_object_mut(), version >= 6) {
        answer.insert("version".to_owned(), json!(version));
    }
    Answer {
        status,
        ..Answer::ok(answer, numbers, Effect::None)
    }
}

/// The relay address behind which RMS hides the buyer's own.
pub(crate) fn mail_address(order: &Order) -> String {
    let digits: String = order.number.chars().filter(char::is_ascii_digit).collect();
    format!("{digits:0>32}s1@pc.fw.rakuten.ne.jp")
}

fn flag(set: bool) -> i64 {
    i64::from(set)
}

fn at(instant: Option<Jst>) -> Value {
    instant.map_or(Value::Null, |at| json!(at.rms()))
}

fn model(order: &Order, version: i64) -> Value {
    let mut model = Map::new();
    for part in [
        progress(order),
        wishes(order),
        amounts(order),
        parts(order, version),
    ] {
        if let Value::Object(part) = part {
            model.extend(part);
        }
    }
    gate(&mut model, version);
    Value::Object(model)
}

/// Takes out what a version does not know yet, and puts in what later ones have dropped.
fn gate(model: &mut Map<String, Value>, version: i64) {
    let since: [(i64, &[&str]); 4] = [
        (10, &["socialGiftFlag"]),
        (8, &["deliveryCertPrgFlag", "oneDayOperationFlag"]),
        (6, &["cautionDisplayDetailType"]),
        (
            5,
            &[
                "receiptIssueCount",
                "receiptIssueHistoryList",
                "DueDateModelList",
            ],
        ),
    ];
    for (first, keys) in since {
        if version < first {
            for key in keys {
                model.remove(*key);
            }
        }
    }
    if version < 8 {
        model.insert("goodsTax".to_owned(), json!(0));
        model.insert("isTaxRecalc".to_owned(), json!(0));
    }
}

fn progress(order: &Order) -> Value {
    let sub_status = order.sub_status.and_then(World::sub_status_name);
    json!({
        "orderNumber": order.number,
        "orderProgress": order.progress.code(),
        "subStatusId": order.sub_status,
        "subStatusName": sub_status,
        "orderDatetime": order.ordered_at.rms(),
        "shopOrderCfmDatetime": at(order.confirmed_at),
        "orderFixDatetime": at(order.fixed_at),
        "shippingInstDatetime": at(order.fixed_at),
        "shippingCmplRptDatetime": at(order.reported_at),
        "cancelDueDate": order.cancel_due.map(|day| day.to_string()),
    })
}

fn wishes(order: &Order) -> Value {
    let single = order.packages.len() == 1;
    json!({
        "deliveryDate": order.delivery_date.map(|day| day.to_string()),
        "shippingTerm": order.delivery_term,
        "remarks": order.remarks,
        "giftCheckFlag": flag(order.gift),
        "socialGiftFlag": 0,
        "severalSenderFlag": flag(!single),
        "equalSenderFlag": flag(single),
        "isolatedIslandFlag": flag(order.packages.iter().any(|package| package.isolated_island)),
        "rakutenMemberFlag": flag(order.member),
        "carrierCode": order.device,
        "emailCarrierCode": 0,
        "orderType": order.kind,
        "reserveNumber": null,
        "reserveDeliveryCount": null,
        "cautionDisplayType": order.caution,
        "cautionDisplayDetailType": (order.caution == 1).then_some(101),
        "rakutenConfirmFlag": flag(order.rakuten_checking),
        "asurakuFlag": 0,
        "drugFlag": 0,
        "dealFlag": 0,
        "membershipType": 0,
        "memo": order.memo,
        "operator": order.operator,
        "mailPlugSentence": order.mail_plug,
        "modifyFlag": flag(order.modified_by_buyer),
        "receiptIssueCount": 0,
        "receiptIssueHistoryList": [],
        "deliveryCertPrgFlag": flag(order.certified),
        "oneDayOperationFlag": flag(order.one_day),
    })
}

fn amounts(order: &Order) -> Value {
    let sums = order.amounts();
    let taxes: Vec<Value> = sums
        .taxes
        .iter()
        .map(|sum| {
            json!({
                "taxRate": rate(sum.percent),
                "reqPrice": on_wire(sum.request()),
                "reqPriceTax": on_wire(sum.tax()),
                "totalPrice": on_wire(sum.total),
                "paymentCharge": 0,
                "couponPrice": sum.coupon,
                "point": 0,
            })
        })
        .collect();
    json!({
        "goodsPrice": sums.goods,
        "postagePrice": on_wire(sums.postage),
        "deliveryPrice": on_wire(sums.cod_fee),
        "paymentCharge": 0,
        "paymentChargeTaxRate": 0.1,
        "totalPrice": on_wire(sums.total),
        "requestPrice": on_wire(sums.request),
        "couponAllTotalPrice": order.coupon,
        "couponShopPrice": order.coupon,
        "couponOtherPrice": 0,
        "additionalFeeOccurAmountToUser": 0,
        "additionalFeeOccurAmountToShop": 0,
        "TaxSummaryModelList": taxes,
    })
}

/// A rate of tax as RMS writes it.
pub(crate) fn rate(percent: i64) -> f64 {
    if percent == 8 { 0.08 } else { 0.1 }
}

fn parts(order: &Order, version: i64) -> Value {
    let coupons = if order.coupon > 0 {
        json!([coupon(order)])
    } else {
        Value::Null
    };
    let due: Vec<Value> = order
        .due_dates
        .iter()
        .map(|(kind, day)| json!({"dueDateType": kind, "dueDate": day.to_string()}))
        .collect();
    json!({
        "OrdererModel": orderer(order),
        "SettlementModel": settlement(order),
        "DeliveryModel": {"deliveryName": order.delivery_name, "deliveryClass": order.delivery_class},
        "PointModel": {"usedPoint": order.points},
        "WrappingModel1": order.wrapping.as_ref().map(wrapping),
        "WrappingModel2": null,
        "PackageModelList": package::models(order, version),
        "CouponModelList": coupons,
        "ChangeReasonModelList": order.changes.iter().map(change).collect::<Vec<_>>(),
        "DueDateModelList": due,
    })
}

fn orderer(order: &Order) -> Value {
    let mut model = package::person(&order.buyer);
    let (year, month, day) = order.birth.unwrap_or((0, 0, 0));
    if let Some(model) = model.as_object_mut() {
        model.insert("emailAddress".to_owned(), json!(mail_address(order)));
        model.insert(
            "sex".to_owned(),
            json!(if order.birth.is_some() {
                order.sex
            } else {
                "-"
            }),
        );
        model.insert("birthYear".to_owned(), json!(year));
        model.insert("birthMonth".to_owned(), json!(month));
        model.insert("birthDay".to_owned(), json!(day));
    }
    model
}

fn settlement(order: &Order) -> Value {
    let mut model = json!({
        "settlementMethodCode": order.payment.code,
        "settlementMethod": order.payment.name,
        "rpaySettlementFlag": order.settlement.code(),
        "cardName": null,
        "cardNumber": null,
        "cardOwner": null,
        "cardYm": null,
        "cardPayType": null,
        "cardInstallmentDesc": null,
    });
    if let (Some(model), 1) = (model.as_object_mut(), order.payment.code) {
        model.insert("cardName".to_owned(), json!("VISA"));
        model.insert("cardNumber".to_owned(), json!("XXXX-XXXX-XXXX-0000"));
        model.insert("cardOwner".to_owned(), json!("MIHON KAKUU"));
        model.insert("cardYm".to_owned(), json!("2030-01"));
        model.insert("cardPayType".to_owned(), json!(0));
    }
    model
}

fn wrapping(wrapping: &Wrapping) -> Value {
    json!({
        "title": 1,
        "name": wrapping.name,
        "price": wrapping.price,
        "includeTaxFlag": 1,
        "deleteWrappingFlag": 0,
        "taxRate": 0.1,
        "taxPrice": wrapping.price / 11,
    })
}

fn coupon(order: &Order) -> Value {
    json!({
        "couponCode": "AAAA-BBBB-CCCC-DDDD",
        "itemId": 0,
        "couponName": "見本クーポン",
        "couponSummary": format!("定額割引 {}円", order.coupon),
        "couponCapital": "ショップ",
        "couponCapitalCode": 1,
        "expiryDate": order.ordered_at.plus_days(30).date().to_string(),
        "couponPrice": order.coupon,
        "couponUnit": 1,
        "couponTotalPrice": order.coupon,
        "itemDetailId": 0,
    })
}

fn change(change: &Change) -> Value {
    json!({
        "changeId": change.id,
        "changeType": change.kind,
        "changeTypeDetail": change.detail,
        "changeReason": change.side,
        "changeReasonDetail": change.reason_detail,
        "changeApplyDatetime": at(change.applied),
        "changeFixDatetime": at(change.fixed),
        "changeCmplDatetime": at(change.completed),
    })
}
