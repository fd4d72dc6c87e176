//! Rules and tests in, one line a mismatch out.

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile};
use serde_json::Value as Json;

use super::read::read;
use super::report::{TestReport, TestResult};
use super::run::run;
use crate::compile::compile;
use crate::compile::rule_set::RuleSet;
use crate::rule_files::RuleFiles;
use crate::vocabulary::samples::shipped;

const RULES: &str = r#"
partial
rule "入金" when settlement = common and status = 発送待ち then mark_paid
rule "30分" when status = 注文確認待ち and ordered_at is known then confirm after 30m from ordered_at
rule "備考" when remarks is not empty hold confirm because "備考欄にコメントあり"
rule "大口" when total >= 100,000円 then tag "大口", tag "高額"
rule "試し" shadow when gift then set_ship_method "宅配便"
rule "様子見" when sub_status = "様子見" then confirm after 30m
rule "催促" when payment_method = 銀行振込 then notify "mail" "お願い" every 3d up to 2 times
"#;

fn rules() -> std::sync::Arc<RuleSet> {
    let mut files = RuleFiles::default();
    files.sources.add("a.rules", RULES);
    let compiled = compile(&shipped(), &files);
    let told: Vec<String> = compiled
        .diagnostics
        .iter()
        .map(|d| d.message(Lang::En))
        .collect();
    compiled.rules.unwrap_or_else(|| panic!("{told:?}"))
}

fn report(tests: &str) -> TestReport {
    let (file, diagnostics) = read(FileId(0), &SourceFile::new("a.test.yaml", tests));
    let told: Vec<String> = diagnostics.iter().map(|d| d.message(Lang::En)).collect();
    assert!(told.is_empty(), "{told:?}");
    run(&rules(), &file)
}

/// What is wrong, a line for each test, step and key: `1.0 due -[…] +[…]`.
fn mismatches(tests: &str) -> Vec<String> {
    let report = report(tests);
    let mut lines = Vec::new();
    for (number, test) in report.tests.iter().enumerate() {
        lines.extend(of_test(number + 1, test));
    }
    lines
}

fn of_test(number: usize, test: &TestResult) -> Vec<String> {
    let broken = test.broken.iter();
    let mut lines: Vec<String> = broken
        .map(|d| format!("{number} {} {}", d.code(), d.message(Lang::En)))
        .collect();
    for (step, result) in test.steps.iter().enumerate() {
        lines.extend(result.mismatches.iter().map(|m| {
            let short = |entries: &[Json]| -> Vec<String> { entries.iter().map(shown).collect() };
            let (missing, surplus) = (short(&m.missing), short(&m.surplus));
            format!("{number}.{step} {} -{missing:?} +{surplus:?}", m.key)
        }));
    }
    lines
}

fn shown(entry: &Json) -> String {
    let name = entry
        .get("action")
        .or_else(|| entry.get("rule"))
        .unwrap_or(entry);
    let name = name.as_str().unwrap_or_default();
    match entry.get("args").and_then(Json::as_object) {
        Some(args) if !args.is_empty() => format!("{name} {}", Json::Object(args.clone())),
        _ => name.to_owned(),
    }
}

#[test]
fn the_tests_of_the_product_page_pass() {
    let tests = "\
tests:
  - name: 共通決済は発送待ちで入金済み
    now: 2026-11-24 10:00
    order: { settlement: common, status: 発送待ち, slip: { exists: true, status: 確認待ち } }
    expect: { due: [mark_paid] }
  - name: 確認は30分待つ
    order: { status: 注文確認待ち, ordered_at: 2026-11-24 10:00 }
    timeline:
      - { at: 2026-11-24 10:00, expect: { waiting: [confirm] } }
      - { at: +29m59s, expect: { waiting: [confirm] } }
      - { at: +30m, expect: { due: [confirm] } }
      - { at: +31m, order: { status: 楽天処理中 }, expect: { due: [] } }
";
    assert_eq!(mismatches(tests), Vec::<String>::new());
}

