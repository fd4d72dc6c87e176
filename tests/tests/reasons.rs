//! Why something did not happen is told from the catalogue, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::catalogue::{has_text, text_keys};
use sabaki_tests::workspace;

/// The product's own sources: file and text, without what is a test of its crate.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&workspace().join("crates"), &mut files);
    assert!(files.len() > 50, "the sources are found");
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file is text");
            let end = text.find("#[cfg(test)]\nmod tests {");
            let text = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
            let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            (path, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_test = name == "tests"
            || name == "conformance"
            || name == "tests.rs"
            || name.ends_with("_tests.rs");
        if is_test || path.ends_with("crates/diagnostic") {
            continue;
        }
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// What follows a beginning, up to the quote that ends it.
fn quoted<'a>(text: &'a str, beginning: &str) -> Vec<&'a str> {
    let after = text.split(beginning).skip(1);
    after
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect()
}

#[test]
fn every_reason_stands_in_the_catalogue_in_both_languages_and_is_used() {
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let given = quoted(&text, "Reason::of(\"")
            .into_iter()
            .map(str::to_owned);
        let named = quoted(&text, "\"reason.").into_iter();
        let named = named.map(|rest| format!("reason.{rest}"));
        for key in given.chain(named) {
            assert!(has_text(&key), "{}: no text {key}", path.display());
            used.insert(key);
        }
    }
    let stems = text_keys().filter_map(|key| key.rsplit_once('.'));
    let unused: BTreeSet<&str> = stems
        .map(|(stem, _)| stem)
        .filter(|stem| stem.starts_with("reason.") && !used.contains(*stem))
        .collect();
    assert!(unused.is_empty(), "texts that nothing uses: {unused:?}");
}

#[test]
fn no_reason_is_worded_where_it_arises() {
    for (path, text) in sources() {
        let one_line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for beginning in [
            "Reason::words(\"",
            "Reason::words( \"",
            "reason: \"",
            "reason: format!(",
        ] {
            let written = quoted(&one_line, beginning);
            let written: Vec<_> = written.into_iter().filter(|w| !w.is_empty()).collect();
            assert!(
                written.is_empty(),
                "{}: give these a key of the catalogue: {written:?}",
                path.display()
            );
        }
    }
}
