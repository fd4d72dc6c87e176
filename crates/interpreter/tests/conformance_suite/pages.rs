//! The examples on the pages of the language's codes: the bad one shows its code, the good one
//! none, and what is said about it stands in a snapshot in both languages.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use sabaki_diagnostic::catalogue::{Page, pages};
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::Sources;
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::vocabulary::from_file::Attached;
use sabaki_interpreter::vocabulary::load::load_with;
use sabaki_interpreter::vocabulary::model::Vocabulary;

use super::codes;
use super::run::{documents, vocabulary};

/// The codes of rule text and of vocabulary files.
const OURS: &[&str] = &[
    "E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E090", "W11", "W12", "W1903", "H20",
];

/// What the example under a heading is: rule text, YAML, or only a text to read.
fn fence(page: &Page, heading: &str) -> Option<&'static str> {
    let (_, rest) = page.source.split_once(&format!("\n## {heading}\n```"))?;
    rest.lines().next()
}

/// The codes of this crate; what the parser says may come with what follows from it.
const STRICT: &[&str] = &["E02", "E03", "E04", "E055", "E065", "W12", "H20"];

/// The shipped vocabulary, with channels as a configuration gives them.
fn words() -> Arc<Vocabulary> {
    let mut vocabulary = Vocabulary::clone(&vocabulary());
    for param in vocabulary.actions.iter_mut().flat_map(|a| &mut a.params) {
        if &*param.id == "channel" {
            param.one_of = ["mail", "chat"].map(Into::into).to_vec();
        }
    }
    Arc::new(vocabulary)
}

/// What is said about an example.
fn said(
    page: &Page,
    kind: &str,
    text: &str,
    words: &Arc<Vocabulary>,
) -> (Vec<Diagnostic>, Sources) {
    let files = [
        ("ritou.csv", "沖縄県\n"),
        ("goods.csv", "商品コード,商品名,冷蔵\nA-1,見本,はい\n"),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    if page.code.starts_with("E090") || ["E0551", "W1903"].contains(&page.code) {
        let mut sources = documents();
        let head = if text.starts_with("vocabulary:") {
            ""
        } else {
            "vocabulary: 1\n"
        };
        sources.add("page.vocabulary.yaml", format!("{head}{text}"));
        let (_, diagnostics) = load_with(&mut sources, &Attached::from(files));
        return (diagnostics, sources);
    }
    let mut rules = RuleFiles::default();
    rules.sources.add(format!("page.{kind}"), text);
    rules.attached.extend(files);
    let compiled = compile(words, &rules);
    (compiled.diagnostics, compiled.sources)
}

fn shown(out: &mut String, page: &Page, diagnostics: &[Diagnostic], sources: &Sources) {
    let _ = writeln!(out, "{}", page.code);
    for diagnostic in diagnostics {
        let marked = sources.slice(diagnostic.span()).replace('\n', "⏎");
        let _ = writeln!(
            out,
            "  {} {} [{marked}]",
            diagnostic.code(),
            sources.place(diagnostic.span())
        );
        for lang in [Lang::Ja, Lang::En] {
            let _ = writeln!(out, "    {lang}: {}", diagnostic.message(lang));
            for label in diagnostic.labels() {
                let place = sources.place(label.span);
                let _ = writeln!(out, "      {place}: {}", diagnostic.label_text(lang, label));
            }
            for help in diagnostic.helps() {
                let _ = writeln!(out, "      {}", diagnostic.help_text(lang, help));
            }
        }
    }
}

/// What is wrong with the pages.
pub(crate) fn failures() -> Vec<String> {
    let words = words();
    let mut failures = Vec::new();
    let mut snapshot = String::new();
    let mut produced = Vec::new();
    for page in pages().filter(|page| OURS.iter().any(|start| page.code.starts_with(start))) {
        let (bad, good) = (page.example("bad"), page.example("good"));
        let (Some(bad), Some(good), Some(kind)) = (bad, good, fence(&page, "bad")) else {
            failures.push(format!("{}: no examples", page.code));
            continue;
        };
        if kind == "text" {
            continue;
        }
        let (found, sources) = said(&page, kind, bad, &words);
        let codes: Vec<&str> = found.iter().map(|d| d.code().as_str()).collect();
        produced.extend(codes.iter().map(|code| (*code).to_owned()));
        let strict = STRICT.iter().any(|start| page.code.starts_with(start));
        if !codes.contains(&page.code) || strict && codes.iter().any(|code| *code != page.code) {
            failures.push(format!("{}: the bad example gives {codes:?}", page.code));
        }
        shown(&mut snapshot, &page, &found, &sources);
        let (found, _) = said(&page, fence(&page, "good").unwrap_or(kind), good, &words);
        let codes: Vec<&str> = found.iter().map(|d| d.code().as_str()).collect();
        if codes.contains(&page.code) || strict && !codes.is_empty() {
            failures.push(format!("{}: the good example gives {codes:?}", page.code));
        }
    }
    let told = codes::told();
    failures.extend(codes::missing(&produced, &told));
    for (code, [ja, en]) in told {
        let _ = writeln!(snapshot, "{code}\n    ja: {ja}\n    en: {en}");
    }
    failures.extend(compared(&snapshot));
    failures
}

/// The snapshot as it was; `SABAKI_UPDATE=1` writes it anew.
fn compared(snapshot: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/diagnostics.txt");
    if std::env::var_os("SABAKI_UPDATE").is_some() {
        std::fs::write(&path, snapshot).unwrap();
        return None;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let pairs = kept.lines().zip(snapshot.lines());
    let other = pairs.into_iter().find(|(kept, now)| kept != now);
    match other {
        Some((kept, now)) => Some(format!("the snapshot says\n  {kept}\nnot\n  {now}")),
        None if kept != snapshot => Some("the snapshot has another length".to_owned()),
        None => None,
    }
}
