//! Conditions and operands; what follows an operand is in `phrase`.

use pest::iterators::Pair;

use sabaki_diagnostic::source::{Span, Spanned};

use super::Lowering;
use crate::dsl::cut::DEEPEST;
use crate::dsl::error;
use crate::dsl::grammar::Rule;
use crate::dsl::keyword;
use crate::syntax::expression::{
    ArithmeticOp, CompareOp, Expr, ExprKind, IsTest, Name, QuantifierKind,
};

/// The most brackets, `not`s and signs within one another: 64 brackets, and as much in them.
const DEEPEST_TOGETHER: usize = 2 * DEEPEST;

impl Lowering<'_> {
    /// `x or y`
    pub(crate) fn expression(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let mut mixed = false;
        let mut parts = Vec::new();
        for inner in pair.clone().into_inner() {
            if inner.as_rule() == Rule::conjunction {
                let (part, joined) = self.conjunction(inner);
                mixed |= joined;
                parts.push(part);
            }
        }
        if parts.len() > 1 && mixed {
            self.report(error::and_beside_or(self.pair_span(&pair)));
        }
        self.join(parts, &pair, ExprKind::Or)
    }

    /// `x and y`, and whether there was an `and`.
    fn conjunction(&mut self, pair: Pair<'_, Rule>) -> (Expr, bool) {
        let mut parts = Vec::new();
        let mut members = 0;
        for inner in pair.clone().into_inner() {
            if inner.as_rule() != Rule::negation {
                continue;
            }
            members += 1;
            let part = self.negation(inner);
            // `Xが V以上 W未満` is two comparisons.
            if let ExprKind::And(both) = part.kind {
                parts.extend(both);
            } else {
                parts.push(part);
            }
        }
        (self.join(parts, &pair, ExprKind::And), members > 1)
    }

    /// Several parts joined, or the only one as it is; most are alone, and need no place.
    fn join(&self, mut parts: Vec<Expr>, pair: &Pair<'_, Rule>, many: Joined) -> Expr {
        match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                parts.push(last);
                Expr {
                    kind: many(parts),
                    span: self.pair_span(pair),
                }
            }
            (_, None) => error_at(self.pair_span(pair)),
        }
    }

    fn negation(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let is_not = |p: &Pair<'_, Rule>| p.as_rule() == Rule::k_not;
        let nots = pair.clone().into_inner().filter(is_not);
        let nots: Vec<usize> = nots.map(|p| p.as_span().start()).collect();
        if nots.len() > DEEPEST || self.level + nots.len() > DEEPEST_TOGETHER {
            let span = self.pair_span(&pair);
            self.report(error::too_deep(span));
            return error_at(span);
        }
        self.level += nots.len();
        let mut read = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::predicate => read = Some(self.predicate(inner)),
                Rule::p_denai => {
                    let span = self.pair_span(&pair);
                    let expr = read.unwrap_or_else(|| error_at(span));
                    if two_readings(&expr) {
                        self.report(error::two_readings(span));
                    }
                    read = Some(negate(expr, span));
                }
                _ => {}
            }
        }
        self.level -= nots.len();
        let mut expr = read.unwrap_or_else(|| error_at(self.pair_span(&pair)));
        for start in nots.into_iter().rev() {
            let span = self.span(start, start).to(expr.span);
            expr = Expr {
                kind: ExprKind::Not(Box::new(expr)),
                span,
            };
        }
        expr
    }

    fn predicate(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let mut inner = pair.clone().into_inner();
        let Some(first) = inner.next() else {
            return error_at(self.pair_span(&pair));
        };
        if first.as_rule() == Rule::quantifier {
            return self.quantifier(first, None);
        }
        let subject = self.operand(first);
        let tail = inner.find(|p| !matches!(p.as_rule(), Rule::p_ga | Rule::p_ni));
        let Some(tail) = tail else {
            return subject;
        };
        let mut expr = self.phrase(subject, tail);
        expr.span = self.pair_span(&pair);
        expr
    }

    /// `any L has (P)`; in Japanese the list stands before.
    pub(crate) fn quantifier(&mut self, pair: Pair<'_, Rule>, mut list: Option<Name>) -> Expr {
        let span = self.pair_span(&pair);
        let mut kind = None;
        let mut predicate = None;
        for inner in pair.into_inner() {
            let place = self.pair_span(&inner);
            let found = match inner.as_rule() {
                Rule::k_any | Rule::j_any_of => Some(QuantifierKind::Any),
                Rule::k_every | Rule::j_every_of => Some(QuantifierKind::Every),
                Rule::k_no | Rule::j_none_of => Some(QuantifierKind::No),
                Rule::name => {
                    list = Some(self.name(&inner));
                    None
                }
                Rule::paren => {
                    predicate = Some(self.single(inner));
                    None
                }
                _ => None,
            };
            if let Some(found) = found {
                kind = Some(Spanned::new(found, place));
            }
        }
        match (kind, list, predicate) {
            (Some(kind), Some(list), Some(predicate)) => Expr {
                kind: ExprKind::Quantifier {
                    kind,
                    list,
                    predicate: Box::new(predicate),
                },
                span,
            },
            _ => error_at(span),
        }
    }

    /// `a + b - c`
    pub(crate) fn operand(&mut self, pair: Pair<'_, Rule>) -> Expr {
        if pair.as_rule() != Rule::operand {
            return self.term(pair);
        }
        let is_sign = |p: &Pair<'_, Rule>| p.as_rule() == Rule::sign;
        let signs = pair.clone().into_inner().filter(is_sign).count();
        if signs >= DEEPEST || self.level + signs > DEEPEST_TOGETHER {
            let span = self.pair_span(&pair);
            self.report(error::too_deep(span));
            return error_at(span);
        }
        self.level += signs;
        let mut left: Option<Expr> = None;
        let mut op = None;
        for inner in pair.clone().into_inner() {
            if inner.as_rule() == Rule::sign {
                let kind = match inner.as_str() {
                    "+" => ArithmeticOp::Add,
                    _ => ArithmeticOp::Subtract,
                };
                op = Some(Spanned::new(kind, self.pair_span(&inner)));
                continue;
            }
            let term = self.term(inner);
            left = Some(match (left, op.take()) {
                (Some(left), Some(op)) => Expr {
                    span: left.span.to(term.span),
                    kind: ExprKind::Arithmetic {
                        op,
                        left: Box::new(left),
                        right: Box::new(term),
                    },
                },
                _ => term,
            });
        }
        self.level -= signs;
        left.unwrap_or_else(|| error_at(self.pair_span(&pair)))
    }

    fn term(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.pair_span(&pair);
        let kind = match pair.as_rule() {
            Rule::name | Rule::bounded_name => ExprKind::Name(self.name(&pair)),
            Rule::named => self.named(pair),
            Rule::paren => return self.paren(pair),
            Rule::count | Rule::sum => self.fold(pair),
            _ => self
                .literal(&pair)
                .map_or(ExprKind::Error, ExprKind::Literal),
        };
        Expr { kind, span }
    }

    fn paren(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.pair_span(&pair);
        let mut members = self.members(pair);
        let kind = match (members.len(), members.pop()) {
            (1, Some(only)) => ExprKind::Paren(Box::new(only)),
            (_, Some(last)) => {
                members.push(last);
                ExprKind::Tuple(members)
            }
            (_, None) => ExprKind::Error,
        };
        Expr { kind, span }
    }

    fn members(&mut self, pair: Pair<'_, Rule>) -> Vec<Expr> {
        if self.level >= DEEPEST_TOGETHER {
            let span = self.pair_span(&pair);
            self.report(error::too_deep(span));
            return vec![error_at(span)];
        }
        self.level += 1;
        let mut members = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expression => members.push(self.expression(inner)),
                Rule::operand => members.push(self.cell_operand(inner)),
                Rule::open | Rule::comma | Rule::close => {}
                Rule::name => {
                    let name = self.name(&inner);
                    members.push(self.plain_name(name));
                }
                _ => members.push(self.term(inner)),
            }
        }
        self.level -= 1;
        members
    }

    /// The one expression in parentheses.
    fn single(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.pair_span(&pair);
        let mut members = self.members(pair);
        match (members.pop(), members.is_empty()) {
            (Some(only), true) => only,
            (Some(_), false) => {
                self.report(error::list_for_condition(span));
                error_at(span)
            }
            (None, _) => error_at(span),
        }
    }

    /// A list to the right of `in`: a tuple, or the name of a list.
    pub(crate) fn set(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.pair_span(&pair);
        let operand = match pair.as_rule() {
            Rule::set => match pair.into_inner().next() {
                Some(inner) => self.term(inner),
                None => error_at(span),
            },
            _ => self.operand(pair),
        };
        as_set(operand)
    }

    fn fold(&mut self, pair: Pair<'_, Rule>) -> ExprKind {
        let counts = pair.as_rule() == Rule::count;
        let mut name = None;
        let mut predicate = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => name = Some(self.name(&inner)),
                Rule::filter => {
                    let condition = inner.into_inner().find(|p| p.as_rule() == Rule::expression);
                    predicate = condition.map(|p| Box::new(self.expression(p)));
                }
                _ => {}
            }
        }
        match (name, counts) {
            (Some(list), true) => ExprKind::Count { list, predicate },
            (Some(member), false) => ExprKind::Sum { member, predicate },
            (None, _) => ExprKind::Error,
        }
    }

    fn named(&mut self, pair: Pair<'_, Rule>) -> ExprKind {
        let mut inner = pair.into_inner();
        let Some(name) = inner.next() else {
            return ExprKind::Error;
        };
        let name = self.name(&name);
        match inner.next() {
            Some(arguments) => ExprKind::Call {
                function: name,
                args: self.members(arguments),
            },
            None => self.plain_name(name).kind,
        }
    }

    /// A name without arguments.
    fn plain_name(&mut self, name: Name) -> Expr {
        let span = name.span;
        let kind = if cut_from_a_keyword(&name.text) {
            // 空 of 空でない: the grammar took a word for a name whose end is a particle.
            self.report(error::keyword_as_value(span, &name.text));
            ExprKind::Error
        } else {
            ExprKind::Name(name)
        };
        Expr { kind, span }
    }
}

