//! `fixtures/rms/outcome`: what RMS answers and what becomes of it, one file a case.

use sabaki_engine::port::mall::{Mall, MallCall, Parcel};
use sabaki_engine::port::outcome::{Outcome, PortError};
use sabaki_order::order::Order;
use serde_json::{Value, json};

use crate::fixture::{all, words};
use crate::orders::{key, order, record, rms};
use crate::script::{Reply, Script};

#[tokio::test]
async fn outcomes() {
    for (name, case) in all("rms/outcome") {
        let replies: Vec<Reply> = case["replies"]
            .as_array()
            .unwrap()
            .iter()
            .map(reply)
            .collect();
        let expected_requests = replies.len();
        let script = Script::start(replies).await;
        let result = call(&script.url, &case).await;
        assert_eq!(
            words(&result),
            case["expected"].as_str().unwrap(),
            "{name}: {result:?}"
        );
        let seen = script.seen();
        assert_eq!(seen.len(), expected_requests, "{name}: requests");
        let last = seen
            .last()
            .map(crate::script::Seen::text)
            .unwrap_or_default();
        for part in case["body_has"].as_array().into_iter().flatten() {
            assert!(last.contains(part.as_str().unwrap()), "{name}: {last}");
        }
        for part in case["body_lacks"].as_array().into_iter().flatten() {
            assert!(!last.contains(part.as_str().unwrap()), "{name}: {last}");
        }
    }
}

pub(crate) fn reply(reply: &Value) -> Reply {
    let status = u16::try_from(reply["http"].as_u64().unwrap_or(200)).unwrap();
    if reply["html"] == json!(true) {
        Reply::html(status)
    } else {
        Reply::json(status, &reply["body"])
    }
}

async fn call(url: &str, case: &Value) -> Result<Vec<Outcome>, PortError> {
    let mall = rms(url);
    let orders: Vec<Order> = case["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|number| order(number.as_str().unwrap(), &patch(case)))
        .collect();
    let key = key("intent-1");
    let calls: Vec<MallCall<'_>> = orders
        .iter()
        .map(|order| MallCall { key: &key, order })
        .collect();
    let text = |name: &str| case[name].as_str().unwrap_or_default();
    let one = match case["call"].as_str().unwrap() {
        "confirm" => return mall.confirm(&calls).await,
        "report_shipment" => {
            let parcel = |(place, number): (i64, &Value)| Parcel {
                basket_id: place,
                carrier: "1001".to_owned(),
                tracking_number: number.as_str().unwrap().to_owned(),
                shipped_on: "2026-11-03".parse().unwrap(),
            };
            let numbers = case.get("parcels").cloned();
            let numbers = numbers.unwrap_or_else(|| json!(["000000000011"]));
            let baskets = || calls[0].order.packages.iter().map(|p| p.basket_id).cycle();
            let numbers = numbers.as_array().unwrap().clone();
            let parcels: Vec<_> = baskets().zip(&numbers).map(parcel).collect();
            mall.report_shipment(calls[0], &parcels).await
        }
        "cancel" => mall.cancel(calls[0], text("reason")).await,
        "set_sub_status" => mall.set_sub_status(calls[0], text("sub_status")).await,
        "mark_processed" => mall.mark_processed(calls[0]).await,
        other => panic!("{other}"),
    };
    one.map(|outcome| vec![outcome])
}

/// What a case changes about its orders.
fn patch(case: &Value) -> Value {
    let mut package = record("x", &json!({}))["PackageModelList"][0].clone();
    if let Some(rows) = case.get("rows") {
        package["ShippingModelList"] = rows.clone();
    }
    let destinations = case["destinations"].as_u64().unwrap_or(1);
    let packages: Vec<Value> = (0..destinations)
        .map(|place| {
            let mut package = package.clone();
            let first = package["basketId"].as_u64().unwrap();
            package["basketId"] = json!(first + place);
            package
        })
        .collect();
    let mut patch = json!({ "PackageModelList": packages });
    if let Some(progress) = case.get("progress") {
        patch["orderProgress"] = progress.clone();
    }
    patch
}
