//! Canaries: no secret and no personal value in errors, outcomes, logs or `Debug`.

use sabaki_engine::port::mall::{Mall, MallCall};
use sabaki_order::id::OrderNumber;
use serde_json::json;

use crate::nextengine_account::account;
use crate::orders::{LICENSE_KEY, SERVICE_SECRET, key, order, rms};
use crate::script::{Reply, Script};
use crate::tokens::{Tokens, pair};

fn assert_clean(text: &str) {
    for canary in [
        "CANARY",
        "花子",
        "見本町",
        "架空区",
        "0000000000",
        "AT-1",
        "RT-1",
        "U1A5",
    ] {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[tokio::test]
async fn rms_says_nothing() {
    let echo = format!("{SERVICE_SECRET} {LICENSE_KEY} 見本 花子 架空区 見本町1-2-3 見本ビル405");
    let number = "987654-20261102-0000000001";
    let message = json!({"MessageModelList": [{"messageType": "ERROR", "orderNumber": number,
        "messageCode": "ORDER_EXT_API_CONFIRM_ORDER_ERROR_104", "message": "花子 架空区 見本町1-2-3 見本ビル405"}]});
    let broken = Reply::json(200, format!("{{\"x\": {echo}"));
    let page = Reply::Answer(500, "text/html", echo.clone());
    for reply in [Reply::json(200, message), broken, page, Reply::Silence] {
        let script = Script::start(vec![reply; 3]).await;
        let mall = rms(&script.url);
        let order = order(number, &json!({}));
        let key = key("k");
        let outcomes = mall
            .confirm(&[MallCall {
                key: &key,
                order: &order,
            }])
            .await;
        assert_clean(&format!("{outcomes:?}"));
        let readings = mall.read(&[OrderNumber::new(number)]).await;
        assert_clean(&format!("{readings:?}"));
        let expiry = mall.credentials_expire_at().await;
        assert_clean(&format!("{expiry:?}"));
        assert_clean(&format!("{order:?}").replace("見本マグカップ", ""));
    }
}

#[tokio::test]
async fn nextengine_says_nothing() {
    let echo = json!({"result": "error", "code": "020900",
        "message": "AT-1 RT-1 CID-CANARY CSEC-CANARY"});
    for reply in [
        Reply::json(200, &echo),
        Reply::Answer(200, "text/html", echo.to_string() + "x"),
    ] {
        let script = Script::start(vec![reply; 2]).await;
        let tokens = Tokens::with(pair(1, "2099-01-01 00:00:00"));
        let result = account(&script.url, &tokens).company().await;
        assert_clean(&format!("{result:?}"));
    }
    assert_clean(&format!(
        "{:?}",
        crate::nextengine_account::config("http://127.0.0.1:1")
    ));
}
