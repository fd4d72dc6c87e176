//! Expressions that stand in a vocabulary: `legal`, `done`, and defaults of absent fields.

use std::cell::Cell;
use std::sync::Arc;

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic, has_errors};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, Span};
use sabaki_parser::dsl::fragment;
use sabaki_parser::place::Place as TextPlace;

use super::program::{ActionProgram, Program, weekdays};
use super::reads::Reads;
use crate::decide::look::{FUEL, Lets, Look};
use crate::facts::Facts;
use crate::typing::scope::{Place, Words};
use crate::typing::tree::{Condition, Term};
use crate::typing::typer::{Definitions, Typer};
use crate::value::Value;
use crate::vocabulary::model::Vocabulary;

/// An expression of the vocabulary that cannot be used.
pub const BROKEN: Code = Code::new("E0551");

/// An expression over the fields of a vocabulary, ready to be asked.
#[derive(Debug, Clone)]
pub struct Standalone {
    program: Arc<Program>,
    term: Term,
}

impl Standalone {
    /// Its value for an order. Expressions that speak of the clock see `now`.
    pub fn value(&self, facts: &Facts, now: jiff::Timestamp) -> Value {
        let lets = Lets::new(0);
        let fuel = Cell::new(FUEL);
        let look = Look {
            program: &self.program,
            facts,
            now: crate::decide::look::whole_second(now),
            member: None,
            args: &[],
            lets: &lets,
            fuel: &fuel,
        };
        crate::decide::term::value(&self.term, &look).into_owned()
    }

    /// The fields that it reads, sorted.
    pub(crate) fn reads(&self) -> Vec<usize> {
        reads(&self.term)
    }
}

/// The fields that an expression of the vocabulary reads, sorted.
pub(crate) fn reads(term: &Term) -> Vec<usize> {
    let mut reads = Reads::new(&[]);
    reads.term(term);
    reads.fields()
}

/// Compiles an expression over the fields of a vocabulary (the default of an absent field).
///
/// # Errors
/// What is wrong with it; places are bytes of `text` itself.
pub fn standalone_expression(
    vocabulary: &Arc<Vocabulary>,
    text: &str,
) -> Result<Standalone, Vec<Diagnostic>> {
    let term = default(&Words::new(vocabulary), text, &nowhere())?;
    Ok(Standalone {
        program: Arc::new(Program {
            vocabulary: Arc::clone(vocabulary),
            weekdays: weekdays(vocabulary),
            ..Program::default()
        }),
        term,
    })
}

/// The term that a field follows from.
///
/// # Errors
/// What is wrong with it, at places of `place`.
pub(crate) fn default(
    words: &Words,
    text: &str,
    place: &TextPlace,
) -> Result<Term, Vec<Diagnostic>> {
    let definitions = Definitions::default();
    let mut typer = Typer::new(words, &definitions);
    let (expr, mut diagnostics) = fragment::expression(text, place);
    let term = expr.and_then(|expr| typer.term(&expr, Place::Order, None));
    diagnostics.append(&mut typer.diagnostics);
    match term {
        Some(term) if !has_errors(&diagnostics) => Ok(term),
        _ => Err(diagnostics),
    }
}

fn nowhere() -> TextPlace {
    TextPlace::plain(FileId(u32::MAX), 0)
}

/// Compiles what all actions of a vocabulary ask.
pub(super) fn actions(words: &Words) -> (Vec<ActionProgram>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let actions = &words.vocabulary.actions;
    let programs = actions.iter().enumerate().map(|(at, action)| {
        let mut part = |text: &str| {
            let condition = condition(words, at, text, &nowhere());
            condition
                .map_err(|found| diagnostics.push(report(&action.id, text, &found)))
                .ok()
        };
        ActionProgram {
            legal: action
                .legal
                .iter()
                .filter_map(|legal| Some((part(&legal.when)?, legal.because.clone())))
                .collect(),
            done: action.done.as_ref().and_then(|done| part(done)),
        }
    });
    (programs.collect(), diagnostics)
}

/// Compiles a condition that an action asks.
///
/// # Errors
/// What is wrong with it, at places of `place`.
pub(crate) fn condition(
    words: &Words,
    action: usize,
    text: &str,
    place: &TextPlace,
) -> Result<Condition, Vec<Diagnostic>> {
    let definitions = Definitions::default();
    let mut typer = Typer::new(words, &definitions);
    let (expr, mut diagnostics) = fragment::expression(text, place);
    let condition = expr.and_then(|expr| typer.condition(&expr, Place::Action(action)));
    diagnostics.append(&mut typer.diagnostics);
    match condition {
        Some(condition) if !has_errors(&diagnostics) => Ok(condition),
        _ => Err(diagnostics),
    }
}

/// One message about a broken expression of the vocabulary; it stands in no rule file.
fn report(action: &str, text: &str, found: &[Diagnostic]) -> Diagnostic {
    let why = |lang| found.first().map_or_else(String::new, |d| d.message(lang));
    Diagnostic::new(BROKEN, Span::new(FileId(0), 0, 0))
        .arg("name", action)
        .arg("text", text)
        .arg(
            "why",
            Arg::Both {
                ja: why(Lang::Ja),
                en: why(Lang::En),
            },
        )
}
