//! Orders in several slips: split by staff, or one a destination as ネクストエンジン itself makes them.

use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

/// Everything that happens by itself within half a day, with a pass each three hours.
fn half_a_day(sandbox: &Sandbox) {
    for _ in 0..4 {
        sandbox.advance("3h");
        sandbox.pass();
    }
}

/// The live slips of an order, by number.
fn slips(sandbox: &Sandbox, number: &str) -> Vec<String> {
    let truth = sandbox.truth_of(number);
    let slips = truth["live_slips"].as_array().cloned().unwrap_or_default();
    let number = |slip: &Value| slip["slip_number"].as_str().unwrap_or_default().to_owned();
    slips.iter().map(number).collect()
}

fn ship(sandbox: &Sandbox, number: &str, slip: &str, tracking: &str) {
    let wish = json!({
        "who": "staff", "does": "ship", "order": number, "slip": slip,
        "tracking_number": tracking, "carrier": "1001", "shipped_on": "today",
    });
    sandbox.post("/sandbox/people", &wish);
}

/// The numbers that RMS has, by destination in their order.
fn reported(sandbox: &Sandbox, number: &str) -> Vec<String> {
    let truth = sandbox.truth_of(number);
    let rows = truth["shipping_rows"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let numbers = rows
        .iter()
        .filter_map(|row| row["tracking_number"].as_str());
    numbers.map(str::to_owned).collect()
}

/// Ships slip after slip: nothing is reported before the last one, then all at once, and the order
/// is closed in the night.
fn ships_one_by_one(sandbox: &Sandbox, number: &str, slips: &[String]) {
    let numbers: Vec<String> = (1..)
        .zip(slips)
        .map(|(n, _)| format!("40000000000{n}"))
        .collect();
    for (slip, tracking) in slips.iter().zip(&numbers) {
        assert_eq!(sandbox.times(number, "reported"), 0, "{number}");
        assert_eq!(reported(sandbox, number), Vec::<String>::new(), "{number}");
        ship(sandbox, number, slip, tracking);
        sandbox.pass();
    }
    assert_eq!(reported(sandbox, number), numbers);
    for _ in 0..3 {
        sandbox.advance("12h");
        sandbox.pass();
    }
    let truth = sandbox.truth_of(number);
    assert_eq!(truth["status"], 500, "{truth}");
    assert_eq!(sandbox.times(number, "reported"), 1, "{truth}");
    assert_eq!(reported(sandbox, number), numbers);
}

#[test]
fn a_split_order_is_reported_once_with_both_parcels() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"settlement": "common", "items": 2}));
    sandbox.pass();
    sandbox.person("staff", "split", &number);
    half_a_day(&sandbox);
    let slips = slips(&sandbox, &number);
    assert_eq!(slips.len(), 2);
    let truth = sandbox.truth_of(&number);
    for slip in truth["live_slips"].as_array().into_iter().flatten() {
        assert_eq!(slip["paid"], true, "{truth}");
    }
    assert_eq!(sandbox.times(&number, "imported"), 1, "{truth}");
    ships_one_by_one(&sandbox, &number, &slips);
}

#[test]
fn each_destination_is_reported_with_its_own_parcel() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"settlement": "common", "destinations": 2}));
    sandbox.person("oms", "take_in", &number);
    sandbox.pass();
    half_a_day(&sandbox);
    let slips = slips(&sandbox, &number);
    assert_eq!(slips.len(), 2);
    assert_eq!(
        sandbox.times(&number, "imported"),
        0,
        "ネクストエンジン has it"
    );
    ships_one_by_one(&sandbox, &number, &slips);
    let truth = sandbox.truth_of(&number);
    let baskets: Vec<&Value> = truth["shipping_rows"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| &row["basket_id"])
        .collect();
    assert_eq!(baskets.len(), 2, "the stubs are filled: {truth}");
    assert_ne!(baskets.first(), baskets.last(), "{truth}");
}
