//! The schemas against everything that is shipped, against the parser, and against their files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::source::FileId;
use sabaki_lsp::schema::Schema;
use sabaki_parser::yaml;
use serde_json::Value;

use crate::validate::wrong;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn schema_of(name: &str) -> Option<Schema> {
    if name.ends_with(".vocabulary.yaml") {
        Some(Schema::Vocabulary)
    } else if name.ends_with(".test.yaml") {
        Some(Schema::Test)
    } else if name == "sabaki.yaml" {
        Some(Schema::Config)
    } else if Path::new(name).extension().is_some_and(|e| e == "yaml") && name != "secrets.yaml" {
        Some(Schema::Rules)
    } else {
        None
    }
}

#[test]
fn everything_that_is_shipped_fits() {
    let mut seen = BTreeSet::new();
    for folder in ["rules", "crates/order/vocabulary", "crates/cli/src/starter"] {
        for path in files(&workspace().join(folder)) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let Some(schema) = schema_of(name) else {
                continue;
            };
            seen.insert(schema.name());
            let value = yaml(&std::fs::read_to_string(&path).unwrap());
            let found = wrong(&schema.json(), &value);
            assert_eq!(found, Vec::<String>::new(), "{}", path.display());
        }
    }
    assert_eq!(seen.len(), Schema::ALL.len());
}

#[test]
fn mistakes_do_not_fit() {
    let cases = [
        (Schema::Rules, "rules: [{when: gift, thn: confirm}]"),
        (Schema::Rules, "rules: [{then: confirm}]"),
        (
            Schema::Rules,
            "rules: [{when: {all: [a], any: [b]}, then: confirm}]",
        ),
        (Schema::Rules, "language: 2"),
        (
            Schema::Rules,
            "tables: [{table: t, policy: last, columns: [a], rows: [[b]]}]",
        ),
        (
            Schema::Vocabulary,
            "vocabulary: 1\nfields: [{id: x, ja: [x], type: number, doc: {ja: x, en: x}}]",
        ),
        (Schema::Vocabulary, "fields: []"),
        (Schema::Test, "tests: [{name: x, expect: {dew: [confirm]}}]"),
        (Schema::Test, "tests: [{name: x, timeline: [{expect: {}}]}]"),
        (
            Schema::Config,
            "{sabaki: 1, state: s, rules: {path: r, reload: never}, shops: {}}",
        ),
        (
            Schema::Config,
            "{sabaki: 1, state: s, rules: {path: r}, poll: {every: 5}, shops: {}}",
        ),
        (Schema::Config, "{sabaki: 1, state: s, rules: {path: r}}"),
    ];
    for (schema, text) in cases {
        assert!(!wrong(&schema.json(), &yaml(text)).is_empty(), "{text}");
    }
}

#[test]
fn both_languages_fit() {
    let text = "
言語版: 1
一部: true
定義: {高額: total >= 50000円}
リスト: {NG語: [至急, 12], 離島: {from: ritou.csv}}
カレンダー: {営業時間: [月-金 09:00-18:00, 休み 祝日]}
ルール:
  - {ルール: x, 条件: {どれか: [高額, {どれでもない: [gift]}]}, 除外: noshi, 保留: 注文確認, 理由: 高額, 優先度: 2}
表:
  - {表: 発送方法, 方式: 最初, 列: [gift, 実行 tag], 行: [[true, 大口], ['-', 小口]]}
";
    assert_eq!(
        wrong(&Schema::Rules.json(), &yaml(text)),
        Vec::<String>::new()
    );
    let said = yaml::parse(FileId(0), text).diagnostics;
    assert!(said.is_empty(), "the parser reads it as well: {said:?}");
}

/// What the parser says about a key that it does not know.
fn is_unknown(text: &str) -> bool {
    let said = yaml::parse(FileId(0), text).diagnostics;
    said.iter().any(|said| said.code().as_str() == "E0802")
}

#[test]
fn the_parser_knows_every_key_of_the_schema() {
    assert!(is_unknown("nonsense: 1"));
    assert!(is_unknown("rules: [{nonsense: 1}]"));
    let schema = Schema::Rules.json();
    let keys = |pointer: &str| -> Vec<String> {
        let found = schema.pointer(pointer).and_then(Value::as_object).unwrap();
        found.keys().cloned().collect()
    };
    for key in keys("/properties") {
        assert!(!is_unknown(&format!("{key}: x")), "{key}");
    }
    for key in keys("/definitions/rule/properties") {
        assert!(!is_unknown(&format!("rules: [{{{key}: x}}]")), "{key}");
    }
    for key in keys("/definitions/table/properties") {
        assert!(!is_unknown(&format!("tables: [{{{key}: x}}]")), "{key}");
    }
    for key in keys("/definitions/condition/anyOf/2/properties") {
        assert!(
            !is_unknown(&format!("rules: [{{when: {{{key}: [x]}}}}]")),
            "{key}"
        );
    }
    for key in keys("/definitions/list/anyOf/1/properties") {
        assert!(
            !is_unknown(&format!("lists: {{a: {{{key}: x.csv}}}}")),
            "{key}"
        );
    }
}

#[test]
fn the_files_for_editors_are_these_schemas() {
    let folder = workspace().join("examples/editor/schemas");
    for schema in Schema::ALL {
        let path = folder.join(format!("{}.json", schema.name()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, schema.text()).unwrap();
        }
        let file = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            file == schema.text(),
            "{} (BLESS=1 writes it)",
            path.display()
        );
    }
}
