//! An order from its placing to its end, as a client sees it over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::{csv, shop, story};
use serde_json::{Value, json};

fn effects(ledger: &[Value], number: &str, by: &str) -> Vec<String> {
    ledger
        .iter()
        .filter(|line| line["by"] == by && line["effect"] != "none")
        .filter(|line| {
            line["orders"]
                .as_array()
                .unwrap()
                .iter()
                .any(|order| order == number)
        })
        .map(|line| line["effect"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_card_order_runs_through_to_its_payment() {
    let mut shop = shop().await;
    let number = shop
        .place(json!({"payment_method": "credit_card", "total": 3550}))
        .await;
    assert_eq!(shop.progress(&number).await, 100);

    let confirmed = shop
        .rms("confirmOrder", &json!({"orderNumberList": [number]}))
        .await;
    assert_eq!(
        confirmed["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_CONFIRM_ORDER_INFO_101"
    );
    assert_eq!(
        confirmed["MessageModelList"][0]["orderNumber"],
        number.as_str()
    );
    let que = shop
        .import(csv(&number, "クレジットカード", "").as_bytes())
        .await;
    assert_eq!(que["que_status_id"], "2");
    assert_eq!(
        shop.truth(&number).await["slip"]["status"],
        "awaiting_payment"
    );
    assert_eq!(shop.progress(&number).await, 200);

    shop.advance("31m").await;
    let order = shop.order(&number).await;
    assert_eq!(order["orderProgress"], 300);
    assert_eq!(order["orderFixDatetime"], order["shippingInstDatetime"]);
    let written = shop
        .update(
            &number,
            &[
                ("receive_order_deposit_type_id", "2"),
                ("receive_order_deposit_amount", "3550"),
            ],
        )
        .await;
    assert_eq!(written["result"], "success");
    assert_eq!(
        shop.slip(&number).await["receive_order_order_status_id"],
        "20"
    );

    let deed = json!({"who": "staff", "does": "ship", "order": number, "tracking_number": "000000000011", "carrier": "1003", "shipped_on": "today"});
    assert_eq!(shop.control("POST", "people", &deed).await.status, 200);
    let slip = shop.slip(&number).await;
    assert_eq!(slip["receive_order_order_status_id"], "50");
    assert_eq!(slip["receive_order_delivery_id"], "30");
    assert_eq!(slip["receive_order_delivery_cut_form_id"], "000000000011");
    assert_eq!(slip["receive_order_send_date"], "2026-11-24 00:00:00");

    let basket = order["PackageModelList"][0]["basketId"].as_i64().unwrap();
    let report = json!({"orderNumber": number, "BasketidModelList": [{"basketId": basket, "ShippingModelList": [
        {"deliveryCompany": "1003", "shippingNumber": "000000000011", "shippingDate": "2026-11-24"}]}]});
    let reported = shop.rms("updateOrderShipping", &report).await;
    assert_eq!(
        reported["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_101"
    );
    assert_eq!(
        shop.progress(&number).await,
        300,
        "the status lags until the night"
    );

    shop.control(
        "POST",
        "clock",
        &json!({"set": "2026-11-25T00:04:59+09:00"}),
    )
    .await;
    assert_eq!(shop.progress(&number).await, 300);
    shop.control(
        "POST",
        "clock",
        &json!({"set": "2026-11-25T00:05:00+09:00"}),
    )
    .await;
    let order = shop.order(&number).await;
    assert_eq!(order["orderProgress"], 500);
    assert_eq!(order["shippingCmplRptDatetime"], "2026-11-25T00:05:00+0900");
    shop.advance("10d").await;
    assert_eq!(shop.progress(&number).await, 700);

    let ledger = shop.ledger().await;
    assert_eq!(
        effects(&ledger, &number, "client"),
        ["confirmed", "imported", "paid", "reported"]
    );
    let truth = shop.truth(&number).await;
    assert_eq!(truth["confirmed_by"], "client");
    assert_eq!(truth["slip"]["paid"], true);
    assert_eq!(truth["shipping_rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn cash_on_delivery_passes_in_three_minutes_and_needs_no_deposit() {
    let mut shop = shop().await;
    let number = shop
        .place(json!({"settlement": "selectable", "total": 7800}))
        .await;
    let order = shop.order(&number).await;
    assert_eq!(order["SettlementModel"]["settlementMethodCode"], 2);
    assert_eq!(order["SettlementModel"]["rpaySettlementFlag"], 0);
    assert_eq!(order["requestPrice"], 7800);
    assert_eq!(order["deliveryPrice"], 330);
    shop.rms("confirmOrder", &json!({"orderNumberList": [number]}))
        .await;
    shop.advance("2m59s").await;
    assert_eq!(shop.progress(&number).await, 200);
    shop.advance("1s").await;
    assert_eq!(shop.progress(&number).await, 300);
    shop.import(csv(&number, "代金引換", "").as_bytes()).await;
    assert_eq!(
        shop.truth(&number).await["slip"]["status"],
        "awaiting_print"
    );
}

#[tokio::test]
async fn a_convenience_store_buyer_pays_only_when_told() {
    let shop = shop().await;
    let number = shop.place(json!({"payment_method": "セブン前払"})).await;
    assert_eq!(
        shop.person("buyer", "pay", &number).await.status,
        409,
        "not asked to pay before 注文確認"
    );
    shop.rms("confirmOrder", &json!({"orderNumberList": [number]}))
        .await;
    shop.advance("3d").await;
    assert_eq!(shop.progress(&number).await, 200);
    assert_eq!(
        shop.person("buyer", "pay", &number).await.json()["effect"],
        "paid"
    );
    assert_eq!(shop.progress(&number).await, 300);
    assert_eq!(
        shop.person("buyer", "pay", &number).await.json()["effect"],
        "none"
    );

    let late = shop.place(json!({"payment_method": "bank_transfer"})).await;
    shop.rms("confirmOrder", &json!({"orderNumberList": [late]}))
        .await;
    shop.advance("14d").await;
    assert_eq!(shop.progress(&late).await, 900);
}

#[tokio::test]
async fn nobody_confirms_for_fourteen_days_and_the_mall_cancels() {
    let shop = shop().await;
    let number = shop.place(json!({})).await;
    let clock = shop.control("GET", "clock", &Value::Null).await.json();
    assert_eq!(clock["next"], "2026-12-08T09:00:00+09:00");
    shop.advance("next").await;
    assert_eq!(shop.progress(&number).await, 900);
    assert_eq!(
        shop.control("GET", "clock", &Value::Null).await.json()["next"],
        Value::Null
    );
}

#[tokio::test]
async fn buyers_cancel_and_change_their_payment() {
    let shop = shop().await;
    let number = shop.place(json!({"total": 5000})).await;
    assert_eq!(
        shop.person("buyer", "cancel", &number).await.json()["effect"],
        "cancelled"
    );
    assert_eq!(shop.progress(&number).await, 800);
    let refused = shop
        .rms("confirmOrder", &json!({"orderNumberList": [number]}))
        .await;
    assert_eq!(
        refused["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_CONFIRM_ORDER_ERROR_102"
    );
    shop.advance("5m").await;
    let order = shop.order(&number).await;
    assert_eq!(order["orderProgress"], 900);
    assert_eq!(order["ChangeReasonModelList"][0]["changeType"], 1);

    let other = shop.place(json!({"status": 300, "total": 5000})).await;
    assert_eq!(
        shop.person("buyer", "change_payment", &other).await.status,
        200
    );
    let order = shop.order(&other).await;
    assert_eq!(order["orderProgress"], 400);
    assert_eq!(order["SettlementModel"]["rpaySettlementFlag"], 0);
    assert_eq!(order["modifyFlag"], 1);
    shop.advance("30m").await;
    assert_eq!(shop.progress(&other).await, 300);
}

#[tokio::test]
async fn the_batch_waits_for_every_row_and_for_the_day_after() {
    let shop = shop().await;
    let number = shop.place(json!({"status": 300})).await;
    let basket = shop.order(&number).await["PackageModelList"][0]["basketId"].clone();
    let rows = |rows: Value| json!({"orderNumber": number, "BasketidModelList": [{"basketId": basket, "ShippingModelList": rows}]});
    let half = json!([{"deliveryCompany": "1001", "shippingNumber": "1", "shippingDate": "2026-11-26"}, {"deliveryCompany": "1000"}]);
    let added = shop.rms("updateOrderShipping", &rows(half)).await;
    shop.advance("4d").await;
    assert_eq!(
        shop.progress(&number).await,
        300,
        "a half-empty row holds the order"
    );
    let stub = added["MessageModelList"][1]["shippingDetailId"]
        .as_i64()
        .unwrap();
    shop.rms(
        "updateOrderShipping",
        &rows(json!([{"shippingDetailId": stub, "shippingDeleteFlag": 1}])),
    )
    .await;
    shop.advance("1d").await;
    assert_eq!(shop.progress(&number).await, 500);
}

#[tokio::test]
async fn the_story_has_its_orders_and_plays_by_itself() {
    let shop = story().await;
    let handle = shop.running.handle();
    let orders = handle.story();
    assert_eq!(orders.len(), 13, "a dozen, and one of the older API");
    assert!(orders.iter().all(|order| !order.number.is_empty()));
    let lines = shop.control("GET", "orders", &Value::Null).await.lines();
    assert_eq!(
        lines.iter().filter(|line| line["status"] == 300).count(),
        1,
        "one has jumped"
    );
    assert_eq!(
        lines
            .iter()
            .filter(|line| line["confirmed_by"] == "staff")
            .count(),
        1
    );
    assert_eq!(
        lines.iter().filter(|line| line["total"].is_null()).count(),
        1
    );
    let mut steps = 0;
    while handle.advance_to_next().is_some() {
        steps += 1;
        assert!(steps < 200, "the agenda has to come to an end");
    }
    let cancelled = handle
        .orders()
        .iter()
        .filter(|line| line["status"] == 900)
        .count();
    assert!(
        cancelled >= 10,
        "nobody confirmed, so nearly all expired: {cancelled}"
    );
}

#[tokio::test]
async fn one_seed_one_world() {
    let options = sabaki_sandbox::SandboxOptions {
        clock: sabaki_sandbox::ClockMode::Manual,
        scenario: sabaki_sandbox::Scenario::Rush,
        orders: 60,
        ..Default::default()
    };
    let play = |seed| {
        let handle = sabaki_sandbox::SandboxHandle::new(&sabaki_sandbox::SandboxOptions {
            seed,
            ..options.clone()
        });
        for _ in 0..200 {
            handle.advance_to_next();
        }
        (handle.ledger_since(1), handle.orders())
    };
    assert_eq!(play(7), play(7));
    assert_ne!(play(7), play(8));
}

#[tokio::test]
async fn the_far_side_acts_unasked() {
    let shop = shop().await;
    let number = shop.place(json!({})).await;
    assert_eq!(
        shop.person("mall", "confirm", &number).await.json()["effect"],
        "confirmed"
    );
    let got = shop
        .rms("confirmOrder", &json!({"orderNumberList": [number]}))
        .await;
    assert_eq!(
        got["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_CONFIRM_ORDER_ERROR_103"
    );
    assert_eq!(shop.truth(&number).await["confirmed_by"], "mall");
    shop.person("mall", "stub_row", &number).await;
    let row = shop.order(&number).await["PackageModelList"][0]["ShippingModelList"][0].clone();
    assert_eq!(
        (&row["deliveryCompany"], &row["shippingNumber"]),
        (&json!("1000"), &Value::Null)
    );
    shop.advance("31m").await;
    shop.person("buyer", "cancel", &number).await;
    assert_eq!(shop.progress(&number).await, 800);
    assert_eq!(
        shop.person("mall", "withdraw_cancel", &number).await.status,
        200
    );
    shop.advance("1d").await;
    let order = shop.order(&number).await;
    assert_eq!(order["orderProgress"], 300);
    assert_eq!(order["ChangeReasonModelList"][1]["changeType"], 3);
}

#[tokio::test]
async fn staff_ship_only_what_may_be_shipped() {
    let mut shop = shop().await;
    let number = shop
        .place(json!({"payment_method": "invoice", "total": 3550}))
        .await;
    shop.import(csv(&number, "請求書払い", "").as_bytes()).await;
    let refused = shop.person("staff", "ship", &number).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("入金待ち"));
    assert_eq!(
        shop.person("staff", "release", &number).await.json()["effect"],
        "updated"
    );
    let truth = shop.truth(&number).await;
    assert_eq!(
        (&truth["slip"]["status"], &truth["slip"]["paid"]),
        (&json!("awaiting_print"), &json!(true))
    );
    let deed = |carrier: &str, day: &str| json!({"who": "staff", "does": "ship", "order": number, "carrier": carrier, "shipped_on": day});
    for wrong in [
        deed("1028", "today"),
        deed("9999", "today"),
        deed("1001", "tomorrow"),
    ] {
        assert_eq!(
            shop.control("POST", "people", &wrong).await.status,
            400,
            "{wrong}"
        );
    }
    let shipped = shop
        .control("POST", "people", &deed("1001", "2026-11-23"))
        .await;
    assert_eq!(shipped.json()["effect"], "updated");
    let slip = shop.slip(&number).await;
    assert_eq!(
        (
            &slip["receive_order_delivery_id"],
            &slip["receive_order_send_date"]
        ),
        (&json!("20"), &json!("2026-11-23 00:00:00"))
    );
    assert_eq!(shop.truth(&number).await["slip"]["status"], "shipped");
    assert_eq!(
        shop.person("staff", "ship", &number).await.json()["effect"],
        "none"
    );

    let gone = shop
        .place(json!({"payment_method": "cod", "total": 3550}))
        .await;
    shop.import(csv(&gone, "代金引換", "").as_bytes()).await;
    shop.update(&gone, &[("receive_order_cancel_type_id", "1")])
        .await;
    assert_eq!(shop.person("staff", "ship", &gone).await.status, 409);
}

#[tokio::test]
async fn in_the_story_staff_ship_in_the_afternoon() {
    let mut shop = story().await;
    let number = shop.running.handle().story()[3].number.clone();
    shop.import(csv(&number, "代金引換", "").as_bytes()).await;
    shop.control(
        "POST",
        "clock",
        &json!({"set": "2026-11-24T15:00:00+09:00"}),
    )
    .await;
    let slip = shop.slip(&number).await;
    assert_eq!(slip["receive_order_order_status_id"], "50");
    assert_eq!(
        slip["receive_order_delivery_cut_form_id"]
            .as_str()
            .unwrap()
            .len(),
        12
    );
}
