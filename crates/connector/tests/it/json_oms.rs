//! The JSON protocol: what we send, what we make of answers, and the example OMS in Python.

use jiff::Timestamp;
use sabaki_connector::json_oms::signature::{Signed, verify};
use sabaki_engine::port::oms::{ImportCall, ImportShape, Oms as _, SlipCall, SlipChange};
use sabaki_engine::port::outcome::{IntentKey, Outcome, PortError, RefusalKind};
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::order::Order;
use sabaki_order::slip::{Deposit, Slip, SlipPart, SlipStatus};
use serde_json::{Value, json};

use crate::fixture::{error_word, word, words};
use crate::openapi::{document, misfits};
use crate::orders::{key, order};
use crate::python_oms::{PythonOms, SECRET, oms};
use crate::script::{Reply, Script};

pub(crate) const NUMBER: &str = "220518-20261124-0000000001";

fn the_order() -> Order {
    order(NUMBER, &json!({}))
}

fn slip() -> Slip {
    Slip {
        id: SlipId::new("伝票/7"),
        order_number: OrderNumber::new(NUMBER),
        part: SlipPart::Whole,
        consignee: Known::Unknown,
        status: Known::Value(SlipStatus::AwaitingCheck),
        waiting: Known::Unknown,
        paid: Known::Unknown,
        payment_exempt: Known::Unknown,
        approval: Known::Unknown,
        total: Known::Unknown,
        ship_method_id: Known::Unknown,
        ship_method: Known::Unknown,
        tracking_number: Known::Unknown,
        carrier: Known::Unknown,
        shipped_on: Known::Unknown,
        ship_date: Known::Unknown,
        tags: Known::Unknown,
        note: Known::Unknown,
        remarks: Known::Unknown,
        lock: "7-1".to_owned(),
    }
}

fn every_change() -> Vec<SlipChange> {
    let day = "2026-11-25".parse().unwrap();
    let text = || "見本".to_owned();
    vec![
        SlipChange::MarkPaid { on: day },
        SlipChange::AwaitPayment,
        SlipChange::AwaitCheck,
        SlipChange::Tag(text()),
        SlipChange::Untag(text()),
        SlipChange::Note(text()),
        SlipChange::SetShipMethod(text()),
        SlipChange::SetShipDate(day),
        SlipChange::SetWishedDate(day),
        SlipChange::SetTimeSlot(text()),
    ]
}

async fn import(
    oms: &impl sabaki_engine::port::oms::Oms,
    key: &IntentKey,
    order: &Order,
) -> Result<Vec<Outcome>, PortError> {
    let call = ImportCall {
        key,
        order,
        shape: ImportShape::default(),
        attempt: 1,
    };
    oms.import(&[call]).await
}

async fn change(
    oms: &impl sabaki_engine::port::oms::Oms,
    slip: &Slip,
    changes: Vec<(&IntentKey, SlipChange)>,
) -> Result<Vec<Outcome>, PortError> {
    let order = the_order();
    let call = SlipCall {
        slip,
        order: &order,
        changes,
    };
    Ok(oms.change(&[call]).await?.swap_remove(0))
}

