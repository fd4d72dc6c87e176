//! Faults, the control paths and the ledger.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use std::io::ErrorKind;

use client::{csv, shop, start};
use sabaki_sandbox::{ClockMode, Sandbox, SandboxError, SandboxOptions};
use serde_json::{Value, json};

fn confirm(number: &str) -> Value {
    json!({"orderNumberList": [number]})
}

#[tokio::test]
async fn a_fault_breaks_the_answer_before_or_after_the_effect() {
    let cases: [(&str, bool, Option<u16>, Option<ErrorKind>); 12] = [
        (
            "timeout_before_effect",
            false,
            None,
            Some(ErrorKind::UnexpectedEof),
        ),
        (
            "timeout_after_effect",
            true,
            None,
            Some(ErrorKind::UnexpectedEof),
        ),
        (
            "reset_before_effect",
            false,
            None,
            Some(ErrorKind::ConnectionReset),
        ),
        (
            "reset_after_effect",
            true,
            None,
            Some(ErrorKind::ConnectionReset),
        ),
        (
            "lost_response",
            true,
            None,
            Some(ErrorKind::ConnectionReset),
        ),
        ("cut_body", true, Some(200), Some(ErrorKind::UnexpectedEof)),
        ("http_503", false, Some(503), None),
        ("http_429", false, Some(429), None),
        ("http_500", false, Some(500), None),
        ("http_503_after_effect", true, Some(503), None),
        ("slow_body", true, Some(200), None),
        ("malformed_body", true, Some(200), None),
    ];
    let shop = shop().await;
    for (kind, happens, http, broken) in cases {
        let number = shop.place(json!({})).await;
        let fault = json!({"call": "confirmOrder", "kind": kind, "times": 1, "hold_seconds": 0});
        assert_eq!(
            shop.control("POST", "faults", &fault).await.status,
            200,
            "{kind}"
        );
        let got = shop.try_rms("confirmOrder", &confirm(&number)).await;
        match (&got, broken) {
            (Err(error), Some(wanted)) => assert_eq!(error.kind(), wanted, "{kind}"),
            (Ok(got), None) => assert_eq!(Some(got.status), http, "{kind}"),
            (got, _) => panic!("{kind}: {:?}", got.as_ref().map(|got| got.status)),
        }
        if kind == "malformed_body" {
            assert!(serde_json::from_slice::<Value>(&got.unwrap().body).is_err());
        }
        assert_eq!(
            shop.progress(&number).await,
            if happens { 200 } else { 100 },
            "{kind}"
        );
        let ledger = shop.ledger().await;
        let line = ledger.iter().find(|line| line["fault"] == kind).unwrap();
        assert_eq!(line["orders"], json!([number]), "{kind}");
        assert_eq!(line["effect"], if happens { "confirmed" } else { "none" });
        assert_eq!(line["http"], json!(http));
    }
    assert_eq!(
        shop.control("GET", "faults", &Value::Null).await.json()["active"],
        json!([])
    );
}

#[tokio::test]
async fn rms_fails_in_its_own_ways() {
    let shop = shop().await;
    let (one, two) = (shop.place(json!({})).await, shop.place(json!({})).await);
    let both = json!({"orderNumberList": [one, two]});
    let set = async |call: &str, kind: &str| {
        let fault = json!({"call": call, "kind": kind});
        assert_eq!(
            shop.control("POST", "faults", &fault).await.status,
            200,
            "{kind}"
        );
    };
    set("*", "expired_key").await;
    let got = shop.try_rms("searchOrder", &json!({})).await.unwrap();
    assert_eq!(
        (got.status, got.json()["Results"]["errorCode"].clone()),
        (401, json!("ES01-01"))
    );
    set("confirmOrder", "all_error").await;
    let got = shop.try_rms("confirmOrder", &both).await.unwrap();
    assert_eq!(got.status, 200);
    let messages = got.json()["MessageModelList"].as_array().unwrap().clone();
    assert!(
        messages.len() == 2
            && messages
                .iter()
                .all(|message| message["messageType"] == "ERROR")
    );
    assert_eq!(shop.progress(&one).await, 100);
    set("rms", "partial_failure").await;
    shop.rms("confirmOrder", &both).await;
    assert_eq!(
        (shop.progress(&one).await, shop.progress(&two).await),
        (200, 100)
    );
    set("getOrder", "omit_order").await;
    let got = shop
        .rms(
            "getOrder",
            &json!({"orderNumberList": [one, two], "version": 10}),
        )
        .await;
    assert_eq!(got["OrderModelList"].as_array().unwrap().len(), 1);
    assert_eq!(
        got["MessageModelList"].as_array().unwrap().len(),
        1,
        "and no word about it"
    );
}

