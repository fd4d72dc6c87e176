//! The older order API as a client meets it, written from the reference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use std::fmt::Write as _;

use client::{Got, Shop, shop};
use serde_json::json;

const NS: &str = "http://orderapi.rms.rakuten.co.jp/rms/mall/order/api/ws";

async fn soap(shop: &Shop, operation: &str, key: &str, argument: &str) -> Got {
    let ready = shop.running.ready_line();
    let name = ready["rms_older"]["shop_url"].as_str().unwrap();
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:w=\"{NS}\"><s:Body>\
         <w:{operation}><arg0><authKey>{key}</authKey><shopUrl>{name}</shopUrl><userName/></arg0>\
         {argument}</w:{operation}></s:Body></s:Envelope>"
    );
    let headers = [
        ("SOAPAction", "\"\""),
        ("Content-Type", "text/xml; charset=utf-8"),
    ];
    shop.raw("POST", "/es/1.0/order/ws", &headers, body.as_bytes())
        .await
        .unwrap()
}

async fn call(shop: &Shop, operation: &str, argument: &str) -> String {
    let got = soap(shop, operation, &shop.esa, argument).await;
    assert_eq!(got.status, 200);
    got.text()
}

fn between<'a>(text: &'a str, tag: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<{tag}>")).unwrap_or_default();
    rest.split_once(&format!("</{tag}>")).unwrap_or_default().0
}

fn place(shop: &Shop, order: serde_json::Value) -> String {
    let wish = json!({ "orders": [order] });
    let handle = shop.running.handle();
    handle.create_orders(&wish).unwrap().remove(0)
}

fn window(shop: &Shop, hours: i64, rest: &str) -> String {
    let now = shop.running.handle().now();
    let from = now.plus_minutes(-hours * 60);
    format!(
        "<arg1><isOrderNumberOnlyFlg>false</isOrderNumberOnlyFlg>{rest}<orderSearchModel>\
         <dateType>1</dateType><endDate>{}</endDate><startDate>{}</startDate>\
         <status>新規受付</status></orderSearchModel></arg1>",
        now.iso(),
        from.iso()
    )
}

