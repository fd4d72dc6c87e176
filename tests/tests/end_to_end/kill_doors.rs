//! `kill -9` over each door besides the main one: the older order API, CSV in and out, an OMS over
//! the JSON protocol. Each effect is there once.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use sabaki_tests::chance::Chance;
use sabaki_tests::csv::{add_shops, arrives, cp932, files, orders, rows_out};
use sabaki_tests::process::{Service, until_true};
use sabaki_tests::sandbox::Sandbox;
use serde_json::json;

use crate::json_oms::{self, PythonOms};
use crate::kill::{Repeat, seed};

const KILLS: usize = 15;
/// Rounds in which orders still arrive.
const ARRIVALS: usize = 10;
/// The longest that a service works after its first sign of life.
const LONGEST_WORK: Duration = Duration::from_millis(300);
/// Passes after which everything must be quiet.
const PASSES: usize = 8;

/// Lets a service live until chance says, and kills it. `pulse` counts what it has done so far.
fn one_life(mut service: Service, chance: &mut Chance, pulse: impl Fn() -> usize) {
    let before = pulse();
    if chance.percent(20) {
        thread::sleep(Duration::from_micros(chance.below(150_000)));
    } else {
        until_true("the service does anything", || pulse() > before);
        let deeds = usize::try_from(1 + chance.below(10)).unwrap_or(1);
        let first = Instant::now();
        while pulse() < before + deeds && first.elapsed() < LONGEST_WORK {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(chance.below(8_000)));
    }
    assert!(service.runs(), "it ended by itself:\n{}", service.said());
    service.kill();
}

fn calls(sandbox: &Sandbox) -> usize {
    let ledger = sandbox.ledger();
    ledger.iter().filter(|line| line["by"] == "client").count()
}

/// Numbers of the order that a round brings.
fn number(round: usize) -> String {
    format!("987654-20261123-{:010}", 7_000 + round)
}

#[test]
fn the_older_api_bears_kills() {
    let _repeat = Repeat(seed());
    let mut chance = Chance::new(seed());
    let sandbox = Sandbox::start();
    let mut placed = Vec::new();
    for round in 0..KILLS {
        if round < ARRIVALS {
            placed.push(sandbox.place_one(&json!({"api": "older", "total": 5400})));
        }
        sandbox.advance("40s");
        one_life(sandbox.service(), &mut chance, || calls(&sandbox));
    }
    let done = |number: &String| sandbox.truth_of(number)["status"] == "処理済";
    for _ in 0..PASSES {
        if placed.iter().all(done) {
            break;
        }
        sandbox.advance("1m");
        // What a job left open is doubtful until it is asked about.
        sandbox.once();
    }
    sandbox.advance("1m");
    sandbox.pass();
    for number in &placed {
        assert!(done(number), "{}", sandbox.truth_of(number));
        for effect in ["imported", "updated"] {
            assert_eq!(sandbox.times(number, effect), 1, "{effect} {number}");
        }
    }
}

/// Everything that a folder and the folders in it hold.
fn pieces(folder: &Path) -> usize {
    let inside: usize = [
        "arrived",
        "taken",
        "out",
        "out/.sabaki",
        "oms",
        "oms/.sabaki",
    ]
    .map(|name| files(&folder.join(name)))
    .iter()
    .map(|files| {
        let sizes = files.values().filter_map(|path| path.metadata().ok());
        sizes
            .map(|about| usize::try_from(about.len()).unwrap_or(0))
            .sum::<usize>()
    })
    .sum();
    inside
}

/// The number in front of each row.
fn numbers_of(rows: &[String]) -> Vec<String> {
    let firsts = rows.iter().filter_map(|row| row.split(',').next());
    let mut numbers: Vec<_> = firsts.map(str::to_owned).collect();
    numbers.sort();
    numbers
}

