//! RMS on the wire: what an order looks like and how its rows and amounts change, from the reference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::{furnished, replaced, start};
use sabaki_sandbox::{ClockMode, SandboxOptions, Scenario};
use serde_json::{Value, json};

/// The sums of an order, as the reference relates them.
fn adds_up(order: &Value) {
    let yen = |pointer: &str| order.pointer(pointer).and_then(Value::as_i64).unwrap();
    let packages = order["PackageModelList"].as_array().unwrap();
    let goods: i64 = packages
        .iter()
        .map(|package| package["goodsPrice"].as_i64().unwrap())
        .sum();
    assert_eq!(yen("/goodsPrice"), goods);
    let taxes = order["TaxSummaryModelList"].as_array().unwrap();
    if yen("/postagePrice") == -9999 {
        assert_eq!((yen("/totalPrice"), yen("/requestPrice")), (-9999, -9999));
        assert!(
            packages
                .iter()
                .any(|package| package["postagePrice"] == -9999 && package["totalPrice"] == -9999)
        );
        assert!(taxes.iter().all(|tax| tax["totalPrice"] == -9999
            && tax["reqPrice"] == -9999
            && tax["reqPriceTax"] == -9999));
        return;
    }
    let total: i64 = packages
        .iter()
        .map(|package| package["totalPrice"].as_i64().unwrap())
        .sum();
    assert_eq!(yen("/totalPrice"), total);
    assert_eq!(yen("/totalPrice"), goods + yen("/postagePrice"));
    let points = order["PointModel"]["usedPoint"].as_i64().unwrap();
    assert_eq!(
        yen("/requestPrice"),
        total - yen("/couponAllTotalPrice") - points
    );
    let sum = |key: &str| {
        taxes
            .iter()
            .map(|tax| tax[key].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!(sum("totalPrice"), total);
    assert_eq!(sum("couponPrice"), yen("/couponAllTotalPrice"));
    assert_eq!(sum("reqPrice") - points, yen("/requestPrice"));
}

#[tokio::test]
async fn versions_know_what_they_know() {
    let (shop, words) = furnished().await;
    let of = |version: i64| {
        replaced(
            &json!({"orderNumberList": ["$NEW"], "version": version}),
            &words,
        )
    };
    let since = [
        (
            "/OrderModelList/0/PackageModelList/0/defaultDeliveryCompanyCode",
            4,
        ),
        (
            "/OrderModelList/0/PackageModelList/0/ItemModelList/0/isSingleItemShipping",
            4,
        ),
        ("/OrderModelList/0/DueDateModelList", 5),
        ("/OrderModelList/0/receiptIssueCount", 5),
        ("/OrderModelList/0/cautionDisplayDetailType", 6),
        ("/version", 6),
        (
            "/OrderModelList/0/PackageModelList/0/ItemModelList/0/SkuModelList",
            7,
        ),
        ("/OrderModelList/0/deliveryCertPrgFlag", 8),
        ("/OrderModelList/0/oneDayOperationFlag", 8),
        ("/OrderModelList/0/PackageModelList/0/dropOffFlag", 9),
        ("/OrderModelList/0/socialGiftFlag", 10),
        ("/OrderModelList/0/PackageModelList/0/SocialGiftModel", 10),
    ];
    for version in 3..=10 {
        let got = shop.rms("getOrder", &of(version)).await;
        for (pointer, first) in since {
            assert_eq!(
                got.pointer(pointer).is_some(),
                version >= first,
                "{pointer} in version {version}"
            );
        }
        assert_eq!(
            got.pointer("/OrderModelList/0/goodsTax").is_some(),
            version <= 7
        );
        assert_eq!(
            got.pointer("/OrderModelList/0/PackageModelList/0/goodsTax")
                .is_some(),
            version <= 7
        );
    }
}

#[tokio::test]
async fn nothing_is_null_or_an_empty_list_as_it_was_seen() {
    let (shop, words) = furnished().await;
    let order = shop.order(words[0].1.as_str().unwrap()).await;
    assert_eq!(order["CouponModelList"], Value::Null);
    assert_eq!(order["ChangeReasonModelList"], json!([]));
    assert_eq!(order["WrappingModel1"], Value::Null);
    assert_eq!(order["PackageModelList"][0]["ShippingModelList"], json!([]));
    assert_eq!(order["PointModel"]["usedPoint"], 0);
    assert_eq!(order["shopOrderCfmDatetime"], Value::Null);
    assert_eq!(order["orderDatetime"], "2026-11-24T09:00:00+0900");
    assert!(order["PackageModelList"][0]["basketId"].as_i64().unwrap() > 1 << 31);
    assert!(
        order["OrdererModel"]["emailAddress"]
            .as_str()
            .unwrap()
            .ends_with("s1@pc.fw.rakuten.ne.jp")
    );
}

#[tokio::test]
async fn amounts_add_up_in_every_order() {
    let (shop, _) = furnished().await;
    let count = shop
        .control("POST", "orders", &json!({"count": 96}))
        .await
        .json();
    let mut numbers = count["order_numbers"].as_array().unwrap().clone();
    assert_eq!(numbers.len(), 96);
    numbers.push(json!(
        shop.place(json!({"total": null, "payment_method": 2}))
            .await
    ));
    let named = json!({"total": 10000, "items": [{"name": "見本", "price": 3000, "units": 2}, {"price": 1000}]});
    let named = shop.place(named).await;
    assert_eq!(shop.order(&named).await["requestPrice"], 10000);
    numbers.push(json!(named));
    let got = shop
        .rms(
            "getOrder",
            &json!({"orderNumberList": numbers, "version": 10}),
        )
        .await;
    let orders = got["OrderModelList"].as_array().unwrap();
    assert_eq!(orders.len(), 98);
    orders.iter().for_each(adds_up);
    let with_entity = orders.iter().filter(|order| {
        order["remarks"]
            .as_str()
            .is_some_and(|text| text.contains("&#12316;"))
    });
    assert!(
        with_entity.count() > 5,
        "some remarks carry numeric entities"
    );
}

#[tokio::test]
async fn rows_are_added_updated_and_deleted_and_a_retry_doubles_them() {
    let (shop, words) = furnished().await;
    let send = |rows: Value| {
        replaced(
            &json!({"orderNumber": "$MOVED", "BasketidModelList": [{"basketId": "$BASKET", "ShippingModelList": rows}]}),
            &words,
        )
    };
    let moved = words[2].1.as_str().unwrap();
    let stub = shop
        .rms(
            "updateOrderShipping",
            &send(json!([{"deliveryCompany": "1000"}])),
        )
        .await;
    let id = stub["MessageModelList"][0]["shippingDetailId"]
        .as_i64()
        .unwrap();
    assert!(id > 1 << 31);
    let two = json!([
        {"shippingDetailId": id, "deliveryCompany": "1001", "shippingNumber": "000000000011", "shippingDate": "2026-11-24"},
        {"deliveryCompany": "1001", "shippingNumber": "000000000022", "shippingDate": "2026-11-24"}]);
    let got = shop.rms("updateOrderShipping", &send(two)).await;
    let seen: Vec<(&str, i64)> = got["MessageModelList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            (
                message["messageCode"].as_str().unwrap(),
                message["dataNumber"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_102", 1),
            ("ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_101", 2)
        ]
    );
    let cancel = replaced(
        &json!({"orderNumber": "$MOVED", "inventoryRestoreType": 2, "changeReasonDetailApply": 10}),
        &words,
    );
    assert_eq!(
        shop.try_rms("cancelOrder", &cancel).await.unwrap().status,
        400,
        "a 発送日 blocks the cancel"
    );

    shop.rms("updateOrderShipping", &send(json!([{"deliveryCompany": "1001", "shippingNumber": "000000000022", "shippingDate": "2026-11-24"}]))).await;
    let rows = shop.order(moved).await["PackageModelList"][0]["ShippingModelList"].clone();
    assert_eq!(
        rows.as_array().unwrap().len(),
        3,
        "a blind retry adds a row"
    );
    assert_eq!(rows[0]["deliveryCompanyName"], "ヤマト運輸");
    shop.rms(
        "updateOrderShipping",
        &send(json!([{"shippingDetailId": id, "shippingNumber": "", "shippingDate": ""}])),
    )
    .await;
    let rows = shop.order(moved).await["PackageModelList"][0]["ShippingModelList"].clone();
    assert_eq!(
        (&rows[0]["shippingNumber"], &rows[0]["deliveryCompany"]),
        (&Value::Null, &json!("1001"))
    );
    let many: Vec<Value> = (0..18)
        .map(|_| json!({"deliveryCompany": "1000"}))
        .collect();
    assert_eq!(
        shop.try_rms("updateOrderShipping", &send(json!(many)))
            .await
            .unwrap()
            .status,
        400,
        "20 rows at most"
    );
    let gone = shop
        .rms(
            "updateOrderShipping",
            &send(json!([{"shippingDetailId": id, "shippingDeleteFlag": 1}])),
        )
        .await;
    assert_eq!(
        gone["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_103"
    );
}

#[tokio::test]
async fn an_asynchronous_report_is_done_when_it_is_asked_for_twice() {
    let (shop, words) = furnished().await;
    let body = json!({"OrderShippingModelList": [{"orderNumber": "$MOVED", "BasketidModelList": [
        {"basketId": "$BASKET", "ShippingModelList": [{"deliveryCompany": "1001", "shippingNumber": "1", "shippingDate": "2026-11-24"}]}]}]});
    let got = shop
        .rms("updateOrderShippingAsync", &replaced(&body, &words))
        .await;
    let id = got["MessageModelList"][0]["requestId"].clone();
    assert!(id.as_str().unwrap().ends_with("_20261124090000"), "{got}");
    let first = shop
        .rms(
            "getResultUpdateOrderShippingAsync",
            &json!({"requestId": id}),
        )
        .await;
    let message = &first["ResultShippingModelList"][0]["MessageModelList"][0];
    assert_eq!(
        message["messageCode"],
        "ORDER_EXT_API_GET_RESULT_UPDATEORDERSHIPPING_ASYNC_INFO_101"
    );
    assert!(first.get("MessageModelList").is_none());
    let second = shop
        .rms(
            "getResultUpdateOrderShippingAsync",
            &json!({"requestId": id}),
        )
        .await;
    assert_eq!(
        second["ResultShippingModelList"][0]["orderNumber"],
        words[2].1
    );
    let again = shop
        .rms(
            "getResultUpdateOrderShippingAsync",
            &json!({"requestId": id}),
        )
        .await;
    assert_eq!(second, again);
    assert_eq!(
        shop.truth(words[2].1.as_str().unwrap()).await["shipping_rows"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let twice = json!({"OrderShippingModelList": [body["OrderShippingModelList"][0], body["OrderShippingModelList"][0]]});
    let refused = shop
        .rms("updateOrderShippingAsync", &replaced(&twice, &words))
        .await;
    assert_eq!(
        refused["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_UPDATE_ORDERSHIPPING_ASYNC_ERROR_011"
    );
}

#[tokio::test]
async fn postage_is_determined_before_the_confirmation() {
    let (shop, words) = furnished().await;
    let open = words[1].1.as_str().unwrap();
    let basket = shop.order(open).await["PackageModelList"][0]["basketId"].clone();
    let body = json!({"orderNumber": open, "PackageModelList": [{"basketId": basket, "postagePrice": "550"}]});
    let got = shop.rms("updateOrderSender", &body).await;
    assert_eq!(
        got["MessageModelList"][0]["messageCode"],
        "ORDER_EXT_API_UPDATE_ORDERSENDER_INFO_101"
    );
    let order = shop.order(open).await;
    assert_eq!(order["postagePrice"], 550);
    adds_up(&order);
    let got = shop
        .rms("confirmOrder", &json!({"orderNumberList": [open]}))
        .await;
    assert_eq!(got["MessageModelList"][0]["messageType"], "INFO");
}

#[tokio::test]
async fn a_rush_also_adds_up_and_has_several_destinations() {
    let options = SandboxOptions {
        clock: ClockMode::Manual,
        scenario: Scenario::Rush,
        orders: 300,
        ..SandboxOptions::default()
    };
    let shop = start(options).await;
    let early = shop.running.handle().orders().len();
    shop.advance("3h").await;
    let numbers: Vec<Value> = shop
        .running
        .handle()
        .orders()
        .iter()
        .map(|line| line["order_number"].clone())
        .collect();
    assert_eq!(
        (early, numbers.len()),
        (150, 300),
        "half of them come later"
    );
    let (mut several, mut open) = (0, 0);
    for chunk in numbers.chunks(100) {
        let got = shop
            .rms(
                "getOrder",
                &json!({"orderNumberList": chunk, "version": 10}),
            )
            .await;
        for order in got["OrderModelList"].as_array().unwrap() {
            adds_up(order);
            several += i64::from(order["severalSenderFlag"] == 1);
            open += i64::from(order["postagePrice"] == -9999);
        }
    }
    assert!(several > 0 && open > 0, "{several} {open}");
}
