//! Terms that are computed: functions, plus and minus, counts and sums.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::nearest::nearest;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{ArithmeticOp, Expr, ExprKind, Name};

use super::report;
use super::scope::Place;
use super::tree::{Condition, Term, TermKind};
use super::typer::Typer;
use crate::function::{self, Function, Takes};
use crate::value::Value;
use crate::vocabulary::model::Type;

const DAY: i64 = 86_400;
/// How many terms are looked at before a length is taken for whole: `let`s may nest.
const WHOLE_STEPS: u32 = 500;

impl Typer<'_> {
    /// `count(items [where …])`
    pub(super) fn count(
        &mut self,
        span: Span,
        list: &Name,
        predicate: Option<&Expr>,
    ) -> Option<Term> {
        let (list, record) = self.list_field(list)?;
        let predicate = self.predicate(list, record, predicate)?;
        Some(Term {
            span,
            ty: Type::Int,
            timely: predicate.as_ref().is_some_and(|p| p.timely),
            kind: TermKind::Count { list, predicate },
        })
    }

    /// `sum(items.quantity [where …])`
    pub(super) fn sum(
        &mut self,
        span: Span,
        name: &Name,
        predicate: Option<&Expr>,
    ) -> Option<Term> {
        let Some((list, record, member)) = self.list_member(&name.text) else {
            self.unknown(report::NO_LIST_FIELD, name, None);
            return None;
        };
        let field = self
            .words
            .vocabulary
            .records
            .get(usize::from(record))
            .and_then(|r| r.fields.get(member))?;
        let ty = field.ty.clone();
        if !matches!(ty, Type::Int | Type::Money) {
            self.wrong_type(name.span, &Type::Int, &ty);
            return None;
        }
        let predicate = self.predicate(list, record, predicate)?;
        Some(Term {
            span,
            ty,
            timely: predicate.as_ref().is_some_and(|p| p.timely),
            kind: TermKind::Sum {
                list,
                member,
                predicate,
            },
        })
    }

    #[expect(
        clippy::option_option,
        reason = "wrong, absent and given are three cases"
    )]
    fn predicate(
        &mut self,
        list: usize,
        record: u16,
        predicate: Option<&Expr>,
    ) -> Option<Option<Box<Condition>>> {
        let inside = Place::Member { list, record };
        let Some(predicate) = predicate else {
            return Some(None);
        };
        let ask = |typer: &mut Self| typer.condition(predicate, inside);
        Some(Some(Box::new(self.asking(predicate.span, ask)?)))
    }

    /// A list and one of its members, as one dotted name.
    pub(super) fn list_member(&self, name: &str) -> Option<(usize, u16, usize)> {
        let (list, member) = name.rsplit_once('.')?;
        let (list, record) = self.words.list(list)?;
        let member = self.words.names.member(record, member)?;
        Some((list, record, member))
    }

    /// A function with its arguments.
    pub(super) fn call(
        &mut self,
        span: Span,
        name: &Name,
        args: &[Expr],
        place: Place,
    ) -> Option<Term> {
        let Some(function) = function::find(&name.text) else {
            let names = function::FUNCTIONS.iter().flat_map(|f| [f.id, f.ja]);
            let near = nearest(&name.text, names);
            self.unknown(report::UNKNOWN_FUNCTION, name, near);
            return None;
        };
        let needed = function
            .params
            .iter()
            .filter(|p| p.takes != Takes::Calendar)
            .count();
        if args.len() < needed || args.len() > function.params.len() {
            let diagnostic = Diagnostic::new(report::WRONG_COUNT, span)
                .arg("name", name.text.as_str())
                .arg("wanted", needed)
                .arg("found", args.len());
            self.diagnostics.push(diagnostic);
            return None;
        }
        self.arguments(span, function, args, place)
    }

    fn arguments(
        &mut self,
        span: Span,
        function: &'static Function,
        args: &[Expr],
        place: Place,
    ) -> Option<Term> {
        let (mut terms, mut calendar, mut list) = (Vec::new(), None, None);
        let mut whole = true;
        for (param, arg) in function.params.iter().zip(args) {
            match param.takes {
                Takes::Calendar => {
                    if let ExprKind::Name(name) = &arg.kind {
                        calendar = self.calendar(name);
                    } else {
                        self.diagnostics
                            .push(Diagnostic::new(report::NO_VALUE, arg.span).variant("calendar"));
                    }
                    whole &= calendar.is_some();
                }
                Takes::List => {
                    list = self.text_list(arg);
                    whole &= list.is_some();
                }
                Takes::Value(types) => match self.term(arg, place, types.first()) {
                    Some(term) if types.contains(&term.ty) => terms.push(term),
                    Some(term) => {
                        if let Some(wanted) = types.first() {
                            self.wrong_type(arg.span, wanted, &term.ty);
                        }
                        whole = false;
                    }
                    None => whole = false,
                },
            }
        }
        whole.then(|| Term {
            span,
            ty: function.result.clone(),
            timely: terms.iter().any(|term| term.timely),
            kind: TermKind::Call {
                function,
                args: terms.into(),
                calendar,
                list,
            },
        })
    }

    /// Plus and minus.
    pub(super) fn arithmetic(
        &mut self,
        span: Span,
        op: ArithmeticOp,
        (left, right): (&Expr, &Expr),
        place: Place,
        want: Option<&Type>,
    ) -> Option<Term> {
        let want = want.filter(|ty| matches!(ty, Type::Money | Type::Int));
        let (hint_left, hint_right) = (self.hint(left, place), self.hint(right, place));
        let amount = [hint_left.as_ref(), hint_right.as_ref(), want].contains(&Some(&Type::Money));
        let want = if amount { Some(&Type::Money) } else { want };
        let left = self.term(left, place, want);
        let right = self.term(right, place, want);
        let (left, right) = (left?, right?);
        let Some(ty) = result(op, &left.ty, &right.ty) else {
            let diagnostic = Diagnostic::new(report::BAD_ARITHMETIC, span)
                .variant(if op == ArithmeticOp::Add { "add" } else { "" })
                .arg("left", self.type_name(&left.ty))
                .arg("right", self.type_name(&right.ty));
            self.diagnostics.push(diagnostic);
            return None;
        };
        if ty == Type::Date && !self.whole_days(&left, &right) {
            self.diagnostics
                .push(Diagnostic::new(report::WHOLE_DAYS, span));
            return None;
        }
        Some(Term {
            span,
            ty,
            timely: left.timely || right.timely,
            kind: TermKind::Arithmetic {
                op,
                left: Box::new(left),
                right: Box::new(right),
            },
        })
    }

    /// Whether a length beside a date is one of whole days: written so, or between two dates. What
    /// lies between two instants is not.
    fn whole_days(&mut self, left: &Term, right: &Term) -> bool {
        let mut steps = WHOLE_STEPS;
        self.is_whole(left, &mut steps) && self.is_whole(right, &mut steps)
    }

    fn is_whole(&mut self, term: &Term, steps: &mut u32) -> bool {
        *steps = steps.saturating_sub(1);
        if *steps == 0 || term.ty != Type::Duration {
            return true;
        }
        match &term.kind {
            TermKind::Value(Value::Duration(seconds)) => seconds % DAY == 0,
            TermKind::Arithmetic { left, right, .. } if left.ty == Type::Duration => {
                self.is_whole(left, steps) && self.is_whole(right, steps)
            }
            TermKind::Arithmetic { left, .. } => left.ty == Type::Date,
            TermKind::Let(at) => match self.let_term(*at) {
                Some(inner) => self.is_whole(&inner, steps),
                None => true,
            },
            _ => true,
        }
    }
}

