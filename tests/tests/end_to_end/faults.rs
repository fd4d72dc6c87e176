//! The far side fails: one clear alarm, nothing lost, nothing done twice.

use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

fn alarms(pass: &Value) -> Vec<&str> {
    let shops = pass["pass"]["shops"].as_array().into_iter().flatten();
    shops
        .flat_map(|shop| shop["alarms"].as_array().into_iter().flatten())
        .filter_map(|alarm| alarm["text"].as_str())
        .collect()
}

#[test]
fn an_expired_licence_key_is_one_alarm_and_not_no_orders() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({}));
    sandbox.fault(&json!({"call": "rms", "kind": "expired_key", "probability": 1}));
    let pass = sandbox.once().exits(1).json();
    assert_eq!(pass["pass"]["complete"], false, "{pass}");
    assert_eq!(alarms(&pass), ["engine.alarm.not_authorised"], "{pass}");
    let ran = sandbox.sabaki(&["run", "--once"]).exits(1);
    assert_eq!(ran.out.matches("認証").count(), 1, "{}", ran.out);
    sandbox.no_faults();
    sandbox.pass();
    assert_eq!(
        sandbox.times(&number, "imported"),
        1,
        "the search restarts where it was complete"
    );
}

#[test]
fn maintenance_is_one_alarm_and_work_goes_on_afterwards() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({}));
    for (call, kind) in [("rms", "http_503"), ("nextengine", "ne_maintenance_html")] {
        sandbox.fault(&json!({"call": call, "kind": kind, "probability": 1}));
        let pass = sandbox.once().exits(1).json();
        assert_eq!(
            alarms(&pass),
            ["engine.alarm.unavailable"],
            "{call}: {pass}"
        );
        sandbox.no_faults();
    }
    sandbox.advance("6m");
    sandbox.pass();
    assert_eq!(sandbox.times(&number, "imported"), 1);
    assert_eq!(sandbox.times(&number, "confirmed"), 1);
}

#[test]
fn an_order_that_the_mall_leaves_out_stops_no_other() {
    let sandbox = Sandbox::start();
    let numbers = sandbox.place(&json!([{}, {}, {}]));
    sandbox.fault(&json!({"call": "getOrder", "kind": "omit_order", "times": 1}));
    let pass = sandbox.once().exits(1).json();
    assert_eq!(pass["pass"]["unreadable"], 1, "{pass}");
    let done: usize = numbers
        .iter()
        .map(|number| sandbox.times(number, "confirmed"))
        .sum();
    assert_eq!(done, 2, "the others are worked");
    sandbox.pass();
    for number in &numbers {
        assert_eq!(sandbox.times(number, "confirmed"), 1, "{number}");
        assert_eq!(sandbox.times(number, "imported"), 1, "{number}");
    }
}

/// What can go wrong around an effect, seen from the client.
const DOUBTS: [&str; 7] = [
    "timeout_before_effect",
    "timeout_after_effect",
    "reset_before_effect",
    "lost_response",
    "http_503_after_effect",
    "malformed_body",
    "cut_body",
];

/// Sets each doubt in turn for a call and lets fresh orders run into it; each effect stays one.
fn once_each(call: &str, effect: &str, ready: impl Fn(&Sandbox) -> String) {
    let sandbox = Sandbox::start();
    for kind in DOUBTS {
        let number = ready(&sandbox);
        assert_eq!(sandbox.times(&number, effect), 0, "{kind} on {call}");
        sandbox.fault(&json!({"call": call, "kind": kind, "times": 1, "hold_seconds": 1}));
        sandbox.once();
        let faults: Value = serde_json::from_str(&sandbox.get("/sandbox/faults")).expect("JSON");
        assert_eq!(faults["active"], json!([]), "{kind} has struck {call}");
        for _ in 0..3 {
            sandbox.advance("6m");
            sandbox.once();
        }
        assert_eq!(
            sandbox.times(&number, effect),
            1,
            "{kind} on {call}: {}",
            sandbox.truth_of(&number)
        );
        let truth = sandbox.truth_of(&number);
        assert!(
            truth["slips"].as_u64() <= Some(1),
            "{kind} on {call}: {truth}"
        );
        assert!(
            truth["shipping_rows"].as_array().map(Vec::len) <= Some(1),
            "{kind} on {call}: {truth}"
        );
    }
    // And nothing is left doubtful.
    sandbox.pass();
}

