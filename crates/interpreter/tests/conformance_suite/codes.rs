//! Every code of the catalogue has a case that produces it: the example on its page, or a text
//! made here where an example would be too large or belongs to another kind of file.

use std::collections::BTreeMap;
use std::sync::Arc;

use sabaki_diagnostic::catalogue::{Page, pages};
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile, Sources};
use sabaki_interpreter::compile::{compile, compile_trees};
use sabaki_interpreter::facts::file::{OrderRecord, OrdersFile, read_orders};
use sabaki_interpreter::facts::problem::Problem;
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::testing::{read, run};
use sabaki_interpreter::vocabulary::from_file::Attached;
use sabaki_interpreter::vocabulary::load::load_with;

use super::run::{documents, shipped};

/// A code as it was told: its text in both languages.
pub(crate) type Told = BTreeMap<String, [String; 2]>;

/// Codes that another crate gives, or that need a very large text, with the file whose tests give
/// them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("E0750", "src/compile/tests.rs"),
    ("E0751", "src/compile/tests.rs"),
    ("E0753", "src/compile/limits.rs"),
    ("E0754", "src/compile/depths.rs"),
    ("E0959", "../cli/src/orders/csv.rs"),
];

/// What texts made here produce, for the codes whose page has no example that runs.
pub(crate) fn told() -> Told {
    let mut told = Told::new();
    limits(&mut told);
    let examples: Vec<Page> = pages().collect();
    for page in examples {
        let Some(bad) = page.example("bad") else {
            continue;
        };
        match &page.code[..3] {
            "E09" if page.code.starts_with("E095") => orders(&mut told, page.code, bad),
            "E09" if page.code.starts_with("E098") => tests(&mut told, page.code, bad),
            "W19" if page.code != "W1903" => orders(&mut told, page.code, bad),
            _ => {}
        }
    }
    told
}

/// The codes that nothing produces, given those that the examples on the pages do.
pub(crate) fn missing(produced: &[String], told: &Told) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let elsewhere = |code: &str| {
        ELSEWHERE.iter().any(|(of, file)| {
            let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
            let tests = text.split_once("#[test]").map_or("", |(_, tests)| tests);
            *of == code && tests.contains(code)
        })
    };
    pages()
        .map(|page| page.code.to_owned())
        .filter(|code| !produced.contains(code) && !told.contains_key(code) && !elsewhere(code))
        .map(|code| format!("{code}: no case produces it"))
        .collect()
}

fn add(told: &mut Told, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        let texts = [Lang::Ja, Lang::En].map(|lang| diagnostic.message(lang));
        told.entry(diagnostic.code().to_string()).or_insert(texts);
    }
}

fn add_problem(told: &mut Told, problem: &Problem) {
    let texts = [Lang::Ja, Lang::En].map(|lang| problem.message(lang));
    told.entry(problem.code().to_string()).or_insert(texts);
}

fn rules(told: &mut Told, text: impl Into<String>) {
    let mut files = RuleFiles::default();
    files.sources.add("a.rules", text.into());
    add(told, &compile(shipped(), &files).diagnostics);
}

/// Texts beyond a limit, each one the smallest that is.
fn limits(told: &mut Told) {
    let mebibyte = 1024 * 1024;
    rules(told, "x".repeat(mebibyte + 1));
    let nest = format!("when {}gift{} then confirm", "(".repeat(65), ")".repeat(65));
    rules(told, nest);
    let long = format!("when gift then note \"{}\"", "x".repeat(4096));
    rules(told, long);
    rules(told, "when gift then note \"a\u{200b}b\"");
    // A set of a hundred rules is large enough for this.
    rules(told, "when total > 1 then tag \"a\"\n".repeat(100));
    // The parser says this itself; trees that a host hands over are asked again.
    let tree = sabaki_parser::parsed::parse(FileId(0), "a.yaml", "language: 2\n");
    let found = compile_trees(
        shipped(),
        &[tree.file],
        &BTreeMap::new(),
        &Sources::default(),
    );
    add(told, &found.diagnostics);
    let mut sources = documents();
    sources.add("large.vocabulary.yaml", "#".repeat(mebibyte));
    add(told, &load_with(&mut sources, &Attached::new()).1);
    let large = SourceFile::new("a.test.yaml", "#".repeat(mebibyte));
    add(told, &read::read(FileId(0), &large).1);
}

/// An order file, read leniently; an order of a test, read strictly.
fn orders(told: &mut Told, code: &str, text: &str) {
    if let Some(order) = text.strip_prefix("order: ") {
        let json: serde_json::Value = serde_yaml::from_str(order).unwrap();
        if let Err(error) = FactsReader::strict(shipped()).read(&json) {
            add_problem(told, &error.problem);
        }
        return;
    }
    let lines = match read_orders(text.as_bytes()) {
        Ok(OrdersFile::Records(lines)) => lines,
        Ok(OrdersFile::Csv(_)) => panic!("{code}: another kind of file"),
        Err(problem) => return add_problem(told, &problem),
    };
    let mut reader = FactsReader::new(shipped());
    for line in lines {
        match line.record {
            Ok(OrderRecord::Facts(json)) => match reader.read(&json) {
                Ok(_) => {}
                Err(error) => add_problem(told, &error.problem),
            },
            Ok(_) => panic!("{code}: another kind of record"),
            Err(error) => add_problem(told, &error.problem),
        }
    }
    for problem in reader.take_warnings() {
        add_problem(told, &problem);
    }
}

/// A test file, whole or a part of one test, read and run.
fn tests(told: &mut Told, code: &str, text: &str) {
    let part = |text: &str| text.trim().replace('\n', "\n    ");
    let whole = if text.contains("tests:") {
        text.to_owned()
    } else {
        let expects = text.contains("expect");
        let expect = if expects {
            ""
        } else {
            "\n    expect: {due: []}"
        };
        let order = if text.contains("order:") {
            ""
        } else {
            "\n    order: {status: 注文確認待ち}"
        };
        format!(
            "tests:\n  - name: 見本{order}{expect}\n    {}\n",
            part(text)
        )
    };
    if code == "E0981" {
        return;
    }
    let (file, diagnostics) =
        read::read(FileId(0), &SourceFile::new("a.test.yaml", whole.as_str()));
    add(told, &diagnostics);
    let mut files = RuleFiles::default();
    let text = "rule \"見本\" when status = 注文確認待ち then confirm, tag \"a\"";
    files.sources.add("a.rules", text);
    let rules = compile(shipped(), &files).rules.unwrap();
    let report = run::run(&Arc::clone(&rules), &file);
    for test in &report.tests {
        add(told, &test.broken);
    }
}
