//! Head cells and cells of tables.

use pest::iterators::Pair;

use super::Lowering;
use super::expression::{error_at, negate};
use super::phrase::is_test;
use super::small::is_small;
use crate::dsl::error;
use crate::dsl::grammar::Rule;
use crate::dsl::table::is_function;
use crate::syntax::expression::{CompareOp, Expr, ExprKind};
use crate::syntax::literal::Literal;
use crate::syntax::table::{CellKind, ColumnKind};

impl Lowering<'_> {
    /// What a column means.
    pub(crate) fn head_cell(&mut self, pair: Pair<'_, Rule>) -> ColumnKind {
        let Some(inner) = pair.into_inner().next() else {
            return ColumnKind::Error;
        };
        let rule = inner.as_rule();
        if rule == Rule::expression {
            return ColumnKind::Condition(self.expression(inner));
        }
        match inner
            .into_inner()
            .find(|p| matches!(p.as_rule(), Rule::action_name | Rule::k_everything))
        {
            Some(name) if rule == Rule::c_then => ColumnKind::Then(self.name(&name)),
            Some(name) => ColumnKind::Hold(self.name(&name)),
            None => ColumnKind::Error,
        }
    }

    /// A cell under a condition.
    pub(crate) fn condition_cell(&mut self, pair: Pair<'_, Rule>, head: &Expr) -> CellKind {
        let Some(inner) = pair.into_inner().next() else {
            return CellKind::Error;
        };
        let span = self.pair_span(&inner);
        match inner.as_rule() {
            Rule::c_state => state_cell(inner),
            Rule::c_in => {
                let negated = has(&inner, Rule::k_not);
                match inner.into_inner().find(|p| p.as_rule() == Rule::name) {
                    Some(name) => CellKind::InList {
                        negated,
                        list: self.name(&name),
                    },
                    None => CellKind::Error,
                }
            }
            Rule::c_compare => self.compare_cell(inner),
            Rule::c_except => CellKind::Values {
                negated: true,
                values: self.operands(inner),
            },
            Rule::c_values => {
                let is_range = has(&inner, Rule::range_mark) || has(&inner, Rule::p_kara);
                let mut values = self.operands(inner);
                match (is_range, values.pop(), values.pop()) {
                    (true, Some(high), Some(low)) => CellKind::Range { low, high },
                    (_, Some(last), before) => {
                        values.extend(before);
                        values.push(last);
                        CellKind::Values {
                            negated: false,
                            values,
                        }
                    }
                    (_, None, _) => CellKind::Error,
                }
            }
            // The head becomes part of the cell.
            Rule::c_condition if !is_small(head) => {
                self.report(error::too_deep(head.span));
                CellKind::Error
            }
            Rule::c_condition => {
                let mut expr = error_at(span);
                for part in inner.into_inner() {
                    if part.as_rule() == Rule::p_denai {
                        expr = negate(expr, span);
                    } else {
                        expr = self.phrase(head.clone(), part);
                    }
                }
                expr.span = span;
                plain(expr)
            }
            _ => CellKind::Error,
        }
    }

    fn compare_cell(&mut self, pair: Pair<'_, Rule>) -> CellKind {
        let span = self.pair_span(&pair);
        let mut inner = pair.into_inner();
        let (Some(op), Some(value)) = (inner.next(), inner.next()) else {
            return CellKind::Error;
        };
        let op = match op.as_str() {
            "=" => CompareOp::Equal,
            "!=" => CompareOp::NotEqual,
            "<" => CompareOp::Less,
            "<=" => CompareOp::LessOrEqual,
            ">" => CompareOp::Greater,
            _ => CompareOp::GreaterOrEqual,
        };
        let mut value = self.operand(value);
        if matches!(value.kind, ExprKind::Error) {
            value.span = span;
        }
        CellKind::Compare { op, value }
    }

    fn operands(&mut self, pair: Pair<'_, Rule>) -> Vec<Expr> {
        pair.into_inner()
            .filter(|p| p.as_rule() == Rule::operand)
            .map(|p| self.cell_operand(p))
            .collect()
    }

    /// A value in a cell. Brackets after a word that is no function belong to a text. Digits that begin with a zero are a code and no number: `0600000` stays
    /// what it is.
    pub(crate) fn cell_operand(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let text = pair.as_str().trim();
        let code = text.len() > 1
            && text.starts_with('0')
            && text.bytes().all(|byte| byte.is_ascii_digit());
        let written = text.to_owned();
        let mut value = self.operand(pair);
        let bracketed =
            matches!(&value.kind, ExprKind::Call { function, .. } if !is_function(&function.text));
        if code || bracketed {
            value.kind = ExprKind::Literal(Literal::Text(written));
        }
        value
    }
}

fn has(pair: &Pair<'_, Rule>, rule: Rule) -> bool {
    pair.clone().into_inner().any(|p| p.as_rule() == rule)
}

fn state_cell(pair: Pair<'_, Rule>) -> CellKind {
    let mut negated = false;
    let mut what = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::k_not | Rule::p_denai => negated = !negated,
            rule => what = what.or(is_test(rule)),
        }
    }
    let unknown = crate::syntax::expression::IsTest::Unknown;
    let known = crate::syntax::expression::IsTest::Known;
    match what {
        Some(test) if test == unknown && negated => CellKind::Is {
            negated: false,
            what: known,
        },
        Some(what) => CellKind::Is { negated, what },
        None => CellKind::Error,
    }
}

/// `3,000円以上` and `離島のどれか` have a form of their own.
fn plain(expr: Expr) -> CellKind {
    match expr.kind {
        ExprKind::Compare { op, right, .. } => CellKind::Compare {
            op: op.node,
            value: *right,
        },
        ExprKind::Between {
            negated: false,
            low,
            high,
            ..
        } => CellKind::Range {
            low: *low,
            high: *high,
        },
        ExprKind::In {
            negated,
            set,
            value,
        } => match set.kind {
            ExprKind::Name(list) => CellKind::InList { negated, list },
            ExprKind::Tuple(values) => CellKind::Values { negated, values },
            kind => CellKind::Condition(Expr {
                kind: ExprKind::In {
                    negated,
                    value,
                    set: Box::new(Expr {
                        kind,
                        span: set.span,
                    }),
                },
                span: expr.span,
            }),
        },
        kind => CellKind::Condition(Expr {
            kind,
            span: expr.span,
        }),
    }
}
