//! `fixtures/rms/payment`: what getPayment answers and what becomes of it, one file a case.

use jiff::Timestamp;
use sabaki_engine::port::mall::Mall;
use sabaki_order::known::Known;
use sabaki_order::order::{Order, Payment};
use serde_json::{Value, json};

use crate::fixture::all;
use crate::orders::{order, rms};
use crate::rms_outcome::reply;
use crate::script::{Reply, Script};

const NUMBER: &str = "987654-20261102-0000000001";

fn expected<T>(value: &Value, read: impl FnOnce(&Value) -> T) -> Known<T> {
    match value {
        Value::Null => Known::None,
        Value::String(text) if text == "unknown" => Known::Unknown,
        value => Known::Value(read(value)),
    }
}

#[tokio::test]
async fn payments() {
    for (name, case) in all("rms/payment") {
        let replies: Vec<Reply> = case["replies"]
            .as_array()
            .unwrap()
            .iter()
            .map(reply)
            .collect();
        let requests = replies.len();
        let script = Script::start(replies).await;
        let order = order(NUMBER, &json!({ "orderProgress": case["progress"] }));
        let payments = rms(&script.url).payments(&[&order]).await;
        let expected = Payment {
            status: expected(&case["status"], |v| v.as_i64().unwrap()),
            completed_at: expected(&case["completed_at"], |v| {
                v.as_str().unwrap().parse::<Timestamp>().unwrap()
            }),
        };
        assert_eq!(payments, [expected], "{name}");
        let seen = script.seen();
        assert_eq!(seen.len(), requests, "{name}: requests");
        for request in seen {
            assert_eq!(request.path(), "/es/2.0/order/getPayment/");
            assert_eq!(
                request.text(),
                format!(r#"{{"orderNumber":"{NUMBER}","version":4}}"#)
            );
        }
    }
}

#[tokio::test]
async fn what_rms_does_not_answer_is_not_asked_for_the_next_order() {
    let orders: Vec<Order> = ["1", "2", "3", "4"]
        .map(|n| order(n, &json!({"orderProgress": 200})))
        .into();
    let orders: Vec<&Order> = orders.iter().collect();
    let answer = json!({"OrderModel": {"orderNumber": "1", "PaymentModelList": [
        {"paymentStatus": 30300, "paymentProcCmplDatetime": null}]}});
    let script = Script::start(vec![
        Reply::json(200, answer),
        Reply::json(
            200,
            json!({"OrderModel": {"orderNumber": "2", "PaymentModelList": "x"}}),
        ),
        Reply::html(503),
    ])
    .await;
    let payments = rms(&script.url).payments(&orders).await;
    let known = Payment {
        status: Known::Value(30300),
        completed_at: Known::None,
    };
    let unknown = Payment::default();
    assert_eq!(payments, [known, unknown, unknown, unknown]);
    assert_eq!(script.seen().len(), 3);
}
