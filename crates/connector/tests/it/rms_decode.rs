//! getOrder answers, whole and damaged: what becomes an order, and what is said of the rest.

use sabaki_connector::rms::decode::{NotOrders, orders_from_response};
use sabaki_engine::port::mall::{Mall, OrderReading};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Payment, Settlement};
use sabaki_order::yen::Yen;
use serde_json::{Value, json};

use crate::orders::{answer, order, record, rms};
use crate::script::{Reply, Script};

const NUMBER: &str = "987654-20261102-0000000001";

fn yen(amount: i64) -> Known<Yen> {
    Known::Value(Yen::new(amount).unwrap())
}

#[test]
fn a_whole_record() {
    let order = order(NUMBER, &json!({}));
    assert_eq!(order.status, MallStatus::AwaitingConfirmation);
    assert_eq!(order.settlement, Known::Value(Settlement::Common));
    assert_eq!(order.payment_method, Known::Value(1));
    assert_eq!(
        order.ordered_at,
        Known::Value("2026-11-02T11:03:43Z".parse().unwrap())
    );
    assert_eq!(order.confirmed_at, Known::None);
    assert_eq!(
        (order.total, order.postage, order.coupon_total),
        (yen(5700), yen(550), yen(300))
    );
    assert_eq!(
        (order.points_used, order.wrapping_price),
        (yen(120), yen(110))
    );
    assert_eq!(order.wished_time_slot, Known::Value(1921));
    assert_eq!(order.memo, Known::None);
    let remarks = order.remarks.value().unwrap().expose();
    assert!(remarks.contains("19:00&#12316;21:00"), "entities stay");
    assert_eq!(order.buyer.postal_code.expose(), "0000000");
    assert_eq!(order.buyer.phone.expose(), "0300000000");
    let package = &order.packages[0];
    assert_eq!(package.basket_id, 3_100_000_001);
    assert_eq!(package.shipments[0].detail_id, 3_700_000_001);
    assert_eq!(
        package.shipments[0].carrier,
        Known::Value("1000".to_owned())
    );
    assert_eq!(package.items[0].sku, "MUG01BL");
    assert_eq!(
        package.items[1].sku, "cookie-01",
        "normal-inventory names no article"
    );
    let percents: Vec<_> = package.items.iter().map(|item| item.tax_percent).collect();
    assert_eq!(percents, [Known::Value(10), Known::Value(8)]);
}

#[test]
fn fields() {
    type Check = fn(&Order) -> bool;
    let cases: Vec<(Value, Check)> = vec![
        (json!({"requestPrice": -9999}), |o| {
            o.total == Known::Unknown
        }),
        (json!({"requestPrice": null}), |o| o.total == Known::Unknown),
        (json!({"requestPrice": "5700"}), |o| o.total == yen(5700)),
        (json!({"requestPrice": 5700.0}), |o| o.total == yen(5700)),
        (json!({"paymentCharge": -9999}), |o| {
            o.payment_charge == Known::Unknown
        }),
        (json!({"orderProgress": 150}), |o| {
            o.status == MallStatus::Unknown(150)
        }),
        (json!({"shippingTerm": 0}), |o| {
            o.wished_time_slot == Known::None
        }),
        (json!({"shippingTerm": null}), |o| {
            o.wished_time_slot == Known::None
        }),
        (json!({"deliveryDate": null}), |o| {
            o.wished_delivery_date == Known::None
        }),
        (json!({"remarks": null}), |o| o.remarks == Known::None),
        (json!({"giftCheckFlag": 2}), |o| o.gift == Known::Unknown),
        (json!({"SettlementModel": null}), |o| {
            o.settlement == Known::Unknown && o.payment_method == Known::Unknown
        }),
        (
            json!({"SettlementModel": {"settlementMethodCode": 99, "rpaySettlementFlag": 0}}),
            |o| {
                o.settlement == Known::Value(Settlement::Selectable)
                    && o.payment_method == Known::Value(99)
            },
        ),
        (json!({"PointModel": null}), |o| o.points_used == yen(0)),
        (json!({"WrappingModel1": null}), |o| {
            o.wrapping == Known::Value(false) && o.wrapping_price == yen(0)
        }),
        (
            json!({"WrappingModel1": {"title": 1, "price": null}}),
            |o| o.wrapping == Known::Value(true) && o.wrapping_price == Known::Unknown,
        ),
        (
            json!({"DueDateModelList": null, "ChangeReasonModelList": null}),
            |o| o.due_dates.is_empty() && o.changes.is_empty(),
        ),
        (
            json!({"DueDateModelList": [{"dueDateType": 0, "dueDate": "2026-11-16"}]}),
            |o| o.due_dates[0].on.to_string() == "2026-11-16",
        ),
        (
            json!({"DueDateModelList": [
                {"dueDateType": 0, "dueDate": "2026-11-16"},
                {"dueDateType": 1, "dueDate": "2026-11-20"},
                {"dueDateType": 0, "dueDate": "2026-11-18"},
                {"dueDateType": null, "dueDate": "2026-11-19"},
                {"dueDateType": 2, "dueDate": null},
            ]}),
            |o| {
                let due: Vec<_> = o.due_dates.iter().map(|d| (d.kind, d.on.day())).collect();
                due == [(0, 16), (1, 20), (0, 18)]
            },
        ),
        (json!({"cancelDueDate": null}), |o| {
            o.cancel_due == Known::None
        }),
        (json!({"cancelDueDate": "2026-11-16"}), |o| {
            o.cancel_due == Known::Value(jiff::civil::date(2026, 11, 16))
        }),
        (json!({"orderNumber": NUMBER}), |o| {
            o.payment == Payment::default()
        }),
        (json!({"someNewField": {"a": [1]}}), |o| {
            o.total == yen(5700)
        }),
    ];
    for (patch, check) in cases {
        assert!(check(&order(NUMBER, &patch)), "{patch}");
    }
}

