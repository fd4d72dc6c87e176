//! The documents in `docs/` say what the program does: tables are generated, examples run, nothing
//! of the language is left out, and the tour of diagnostics is what the program prints.
//!
//! `BLESS=1 cargo test -p sabaki-cli --test documents` writes the generated parts anew.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test reads its files and says by panicking that it failed"
)]

mod editor;
mod examples;
mod front;
mod tables;
mod tour;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::lang::Lang;

/// The two references, each in its language.
const REFERENCES: [(&str, Lang); 2] = [("language.md", Lang::En), ("language.ja.md", Lang::Ja)];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document(name: &str) -> String {
    fs::read_to_string(workspace().join("docs").join(name)).unwrap()
}

/// Holds a document against what it should be, or writes it under `BLESS`.
fn compare(name: &str, wanted: &str) {
    let path = workspace().join("docs").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, wanted).unwrap();
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    let differs = wanted.lines().zip(found.lines()).find(|(a, b)| a != b);
    assert!(
        found == wanted,
        "docs/{name} is not what the program says; `BLESS=1` writes it anew. First: {differs:?}"
    );
}

#[test]
fn generated_tables_are_up_to_date() {
    for (name, lang) in REFERENCES {
        compare(name, &tables::filled(&document(name), lang));
    }
}

#[test]
fn examples_run() {
    for name in [
        "language.md",
        "language.ja.md",
        "integrators.md",
        "integrators.ja.md",
        "../README.md",
    ] {
        let failures = examples::failures(name, &document(name));
        assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    }
}

#[test]
fn nothing_of_the_language_is_missing() {
    for (name, _) in REFERENCES {
        let missing = words::missing(&document(name));
        assert!(missing.is_empty(), "docs/{name} lacks {missing:?}");
    }
}

#[test]
fn the_tour_is_what_the_program_prints() {
    compare("diagnostics.md", &tour::page());
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let missing = front::missing_from_demo(&document("../README.md"));
    assert!(missing.is_empty(), "the demo does not print {missing:#?}");
}

#[test]
fn every_rule_pack_has_its_page() {
    let wrong = front::packs_without_page(&workspace().join("rules"));
    assert!(
        wrong.is_empty(),
        "no page, or not one of ten lines: {wrong:?}"
    );
}

#[test]
fn help_prints_the_reference_and_knows_its_topics() {
    let (code, out) = front::sabaki(&["help", "language", "--lang", "ja"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("# ルールの言語"), "{}", &out[..40]);
    assert!(out.contains("`add_business_days(") && !out.contains("<!--"));
    let (code, out) = front::sabaki(&["help", "state", "init", "--lang", "en"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Usage: sabaki state init"), "{out}");
    assert_eq!(front::sabaki(&["help", "languge"]).0, Some(2));
}
