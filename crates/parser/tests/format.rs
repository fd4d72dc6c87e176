//! Formatted files: `fixtures/format/*.txt`.
//!
//! A fixture is cases separated by `====`: a line `NAME SPELLING LANGUAGE` (what is read, how it is
//! written; language `-` keeps the file's own), the source, `----`, the result.
//! `BLESS=1 cargo test -p sabaki-parser --test format` writes the results anew. What was formatted
//! is formatted to itself and loses no comment.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "tests read fixtures and may fail loudly"
)]

use std::fmt::Write as _;
use std::path::Path;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::FileId;
use sabaki_parser::format::{self, NameRole, Names, NotWritten, Options};
use sabaki_parser::parsed::{Parsed, parse};
use sabaki_parser::syntax::file::Spelling;

/// A few names in both languages.
struct Dictionary(Lang);

const FIELDS: &[(&str, &str)] = &[
    ("status", "ステータス"),
    ("settlement", "決済"),
    ("remarks", "備考"),
    ("postage", "送料"),
    ("ordered_at", "注文日時"),
    ("items", "商品"),
    ("destinations", "送付先"),
    ("total", "請求金額"),
    ("prefecture", "都道府県"),
    ("gift", "ギフト"),
    ("multiple_destinations", "複数送付先"),
    ("now", "現在"),
];
const MEMBERS: &[(&str, &str)] = &[
    ("sku", "SKU"),
    ("quantity", "個数"),
    ("prefecture", "都道府県"),
];
const VALUES: &[(&str, &str)] = &[
    ("common", "共通"),
    ("awaiting_shipment", "発送待ち"),
    ("awaiting_confirmation", "注文確認待ち"),
    ("on_hold", "保留"),
];
const ACTIONS: &[(&str, &str)] = &[
    ("confirm", "注文確認"),
    ("import", "受注取込"),
    ("mark_paid", "入金済みにする"),
    ("tag", "タグ付け"),
    ("notify", "通知"),
    ("set_ship_method", "発送方法設定"),
];

impl Names for Dictionary {
    fn language(&self) -> Lang {
        self.0
    }

    fn rename(&self, name: &str, role: NameRole<'_>) -> Option<String> {
        let words = match role {
            NameRole::Field => FIELDS,
            NameRole::Member { .. } => MEMBERS,
            NameRole::Value { of, .. }
                if ["status", "ステータス", "settlement", "決済"].contains(&of) =>
            {
                VALUES
            }
            NameRole::Value { .. } | NameRole::Calendar => return None,
            NameRole::Action => ACTIONS,
        };
        let (en, ja) = words.iter().find(|(en, ja)| *en == name || *ja == name)?;
        let word = if self.0 == Lang::Ja { ja } else { en };
        Some((*word).to_owned())
    }
}

fn written(parsed: &Parsed, source: &str, spelling: Spelling, lang: Option<Lang>) -> String {
    let dictionary = lang.map(Dictionary);
    let names = dictionary.as_ref().map(|names| names as &dyn Names);
    let options = Options { spelling, names };
    match format::parsed(parsed, source, &options) {
        Ok(text) => {
            let at_once = format::format(&parsed.file, source, &options);
            assert_eq!(at_once, text, "written more than once:\n{source}");
            text
        }
        Err(_) => "(not formatted)\n".to_owned(),
    }
}

fn run(head: &str, source: &str) -> String {
    let words: Vec<&str> = head.split(' ').collect();
    let [name, spelling, lang] = words.as_slice() else {
        panic!("a case starts with NAME SPELLING LANGUAGE, not {head}");
    };
    let (spelling, new_name) = match *spelling {
        "dsl" => (Spelling::Dsl, "f.rules"),
        _ => (Spelling::Yaml, "f.yaml"),
    };
    let lang = match *lang {
        "ja" => Some(Lang::Ja),
        "en" => Some(Lang::En),
        _ => None,
    };
    let read = parse(FileId(0), name, source);
    let text = written(&read, source, spelling, lang);
    if text != "(not formatted)\n" {
        let again = parse(FileId(0), new_name, &text);
        assert_eq!(
            text,
            written(&again, &text, spelling, lang),
            "not stable: {head}\n{source}"
        );
        let count = |parsed: &Parsed| parsed.file.comments.len();
        assert_eq!(
            count(&read),
            count(&again),
            "lost comments: {head}\n{source}\n{text}"
        );
    }
    text
}

#[test]
fn every_fixture_is_written_as_it_should_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format");
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = String::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut blessed = Vec::new();
        for case in text.trim_end().split("\n====\n") {
            cases += 1;
            let (input, wanted) = case.split_once("\n----\n").unwrap_or((case, ""));
            let (head, source) = input.split_once('\n').unwrap_or((input, ""));
            let found = run(head, source);
            if found.trim_end() != wanted.trim_end() && !bless {
                let name = path.file_name().unwrap().to_string_lossy();
                let _ = writeln!(
                    wrong,
                    "{name}: {input}\n-- found\n{found}\n-- wanted\n{wanted}\n"
                );
            }
            blessed.push(format!("{input}\n----\n{}", found.trim_end()));
        }
        if bless {
            std::fs::write(&path, blessed.join("\n====\n") + "\n").unwrap();
        }
    }
    assert!(cases > 0, "no fixtures");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_file_that_would_grow_too_large_is_left_as_it_is() {
    // Each comment gets a blank.
    let source = "#a\n".repeat(340_000);
    let read = parse(FileId(0), "f.rules", &source);
    let options = Options {
        spelling: Spelling::Dsl,
        names: None,
    };
    let Err(NotWritten::Unreadable { text, diagnostics }) =
        format::parsed(&read, &source, &options)
    else {
        panic!("written");
    };
    assert!(text.starts_with("# a\n"));
    let codes: Vec<_> = diagnostics.iter().map(Diagnostic::code).collect();
    assert_eq!(codes.len(), 1, "{diagnostics:?}");
}
