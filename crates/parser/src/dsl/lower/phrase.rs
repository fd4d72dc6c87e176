//! What may follow an operand: comparisons and tests, in English and in Japanese word order.

use pest::iterators::Pair;
use sabaki_diagnostic::source::Spanned;

use super::Lowering;
use super::expression::{as_set, error_at};
use super::small::is_small;
use crate::dsl::error;
use crate::dsl::grammar::Rule;
use crate::syntax::expression::{CompareOp, Expr, ExprKind, IsTest, TextTest};

impl Lowering<'_> {
    /// Puts what follows (`x_…` English, `y_…` Japanese) behind its subject.
    pub(crate) fn phrase(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> Expr {
        let span = subject.span.to(self.pair_span(&tail));
        let kind = match tail.as_rule() {
            Rule::x_compare => self.compare(subject, tail),
            Rule::x_is | Rule::y_state => self.state_test(subject, tail),
            Rule::x_in => self.membership(subject, tail),
            Rule::x_between => self.between(subject, tail),
            Rule::x_contains_any => self.text_test(TextTest::ContainsAnyOf, subject, tail),
            Rule::x_contains => self.text_test(TextTest::Contains, subject, tail),
            Rule::x_starts => self.text_test(TextTest::StartsWith, subject, tail),
            Rule::x_ends => self.text_test(TextTest::EndsWith, subject, tail),
            Rule::x_matches | Rule::y_matches => self.matches(subject, tail),
            Rule::x_during => self.during(subject, tail),
            Rule::y_bounded => {
                let mut inner = tail.into_inner();
                match inner.next() {
                    Some(first) => {
                        let value = self.operand(first);
                        self.bounds(subject, value, inner)
                    }
                    None => ExprKind::Error,
                }
            }
            Rule::y_quantifier => {
                if let ExprKind::Name(list) = subject.kind {
                    return self.quantifier(tail, Some(list));
                }
                self.report(error::not_a_list(subject.span));
                ExprKind::Error
            }
            Rule::y_value => return self.japanese(subject, tail),
            _ => ExprKind::Error,
        };
        Expr { kind, span }
    }

    fn compare(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let mut inner = tail.into_inner();
        let (Some(op), Some(right)) = (inner.next(), inner.next()) else {
            return ExprKind::Error;
        };
        let kind = match op.as_str() {
            "=" => CompareOp::Equal,
            "!=" => CompareOp::NotEqual,
            "<" => CompareOp::Less,
            "<=" => CompareOp::LessOrEqual,
            ">" => CompareOp::Greater,
            _ => CompareOp::GreaterOrEqual,
        };
        ExprKind::Compare {
            op: Spanned::new(kind, self.pair_span(&op)),
            left: Box::new(subject),
            right: Box::new(self.operand(right)),
        }
    }

    fn state_test(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let mut negated = false;
        let mut what = None;
        for inner in tail.into_inner() {
            if inner.as_rule() == Rule::k_not {
                negated = true;
            } else if let Some(test) = is_test(inner.as_rule()) {
                what = Some(Spanned::new(test, self.pair_span(&inner)));
            }
        }
        what.map_or(ExprKind::Error, |what| ExprKind::Is {
            negated,
            value: Box::new(subject),
            what,
        })
    }

    fn membership(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let (negated, mut rest) = negation(tail);
        match rest.pop() {
            Some(set) => ExprKind::In {
                negated,
                value: Box::new(subject),
                set: Box::new(self.set(set)),
            },
            None => ExprKind::Error,
        }
    }

    fn between(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let (negated, mut rest) = negation(tail);
        match (rest.pop(), rest.pop()) {
            (Some(high), Some(low)) => ExprKind::Between {
                negated,
                value: Box::new(subject),
                low: Box::new(self.operand(low)),
                high: Box::new(self.operand(high)),
            },
            _ => ExprKind::Error,
        }
    }

    fn text_test(&mut self, test: TextTest, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let (negated, mut rest) = negation(tail);
        let Some(last) = rest.pop() else {
            return ExprKind::Error;
        };
        let operand = match test {
            TextTest::ContainsAnyOf => self.set(last),
            TextTest::Contains | TextTest::StartsWith | TextTest::EndsWith => self.operand(last),
        };
        ExprKind::Text {
            test,
            negated,
            value: Box::new(subject),
            operand: Box::new(operand),
        }
    }

    fn matches(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let mut negated = false;
        let mut pattern = None;
        for inner in tail.into_inner() {
            match inner.as_rule() {
                Rule::k_not | Rule::j_matches_not => negated = true,
                Rule::regex => {
                    let mut text = inner.as_str().chars();
                    text.next();
                    text.next_back();
                    let text = text.as_str().replace("\\/", "/");
                    pattern = Some(Spanned::new(text, self.pair_span(&inner)));
                }
                _ => {}
            }
        }
        pattern.map_or(ExprKind::Error, |pattern| ExprKind::Matches {
            negated,
            value: Box::new(subject),
            pattern,
        })
    }

    fn during(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> ExprKind {
        let (negated, mut rest) = negation(tail);
        match rest.pop() {
            Some(calendar) => ExprKind::During {
                negated,
                value: Box::new(subject),
                calendar: self.name(&calendar),
            },
            None => ExprKind::Error,
        }
    }

    /// `Xが V` and what may follow V.
    fn japanese(&mut self, subject: Expr, tail: Pair<'_, Rule>) -> Expr {
        let span = subject.span.to(self.pair_span(&tail));
        let whole = self.pair_span(&tail);
        let mut inner = tail.into_inner();
        let Some(value) = inner.next() else {
            return error_at(span);
        };
        let value = self.operand(value);
        let Some(rest) = inner.next() else {
            let op = Spanned::new(CompareOp::Equal, whole);
            return Expr {
                kind: comparison(op, subject, value),
                span,
            };
        };
        let rule = rest.as_rule();
        let words: Vec<_> = rest.clone().into_inner().map(|p| p.as_rule()).collect();
        let lacks = words
            .iter()
            .any(|word| matches!(word, Rule::j_lacks | Rule::j_starts_not | Rule::j_ends_not));
        let text = |test, value, subject| ExprKind::Text {
            test,
            negated: lacks,
            value: Box::new(subject),
            operand: Box::new(value),
        };
        let kind = match rule {
            Rule::y_any_contains => text(TextTest::ContainsAnyOf, as_set(value), subject),
            Rule::y_contains => text(TextTest::Contains, value, subject),
            Rule::y_starts => text(TextTest::StartsWith, value, subject),
            Rule::y_ends => text(TextTest::EndsWith, value, subject),
            Rule::y_any | Rule::y_not_any => ExprKind::In {
                negated: rule == Rule::y_not_any,
                value: Box::new(subject),
                set: Box::new(as_set(value)),
            },
            Rule::y_during => {
                if let ExprKind::Name(calendar) = value.kind {
                    ExprKind::During {
                        negated: false,
                        value: Box::new(subject),
                        calendar,
                    }
                } else {
                    self.report(error::not_a_calendar(value.span));
                    ExprKind::Error
                }
            }
            Rule::y_to => match rest.into_inner().find(|p| p.as_rule() == Rule::operand) {
                Some(high) => ExprKind::Between {
                    negated: false,
                    value: Box::new(subject),
                    low: Box::new(value),
                    high: Box::new(self.operand(high)),
                },
                None => ExprKind::Error,
            },
            Rule::y_bounds => self.bounds(subject, value, rest.into_inner()),
            _ => ExprKind::Error,
        };
        Expr { kind, span }
    }

    /// `V以上`, `V以上 W未満`; closed at both ends it is `between`.
    fn bounds<'p>(
        &mut self,
        subject: Expr,
        low: Expr,
        mut rest: impl Iterator<Item = Pair<'p, Rule>>,
    ) -> ExprKind {
        let Some(first) = rest.next().and_then(|pair| self.bound(&pair)) else {
            return ExprKind::Error;
        };
        let Some(high) = rest.next() else {
            return comparison(first, subject, low);
        };
        let high = self.operand(high);
        let Some(second) = rest.next().and_then(|pair| self.bound(&pair)) else {
            return ExprKind::Error;
        };
        if first.node == CompareOp::GreaterOrEqual && second.node == CompareOp::LessOrEqual {
            return ExprKind::Between {
                negated: false,
                value: Box::new(subject),
                low: Box::new(low),
                high: Box::new(high),
            };
        }
        if !is_small(&subject) {
            self.report(error::too_deep(subject.span));
            return ExprKind::Error;
        }
        let whole = |op: &Spanned<CompareOp>| subject.span.to(op.span);
        let (first_span, second_span) = (whole(&first), whole(&second));
        ExprKind::And(vec![
            Expr {
                span: first_span,
                kind: comparison(first, subject.clone(), low),
            },
            Expr {
                span: second_span,
                kind: comparison(second, subject, high),
            },
        ])
    }

    fn bound(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<CompareOp>> {
        let op = match pair.as_rule() {
            Rule::b_ge => CompareOp::GreaterOrEqual,
            Rule::b_le => CompareOp::LessOrEqual,
            Rule::b_gt => CompareOp::Greater,
            Rule::b_lt => CompareOp::Less,
            _ => return None,
        };
        Some(Spanned::new(op, self.pair_span(pair)))
    }
}

/// The test that a state word asks for.
pub(crate) fn is_test(rule: Rule) -> Option<IsTest> {
    match rule {
        Rule::s_empty => Some(IsTest::Empty),
        Rule::s_known => Some(IsTest::Known),
        Rule::s_unknown => Some(IsTest::Unknown),
        Rule::s_holiday => Some(IsTest::Holiday),
        Rule::s_business_day => Some(IsTest::BusinessDay),
        _ => None,
    }
}

fn comparison(op: Spanned<CompareOp>, left: Expr, right: Expr) -> ExprKind {
    ExprKind::Compare {
        op,
        left: Box::new(left),
        right: Box::new(right),
    }
}

/// Whether `not` stands in a phrase, and its operands.
fn negation(tail: Pair<'_, Rule>) -> (bool, Vec<Pair<'_, Rule>>) {
    let mut negated = false;
    let mut operands = Vec::new();
    for inner in tail.into_inner() {
        match inner.as_rule() {
            Rule::k_not => negated = true,
            Rule::operand | Rule::set | Rule::name => operands.push(inner),
            _ => {}
        }
    }
    (negated, operands)
}