#[test]
fn a_key_that_an_old_version_lacks_is_unknown() {
    let mut record = record(NUMBER, &json!({}));
    let fields = record.as_object_mut().unwrap();
    for field in [
        "socialGiftFlag",
        "oneDayOperationFlag",
        "WrappingModel1",
        "PointModel",
    ] {
        fields.remove(field);
    }
    let text = answer(&[record]).to_string();
    let order = orders_from_response(text.as_bytes())
        .unwrap()
        .orders
        .swap_remove(0)
        .unwrap();
    assert_eq!(order.social_gift, Known::Unknown);
    assert_eq!(order.one_day_operation, Known::Unknown);
    assert_eq!(
        (order.wrapping, order.points_used),
        (Known::Unknown, Known::Unknown)
    );
}

#[test]
fn a_social_gift_without_address_has_no_recipient() {
    let mut record = record(NUMBER, &json!({"socialGiftFlag": 1}));
    let sender = &mut record["PackageModelList"][0]["SenderModel"];
    for field in [
        "prefecture",
        "city",
        "subAddress",
        "familyName",
        "firstName",
    ] {
        sender[field] = json!("入力待ち");
    }
    sender["zipCode1"] = json!("999");
    sender["zipCode2"] = json!("9999");
    let text = answer(&[record]).to_string();
    let order = orders_from_response(text.as_bytes())
        .unwrap()
        .orders
        .swap_remove(0)
        .unwrap();
    assert_eq!(order.packages[0].recipient, Known::Unknown);
}

