//! `fixtures/nextengine/change`: what ネクストエンジン answers and what becomes of it, one file a case;
//! and the slips that a search shows.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sabaki_connector::nextengine::NextEngineOms;
use sabaki_connector::nextengine::config::{NextEngineShop, QueWait, default_payment_exempt};
use sabaki_connector::nextengine::decode::{NotSlips, SlipReading, slips_from_search};
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::oms::{Oms, SlipCall, SlipChange};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::slip::{Slip, SlipStatus};
use serde_json::{Value, json};

use crate::fixture::{all, error_word, words};
use crate::nextengine_account::account;
use crate::orders::{key, order};
use crate::rms_outcome::reply;
use crate::script::{Reply, Script, Seen};
use crate::tokens::{Tokens, pair};

pub(crate) const NUMBER: &str = "987654-20261102-0000000001";

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn now() -> Timestamp {
    "2026-11-24T10:00:00+09:00".parse().unwrap()
}

pub(crate) fn oms(url: &str) -> NextEngineOms {
    let tokens = Tokens::with(pair(1, "2099-01-01 00:00:00"));
    let mut shop = NextEngineShop::new(1);
    shop.que = QueWait {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(200),
    };
    shop.carriers = [("20".to_owned(), "1001".to_owned())].into();
    NextEngineOms::new(account(url, &tokens).with_clock(Arc::new(At(now()))), shop)
}

/// A slip in 確認待ち and 入金待ち as a search shows it.
pub(crate) fn slip_row(id: &str, number: &str, patch: &Value) -> Value {
    let mut row = json!({
        "receive_order_id": id, "receive_order_shop_id": "1",
        "receive_order_shop_cut_form_id": number, "receive_order_cancel_type_id": "0",
        "receive_order_order_status_id": "2", "receive_order_confirm_check_id": "1",
        "receive_order_deposit_type_id": "0", "receive_order_payment_method_id": "0",
        "receive_order_credit_approval_type_id": "10", "receive_order_total_amount": "5700.00",
        "receive_order_delivery_id": "20", "receive_order_delivery_name": "ヤマト(発払い)B2v6",
        "receive_order_delivery_cut_form_id": "", "receive_order_send_date": null,
        "receive_order_send_plan_date": "0000-00-00 00:00:00",
        "receive_order_statement_delivery_instruct_printing_date": null,
        "receive_order_gruoping_tag": "", "receive_order_worker_text": "", "receive_order_note": null,
        "receive_order_last_modified_date": "2026-11-24 09:00:12",
        "receive_order_last_modified_null_safe_date": "2026-11-24 09:00:12",
    });
    for (field, value) in patch.as_object().into_iter().flatten() {
        row[field] = value.clone();
    }
    row
}

pub(crate) fn success(data: &[Value]) -> Reply {
    Reply::json(
        200,
        json!({"result": "success", "count": data.len().to_string(), "data": data,
            "access_token": "AT-1", "access_token_end_date": "2099-01-01 00:00:00",
            "refresh_token": "RT-1", "refresh_token_end_date": "2099-01-03 00:00:00"}),
    )
}

fn slip(id: &str, patch: &Value) -> Slip {
    let answer = json!({"result": "success", "data": [slip_row(id, NUMBER, patch)]});
    let carriers = BTreeMap::new();
    let exempt = default_payment_exempt();
    let reading = SlipReading {
        carriers: &carriers,
        payment_exempt: &exempt,
        now: now(),
    };
    let mut slips = slips_from_search(answer.to_string().as_bytes(), &reading).unwrap();
    let mut slip = slips.swap_remove(0).unwrap();
    if slip.waiting == Known::Unknown && slip.status == Known::Value(SlipStatus::AwaitingCheck) {
        slip.waiting = Known::Value([SlipStatus::AwaitingCheck].into());
    }
    slip
}

