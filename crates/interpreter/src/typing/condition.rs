//! Connectives, comparisons, and what `is`, `during` and the quantifiers ask.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{Span, Spanned};
use sabaki_parser::syntax::expression::{CompareOp, Expr, ExprKind, IsTest, Name};

use super::expression::{bool_condition, plain};
use super::report;
use super::scope::Place;
use super::tree::{Condition, EnumSet, Term, TermKind, Test, TextList};
use super::typer::Typer;
use crate::value::{EnumValue, Value};
use crate::vocabulary::model::Type;

impl Typer<'_> {
    /// `not`, `and`, `or`.
    pub(super) fn connective(&mut self, expr: &Expr, place: Place) -> Option<Condition> {
        let (parts, is_and) = match &expr.kind {
            ExprKind::Not(inner) => {
                let mut condition = self.condition(inner, place)?;
                condition.negated = !condition.negated;
                condition.span = expr.span;
                return Some(condition);
            }
            ExprKind::And(parts) => (parts, true),
            ExprKind::Or(parts) => (parts, false),
            _ => return None,
        };
        let typed: Vec<Option<Condition>> = parts
            .iter()
            .map(|part| self.condition(part, place))
            .collect();
        let parts: Box<[Condition]> = typed.into_iter().collect::<Option<_>>()?;
        let timely = parts.iter().any(|part| part.timely);
        let test = if is_and {
            Test::And(parts)
        } else {
            Test::Or(parts)
        };
        Some(plain(expr.span, timely, test))
    }

    /// Both sides of a comparison, each read by the other's type.
    pub(super) fn sides(
        &mut self,
        (left, right): (&Expr, &Expr),
        place: Place,
    ) -> Option<(Term, Term)> {
        let hint_left = self.hint(left, place);
        let hint_right = self.hint(right, place);
        // Beside a name that nothing has nobody can tell what a bare word means: one report.
        if hint_left.is_none() && hint_right.is_none() && self.is_value(left, place) {
            if !self.is_value(right, place) && is_bare(right) {
                self.term(right, place, None);
                return None;
            }
            self.term(left, place, None);
            return None;
        }
        let left = self.term(left, place, hint_right.as_ref());
        if left.is_none() && hint_right.is_none() && is_bare(right) {
            return None;
        }
        let want = hint_left.or_else(|| left.as_ref().map(|term| term.ty.clone()));
        let right = self.term(right, place, want.as_ref());
        Some((left?, right?))
    }

    /// Whether an expression is a bare word that is nothing but a value of some enumeration.
    fn is_value(&self, expr: &Expr, place: Place) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => {
                self.words.meaning(&name.text, place).is_none()
                    && self.find_let(&name.text).is_none()
                    && !self.words.names.values_named(&name.text).is_empty()
            }
            _ => false,
        }
    }

    /// `a = v` and the like.
    pub(super) fn compare(
        &mut self,
        span: Span,
        op: &Spanned<CompareOp>,
        sides: (&Expr, &Expr),
        place: Place,
    ) -> Option<Condition> {
        let (left, right) = self.sides(sides, place)?;
        self.compared(span, op.node, left, right)
    }

    /// A comparison of two terms: types, then the fastest form.
    pub(super) fn compared(
        &mut self,
        span: Span,
        op: CompareOp,
        left: Term,
        right: Term,
    ) -> Option<Condition> {
        if left.ty != right.ty {
            self.report_types(span, &left, &right);
            return None;
        }
        let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        if !self.comparable(&left.ty, equality) {
            let diagnostic = Diagnostic::new(report::NO_ORDER, span)
                .variant(if equality { "equality" } else { "" })
                .arg("type", self.type_name(&left.ty));
            self.diagnostics.push(diagnostic);
            return None;
        }
        Some(self.prepared(span, op, left, right))
    }

    fn comparable(&self, ty: &Type, equality: bool) -> bool {
        match ty {
            Type::Bool | Type::Text => equality,
            Type::Enum(_) => {
                equality
                    || self
                        .words
                        .vocabulary
                        .enumeration(ty)
                        .is_some_and(|e| e.ordered)
            }
            Type::Int | Type::Money | Type::Date | Type::Time | Type::DateTime | Type::Duration => {
                true
            }
            Type::Set(_) | Type::List(_) => false,
        }
    }

    fn report_types(&mut self, span: Span, left: &Term, right: &Term) {
        let diagnostic = Diagnostic::new(report::DIFFERENT_TYPES, span)
            .arg("left", self.type_name(&left.ty))
            .arg("right", self.type_name(&right.ty));
        let diagnostic = match (&left.ty, &right.ty) {
            (Type::Date | Type::Time, Type::DateTime)
            | (Type::DateTime, Type::Date | Type::Time) => {
                let instant = if left.ty == Type::DateTime {
                    left
                } else {
                    right
                };
                let other = if left.ty == Type::DateTime {
                    right
                } else {
                    left
                };
                let function = if other.ty == Type::Date {
                    "date"
                } else {
                    "time"
                };
                let edit =
                    |at: Span, text: String| sabaki_diagnostic::diagnostic::Edit { span: at, text };
                let start = Span {
                    end: instant.span.start,
                    ..instant.span
                };
                let edits = vec![
                    edit(start, format!("{function}(")),
                    edit(instant.span.at_end(), ")".to_owned()),
                ];
                diagnostic
                    .arg("function", function)
                    .suggest("convert", edits)
            }
            (Type::Set(_), _) | (_, Type::Set(_)) => diagnostic.help("contains"),
            _ => diagnostic,
        };
        self.diagnostics.push(diagnostic);
    }

    /// The fastest form of a comparison whose types fit.
    fn prepared(&self, span: Span, op: CompareOp, left: Term, right: Term) -> Condition {
        let timely = left.timely || right.timely;
        let negated = op == CompareOp::NotEqual;
        let op = if negated { CompareOp::Equal } else { op };
        let (op, left, right) = match (&left.kind, &right.kind) {
            (TermKind::Value(_), kind) if !matches!(kind, TermKind::Value(_)) => {
                (flipped(op), right, left)
            }
            _ => (op, left, right),
        };
        let test = match (&right.kind, op) {
            (TermKind::Value(Value::Enum(value)), _) => Test::OneOf {
                values: self.fitting(op, *value),
                value: left,
            },
            (TermKind::Value(Value::Text(text)), CompareOp::Equal) => Test::TextIn {
                texts: TextList::of([text.folded()]),
                value: left,
            },
            (TermKind::Value(Value::Bool(wanted)), CompareOp::Equal)
                if !matches!(left.kind, TermKind::Value(_)) =>
            {
                let mut condition = bool_condition(left);
                if *wanted {
                    condition.negated ^= negated;
                    condition.span = span;
                    return condition;
                }
                // `= false` is not `not`: none is neither.
                let left = super::term::as_term(condition);
                return Condition {
                    span,
                    negated,
                    timely,
                    test: Test::ValueIn {
                        value: left,
                        values: [Value::Bool(false)].into(),
                    },
                };
            }
            _ => Test::Compare { op, left, right },
        };
        Condition {
            span,
            negated,
            timely,
            test,
        }
    }

    /// The values of an enumeration that compare so with one of them.
    fn fitting(&self, op: CompareOp, with: EnumValue) -> EnumSet {
        let count = self
            .words
            .vocabulary
            .enumerations
            .get(usize::from(with.enumeration))
            .map_or(0, |e| e.values.len());
        let mut set = EnumSet::default();
        for value in 0..u16::try_from(count).unwrap_or(EnumSet::MAX) {
            if holds(op, value.cmp(&with.value)) {
                set.insert(value);
            }
        }
        set
    }

    /// `is …`, `during`, quantifiers.
    pub(super) fn state_test(&mut self, expr: &Expr, place: Place) -> Option<Condition> {
        match &expr.kind {
            ExprKind::Is {
                negated,
                value,
                what,
            } => {
                let mut condition = self.is(expr.span, value, what.node, place)?;
                condition.negated ^= negated;
                Some(condition)
            }
            ExprKind::During {
                negated,
                value,
                calendar,
            } => {
                let value = self.term_of(value, place, &Type::DateTime);
                let calendar = self.calendar(calendar);
                let (value, calendar) = (value?, calendar?);
                let timely = value.timely;
                let mut condition = plain(expr.span, timely, Test::During { value, calendar });
                condition.negated = *negated;
                Some(condition)
            }
            ExprKind::Quantifier {
                kind,
                list,
                predicate,
            } => {
                let (list, record) = self.list_field(list)?;
                let inside = Place::Member { list, record };
                let ask = |typer: &mut Self| typer.condition(predicate, inside);
                let predicate = Box::new(self.asking(expr.span, ask)?);
                let timely = predicate.timely;
                let test = Test::Quantifier {
                    kind: kind.node,
                    list,
                    predicate,
                };
                Some(plain(expr.span, timely, test))
            }
            _ => None,
        }
    }

    fn is(&mut self, span: Span, value: &Expr, what: IsTest, place: Place) -> Option<Condition> {
        let test = match what {
            IsTest::Empty => Test::Empty(self.term(value, place, None)?),
            IsTest::Known => Test::Known(self.term(value, place, None)?),
            IsTest::Unknown => {
                let term = self.term(value, place, None)?;
                let mut condition = plain(span, term.timely, Test::Known(term));
                condition.negated = true;
                return Some(condition);
            }
            IsTest::Holiday => Test::Holiday(self.day(value, place)?),
            IsTest::BusinessDay => Test::BusinessDay(self.day(value, place)?),
        };
        let timely = match &test {
            Test::Empty(term)
            | Test::Known(term)
            | Test::Holiday(term)
            | Test::BusinessDay(term) => term.timely,
            _ => true,
        };
        Some(plain(span, timely, test))
    }

    fn day(&mut self, value: &Expr, place: Place) -> Option<Term> {
        let term = self.term(value, place, Some(&Type::Date))?;
        if term.ty == Type::Date {
            return Some(term);
        }
        let diagnostic = Diagnostic::new(report::WRONG_TYPE, value.span)
            .arg("wanted", self.type_name(&Type::Date))
            .arg("found", self.type_name(&term.ty));
        let diagnostic = if term.ty == Type::DateTime {
            diagnostic.help("date")
        } else {
            diagnostic
        };
        self.diagnostics.push(diagnostic);
        None
    }

    /// A list of the order, with the record of its members.
    pub(super) fn list_field(&mut self, name: &Name) -> Option<(usize, u16)> {
        let found = self.words.list(&name.text);
        if found.is_none() {
            let vocabulary = &self.words.vocabulary;
            let lists = vocabulary
                .fields
                .iter()
                .filter(|field| matches!(field.ty, Type::List(_)))
                .flat_map(|field| field.ja.iter().chain(std::iter::once(&field.id)));
            let near = sabaki_diagnostic::nearest::nearest(&name.text, lists.map(|n| &**n));
            let near = near.map(str::to_owned);
            self.unknown(report::NO_LIST_FIELD, name, near.as_deref());
        }
        found
    }
}

/// Whether an expression is a bare word.
pub(super) fn is_bare(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Name(_))
}

/// Whether an ordering satisfies a comparison.
pub(crate) fn holds(op: CompareOp, ordering: std::cmp::Ordering) -> bool {
    match op {
        CompareOp::Equal => ordering.is_eq(),
        CompareOp::NotEqual => ordering.is_ne(),
        CompareOp::Less => ordering.is_lt(),
        CompareOp::LessOrEqual => ordering.is_le(),
        CompareOp::Greater => ordering.is_gt(),
        CompareOp::GreaterOrEqual => ordering.is_ge(),
    }
}

/// The same comparison with its sides exchanged.
pub(crate) const fn flipped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        CompareOp::Equal | CompareOp::NotEqual => op,
    }
}
