//! The examples of a document: ```rules and ```yaml blocks compile without a single diagnostic, and a
//! ```yaml block of tests holds for the rules above it.

use std::sync::Arc;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile};
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::testing::{read, run};
use sabaki_interpreter::vocabulary::from_file::Attached;
use sabaki_order::vocabulary::{shipped, shipped_with};

/// What is wrong with the examples of a document.
pub(crate) fn failures(name: &str, document: &str) -> Vec<String> {
    let mut failures = Vec::new();
    let mut rules = None;
    for (line, kind, text) in blocks(document) {
        let place = format!("docs/{name}:{line}");
        let first = text.lines().next().unwrap_or_default();
        let told = match (kind, first) {
            ("rules", _) => compiled("example.rules", text, &mut rules),
            ("yaml", "tests:") => tested(text, rules.as_deref()),
            ("yaml", "vocabulary: 1") => words(text),
            ("yaml", first) if first.starts_with("sabaki:") => Vec::new(),
            ("yaml", _) => compiled("example.yaml", text, &mut rules),
            _ => Vec::new(),
        };
        failures.extend(told.into_iter().map(|told| format!("{place}: {told}")));
    }
    assert!(rules.is_some(), "docs/{name} has no example at all");
    failures
}

/// The code blocks of a document: the line it begins at, its kind, its text.
fn blocks(document: &str) -> Vec<(usize, &str, &str)> {
    let mut blocks = Vec::new();
    let mut line = 1;
    for (at, part) in document.split("```").enumerate() {
        if at % 2 == 1 {
            let (kind, text) = part.split_once('\n').unwrap();
            blocks.push((line, kind, text));
        }
        line += part.matches('\n').count();
    }
    blocks
}

fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let all = diagnostics.iter();
    all.map(|d| format!("{} {}", d.code(), d.message(Lang::En)))
        .collect()
}

fn compiled(name: &str, text: &str, rules: &mut Option<Arc<RuleSet>>) -> Vec<String> {
    let mut files = RuleFiles::default();
    files.sources.add(name, text);
    let compiled = compile(&shipped(), &files);
    *rules = compiled.rules;
    said(&compiled.diagnostics)
}

fn words(text: &str) -> Vec<String> {
    let files = Attached::from([("goods.csv".to_owned(), "A-1,見本,1\n".into())]);
    match shipped_with([("shop.vocabulary.yaml", text)], &files) {
        Ok(_) => Vec::new(),
        Err((_, diagnostics)) => said(&diagnostics),
    }
}

fn tested(text: &str, rules: Option<&RuleSet>) -> Vec<String> {
    let Some(rules) = rules else {
        return vec!["tests stand under no rules".to_owned()];
    };
    let (file, diagnostics) = read::read(FileId(0), &SourceFile::new("example.test.yaml", text));
    let mut told = said(&diagnostics);
    for test in run::run(rules, &file).tests {
        told.extend(said(&test.broken));
        for mismatch in test.steps.iter().flat_map(|step| &step.mismatches) {
            told.push(format!("{}: {mismatch:?}", test.name));
        }
    }
    told
}
