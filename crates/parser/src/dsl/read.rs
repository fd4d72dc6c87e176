//! Runs the grammar on a piece of a scanned text and turns what it could not read into one
//! diagnostic.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;
use sabaki_diagnostic::diagnostic::Diagnostic;

use super::character::is_word;
use super::grammar::{Grammar, Rule};
use super::lower::Lowering;
use super::scan::{Problem, Scanned};
use super::{error, expected, keyword};
use crate::place::Place;

/// A piece of a scanned text.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'t> {
    pub(crate) scanned: &'t Scanned,
    pub(crate) place: &'t Place,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'t> Piece<'t> {
    /// All of a scanned text.
    pub(crate) fn whole(scanned: &'t Scanned, place: &'t Place) -> Self {
        Self {
            scanned,
            place,
            start: 0,
            end: scanned.text.len(),
        }
    }

    pub(crate) fn text(&self) -> &'t str {
        self.scanned.text.get(self.start..self.end).unwrap_or("")
    }

    /// What is wrong before the grammar is asked, within this piece's whole text.
    pub(crate) fn problems(scanned: &Scanned, place: &Place) -> Vec<Diagnostic> {
        let problem = |(problem, start, end): &(Problem, usize, usize)| {
            let span = place.span(*start, *end);
            match problem {
                Problem::Character(c) => error::bad_character(span, *c),
                Problem::Unclosed('「') => error::unclosed_text(span, "」"),
                Problem::Unclosed('『') => error::unclosed_text(span, "』"),
                Problem::Unclosed(_) => error::unclosed_text(span, "\""),
                Problem::LongText => error::text_too_long(span),
            }
        };
        scanned.problems.iter().map(problem).collect()
    }

    /// Reads the piece as a rule of the grammar.
    pub(crate) fn read<T>(
        &self,
        rule: Rule,
        lower: impl FnOnce(&mut Lowering<'t>, Pair<'t, Rule>) -> Option<T>,
    ) -> (Option<T>, Vec<Diagnostic>) {
        let mut lowering = Lowering::new(self.scanned, self.place, self.start);
        match Grammar::parse(rule, self.text()) {
            Ok(mut pairs) => {
                let node = pairs.next().and_then(|pair| lower(&mut lowering, pair));
                (node, lowering.diagnostics)
            }
            Err(failure) => {
                let diagnostic = self.failure(&lowering, &failure);
                (None, vec![diagnostic])
            }
        }
    }

    fn failure(&self, lowering: &Lowering<'_>, failure: &Error<Rule>) -> Diagnostic {
        let text = self.text();
        let at = match failure.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let rest = text.get(at..).unwrap_or("");
        let at = at + (rest.len() - rest.trim_start().len());
        let found = first_word(rest.trim_start());
        let span = lowering.span(at, at + found.len());
        let rules = match &failure.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
            ErrorVariant::CustomError { .. } => &[],
        };
        match found {
            "優先順位" => return error::rank(span),
            "平日" => return error::weekday(span),
            _ => {}
        }
        if keyword::is_keyword(found) && rules.iter().any(|rule| takes_a_word(*rule)) {
            return error::keyword_as_value(span, found);
        }
        error::unexpected(span, found, expected::words(rules))
    }
}

/// Whether a rule begins with a free word.
const fn takes_a_word(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::name
            | Rule::operand
            | Rule::expression
            | Rule::conjunction
            | Rule::negation
            | Rule::predicate
            | Rule::set
            | Rule::defined
            | Rule::argument
            | Rule::action
    )
}

fn first_word(text: &str) -> &str {
    let Some(first) = text.chars().next() else {
        return "";
    };
    let end = if is_word(first) {
        text.find(|c: char| !is_word(c)).unwrap_or(text.len())
    } else {
        first.len_utf8()
    };
    text.get(..end).unwrap_or("")
}