fn change(case: &Value) -> SlipChange {
    let argument = || case[1].as_str().unwrap().to_owned();
    let day = jiff::civil::date(2026, 11, 25);
    match case[0].as_str().unwrap() {
        "mark_paid" => SlipChange::MarkPaid {
            on: jiff::civil::date(2026, 11, 24),
        },
        "await_payment" => SlipChange::AwaitPayment,
        "await_check" => SlipChange::AwaitCheck,
        "tag" => SlipChange::Tag(argument()),
        "untag" => SlipChange::Untag(argument()),
        "note" => SlipChange::Note(argument()),
        "set_ship_method" => SlipChange::SetShipMethod(argument()),
        "set_ship_date" => SlipChange::SetShipDate(day),
        "set_wished_date" => SlipChange::SetWishedDate(day),
        "set_time_slot" => SlipChange::SetTimeSlot(argument()),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn changes() {
    for (name, case) in all("nextengine/change") {
        let replies: Vec<Reply> = case["replies"]
            .as_array()
            .unwrap()
            .iter()
            .map(reply)
            .collect();
        let requests = replies.len();
        let script = Script::start(replies).await;
        let count = case["slips"].as_u64().unwrap_or(1);
        let slips: Vec<Slip> = (0..count)
            .map(|i| slip(&(50123 + i).to_string(), &case["slip"]))
            .collect();
        let order = order(NUMBER, &json!({}));
        let key = key("k");
        let calls: Vec<SlipCall<'_>> = slips
            .iter()
            .map(|slip| SlipCall {
                slip,
                order: &order,
                changes: case["changes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|c| (&key, change(c)))
                    .collect(),
            })
            .collect();
        let result = oms(&script.url).change(&calls).await;
        let got = match &result {
            Ok(each) => {
                let each: Vec<_> = each.iter().map(|one| words(&Ok(one.clone()))).collect();
                each.join(" | ")
            }
            Err(error) => format!("error {}", error_word(error)),
        };
        assert_eq!(
            got,
            case["expected"].as_str().unwrap(),
            "{name}: {result:?}"
        );
        let seen = script.seen();
        assert_eq!(seen.len(), requests, "{name}: requests");
        look_at_last(&name, &case, seen.last());
    }
}

fn look_at_last(name: &str, case: &Value, last: Option<&Seen>) {
    let body = last.map(Seen::text).unwrap_or_default();
    let data = last.and_then(|seen| seen.field("data")).unwrap_or_default();
    for part in case["body_has"].as_array().into_iter().flatten() {
        let part = part.as_str().unwrap();
        assert!(
            data.contains(part) || body.contains(part),
            "{name}: {part} in {data}"
        );
    }
    for part in case["body_lacks"].as_array().into_iter().flatten() {
        let part = part.as_str().unwrap();
        assert!(
            !data.contains(part) && !body.contains(part),
            "{name}: {part} in {data}"
        );
    }
    for (field, value) in case["field_is"].as_object().into_iter().flatten() {
        let got = last.and_then(|seen| seen.field(field));
        assert_eq!(got.as_deref(), value.as_str(), "{name}: {field}");
    }
}

#[tokio::test]
async fn slips_are_searched_completely_and_checked() {
    let numbers: Vec<OrderNumber> = (0..700)
        .map(|i| OrderNumber::new(format!("n-{i}")))
        .collect();
    let script = Script::with(|request| {
        let field = |name: &str| request.field(name).unwrap();
        if request.path() == "/api_v1_receiveorder_row/search" {
            let ids = field("receive_order_row_receive_order_id-in");
            let rows: Vec<_> = ids
                .split(',')
                .map(|id| {
                    json!({"receive_order_row_receive_order_id": id, "receive_order_row_quantity": "2",
                        "receive_order_row_stock_allocation_quantity": "1",
                        "receive_order_row_cancel_flag": "0", "receive_order_row_deleted_flag": "0",
                        "goods_release_date": "2026-12-01 00:00:00"})
                })
                .collect();
            return Some(success(&rows));
        }
        assert_eq!(field("receive_order_shop_id-eq"), "1");
        assert_eq!(field("receive_order_cancel_type_id-eq"), "0");
        let asked = field("receive_order_shop_cut_form_id-in");
        let limit: usize = field("limit").parse().unwrap();
        let offset: usize = field("offset").parse().unwrap();
        // Two slips an order: more than a page. One of another shop, one cancelled, one not asked for.
        let mut rows: Vec<_> = asked
            .split(',')
            .flat_map(|number| {
                let id = number.trim_start_matches("n-");
                [
                    slip_row(&format!("1{id}"), number, &json!({})),
                    slip_row(&format!("2{id}"), number, &json!({"receive_order_order_status_id": "50",
                        "receive_order_send_date": "2026-11-23 15:00:00",
                        "receive_order_delivery_cut_form_id": "000000000011"})),
                ]
            })
            .collect();
        rows.push(slip_row("8", "n-0", &json!({"receive_order_shop_id": "2"})));
        rows.push(slip_row("9", "n-0", &json!({"receive_order_cancel_type_id": "3"})));
        rows.push(slip_row("10", "other", &json!({})));
        let page: Vec<_> = rows.into_iter().skip(offset).take(limit).collect();
        Some(success(&page))
    })
    .await;
    let slips = oms(&script.url).slips(&numbers).await.unwrap();
    assert_eq!(slips.len(), 700);
    for (number, slips) in &slips {
        assert_eq!(slips.len(), 2, "{number}");
        let waits = slips[0].waiting.value().unwrap();
        assert_eq!(waits.len(), 4, "check, payment, stock and sale date");
        assert_eq!(slips[1].status, Known::Value(SlipStatus::Shipped));
        assert_eq!(slips[1].carrier, Known::Value("1001".to_owned()));
        assert_eq!(
            slips[1].tracking_number,
            Known::Value("000000000011".to_owned())
        );
        assert_eq!(
            slips[1].shipped_on,
            Known::Value(jiff::civil::date(2026, 11, 23))
        );
    }
}

#[tokio::test]
async fn an_order_without_slip_has_an_empty_list_and_no_answer_is_an_error() {
    let number = OrderNumber::new(NUMBER);
    let script = Script::start(vec![success(&[])]).await;
    let slips = oms(&script.url)
        .slips(std::slice::from_ref(&number))
        .await
        .unwrap();
    assert_eq!(slips[&number], []);
    let script = Script::start(vec![Reply::json(500, "{}"), Reply::json(500, "{}")]).await;
    let error = oms(&script.url).slips(&[number]).await.unwrap_err();
    assert_eq!(error_word(&error), "not_answered");
}

#[tokio::test]
async fn a_damaged_slip_stops_no_other() {
    let damage = json!({"receive_order_total_amount": "x", "receive_order_send_plan_date": "y"});
    let rows = [
        slip_row("1", "n-1", &damage),
        slip_row("2", "n-2", &json!({})),
    ];
    let script = Script::start(vec![success(&rows), success(&[])]).await;
    let numbers = [OrderNumber::new("n-1"), OrderNumber::new("n-2")];
    let slips = oms(&script.url).slips(&numbers).await.unwrap();
    let damaged = &slips[&numbers[0]][0];
    assert_eq!(
        (damaged.total, damaged.ship_date),
        (Known::Unknown, Known::Unknown)
    );
    assert_eq!(damaged.paid, slips[&numbers[1]][0].paid);
    assert!(slips[&numbers[1]][0].total.value().is_some());
}

#[test]
fn recorded_searches() {
    let carriers = BTreeMap::new();
    let exempt = default_payment_exempt();
    let reading = SlipReading {
        carriers: &carriers,
        payment_exempt: &exempt,
        now: now(),
    };
    let read = |text: &str| slips_from_search(text.as_bytes(), &reading);
    let answer = json!({"result": "success", "data": [
        slip_row("1", NUMBER, &json!({"receive_order_total_amount": "CANARY"})),
        slip_row("2", NUMBER, &json!({"receive_order_cancel_type_id": "1"})),
        slip_row("3", NUMBER, &json!({"receive_order_confirm_check_id": "2", "receive_order_deposit_type_id": "2"})),
        {"receive_order_id": "4", "receive_order_shop_cut_form_id": "n"}]});
    let slips = read(&answer.to_string()).unwrap();
    assert_eq!(slips.len(), 3);
    assert_eq!(
        slips[0].as_ref().unwrap_err().reason.to_string(),
        "`receive_order_total_amount` is not an amount in whole yen"
    );
    // The rows were not searched, so whether it waits for stock is unknown.
    let slip = slips[1].as_ref().unwrap();
    assert_eq!(
        (slip.status, &slip.waiting),
        (Known::Unknown, &Known::Unknown)
    );
    let slip = slips[2].as_ref().unwrap();
    assert_eq!((slip.paid, slip.total), (Known::Unknown, Known::Unknown));
    assert_eq!(read("{}").err(), Some(NotSlips::Other));
    assert_eq!(
        read(r#"{"result":"error","code":"002004","message":"x"}"#).err(),
        Some(NotSlips::Error("002004 x".to_owned()))
    );
    assert_eq!(read(r#"{"result":"success","data":[]}"#).unwrap().len(), 0);
}
