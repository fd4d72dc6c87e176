//! ネクストエンジン takes orders in and confirms them by itself, beside us.

use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

/// How often the journal of an order has this event of this action.
fn told(sandbox: &Sandbox, number: &str, event: &str, action: &str) -> usize {
    let shown = sandbox.show(number);
    let journal = shown["journal"].as_array().cloned().unwrap_or_default();
    let is = |line: &&Value| {
        let what = &line["entry"]["what"];
        what["event"] == event && what["action"] == action
    };
    journal.iter().filter(is).count()
}

#[test]
fn what_nextengine_does_by_itself_is_done_by_other() {
    let sandbox = Sandbox::start();
    // Between our reading and our upload it has made the slip and confirmed.
    sandbox.fault(&json!({"call": "receiveorder_base/upload", "kind": "oms_itself", "times": 1}));
    let both = sandbox.place_one(&json!({"settlement": "common"}));
    sandbox.pass();
    // Between our reading and our confirmation it has confirmed.
    sandbox.fault(&json!({"call": "confirmOrder", "kind": "oms_itself", "times": 1}));
    let confirmed = sandbox.place_one(&json!({"settlement": "common"}));
    sandbox.pass();
    sandbox.pass();

    for (number, imports_by_other) in [(&both, 1), (&confirmed, 0)] {
        let truth = sandbox.truth_of(number);
        assert_eq!(truth["slips"], 1, "{truth}");
        assert_eq!(truth["confirmed_by"], "mall", "{truth}");
        // What it did was not done by us as well.
        let ours = ["imported", "confirmed"].map(|effect| sandbox.times(number, effect));
        assert_eq!(ours, [1 - imports_by_other, 0], "{number}");
        let story = sandbox.show(number);
        assert_eq!(
            told(&sandbox, number, "done_by_other", "confirm"),
            1,
            "{story}"
        );
        let imports = told(&sandbox, number, "done_by_other", "import");
        assert_eq!(imports, imports_by_other, "{story}");
    }
    let shown = sandbox.sabaki(&["show", &both]).exits(0);
    for action in ["受注取込", "注文確認"] {
        let line = format!("「{action}」はsabaki以外が実行しました");
        assert!(shown.out.contains(&line), "{}", shown.out);
    }
}