/// Whether a name is a keyword, which no name may be.
fn cut_from_a_keyword(name: &str) -> bool {
    keyword::is_keyword(name)
}

/// `Lのどれかが (P)でない`: some are not P, or none is?
fn two_readings(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Quantifier { kind, .. } if kind.node != QuantifierKind::No)
}

/// What could not be read.
pub(crate) const fn error_at(span: Span) -> Expr {
    Expr {
        kind: ExprKind::Error,
        span,
    }
}

/// To the right of `in` stands a tuple or a name; one value, with brackets or without, is a tuple.
pub(crate) fn as_set(expr: Expr) -> Expr {
    let span = expr.span;
    let only = match expr.kind {
        ExprKind::Name(_) | ExprKind::Tuple(_) | ExprKind::Error => return expr,
        ExprKind::Paren(only) => *only,
        ExprKind::Literal(_)
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
        | ExprKind::Sum { .. }
        | ExprKind::Call { .. }
        | ExprKind::Arithmetic { .. } => expr,
    };
    Expr {
        kind: ExprKind::Tuple(vec![only]),
        span,
    }
}

/// What several parts make together.
type Joined = fn(Vec<Expr>) -> ExprKind;

/// What でない at the end of a phrase makes of it.
pub(crate) fn negate(mut expr: Expr, span: Span) -> Expr {
    expr.span = span;
    let done = match &mut expr.kind {
        ExprKind::Compare { op, .. } if op.node == CompareOp::Equal => {
            op.node = CompareOp::NotEqual;
            true
        }
        ExprKind::Is { negated, what, .. } => {
            if what.node == IsTest::Unknown && !*negated {
                what.node = IsTest::Known;
            } else {
                *negated = !*negated;
            }
            true
        }
        ExprKind::In { negated, .. }
        | ExprKind::Between { negated, .. }
        | ExprKind::Text { negated, .. }
        | ExprKind::Matches { negated, .. }
        | ExprKind::During { negated, .. } => {
            *negated = !*negated;
            true
        }
        ExprKind::Quantifier { kind, .. } if kind.node == QuantifierKind::No => true,
        ExprKind::Name(_)
        | ExprKind::Literal(_)
        | ExprKind::Tuple(_)
        | ExprKind::Paren(_)
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare { .. }
        | ExprKind::Quantifier { .. }
        | ExprKind::Count { .. }
        | ExprKind::Sum { .. }
        | ExprKind::Call { .. }
        | ExprKind::Arithmetic { .. }
        | ExprKind::Error => false,
    };
    if done {
        return expr;
    }
    Expr {
        kind: ExprKind::Not(Box::new(expr)),
        span,
    }
}
