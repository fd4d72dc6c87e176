//! Explanations: who decided, what was seen, what is masked, and in which order rules stand.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::coverage::coverage;
use super::explain;
use super::json::to_json;
use crate::compile::compile;
use crate::compile::rule_set::RuleSet;
use crate::facts::Facts;
use crate::facts::read::FactsReader;
use crate::memory::Memory;
use crate::rule_files::RuleFiles;
use crate::time::read::instant;
use crate::truth::Truth;
use crate::vocabulary::samples::shipped;

const RULES: &str = "\
rule \"確認\"
  when status = 注文確認待ち and total < 50,000円
  unless gift or wrapping
  then confirm

rule \"備考\" owner \"受注\" when remarks is not empty hold confirm because \"備考\"

rule \"氏名\" when buyer.name = \"架空 太郎\" and any items has (quantity >= 2) then tag \"t\"
";

fn rules(text: &str) -> Arc<RuleSet> {
    let mut files = RuleFiles::default();
    files.sources.add("a.rules", text);
    let compiled = compile(&shipped(), &files);
    assert_eq!(compiled.diagnostics, []);
    compiled.rules.unwrap()
}

fn facts(rules: &RuleSet, json: &Json) -> Facts {
    let record = FactsReader::strict(rules.vocabulary()).read(json).unwrap();
    record.facts
}

fn explained(order: &Json) -> Json {
    let rules = rules(RULES);
    let facts = facts(&rules, order);
    let now = instant("2026-11-24 10:00").unwrap();
    let explanation = explain(&rules, &facts, now, &Memory::default());
    to_json(&explanation, "見本", rules.digest(), rules.vocabulary())
}

/// `RULE result [decided sources]`, in order.
fn summary(json: &Json) -> Vec<String> {
    let rules = json["rules"].as_array().unwrap().iter();
    let one = |rule: &Json| {
        let decided = rule["decided"].as_array().unwrap().iter();
        let decided: Vec<&str> = decided.map(|d| d["source"].as_str().unwrap()).collect();
        format!(
            "{} {} [{}]",
            rule["rule"].as_str().unwrap(),
            rule["result"].as_str().unwrap(),
            decided.join(" | ")
        )
    };
    rules.map(one).collect()
}

#[test]
fn the_part_that_decided_is_named_and_near_misses_come_first() {
    let order = json!({"status": "注文確認待ち", "total": 60000, "items": [{"quantity": 1}],
        "buyer": {"name": "見本 花子"}});
    assert_eq!(
        summary(&explained(&order)),
        [
            "備考 not_matched [remarks is not empty]",
            "確認 not_matched [total < 50,000円]",
            "氏名 not_matched [buyer.name = \"架空 太郎\"]",
        ]
    );
}

#[test]
fn unknown_parts_and_the_exclusion_can_decide() {
    let order = json!({"status": "注文確認待ち", "total": null, "remarks": "見本"});
    let json = explained(&order);
    assert_eq!(
        summary(&json)[..2],
        [
            "備考 matched [remarks is not empty]",
            "確認 unknown [total < 50,000円]",
        ]
    );
    assert_eq!(
        json["idle_holds"],
        json!([{"rule": "備考", "action": "confirm"}])
    );
    let order = json!({"status": "注文確認待ち", "total": 100, "wrapping": true});
    let json = explained(&order);
    assert!(summary(&json).contains(&"確認 not_matched [wrapping]".to_owned()));
    assert_eq!(json["decision"]["due"], json!([]));
}

#[test]
fn values_are_shown_with_their_place_and_personal_ones_are_masked() {
    let order = json!({"status": "注文確認待ち", "total": 100,
        "buyer": {"name": "架空 太郎"}, "items": [{"quantity": 3}]});
    let json = explained(&order);
    let text = json.to_string();
    assert!(!text.contains("架空 太郎\",\"name"), "{text}");
    let rule = json["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["rule"] == "氏名");
    let parts = &rule.unwrap()["when"][0]["parts"];
    assert_eq!(parts[0]["saw"][0]["value"], "●●●");
    assert_eq!(parts[0]["place"], "a.rules:8:16");
    assert_eq!(
        parts[1]["parts"][0]["saw"],
        json!([{"name": "items.quantity", "ja": "個数", "value": 3}])
    );
}

#[test]
fn coverage_has_every_sub_expression() {
    let rules = rules(RULES);
    let facts = facts(&rules, &json!({"status": "注文確認待ち", "total": 100}));
    let covered = coverage(&rules, &facts, instant("2026-11-24 10:00").unwrap());
    let rule = covered.iter().find(|rule| &*rule.rule == "確認").unwrap();
    let parts: Vec<(&str, Truth)> = rule
        .parts
        .iter()
        .map(|(span, truth)| (rules.sources().slice(*span), *truth))
        .collect();
    assert_eq!(
        parts,
        [
            ("status = 注文確認待ち and total < 50,000円", Truth::True),
            ("status = 注文確認待ち", Truth::True),
            ("total < 50,000円", Truth::True),
            ("gift or wrapping", Truth::False),
            ("gift", Truth::False),
            ("wrapping", Truth::False),
        ]
    );
}

#[test]
fn hold_everything_idles_where_nothing_that_it_would_hold_is_requested() {
    let idle = |request: &str| {
        let text =
            format!("rule \"止\" when gift hold everything\nrule \"求\" when true then {request}");
        let rules = rules(&text);
        let facts = facts(&rules, &json!({"status": 100, "gift": true}));
        let now = instant("2026-11-24 10:00").unwrap();
        let explained = super::explain(&rules, &facts, now, &Memory::default());
        let idle = explained.idle_holds.into_iter();
        idle.map(|(rule, action)| format!("{rule} {action}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(idle("tag \"t\""), ["止 everything"]);
    assert_eq!(idle("notify \"chat\" \"t\""), ["止 everything"]);
    assert_eq!(idle("notify \"mail\" \"t\""), [""; 0]);
    assert_eq!(idle("confirm"), [""; 0]);
}
