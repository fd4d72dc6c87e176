//! The older order API against answers from a script: `fixtures/rms-older`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use sabaki_connector::rms_older::RmsOlderMall;
use sabaki_connector::rms_older::config::{JobWait, Payment, RmsOlderConfig, Stage};
use sabaki_engine::port::mall::{Mall, MallCall, OrderReading, SearchWindow};
use sabaki_engine::port::notebook::Notebook;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::StoreError;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order, Settlement};
use serde_json::{Value, json};

use crate::fixture::{all, error_word, words};
use crate::orders::{LICENSE_KEY, SERVICE_SECRET, key, order, settings};
use crate::script::{Reply, Script, Seen};

/// Notes in memory, which may fail.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) texts: Mutex<BTreeMap<IntentKey, String>>,
    fails: bool,
}

impl Notes {
    /// Notes on a full disk.
    pub(crate) fn that_fail() -> Self {
        Self {
            fails: true,
            ..Self::default()
        }
    }
}

#[async_trait]
impl Notebook for Notes {
    async fn remember(&self, key: &IntentKey, text: &str) -> Result<(), StoreError> {
        if self.fails {
            return Err(StoreError::Full("test".to_owned()));
        }
        let mut texts = self.texts.lock().unwrap();
        texts.insert(key.clone(), text.to_owned());
        Ok(())
    }

    async fn recall(&self, key: &IntentKey) -> Result<Option<String>, StoreError> {
        Ok(self.texts.lock().unwrap().get(key).cloned())
    }
}

pub(crate) fn config(url: &str) -> RmsOlderConfig {
    RmsOlderConfig {
        url: url.to_owned(),
        service_secret: SERVICE_SECRET.into(),
        license_key: LICENSE_KEY.into(),
        shop_url: "demo-shop".to_owned(),
        user_name: "sabaki".to_owned(),
        payments: [(
            "当店払い".to_owned(),
            Payment {
                code: 7,
                settlement: Some(Settlement::Selectable),
            },
        )]
        .into(),
        statuses: [("要確認".to_owned(), Stage::OnHold)].into(),
        requests_per_second: None,
        job: JobWait {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(60),
        },
        http: settings(),
    }
}

fn operation(seen: &Seen) -> String {
    let text = seen.text();
    let (_, rest) = text.split_once("<soapenv:Body><ws:").unwrap();
    rest.split_once('>').unwrap().0.to_owned()
}

/// `inside` as the return of the operation that was asked for.
fn answer(seen: &Seen, inside: &str) -> Reply {
    let operation = operation(seen);
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <S:Body><ns2:{operation}Response xmlns:ns2=\"x\"><return>{inside}</return></ns2:{operation}Response>\
         </S:Body></S:Envelope>"
    );
    Reply::Answer(200, "text/xml;charset=\"utf-8\"", body)
}

fn reply(seen: &Seen, reply: &Value) -> Reply {
    if let Some(inside) = reply["return"].as_str() {
        return answer(seen, inside);
    }
    if let Some(words) = reply["fault"].as_str() {
        let body = format!(
            "<S:Envelope><S:Body><S:Fault><faultcode>S:Server</faultcode>\
             <faultstring>{words}</faultstring></S:Fault></S:Body></S:Envelope>"
        );
        return Reply::Answer(500, "text/xml", body);
    }
    if let Some(raw) = reply["raw"].as_str() {
        return Reply::Answer(200, "text/xml", raw.to_owned());
    }
    if reply["silence"] == json!(true) {
        return Reply::Silence;
    }
    match reply["http"].as_u64() {
        Some(status) => Reply::html(u16::try_from(status).unwrap()),
        None => Reply::Close,
    }
}

const NUMBER: &str = "987654-20180314-0000000001";

