//! What a failure on the way proves: before the connection nothing, afterwards doubt; reads are
//! tried again, writes never.

use sabaki_engine::port::mall::{Mall, MallCall, OrderReading};
use sabaki_engine::port::outcome::Outcome;
use sabaki_order::id::OrderNumber;
use serde_json::json;
use tokio::net::TcpListener;

use crate::fixture::{error_word, words};
use crate::orders::{answer, key, order, record, rms};
use crate::script::{Reply, Script};

const NUMBER: &str = "987654-20261102-0000000001";

/// Ways in which an answer does not come through.
fn broken() -> Vec<(&'static str, Reply)> {
    let raw = |text: &str| Reply::Raw(text.as_bytes().to_vec());
    let done = json!({"MessageModelList": [{"messageType": "INFO",
        "messageCode": "ORDER_EXT_API_CONFIRM_ORDER_INFO_101", "orderNumber": NUMBER}]});
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let endless = format!(
        "{head}Content-Length: 99999999\r\n\r\n{}",
        "x".repeat(9 << 20)
    );
    let mut latin = format!("{head}\r\n{{\"a\":\"").into_bytes();
    latin.extend([0xFF, b'"', b'}']);
    vec![
        ("silence", Reply::Silence),
        ("closed without a word", Reply::Close),
        ("not http", raw("who are you\r\n\r\n")),
        ("cut head", raw("HTTP/1.1 200 OK\r\nContent-Type: appl")),
        (
            "cut body",
            raw(&format!("{head}Content-Length: 5000\r\n\r\n{done}")),
        ),
        (
            "cut chunk",
            raw(&format!(
                "{head}Transfer-Encoding: chunked\r\n\r\n400\r\n{done}"
            )),
        ),
        ("too large", raw(&endless)),
        ("not UTF-8", Reply::Raw(latin)),
        ("broken JSON", Reply::json(200, "{\"MessageModelList\":[")),
        (
            "JSON by a wrong name",
            Reply::Answer(200, "text/html", done.to_string()),
        ),
    ]
}

#[tokio::test]
async fn a_write_without_a_clear_answer_is_doubtful_and_sent_once() {
    for (name, reply) in broken() {
        let script = Script::start(vec![reply]).await;
        let order = order(NUMBER, &json!({}));
        let key = key("k");
        let calls = [MallCall {
            key: &key,
            order: &order,
        }; 2];
        let result = rms(&script.url).confirm(&calls).await;
        assert_eq!(words(&result), "doubtful, doubtful", "{name}: {result:?}");
        assert_eq!(script.seen().len(), 1, "{name}: a write is never repeated");
    }
}

#[tokio::test]
async fn a_read_without_an_answer_is_tried_again() {
    for (name, reply) in broken() {
        let good = Reply::json(200, answer(&[record(NUMBER, &json!({}))]));
        let script = Script::start(vec![reply, good]).await;
        let readings = rms(&script.url)
            .read(&[OrderNumber::new(NUMBER)])
            .await
            .unwrap();
        assert!(
            matches!(readings.as_slice(), [OrderReading::Read(_)]),
            "{name}"
        );
        assert_eq!(script.seen().len(), 2, "{name}");
    }
}

#[tokio::test]
async fn nothing_was_sent_where_nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let order = order(NUMBER, &json!({}));
    let key = key("k");
    let result = rms(&url)
        .confirm(&[MallCall {
            key: &key,
            order: &order,
        }])
        .await;
    assert_eq!(words(&result), "error not_answered");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = Script::start(vec![]).await;
    for status in [301, 302, 303, 307, 308] {
        let raw = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
            target.url
        );
        let reply = Reply::Raw(raw.into_bytes());
        let script = Script::start(vec![reply.clone(), reply]).await;
        let mall = rms(&script.url);
        let error = mall.read(&[OrderNumber::new(NUMBER)]).await.unwrap_err();
        assert_eq!(error_word(&error), "rejected", "{status}");
        let order = order(NUMBER, &json!({}));
        let key = key("k");
        let outcomes = mall
            .confirm(&[MallCall {
                key: &key,
                order: &order,
            }])
            .await
            .unwrap();
        assert!(matches!(outcomes[0], Outcome::Doubtful { .. }), "{status}");
    }
    assert!(target.seen().is_empty(), "no request went elsewhere");
}

#[tokio::test]
async fn reads_tell_maintenance_credentials_and_silence_apart() {
    let gateway = |code: &str| json!({"Results": {"errorCode": code, "message": "x"}});
    let said = json!({"MessageModelList": [{"messageType": "ERROR",
        "messageCode": "ORDER_EXT_API_GET_ORDER_ERROR_009", "message": "x"}], "OrderModelList": null});
    let cases = [
        ("503", vec![Reply::html(503)], "unavailable"),
        (
            "401",
            vec![Reply::json(401, gateway("ES01-01"))],
            "not_authorised",
        ),
        (
            "200 with ES01",
            vec![Reply::json(200, gateway("ES01-01"))],
            "not_authorised",
        ),
        ("403 page", vec![Reply::html(403)], "not_authorised"),
        (
            "415",
            vec![Reply::json(415, gateway("ES04-03"))],
            "rejected",
        ),
        ("400", vec![Reply::json(400, &said)], "rejected"),
        ("500 twice", vec![Reply::json(500, "{}"); 2], "not_answered"),
        ("429 twice", vec![Reply::html(429); 2], "not_answered"),
        ("page twice", vec![Reply::html(200); 2], "not_answered"),
        (
            "errors under 200",
            vec![Reply::json(200, &said)],
            "not_answered",
        ),
    ];
    for (name, replies, expected) in cases {
        let requests = replies.len();
        let script = Script::start(replies).await;
        let error = rms(&script.url)
            .read(&[OrderNumber::new(NUMBER)])
            .await
            .unwrap_err();
        assert_eq!(error_word(&error), expected, "{name}: {error}");
        assert_eq!(script.seen().len(), requests, "{name}");
    }
}

#[tokio::test]
async fn what_goes_out() {
    let good = Reply::json(200, answer(&[record(NUMBER, &json!({}))]));
    let script = Script::start(vec![good]).await;
    rms(&script.url)
        .read(&[OrderNumber::new(NUMBER)])
        .await
        .unwrap();
    let seen = &script.seen()[0];
    assert!(
        seen.head
            .starts_with("POST /es/2.0/order/getOrder/ HTTP/1.1")
    );
    assert_eq!(
        seen.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    // base64 of `SP987654_CANARYsecret:SL987654_CANARYlicence`
    assert_eq!(
        seen.header("authorization"),
        Some("ESA U1A5ODc2NTRfQ0FOQVJZc2VjcmV0OlNMOTg3NjU0X0NBTkFSWWxpY2VuY2U=")
    );
    assert_eq!(
        seen.text(),
        format!(r#"{{"orderNumberList":["{NUMBER}"],"version":10}}"#)
    );
}
