//! `sabaki diff`: which orders a rule change treats differently.

use std::fs;
use std::path::Path;

use sabaki_tests::process::{Ran, run};
use sabaki_tests::workspace;
use serde_json::{Value, json};
use tempfile::TempDir;

const OLD: &str = "partial\n\
    rule \"import\" when settlement = common and status in (注文確認待ち, 発送待ち) then import\n\
    rule \"confirm\" when status = 注文確認待ち then confirm\n";
const NEW: &str = "partial\n\
    rule \"take in\" when settlement = common and status in (発送待ち, 注文確認待ち) then import\n\
    rule \"confirm\" when status = 注文確認待ち then confirm after 30m from ordered_at\n\
    rule \"remarks\" when remarks is not empty hold confirm because \"備考あり\"\n";

const ORDERS: &str = r#"{"order_number":"a","status":"注文確認待ち","settlement":"common","ordered_at":"2026-11-24T09:50"}
{"order_number":"b","status":"注文確認待ち","settlement":"selectable","ordered_at":"2026-11-24T09:00"}
{"order_number":"c","status":"注文確認待ち","settlement":"common","ordered_at":"2026-11-24T09:00","remarks":"見本"}
{"order_number":"d","status":"発送待ち","settlement":"common","ordered_at":"2026-11-24T09:00"}
"#;

/// A folder with a rule set for each side.
fn sides(old: &str, new: &str) -> TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    for (side, text) in [("old", old), ("new", new)] {
        fs::create_dir(scratch.path().join(side)).expect("a folder");
        fs::write(scratch.path().join(side).join("shop.rules"), text).expect("rules");
    }
    fs::write(scratch.path().join("orders.jsonl"), ORDERS).expect("orders");
    scratch
}

fn diff(scratch: &TempDir, orders: &Path, more: &[&str]) -> Ran {
    let orders = orders.display().to_string();
    let mut args = vec![
        "diff",
        "old",
        "new",
        "--orders",
        &orders,
        "--now",
        "2026-11-24 10:00",
    ];
    args.extend(more);
    run(scratch.path(), &args)
}

#[test]
fn each_order_is_told_with_where_its_actions_stood_and_stand() {
    let scratch = sides(OLD, NEW);
    let ran = diff(&scratch, Path::new("orders.jsonl"), &["--format", "json"]).exits(1);
    let lines = ran.json_lines();
    let change = |new: Value| json!([{"action": "confirm", "args": {}, "old": {"state": "due", "rules": ["confirm"]}, "new": new}]);
    let waits =
        json!({"state": "waiting", "until": "2026-11-24T10:20:00+09:00", "rules": ["confirm"]});
    let held = json!({"state": "held", "rules": ["remarks"]});
    let told: Vec<(&Value, &Value)> = lines
        .iter()
        .filter(|line| line.get("changes").is_some())
        .map(|line| (&line["order_number"], &line["changes"]))
        .collect();
    // Another rule with another name for the same import, an hour that is over: no difference.
    assert_eq!(
        told,
        [(&json!("a"), &change(waits)), (&json!("c"), &change(held))]
    );
    let whole = &lines.last().expect("a summary")["diff"];
    assert_eq!(
        (&whole["orders"], &whole["different"]),
        (&json!(4), &json!(2))
    );
    assert_ne!(whole["old"], whole["new"]);
}

#[test]
fn people_read_it_in_their_language() {
    let scratch = sides(OLD, NEW);
    let ja = diff(&scratch, Path::new("orders.jsonl"), &["--lang", "ja"]).exits(1);
    for text in [
        "実行対象",
        "時刻待ち 2026/11/24(火) 10:20まで",
        "4件の注文のうち、扱いが変わるのは2件です。",
    ] {
        assert!(ja.out.contains(text), "{}", ja.out);
    }
    let en = diff(&scratch, Path::new("orders.jsonl"), &["--lang", "en"]).exits(1);
    for text in [
        "until Tue 2026-11-24 10:20",
        "2 of 4 orders are treated differently.",
    ] {
        assert!(en.out.contains(text), "{}", en.out);
    }
}

#[test]
fn what_means_the_same_is_no_difference() {
    let scratch = sides(OLD, OLD);
    let ran = diff(&scratch, Path::new("orders.jsonl"), &["--lang", "en"]).exits(0);
    assert_eq!(ran.out.trim(), "0 of 4 orders are treated differently.");
}

#[test]
fn the_csv_of_rms_and_a_vocabulary_that_only_one_side_has() {
    let scratch = sides(OLD, NEW);
    let words = "vocabulary: 1\nfields:\n  - {id: rank, ja: [ランク], type: int, absent: {value: 0}, doc: {ja: ランク, en: rank}}\n";
    fs::write(scratch.path().join("new/shop.vocabulary.yaml"), words).expect("a vocabulary");
    let csv = workspace().join("crates/connector/fixtures/csv/43-social-gift.csv");
    let ran = diff(&scratch, &csv, &["--format", "json"]);
    let lines = ran.json_lines();
    let whole = &lines.last().expect("a summary")["diff"];
    assert_eq!(
        (&whole["orders"], &whole["unreadable"]),
        (&json!(1), &json!(0)),
        "{ran:?}"
    );
}

#[test]
fn a_side_with_a_mistake_is_said_and_an_order_that_cannot_be_read_is_a_finding() {
    let scratch = sides(OLD, "rule \"x\" when sttaus = 発送待ち then import\n");
    let ran = diff(&scratch, Path::new("orders.jsonl"), &["--lang", "en"]).exits(2);
    assert!(ran.err.contains("new/shop.rules:1"), "{}", ran.err);
    let scratch = sides(OLD, OLD);
    let broken = format!("{ORDERS}{{\"status\":\"発送待ち\"}}\n");
    fs::write(scratch.path().join("orders.jsonl"), broken).expect("orders");
    let ran = diff(&scratch, Path::new("orders.jsonl"), &["--format", "json"]).exits(1);
    let lines = ran.json_lines();
    let whole = &lines.last().expect("a summary")["diff"];
    assert_eq!(
        (&whole["orders"], &whole["unreadable"]),
        (&json!(4), &json!(1))
    );
    assert_eq!(run(scratch.path(), &["diff", "old", "new"]).code, 2);
}
