//! Rule files that change while the service runs.

use std::fs;

use sabaki_tests::process::until_true;
use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

const HOLD: &str = "rule \"高額は確認\"\n  when total >= LIMIT\n  hold confirm because \"高額\"\n";

fn hold(limit: &str) -> String {
    HOLD.replace("LIMIT", limit)
}

/// The versions that decided on an order, oldest first, and those that its intents name.
fn versions(sandbox: &Sandbox, number: &str, event: &str) -> Vec<String> {
    let shown = sandbox.show(number);
    let journal = shown["journal"].as_array().expect("a journal").clone();
    let events = journal.iter().map(|line| &line["entry"]["what"]);
    events
        .filter(|what| what["event"] == event)
        .filter_map(|what| what["rules_version"].as_str())
        .map(str::to_owned)
        .collect()
}

fn standing(sandbox: &Sandbox, number: &str) -> Value {
    sandbox.show(number)["standing"].clone()
}

#[test]
fn a_change_counts_from_the_next_pass_and_a_broken_one_never() {
    let sandbox = Sandbox::start();
    let file = sandbox.dir().join("rules").join("shop.rules");
    fs::write(&file, hold("5000")).expect("written");
    let dear = sandbox.place_one(&json!({"total": 8000}));
    let service = sandbox.service();
    until_true("the dear order is held", || {
        sandbox.times(&dear, "imported") == 1
    });
    until_true("the pass is over", || {
        service.said().contains("complete=true")
    });
    assert_eq!(sandbox.times(&dear, "confirmed"), 0);
    let first = versions(&sandbox, &dear, "decided")
        .pop()
        .expect("a version");
    assert_eq!(standing(&sandbox, &dear), "held");

    // A broken edit: the last good set goes on, and the log says where it is broken.
    fs::write(&file, hold("5000").replace("total", "totall")).expect("written");
    until_true("the broken edit is told", || {
        service.said().contains("totall")
    });
    assert!(
        service.said().contains("shop.rules:2"),
        "{}",
        service.said()
    );
    let next = sandbox.place_one(&json!({"total": 9000}));
    sandbox.advance("1m");
    until_true("the next order is imported", || {
        sandbox.times(&next, "imported") == 1
    });
    until_true("it is decided", || {
        !versions(&sandbox, &next, "decided").is_empty()
    });
    assert_eq!(
        sandbox.times(&next, "confirmed"),
        0,
        "the last good set still holds"
    );
    assert!(
        versions(&sandbox, &next, "decided")
            .iter()
            .all(|v| *v == first)
    );

    // Mended, with another limit: used from the next pass on.
    fs::write(&file, hold("8500")).expect("written");
    sandbox.advance("1m");
    until_true("the changed rule lets the order go", || {
        sandbox.times(&dear, "confirmed") == 1
    });
    until_true("the outcome is written", || {
        standing(&sandbox, &dear) != "doubt"
    });
    let second = versions(&sandbox, &dear, "intent")
        .pop()
        .expect("an intent");
    assert_ne!(first, second);
    assert_eq!(versions(&sandbox, &dear, "decided").first(), Some(&first));
    assert_eq!(versions(&sandbox, &dear, "decided").last(), Some(&second));
    assert_eq!(sandbox.times(&next, "confirmed"), 0, "9000 is held by both");
    assert_eq!(service.terminate(), 0);
    assert_eq!(sandbox.times(&dear, "confirmed"), 1);
    assert_eq!(sandbox.times(&dear, "imported"), 1);

    // With a broken set nothing starts.
    fs::write(&file, "rule \"x\" when totall > 1 then confirm\n").expect("written");
    let ran = sandbox.once().exits(2);
    assert!(
        ran.err.contains("totall") && ran.err.contains("total"),
        "{}",
        ran.err
    );
}

#[test]
fn one_comment_changes_no_decision_and_has_a_journal_that_names_its_rules() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({}));
    sandbox.pass();
    let shown = sandbox.show(&number);
    let journal = shown["journal"].as_array().expect("a journal");
    let intents: Vec<(&Value, &Value)> = journal
        .iter()
        .map(|line| &line["entry"]["what"])
        .filter(|what| what["event"] == "intent")
        .map(|what| (&what["action"], &what["rules"]))
        .collect();
    assert_eq!(
        intents,
        [
            (&json!("import"), &json!(["共通決済の取り込み"])),
            (&json!("confirm"), &json!(["注文確認"])),
        ]
    );
    let before = sandbox.effects();
    let file = sandbox.dir().join("rules").join("shop.rules");
    fs::write(&file, "# 何もしない\n").expect("written");
    sandbox.pass();
    assert_eq!(sandbox.effects(), before);
}
