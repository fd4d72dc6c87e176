//! What a digest depends on, the limits of a set, and nests that must not multiply.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sabaki_diagnostic::source::Sources;

use super::rule_set::RuleSet;
use super::{Compiled, compile, compile_trees, standalone};
use crate::decide::decide;
use crate::facts::Facts;
use crate::facts::read::FactsReader;
use crate::memory::Memory;
use crate::rule_files::RuleFiles;
use crate::time::read::instant;
use crate::value::Value;
use crate::vocabulary::samples::shipped;

fn compiled(files: &[(&str, &str)]) -> Compiled {
    let mut set = RuleFiles::default();
    for (name, text) in files {
        set.sources.add(*name, *text);
    }
    compile(&shipped(), &set)
}

fn rules(text: &str) -> Arc<RuleSet> {
    let compiled = compiled(&[("a.rules", text)]);
    compiled
        .rules
        .unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

fn same(a: &str, b: &str) {
    assert_eq!(rules(a).digest(), rules(b).digest(), "{a}\n{b}");
}

fn other(a: &str, b: &str) {
    assert_ne!(rules(a).digest(), rules(b).digest(), "{a}\n{b}");
}

const RULE: &str =
    "rule \"A\" when gift and total >= 5000 then tag \"t\" after 30m from ordered_at";

#[test]
fn a_digest_does_not_depend_on_how_rules_are_written() {
    same(
        RULE,
        "# 見本\nrule \"A\"\n  when total >= 5,000円 and gift\n  then tag \"t\" from ordered_at after 30分",
    );
    same(
        RULE,
        "ルール 「A」 条件 ギフト かつ 請求金額 >= 5000円 実行 タグ付け 「t」 注文日時から 30分後",
    );
    same(
        RULE,
        "let 高額 = total >= 5000\nrule \"A\" when 高額 and gift then tag \"t\" after 30m from ordered_at",
    );
    same(
        "rule \"A\" when gift unless wrapping then confirm",
        "rule \"A\" when gift and not wrapping then confirm",
    );
    let yaml = "rules:\n  - rule: A\n    when: [gift, total >= 5000]\n    then: tag \"t\" after 30m from ordered_at\n";
    let yaml = compiled(&[("a.yaml", yaml)]);
    let yaml = yaml
        .rules
        .unwrap_or_else(|| panic!("{:?}", yaml.diagnostics));
    assert_eq!(yaml.digest(), rules(RULE).digest());
}

#[test]
fn a_digest_depends_on_what_rules_mean() {
    other(RULE, &RULE.replace("30m", "31m"));
    other(RULE, &RULE.replace(">=", ">"));
    other(RULE, &RULE.replace("rule \"A\"", "rule \"A\" priority 1"));
    other(RULE, &RULE.replace("rule \"A\"", "rule \"A\" shadow"));
    other(RULE, &RULE.replace("tag \"t\"", "tag \"u\""));
    other(RULE, &RULE.replace("gift and", "gift or"));
    let calendar = |hours: &str| {
        format!("calendar C\n  月-金 {hours}\n\nrule \"A\" when gift then confirm during C")
    };
    other(&calendar("09:00-18:00"), &calendar("09:00-17:00"));
    same(
        &calendar("09:00-12:00, 13:00-18:00"),
        &calendar("13:00-18:00, 09:00-12:00"),
    );
}

#[test]
fn an_unnamed_rule_is_remembered_by_its_digest_and_called_by_its_place() {
    let set = rules("\n\nwhen gift then confirm");
    let [rule] = set.rules() else { panic!() };
    assert_eq!(&*rule.name, "a.rules:3");
    assert!(rule.key.0.starts_with("sha256:"));
}

/// Twice the name in every step: two to the fortieth uses when nobody remembers.
fn nest(first: &str, join: &str) -> String {
    let mut text = format!("let n0 = {first}\n");
    for step in 1..40 {
        let _ = writeln!(text, "let n{step} = n{} {join} n{}", step - 1, step - 1);
    }
    text
}

#[test]
fn nests_of_lets_cost_nothing() {
    let now = instant("2026-11-24 10:00").unwrap();
    for (first, join, rule) in [
        ("gift", "and", "n39"),
        ("now > ordered_at", "or", "n39"),
        ("total", "+", "n39 > 100"),
        ("now > ordered_at", "=", "n39"),
        ("now - ordered_at", "+", "n39 > 3d"),
        ("count(items where quantity > 1)", "+", "n39 > 3"),
    ] {
        let text = format!("{}rule \"A\" when {rule} then confirm", nest(first, join));
        let set = rules(&text);
        let facts = Facts::unknown(set.vocabulary());
        let decision = decide(&set, &facts, now, &Memory::default());
        assert_eq!(decision.due, []);
        let json = serde_json::json!({"gift": true, "total": 1, "ordered_at": "2026-11-24 09:00"});
        let known = FactsReader::strict(set.vocabulary()).read(&json).unwrap();
        decide(&set, &known.facts, now, &Memory::default());
        crate::explain::explain(&set, &known.facts, now, &Memory::default());
    }
}

#[test]
fn limits_are_errors_with_their_code() {
    let codes = |compiled: &Compiled| -> Vec<String> {
        let codes = compiled.diagnostics.iter().map(|d| d.code().to_string());
        codes.collect()
    };
    // A row is a rule.
    let table = |rows: usize| {
        let head = "table 札 collect\n| gift | then tag |\n";
        compiled(&[(
            "a.rules",
            &format!("{head}{}", "| true | a |\n".repeat(rows)),
        )])
    };
    let mut sources = Sources::default();
    let text = "when gift then confirm";
    let id = sources.add("a.rules", text);
    let mut tree = sabaki_parser::dsl::parse(id, text).file;
    tree.items = vec![tree.items[0].clone(); 20_001];
    let many = compile_trees(&shipped(), &[tree], &BTreeMap::new(), &sources);
    assert_eq!(codes(&many), ["E0751"]);
    let mut errors = codes(&table(20_000));
    errors.retain(|code| code.starts_with('E'));
    assert_eq!(errors, [] as [&str; 0]);
    assert_eq!(codes(&table(20_001)), ["E0751"]);
    let large = "#\n".repeat(4 * 1024 * 1024 + 1);
    assert_eq!(codes(&compiled(&[("a.rules", &large)])), ["E0750"]);
}

#[test]
fn expressions_of_a_vocabulary_stand_alone() {
    let vocabulary = shipped();
    let requested = standalone::standalone_expression(&vocabulary, "status = キャンセル確定待ち");
    let mut facts = Facts::unknown(&vocabulary);
    let now = instant("2026-11-24 10:00").unwrap();
    let requested = requested.unwrap();
    assert_eq!(requested.value(&facts, now), Value::Unknown);
    let json = serde_json::json!({"status": 800});
    facts = FactsReader::strict(&vocabulary).read(&json).unwrap().facts;
    assert_eq!(requested.value(&facts, now), Value::Bool(true));
    assert!(standalone::standalone_expression(&vocabulary, "stauts = 1").is_err());
}
