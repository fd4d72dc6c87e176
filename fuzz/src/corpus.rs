//! What inputs are made from: the repository's rules, tests, vocabularies and broken files.

use std::fs;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::source::FileId;
use sabaki_parser::format::{Options, parsed};
use sabaki_parser::syntax::file::Spelling;

use crate::target::Target;

/// The longest text to start from, so that an input takes about a millisecond.
const LONGEST: usize = 12_000;

/// Texts to start from, with the target that each is for.
///
/// # Panics
/// When the repository's files cannot be read.
pub fn gather() -> Vec<(Target, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in [
        "rules",
        "crates/cli/tests/broken",
        "crates/cli/src/starter",
        "crates/interpreter/tests/conformance",
        "crates/order/vocabulary",
        "crates/parser/tests/fixtures",
    ] {
        walk(&root.join(folder), &mut files);
    }
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a file of the repository is UTF-8");
        add(&path, text, &mut all);
    }
    all.extend(FACTS.iter().map(|text| (Target::Facts, (*text).to_owned())));
    all.extend(TABLES.iter().map(|text| (Target::Csv, (*text).to_owned())));
    let dsl: Vec<String> = of(&all, Target::Dsl);
    for text in dsl {
        let read = sabaki_parser::dsl::parse(FileId(0), &text);
        let options = Options {
            spelling: Spelling::Yaml,
            names: None,
        };
        all.extend(parsed(&read, &text, &options).map(|text| (Target::Yaml, text)));
    }
    all.retain(|(_, text)| text.len() <= LONGEST);
    all
}

/// The texts of one target.
pub fn of(all: &[(Target, String)], target: Target) -> Vec<String> {
    let mine = all.iter().filter(|(of, _)| *of == target);
    mine.map(|(_, text)| text.clone()).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn add(path: &Path, text: String, all: &mut Vec<(Target, String)>) {
    let name = path.to_string_lossy();
    if name.contains("conformance") && name.ends_with(".yaml") {
        if let Ok(document) = serde_yaml::from_str(&text) {
            strings(&document, all);
        }
    } else if name.contains("fixtures") {
        let target = if name.contains("yaml") {
            Target::Yaml
        } else {
            Target::Dsl
        };
        all.extend(text.split("\n\n").map(|part| (target, part.to_owned())));
    } else if name.ends_with(".vocabulary.yaml") {
        all.push((Target::Vocabulary, text));
    } else if name.ends_with(".test.yaml") {
        all.push((Target::Tests, text));
    } else if name.ends_with(".rules") {
        all.push((Target::Dsl, text));
    } else if name.ends_with(".yaml") {
        all.push((Target::Yaml, text));
    } else if name.ends_with(".csv") {
        all.push((Target::Csv, text));
    }
}

/// The rule texts and facts of a conformance file, wherever in it they stand.
fn strings(value: &serde_yaml::Value, all: &mut Vec<(Target, String)>) {
    match value {
        serde_yaml::Value::String(text) if text.contains('\n') => {
            all.push((Target::Dsl, text.clone()));
            all.push((Target::Yaml, text.clone()));
        }
        serde_yaml::Value::Sequence(values) => values.iter().for_each(|value| strings(value, all)),
        serde_yaml::Value::Mapping(values) => {
            for (key, value) in values {
                if key.as_str() == Some("facts")
                    && let Ok(json) = serde_json::to_string(value)
                {
                    all.push((Target::Facts, json));
                }
                strings(value, all);
            }
        }
        _ => {}
    }
}

const FACTS: [&str; 3] = [
    r#"{"order_number":"000000-20261124-0000000001","status":300,"total":3000,"remarks":"[備考:]\n至急お願いします","items":[{"sku":"A-1","quantity":2,"price":1500}],"ordered_at":"2026-11-24 09:00","slip":{"exists":true,"status":"確認待ち"}}"#,
    "{\"order_number\":\"1\",\"gift\":true}\n{\"order_number\":\"2\",\"total\":-9999,\"prefecture\":\"沖縄県\"}\n",
    r#"[{"order_number":"3","ordered_at":"2026-11-24T09:00:00+09:00","today":"2026-11-24","slip.tags":["催促済"],"settlement":0}]"#,
];

const TABLES: [&str; 3] = [
    "total,prefecture,gift,then set_ship_method,hold confirm\n\"< 3,000円\",-,-,メール便,-\n>= 3000円,\"沖縄県, 北海道\",-,ゆうパック,離島送料\n-,-,true,宅配便,-\n",
    "\u{feff}請求金額\tギフト\t実行 タグ付け\r\n1000円\tはい\t「大口」\r\n-\t-\t-\r\n",
    "至急\nキャンセル\n\"領収書, 要\"\n  \n",
];
