//! ネクストエンジン on the wire: tokens, conditions and the shape of answers, from the reference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::{imported, shop};
use serde_json::{Value, json};

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
