//! The schemas against everything that is shipped, against the parser, and against their files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::source::FileId;
use sabaki_lsp::schema::{Schema, text};
use sabaki_parser::format::{self, Options};
use sabaki_parser::syntax::file::Spelling;
use sabaki_parser::{dsl, yaml as parser};
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

/// The schema of the configuration is the program's; here its file is looked at.
fn configuration() -> Value {
    let path = workspace().join("examples/editor/schemas/config.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn schema_of(name: &str) -> Option<(&'static str, Value)> {
    let of = |schema: Schema| Some((schema.name(), schema.json()));
    if name.ends_with(".vocabulary.yaml") {
        of(Schema::Vocabulary)
    } else if name.ends_with(".test.yaml") {
        of(Schema::Test)
    } else if name == "sabaki.yaml" {
        Some(("config", configuration()))
    } else if Path::new(name).extension().is_some_and(|e| e == "yaml") && name != "secrets.yaml" {
        of(Schema::Rules)
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
            let Some((format, schema)) = schema_of(name) else {
                continue;
            };
            seen.insert(format);
            let value = yaml(&std::fs::read_to_string(&path).unwrap());
            let found = wrong(&schema, &value);
            assert_eq!(found, Vec::<String>::new(), "{}", path.display());
        }
    }
    assert_eq!(seen.len(), 4);
}

/// What the parser's own tests read without a word, and all that is shipped in the other spelling,
/// as the formatter writes it.
#[test]
fn whatever_the_parser_reads_fits() {
    let cases = workspace().join("crates/parser/tests/fixtures/yaml/files.txt");
    let cases = std::fs::read_to_string(cases).unwrap();
    let cases = cases.split("\n====\n");
    let mut texts: Vec<String> = cases
        .map(|case| case.split("\n----\n").next().unwrap().to_owned())
        .collect();
    for path in files(&workspace().join("rules")) {
        if path.extension().is_some_and(|ending| ending == "rules") {
            let text = std::fs::read_to_string(&path).unwrap();
            let read = dsl::parse(FileId(0), &text);
            let options = Options {
                spelling: Spelling::Yaml,
                names: None,
            };
            texts.push(format::parsed(&read, &text, &options).unwrap());
        }
    }
    let schema = Schema::Rules.json();
    let mut fit = 0;
    for text in texts {
        let said = parser::parse(FileId(0), &text).diagnostics;
        if said.is_empty() && !yaml(&text).is_null() {
            assert_eq!(wrong(&schema, &yaml(&text)), Vec::<String>::new(), "{text}");
            fit += 1;
        }
    }
    assert!(fit > 15, "{fit}");
}

#[test]
fn mistakes_do_not_fit() {
    let (rules, words, tests) = (
        Schema::Rules.json(),
        Schema::Vocabulary.json(),
        Schema::Test.json(),
    );
    let config = configuration();
    let shop = |inner: &str| {
        format!("{{sabaki: 1, state: s, rules: {{path: r}}, shops: {{x: {{{inner}}}}}}}")
    };
    let field = "id: x, ja: [x], doc: {ja: x, en: x}";
    let cases = [
        (&rules, "rules: [{when: gift, thn: confirm}]".to_owned()),
        (&rules, "rules: [{then: confirm}]".to_owned()),
        (
            &rules,
            "rules: [{when: {all: [a], any: [b]}, then: confirm}]".to_owned(),
        ),
        (&rules, "language: 2".to_owned()),
        (
            &rules,
            "tables: [{table: t, policy: last, columns: [a], rows: [[b]]}]".to_owned(),
        ),
        (&rules, "lists: {a: []}".to_owned()),
        (
            &words,
            format!("vocabulary: 1\nfields: [{{{field}, type: number}}]"),
        ),
        (
            &words,
            format!("vocabulary: 1\nfields: [{{{field}, type: text, from: a.csv, column: 0}}]"),
        ),
        (
            &words,
            format!("vocabulary: 1\nfields: [{{{field}, type: text, absent: {{valu: x}}}}]"),
        ),
        (&words, "fields: []".to_owned()),
        (&words, "vocabulary: 2".to_owned()),
        (
            &tests,
            "tests: [{name: x, expect: {dew: [confirm]}}]".to_owned(),
        ),
        (
            &tests,
            "tests: [{name: x, timeline: [{expect: {}}]}]".to_owned(),
        ),
        (&tests, "tests: [{name: x, order: [a]}]".to_owned()),
        (
            &config,
            "{sabaki: 1, state: s, rules: {path: r, reload: never}, shops: {}}".to_owned(),
        ),
        (
            &config,
            "{sabaki: 1, state: s, rules: {path: r}, poll: {every: 5}, shops: {}}".to_owned(),
        ),
        (
            &config,
            "{sabaki: 1, state: s, rules: {path: r}}".to_owned(),
        ),
        (&config, shop("oms: {csv: {}}")),
        (&config, shop("rms_older: {url: x}, oms: {}")),
        (&config, shop("csv: {folder: x, payments: {a: b}}, oms: {}")),
    ];
    for (schema, text) in cases {
        assert!(!wrong(schema, &yaml(&text)).is_empty(), "{text}");
    }
    let fine = shop(
        "csv: {folder: x, shop_number: 123456, payments: {a: 共通}}, \
         oms: {nextengine: n, shop: 1, upload_pattern: 3, carriers: {\"20\": 1001}}",
    );
    assert_eq!(wrong(&config, &yaml(&fine)), Vec::<String>::new());
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
    let said = parser::parse(FileId(0), text).diagnostics;
    assert!(said.is_empty(), "the parser reads it as well: {said:?}");
}

#[test]
fn the_files_for_editors_are_these_schemas() {
    let folder = workspace().join("examples/editor/schemas");
    for schema in Schema::ALL {
        let path = folder.join(format!("{}.json", schema.name()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, text(&schema.json())).unwrap();
        }
        let file = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            file == text(&schema.json()),
            "{} (BLESS=1 writes it)",
            path.display()
        );
    }
}
