//! ネクストエンジン on the wire: tokens, searches, writes, uploads, from the reference.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::{HEADER, Shop, csv, encoded, shop};
use serde_json::{Value, json};

/// A shop with one imported order, and its number.
async fn imported(remarks: &str) -> (Shop, String) {
    let mut shop = shop().await;
    let number = shop.place(json!({"total": 3550})).await;
    let que = shop
        .import(csv(&number, "クレジットカード", remarks).as_bytes())
        .await;
    assert_eq!(que["que_status_id"], "2");
    (shop, number)
}

#[tokio::test]
async fn tokens_rotate_only_when_the_access_token_has_expired() {
    let mut shop = shop().await;
    let first = shop.ne("login_user/info", &[]).await;
    assert_eq!(first["access_token_end_date"], "2026-11-25 09:00:00");
    assert_eq!(first["refresh_token_end_date"], "2026-11-27 09:00:00");
    shop.advance("23h").await;
    let same = shop.ne("login_user/info", &[]).await;
    assert_eq!(
        same["access_token"], first["access_token"],
        "calls do not make the pair slide"
    );

    shop.advance("1h").await;
    let old = shop.access.clone();
    let no_refresh = format!("access_token={old}");
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let got = shop
        .raw(
            "POST",
            "/api_v1_login_user/info",
            &form,
            no_refresh.as_bytes(),
        )
        .await
        .unwrap()
        .json();
    assert_eq!(got["result"], "redirect");
    // The renewal also comes with an error.
    let renewed = shop.ne("receiveorder_base/search", &[]).await;
    assert_eq!(renewed["result"], "error");
    assert_ne!(renewed["access_token"], old.as_str());
    assert_eq!(renewed["refresh_token_end_date"], "2026-11-28 09:00:00");
    let body = format!("access_token={old}&refresh_token={}", shop.refresh);
    let got = shop
        .raw("POST", "/api_v1_login_user/info", &form, body.as_bytes())
        .await
        .unwrap()
        .json();
    assert_eq!(
        (&got["code"], &got["result"]),
        (&json!("002002"), &json!("error"))
    );
    assert!(got.get("access_token").is_none());

    shop.advance("3d").await;
    let late = shop.ne("login_user/info", &[]).await;
    assert_eq!(late["code"], "002004");
    let login = shop
        .control("POST", "people", &json!({"who": "staff", "does": "login"}))
        .await
        .json();
    shop.access = login["access_token"].as_str().unwrap().to_owned();
    assert_eq!(shop.ne("login_user/info", &[]).await["result"], "success");
}

#[tokio::test]
async fn uid_and_state_give_a_pair_and_may_be_used_again() {
    let mut shop = shop().await;
    let known = shop.running.credentials();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = |secret: &str| {
        format!(
            "uid={}&state={}&client_id={}&client_secret={secret}",
            known.uid, known.state, known.client_id
        )
    };
    for path in ["/api_neauth", "/api_neauth/"] {
        let got = shop
            .raw("POST", path, &form, body(&known.client_secret).as_bytes())
            .await
            .unwrap()
            .json();
        assert_eq!(got["result"], "success");
        assert_eq!(got["uid"], known.uid.as_str());
        assert_eq!(
            shop.ne("login_user/info", &[]).await["code"],
            "002002",
            "a new login ends the old pair"
        );
        shop.access = got["access_token"].as_str().unwrap().to_owned();
        assert_eq!(shop.ne("login_user/info", &[]).await["result"], "success");
    }
    let wrong = shop
        .raw("POST", "/api_neauth", &form, body("x").as_bytes())
        .await
        .unwrap()
        .json();
    assert!(wrong.get("result").is_none());
}

