//! `kill -9` at a hundred moments: nothing is lost, and nothing is done twice.

use std::env;
use std::thread;
use std::time::{Duration, Instant};

use sabaki_tests::chance::Chance;
use sabaki_tests::process::{json_lines, until_true};
use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

const KILLS: usize = 100;
/// Rounds in which orders still arrive; the rest lets them come to their end.
const ARRIVALS: usize = 60;
/// The longest that a service works after its first call before it is killed.
const LONGEST_WORK: Duration = Duration::from_millis(350);

/// One order of each kind.
const KINDS: [(&str, &str, bool); 8] = [
    ("common", "credit_card", false),
    ("common", "bank_transfer", false),
    ("selectable", "代金引換", false),
    ("common", "credit_card", true),
    ("common", "13", false),
    ("common", "後払い決済", false),
    ("selectable", "請求書払い", false),
    ("selectable", "代金引換", true),
];

pub(crate) fn seed() -> u64 {
    env::var("SABAKI_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_124)
}

/// The command that repeats a failure.
pub(crate) struct Repeat(pub(crate) u64);

impl Drop for Repeat {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!(
                "repeat with: SABAKI_SEED={} cargo test -p sabaki-tests --test end_to_end kill::",
                self.0
            );
        }
    }
}

/// What people do whenever they can: pay, let 入金待ち go, ship.
fn people(sandbox: &Sandbox, chance: &mut Chance, percent: u64) {
    for (number, order) in sandbox.truth() {
        if !chance.percent(percent) {
            continue;
        }
        let prepaid = ["bank_transfer", "seven_eleven"]
            .contains(&order["payment_method"].as_str().unwrap_or_default());
        if order["status"] == 200 && prepaid {
            sandbox.person("buyer", "pay", &number);
        }
        let slip = &order["slip"];
        if order["status"] != 300 || slip.is_null() {
            continue;
        }
        if order["payment_method"] == "invoice" && slip["status"] == "awaiting_payment" {
            sandbox.person("staff", "release", &number);
        } else if ["awaiting_print", "awaiting_check"]
            .contains(&slip["status"].as_str().unwrap_or_default())
        {
            let deed = json!({
                "who": "staff", "does": "ship", "order": number, "carrier": "1001",
                "tracking_number": format!("{:012}", chance.below(1_000_000)), "shipped_on": "today",
            });
            sandbox.try_post("/sandbox/people", &deed);
        }
    }
}

fn client_lines(sandbox: &Sandbox, from: usize) -> usize {
    json_lines(&sandbox.get(&format!("/sandbox/ledger?from={from}")))
        .iter()
        .filter(|line| line["by"] == "client")
        .count()
}

/// Lets a service live until chance says, and kills it. Gives how many calls it had made.
fn one_life(sandbox: &Sandbox, chance: &mut Chance) -> usize {
    let from = sandbox.ledger().len() + 1;
    let mut service = sandbox.service();
    if chance.percent(20) {
        // While it starts.
        thread::sleep(Duration::from_micros(chance.below(150_000)));
    } else {
        // Just after a call, when its answer is on the way or was just taken.
        let calls = usize::try_from(1 + chance.below(14)).unwrap_or(1);
        until_true("the service asks anything", || {
            client_lines(sandbox, from) > 0
        });
        let first = Instant::now();
        while client_lines(sandbox, from) < calls && first.elapsed() < LONGEST_WORK {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(chance.below(8_000)));
    }
    assert!(
        service.runs(),
        "the service ended by itself:\n{}",
        service.said()
    );
    service.kill();
    client_lines(sandbox, from)
}

fn all_reported(sandbox: &Sandbox) -> bool {
    sandbox.truth().values().all(|order| {
        order["shipping_rows"]
            .as_array()
            .is_some_and(|rows| !rows.is_empty())
    })
}

#[test]
fn a_hundred_kills_lose_nothing_and_do_nothing_twice() {
    let _repeat = Repeat(seed());
    let mut chance = Chance::new(seed());
    let sandbox = Sandbox::start();
    let begun = Instant::now();
    let mut kinds = KINDS.iter().cycle();
    let mut placed = Vec::new();
    let mut calls = Vec::new();
    for round in 0..KILLS {
        if round < ARRIVALS {
            let (settlement, method, mail_first) = kinds.next().expect("a cycle");
            placed.push(sandbox.place_one(&json!({"settlement": settlement, "payment_method": method, "mail_first": mail_first})));
        }
        people(&sandbox, &mut chance, 30);
        // Less than a token lives: when it is replaced is not the subject here.
        sandbox.advance(&format!("{}m", 1 + chance.below(12)));
        calls.push(one_life(&sandbox, &mut chance));
    }
    let killed_in = begun.elapsed();
    assert!(
        sandbox.clock()["now"]
            .as_str()
            .is_some_and(|now| now < "2026-11-25T09:00:00"),
        "within the token's life"
    );

    // One undisturbed pass makes good whatever was broken off.
    let pass = sandbox.pass();
    assert_eq!(pass["pass"]["doubtful"], 0, "{pass}");
    for (number, order) in sandbox.truth() {
        assert_ne!(order["status"], 100, "{order}");
        let imports = order["settlement"] == "common" || order["status"] == 300;
        assert_eq!(
            sandbox.times(&number, "imported"),
            usize::from(imports),
            "{order}"
        );
        let paid = order["settlement"] == "common" && order["status"] == 300;
        assert_eq!(sandbox.times(&number, "paid"), usize::from(paid), "{order}");
        let shipped = order["slip"]["status"] == "shipped";
        assert_eq!(
            sandbox.times(&number, "reported"),
            usize::from(shipped),
            "{order}"
        );
    }
    // What waits for people and for time comes to its end.
    let mut passes = 1;
    while !all_reported(&sandbox) {
        assert!(passes < 8, "orders are lost: {:#?}", unfinished(&sandbox));
        people(&sandbox, &mut chance, 100);
        sandbox.advance("45m");
        sandbox.pass();
        passes += 1;
    }
    let effects = sandbox.effects();
    let truth = sandbox.truth();
    assert_eq!(truth.len(), ARRIVALS);
    for number in &placed {
        let order = &truth[number];
        let times = ["confirmed", "imported", "paid", "reported"].map(|effect| {
            effects
                .get(&(number.clone(), effect.to_owned()))
                .copied()
                .unwrap_or(0)
        });
        let paid = usize::from(order["settlement"] == "common");
        assert_eq!(
            times,
            [1, 1, paid, 1],
            "confirmed, imported, paid, reported of {order}"
        );
        assert_eq!(order["slips"], 1, "{order}");
        assert_eq!(
            order["shipping_rows"].as_array().map(Vec::len),
            Some(1),
            "{order}"
        );
    }
    let within = calls.iter().filter(|calls| **calls > 0).count();
    eprintln!(
        "{KILLS} kills in {killed_in:?} ({within} of them after the first call, at most {:?} calls), all in {:?}, {passes} passes after",
        calls.iter().max(),
        begun.elapsed()
    );
    assert!(
        within > KILLS / 2,
        "most kills came too early to mean anything: {calls:?}"
    );
}

fn unfinished(sandbox: &Sandbox) -> Vec<Value> {
    sandbox
        .truth()
        .into_values()
        .filter(|order| order["shipping_rows"] == json!([]))
        .collect()
}
