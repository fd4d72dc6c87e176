//! Any tree, written in each spelling and language, is read as the same tree.

#![allow(clippy::string_slice, reason = "a test may fail loudly")]

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::FileId;

use super::{NameRole, Names, Options, format};
use crate::parsed::parse;
use crate::syntax::dump;
use crate::syntax::file::{File, Item, Spelling};
use crate::syntax::rule::Part;
use crate::testing::Chance;
use crate::testing::trees::Trees;

/// How many trees are tried.
const SEEDS: u64 = 150;

/// Keywords in one language, names as they are.
struct Keywords(Lang);

impl Names for Keywords {
    fn language(&self) -> Lang {
        self.0
    }

    fn rename(&self, _: &str, _: NameRole<'_>) -> Option<String> {
        None
    }
}

/// What two spellings of a file share: kinds together, requests before holds, no parentheses that
/// only group, functions in English.
fn essence(file: &File) -> String {
    let mut items = file.items.clone();
    let kind = |item: &Item| match item {
        Item::Language(_) => 0,
        Item::Partial(_) => 1,
        Item::Let(_) => 2,
        Item::List(_) => 3,
        Item::Calendar(_) => 4,
        Item::Table(_) => 5,
        Item::Rule(_) => 6,
    };
    items.sort_by_key(kind);
    let mut out = String::new();
    for mut item in items {
        if let Item::Rule(rule) = &mut item {
            rule.parts.sort_by_key(|part| matches!(part, Part::Hold(_)));
        }
        out.push_str(&without_parentheses(&dump::item(&item)));
        out.push('\n');
    }
    out.replace("営業日数", "business_days")
        .replace("日付", "date")
}

/// Takes `(paren x)` out of a dump, leaving `x`.
fn without_parentheses(dump: &str) -> String {
    const OPEN: &str = "(paren ";
    let mut out = String::new();
    let mut open = Vec::new();
    let mut quoted = false;
    let mut rest = dump;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if quoted {
            if c == '\\' {
                length += rest[length..].chars().next().map_or(0, char::len_utf8);
            }
            quoted = c != '"';
            out.push_str(&rest[..length]);
        } else if rest.starts_with(OPEN) {
            open.push(false);
            length = OPEN.len();
        } else {
            match c {
                '(' => open.push(true),
                '"' => quoted = true,
                _ => {}
            }
            if c != ')' || open.pop().unwrap_or(true) {
                out.push(c);
            }
        }
        rest = &rest[length..];
    }
    out
}

#[test]
fn every_tree_is_read_as_it_was_written() {
    for seed in 0..SEEDS {
        let file = Trees(Chance::new(seed)).file();
        for (spelling, name) in [(Spelling::Dsl, "f.rules"), (Spelling::Yaml, "f.yaml")] {
            for lang in [Lang::En, Lang::Ja] {
                let keywords = Keywords(lang);
                let names = Some(&keywords as &dyn Names);
                let options = Options { spelling, names };
                let text = format(&file, "", &options);
                let read = parse(FileId(0), name, &text);
                let errors = read
                    .diagnostics
                    .iter()
                    .filter(|said| said.code().as_str().starts_with('E'))
                    .map(|said| {
                        let range = said.span().range();
                        let line = text[..range.start].lines().count();
                        format!("{} {line} «{}»", said.code(), &text[range])
                    })
                    .collect::<Vec<_>>();
                assert!(errors.is_empty(), "seed {seed}: {errors:?}\n{text}");
                assert_eq!(essence(&file), essence(&read.file), "seed {seed}\n{text}");
                let again = format(&read.file, &text, &options);
                assert_eq!(text, again, "seed {seed}: not idempotent");
            }
        }
    }
}
