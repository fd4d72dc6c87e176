//! From the pairs that pest found to the syntax tree, one file a part of the language.

pub(crate) mod calendar;
pub(crate) mod cell;
pub(crate) mod definition;
pub(crate) mod expression;
pub(crate) mod literal;
pub(crate) mod phrase;
pub(crate) mod rule;
pub(crate) mod small;
pub(crate) mod word;

use pest::iterators::Pair;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;

use super::grammar::Rule;
use super::scan::Scanned;
use crate::place::Place;

/// What lowering needs to know of the text, and where it puts what it finds wrong.
pub(crate) struct Lowering<'t> {
    scanned: &'t Scanned,
    place: &'t Place,
    /// Where the parsed piece starts in the scanned text.
    base: usize,
    /// How deep the present piece of an expression is: brackets, `not`s and signs.
    level: usize,
    /// What a person must mend.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'t> Lowering<'t> {
    /// Lowers a piece of a scanned text.
    pub(crate) fn new(scanned: &'t Scanned, place: &'t Place, base: usize) -> Self {
        Self {
            scanned,
            place,
            base,
            level: 0,
            diagnostics: Vec::new(),
        }
    }

    /// The source of a stretch of the piece.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let written = |at: usize| self.scanned.written(self.base + at);
        self.place.span(written(start), written(end))
    }

    /// The source of a pair, without the blanks that pest took along at its end.
    pub(crate) fn pair_span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let end = span.start() + pair.as_str().trim_end().len();
        self.span(span.start(), end)
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
