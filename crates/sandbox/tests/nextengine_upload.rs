//! ネクストエンジン on the wire: uploads and their que, from the reference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that does not find what it looks for shall fail at once"
)]

mod client;

use client::{HEADER, Shop, csv, encoded, shop};
use serde_json::json;

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
