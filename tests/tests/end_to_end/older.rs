//! The seed table's row of the older order API: 新規受付 is imported, then set to 処理済; no paid update.

use sabaki_tests::sandbox::Sandbox;
use serde_json::json;

#[test]
fn an_order_of_the_older_api_is_imported_and_then_processed() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"api": "older", "total": 5400}));
    let unsettled = sandbox.place_one(&json!({"api": "older", "total": null}));
    let kept = sandbox.place_one(&json!({"api": "older", "status": "保留"}));
    sandbox.pass();
    assert_eq!(sandbox.times(&number, "imported"), 1);
    sandbox.pass();
    assert_eq!(sandbox.truth_of(&number)["status"], "処理済");
    // What is over stays over, and nobody is told of a payment.
    sandbox.advance("3h");
    sandbox.pass();
    for (effect, times) in [
        ("imported", 1),
        ("updated", 1),
        ("paid", 0),
        ("confirmed", 0),
    ] {
        assert_eq!(sandbox.times(&number, effect), times, "{effect}");
    }
    for (order, status) in [(&unsettled, "新規受付"), (&kept, "保留")] {
        assert_eq!(sandbox.times(order, "imported"), 0, "{status}");
        assert_eq!(sandbox.truth_of(order)["status"], status);
    }
}

#[test]
fn a_lost_receipt_is_settled_by_the_next_pass() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"api": "older", "total": 5400}));
    sandbox.pass();
    sandbox.fault(&json!({"call": "changeStatus", "kind": "reset_after_effect"}));
    sandbox.once();
    assert_eq!(sandbox.times(&number, "updated"), 0, "the job still runs");
    sandbox.advance("1m");
    sandbox.pass();
    sandbox.pass();
    assert_eq!(sandbox.truth_of(&number)["status"], "処理済");
    assert_eq!(sandbox.times(&number, "updated"), 1);
}

#[test]
fn a_shop_has_exactly_one_mall() {
    let sandbox = Sandbox::start();
    let path = sandbox.dir().join("sabaki.yaml");
    let good = std::fs::read_to_string(&path).expect("a file");
    let (before, older) = good.split_once("    rms_older:").expect("the second shop");
    let (_, after) = older.split_once("    rules:").expect("its rules");
    std::fs::write(&path, format!("{before}    rules:{after}")).expect("written");
    let ran = sandbox.once().exits(2);
    assert!(ran.err.contains("rms_older:"), "{}", ran.err);
}