#[tokio::test]
async fn outcomes() {
    for (name, case) in all("rms-older/outcome") {
        let replies = case["replies"].as_array().unwrap().clone();
        let last_repeats = case["last_repeats"] == json!(true);
        let mut at = 0;
        let script = Script::with(move |seen| {
            let next = replies
                .get(at)
                .or(replies.last().filter(|_| last_repeats))?;
            at += 1;
            Some(reply(seen, next))
        })
        .await;
        let notes = Arc::new(Notes {
            fails: case["notebook_fails"] == json!(true),
            ..Notes::default()
        });
        let intent = key("intent-1");
        if let Some(noted) = case["noted"].as_str() {
            let mut texts = notes.texts.lock().unwrap();
            texts.insert(intent.clone(), noted.to_owned());
        }
        let mut config = config(&script.url);
        config.http.read_retries = 0;
        let mall = RmsOlderMall::new(&config, Arc::clone(&notes) as _).unwrap();
        let order = order(NUMBER, &json!({}));
        let call = MallCall {
            key: &intent,
            order: &order,
        };
        let result = mall.mark_processed(call).await.map(|outcome| vec![outcome]);
        let expected = case["expected"].as_str().unwrap();
        assert_eq!(words(&result), expected, "{name}: {result:?}");
        let seen = script.seen();
        let mut asked: Vec<String> = seen.iter().map(operation).collect();
        let wanted: Vec<&str> = case["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r.as_str().unwrap())
            .collect();
        if last_repeats {
            asked.truncate(wanted.len());
        }
        assert_eq!(asked, wanted, "{name}");
        if let Some(noted) = case["noted_after"].as_str() {
            let texts = notes.texts.lock().unwrap();
            assert_eq!(
                texts.get(&intent).map(String::as_str),
                Some(noted),
                "{name}"
            );
        }
        let change = seen.iter().find(|seen| operation(seen) == "changeStatus");
        if let Some(change) = change {
            let noted = notes.texts.lock().unwrap()[&intent].clone();
            let part = format!(
                "<arg1><orderStatusModel><orderNumber>{NUMBER}</orderNumber><statusName>処理済</statusName>\
                 </orderStatusModel><requestId>{noted}</requestId></arg1>"
            );
            assert!(change.text().contains(&part), "{name}");
            assert_eq!(change.header("soapaction"), Some("\"\""), "{name}");
        }
    }
}

async fn read(numbers: &[&str]) -> Vec<OrderReading> {
    let script = Script::with(|seen| {
        let inside = include_str!("../../fixtures/rms-older/orders.xml");
        Some(answer(seen, inside))
    })
    .await;
    let mall = RmsOlderMall::new(&config(&script.url), Arc::new(Notes::default())).unwrap();
    let numbers: Vec<_> = numbers.iter().map(|n| OrderNumber::new(*n)).collect();
    mall.read(&numbers).await.unwrap()
}

fn of(reading: &OrderReading) -> &Order {
    match reading {
        OrderReading::Read(order) => order,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_record_with_all_its_traps() {
    let readings = read(&[NUMBER, "987654-20180314-0000000009"]).await;
    let order = of(&readings[0]);
    assert!(matches!(readings[1], OrderReading::Missing { .. }));
    assert_eq!(order.status, MallStatus::New);
    assert_eq!(
        order.ordered_at.value().unwrap().to_string(),
        "2018-03-14T12:07:33Z"
    );
    assert_eq!(order.settlement, Known::Unknown);
    assert_eq!(order.payment_method, Known::Value(1));
    for unknown in [&order.total, &order.total_price, &order.postage] {
        assert_eq!(*unknown, Known::Unknown);
    }
    let yen = |known: &Known<sabaki_order::yen::Yen>| known.value().map(|yen| yen.get());
    assert_eq!(yen(&order.goods_total), Some(5400));
    assert_eq!(yen(&order.points_used), Some(100));
    assert_eq!(yen(&order.coupon_total), Some(0));
    assert_eq!(order.wished_time_slot, Known::Value(1));
    assert_eq!(
        order.wished_delivery_date.value().unwrap().to_string(),
        "2018-03-20"
    );
    assert_eq!(order.next_day_delivery, Known::Value(true));
    assert_eq!(order.gift, Known::Value(true));
    assert_eq!(order.same_as_buyer, Known::Value(true));
    assert_eq!(order.multiple_destinations, Known::Value(false));
    let remarks = order.remarks.value().unwrap().expose();
    assert!(remarks.starts_with("[配送日時指定:]\n2018-03-20(火)\n午前中\n"));
    let [package] = order.packages.as_slice() else {
        panic!("a deleted package counts")
    };
    let [item] = package.items.as_slice() else {
        panic!("a deleted item counts")
    };
    assert_eq!(
        (item.sku.as_str(), item.manage_number.as_str()),
        ("mug-01", "mug")
    );
    assert_eq!(item.choice, Known::Value("色:青".to_owned()));
    assert!(package.shipments[0].is_complete());
}

#[tokio::test]
async fn bundles_and_bad_records() {
    let numbers = [2, 3, 4].map(|n| format!("987654-20180314-000000000{n}"));
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let readings = read(&numbers).await;
    let (parent, child) = (of(&readings[0]), of(&readings[1]));
    assert_eq!(parent.packages.len(), 2);
    assert_eq!(parent.multiple_destinations, Known::Value(true));
    assert_eq!(parent.status, MallStatus::OnHold);
    assert_eq!(parent.settlement, Known::Value(Settlement::Selectable));
    assert_eq!(parent.packages[0].items[0].price, Known::Unknown);
    assert_eq!(parent.gift, Known::Unknown);
    assert_eq!(child.total, Known::Unknown);
    assert_eq!(child.goods_total, Known::Unknown);
    let OrderReading::Unreadable { reason, .. } = &readings[2] else {
        panic!("{:?}", readings[2])
    };
    assert!(
        reason.to_string().contains("basketId") && !reason.to_string().contains("many"),
        "{reason}"
    );
}

fn window(from: &str, until: &str) -> SearchWindow {
    SearchWindow {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
    }
}

/// The width of the window that was asked for, in hours, and its start.
fn asked(seen: &Seen) -> (i64, String) {
    let text = seen.text();
    let word = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>")).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let at = |tag: &str| -> jiff::Timestamp { word(tag).parse().unwrap() };
    let hours = (at("endDate").as_second() - at("startDate").as_second()) / 3600;
    (hours, word("startDate"))
}

#[tokio::test]
async fn windows_that_take_too_long_are_halved() {
    let script = Script::with(|seen| {
        let (hours, start) = asked(seen);
        if hours > 24 {
            return Some(Reply::Silence);
        }
        let number = if start.starts_with("2018-03-02") { 2 } else { 1 };
        let inside = format!(
            "<errorCode>N00-000</errorCode><orderModel><orderNumber>{number}</orderNumber></orderModel>\
             <orderModel><orderNumber>9</orderNumber></orderModel>"
        );
        Some(answer(seen, &inside))
    })
    .await;
    let mall = RmsOlderMall::new(&config(&script.url), Arc::new(Notes::default())).unwrap();
    let window = window("2018-02-28T15:00:00Z", "2018-03-02T15:00:00Z");
    let mut found = mall.search(window).await.unwrap();
    found.sort();
    assert_eq!(found, ["1", "2", "9"].map(OrderNumber::new));
    assert_eq!(script.seen().len(), 3);
    let first = script.seen()[0].text();
    assert!(first.contains(
        "<dateType>1</dateType><endDate>2018-03-03T00:00:00+09:00</endDate>\
         <startDate>2018-03-01T00:00:00+09:00</startDate><status>新規受付</status><status>保留</status>"
    ));
    assert!(first.contains("<status>要確認</status></orderSearchModel>"));
}

#[tokio::test]
async fn a_round_count_may_be_a_cap() {
    let script = Script::with(|seen| {
        let (hours, start) = asked(seen);
        let count = if hours > 24 { 100 } else { 60 };
        let list = (0..count)
            .map(|n| format!("<orderModel><orderNumber>{start}-{n}</orderNumber></orderModel>"));
        let inside = format!("<errorCode>N00-000</errorCode>{}", list.collect::<String>());
        Some(answer(seen, &inside))
    })
    .await;
    let mall = RmsOlderMall::new(&config(&script.url), Arc::new(Notes::default())).unwrap();
    let window = window("2018-02-28T15:00:00Z", "2018-03-02T15:00:00Z");
    assert_eq!(mall.search(window).await.unwrap().len(), 120);
}

#[tokio::test]
async fn nothing_found_needs_its_code() {
    for (inside, expected) in [
        ("<errorCode>E10-001</errorCode>", Ok(0)),
        ("<errorCode>N00-000</errorCode>", Err("not_answered")),
        (
            "<errorCode>N00-000</errorCode><orderModel/>",
            Err("not_answered"),
        ),
        ("<errorCode>E01-001</errorCode>", Err("not_answered")),
        ("<errorCode>E02-001</errorCode>", Err("not_authorised")),
        ("", Err("not_answered")),
    ] {
        let script = Script::with(move |seen| Some(answer(seen, inside))).await;
        let mall = RmsOlderMall::new(&config(&script.url), Arc::new(Notes::default())).unwrap();
        let found = mall
            .search(window("2018-03-01T00:00:00Z", "2018-03-01T00:00:01Z"))
            .await;
        let found = found.map(|numbers| numbers.len());
        assert_eq!(
            found.map_err(|error| error_word(&error)),
            expected,
            "{inside}"
        );
    }
}

#[tokio::test]
async fn what_this_api_cannot_is_refused_without_a_call() {
    let mall =
        RmsOlderMall::new(&config("http://127.0.0.1:1"), Arc::new(Notes::default())).unwrap();
    let order = order(NUMBER, &json!({}));
    let intent = key("intent-1");
    let call = MallCall {
        key: &intent,
        order: &order,
    };
    assert_eq!(
        words(&mall.confirm(&[call, call]).await),
        "refused other, refused other"
    );
    let parcel = crate::sandbox::parcel(&order);
    let others = [
        mall.report_shipment(call, &[parcel]).await,
        mall.cancel(call, "1").await,
        mall.set_sub_status(call, "x").await,
    ];
    for outcome in others {
        assert_eq!(words(&outcome.map(|o| vec![o])), "refused other");
    }
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    use base64::Engine as _;
    let token =
        base64::engine::general_purpose::STANDARD.encode(format!("{SERVICE_SECRET}:{LICENSE_KEY}"));
    let script = Script::with(|seen| {
        // A far side that quotes the request.
        let text = seen.text().replace('<', "&lt;");
        Some(Reply::Answer(200, "text/xml", text))
    })
    .await;
    let config = config(&script.url);
    let mall = RmsOlderMall::new(&config, Arc::new(Notes::default())).unwrap();
    let numbers = [OrderNumber::new(NUMBER)];
    let error = mall.read(&numbers).await.unwrap_err();
    let shown = format!("{error} {error:?} {config:?}");
    for secret in [SERVICE_SECRET, LICENSE_KEY, token.as_str()] {
        assert!(!shown.contains(secret));
    }
    assert!(script.seen()[0].text().contains(&token));
}
