//! YAML rule files and the trees they become: `fixtures/yaml/*.txt`, in the form of `dsl.rs`.
//!
//! `BLESS=1 cargo test -p sabaki-parser --test yaml` writes the results anew.

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

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile};
use sabaki_parser::parsed;
use sabaki_parser::syntax::dump;

fn read(source: &str) -> String {
    let parsed = parsed::parse(FileId(0), "f.yaml", source);
    let mut out = dump::file(&parsed.file);
    let file = SourceFile::new("f.yaml", source);
    for diagnostic in &parsed.diagnostics {
        render(&mut out, &file, diagnostic);
    }
    out
}

fn render(out: &mut String, file: &SourceFile, diagnostic: &Diagnostic) {
    let at = file.position(diagnostic.span().start);
    let marked = file.slice(diagnostic.span()).replace('\n', "⏎");
    let code = diagnostic.code();
    if !["E08", "W11"]
        .iter()
        .any(|ours| code.as_str().starts_with(ours))
    {
        // The DSL's own fixtures hold its texts.
        let _ = writeln!(out, "{code} {}:{} «{marked}»", at.line, at.column);
        return;
    }
    let message = diagnostic.message(Lang::En);
    let _ = writeln!(out, "{code} {}:{} «{marked}» {message}", at.line, at.column);
    for label in diagnostic.labels() {
        let at = file.position(label.span.start);
        let text = diagnostic.label_text(Lang::En, label);
        let _ = writeln!(out, "  {}:{} {text}", at.line, at.column);
    }
    for help in diagnostic.helps() {
        let sure = if help.certain { "mend" } else { "help" };
        let edits: Vec<_> = help
            .edits
            .iter()
            .map(|e| format!(" «{}»", e.text))
            .collect();
        let text = diagnostic.help_text(Lang::En, help);
        let _ = writeln!(out, "  {sure}: {text}{}", edits.concat());
    }
}

#[test]
fn every_fixture_gives_its_tree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/yaml");
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = String::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut blessed = Vec::new();
        for case in text.trim_end().split("\n====\n") {
            cases += 1;
            let (source, wanted) = case.rsplit_once("\n----\n").unwrap_or((case, ""));
            let found = read(source).trim_end().to_owned();
            if found != wanted.trim_end() && !bless {
                let name = path.file_name().unwrap().to_string_lossy();
                let _ = writeln!(
                    wrong,
                    "{name}:\n{source}\n-- found\n{found}\n-- wanted\n{wanted}\n"
                );
            }
            blessed.push(format!("{source}\n----\n{found}"));
        }
        if bless {
            std::fs::write(&path, blessed.join("\n====\n") + "\n").unwrap();
        }
    }
    assert!(cases > 0, "no fixtures");
    assert!(wrong.is_empty(), "{wrong}");
}

/// The YAML example below a heading of a page.
fn example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n```yaml\n"))?;
    rest.split_once("\n```").map(|(example, _)| example)
}

#[test]
fn bad_examples_give_their_code_and_good_ones_none() {
    let mut pages = 0;
    for page in catalogue::pages() {
        let ours = ["E08", "W115"]
            .iter()
            .any(|ours| page.code.starts_with(ours));
        let Some(bad) = example(page.source, "bad").filter(|_| ours) else {
            continue;
        };
        pages += 1;
        let codes = |source: &str| -> Vec<&str> {
            let parsed = parsed::parse(FileId(0), "f.yaml", source);
            let said = parsed.diagnostics.iter();
            said.map(|said| said.code().as_str()).collect()
        };
        let found = codes(bad);
        assert!(
            found.contains(&page.code),
            "{}: bad gives {found:?}",
            page.code
        );
        let good = example(page.source, "good").unwrap();
        let found = codes(good);
        assert!(found.is_empty(), "{}: good gives {found:?}", page.code);
    }
    assert!(pages > 0, "no pages with YAML examples");
}