#[tokio::test]
async fn conditions_go_by_the_type_of_their_field() {
    let (mut shop, number) = imported("").await;
    let (shop_prefix, _) = number.split_once('-').unwrap();
    let like = format!("{shop_prefix}%");
    let found: [(&str, &str, usize); 14] = [
        ("receive_order_shop_cut_form_id-eq", &number, 1),
        ("receive_order_shop_cut_form_id-like", &like, 1),
        ("receive_order_shop_cut_form_id-nlike", &like, 0),
        ("receive_order_order_status_id-in", "0,2", 1),
        ("receive_order_order_status_id-nin", "0,2", 0),
        ("receive_order_shop_id-gte", "1", 1),
        ("receive_order_shop_id-gt", "1", 0),
        (
            "receive_order_last_modified_null_safe_date-gte",
            "2026-11-24 09:00:00",
            1,
        ),
        (
            "receive_order_last_modified_null_safe_date-gt",
            "2026-11-24 09:00:00",
            0,
        ),
        ("receive_order_last_modified_date-null", "", 1),
        ("receive_order_last_modified_date-gte", "2020-01-01", 0),
        ("receive_order_total_amount-eq", "3550", 1),
        ("receive_order_cancel_date-blank", "1", 1),
        ("receive_order_option_1-nnull", "1", 0),
    ];
    for (condition, value, hits) in found {
        let fields = [
            ("fields", "receive_order_id, receive_order_option_1"),
            (condition, value),
        ];
        let got = shop.ne("receiveorder_base/search", &fields).await;
        assert_eq!(
            got["data"].as_array().unwrap().len(),
            hits,
            "{condition}={value}: {got}"
        );
        assert_eq!(got["count"], hits.to_string());
        let counted = shop
            .ne("receiveorder_base/count", &[(condition, value)])
            .await;
        assert_eq!(counted["count"], hits.to_string());
    }
    let many = vec!["1"; 1001].join(",");
    for (condition, value) in [
        ("receive_order_order_status_id-gte", "2"),
        ("receive_order_date-in", "2026-11-24"),
        ("receive_order_total_amount-like", "3%"),
        ("receive_order_date-asc", ""),
        ("receive_order_nothing-eq", "1"),
        ("receive_order_id-in", many.as_str()),
    ] {
        let got = shop
            .ne(
                "receiveorder_base/search",
                &[("fields", "receive_order_id"), (condition, value)],
            )
            .await;
        assert_eq!(got["result"], "error", "{condition}");
        assert!(
            got["code"].as_str().unwrap().starts_with("0209"),
            "an invented code stays in its block"
        );
        assert!(got["access_token"].is_string());
    }
    assert_eq!(
        shop.ne("receiveorder_base/search", &[("fields", "nothing")])
            .await["result"],
        "error"
    );
    assert_eq!(
        shop.ne("receiveorder_base/nothing", &[]).await["code"],
        "000001"
    );
}

