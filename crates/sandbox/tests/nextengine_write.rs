//! ネクストエンジン on the wire: writes under the lock, from the reference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::imported;
use serde_json::{Value, json};

#[tokio::test]
async fn a_write_needs_the_present_lock() {
    let (mut shop, number) = imported("").await;
    let before = shop.slip(&number).await;
    assert_eq!(
        before["receive_order_last_modified_date"],
        Value::Null,
        "never edited"
    );
    let id = before["receive_order_id"].as_str().unwrap().to_owned();
    let lock = before["receive_order_last_modified_null_safe_date"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        shop.update_with(&id, &lock, &[("receive_order_worker_text", "A&amp;B")])
            .await["result"],
        "success"
    );
    let stale = shop
        .update_with(&id, &lock, &[("receive_order_worker_text", "B")])
        .await;
    assert_eq!(
        (&stale["result"], &stale["code"]),
        (&json!("error"), &json!("020006"))
    );
    assert!(stale["access_token"].is_string());
    let after = shop.slip(&number).await;
    assert_eq!(
        after["receive_order_last_modified_date"], "2026-11-24 09:00:01",
        "the same second, yet another time"
    );
    shop.person("staff", "edit", &number).await;
    let lock = after["receive_order_last_modified_date"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        shop.update_with(&id, &lock, &[("receive_order_note", "")])
            .await["code"],
        "020006"
    );
}

#[tokio::test]
async fn writes_are_checked_and_done_completely_or_not_at_all() {
    let (mut shop, number) = imported("").await;
    for (field, value, code) in [
        ("receive_order_order_status_id", "50", "020905"),
        (
            "receive_order_last_modified_date",
            "2026-11-24 09:00:00",
            "020905",
        ),
        ("receive_order_nothing", "1", "020902"),
        ("receive_order_total_amount", "千円", "020015"),
        ("receive_order_deposit_date", "tomorrow", "020015"),
        ("receive_order_deposit_type_id", "9", "020015"),
        ("receive_order_confirm_check_id", "2", "020015"),
        ("receive_order_consignee_name", "", "020015"),
    ] {
        let got = shop
            .update(&number, &[("receive_order_note", "途中"), (field, value)])
            .await;
        assert_eq!(got["code"], code, "{field}={value}: {got}");
        assert_eq!(shop.slip(&number).await["receive_order_note"], "");
    }
    let got = shop
        .update(&number, &[("receive_order_total_amount", "千円")])
        .await;
    assert!(
        got["message"]
            .as_str()
            .unwrap()
            .starts_with("[receive_order_total_amount]")
    );
}

#[tokio::test]
async fn the_confirm_check_is_read_otherwise_than_written() {
    let (mut shop, number) = imported("のし希望").await;
    let slip = shop.slip(&number).await;
    assert_eq!(
        (
            &slip["receive_order_confirm_check_id"],
            &slip["receive_order_confirm_ids"]
        ),
        (&json!("1"), &json!("AG"))
    );
    assert_eq!(
        shop.truth(&number).await["slip"]["waiting"],
        json!(["awaiting_check", "awaiting_payment"])
    );
    shop.update(&number, &[("receive_order_confirm_check_id", "1")])
        .await;
    assert_eq!(
        shop.slip(&number).await["receive_order_confirm_check_id"],
        "2"
    );
    shop.update(
        &number,
        &[
            ("receive_order_confirm_check_id", "0"),
            ("receive_order_deposit_type_id", "2"),
        ],
    )
    .await;
    let slip = shop.slip(&number).await;
    assert_eq!(
        (
            &slip["receive_order_confirm_check_id"],
            &slip["receive_order_order_status_id"]
        ),
        (&json!("1"), &json!("2"))
    );
    assert_eq!(
        shop.person("staff", "release", &number).await.json()["effect"],
        "updated"
    );
    assert_eq!(
        shop.slip(&number).await["receive_order_order_status_id"],
        "20"
    );
}

#[tokio::test]
async fn a_bulk_update_is_done_in_part() {
    let (mut shop, number) = imported("").await;
    let slip = shop.slip(&number).await;
    let (id, lock) = (
        slip["receive_order_id"].as_str().unwrap(),
        slip["receive_order_last_modified_null_safe_date"]
            .as_str()
            .unwrap(),
    );
    let job = |id: &str, tag: &str| {
        format!(
            "<receiveorder receive_order_id=\"{id}\" receive_order_last_modified_date=\"{lock}\"><receiveorder_base><receive_order_gruoping_tag>{tag}</receive_order_gruoping_tag></receiveorder_base><receiveorder_option/></receiveorder>"
        )
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><root>{}{}</root>",
        job(id, "[急ぎ]"),
        job("999999", "[急ぎ]")
    );
    let got = shop
        .ne(
            "receiveorder_base/bulkupdate",
            &[("data_type", "xml"), ("data", &xml)],
        )
        .await;
    assert_eq!(
        (&got["result"], &got["code"]),
        (&json!("error"), &json!("020500"))
    );
    let messages = got["message"].as_array().unwrap();
    assert_eq!(
        (messages.len(), &messages[0]["receive_order_id"]),
        (1, &json!("999999"))
    );
    let tags = shop
        .ne(
            "receiveorder_groupingtag/search",
            &[("fields", "grouping_tag_name")],
        )
        .await;
    assert_eq!(tags["data"][0]["grouping_tag_name"], "急ぎ");
    assert_eq!(
        shop.ne(
            "receiveorder_base/bulkupdate",
            &[("data_type", "xml"), ("data", "<root></root>")]
        )
        .await["result"],
        "error"
    );
    assert_eq!(
        shop.ne(
            "receiveorder_base/bulkupdate",
            &[("data_type", "xml"), ("data", "<root>")]
        )
        .await["result"],
        "error"
    );
    let line = shop
        .ledger()
        .await
        .into_iter()
        .rev()
        .find(|line| line["effect"] == "updated")
        .unwrap();
    assert_eq!(
        (&line["call"], &line["orders"]),
        (&json!("receiveorder_base/bulkupdate"), &json!([number]))
    );
}