#[test]
fn a_doubtful_confirmation_happens_once() {
    once_each("confirmOrder", "confirmed", |sandbox| {
        sandbox.place_one(&json!({"settlement": "selectable"}))
    });
}

#[test]
fn a_doubtful_import_happens_once() {
    once_each("receiveorder_base/upload", "imported", |sandbox| {
        sandbox.place_one(&json!({"settlement": "common", "payment_method": "bank_transfer"}))
    });
}

#[test]
fn a_doubtful_shipment_report_happens_once() {
    once_each("updateOrderShipping", "reported", |sandbox| {
        let number = sandbox.place_one(&json!({"settlement": "selectable", "status": "300"}));
        sandbox.pass();
        sandbox.ship(&number);
        number
    });
}

#[test]
fn a_row_that_no_que_takes_holds_up_no_other_order() {
    let sandbox = Sandbox::start();
    let numbers = sandbox.place(&json!([{}, {}, {}, {}, {}, {}]));
    let wish = json!({"call": "receiveorder_base/upload", "kind": "que_bad_row", "times": 1});
    sandbox.fault(&wish);
    assert_eq!(sandbox.once().code, 1, "one import fails");
    let out: Vec<_> = numbers
        .iter()
        .filter(|number| sandbox.times(number, "imported") == 0)
        .collect();
    let [bad] = out.as_slice() else {
        panic!("one order stays out: {out:?}");
    };
    let stuck = sandbox.sabaki(&["orders", "--stuck", "--format", "json"]);
    let stuck: Vec<_> = stuck
        .json_lines()
        .iter()
        .map(|order| order["order_number"].clone())
        .collect();
    assert_eq!(stuck, [bad.as_str()]);
}

#[test]
fn a_failed_que_and_half_a_failure_lose_nothing() {
    let sandbox = Sandbox::start();
    for (call, kind) in [
        ("receiveorder_base/upload", "que_failure"),
        ("confirmOrder", "partial_failure"),
        ("confirmOrder", "all_error"),
        ("receiveorder_base/search", "ne_003002"),
        ("receiveorder_base/upload", "ne_020007"),
    ] {
        let numbers = sandbox.place(&json!([{}, {"payment_method": "bank_transfer"}]));
        sandbox.fault(&json!({"call": call, "kind": kind, "times": 1}));
        sandbox.once();
        for _ in 0..3 {
            sandbox.advance("6m");
            sandbox.once();
        }
        for number in &numbers {
            let times = ["confirmed", "imported"].map(|effect| sandbox.times(number, effect));
            assert_eq!(
                times,
                [1, 1],
                "{kind} on {call}: {}",
                sandbox.truth_of(number)
            );
        }
    }
    sandbox.pass();
}

#[test]
fn why_it_did_not_happen_is_told_in_the_readers_language() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"settlement": "selectable"}));
    sandbox.fault(&json!({"call": "confirmOrder", "kind": "http_503", "times": 1}));
    sandbox.once();
    for _ in 0..2 {
        sandbox.advance("6m");
        sandbox.once();
    }
    for (lang, told, other) in [
        (
            "ja",
            "照会したところ、反映されていませんでした",
            "it did not happen",
        ),
        ("en", "read back: it did not happen", "照会したところ"),
    ] {
        let story = sandbox.sabaki(&["show", &number, "--lang", lang]).exits(0);
        assert!(story.out.contains(told), "{}", story.out);
        assert!(!story.out.contains(other), "{}", story.out);
        let json = ["show", &number, "--lang", lang, "--format", "json"];
        let json = sandbox.sabaki(&json).exits(0);
        assert!(json.out.contains(told), "{}", json.out);
    }
    assert_eq!(sandbox.times(&number, "confirmed"), 1);
}