#[tokio::test]
async fn every_value_is_text_or_null() {
    let (mut shop, _) = imported("").await;
    let fields = "receive_order_row_no,receive_order_row_quantity,receive_order_row_stock_allocation_quantity,receive_order_row_unit_price,goods_id,receive_order_shop_cut_form_id,receive_order_row_last_modified_newest_date,receive_order_gruoping_tag,receive_order_cancel_date";
    let got = shop
        .ne(
            "receiveorder_row/search",
            &[("fields", fields), ("goods_id-eq", "mug-01")],
        )
        .await;
    let row = got["data"][0].as_object().unwrap();
    assert!(
        row.values()
            .all(|value| value.is_string() || value.is_null()),
        "{got}"
    );
    assert_eq!(row["receive_order_row_unit_price"], "3000.00");
    assert_eq!(
        row["receive_order_row_last_modified_newest_date"],
        "2026-11-24 09:00:00"
    );
    assert_eq!(row["receive_order_cancel_date"], Value::Null);
    for path in [
        "login_user/info",
        "login_company/info",
        "receiveorder_uploadpattern/info",
        "system_orderstatus/info",
        "system_canceltype/info",
        "system_paymentmethod/info",
        "system_delivery/info",
        "system_deposittype/info",
    ] {
        let got = shop.ne(path, &[]).await;
        assert_eq!(got["result"], "success", "{path}");
        let rows = got["data"].as_array().unwrap();
        assert_eq!(got["count"], rows.len().to_string());
        let plain = |row: &Value| {
            row.as_object()
                .unwrap()
                .values()
                .all(|value| value.is_string() || value.is_null())
        };
        assert!(rows.iter().all(plain), "{path}");
    }
    for (path, fields) in [
        ("master_shop/search", "shop_id,shop_mall_id,shop_name"),
        (
            "receiveorder_forwardingagent/search",
            "forwarding_agent_id,forwarding_agent_type_id",
        ),
        ("receiveorder_confirm/search", "confirm_id,confirm_name"),
        (
            "receiveorder_option/search",
            "receive_order_option_receive_order_id,receive_order_option_rapping",
        ),
    ] {
        let got = shop.ne(path, &[("fields", fields)]).await;
        assert!(!got["data"].as_array().unwrap().is_empty(), "{path}: {got}");
    }
}

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
async fn uploads_are_read_in_both_encodings_zipped_or_not_and_by_multipart() {
    let mut shop = shop().await;
    let number = |at: u32| format!("987654-20261124-{at:010}");
    let (cp932, _, _) = encoding_rs::SHIFT_JIS
        .encode(&csv(&number(1), "銀行振込", "①髙"))
        .into_owned_parts();
    assert_eq!(shop.import(&cp932).await["que_status_id"], "2");
    let slip = shop.slip(&number(1)).await;
    assert_eq!(
        (
            &slip["receive_order_note"],
            &slip["receive_order_payment_method_id"]
        ),
        (&json!("①髙"), &json!("15"))
    );
    assert_eq!(slip["receive_order_total_amount"], "3550.00");

    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut zip, csv(&number(2), "代金引換", "").as_bytes()).unwrap();
    let zipped = zip.finish().unwrap();
    let fields: [(&str, &[u8]); 3] = [
        ("receive_order_upload_pattern_id", b"1"),
        ("data_type_1", b"gz"),
        ("data_1", &zipped),
    ];
    let got = shop
        .try_ne("/api_v1_receiveorder_base/upload", &fields)
        .await
        .unwrap()
        .json();
    let que = got["que_id"].as_str().unwrap().to_owned();
    assert_eq!(
        shop.que(&que).await["que_status_id"],
        "1",
        "the first look finds it running"
    );
    assert_eq!(shop.que(&que).await["que_status_id"], "2");
    assert_eq!(shop.truth_of_slip(&number(2)).await, "20");

    let mut body = Vec::new();
    for (name, value) in [
        ("access_token", shop.access.as_bytes()),
        ("receive_order_upload_pattern_id", b"1"),
        ("data_type_1", b"csv"),
        ("data_1", csv(&number(3), "クレジットカード", "").as_bytes()),
    ] {
        body.extend_from_slice(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    let form = [("Content-Type", "multipart/form-data; boundary=XX")];
    let got = shop
        .raw("POST", "/api_v1_receiveorder_base/upload", &form, &body)
        .await
        .unwrap()
        .json();
    assert_eq!(got["result"], "success", "{got}");
    shop.advance("5s").await;
    assert_eq!(
        shop.truth_of_slip(&number(3)).await,
        "2",
        "the que also runs by itself"
    );

    for (pattern, data) in [("2", HEADER.to_owned()), ("77", HEADER.to_owned())] {
        let fields = [
            ("receive_order_upload_pattern_id", pattern),
            ("data_type_1", "csv"),
            ("data_1", data.as_str()),
        ];
        assert_eq!(
            shop.ne("receiveorder_base/upload", &fields).await["result"],
            "error",
            "pattern {pattern}"
        );
    }
    let wrong = shop
        .import("店舗伝票番号,受注日\r\n1,2\r\n".as_bytes())
        .await;
    assert_eq!(wrong["que_status_id"], "-1");
    assert_eq!(encoded(b"a b"), "a%20b");
}

#[tokio::test]
async fn a_number_is_taken_in_once_and_a_mail_slip_is_completed() {
    let mut shop = shop().await;
    let number = shop.place(json!({"mail_first": true, "total": 3550})).await;
    let slip = shop.slip(&number).await;
    assert_eq!(
        (
            &slip["receive_order_order_status_id"],
            &slip["receive_order_import_type_id"]
        ),
        (&json!("1"), &json!("0"))
    );
    let refused = shop
        .update(&number, &[("receive_order_deposit_type_id", "2")])
        .await;
    assert_eq!(refused["code"], "020009");
    assert_eq!(
        shop.update(&number, &[("receive_order_worker_text", "メール")])
            .await["result"],
        "success"
    );
    assert_eq!(shop.person("staff", "ship", &number).await.status, 409);

    for _ in 0..2 {
        let que = shop
            .import(csv(&number, "クレジットカード", "").as_bytes())
            .await;
        assert_eq!(
            que["que_status_id"], "2",
            "the second is skipped in silence"
        );
    }
    let after = shop.slip(&number).await;
    assert_eq!(
        after["receive_order_id"], slip["receive_order_id"],
        "the slip of the mail was completed"
    );
    assert_eq!(after["receive_order_order_status_id"], "2");
    assert_eq!(shop.truth(&number).await["slips"], 1);
    let imports = shop
        .ledger()
        .await
        .into_iter()
        .filter(|line| line["effect"] == "imported")
        .count();
    assert_eq!(imports, 1);
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

#[tokio::test]
async fn open_questions_can_be_answered_otherwise() {
    let mut shop = shop().await;
    let number = shop.place(json!({"mail_first": true, "total": 3550})).await;
    let handle = shop.running.handle();
    handle.assume(|answers| answers.upload_merges_mail_slip = false);
    shop.import(csv(&number, "クレジットカード", "").as_bytes())
        .await;
    assert_eq!(
        shop.truth_of_slip(&number).await,
        "1",
        "the number was skipped"
    );
    handle.assume(|answers| answers.missing_orders_are_warnings = false);
    let body = json!({"orderNumberList": ["987654-20261124-0000000000"], "version": 10});
    assert_eq!(shop.try_rms("getOrder", &body).await.unwrap().status, 400);
    handle.assume(|answers| answers.expired_pair_is_error = false);
    shop.advance("4d").await;
    let got = shop.ne("login_user/info", &[]).await;
    assert_eq!(
        (&got["result"], &got["code"]),
        (&json!("redirect"), &json!("002004"))
    );
}

impl Shop {
    async fn truth_of_slip(&mut self, number: &str) -> String {
        self.slip(number).await["receive_order_order_status_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// The encoder gives a borrowed answer; tests want to own it.
trait IntoOwnedParts {
    fn into_owned_parts(self) -> (Vec<u8>, &'static encoding_rs::Encoding, bool);
}

impl IntoOwnedParts
    for (
        std::borrow::Cow<'_, [u8]>,
        &'static encoding_rs::Encoding,
        bool,
    )
{
    fn into_owned_parts(self) -> (Vec<u8>, &'static encoding_rs::Encoding, bool) {
        assert!(!self.2, "CP932 lacks a character");
        (self.0.into_owned(), self.1, self.2)
    }
}