/// What plus and minus make of two types.
fn result(op: ArithmeticOp, left: &Type, right: &Type) -> Option<Type> {
    match (left, right) {
        (Type::Int, Type::Int) => Some(Type::Int),
        (Type::Money, Type::Money) => Some(Type::Money),
        (Type::Duration, Type::Duration) => Some(Type::Duration),
        (Type::Date, Type::Duration) => Some(Type::Date),
        (Type::DateTime, Type::Duration) => Some(Type::DateTime),
        (Type::Duration, Type::Date) if op == ArithmeticOp::Add => Some(Type::Date),
        (Type::Duration, Type::DateTime) if op == ArithmeticOp::Add => Some(Type::DateTime),
        (Type::Date, Type::Date) | (Type::DateTime, Type::DateTime)
            if op == ArithmeticOp::Subtract =>
        {
            Some(Type::Duration)
        }
        _ => None,
    }
}

/// A condition as a bool value.
pub(super) fn as_term(condition: Condition) -> Term {
    let (span, timely) = (condition.span, condition.timely);
    let kind = match condition.test {
        super::tree::Test::Bool(term) if !condition.negated => term.kind,
        _ => TermKind::Condition(Box::new(condition)),
    };
    Term {
        span,
        ty: Type::Bool,
        timely,
        kind,
    }
}
