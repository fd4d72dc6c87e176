//! One expression: a condition or a term, by its form.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{Expr, ExprKind, Name};
use sabaki_parser::syntax::literal::{Literal, Moment};

use super::report;
use super::scope::{Meaning, Place};
use super::tree::{Condition, Term, TermKind, Test};
use super::typer::Typer;
use crate::time::jst;
use crate::value::{Text, Value};
use crate::vocabulary::model::{Origin, Type};

/// What an expression turned out to be.
pub(super) enum Typed {
    Condition(Condition),
    Term(Term),
}

impl Typer<'_> {
    /// A condition. None when something in it is wrong, which has been reported.
    pub fn condition(&mut self, expr: &Expr, place: Place) -> Option<Condition> {
        match self.typed(expr, place, Some(&Type::Bool))? {
            Typed::Condition(condition) => Some(condition),
            Typed::Term(term) if term.ty == Type::Bool => Some(bool_condition(term)),
            Typed::Term(term) => {
                let found = self.type_name(&term.ty);
                let diagnostic =
                    Diagnostic::new(report::NO_CONDITION, expr.span).arg("found", found);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// A value. `want` is what the neighbour is: enumeration values and amounts are read by it.
    pub fn term(&mut self, expr: &Expr, place: Place, want: Option<&Type>) -> Option<Term> {
        Some(match self.typed(expr, place, want)? {
            Typed::Term(term) => term,
            Typed::Condition(condition) => Term {
                span: expr.span,
                ty: Type::Bool,
                timely: condition.timely,
                kind: TermKind::Condition(Box::new(condition)),
            },
        })
    }

    /// A value of exactly this type.
    pub fn term_of(&mut self, expr: &Expr, place: Place, want: &Type) -> Option<Term> {
        let term = self.term(expr, place, Some(want))?;
        if term.ty == *want {
            return Some(term);
        }
        self.wrong_type(expr.span, want, &term.ty);
        None
    }

    fn typed(&mut self, expr: &Expr, place: Place, want: Option<&Type>) -> Option<Typed> {
        if !self.enter(expr.span) {
            return None;
        }
        let typed = self.form(expr, place, want);
        self.leave();
        typed
    }

    fn form(&mut self, expr: &Expr, place: Place, want: Option<&Type>) -> Option<Typed> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, span, place, want),
            ExprKind::Literal(literal) => self.literal(literal, span, want).map(Typed::Term),
            ExprKind::Paren(inner) => self.typed(inner, place, want),
            ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) => {
                self.connective(expr, place).map(Typed::Condition)
            }
            ExprKind::Compare { op, left, right } => {
                let sides = (left.as_ref(), right.as_ref());
                self.compare(span, op, sides, place).map(Typed::Condition)
            }
            ExprKind::In { .. } | ExprKind::Between { .. } => {
                self.membership(expr, place).map(Typed::Condition)
            }
            ExprKind::Text { .. } | ExprKind::Matches { .. } => {
                self.text_test(expr, place).map(Typed::Condition)
            }
            ExprKind::Is { .. } | ExprKind::During { .. } | ExprKind::Quantifier { .. } => {
                self.state_test(expr, place).map(Typed::Condition)
            }
            ExprKind::Count { list, predicate } => self
                .count(span, list, predicate.as_deref())
                .map(Typed::Term),
            ExprKind::Sum { member, predicate } => self
                .sum(span, member, predicate.as_deref())
                .map(Typed::Term),
            ExprKind::Call { function, args } => {
                self.call(span, function, args, place).map(Typed::Term)
            }
            ExprKind::Arithmetic { op, left, right } => self
                .arithmetic(span, op.node, (left, right), place, want)
                .map(Typed::Term),
            ExprKind::Tuple(_) => {
                self.diagnostics
                    .push(Diagnostic::new(report::NO_VALUE, span).variant("tuple"));
                None
            }
            ExprKind::Error => None,
        }
    }

    fn name(
        &mut self,
        name: &Name,
        span: Span,
        place: Place,
        want: Option<&Type>,
    ) -> Option<Typed> {
        if let Some(Type::Enum(e)) = want
            && let Some(value) = self.words.names.value(*e, &name.text)
        {
            let ty = Type::Enum(*e);
            self.warn_retired(span, value);
            return Some(Typed::Term(constant(span, ty, Value::Enum(value))));
        }
        if let Some(meaning) = self.words.meaning(&name.text, place) {
            return self.field(span, meaning).map(Typed::Term);
        }
        if let Some(at) = self.find_let(&name.text) {
            self.used.lets.insert(at);
            let term = self.used_let(at, span)?;
            return Some(Typed::Term(Term {
                span,
                ty: term.ty.clone(),
                timely: term.timely,
                kind: TermKind::Let(at),
            }));
        }
        self.report_name(name, place, want);
        None
    }

    /// Reports a value that an enumeration does not have.
    pub(super) fn report_value(&mut self, span: Span, name: &str, enumeration: u16) {
        let shown = self
            .words
            .vocabulary
            .enumerations
            .get(usize::from(enumeration))
            .map_or_else(
                || "".into(),
                |e| (e.ja.to_string(), e.id.to_string()).into_arg(),
            );
        let near = self.words.names.nearest_value(enumeration, name);
        let diagnostic = Diagnostic::new(report::UNKNOWN_VALUE, span)
            .arg("name", name)
            .arg("field", shown);
        let diagnostic = if report::says_none(name) {
            diagnostic.help("none")
        } else {
            report::with_nearest(diagnostic, span, near)
        };
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn warn_retired(&mut self, span: Span, value: crate::value::EnumValue) {
        let Some(item) = self.words.vocabulary.item(value) else {
            return;
        };
        if let Some(why) = &item.retired {
            let diagnostic = Diagnostic::new(report::RETIRED, span)
                .arg("name", item.ja.first().map_or(&*item.id, |ja| &**ja))
                .arg("why", (why.ja.to_string(), why.en.to_string()).into_arg());
            self.diagnostics.push(diagnostic);
        }
    }

    /// The term of a field, member or parameter.
    pub(super) fn field(&self, span: Span, meaning: Meaning) -> Option<Term> {
        let ty = self.words.type_of(meaning)?.clone();
        let kind = match meaning {
            Meaning::Field(at) => match self.words.origin(at) {
                Origin::Clock(clock) => TermKind::Clock(clock),
                Origin::Facts => TermKind::Field(at),
            },
            Meaning::Member { list, member, .. } => TermKind::Member { list, member },
            Meaning::Param { param, .. } => TermKind::Param(param),
        };
        let timely = matches!(kind, TermKind::Clock(_));
        Some(Term {
            span,
            ty,
            timely,
            kind,
        })
    }

    fn literal(&mut self, literal: &Literal, span: Span, want: Option<&Type>) -> Option<Term> {
        let (ty, value) = match literal {
            Literal::Int(n) if want == Some(&Type::Money) => (Type::Money, Value::Money(*n)),
            Literal::Int(n) => (Type::Int, Value::Int(*n)),
            Literal::Money(n) => (Type::Money, Value::Money(*n)),
            Literal::Text(text) => match want {
                Some(Type::Enum(e)) => {
                    let Some(value) = self.words.names.value(*e, text) else {
                        self.report_value(span, text, *e);
                        return None;
                    };
                    self.warn_retired(span, value);
                    (Type::Enum(*e), Value::Enum(value))
                }
                _ => (Type::Text, Value::Text(Text::new(text.as_str()))),
            },
            Literal::Bool(b) => (Type::Bool, Value::Bool(*b)),
            Literal::Date(date) | Literal::DateTime(Moment::Day(date)) => {
                (Type::Date, Value::Date(*date))
            }
            Literal::Time(time) => (Type::Time, Value::Time(*time)),
            Literal::DateTime(moment @ (Moment::Minute(_) | Moment::Second(_))) => {
                let at = jst::instant(moment.start())?;
                (Type::DateTime, Value::DateTime(at))
            }
            Literal::Duration(d) => (Type::Duration, Value::Duration(d.total_seconds())),
        };
        Some(constant(span, ty, value))
    }

    /// The type that an expression will have, without reporting anything: what its neighbour is
    /// read by. A bare number fits amounts too and therefore says nothing.
    pub(super) fn hint(&mut self, expr: &Expr, place: Place) -> Option<Type> {
        match &expr.kind {
            ExprKind::Name(name) => {
                if let Some(meaning) = self.words.meaning(&name.text, place) {
                    return self.words.type_of(meaning).cloned();
                }
                let at = self.find_let(&name.text)?;
                self.used_let(at, expr.span).map(|term| term.ty.clone())
            }
            ExprKind::Paren(inner) => self.hint(inner, place),
            ExprKind::Literal(Literal::Money(_)) => Some(Type::Money),
            ExprKind::Call { function, .. } => {
                crate::function::find(&function.text).map(|f| f.result.clone())
            }
            ExprKind::Sum { member, .. } => {
                let (_, record, member) = self.list_member(&member.text)?;
                let record = self.words.vocabulary.records.get(usize::from(record))?;
                record.fields.get(member).map(|f| f.ty.clone())
            }
            ExprKind::Arithmetic { left, right, .. } => {
                let left = self.hint(left, place);
                let right = self.hint(right, place);
                match (left, right) {
                    (Some(Type::Money), _) | (_, Some(Type::Money)) => Some(Type::Money),
                    (Some(Type::Date), Some(Type::Date))
                    | (Some(Type::DateTime), Some(Type::DateTime)) => Some(Type::Duration),
                    (left, _) => left,
                }
            }
            ExprKind::Literal(_)
            | ExprKind::Tuple(_)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare { .. }
            | ExprKind::In { .. }
            | ExprKind::Between { .. }
            | ExprKind::Text { .. }
            | ExprKind::Matches { .. }
            | ExprKind::Is { .. }
            | ExprKind::During { .. }
            | ExprKind::Quantifier { .. }
            | ExprKind::Count { .. }
            | ExprKind::Error => None,
        }
    }
}