#[tokio::test]
async fn what_we_send_is_signed_and_described() {
    let nothing = json!({"protocol": 1, "orders": [], "results": []});
    let script = Script::with(move |_| Some(Reply::json(200, &nothing))).await;
    let client = oms(&format!("{}/base", script.url));
    let keys: Vec<_> = (0..10).map(|n| key(&format!("k{n}"))).collect();
    let _left_out = client.slips(&[OrderNumber::new(NUMBER)]).await.unwrap_err();
    import(&client, &keys[0], &the_order()).await.unwrap();
    let changes = keys.iter().zip(every_change()).collect();
    change(&client, &slip(), changes).await.unwrap();

    let seen = script.seen();
    let (last, sent) = (seen.len() - 1, |i: usize| -> Value {
        serde_json::from_slice(&seen[i].body).unwrap()
    });
    assert_eq!(seen[0].path(), "/base/slips/search");
    assert_eq!(misfits("SearchRequest", &sent(0)), Vec::<String>::new());
    assert_eq!(seen[last - 1].path(), "/base/imports");
    assert_eq!(
        misfits("ImportRequest", &sent(last - 1)),
        Vec::<String>::new()
    );
    assert_eq!(
        seen[last].path(),
        "/base/slips/%E4%BC%9D%E7%A5%A8%2F7/changes"
    );
    assert_eq!(misfits("ChangeRequest", &sent(last)), Vec::<String>::new());
    // Every change that the file describes is one that we send, and the reverse.
    let kinds: Vec<_> = sent(last)["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["do"].clone())
        .collect();
    assert_eq!(
        json!(kinds),
        document()["components"]["schemas"]["Change"]["properties"]["do"]["enum"]
    );
    for request in &seen {
        assert_eq!(request.header("sabaki-protocol"), Some("1"));
        let timestamp = request.header("sabaki-timestamp").unwrap().parse().unwrap();
        let signed = Signed {
            method: "POST",
            path: request.path(),
            timestamp,
            signature: request.header("sabaki-signature").unwrap(),
            body: &request.body,
        };
        assert_eq!(
            verify(&SECRET.into(), signed, Timestamp::now().as_second()),
            Ok(())
        );
        assert!(!request.head.contains("CANARY"));
    }
}

/// Every description of a result is a word that we know, and the reverse.
#[tokio::test]
async fn results_by_word() {
    let schema = &document()["components"]["schemas"]["Result"]["properties"];
    let mut cases: Vec<(Value, &str)> = Vec::new();
    for word in schema["result"]["enum"].as_array().unwrap() {
        let expected = match word.as_str().unwrap() {
            "done" => "done",
            "already_done" => "already_done",
            "refused" => "refused other",
            "doubtful" => "doubtful",
            other => panic!("{other} is described and not read"),
        };
        cases.push((json!([{"key": "k", "result": word}]), expected));
    }
    let kinds: Vec<_> = schema["kind"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|k| k.as_str().unwrap().to_owned())
        .collect();
    let refusals: Vec<String> = kinds.iter().map(|k| format!("refused {k}")).collect();
    for (kind, expected) in kinds.iter().zip(&refusals) {
        cases.push((
            json!([{"key": "k", "result": "refused", "kind": kind, "reason": "r"}]),
            expected,
        ));
    }
    cases.push((json!([{"key": "k", "result": "perhaps"}]), "doubtful"));
    cases.push((json!([]), "doubtful"));
    cases.push((json!([{"key": "other", "result": "done"}]), "doubtful"));
    cases.push((
        json!([{"key": "k", "result": "done"}, {"key": "k", "result": "refused"}]),
        "doubtful",
    ));
    for (results, expected) in cases {
        let answer = json!({"protocol": 1, "results": results});
        let script = Script::start(vec![Reply::json(200, &answer)]).await;
        let outcomes = import(&oms(&script.url), &key("k"), &the_order()).await;
        assert_eq!(words(&outcomes), expected, "{results}");
    }
}

#[tokio::test]
async fn answers_by_status() {
    let own = |status: u16| Reply::json(status, json!({"protocol": 1, "error": {"code": "x"}}));
    // reply, what a read makes of it, what a write makes of it
    let cases = [
        (own(400), "rejected", "rejected"),
        (own(401), "not_authorised", "not_authorised"),
        (Reply::html(403), "not_authorised", "not_authorised"),
        (own(404), "rejected", "rejected"),
        (own(409), "rejected", "rejected"),
        (Reply::html(409), "not_answered", "doubtful"),
        (own(429), "unavailable", "unavailable"),
        (own(503), "unavailable", "unavailable"),
        (Reply::html(503), "unavailable", "doubtful"),
        (own(500), "not_answered", "doubtful"),
        (Reply::html(502), "not_answered", "doubtful"),
        (Reply::html(408), "not_answered", "doubtful"),
        (Reply::html(307), "rejected", "rejected"),
        (Reply::html(200), "not_answered", "doubtful"),
        (Reply::json(200, json!({"orders": [], "results": []})), "not_answered", "doubtful"),
        (Reply::json(200, json!({"protocol": 2, "orders": [], "results": []})), "not_answered", "doubtful"),
        (Reply::json(204, json!({"protocol": 1})), "not_answered", "doubtful"),
        (Reply::Raw(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{\"pro".to_vec()), "not_answered", "doubtful"),
        (Reply::Silence, "not_answered", "doubtful"),
        (Reply::Close, "not_answered", "doubtful"),
    ];
    for (i, (reply, read, write)) in cases.into_iter().enumerate() {
        let script = Script::with(move |_| Some(reply.clone())).await;
        let client = oms(&script.url);
        let error = client.slips(&[OrderNumber::new(NUMBER)]).await.unwrap_err();
        assert_eq!(error_word(&error), read, "read, case {i}");
        let before = script.seen().len();
        let written = import(&client, &key("k"), &the_order()).await;
        let said = written.map_or_else(|error| error_word(&error).to_owned(), |o| word(&o[0]));
        assert_eq!(said, write, "write, case {i}");
        assert_eq!(
            script.seen().len() - before,
            1,
            "a write is sent once, case {i}"
        );
    }
    let nobody = oms("http://127.0.0.1:9");
    let error = import(&nobody, &key("k"), &the_order()).await.unwrap_err();
    assert_eq!(error_word(&error), "not_answered");
}

#[tokio::test]
async fn a_read_that_leaves_something_out_is_none() {
    let with =
        |slips: Value| json!({"protocol": 1, "orders": [{"order_number": NUMBER, "slips": slips}]});
    for answer in [
        json!({"protocol": 1, "orders": []}),
        json!({"protocol": 1, "orders": [{"order_number": "other", "slips": []}]}),
        with(json!([{"id": "7"}])),
        with(json!([{"lock": "1"}])),
    ] {
        let script = Script::start(vec![Reply::json(200, &answer)]).await;
        let read = oms(&script.url).slips(&[OrderNumber::new(NUMBER)]).await;
        assert_eq!(error_word(&read.unwrap_err()), "not_answered", "{answer}");
    }
    let script = Script::start(vec![Reply::json(200, with(json!([])))]).await;
    let read = oms(&script.url)
        .slips(&[OrderNumber::new(NUMBER)])
        .await
        .unwrap();
    assert_eq!(read[&OrderNumber::new(NUMBER)], []);
}

#[tokio::test]
async fn nothing_personal_in_reasons() {
    let order = the_order();
    let name = order.buyer.family_name.expose().to_owned();
    assert!(name.chars().count() > 1);
    let answer = json!({"protocol": 1, "results": [
        {"key": "k", "result": "refused", "kind": "data", "reason": format!("「{name}」が登録できません")}
    ]});
    let script = Script::start(vec![Reply::json(200, &answer)]).await;
    let outcomes = import(&oms(&script.url), &key("k"), &order).await.unwrap();
    assert!(!format!("{outcomes:?}").contains(&name), "{outcomes:?}");
}

#[tokio::test]
async fn an_order_through_the_example() {
    let Some(python) = PythonOms::start() else {
        return;
    };
    let client = python.oms();
    let numbers = [OrderNumber::new(NUMBER)];
    let read = async || {
        client
            .slips(&numbers)
            .await
            .unwrap()
            .remove(&numbers[0])
            .unwrap()
    };
    assert_eq!(read().await, []);
    let order = the_order();
    for expected in [Outcome::Done, Outcome::Done] {
        assert_eq!(import(&client, &key("i"), &order).await, Ok(vec![expected]));
    }
    assert_eq!(
        import(&client, &key("j"), &order).await,
        Ok(vec![Outcome::AlreadyDone])
    );
    let first = read().await.swap_remove(0);
    assert_eq!(
        (first.status, first.paid),
        (
            Known::Value(SlipStatus::AwaitingPrint),
            Known::Value(Deposit::Unpaid)
        )
    );
    assert_eq!(first.total, order.total);

    let keys: Vec<_> = (0..2).map(|n| key(&format!("c{n}"))).collect();
    let paid = SlipChange::MarkPaid {
        on: "2026-11-25".parse().unwrap(),
    };
    let changes = vec![
        (&keys[0], paid.clone()),
        (&keys[1], SlipChange::Tag("見本".to_owned())),
    ];
    let done = change(&client, &first, changes).await.unwrap();
    assert_eq!(done, [Outcome::Done, Outcome::Done]);
    let late = key("late");
    let late = vec![(&late, SlipChange::AwaitCheck)];
    let late = change(&client, &first, late).await.unwrap();
    assert!(matches!(
        late[0],
        Outcome::Refused {
            kind: RefusalKind::ChangedMeanwhile,
            ..
        }
    ));
    let second = read().await.swap_remove(0);
    assert_eq!(second.paid, Known::Value(Deposit::Paid));
    assert_eq!(second.tags, Known::Value(["見本".to_owned()].into()));

    python
        .staff(
            NUMBER,
            json!({"status": "shipped", "tracking_number": "000000000011",
        "ship_method_id": "20", "shipped_on": "2026-11-25"}),
        )
        .await;
    let shipped = read().await.swap_remove(0);
    assert_eq!(shipped.carrier, Known::Value("1001".to_owned()));
    assert_eq!(
        shipped.shipped_on,
        Known::Value("2026-11-25".parse().unwrap())
    );
}