#[test]
fn csv_in_and_out_bears_kills() {
    let _repeat = Repeat(seed());
    let mut chance = Chance::new(seed());
    let sandbox = Sandbox::start();
    add_shops(&sandbox);
    let shops = ["csv-ne", "csv-csv"];
    let folders = shops.map(|shop| sandbox.dir().join(shop));
    let mut placed = Vec::new();
    for round in 0..KILLS {
        if round < ARRIVALS {
            // Each download shows the order of the one before too.
            placed.push(number(round));
            let shown: Vec<_> = placed.iter().rev().take(2).cloned().collect();
            let rows: Vec<_> = shown
                .iter()
                .map(|n| vec![("注文番号", n.as_str())])
                .collect();
            for shop in shops {
                arrives(
                    &sandbox,
                    shop,
                    &format!("{round}.csv"),
                    &cp932(&orders(&rows)),
                );
            }
        }
        for number in &placed {
            if chance.percent(30) {
                ship(&sandbox, number);
            }
        }
        sandbox.advance("1m");
        let pulse = || calls(&sandbox) + folders.iter().map(|f| pieces(f) / 100).sum::<usize>();
        one_life(sandbox.service(), &mut chance, pulse);
    }
    sandbox.pass();
    for number in &placed {
        ship(&sandbox, number);
    }
    sandbox.pass();
    sandbox.pass();
    for number in &placed {
        assert_eq!(sandbox.times(number, "imported"), 1, "{number}");
        assert_eq!(sandbox.times(number, "paid"), 1, "{number}");
    }
    let [next_engine, both] = &folders;
    let reported = rows_out(&next_engine.join("out"), "ShippingReport_");
    assert_eq!(numbers_of(&reported), placed, "each parcel once");
    let imported = rows_out(&both.join("oms"), "GeneralOrders_");
    assert_eq!(numbers_of(&imported), placed, "each order once");
    for folder in &folders {
        assert_eq!(files(&folder.join("arrived")).len(), 0, "all are taken");
        assert_eq!(files(&folder.join("taken")).len(), ARRIVALS, "none is lost");
    }
}

/// Staff ship a slip, if it is there and not shipped yet.
fn ship(sandbox: &Sandbox, number: &str) {
    let deed = json!({
        "who": "staff", "does": "ship", "order": number, "carrier": "1001",
        "tracking_number": "000000000011", "shipped_on": "today",
    });
    sandbox.try_post("/sandbox/people", &deed);
}

#[test]
fn an_oms_over_the_json_protocol_bears_kills() {
    let _repeat = Repeat(seed());
    let Some(oms) = PythonOms::start() else {
        return;
    };
    let (hook, _) = json_oms::channel();
    let mut chance = Chance::new(seed());
    let sandbox = Sandbox::start();
    json_oms::configure(&sandbox, &oms.url, &hook);
    let mut placed = Vec::new();
    for round in 0..KILLS {
        if round < ARRIVALS {
            let card = json!({"settlement": "common", "payment_method": "credit_card"});
            placed.push(sandbox.place_one(&card));
        }
        sandbox.advance("1m");
        let service = Service::start(
            json_oms::command(&sandbox, &[]),
            &sandbox.scratch().join("service.log"),
        );
        one_life(service, &mut chance, || calls(&sandbox));
    }
    json_oms::pass(&sandbox);
    sandbox.advance("3h");
    json_oms::pass(&sandbox);
    for number in &placed {
        let shipped = json!({"status": "shipped", "waiting": [], "ship_method_id": "20",
            "tracking_number": "000000000011", "shipped_on": "2026-11-24"});
        assert_eq!(oms.staff(number, &shipped), 1, "one slip for {number}");
    }
    json_oms::pass(&sandbox);
    json_oms::pass(&sandbox);
    for number in &placed {
        for effect in ["confirmed", "reported"] {
            assert_eq!(sandbox.times(number, effect), 1, "{effect} {number}");
        }
        let rows = &sandbox.truth_of(number)["shipping_rows"];
        assert_eq!(rows.as_array().map(Vec::len), Some(1), "{rows}");
    }
}