#[test]
fn a_bad_record_names_its_field_and_spoils_no_other() {
    let cases = [
        (
            json!({"requestPrice": "CANARY"}),
            "`requestPrice` is not a whole number",
        ),
        (
            json!({"requestPrice": 0.5}),
            "`requestPrice` is not a whole number",
        ),
        (
            json!({"requestPrice": 1_000_000_000_001_i64}),
            "`requestPrice` is not an amount in whole yen",
        ),
        (
            json!({"orderDatetime": "CANARY"}),
            "`orderDatetime` is not a date and time",
        ),
        (
            json!({"OrdererModel": ["CANARY"]}),
            "`OrdererModel` is not an object",
        ),
        (
            json!({"OrdererModel": {"familyName": ["CANARY"]}}),
            "`OrdererModel.familyName` is not a text",
        ),
        (
            json!({"PackageModelList": []}),
            "`PackageModelList` is missing",
        ),
        (
            json!({"PackageModelList": [{}]}),
            "`PackageModelList[0].basketId` is missing",
        ),
        (json!({"orderProgress": null}), "`orderProgress` is missing"),
    ];
    for (patch, reason) in cases {
        let text = answer(&[record("bad", &patch), record(NUMBER, &json!({}))]).to_string();
        let orders = orders_from_response(text.as_bytes()).unwrap().orders;
        let bad = orders[0].as_ref().unwrap_err();
        assert_eq!(bad.number, Some(OrderNumber::new("bad")));
        assert_eq!(bad.reason.to_string(), reason);
        assert!(orders[1].is_ok());
    }
    let text = answer(&[json!({"orderProgress": 100}), json!("CANARY")]).to_string();
    let orders = orders_from_response(text.as_bytes()).unwrap().orders;
    assert!(
        orders
            .iter()
            .all(|bad| bad.as_ref().unwrap_err().number.is_none())
    );
}

#[test]
fn answers_without_orders() {
    let messages = json!({"MessageModelList": [{"messageType": "ERROR",
        "messageCode": "ORDER_EXT_API_GET_ORDER_ERROR_009", "message": "versionの項目を指定して下さい。"}]});
    let mut with_null = messages.clone();
    with_null["OrderModelList"] = Value::Null;
    let cases: Vec<(String, NotOrders)> = vec![
        (
            json!({"Results": {"errorCode": "ES01-01", "message": "Un-Authorised"}}).to_string(),
            NotOrders::Gateway {
                code: "ES01-01".into(),
                message: "Un-Authorised".into(),
            },
        ),
        (
            messages.to_string(),
            NotOrders::MessagesOnly(vec![
                "ORDER_EXT_API_GET_ORDER_ERROR_009 versionの項目を指定して下さい。".into(),
            ]),
        ),
        (
            with_null.to_string(),
            NotOrders::MessagesOnly(vec![
                "ORDER_EXT_API_GET_ORDER_ERROR_009 versionの項目を指定して下さい。".into(),
            ]),
        ),
        (answer(&[]).to_string(), NotOrders::Empty),
        ("{}".into(), NotOrders::Other),
        ("[]".into(), NotOrders::Other),
        ("{".into(), NotOrders::NotJson { line: 1, column: 1 }),
        ("<html>".into(), NotOrders::NotJson { line: 1, column: 1 }),
    ];
    for (text, expected) in cases {
        assert_eq!(
            orders_from_response(text.as_bytes()).err(),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = format!("\u{FEFF}{}", answer(&[record(NUMBER, &json!({}))]));
    assert_eq!(
        orders_from_response(text.as_bytes()).unwrap().orders.len(),
        1
    );
}

#[tokio::test]
async fn one_reading_for_each_number_in_hundreds() {
    let numbers: Vec<OrderNumber> = (0..205)
        .map(|i| OrderNumber::new(format!("n-{i:03}")))
        .collect();
    let script = Script::with(|request| {
        let request: Value = serde_json::from_str(&request.text()).unwrap();
        let asked = request["orderNumberList"].as_array().unwrap();
        assert!(asked.len() <= 100);
        // In another order, one left out, one damaged.
        let records: Vec<Value> = asked
            .iter()
            .rev()
            .map(|number| number.as_str().unwrap())
            .filter(|number| *number != "n-003")
            .map(|number| {
                let damage = if number == "n-104" {
                    json!({"orderProgress": "x"})
                } else {
                    json!({})
                };
                record(number, &damage)
            })
            .collect();
        Some(Reply::json(200, answer(&records)))
    })
    .await;
    let readings = rms(&script.url).read(&numbers).await.unwrap();
    assert_eq!(script.seen().len(), 3);
    for (number, reading) in numbers.iter().zip(&readings) {
        let as_expected = match (number.as_str(), reading) {
            ("n-003", OrderReading::Missing { number: missing }) => missing == number,
            ("n-104", OrderReading::Unreadable { number: bad, .. }) => bad == number,
            (_, OrderReading::Read(order)) => order.number == *number,
            _ => false,
        };
        assert!(as_expected, "{number}: {reading:?}");
    }
}
