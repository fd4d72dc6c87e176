//! `contains`, `starts with`, `ends with`, `matches`: what texts (and sets) are asked.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{Expr, ExprKind, TextTest};

use super::expression::plain;
use super::pattern::{self, PatternError};
use super::report;
use super::scope::Place;
use super::tree::{Condition, Phrases, Place as Where, Term, TermKind, Test, TextList};
use super::typer::Typer;
use crate::value::Value;
use crate::vocabulary::model::Type;

impl Typer<'_> {
    /// The text tests, negated or not.
    pub(super) fn text_test(&mut self, expr: &Expr, place: Place) -> Option<Condition> {
        match &expr.kind {
            ExprKind::Text {
                test,
                negated,
                value,
                operand,
            } => {
                let value = self.term(value, place, None)?;
                let mut condition = match value.ty.clone() {
                    Type::Set(inner) => {
                        self.set_test(expr.span, *test, (value, &inner), operand, place)?
                    }
                    Type::Text => self.phrase(expr.span, *test, value, operand, place)?,
                    other => {
                        self.wrong_type(value.span, &Type::Text, &other);
                        return None;
                    }
                };
                condition.negated ^= negated;
                Some(condition)
            }
            ExprKind::Matches {
                negated,
                value,
                pattern,
            } => {
                let value = self.term_of(value, place, &Type::Text);
                let pattern = self.pattern(&pattern.node, pattern.span);
                let (value, pattern) = (value?, pattern?);
                let timely = value.timely;
                let mut condition = plain(expr.span, timely, Test::Matches { value, pattern });
                condition.negated = *negated;
                Some(condition)
            }
            _ => None,
        }
    }

    fn pattern(&mut self, source: &str, span: Span) -> Option<regex::Regex> {
        match pattern::prepare(source) {
            Ok(pattern) => Some(pattern),
            Err(PatternError::TooLarge) => {
                self.diagnostics
                    .push(Diagnostic::new(report::PATTERN_TOO_LARGE, span));
                None
            }
            Err(PatternError::Broken(reason)) => {
                self.diagnostics
                    .push(Diagnostic::new(report::BAD_PATTERN, span).arg("reason", reason));
                None
            }
        }
    }

    fn phrase(
        &mut self,
        span: Span,
        test: TextTest,
        value: Term,
        operand: &Expr,
        place: Place,
    ) -> Option<Condition> {
        let (at, phrases) = match test {
            TextTest::ContainsAnyOf => (Where::Anywhere, Phrases::Fixed(self.text_list(operand)?)),
            TextTest::Contains => (Where::Anywhere, self.one_phrase(operand, place)?),
            TextTest::StartsWith => (Where::Start, self.one_phrase(operand, place)?),
            TextTest::EndsWith => (Where::End, self.one_phrase(operand, place)?),
        };
        let test = Test::Phrase {
            value,
            place: at,
            phrases,
        };
        Some(plain(span, false, test))
    }

    fn one_phrase(&mut self, operand: &Expr, place: Place) -> Option<Phrases> {
        if let ExprKind::Name(name) = &operand.kind
            && self.words.meaning(&name.text, place).is_none()
            && self.find_let(&name.text).is_none()
            && self.find_list(&name.text).is_some()
        {
            self.diagnostics.push(
                Diagnostic::new(report::NO_VALUE, operand.span)
                    .arg("name", name.text.as_str())
                    .help("any_of"),
            );
            return None;
        }
        let term = self.term_of(operand, place, &Type::Text)?;
        Some(match &term.kind {
            TermKind::Value(Value::Text(text)) => Phrases::Fixed(TextList::phrase(text.folded())),
            _ => Phrases::Term(term),
        })
    }

    fn set_test(
        &mut self,
        span: Span,
        test: TextTest,
        (set, inner): (Term, &Type),
        operand: &Expr,
        place: Place,
    ) -> Option<Condition> {
        let values: Vec<Term> = match test {
            TextTest::Contains => vec![self.term_of(operand, place, inner)?],
            TextTest::ContainsAnyOf => self.terms_of(operand, inner, place)?,
            TextTest::StartsWith | TextTest::EndsWith => {
                self.wrong_type(set.span, &Type::Text, &set.ty);
                return None;
            }
        };
        let timely = set.timely || values.iter().any(|value| value.timely);
        let values = values.into();
        Some(plain(span, timely, Test::Has { set, values }))
    }

    /// The values of a tuple or a list by name, as terms of one type.
    fn terms_of(&mut self, operand: &Expr, ty: &Type, place: Place) -> Option<Vec<Term>> {
        match &operand.kind {
            ExprKind::Paren(inner) => self.terms_of(inner, ty, place),
            ExprKind::Tuple(values) => {
                let terms: Vec<Option<Term>> = values
                    .iter()
                    .map(|value| self.term_of(value, place, ty))
                    .collect();
                terms.into_iter().collect()
            }
            ExprKind::Name(name) if self.find_list(&name.text).is_some() => {
                let list = self.find_list(&name.text)?;
                self.entries_of(list, ty)
            }
            _ => Some(vec![self.term_of(operand, place, ty)?]),
        }
    }
}
