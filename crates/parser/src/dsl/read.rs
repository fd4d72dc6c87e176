//! Runs the grammar on a piece of a scanned text and turns what it could not read into one
//! diagnostic.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;
use sabaki_diagnostic::diagnostic::{Diagnostic, Edit};
use sabaki_diagnostic::source::Span;

use super::character::is_word;
use super::grammar::{Grammar, Rule};
use super::lower::Lowering;
use super::scan::{Problem, Scanned};
use super::{error, expected, keyword, mend, number, over_lines};
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

    /// The piece as it was written.
    pub(crate) fn written(&self) -> &'t str {
        let at = |read| self.scanned.written(read);
        let whole = self.scanned.source.get(at(self.start)..at(self.end));
        whole.unwrap_or("")
    }

    /// The place of a bracket that is read at an offset; written, it may be a full-width one.
    pub(crate) fn bracket(&self, read: usize) -> Span {
        let at = |read| self.scanned.written(read);
        self.place.span(at(read), at(read + 1))
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
                Problem::OverLines => {
                    let text = scanned.source.get(*start..*end).unwrap_or("");
                    error::text_over_lines(span, over_lines::on_one_line(text, *start, place))
                }
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
        let commas = number::ideographic_commas(*self);
        if !commas.is_empty() {
            return (None, commas);
        }
        match Grammar::parse(rule, self.text()) {
            Ok(mut pairs) => {
                let node = pairs.next().and_then(|pair| lower(&mut lowering, pair));
                (node, lowering.diagnostics)
            }
            Err(failure) => {
                let diagnostic = self.failure(rule, &lowering, &failure);
                (None, vec![diagnostic])
            }
        }
    }

    fn failure(&self, rule: Rule, lowering: &Lowering<'_>, failure: &Error<Rule>) -> Diagnostic {
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
        let before = text.get(..at).unwrap_or("").trim_end();
        match found {
            "&" | "|" => return error::word_meant(span, found),
            "=" if before.ends_with('=') => return error::equal_meant(span, found),
            "優先順位" => return error::rank(span),
            "平日" => return error::weekday(span),
            "," => {
                if let Some((start, end)) = number::grouped_around(text, at) {
                    let number = text.get(start..end).unwrap_or("");
                    let mended = format!("{number}円");
                    return error::thousands(lowering.span(start, end), number, mended, false);
                }
                if let Some((start, end)) = number::digits_around(text, at) {
                    let number = text.get(start..end).unwrap_or("");
                    return error::odd_groups(lowering.span(start, end), number);
                }
            }
            _ => {}
        }
        if let Some(start) = date_without_year(text, at) {
            return error::year_missing(lowering.span(start, at + found.len()));
        }
        if let Some(mend) = mend::find(rule, text, at) {
            return run_together(lowering, text, &mend);
        }
        if before.ends_with(" is") && !found.is_empty() && !keyword::is_structural(found) {
            return error::equal_meant(span, found);
        }
        if keyword::is_keyword(found) {
            if rules.contains(&Rule::defined) {
                return error::keyword_as_name(span, found);
            }
            let wants_value = rules.iter().any(|rule| takes_a_word(*rule));
            let after = text.get(at + found.len()..).unwrap_or("").trim_start();
            let compared = after.starts_with(['=', '<', '>', '!']) || follows_comparison(text, at);
            // What a cell begins with is compared with its column.
            let compared = compared || rule == Rule::cell && before.is_empty();
            if wants_value && (compared || !keyword::is_structural(found)) {
                return error::keyword_as_value(span, found);
            }
        }
        if !rules.is_empty() && rules.iter().all(|rule| expected::is_mark(*rule)) {
            let (start, end) = mend::word_before(text, at);
            let word = text.get(start..end).unwrap_or("");
            let end_only = expected::words(&[Rule::EOI]);
            return error::unexpected(lowering.span(start, end), word, end_only);
        }
        if let Some((start, word)) = keyword_after_ga(text, at) {
            return error::keyword_as_value(lowering.span(start, start + word.len()), word);
        }
        let found = Piece {
            start: self.start + at,
            end: self.start + at + found.len(),
            ..*self
        };
        error::unexpected(span, found.written(), expected::words(rules))
    }
}

fn run_together(lowering: &Lowering<'_>, text: &str, mend: &mend::Mend) -> Diagnostic {
    let part = |start, end| text.get(start..end).unwrap_or("");
    let mended = [
        part(mend.word_start, mend.at),
        mend.by,
        part(mend.at + mend.length, mend.word_end),
    ];
    error::run_together(
        lowering.span(mend.word_start, mend.word_end),
        part(mend.word_start, mend.word_end),
        mended.concat().trim(),
        Edit {
            span: lowering.span(mend.at, mend.at + mend.length),
            text: mend.by.to_owned(),
        },
        mend.certain,
    )
}

/// Where `9月1日` or `9/1` starts, when the grammar stopped behind its first number.
fn date_without_year(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let after = rest.strip_prefix('月').or_else(|| rest.strip_prefix('/'))?;
    let before = text.get(..at)?;
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let short = (1..=2).contains(&(at - start));
    (short && after.starts_with(|c: char| c.is_ascii_digit())).then_some(start)
}

/// Whether an operator, a bracket, a comma or a particle stands before.
fn follows_comparison(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end();
    before.ends_with(['=', '<', '>', '(', ',', 'が', 'は'])
}

/// A keyword that stands where が wants a value, so that が was taken for a part of the name:
/// `ステータスが 保留`.
fn keyword_after_ga(text: &str, before: usize) -> Option<(usize, &str)> {
    let head = text.get(..before)?;
    for (at, _) in head
        .match_indices(['が', 'は'])
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        let after = text.get(at + 3..)?;
        let blanks = after.len() - after.trim_start().len();
        if blanks == 0 {
            continue;
        }
        let word = first_word(after.trim_start());
        if keyword::is_structural(word) && !matches!(word, "実行" | "条件") {
            return Some((at + 3 + blanks, word));
        }
    }
    None
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
            | Rule::action_name
            | Rule::named
            | Rule::cell
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
