//! `in`, `between`: membership in values, lists, sets and intervals.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{CompareOp, Expr, ExprKind};

use super::condition::is_bare;
use super::expression::plain;
use super::report;
use super::scope::Place;
use super::tree::{Condition, EnumSet, Term, TermKind, Test, TextList};
use super::typer::Typer;
use crate::value::Value;
use crate::vocabulary::model::Type;

/// The most values that a count or a clock is compared with one by one.
const MOST_COMPARED: usize = 500;

impl Typer<'_> {
    /// `in` and `between`, negated or not.
    pub(super) fn membership(&mut self, expr: &Expr, place: Place) -> Option<Condition> {
        let (mut condition, negated) = match &expr.kind {
            ExprKind::In {
                negated,
                value,
                set,
            } => (self.in_set(expr.span, value, set, place)?, negated),
            ExprKind::Between {
                negated,
                value,
                low,
                high,
            } => {
                let between = self.between(expr.span, value, (low, high), place)?;
                (between, negated)
            }
            _ => return None,
        };
        condition.negated ^= negated;
        Some(condition)
    }

    fn between(
        &mut self,
        span: Span,
        value: &Expr,
        (low, high): (&Expr, &Expr),
        place: Place,
    ) -> Option<Condition> {
        let before = self.terms();
        let low = self.sides((value, low), place);
        let made = self.terms() - before;
        let (left, low, high) = if let Some((left, low)) = low {
            let high = self.term(high, place, Some(&left.ty))?;
            (left, low, high)
        } else {
            // Once more for what is wrong with the other end.
            let want = self.hint(value, place);
            if want.is_some() || !is_bare(high) {
                self.term(high, place, want.as_ref());
            }
            return None;
        };
        if !self.spend(made, span) {
            return None;
        }
        let right = left.clone();
        let low = self.compared(span, CompareOp::GreaterOrEqual, left, low);
        let high = self.compared(span, CompareOp::LessOrEqual, right, high);
        let parts: Box<[Condition]> = [low?, high?].into();
        let timely = parts.iter().any(|part| part.timely);
        Some(plain(span, timely, Test::And(parts)))
    }

    fn in_set(&mut self, span: Span, value: &Expr, set: &Expr, place: Place) -> Option<Condition> {
        match &set.kind {
            ExprKind::Paren(inner) if !matches!(inner.kind, ExprKind::Paren(_)) => {
                self.in_values(span, value, std::slice::from_ref(inner), place)
            }
            ExprKind::Tuple(values) => self.in_values(span, value, values, place),
            ExprKind::Name(name) => {
                if let Some(list) = self.find_list(&name.text) {
                    return self.in_list(span, value, list, place);
                }
                if let Some(Type::Set(inner)) = self.hint(set, place) {
                    let value = self.term_of(value, place, &inner)?;
                    let set = self.term(set, place, None)?;
                    let timely = value.timely || set.timely;
                    let values = [value].into();
                    return Some(plain(span, timely, Test::Has { set, values }));
                }
                self.report_list(name);
                None
            }
            _ => self.in_values(span, value, std::slice::from_ref(set), place),
        }
    }

    fn in_list(
        &mut self,
        span: Span,
        value: &Expr,
        list: usize,
        place: Place,
    ) -> Option<Condition> {
        let before = self.terms();
        let value = self.term(value, place, None)?;
        let made = self.terms() - before;
        if value.ty == Type::Text {
            let texts = self.texts_of(list)?;
            let timely = value.timely;
            return Some(plain(span, timely, Test::TextIn { value, texts }));
        }
        let terms = self.entries_of(list, &value.ty)?;
        self.one_of(span, (value, made), terms)
    }

    fn in_values(
        &mut self,
        span: Span,
        value: &Expr,
        values: &[Expr],
        place: Place,
    ) -> Option<Condition> {
        let hint = self
            .hint(value, place)
            .or_else(|| values.iter().find_map(|value| self.hint(value, place)));
        let before = self.terms();
        let value = self.term(value, place, hint.as_ref());
        let made = self.terms() - before;
        if value.is_none() && values.iter().any(is_bare) {
            return None;
        }
        let want = value.as_ref().map(|v| v.ty.clone()).or(hint);
        let terms: Vec<Option<Term>> = values
            .iter()
            .map(|entry| match &want {
                Some(want) => self.term_of(entry, place, want),
                None => self.term(entry, place, None),
            })
            .collect();
        let terms: Vec<Term> = terms.into_iter().collect::<Option<_>>()?;
        self.one_of(span, (value?, made), terms)
    }

    /// A value among terms of its type, in the fastest form; the value is so many terms itself.
    fn one_of(
        &mut self,
        span: Span,
        (value, made): (Term, usize),
        terms: Vec<Term>,
    ) -> Option<Condition> {
        let fixed: Option<Vec<Value>> = terms
            .iter()
            .map(|term| match &term.kind {
                TermKind::Value(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        if matches!(value.ty, Type::Set(_) | Type::List(_)) {
            let diagnostic = Diagnostic::new(report::NO_ORDER, span)
                .variant("equality")
                .arg("type", self.type_name(&value.ty));
            self.diagnostics.push(diagnostic);
            return None;
        }
        let simple = !value.timely && !counts(&value);
        // A comparison with each value is exact about counts and the clock, but copies the value.
        let whole = |values: &Vec<Value>| {
            simple || matches!(value.ty, Type::Enum(_)) || values.len() > MOST_COMPARED
        };
        let Some(values) = fixed.filter(whole) else {
            let fits = self.spend(made.saturating_mul(terms.len()), span);
            return fits.then(|| self.any_equal(span, &value, terms))?;
        };
        let timely = value.timely;
        let test = match value.ty {
            Type::Enum(_) => {
                let mut set = EnumSet::default();
                for value in &values {
                    if let Value::Enum(value) = value {
                        set.insert(value.value);
                    }
                }
                Test::OneOf { value, values: set }
            }
            Type::Text => {
                let texts = values.iter().filter_map(|value| match value {
                    Value::Text(text) => Some(text.folded()),
                    _ => None,
                });
                Test::TextIn {
                    texts: TextList::of(texts),
                    value,
                }
            }
            _ => Test::ValueIn {
                value,
                values: values.into(),
            },
        };
        Some(plain(span, timely, test))
    }

    fn any_equal(&mut self, span: Span, value: &Term, terms: Vec<Term>) -> Option<Condition> {
        let parts: Vec<Option<Condition>> = terms
            .into_iter()
            .map(|term| self.compared(span, CompareOp::Equal, value.clone(), term))
            .collect();
        let parts: Box<[Condition]> = parts.into_iter().collect::<Option<_>>()?;
        let timely = parts.iter().any(|part| part.timely);
        Some(plain(span, timely, Test::Or(parts)))
    }
}

/// Whether a term counts list members, so that unknown ones leave it between two numbers.
fn counts(term: &Term) -> bool {
    match &term.kind {
        TermKind::Count { .. } | TermKind::Let(_) => true,
        TermKind::Arithmetic { left, right, .. } => counts(left) || counts(right),
        TermKind::Value(_)
        | TermKind::Field(_)
        | TermKind::Member { .. }
        | TermKind::Param(_)
        | TermKind::Clock(_)
        | TermKind::Condition(_)
        | TermKind::Sum { .. }
        | TermKind::Call { .. } => false,
    }
}
