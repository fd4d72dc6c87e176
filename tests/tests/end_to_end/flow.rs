//! The flow that must work first: both settlements from the order to 発送済.

use sabaki_tests::sandbox::Sandbox;
use serde_json::json;

/// Everything that happens by itself within half a day, with a pass each half hour.
fn half_a_day(sandbox: &Sandbox) {
    for _ in 0..4 {
        sandbox.advance("3h");
        sandbox.pass();
    }
}

#[test]
fn both_settlements_run_from_the_order_to_shipped() {
    let sandbox = Sandbox::start();
    let common =
        sandbox.place_one(&json!({"settlement": "common", "payment_method": "credit_card"}));
    let bank =
        sandbox.place_one(&json!({"settlement": "common", "payment_method": "bank_transfer"}));
    let cod = sandbox.place_one(&json!({"settlement": "selectable", "payment_method": "代金引換"}));
    sandbox.pass();

    // Row 1 and 2: 共通決済 is imported and confirmed together; 選択制決済 is confirmed only.
    for number in [&common, &bank] {
        assert_eq!(sandbox.times(number, "imported"), 1, "{number}");
        assert_eq!(sandbox.times(number, "confirmed"), 1, "{number}");
    }
    assert_eq!(sandbox.times(&cod, "confirmed"), 1);
    assert_eq!(
        sandbox.times(&cod, "imported"),
        0,
        "選択制決済 waits for 発送待ち"
    );

    half_a_day(&sandbox);
    assert_eq!(sandbox.times(&common, "paid"), 1, "発送待ち: 入金済み");
    assert_eq!(sandbox.times(&cod, "imported"), 1, "発送待ち: imported");
    assert_eq!(sandbox.times(&bank, "paid"), 0, "the buyer has not paid");

    sandbox.person("buyer", "pay", &bank);
    half_a_day(&sandbox);
    assert_eq!(sandbox.times(&bank, "paid"), 1);

    for number in [&common, &bank, &cod] {
        sandbox.ship(number);
    }
    sandbox.pass();
    // The report becomes 発送済 the next day.
    for _ in 0..3 {
        sandbox.advance("12h");
        sandbox.pass();
    }
    let truth = sandbox.truth();
    for number in [&common, &bank, &cod] {
        let order = &truth[number];
        assert_eq!(order["status"], 500, "{order}");
        assert_eq!(order["confirmed_by"], "client", "{order}");
        assert_eq!(order["slips"], 1, "{order}");
        assert_eq!(order["slip"]["status"], "shipped", "{order}");
        assert_eq!(
            order["shipping_rows"].as_array().map(Vec::len),
            Some(1),
            "{order}"
        );
        assert_eq!(order["shipping_rows"][0]["tracking_number"], "000000000000");
        let paid = usize::from(*number != cod);
        let times = ["confirmed", "imported", "paid", "reported"].map(|e| sandbox.times(number, e));
        assert_eq!(times, [1, 1, paid, 1], "{number}");
    }
}

#[test]
fn what_must_be_paid_first_stops_at_awaiting_payment_for_a_person() {
    let sandbox = Sandbox::start();
    let invoice =
        sandbox.place_one(&json!({"settlement": "selectable", "payment_method": "請求書払い"}));
    sandbox.pass();
    half_a_day(&sandbox);
    let stopped = sandbox.truth_of(&invoice);
    assert_eq!(stopped["status"], 300, "{stopped}");
    assert_eq!(stopped["slip"]["status"], "awaiting_payment", "{stopped}");
    assert_eq!(stopped["slip"]["paid"], false, "{stopped}");
    assert_eq!(sandbox.times(&invoice, "paid"), 0, "never from RMS");

    // A person lets it go; no rule takes it back.
    sandbox.person("staff", "release", &invoice);
    half_a_day(&sandbox);
    let released = sandbox.truth_of(&invoice);
    assert_ne!(released["slip"]["status"], "awaiting_payment", "{released}");
    sandbox.ship(&invoice);
    sandbox.pass();
    assert_eq!(sandbox.times(&invoice, "reported"), 1);
    assert_eq!(sandbox.times(&invoice, "imported"), 1);
}

#[test]
fn a_slip_that_came_by_mail_is_merged() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"settlement": "common", "mail_first": true}));
    let before = sandbox.truth_of(&number);
    assert_eq!(before["slip"]["status"], "new", "{before}");
    sandbox.pass();
    half_a_day(&sandbox);
    let after = sandbox.truth_of(&number);
    assert_eq!(after["slips"], 1, "{after}");
    assert_ne!(after["slip"]["status"], "new", "{after}");
    assert_eq!(sandbox.times(&number, "imported"), 1);
    assert_eq!(sandbox.times(&number, "paid"), 1);
}

#[test]
fn nothing_more_is_done_after_a_cancel() {
    let sandbox = Sandbox::start();
    let early =
        sandbox.place_one(&json!({"settlement": "common", "payment_method": "bank_transfer"}));
    sandbox.person("buyer", "cancel", &early);
    sandbox.pass();
    assert_eq!(
        sandbox.effects(),
        [].into(),
        "a cancelled order is left alone"
    );

    let late =
        sandbox.place_one(&json!({"settlement": "common", "payment_method": "bank_transfer"}));
    sandbox.pass();
    sandbox.person("buyer", "cancel", &late);
    let done = sandbox.effects();
    half_a_day(&sandbox);
    assert_eq!(sandbox.effects(), done, "{}", sandbox.truth_of(&late));
    assert_eq!(sandbox.times(&late, "confirmed"), 1);
}
