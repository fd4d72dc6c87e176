//! `sabaki simulate` on recorded orders gives exactly the table of the product.

use std::fs;
use std::path::{Path, PathBuf};

use sabaki_tests::process::{Ran, run};
use sabaki_tests::sandbox::Sandbox;
use sabaki_tests::workspace;
use serde_json::{Value, json};
use tempfile::TempDir;

const NOW: &str = "2026-11-24 10:00";
const STATUSES: [i64; 9] = [100, 200, 300, 400, 500, 600, 700, 800, 900];

const IMPORT: (&str, &str) = ("import", "共通決済の取り込み");
const IMPORT_SELECTABLE: (&str, &str) = ("import", "選択制決済の取り込み");
const CONFIRM: (&str, &str) = ("confirm", "注文確認");
const PAID: (&str, &str) = ("mark_paid", "共通決済の入金");
const AWAIT: (&str, &str) = ("await_payment", "先払いは入金待ち");

/// The table of the product, for an order that has no slip yet.
fn table(common: bool, prepaid: bool, status: i64) -> Vec<(&'static str, &'static str)> {
    match (common, status) {
        (true, 100) => vec![IMPORT, CONFIRM],
        (true, 200) => vec![IMPORT],
        (true, 300) => vec![IMPORT, PAID],
        (false, 100) => vec![CONFIRM],
        (false, 300) if prepaid => vec![IMPORT_SELECTABLE, AWAIT],
        (false, 300) => vec![IMPORT_SELECTABLE],
        _ => vec![],
    }
}

/// A line of `simulate` in which only these actions are due.
fn due_only(number: &str, version: &Value, due: &[(&str, &str)]) -> Value {
    let due: Vec<Value> = due
        .iter()
        .map(|(action, rule)| json!({"action": action, "args": {}, "rules": [rule]}))
        .collect();
    json!({
        "order_number": number, "at": "2026-11-24T10:00:00+09:00", "rules_version": version,
        "due": due, "waiting": [], "held": [], "not_legal": [], "conflicts": [], "done": [],
        "released": [], "shadow": [], "look_again": null, "unknown": [],
    })
}

/// The version that all lines name, which has the shape of one.
fn version(lines: &[Value]) -> Value {
    let version = lines[0]["rules_version"].clone();
    let digest = version.as_str().and_then(|v| v.strip_prefix("sha256:"));
    let hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    assert!(digest.is_some_and(hex), "{version}");
    version
}

/// Runs the standard pack over a file.
fn simulate(orders: &Path, more: &[&str]) -> Ran {
    let rules = workspace().join("rules").join("rakuten-pay");
    let (rules, orders) = (rules.display().to_string(), orders.display().to_string());
    let mut args = vec![
        "simulate", "--rules", &rules, "--orders", &orders, "--now", NOW, "--format", "json",
    ];
    args.extend(more);
    run(&workspace(), &args)
}

struct Scratch(TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).expect("a file");
        path
    }
}

fn lists(line: &Value, key: &str) -> Vec<String> {
    line[key]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry["action"].as_str())
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_raw_answer_of_rms_gives_exactly_the_table() {
    let sandbox = Sandbox::start();
    let mut wishes = Vec::new();
    let mut expected = Vec::new();
    for (settlement, method) in [
        ("common", "credit_card"),
        ("common", "bank_transfer"),
        ("selectable", "代金引換"),
        ("selectable", "請求書払い"),
    ] {
        for status in STATUSES {
            wishes.push(json!({"settlement": settlement, "payment_method": method, "status": status.to_string()}));
            expected.push(table(
                settlement == "common",
                method == "請求書払い",
                status,
            ));
        }
    }
    // The settlement is told by the flag of RMS, never by the payment code.
    for (settlement, method) in [("selectable", "credit_card"), ("common", "代金引換")] {
        for status in [100, 200, 300] {
            wishes.push(json!({"settlement": settlement, "payment_method": method, "status": status.to_string()}));
            expected.push(table(settlement == "common", false, status));
        }
    }
    let numbers = sandbox.place(&json!(wishes));
    let answer = sandbox.get_order(&numbers);
    let scratch = Scratch::new();
    let file = scratch.file("answer.txt", &answer.to_string());
    let ran = simulate(&file, &[]).exits(0);
    let lines = ran.json_lines();
    let version = version(&lines);
    // RMS answers in its own order.
    let by_number = |number: &str| {
        let mut found = lines.iter().filter(|line| line["order_number"] == number);
        let line = found
            .next()
            .unwrap_or_else(|| panic!("{number} has no line"));
        assert!(found.next().is_none(), "{number} has one line");
        line
    };
    assert_eq!(lines.len(), numbers.len());
    for ((number, expected), wish) in numbers.iter().zip(&expected).zip(&wishes) {
        let line = by_number(number);
        assert_eq!(line, &due_only(number, &version, expected), "{wish}");
    }
    // Without a file of slips none exists, and one line says so.
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("--slips"), "{}", ran.err);

    // Single spaces or line breaks inside the answer change nothing.
    let pretty = serde_json::to_string_pretty(&answer).expect("JSON");
    let pretty = scratch.file("pretty.json", &pretty);
    assert_eq!(simulate(&pretty, &[]).exits(0).out, ran.out);
}