#[test]
fn sets_are_exact_and_details_are_checked_where_they_are_given() {
    let order = "{order_number: N, 状態: 注文確認待ち, ordered_at: 2026-11-24 10:00, remarks: 至急, total: 100000, gift: true}";
    let test = |expect: &str| {
        format!(
            "tests:\n  - name: a\n    now: 2026-11-24 11:00\n    order: {order}\n    expect: {expect}\n"
        )
    };
    let good = [
        "{held: [confirm], due: [tag]}",
        "{held: 注文確認}",
        "{held: [{action: confirm, because: 備考欄にコメントあり, rules: [備考]}]}",
        "{due: [{action: tag, args: {text: 大口}}, {action: タグ付け, args: {文字: 高額}, rules: [大口]}]}",
        "{shadow: [set_ship_method]}",
        "{shadow: [試し]}",
        "{shadow: [{action: set_ship_method, args: {text: 宅配便}, rule: 試し}]}",
        "{not_legal: [], conflicts: [], done: [], released: []}",
        "{unknown: [{rule: 催促, fields: payment_method}]}",
    ];
    for expect in good {
        assert_eq!(mismatches(&test(expect)), Vec::<String>::new(), "{expect}");
    }
    let bad = [
        (
            "{due: []}",
            r#"1.0 due -[] +["tag {\"text\":\"大口\"}", "tag {\"text\":\"高額\"}"]"#,
        ),
        ("{due: [tag, confirm]}", r#"1.0 due -["confirm"] +[]"#),
        (
            "{due: [{action: tag, args: {text: 大口}}]}",
            r#"1.0 due -[] +["tag {\"text\":\"高額\"}"]"#,
        ),
        (
            "{held: [{action: confirm, because: 別の理由}]}",
            r#"1.0 held -["confirm"] +["confirm"]"#,
        ),
        (
            "{held: [{action: confirm, rules: [備考, 30分]}]}",
            r#"1.0 held -["confirm"] +["confirm"]"#,
        ),
        (
            "{unknown: [{rule: 催促, fields: [status]}]}",
            r#"1.0 unknown -["催促"] +["催促"]"#,
        ),
        ("{released: [備考]}", r#"1.0 released -["備考"] +[]"#),
        ("{due: [comfirm]}", "1 E0985 No action `comfirm`."),
        (
            "{due: [{action: tag, args: {name: 大口}}]}",
            "1 E0986 `tag` cannot have \"大口\" for its argument `name`.",
        ),
        ("{released: [備考あり]}", "1 E0987 No rule `備考あり`."),
    ];
    for (expect, told) in bad {
        assert_eq!(mismatches(&test(expect)), [told], "{expect}");
    }
}

#[test]
fn facts_are_carried_on_and_releases_stay() {
    let tests = "\
tests:
  - name: 保留を解除する
    now: 2026-11-24 11:00
    order: {状態: 注文確認待ち, ordered_at: 2026-11-24 10:00, remarks: 至急, slip: {exists: false}}
    expect: {held: [confirm]}
    timeline:
      - {at: +1m, order: {released: [備考]}, expect: {due: [confirm], released: [備考]}}
      - {at: +2m, expect: {done: [confirm], due: [], released: [備考]}}
      - {at: +3m, order: {slip: {status: 確認待ち}, status: 楽天処理中}, expect: {due: [], done: []}}
  - name: 催促は2回まで
    order: {payment_method: 銀行振込}
    timeline:
      - {at: 2026-11-24 10:00, expect: {due: [notify]}}
      - {at: +1m, expect: {due: [], waiting: [{action: notify, until: +3d}]}}
      - {at: +3d, expect: {due: [notify]}}
      - {at: +6d, expect: {due: [], done: [notify]}}
  - name: 保留が効く
    now: 2026-11-24 11:00
    order: {released: 備考, 状態: 注文確認待ち, ordered_at: 2026-11-24 10:00, remarks: 至急}
    expect: {due: [confirm]}
  - name: 時刻がなければ注文日時
    order: {status: 注文確認待ち, ordered_at: 2026-11-24 10:00}
    expect: {waiting: [{action: confirm, until: 2026-11-24 10:30}]}
  - name: 待つのはテストの始まりから
    now: 2026-11-24 10:00
    order: {status: 注文確認待ち, sub_status: 様子見}
    timeline:
      - {at: +29m, expect: {waiting: [{action: confirm, until: +30m}]}}
      - {at: +30m, expect: {due: [confirm]}}
  - name: 項目の誤り
    order: {stauts: 注文確認待ち}
    expect: {due: []}
  - name: 値の誤り
    order: {status: 注文確認まち}
    expect: {due: []}
  - name: 二つの名前
    order: {status: 発送待ち, 状態: 発送待ち}
    expect: {due: []}
  - name: ルールの誤り
    order: {released: [備こう]}
    expect: {due: []}
";
    assert_eq!(
        mismatches(tests),
        [
            "6 E0988 The order of `項目の誤り` cannot be read. No field `stauts`. Did you mean `status`?",
            "7 E0988 The order of `値の誤り` cannot be read. `status` has no value `注文確認まち`.",
            "8 E0988 The order of `二つの名前` cannot be read. `status` is given twice.",
            "9 E0987 No rule `備こう`.",
        ]
    );
}

#[test]
fn mistakes_of_the_file_have_their_place() {
    let test = |rest: &str| format!("tests:\n  - name: a\n  - name: \"b\"\n{rest}\n");
    let cases = [
        (
            "tests:\n  - name: a\n    expects: {}\n".to_owned(),
            vec!["E0980 3:5"],
        ),
        (
            "tests:\n  - name: a\n    expect: {deu: []}\n".to_owned(),
            vec!["E0980 3:5"],
        ),
        (
            "tests:\n  - name: a\n    expect: {}\n    name: b\n".to_owned(),
            vec!["E0980 2:3"],
        ),
        (test("    expect: {}"), vec!["E0984 2:11"]),
        (
            test("    expect: {}\n    now: 昨日"),
            vec!["E0984 2:11", "E0982 3:12"],
        ),
        (
            test("    timeline: [{at: +1h, expect: {}}, {at: +30m}]"),
            vec!["E0984 2:11", "E0983 3:12"],
        ),
        (
            test("    expect: {}\n    order: [1]"),
            vec!["E0984 2:11", "E0980 3:12"],
        ),
        (format!("#{}", "x".repeat(70_000)), vec!["E0981 1:1"]),
    ];
    for (text, expected) in cases {
        let source = SourceFile::new("a.test.yaml", text.as_str());
        let (_, diagnostics) = read(FileId(0), &source);
        let told: Vec<String> = diagnostics
            .iter()
            .map(|d| {
                let at = source.position(d.span().start);
                format!("{} {}:{}", d.code(), at.line, at.column)
            })
            .collect();
        assert_eq!(
            told,
            expected,
            "{}",
            text.chars().take(80).collect::<String>()
        );
    }
}

#[test]
fn coverage_says_which_rules_and_parts_were_seen_both_ways() {
    let tests = "\
tests:
  - {name: a, order: {settlement: common, status: 発送待ち}, expect: {due: [mark_paid]}}
  - {name: b, order: {settlement: selectable, status: 発送待ち}, expect: {due: []}}
";
    let coverage = report(tests).coverage;
    assert_eq!(coverage.matched_rules(), (1, 7));
    let paid = coverage
        .rules
        .iter()
        .find(|rule| &*rule.rule == "入金")
        .unwrap();
    assert!(paid.seen.both_ways());
    let sources = rules();
    let of = |text: &str| {
        let part = paid
            .parts
            .iter()
            .find(|(span, _)| sources.sources().slice(**span) == text);
        part.map(|(_, seen)| seen.both_ways())
    };
    assert_eq!(of("settlement = common"), Some(true));
    assert_eq!(of("status = 発送待ち"), Some(false));
    let mut joined = coverage.clone();
    joined.join(&coverage);
    assert_eq!(joined, coverage);
}
