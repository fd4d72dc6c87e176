//! The expressions of a vocabulary file, tried where they stand: `legal` and `done` of actions,
//! and what a field is where a record leaves it out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sabaki_diagnostic::diagnostic::{Arg, Diagnostic, has_errors};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{Sources, Span};
use sabaki_parser::place::Place as TextPlace;

use super::model::{Type, Vocabulary};
use crate::compile::standalone::{self, BROKEN, condition, default};
use crate::typing::report::type_name;
use crate::typing::scope::Words;

/// What is wrong with the expressions of actions. `actions` says where each of them is declared.
pub(super) fn check(
    vocabulary: &Arc<Vocabulary>,
    actions: &[Span],
    sources: &Sources,
) -> Vec<Diagnostic> {
    let words = Words::new(vocabulary);
    let mut diagnostics = Vec::new();
    for (at, (action, declared)) in vocabulary.actions.iter().zip(actions).enumerate() {
        let mut from = *declared;
        let legal = action.legal.iter().map(|legal| &legal.when);
        for text in legal.chain(&action.done) {
            let span = find(text, from, sources);
            if let Some(span) = span {
                from = span;
            }
            let place = span.map_or_else(
                || TextPlace::pieces(declared.file, Vec::new()),
                |span| TextPlace::plain(span.file, span.start as usize),
            );
            let Err(found) = condition(&words, at, text, &place) else {
                continue;
            };
            let first = found.iter().find(|d| has_errors(std::slice::from_ref(*d)));
            let why = |lang| first.map_or_else(String::new, |d| d.message(lang));
            let exact = first.filter(|_| span.is_some()).map(Diagnostic::span);
            let diagnostic = Diagnostic::new(BROKEN, exact.or(span).unwrap_or(*declared));
            diagnostics.push(
                diagnostic
                    .arg("name", action.id.to_string())
                    .arg("text", text.to_string())
                    .arg(
                        "why",
                        Arg::Both {
                            ja: why(Lang::Ja),
                            en: why(Lang::En),
                        },
                    ),
            );
        }
    }
    diagnostics
}

/// What is wrong with the expressions that fields follow from.
pub(super) fn defaults(
    vocabulary: &Arc<Vocabulary>,
    derived: &[(String, Arc<str>, Type, Span)],
    sources: &Sources,
) -> Vec<Diagnostic> {
    let words = Words::new(vocabulary);
    let mut reads = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, text, ty, declared) in derived {
        let span = find(text, *declared, sources).unwrap_or(*declared);
        let report = Diagnostic::new(BROKEN, span)
            .arg("name", name.as_str())
            .arg("text", &**text);
        let place = TextPlace::plain(span.file, span.start as usize);
        wrong.extend(match default(&words, text, &place) {
            Ok(term) if term.timely => Some(report.variant("clock")),
            Ok(term) if term.ty != *ty => Some(
                report
                    .variant("type")
                    .arg("wanted", type_name(vocabulary, ty))
                    .arg("found", type_name(vocabulary, &term.ty)),
            ),
            Ok(term) => {
                if let Some(field) = words.names.field(name) {
                    reads.insert(field, (standalone::reads(&term), report));
                }
                None
            }
            Err(found) => {
                let first = found.iter().find(|d| has_errors(std::slice::from_ref(*d)));
                let why = |lang| first.map_or_else(String::new, |d| d.message(lang));
                let (ja, en) = (why(Lang::Ja), why(Lang::En));
                Some(report.variant("default").arg("why", Arg::Both { ja, en }))
            }
        });
    }
    wrong.extend(circles(&reads));
    wrong
}

/// Fields that follow from themselves by way of others.
fn circles(derived: &BTreeMap<usize, (Vec<usize>, Diagnostic)>) -> Vec<Diagnostic> {
    let in_circle = derived.iter().filter(|(field, (reads, _))| {
        let mut seen = BTreeSet::new();
        let mut next = reads.clone();
        while let Some(read) = next.pop() {
            if seen.insert(read) {
                next.extend(derived.get(&read).into_iter().flat_map(|(reads, _)| reads));
            }
        }
        seen.contains(*field)
    });
    in_circle
        .map(|(_, (_, report))| report.clone().variant("circle"))
        .collect()
}

/// Where an expression stands behind the head of its action, when it is written there as it is read.
fn find(text: &str, after: Span, sources: &Sources) -> Option<Span> {
    let start = after.end as usize;
    let rest = sources.get(after.file)?.text().get(start..)?;
    let at = start + rest.find(text)?;
    Some(Span::new(after.file, at, at + text.len()))
}
