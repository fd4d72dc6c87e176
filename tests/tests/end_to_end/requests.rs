//! How many requests a thousand new orders cost.
//!
//! What is counted: the ledger's lines `by` `client` with an `http` status; each is one request.
//! The least that RMS allows for a thousand orders: one page of the search, ten `getOrder` and ten
//! `confirmOrder` of a hundred each, and ten `getOrder` to read back what was confirmed. That of
//! ネクストエンジン for a chunk of a hundred: the slips before, the buyers' other slips, the upload,
//! two looks at its que (on a manual clock it is done at the second), and for each of the two
//! readings back – after the import, after the confirmation – the slips and their rows.

use std::collections::BTreeMap;
use std::time::Instant;

use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

/// The client's requests since a line of the ledger, by call.
fn calls_since(sandbox: &Sandbox, before: usize) -> BTreeMap<String, usize> {
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    for line in sandbox.ledger().iter().skip(before) {
        if line["by"] == "client" && !line["http"].is_null() {
            let call = line["call"].as_str().unwrap_or_default().to_owned();
            *calls.entry(call).or_default() += 1;
        }
    }
    calls
}

#[test]
fn a_thousand_new_orders_cost_no_more_than_a_tenth_above_the_least() {
    let sandbox = Sandbox::start();
    let orders: Vec<Value> = (0..1000).map(|_| json!({"settlement": "common"})).collect();
    let numbers = sandbox.place(&json!(orders));
    let before = sandbox.ledger().len();
    sandbox.long_pass();
    let calls = calls_since(&sandbox, before);
    let effects = sandbox.effects();
    for number in &numbers {
        for effect in ["imported", "confirmed"] {
            assert_eq!(
                effects.get(&(number.clone(), effect.to_owned())),
                Some(&1),
                "{number} {effect}"
            );
        }
    }
    let (mall, oms): (Vec<_>, Vec<_>) = calls.iter().partition(|(call, _)| call.ends_with("Order"));
    let sum = |calls: &[(&String, &usize)]| calls.iter().map(|(_, n)| **n).sum::<usize>();
    eprintln!(
        "RMS {}, ネクストエンジン {}: {calls:?}",
        sum(&mall),
        sum(&oms)
    );
    let least = 1 + 10 + 10 + 10;
    assert!(
        sum(&mall) * 10 <= least * 11,
        "RMS: {calls:?}, least {least}"
    );
    let least = 10 * (1 + 1 + 1 + 2 + 2 * 2);
    assert!(
        sum(&oms) * 10 <= least * 11,
        "ネクストエンジン: {calls:?}, least {least}"
    );
}

/// A thousand orders, paid and shipped: one page of the search, ten readings, ten asynchronous
/// reports of a hundred orders each, two looks at each result, ten readings back.
#[test]
fn a_thousand_reports_go_out_a_hundred_at_a_time() {
    let sandbox = Sandbox::start();
    let wish = json!({"settlement": "common", "status": 300});
    let numbers = sandbox.place(&json!(vec![wish; 1000]));
    sandbox.long_pass();
    sandbox.advance("5m");
    sandbox.long_pass();
    for number in &numbers {
        sandbox.ship(number);
    }
    let before = sandbox.ledger().len();
    let began = Instant::now();
    sandbox.long_pass();
    let took = began.elapsed();
    let calls = calls_since(&sandbox, before);
    let effects = sandbox.effects();
    for number in &numbers {
        let reported = effects.get(&(number.clone(), "reported".to_owned()));
        assert_eq!(reported, Some(&1), "{number}");
    }
    let mall = calls.iter().filter(|(call, _)| !call.contains('/'));
    let mall: usize = mall.map(|(_, n)| *n).sum();
    eprintln!("RMS {mall} for a thousand reports in {took:?}: {calls:?}");
    let least = 1 + 10 + 10 + 2 * 10 + 10;
    assert!(mall <= least + 2, "RMS: {calls:?}, least {least}");
}