#[test]
fn facts_give_exactly_the_table_in_every_spelling() {
    let scratch = Scratch::new();
    let mut text = String::from("\u{feff}\n");
    let mut expected = Vec::new();
    let names = [
        "注文確認待ち",
        "楽天処理中",
        "発送待ち",
        "変更確定待ち",
        "発送済",
    ];
    for (settlement, method) in [
        ("common", "クレジットカード"),
        ("選択制", "代金引換"),
        ("selectable", "請求書払い"),
    ] {
        for (name, code) in names.iter().zip(STATUSES) {
            for status in [json!(name), json!(code.to_string())] {
                let number = format!("000000-20261124-{:010}", expected.len());
                let facts = json!({
                    "order_number": number, "settlement": settlement, "status": status,
                    "payment_method": method, "total": "3000.0",
                });
                text += &facts.to_string();
                text += "\n\n";
                expected.push((
                    number,
                    table(settlement == "common", method == "請求書払い", code),
                ));
            }
        }
    }
    let lines = simulate(&scratch.file("facts", &text), &[])
        .exits(0)
        .json_lines();
    let version = version(&lines);
    assert_eq!(lines.len(), expected.len());
    for (line, (number, due)) in lines.iter().zip(&expected) {
        assert_eq!(line, &due_only(number, &version, due));
    }
}

#[test]
fn slips_stand_beside_a_raw_answer() {
    let sandbox = Sandbox::start();
    let number = sandbox.place_one(&json!({"settlement": "common", "status": "300"}));
    let scratch = Scratch::new();
    let answer = scratch.file(
        "a.json",
        &sandbox.get_order(std::slice::from_ref(&number)).to_string(),
    );
    let slip = json!({"order_number": number, "slip": {
        "exists": true, "status": "出荷済み", "paid": "入金済み", "carrier": "1001",
        "tracking_number": "000000000000", "shipped_on": "2026-11-24",
    }});
    let slips = scratch.file("s.jsonl", &slip.to_string());
    let ran = simulate(&answer, &["--slips", &slips.display().to_string()]).exits(0);
    let line = ran.json();
    assert_eq!(lists(&line, "due"), ["report_shipment"], "{line}");
    let mut done = lists(&line, "done");
    done.sort();
    assert_eq!(done, ["import", "mark_paid"], "{line}");
    assert!(!ran.err.contains("--slips"), "{}", ran.err);
}

#[test]
fn a_record_that_cannot_be_read_is_one_error_line_and_exit_1() {
    let scratch = Scratch::new();
    let good = json!({"order_number": "000000-20261124-0000000001", "settlement": "common", "status": "200"});
    let huge =
        json!({"order_number": "000000-20261124-0000000003", "total": 1_000_000_000_001_i64});
    let wrong = json!({"order_number": "000000-20261124-0000000004", "remarks": [5]});
    let text = format!(
        "{good}\n{{\"order_number\": \n\n{}\n{huge}\n{wrong}\n{good}\n",
        json!({"status": "200"})
    );
    let ran = simulate(&scratch.file("o.jsonl", &text), &[]).exits(1);
    let lines = ran.json_lines();
    assert_eq!(lines.len(), 6, "{}", ran.out);
    let good_lines: Vec<usize> = (0..6)
        .filter(|at| lines[*at].get("error").is_none())
        .collect();
    assert_eq!(
        good_lines,
        [0, 5],
        "the rest is still processed: {}",
        ran.out
    );
    let errors: Vec<&Value> = lines.iter().filter_map(|line| line.get("error")).collect();
    let at: Vec<i64> = errors.iter().filter_map(|e| e["line"].as_i64()).collect();
    assert_eq!(at, [2, 4, 5, 6], "{}", ran.out);
    let numbers: Vec<&Value> = errors.iter().map(|e| &e["order_number"]).collect();
    assert_eq!(
        numbers,
        [
            &Value::Null,
            &Value::Null,
            &huge["order_number"],
            &wrong["order_number"],
        ]
    );
    for error in errors {
        assert!(
            error["code"]
                .as_str()
                .is_some_and(|code| code.starts_with('E')),
            "{error}"
        );
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{error}"
        );
    }
}

