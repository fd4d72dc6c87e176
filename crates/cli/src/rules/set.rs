//! A rule set from disk: its texts, its vocabulary, and what compiling them gave.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::source::Sources;
use sabaki_interpreter::compile;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::vocabulary::load;
use sabaki_interpreter::vocabulary::model::Vocabulary;

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;

use super::folder::{self, Files};

/// A rule set as it was read and compiled.
pub(crate) struct Set {
    /// Its rule files, for excerpts.
    pub(crate) sources: Sources,
    /// Its vocabulary files, for excerpts.
    pub(crate) vocabulary_sources: Sources,
    /// What its rules may speak of.
    pub(crate) vocabulary: Arc<Vocabulary>,
    /// What is wrong with the vocabulary files.
    pub(crate) vocabulary_diagnostics: Vec<Diagnostic>,
    /// What is to be said about the rules.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The compiled rules, where there is no error.
    pub(crate) rules: Option<Arc<RuleSet>>,
}

/// Reads and compiles a set, with further vocabulary files.
pub(crate) fn read(files: &Files, vocabulary: &[PathBuf]) -> Result<Set, Problem> {
    let attached = attached(files)?;
    let mut rule_files = RuleFiles::default();
    // The rules are parsed while the vocabulary is read.
    let (words, parsed) = thread::scope(|scope| {
        let words = || {
            let words = words(files, vocabulary, &attached);
            if let Ok((_, vocabulary, _)) = &words {
                compile::prepare(vocabulary);
            }
            words
        };
        let reader = thread::Builder::new().spawn_scoped(scope, words).ok();
        let parsed = texts(files, &mut rule_files.sources);
        let parsed = parsed.map(|()| compile::parse(&rule_files));
        let read = reader.and_then(|reader| reader.join().ok());
        (read.unwrap_or_else(words), parsed)
    });
    let (vocabulary_sources, vocabulary, vocabulary_diagnostics) = words?;
    let parsed = parsed?;
    rule_files.attached = attached;
    let compiled = compile::compile_files(&vocabulary, &rule_files, parsed);
    let rules = compiled
        .rules
        .filter(|_| !has_errors(&vocabulary_diagnostics));
    Ok(Set {
        sources: compiled.sources,
        vocabulary_sources,
        vocabulary,
        vocabulary_diagnostics,
        diagnostics: compiled.diagnostics,
        rules,
    })
}

fn texts(files: &Files, sources: &mut Sources) -> Result<(), Problem> {
    for path in &files.rules {
        sources.add(path.display().to_string(), folder::text(path)?);
    }
    Ok(())
}

/// The vocabulary of a set alone.
pub(crate) fn vocabulary(files: &Files, further: &[PathBuf]) -> Result<Arc<Vocabulary>, Problem> {
    words(files, further, &attached(files)?).map(|(_, vocabulary, _)| vocabulary)
}

type WordsOfSet = (Sources, Arc<Vocabulary>, Vec<Diagnostic>);

type Attached = BTreeMap<String, Vec<u8>>;

/// The data files that rules and vocabulary may name.
fn attached(files: &Files) -> Result<Attached, Problem> {
    let data = files.data.iter();
    data.map(|(name, path)| Ok((name.clone(), folder::bytes(path)?)))
        .collect()
}

fn words(files: &Files, further: &[PathBuf], attached: &Attached) -> Result<WordsOfSet, Problem> {
    let mut sources = Sources::default();
    for (name, text) in sabaki_order::vocabulary::DOCUMENTS {
        sources.add(name, text);
    }
    // Files named twice count once; a person's own list stands for what is configured.
    let elsewhere = if further.is_empty() {
        &files.configured
    } else {
        further
    };
    let mut seen = BTreeSet::new();
    for path in elsewhere.iter().chain(&files.vocabulary) {
        let one = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        if seen.insert(one) {
            sources.add(path.display().to_string(), folder::text(path)?);
        }
    }
    let (vocabulary, diagnostics) = load::load_with(&mut sources, attached);
    Ok((sources, Arc::new(vocabulary), diagnostics))
}

impl Set {
    /// How many diagnostics of a severity there are.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let all = self.diagnostics.iter().chain(&self.vocabulary_diagnostics);
        all.filter(|d| d.severity() == severity).count()
    }

    /// The rules, or the diagnostics on standard error and exit 2; warnings are one line there.
    pub(crate) fn usable(&self, out: Output) -> Result<Arc<RuleSet>, Exit> {
        if let Some(rules) = &self.rules {
            let warnings = self.count(Severity::Warning);
            if warnings > 0 {
                out.note(&out.text("rules.warnings", &[("count", &warnings.to_string())]));
            }
            return Ok(Arc::clone(rules));
        }
        let width = render::width();
        for (diagnostics, sources) in [
            (&self.vocabulary_diagnostics, &self.vocabulary_sources),
            (&self.diagnostics, &self.sources),
        ] {
            if !diagnostics.is_empty() {
                let styled = render::stderr_is_styled();
                out.note(&render::diagnostics::render(
                    diagnostics,
                    sources,
                    out.lang,
                    styled,
                    width,
                ));
                out.note("");
            }
        }
        Err(Exit::Unusable)
    }
}
