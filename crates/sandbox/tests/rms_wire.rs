//! RMS on the wire: transport, envelopes, messages and limits, from the reference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::{furnished, replaced, shop};
use serde_json::{Value, json};

/// Method, path, headers, body; status and code.
type Refused<'a> = (
    &'a str,
    &'a str,
    Vec<(&'a str, &'a str)>,
    &'a [u8],
    u16,
    &'a str,
);

#[tokio::test]
async fn every_answer_of_the_fixtures() {
    let mut failures = Vec::new();
    for line in include_str!("fixtures/rms.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (shop, words) = furnished().await;
        let body = replaced(&case["body"], &words);
        let got = shop
            .try_rms(case["call"].as_str().unwrap(), &body)
            .await
            .unwrap();
        let answer = got.json();
        let messages = answer["MessageModelList"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let codes: Vec<Value> = messages
            .iter()
            .map(|message| message["messageCode"].clone())
            .collect();
        let also = case["also"].as_object().cloned().unwrap_or_default();
        let fits = json!(got.status) == case["status"]
            && json!(codes) == case["codes"]
            && (case["message"].is_null() || messages[0]["message"] == case["message"])
            && also
                .iter()
                .all(|(pointer, want)| answer.pointer(pointer) == Some(want));
        if !fits {
            failures.push(format!("{}: {} {answer}", case["name"], got.status));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn the_gateway_has_its_own_envelope() {
    let (shop, _) = furnished().await;
    let path = "/es/2.0/order/searchOrder/";
    let json = "application/json; charset=utf-8";
    let esa = shop.esa.clone();
    let cases: [Refused<'_>; 8] = [
        (
            "GET",
            path,
            vec![("Authorization", &esa)],
            b"",
            405,
            "ES04-01",
        ),
        (
            "POST",
            "/es/2.0/order/nothing/",
            vec![("Authorization", &esa), ("Content-Type", json)],
            b"{}",
            404,
            "ES04-01",
        ),
        (
            "POST",
            path,
            vec![("Content-Type", json)],
            b"{}",
            400,
            "ES04-01",
        ),
        (
            "POST",
            path,
            vec![("Authorization", "ESA eDp5"), ("Content-Type", json)],
            b"{}",
            401,
            "ES01-01",
        ),
        (
            "POST",
            path,
            vec![
                ("Authorization", &esa),
                ("Content-Type", "application/json"),
            ],
            b"{}",
            415,
            "ES04-03",
        ),
        (
            "POST",
            path,
            vec![("Authorization", &esa)],
            b"{}",
            415,
            "ES04-03",
        ),
        (
            "POST",
            path,
            vec![("Authorization", &esa), ("Content-Type", json)],
            b"{",
            400,
            "ES04-01",
        ),
        (
            "POST",
            path,
            vec![("Authorization", &esa), ("Content-Type", json)],
            b"[]",
            400,
            "ES04-01",
        ),
    ];
    for (method, path, headers, body, status, code) in cases {
        let got = shop.raw(method, path, &headers, body).await.unwrap();
        assert_eq!(got.status, status, "{method} {path} {headers:?}");
        assert_eq!(got.json()["Results"]["errorCode"], code);
    }
}

#[tokio::test]
async fn headers_are_those_of_a_recorded_answer_with_and_without_the_slash() {
    let (shop, words) = furnished().await;
    let body = replaced(&json!({"orderNumberList": ["$NEW"], "version": 10}), &words).to_string();
    for path in ["/es/2.0/order/getOrder", "/es/2.0/order/getOrder/"] {
        let headers = [
            ("Authorization", shop.esa.as_str()),
            ("Content-Type", "application/json;charset=UTF-8"),
        ];
        let got = shop
            .raw("POST", path, &headers, body.as_bytes())
            .await
            .unwrap();
        assert_eq!(got.status, 200);
        assert_eq!(
            got.header("Content-Type").unwrap(),
            "application/json;charset=UTF-8"
        );
        assert_eq!(got.header("Timestamp").unwrap(), "2026-11-24T00:00:00");
        assert_eq!(got.header("RequestId").unwrap().len(), 36);
    }
}

#[tokio::test]
async fn the_licence_key_ends_on_its_ninetieth_day() {
    let (shop, _) = furnished().await;
    let key = shop.running.credentials().license_key;
    let path = format!("/es/1.0/license-management/license-key/expiry-date?licenseKey={key}");
    let got = shop
        .raw("GET", &path, &[("Authorization", &shop.esa)], b"")
        .await
        .unwrap();
    assert_eq!(got.json()["expiryDate"], "2027-02-22T23:59:59+0900");
    shop.control(
        "POST",
        "clock",
        &json!({"set": "2027-02-22T23:59:59+09:00"}),
    )
    .await;
    assert_eq!(
        shop.try_rms("getSubStatusList", &json!({}))
            .await
            .unwrap()
            .status,
        200
    );
    shop.advance("1s").await;
    let got = shop.try_rms("getSubStatusList", &json!({})).await.unwrap();
    assert_eq!(
        (got.status, got.json()["Results"]["errorCode"].clone()),
        (401, json!("ES01-01"))
    );
}

#[tokio::test]
async fn one_hundred_numbers_are_the_most() {
    let (shop, _) = furnished().await;
    let numbers: Vec<String> = (0..101)
        .map(|at| format!("987654-20261124-{at:010}"))
        .collect();
    for (call, body) in [
        (
            "getOrder",
            json!({"orderNumberList": numbers, "version": 10}),
        ),
        ("confirmOrder", json!({"orderNumberList": numbers})),
    ] {
        let got = shop.try_rms(call, &body).await.unwrap();
        assert_eq!(got.status, 400, "{call}");
        assert!(
            got.json()["MessageModelList"][0]["messageCode"]
                .as_str()
                .unwrap()
                .ends_with("ERROR_011")
        );
    }
}

#[tokio::test]
async fn what_comes_after_the_fifteen_thousandth_hit_cannot_be_had() {
    let shop = shop().await;
    shop.running
        .handle()
        .create_orders(&json!({"count": 15_001}))
        .unwrap();
    let page = |page: i64| {
        json!({"dateType": 1, "startDatetime": "2026-11-24T00:00:00+0900", "endDatetime": "2026-11-24T23:59:59+0900",
            "PaginationRequestModel": {"requestRecordsAmount": 1000, "requestPage": page, "SortModelList": [{"sortColumn": 1, "sortDirection": 1}]}})
    };
    let last = shop.rms("searchOrder", &page(15)).await;
    assert_eq!(last["orderNumberList"].as_array().unwrap().len(), 1000);
    assert_eq!(last["PaginationResponseModel"]["totalPages"], 15);
    let beyond = shop.rms("searchOrder", &page(16)).await;
    assert_eq!(beyond["orderNumberList"], json!([]));
}
