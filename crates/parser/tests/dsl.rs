//! Rule texts and the trees they become: `fixtures/dsl/*.txt`.
//!
//! A fixture is cases separated by a line `====`; a case is sources separated by `----`, the last
//! part being what each of them gives: the tree as `syntax::dump` writes it and the diagnostics as
//! `CODE LINE:COLUMN message`. `BLESS=1 cargo test -p sabaki-parser --test dsl` writes it anew.

#![allow(
    clippy::disallowed_methods,
    reason = "a test reads and blesses its fixtures"
)]

use std::fmt::Write as _;
use std::path::Path;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile};
use sabaki_parser::dsl;
use sabaki_parser::syntax::dump;

fn read(source: &str) -> String {
    let parsed = dsl::parse(FileId(0), source);
    let mut out = dump::file(&parsed.file);
    let file = SourceFile::new("f.rules", source);
    for diagnostic in &parsed.diagnostics {
        render(&mut out, &file, diagnostic);
    }
    out
}

fn render(out: &mut String, file: &SourceFile, diagnostic: &Diagnostic) {
    let at = file.position(diagnostic.span().start);
    let marked = file.slice(diagnostic.span());
    let message = diagnostic.message(Lang::En);
    let code = diagnostic.code();
    let _ = writeln!(out, "{code} {}:{} «{marked}» {message}", at.line, at.column);
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dsl");
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = String::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut blessed = Vec::new();
        for case in text.split("\n====\n") {
            cases += 1;
            let mut parts: Vec<&str> = case.split("\n----\n").collect();
            let expected = parts.pop().unwrap().trim_end();
            let mut first = None;
            for source in &parts {
                let found = read(source);
                let found = found.trim_end().to_owned();
                let wanted = if bless {
                    first.get_or_insert_with(|| found.clone()).clone()
                } else {
                    expected.to_owned()
                };
                if found != wanted {
                    let name = path.file_name().unwrap().to_string_lossy();
                    let _ = writeln!(
                        wrong,
                        "{name}:\n{source}\n-- found\n{found}\n-- wanted\n{wanted}\n"
                    );
                }
            }
            let result = first.unwrap_or_else(|| expected.to_owned());
            parts.push(&result);
            blessed.push(parts.join("\n----\n"));
        }
        if bless {
            std::fs::write(&path, blessed.join("\n====\n") + "\n").unwrap();
        }
    }
    assert!(cases > 0, "no fixtures");
    assert!(wrong.is_empty(), "{wrong}");
}
