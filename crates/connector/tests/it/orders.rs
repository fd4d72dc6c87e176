//! Orders and shops to test with; all data invented.

use std::time::Duration;

use sabaki_connector::http::settings::HttpSettings;
use sabaki_connector::rms::RmsMall;
use sabaki_connector::rms::config::RmsConfig;
use sabaki_connector::rms::decode::orders_from_response;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_order::order::Order;
use serde_json::{Value, json};

/// The record of a card order in 注文確認待ち, with the changes of `patch` (top level) applied.
pub(crate) fn record(number: &str, patch: &Value) -> Value {
    let mut record: Value =
        serde_json::from_str(include_str!("../../fixtures/rms/order.json")).unwrap();
    record["orderNumber"] = json!(number);
    for (key, value) in patch.as_object().into_iter().flatten() {
        record[key] = value.clone();
    }
    record
}

/// A getOrder answer with these records.
pub(crate) fn answer(records: &[Value]) -> Value {
    json!({
        "MessageModelList": [{
            "messageType": "INFO",
            "messageCode": "ORDER_EXT_API_GET_ORDER_INFO_101",
            "message": format!("受注情報取得に成功しました。(取得件数{}件)", records.len()),
        }],
        "OrderModelList": records,
        "version": 10,
    })
}

pub(crate) fn order(number: &str, patch: &Value) -> Order {
    let answer = answer(&[record(number, patch)]);
    let mut decoded = orders_from_response(answer.to_string().as_bytes()).unwrap();
    decoded.orders.swap_remove(0).unwrap()
}

pub(crate) fn key(text: &str) -> IntentKey {
    IntentKey(text.to_owned())
}

/// Short enough for tests, and reads are tried twice.
pub(crate) fn settings() -> HttpSettings {
    HttpSettings {
        connect_timeout: Duration::from_millis(500),
        total_timeout: Duration::from_millis(500),
        read_retries: 1,
        retry_delay: Duration::from_millis(1),
        ..HttpSettings::default()
    }
}

pub(crate) const SERVICE_SECRET: &str = "SP987654_CANARYsecret";
pub(crate) const LICENSE_KEY: &str = "SL987654_CANARYlicence";

pub(crate) fn rms(url: &str) -> RmsMall {
    RmsMall::new(RmsConfig {
        url: url.to_owned(),
        service_secret: SERVICE_SECRET.into(),
        license_key: LICENSE_KEY.into(),
        requests_per_second: None,
        http: settings(),
    })
    .unwrap()
}
