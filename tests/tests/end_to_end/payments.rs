//! Rules that read the payment and the day of its end: asked of RMS order by order, and only there.

use std::fs;

use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

/// The client's `getPayment` since a line of the ledger, by order.
fn asked(sandbox: &Sandbox, since: usize) -> Vec<String> {
    let ledger = sandbox.ledger();
    let lines = ledger.iter().skip(since);
    let asked = lines.filter(|line| line["by"] == "client" && line["call"] == "getPayment");
    let order = |line: &Value| line["orders"][0].as_str().unwrap_or_default().to_owned();
    asked.map(order).collect()
}

/// The standard flow, paid by what RMS says of the payment instead of by the status.
fn read_payments(sandbox: &Sandbox) {
    let folder = sandbox.dir().join("rules");
    let mut changed = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ext| ext != "rules") {
            // Tests of the pack speak of the rule that is changed here.
            fs::remove_file(&path).unwrap();
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let by_status = "when settlement = common and status = 発送待ち\n  then mark_paid";
        let by_payment = "when payment_status = 決済手続き完了 and payment_completed_at is known\n  \
                          then mark_paid";
        changed += text.matches(by_status).count();
        let mut text = text.replace(by_status, by_payment);
        text.push_str(
            "\nrule \"期限が近い\"\n  when status = 注文確認待ち and cancel_due < 2026-12-01\n  \
             hold confirm because \"キャンセル期限が近い\"\n",
        );
        fs::write(&path, text).unwrap();
    }
    assert_eq!(changed, 1);
}

#[test]
fn nobody_is_asked_where_no_rule_reads_it() {
    let sandbox = Sandbox::start();
    sandbox.place(&json!([{"settlement": "common"}, {"settlement": "selectable"}]));
    for _ in 0..4 {
        sandbox.pass();
        sandbox.advance("6h");
    }
    assert_eq!(asked(&sandbox, 0), Vec::<String>::new());
}

#[test]
fn a_slip_is_paid_when_rms_says_that_the_payment_is_through() {
    let sandbox = Sandbox::start();
    read_payments(&sandbox);
    let numbers = sandbox.place(&json!([
        {"settlement": "common", "payment_method": "credit_card"},
        {"settlement": "common", "payment_method": "bank_transfer"},
        {"settlement": "common", "ordered_at": "2026-11-14 10:00"},
    ]));
    let [card, bank, late] = [&numbers[0], &numbers[1], &numbers[2]];
    sandbox.pass();
    for (number, confirmed) in [(card, 1), (bank, 1), (late, 0)] {
        assert_eq!(sandbox.times(number, "confirmed"), confirmed, "{number}");
        assert_eq!(sandbox.times(number, "paid"), 0, "{number}");
    }
    let held = sandbox.sabaki(&["show", late]).exits(0);
    assert!(held.out.contains("キャンセル期限が近い"), "{}", held.out);

    // The card is through, RMS does not say so: unknown does nothing, and stops nothing else.
    sandbox.advance("6h");
    sandbox.fault(&json!({"call": "getPayment", "kind": "http_503", "probability": 1}));
    let other = sandbox.place_one(&json!({"settlement": "selectable"}));
    sandbox.once();
    assert_eq!(sandbox.truth_of(card)["status"], 300);
    assert_eq!(sandbox.times(card, "paid"), 0);
    assert_eq!(sandbox.times(&other, "confirmed"), 1);
    sandbox.no_faults();

    sandbox.advance("6m");
    let before = sandbox.ledger().len();
    sandbox.pass();
    assert_eq!(sandbox.times(card, "paid"), 1);
    assert_eq!(sandbox.times(bank, "paid"), 0, "the buyer has not paid");
    let mut now = asked(&sandbox, before);
    assert!(!now.contains(late), "before 注文確認 there is no payment");
    now.sort();
    now.dedup();
    let mut open = vec![card.clone(), bank.clone(), other];
    open.sort();
    assert_eq!(now, open, "every order that is under way");

    sandbox.person("buyer", "pay", bank);
    for _ in 0..3 {
        sandbox.advance("12h");
        sandbox.pass();
    }
    for number in [card, bank] {
        assert_eq!(sandbox.times(number, "paid"), 1, "{number}");
    }
    let story = sandbox.show(bank).to_string();
    assert!(story.contains("payment_completed_at"), "{story}");
}