#[tokio::test]
async fn nextengine_fails_in_its_own_ways() {
    let mut shop = shop().await;
    let number = shop.place(json!({})).await;
    shop.import(csv(&number, "クレジットカード", "").as_bytes())
        .await;
    for code in [
        "003002", "003001", "020007", "000001", "002007", "003004", "003005", "020006",
    ] {
        let fault = json!({"call": "receiveorder_base/update", "kind": format!("ne_{code}")});
        assert_eq!(shop.control("POST", "faults", &fault).await.status, 200);
        let got = shop
            .update(&number, &[("receive_order_deposit_type_id", "2")])
            .await;
        assert_eq!(
            (&got["result"], &got["code"]),
            (&json!("error"), &json!(code))
        );
        assert!(
            got["access_token"].is_string(),
            "{code} still carries the pair"
        );
    }
    shop.control(
        "POST",
        "faults",
        &json!({"call": "nextengine", "kind": "ne_maintenance_html"}),
    )
    .await;
    let got = shop.try_ne("/api_v1_login_user/info", &[]).await.unwrap();
    assert!(got.status == 200 && got.text().starts_with("<!DOCTYPE html>"));

    let before = shop.access.clone();
    shop.control(
        "POST",
        "faults",
        &json!({"call": "search", "kind": "token_rotation"}),
    )
    .await;
    shop.slip(&number).await;
    assert_ne!(shop.access, before);
    shop.control(
        "POST",
        "faults",
        &json!({"call": "search", "kind": "token_rotation_lost"}),
    )
    .await;
    assert!(
        shop.try_ne(
            "/api_v1_receiveorder_base/search",
            &[("fields", b"receive_order_id")]
        )
        .await
        .is_err()
    );
    assert_eq!(shop.ne("login_user/info", &[]).await["code"], "002002");
    let login = shop
        .running
        .handle()
        .person(&json!({"who": "staff", "does": "login"}))
        .unwrap();
    shop.access = login["access_token"].as_str().unwrap().to_owned();

    shop.control(
        "POST",
        "faults",
        &json!({"call": "upload", "kind": "que_failure"}),
    )
    .await;
    let other = shop.place(json!({})).await;
    assert_eq!(
        shop.import(csv(&other, "クレジットカード", "").as_bytes())
            .await["que_status_id"],
        "-1"
    );
    assert_eq!(shop.truth(&other).await["slips"], 0);
}

#[tokio::test]
async fn wrong_wishes_are_refused_with_a_reason() {
    let shop = shop().await;
    let cases = [
        (
            "orders",
            json!({"orders": [{"colour": "red"}]}),
            400,
            "unknown property `colour`",
        ),
        (
            "orders",
            json!({"orders": [{"status": 150}]}),
            400,
            "unknown status",
        ),
        (
            "orders",
            json!({"orders": [{"total": "x"}]}),
            400,
            "`total`",
        ),
        (
            "orders",
            json!({"orders": [{"total": 100, "items": [{"price": 300}]}]}),
            400,
            "more than the total",
        ),
        (
            "orders",
            json!({"orders": [{"items": [{"price": i64::MAX, "units": 2}]}]}),
            400,
            "`price`",
        ),
        (
            "orders",
            json!({"number": 3}),
            400,
            "unknown property `number`",
        ),
        (
            "clock",
            json!({"set": "2026-11-23T09:00:00+09:00"}),
            400,
            "never goes back",
        ),
        ("clock", json!({"advance": "soon"}), 400, "`soon`"),
        ("faults", json!({"kind": "bad luck"}), 400, "unknown kind"),
        (
            "people",
            json!({"who": "buyer", "does": "sing", "order": "$"}),
            400,
            "does not `sing`",
        ),
        (
            "people",
            json!({"who": "cat", "does": "pay", "order": "$"}),
            400,
            "nobody is called",
        ),
        (
            "people",
            json!({"who": "buyer", "does": "pay", "order": "x"}),
            404,
            "no order `x`",
        ),
        (
            "people",
            json!({"who": "staff", "does": "ship", "order": "$"}),
            409,
            "no live slip",
        ),
    ];
    let number = shop.place(json!({})).await;
    for (path, mut body, status, reason) in cases {
        if body["order"] == "$" {
            body["order"] = json!(number);
        }
        let got = shop.control("POST", path, &body).await;
        assert_eq!(got.status, status, "{body}");
        let error = got.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(reason), "{error}");
    }
    assert_eq!(
        shop.control("GET", "nothing", &Value::Null).await.status,
        404
    );
    assert_eq!(
        shop.control("DELETE", "ledger", &Value::Null).await.status,
        405
    );
}

