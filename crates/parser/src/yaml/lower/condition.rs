//! `when` and `unless`: an expression, a list, or one of `all`, `any`, `none`.

use sabaki_diagnostic::source::Span;

use super::super::key::{self, Key};
use super::super::node::{Entry, Node, NodeKind};
use super::super::report::{self, Shape};
use super::{Known, Lower};
use crate::dsl::fragment;
use crate::syntax::expression::{Expr, ExprKind};
use crate::syntax::literal::Literal;

impl Lower<'_> {
    /// An expression; [`ExprKind::Error`] where there is none.
    pub(super) fn expression(&mut self, node: &Node, key: &str) -> Expr {
        self.fragment(node, key, Shape::Text, fragment::expression)
            .unwrap_or_else(|| error(node.span))
    }

    /// The condition under `when` or `unless`.
    pub(super) fn condition(&mut self, known: Known<'_>) -> Expr {
        self.condition_of(&known.entry.value, known.name)
    }

    fn condition_of(&mut self, node: &Node, key: &str) -> Expr {
        match &node.kind {
            NodeKind::Scalar(scalar) if scalar.text.trim() == "いつも" => Expr {
                kind: ExprKind::Literal(Literal::Bool(true)),
                span: node.span,
            },
            NodeKind::Scalar(_) | NodeKind::Refused => self
                .fragment(node, key, Shape::Condition, fragment::expression)
                .unwrap_or_else(|| error(node.span)),
            NodeKind::Sequence(items) => self.together(Key::All, items, node.span, key),
            NodeKind::Mapping(entries) => self.one_of(entries, node.span, key),
        }
    }

    /// The one of `all`, `any`, `none` that a map holds.
    fn one_of(&mut self, entries: &[Entry], span: Span, key: &str) -> Expr {
        let known = self.keys(entries, key::CONDITION);
        let Some(first) = known.first() else {
            if entries.is_empty() {
                self.diagnostics.push(report::empty(span, key));
            }
            return error(span);
        };
        for other in known.iter().skip(1) {
            let first = first.entry.key_span;
            self.diagnostics
                .push(report::side_by_side(other.entry.key_span, first));
            self.condition_of(&other.entry.value, other.name);
        }
        let value = &first.entry.value;
        match &value.kind {
            NodeKind::Sequence(items) => self.together(first.key, items, span, first.name),
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Refused => {
                let one = self.condition_of(value, first.name);
                combine(first.key, vec![one], span)
            }
        }
    }

    fn together(&mut self, how: Key, items: &[Node], span: Span, key: &str) -> Expr {
        if items.is_empty() {
            self.diagnostics.push(report::empty(span, key));
            return error(span);
        }
        let parts = items
            .iter()
            .map(|item| self.condition_of(item, key))
            .collect();
        combine(how, parts, span)
    }
}

fn error(span: Span) -> Expr {
    Expr {
        kind: ExprKind::Error,
        span,
    }
}

/// Joins conditions as the DSL would write them, with parentheses where it needs them.
fn combine(how: Key, parts: Vec<Expr>, span: Span) -> Expr {
    let mut parts = parts;
    let joined = match (how, parts.len()) {
        (_, 1) => parts.pop().unwrap_or_else(|| error(span)),
        (Key::Any | Key::None, _) => {
            let kind = ExprKind::Or(parts.into_iter().map(in_parentheses).collect());
            Expr { kind, span }
        }
        (_, _) => {
            let kind = ExprKind::And(parts.into_iter().map(in_parentheses).collect());
            Expr { kind, span }
        }
    };
    if how == Key::None {
        let kind = ExprKind::Not(Box::new(in_parentheses(joined)));
        return Expr { kind, span };
    }
    joined
}

fn in_parentheses(part: Expr) -> Expr {
    if matches!(part.kind, ExprKind::And(_) | ExprKind::Or(_)) {
        let span = part.span;
        let kind = ExprKind::Paren(Box::new(part));
        return Expr { kind, span };
    }
    part
}