#[tokio::test]
async fn printed_and_shipped_are_two_things() {
    let (mut shop, number) = imported("").await;
    let slip = shop.slip(&number).await;
    let id = slip["receive_order_id"].as_str().unwrap().to_owned();
    let mark = |lock: &Value| {
        [
            ("receive_order_id", id.clone()),
            (
                "receive_order_last_modified_date",
                lock.as_str().unwrap().to_owned(),
            ),
        ]
    };
    let call = |pair: &[(&'static str, String); 2]| pair.clone();
    let early = call(&mark(&slip["receive_order_last_modified_null_safe_date"]));
    let early: Vec<(&str, &str)> = early
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(
        shop.ne("receiveorder_base/shipped", &early).await["code"],
        "020909",
        "入金待ち"
    );
    shop.update(&number, &[("receive_order_deposit_type_id", "2")])
        .await;
    for (path, status) in [
        ("receipted", "40"),
        ("labelprinted", "40"),
        ("shipped", "50"),
    ] {
        let slip = shop.slip(&number).await;
        let pair = call(&mark(&slip["receive_order_last_modified_null_safe_date"]));
        let pair: Vec<(&str, &str)> = pair
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let got = shop.ne(&format!("receiveorder_base/{path}"), &pair).await;
        assert_eq!(got["result"], "success", "{path}: {got}");
        assert_eq!(
            shop.slip(&number).await["receive_order_order_status_id"],
            status
        );
    }
    assert_eq!(
        shop.update(&number, &[("receive_order_worker_text", "x")])
            .await["code"],
        "020908"
    );
}

#[tokio::test]
async fn dates_rows_and_zipped_bulk_data_are_taken() {
    let (mut shop, number) = imported("").await;
    for date in ["2026-11-24", "2026/11/24", "2026-11-24 00:00:00"] {
        let got = shop
            .update(&number, &[("receive_order_deposit_date", date)])
            .await;
        assert_eq!(got["result"], "success", "{date}: {got}");
    }
    let slip = shop.slip(&number).await;
    let id = slip["receive_order_id"].as_str().unwrap();
    let lock = slip["receive_order_last_modified_null_safe_date"]
        .as_str()
        .unwrap();
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><root><receiveorder_base/><receiveorder_row>\
        <receive_order_row_no value=\"1\"><receive_order_row_cancel_flag>1</receive_order_row_cancel_flag></receive_order_row_no>\
        <receive_order_row_no value=\"\"><receive_order_row_goods_id>backorder-1</receive_order_row_goods_id>\
        <receive_order_row_goods_name>見本</receive_order_row_goods_name><receive_order_row_quantity>2</receive_order_row_quantity>\
        <receive_order_row_unit_price>500</receive_order_row_unit_price></receive_order_row_no></receiveorder_row></root>";
    let form = [
        ("receive_order_id", id),
        ("receive_order_last_modified_date", lock),
        ("data", xml),
    ];
    let got = shop.ne("receiveorder_base/update", &form).await;
    assert_eq!(got["result"], "success", "{got}");
    let fields =
        "receive_order_row_no,receive_order_row_cancel_flag,receive_order_row_sub_total_price";
    let rows = shop
        .ne(
            "receiveorder_row/search",
            &[
                ("fields", fields),
                ("receive_order_row_receive_order_id-eq", id),
            ],
        )
        .await;
    assert_eq!(rows["data"][0]["receive_order_row_cancel_flag"], "1");
    assert_eq!(
        rows["data"][1]["receive_order_row_sub_total_price"],
        "1000.00"
    );
    let waiting = shop.truth(&number).await["slip"]["waiting"].clone();
    assert_eq!(
        waiting,
        json!(["awaiting_payment", "awaiting_stock"]),
        "the new row has no stock"
    );

    let lock = shop.slip(&number).await["receive_order_last_modified_date"]
        .as_str()
        .unwrap()
        .to_owned();
    let xml = format!(
        "<root><receiveorder receive_order_id=\"{id}\" receive_order_last_modified_date=\"{lock}\"><receiveorder_base><receive_order_cancel_type_id>20</receive_order_cancel_type_id></receiveorder_base></receiveorder></root>"
    );
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut zip, xml.as_bytes()).unwrap();
    let zipped = zip.finish().unwrap();
    let fields: [(&str, &[u8]); 2] = [("data_type", b"gz"), ("data", &zipped)];
    let got = shop
        .try_ne("/api_v1_receiveorder_base/bulkupdate", &fields)
        .await
        .unwrap()
        .json();
    assert_eq!(got["result"], "success", "{got}");
    let truth = shop.truth(&number).await;
    assert_eq!((&truth["slips"], &truth["slip"]), (&json!(0), &Value::Null));
    let slip = shop
        .ne(
            "receiveorder_base/search",
            &[
                (
                    "fields",
                    "receive_order_cancel_type_name,receive_order_cancel_date",
                ),
                ("receive_order_id-eq", id),
            ],
        )
        .await;
    assert_eq!(
        slip["data"][0]["receive_order_cancel_type_name"],
        "未入金によりキャンセル"
    );
    assert!(slip["data"][0]["receive_order_cancel_date"].is_string());
}