fn status(shop: &Shop, number: &str) -> String {
    let orders = shop.running.handle().orders();
    let order = orders.iter().find(|o| o["order_number"] == number).unwrap();
    order["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn documents_are_served() {
    let shop = shop().await;
    for (query, part) in [
        ("WSDL", "OrderApiServicePort"),
        ("xsd=1", "asyncResultModel"),
    ] {
        let path = format!("/es/1.0/order/ws?{query}");
        let got = shop.raw("GET", &path, &[], b"").await.unwrap();
        assert_eq!(got.status, 200);
        assert!(got.text().contains(part), "{query}");
        assert!(!got.text().contains("{address}"));
    }
}

#[tokio::test]
async fn the_two_apis_do_not_show_each_others_orders() {
    let shop = shop().await;
    let old = place(&shop, json!({"api": "older", "total": null}));
    let new = place(&shop, json!({}));
    let found = call(&shop, "getOrder", &window(&shop, 1, "")).await;
    assert_eq!(between(&found, "orderNumber"), old);
    assert_eq!(found.matches("<orderModel>").count(), 1);
    assert_eq!(between(&found, "requestPrice"), "-99999");
    assert_eq!(between(&found, "postagePrice"), "-9999");
    assert_eq!(shop.progress(&new).await, 100);
    assert!(shop.order(&old).await.is_null());
}

#[tokio::test]
async fn windows_have_limits_and_none_is_no_failure() {
    let shop = shop().await;
    for (hours, code) in [(1, "E10-001"), (63 * 24, "E10-001"), (64 * 24, "E04-902")] {
        let got = call(&shop, "getOrder", &window(&shop, hours, "")).await;
        assert_eq!(between(&got, "errorCode"), code, "{hours}");
    }
    let old = "<arg1><orderSearchModel><dateType>1</dateType>\
               <endDate>2015-01-02T00:00:00+09:00</endDate>\
               <startDate>2015-01-01T00:00:00+09:00</startDate></orderSearchModel></arg1>";
    assert_eq!(
        between(&call(&shop, "getOrder", old).await, "errorCode"),
        "E04-109"
    );
}

async fn begin(shop: &Shop, numbers: &[&str]) -> (String, String) {
    let id = call(shop, "getRequestId", "").await;
    let id = between(&id, "requestId").to_owned();
    let mut models = String::new();
    for number in numbers {
        let _ = write!(
            models,
            "<orderStatusModel><orderNumber>{number}</orderNumber>\
             <statusName>処理済</statusName></orderStatusModel>"
        );
    }
    let argument = format!("<arg1>{models}<requestId>{id}</requestId></arg1>");
    let receipt = call(shop, "changeStatus", &argument).await;
    (id, receipt)
}

#[tokio::test]
async fn a_job_has_its_effect_later_and_in_part() {
    let shop = shop().await;
    let number = place(&shop, json!({"api": "older"}));
    let unknown = "987654-20180314-0000000001";
    let (id, receipt) = begin(&shop, &[&number, unknown, "nonsense"]).await;
    assert_eq!(between(&receipt, "errorCode"), "W00-000");
    assert_eq!(between(&receipt, "orderKey"), "nonsense");
    assert_eq!(between(&receipt, "status"), "0");
    assert_eq!(status(&shop, &number), "新規受付");

    let handle = shop.running.handle();
    handle.advance(jiff::SignedDuration::from_secs(29));
    assert_eq!(status(&shop, &number), "新規受付");
    handle.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(status(&shop, &number), "処理済");

    let ask = format!("<arg1><requestId>{id}</requestId></arg1>");
    let result = call(&shop, "getResult", &ask).await;
    assert_eq!(between(&result, "complete"), number);
    assert_eq!(between(&result, "orderKey"), unknown);
    let ledger = handle.ledger_since(1);
    let updated: Vec<_> = ledger.iter().filter(|l| l["effect"] == "updated").collect();
    assert_eq!(updated.len(), 1);
    assert_eq!(updated[0]["call"], "older/changeStatus");
    assert_eq!(updated[0]["orders"], json!([number]));
}

#[tokio::test]
async fn on_a_standing_clock_the_third_look_finds_it_done() {
    let shop = shop().await;
    let number = place(&shop, json!({"api": "older"}));
    let (id, _) = begin(&shop, &[&number]).await;
    let ask = format!("<arg1><requestId>{id}</requestId></arg1>");
    for expected in ["1", "2", "3"] {
        let result = call(&shop, "getResult", &ask).await;
        assert_eq!(between(&result, "status"), expected);
    }
    assert_eq!(status(&shop, &number), "処理済");
}

#[tokio::test]
async fn faults_of_its_own() {
    let shop = shop().await;
    let handle = shop.running.handle();
    let number = place(&shop, json!({"api": "older"}));
    handle
        .set_fault(&json!({"call": "changeStatus", "kind": "job_stuck"}))
        .unwrap();
    let (id, _) = begin(&shop, &[&number]).await;
    handle.advance(jiff::SignedDuration::from_hours(1));
    assert_eq!(status(&shop, &number), "新規受付");
    let ask = format!("<arg1><requestId>{id}</requestId></arg1>");
    for _ in 0..4 {
        call(&shop, "getResult", &ask).await;
    }
    assert_eq!(status(&shop, &number), "新規受付");

    handle
        .set_fault(&json!({"call": "getResult", "kind": "result_gone"}))
        .unwrap();
    let gone = call(&shop, "getResult", &ask).await;
    assert!(!gone.contains("asyncResultModel"));

    let wish = json!({"who": "staff", "does": "set_status", "order": number, "status": "保留"});
    handle.person(&wish).unwrap();
    assert_eq!(status(&shop, &number), "保留");

    handle
        .set_fault(&json!({"call": "getRequestId", "kind": "expired_key"}))
        .unwrap();
    let expired = call(&shop, "getRequestId", "").await;
    assert!(between(&expired, "errorCode").starts_with("E02"));
    let wrong = soap(&shop, "getRequestId", "ESA x", "").await;
    assert_eq!(
        (wrong.status, between(&wrong.text(), "errorCode")),
        (200, "E02-001")
    );
    let unknown = soap(&shop, "searchOrder", &shop.esa, "").await;
    assert_eq!(unknown.status, 500);
    assert!(unknown.text().contains("Fault"));
}

#[tokio::test]
async fn strict_order_refuses_what_stands_wrong() {
    let shop = shop().await;
    shop.running
        .handle()
        .assume(|a| a.older_strict_order = true);
    let wrong = "<arg1><requestId>1</requestId><orderStatusModel/></arg1>";
    let got = soap(&shop, "changeStatus", &shop.esa, wrong).await;
    assert_eq!(got.status, 400);
    let got = soap(&shop, "getRequestId", &shop.esa, "").await;
    assert_eq!(got.status, 200);
}
