//! Imports against the sandbox where rows fail, slips are cancelled and ネクストエンジン acts by itself.

use std::time::Duration;

use sabaki_engine::port::oms::{ImportCall, ImportShape, Oms, SlipChange};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::Order;
use sabaki_order::slip::SlipStatus;
use serde_json::{Value, json};

use crate::fixture::words;
use crate::nextengine_import::{pattern, que};
use crate::nextengine_outcome::{oms, slip_row, success};
use crate::orders::{key, order};
use crate::sandbox::World;
use crate::script::{Reply, Script};

const PATIENT: Duration = Duration::from_secs(10);

async fn import(oms: &dyn Oms, orders: &[Order]) -> Result<Vec<Outcome>, PortError> {
    let key = key("k");
    let calls: Vec<_> = orders
        .iter()
        .map(|order| ImportCall {
            key: &key,
            order,
            shape: ImportShape::default(),
            attempt: 1,
        })
        .collect();
    oms.import(&calls).await
}

fn reason(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Refused { reason, .. } | Outcome::Doubtful { reason } => {
            reason.text(sabaki_diagnostic::lang::Lang::Ja)
        }
        Outcome::Done | Outcome::AlreadyDone => String::new(),
    }
}

fn person(world: &World, who: &str, does: &str, number: &OrderNumber) {
    let wish = json!({"who": who, "does": does, "order": number.as_str()});
    let done = world.handle.person(&wish);
    done.unwrap_or_else(|error| panic!("{does}: {error:?}"));
}

#[tokio::test]
async fn each_order_of_an_upload_has_its_own_outcome() {
    let wish = json!([{"items": 1}, {"items": 1}, {"items": 2}, {"items": 1}]);
    let (world, numbers) = World::start(&wish, PATIENT).await;
    let mut orders = Vec::new();
    for number in &numbers {
        orders.push(world.order(number).await);
    }
    world.fault("receiveorder_base/upload", "partial_failure");
    let outcomes = import(&world.oms, &orders).await;
    assert_eq!(words(&outcomes), "done, done, refused data, refused data");
    let outcomes = outcomes.unwrap();
    let third = reason(&outcomes[2]);
    assert!(
        third.contains("4行目") && third.contains("5行目"),
        "{third}"
    );
    let fourth = reason(&outcomes[3]);
    assert!(
        fourth.contains("6行目") && !fourth.contains("4行目"),
        "{fourth}"
    );
    let again = import(&world.oms, &orders).await;
    assert_eq!(words(&again), "already_done, already_done, done, done");
}

/// A que that fails as a whole and names nothing, over the first order.
#[tokio::test]
async fn a_bad_row_that_nobody_names_is_found_by_halves() {
    let (world, numbers) = World::start(&json!([{}, {}, {}, {}, {}]), PATIENT).await;
    let mut orders = Vec::new();
    for number in &numbers {
        orders.push(world.order(number).await);
    }
    world.fault("receiveorder_base/upload", "que_bad_row");
    let outcomes = import(&world.oms, &orders).await;
    assert_eq!(words(&outcomes), "refused data, done, done, done, done");
    let again = import(&world.oms, &orders[..1]).await;
    assert_eq!(words(&again), "refused data");
}

/// Where nothing comes in it may be the far side: no order is to blame.
#[tokio::test]
async fn ques_that_all_fail_blame_no_order() {
    let (world, numbers) = World::start(&json!([{}, {}]), PATIENT).await;
    let orders = [
        world.order(&numbers[0]).await,
        world.order(&numbers[1]).await,
    ];
    let wish = json!({"call": "receiveorder_base/upload", "kind": "que_failure", "times": 3});
    world.handle.set_fault(&wish).unwrap();
    let outcomes = import(&world.oms, &orders).await;
    assert_eq!(words(&outcomes), "refused other, refused other");
    let again = import(&world.oms, &orders).await;
    assert_eq!(words(&again), "done, done");
}

/// What has failed before goes up apart from what has not, and in smaller groups.
#[tokio::test]
async fn the_often_failed_go_up_apart() {
    let (world, numbers) = World::start(&json!([{}, {}, {}, {}]), PATIENT).await;
    let mut orders = Vec::new();
    for number in &numbers {
        orders.push(world.order(number).await);
    }
    let key = key("k");
    let calls: Vec<_> = [7, 1, 7, 1]
        .iter()
        .zip(&orders)
        .map(|(attempt, order)| ImportCall {
            key: &key,
            order,
            shape: ImportShape::default(),
            attempt: *attempt,
        })
        .collect();
    let outcomes = world.oms.import(&calls).await;
    assert_eq!(words(&outcomes), "done, done, done, done");
    let uploads = world.handle.ledger_since(1);
    let uploads: Vec<_> = uploads
        .iter()
        .filter(|line| line["call"] == "receiveorder_base/upload" && line["by"] == "client")
        .filter(|line| line["effect"] == "none")
        .map(|line| line["orders"].as_array().unwrap().len())
        .collect();
    assert_eq!(uploads, [2, 1, 1]);
}

