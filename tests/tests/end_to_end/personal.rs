//! No name, address, telephone number or mail address of a buyer leaves through any door.

use std::fs;

use sabaki_tests::process::until_true;
use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::bad_input::contents;

/// Everything personal in an answer of RMS, and the secrets of the sandbox.
pub(crate) fn canaries(answer: &Value, ready: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let orders = answer["OrderModelList"].as_array().expect("orders");
    for order in orders {
        let packages = order["PackageModelList"].as_array().into_iter().flatten();
        let people =
            std::iter::once(&order["OrdererModel"]).chain(packages.map(|p| &p["SenderModel"]));
        for person in people {
            let text = |key: &str| person[key].as_str().unwrap_or_default().to_owned();
            let phone = [
                text("phoneNumber1"),
                text("phoneNumber2"),
                text("phoneNumber3"),
            ];
            found.extend([
                text("familyName") + &text("firstName"),
                format!("{} {}", text("familyName"), text("firstName")),
                text("familyNameKana") + &text("firstNameKana"),
                text("subAddress"),
                phone.join("-"),
                text("emailAddress"),
            ]);
        }
    }
    for pointer in [
        "/rms/service_secret",
        "/rms/license_key",
        "/nextengine/client_secret",
        "/nextengine/access_token",
    ] {
        found.push(
            ready
                .pointer(pointer)
                .and_then(Value::as_str)
                .expect("a secret")
                .to_owned(),
        );
    }
    found.retain(|text| text.chars().count() >= 4);
    found.sort();
    found.dedup();
    found
}

#[test]
fn nothing_personal_is_printed_logged_or_stored() {
    let sandbox = Sandbox::start();
    let numbers = sandbox.place(&json!([
        {"settlement": "common"}, {"settlement": "common", "mail_first": true},
        {"settlement": "selectable", "status": "300"},
        {"settlement": "selectable", "payment_method": "請求書払い", "status": "300"},
        {"total": null},
    ]));
    let answer = sandbox.get_order(&numbers);
    let canaries = canaries(&answer, sandbox.ready());
    assert!(canaries.len() >= 10, "{canaries:?}");
    let file = sandbox.scratch().join("orders.json");
    fs::write(&file, answer.to_string()).expect("written");

    let mut said = String::new();
    let mut hear = |ran: sabaki_tests::process::Ran| {
        said.push_str(&ran.out);
        said.push_str(&ran.err);
    };
    hear(sandbox.sabaki(&["run", "--dry-run", "--format", "json"]));
    // Refusals of the far side must not be repeated with what was sent.
    sandbox.fault(&json!({"call": "confirmOrder", "kind": "malformed_body", "times": 1}));
    sandbox.fault(&json!({"call": "receiveorder_base/upload", "kind": "que_failure", "times": 1}));
    sandbox.fault(&json!({"call": "getOrder", "kind": "cut_body", "times": 2}));
    for _ in 0..3 {
        hear(sandbox.sabaki(&["run", "--once"]));
        sandbox.advance("1h");
    }
    let service = sandbox.service();
    let calls = sandbox.ledger().len();
    until_true("the service has looked", || sandbox.ledger().len() > calls);
    hear(sandbox.sabaki(&["orders"]));
    let log = service.said();
    assert_eq!(service.terminate(), 0);
    hear(sandbox.sabaki(&["orders", "--format", "json"]));
    for number in &numbers {
        hear(sandbox.sabaki(&["show", number]));
        hear(sandbox.sabaki(&["show", number, "--format", "json"]));
    }
    let rules = sandbox.dir().join("rules").display().to_string();
    let simulate = ["simulate", "--rules", &rules, "--orders", "orders.json"];
    hear(sabaki_tests::process::run(sandbox.scratch(), &simulate));
    said.push_str(&log);
    assert!(said.contains(&numbers[0]), "something was said at all");

    let state = contents(&sandbox.state());
    let held = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(
        state.values().any(|bytes| held(bytes, &numbers[0])),
        "the state's bytes can be searched"
    );
    let secret = |text: &str| text.len() > 30;
    for canary in &canaries {
        assert!(!said.contains(canary.as_str()), "`{canary}` was printed");
        for (path, bytes) in &state {
            // The token pair lives in the state; nothing else secret does.
            assert!(
                secret(canary) || !held(bytes, canary),
                "`{canary}` is in {}",
                path.display()
            );
        }
    }
}