/// A value that is written out.
pub(super) fn constant(span: Span, ty: Type, value: Value) -> Term {
    Term {
        span,
        ty,
        timely: false,
        kind: TermKind::Value(value),
    }
}

/// A bool value as a condition.
pub(super) fn bool_condition(term: Term) -> Condition {
    let (span, timely) = (term.span, term.timely);
    match term.kind {
        TermKind::Condition(condition) => *condition,
        TermKind::Value(Value::Bool(b)) => plain(span, false, Test::Always(b)),
        kind => plain(
            span,
            timely,
            Test::Bool(Term {
                span,
                ty: Type::Bool,
                timely,
                kind,
            }),
        ),
    }
}

/// A condition that is not turned round.
pub(super) const fn plain(span: Span, timely: bool, test: Test) -> Condition {
    Condition {
        span,
        negated: false,
        timely,
        test,
    }
}

/// Japanese and English as one argument.
pub(super) trait IntoArg {
    fn into_arg(self) -> sabaki_diagnostic::diagnostic::Arg;
}

impl IntoArg for (String, String) {
    fn into_arg(self) -> sabaki_diagnostic::diagnostic::Arg {
        sabaki_diagnostic::diagnostic::Arg::Both {
            ja: self.0,
            en: self.1,
        }
    }
}