/// A que that fails as a whole over one row of the second order.
#[tokio::test]
async fn one_bad_row_keeps_no_other_order_out() {
    let numbers = ["1", "2", "3"];
    let mut uploads = 0;
    let script = Script::with(move |request| {
        Some(match request.path() {
            "/api_v1_receiveorder_uploadpattern/info" => success(&[pattern("7", "1", "90", "0")]),
            "/api_v1_receiveorder_base/upload" => {
                uploads += 1;
                Reply::json(200, json!({"result": "success", "que_id": "77"}))
            }
            "/api_v1_system_que/search" if uploads == 1 => que("-1", "4行目: 受注数量が不正です。"),
            "/api_v1_system_que/search" => que("2", ""),
            "/api_v1_receiveorder_base/search" if uploads == 2 => {
                let slips = ["1", "3"].map(|n| slip_row(n, n, &json!({})));
                success(&slips)
            }
            _ => success(&[]),
        })
    })
    .await;
    let orders: Vec<Order> = numbers.map(|n| order(n, &json!({}))).into();
    let outcomes = import(&oms(&script.url), &orders).await;
    assert_eq!(words(&outcomes), "done, refused data, done");
    let outcomes = outcomes.unwrap();
    assert!(
        reason(&outcomes[1]).contains("受注数量が不正です"),
        "{outcomes:?}"
    );
    let seen = script.seen();
    let uploads = seen.iter().filter(|seen| seen.path().ends_with("/upload"));
    assert_eq!(
        uploads.count(),
        2,
        "once with all, once without the bad one"
    );
}

#[tokio::test]
async fn a_cancelled_slip_is_none_and_keeps_its_number_taken() {
    let (world, numbers) = World::start(&json!([{}, {}]), PATIENT).await;
    let order = world.order(&numbers[0]).await;
    assert_eq!(words(&world.import(&order).await), "done");
    let slip = world.slip(&numbers[0]).await;
    person(&world, "staff", "cancel_slip", &numbers[0]);
    let slips = world.oms.slips(&numbers).await.unwrap();
    assert!(slips.values().all(Vec::is_empty), "{slips:?}");

    let outcomes = world.import(&order).await.unwrap();
    let refused = &outcomes[0];
    assert!(
        matches!(
            refused,
            Outcome::Refused {
                kind: RefusalKind::Other,
                ..
            }
        ),
        "{refused:?}"
    );
    let why = reason(refused);
    assert!(
        why.contains("キャンセル済み") && why.contains(slip.id.as_str()),
        "{why}"
    );
    assert_eq!(world.truth(&numbers[0])["slips"], 0);
    // A write to it is refused too, and what was read before it is old.
    let changed = world
        .change(&order, &slip, &[SlipChange::Tag("急ぎ".to_owned())])
        .await;
    assert!(words(&changed).starts_with("refused"), "{changed:?}");
}

#[tokio::test]
async fn the_check_is_written_one_way_and_read_another() {
    let (world, numbers) = World::start(&json!([{}]), PATIENT).await;
    let order = world.order(&numbers[0]).await;
    assert_eq!(words(&world.import(&order).await), "done");
    let waits = async || {
        let slip = world.slip(&numbers[0]).await;
        let Known::Value(waiting) = &slip.waiting else {
            panic!("{slip:?}");
        };
        (waiting.contains(&SlipStatus::AwaitingCheck), slip)
    };
    let (waiting, slip) = waits().await;
    assert!(!waiting, "0 reads as not needed");
    let changed = world.change(&order, &slip, &[SlipChange::AwaitCheck]).await;
    assert_eq!(words(&changed), "done");
    let (waiting, slip) = waits().await;
    assert!(waiting, "0 was written, 1 is read");
    let changed = world.change(&order, &slip, &[SlipChange::AwaitCheck]).await;
    assert_eq!(words(&changed), "already_done");
    person(&world, "staff", "release", &numbers[0]);
    // What was read before the person acted is refused, not written over.
    let note = [SlipChange::Note("二度目".to_owned())];
    let stale = world.change(&order, &slip, &note).await;
    assert_eq!(words(&stale), "refused changed_meanwhile");
    let (waiting, _) = waits().await;
    assert!(!waiting, "2 reads as checked");
}

#[tokio::test]
async fn what_nextengine_did_in_between_is_already_done() {
    let (world, numbers) = World::start(&json!([{}, {}]), PATIENT).await;
    let first = world.order(&numbers[0]).await;
    world.fault("receiveorder_base/upload", "oms_itself");
    assert_eq!(words(&world.import(&first).await), "already_done");
    assert_eq!(words(&world.confirm(&[&first]).await), "already_done");
    let second = world.order(&numbers[1]).await;
    assert_eq!(words(&world.import(&second).await), "done");
    world.fault("confirmOrder", "oms_itself");
    assert_eq!(words(&world.confirm(&[&second]).await), "already_done");
    for number in &numbers {
        let truth = world.truth(number);
        let seen: [&Value; 2] = [&truth["slips"], &truth["confirmed_by"]];
        assert_eq!(seen, [&json!(1), &json!("mall")], "{truth}");
    }
}