#[tokio::test]
async fn the_ledger_lists_every_call_but_not_looks_at_the_clock() {
    let shop = shop().await;
    let number = shop.place(json!({})).await;
    shop.control("GET", "clock", &Value::Null).await;
    let search = json!({"dateType": 1, "startDatetime": "2026-11-24T00:00:00+0900", "endDatetime": "2026-11-24T23:59:59+0900"});
    shop.rms("searchOrder", &search).await;
    shop.progress(&number).await;
    let ledger = shop.ledger().await;
    let told: Vec<(i64, &str, &str)> = ledger
        .iter()
        .map(|line| {
            (
                line["seq"].as_i64().unwrap(),
                line["by"].as_str().unwrap(),
                line["call"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "buyer", "order"),
            (2, "client", "searchOrder"),
            (3, "client", "getOrder")
        ]
    );
    for line in &ledger {
        assert_eq!(
            (&line["orders"], &line["effect"], &line["fault"]),
            (&json!([number]), &json!("none"), &Value::Null)
        );
        assert_eq!(line["at"], "2026-11-24T09:00:00+09:00");
    }
    let rest = shop
        .control("GET", "ledger?from=3", &Value::Null)
        .await
        .lines();
    assert_eq!(rest, ledger[2..]);
}

#[tokio::test]
async fn a_strict_sandbox_takes_one_request_a_second() {
    let shop = start(SandboxOptions {
        clock: ClockMode::Manual,
        strict: true,
        ..Default::default()
    })
    .await;
    assert_eq!(
        shop.try_rms("getSubStatusList", &json!({}))
            .await
            .unwrap()
            .status,
        200
    );
    let got = shop.try_rms("getSubStatusList", &json!({})).await.unwrap();
    assert_eq!(got.status, 503);
    assert!(got.header("content-type").unwrap().starts_with("text/html"));
    assert_eq!(shop.ledger().await[1]["fault"], "too_fast");
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let refused = Sandbox::start(&SandboxOptions {
        listen,
        ..Default::default()
    })
    .await;
    assert!(matches!(refused, Err(SandboxError::NotLoopback(_))));
}

#[tokio::test]
async fn a_fast_clock_runs_and_can_be_moved_on() {
    let shop = start(SandboxOptions {
        clock: ClockMode::Faster(60),
        ..Default::default()
    })
    .await;
    let handle = shop.running.handle();
    let before = handle.now();
    shop.advance("3d").await;
    assert!(handle.now() >= before.plus_days(3));
    let clock = shop.control("GET", "clock", &Value::Null).await.json();
    assert_eq!(clock["mode"], "x60");
}

#[tokio::test]
async fn a_held_connection_ends_with_the_sandbox() {
    let shop = shop().await;
    let fault = json!({"call": "*", "kind": "timeout_before_effect", "hold_seconds": 600});
    shop.control("POST", "faults", &fault).await;
    let address = shop.running.address();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request =
        "POST /api_v1_login_user/info HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes())
        .await
        .unwrap();
    let handle = shop.running.handle();
    while handle.ledger_since(1).is_empty() {
        tokio::task::yield_now().await;
    }
    shop.running.shutdown().await;
    let mut answer = Vec::new();
    // Reset or closed: both are the end; only waiting for ten minutes would not be.
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer).await;
    assert!(answer.is_empty());
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