#[test]
fn an_unknown_key_or_value_is_one_warning() {
    let scratch = Scratch::new();
    let order = |n: i64| {
        json!({
            "order_number": format!("000000-20261124-{n:010}"), "status": "200", "settlement": "common",
            "sttaus": "x", "payment_method": "貝殻払い",
        })
    };
    let text = format!("{}\n{}\n{}\n", order(1), order(2), order(3));
    let ran = simulate(&scratch.file("o.jsonl", &text), &[]).exits(0);
    assert_eq!(ran.json_lines().len(), 3);
    assert_eq!(ran.err.matches("sttaus").count(), 1, "{}", ran.err);
    assert_eq!(ran.err.matches("貝殻払い").count(), 1, "{}", ran.err);
}

#[test]
fn minus_9999_is_unknown_in_amounts() {
    let scratch = Scratch::new();
    let rules = scratch.file("r.rules", "rule \"高額\"\n  when total >= 10000 hold confirm because \"高額\"\n\nrule \"確認\"\n  when status = 注文確認待ち then confirm\n");
    let order =
        json!({"order_number": "000000-20261124-0000000001", "status": "100", "total": -9999});
    let orders = scratch.file("o.jsonl", &order.to_string());
    let args = [
        "simulate",
        "--rules",
        &rules.display().to_string(),
        "--orders",
        &orders.display().to_string(),
        "--now",
        NOW,
        "--format",
        "json",
    ];
    let line = run(&workspace(), &args).exits(0).json();
    assert_eq!(
        line["unknown"],
        json!([{"rule": "高額", "fields": ["total"]}]),
        "{line}"
    );
}

#[test]
fn a_file_without_an_order_is_exit_2_with_what_it_is() {
    let scratch = Scratch::new();
    let denied = json!({"Results": {"errorCode": "ES04-01", "message": "Un-Authorised"}});
    let no_orders = json!({"MessageModelList": [{"messageType": "ERROR", "messageCode": "ORDER_EXT_API_GET_ORDER_ERROR_003", "message": "見本"}], "OrderModelList": []});
    for (what, text) in [
        ("nothing", String::new()),
        ("blank lines", "\n \n\n".to_owned()),
        ("an empty list", "[]".to_owned()),
        ("an answer without orders", no_orders.to_string()),
        ("a refusal of RMS", denied.to_string()),
    ] {
        let ran = simulate(&scratch.file("o", &text), &[]);
        assert_eq!(ran.code, 2, "{what}: {ran:?}");
        assert_eq!(ran.out, "", "{what}");
        assert!(
            ran.err.lines().count() >= 1 && ran.err.contains('o'),
            "{what}: {ran:?}"
        );
    }
    let ran = simulate(&scratch.file("o", &denied.to_string()), &[]);
    assert!(
        ran.err.contains("ES04-01"),
        "says what RMS said: {}",
        ran.err
    );
    let gone = simulate(&scratch.0.path().join("gone.jsonl"), &[]);
    assert_eq!(gone.code, 2, "{gone:?}");
    assert!(gone.err.contains("gone.jsonl"), "{gone:?}");
}

#[test]
fn wrong_use_and_wrong_rules_have_their_exit_codes() {
    let scratch = Scratch::new();
    let good = json!({"order_number": "000000-20261124-0000000001", "status": "200"});
    let orders = scratch.file("o.jsonl", &good.to_string());
    assert_eq!(simulate(&orders, &["--no-such-option"]).code, 2);
    assert_eq!(simulate(&orders, &["--now", "ひるごろ"]).code, 2);
    let broken = scratch.file(
        "broken.rules",
        "rule \"r\" when sttaus = 100 then confirm\n",
    );
    let args = [
        "simulate",
        "--rules",
        &broken.display().to_string(),
        "--orders",
        &orders.display().to_string(),
    ];
    let ran = run(&workspace(), &args);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("sttaus") && ran.err.contains("status"),
        "{ran:?}"
    );
}
