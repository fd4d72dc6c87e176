//! Values beside what they are compared with, and lists of them.

use super::expression::{Level, Writer, bare, is_bool};
use super::literal;
use super::name::{NameRole, is_bare};
use crate::syntax::expression::{Expr, ExprKind, Name};
use crate::syntax::literal::Literal;

impl Writer<'_> {
    /// A value beside what it is compared with, so that enumeration values are translated.
    pub(super) fn value(self, expr: &Expr, of: Option<&Name>) -> String {
        let level = Level::Operand;
        let (Some(of), Some(names)) = (of, self.names) else {
            return self.at(expr, level);
        };
        let role = NameRole::Value {
            of: &of.text,
            list: self.within,
        };
        let text = if let ExprKind::Name(name) = &bare(expr).kind {
            &name.text
        } else if let ExprKind::Literal(Literal::Text(text)) = &bare(expr).kind {
            text
        } else {
            return self.at(expr, level);
        };
        match names.rename(text, role) {
            Some(new) if is_bare(&new) => new,
            Some(new) => literal::quoted(&new, self.lang),
            None => self.at(expr, level),
        }
    }

    /// A value where a bare word may be a text: an entry of a list, a cell, an argument in a cell. A
    /// word that is no value of an enumeration stays as it is, whatever field has its name.
    pub(super) fn entry(self, expr: &Expr, of: Option<&Name>) -> String {
        let value = |name: &Name| {
            let (names, of) = (self.names?, of?);
            let list = self.within;
            names.rename(&name.text, NameRole::Value { of: &of.text, list })
        };
        match &bare(expr).kind {
            ExprKind::Name(name) if value(name).is_none() => Writer {
                names: None,
                ..self
            }
            .operand(expr),
            ExprKind::Tuple(values) => self.entries(values, of),
            _ => self.value(expr, of),
        }
    }

    pub(super) fn entries(self, values: &[Expr], of: Option<&Name>) -> String {
        let values: Vec<String> = values.iter().map(|value| self.entry(value, of)).collect();
        format!("({})", values.join(", "))
    }

    /// A value that a particle follows: はい and いいえ are words and take none.
    pub(super) fn before_particle(self, expr: &Expr, of: Option<&Name>) -> String {
        let text = self.value(expr, of);
        if is_bool(expr) && self.is_ja() {
            format!("({text})")
        } else {
            text
        }
    }

    /// A list in parentheses, the name of one, or a single value.
    pub(super) fn set(self, set: &Expr, of: Option<&Name>) -> String {
        if let ExprKind::Tuple(values) = &set.kind {
            self.tuple(values, of)
        } else {
            self.before_particle(set, of)
        }
    }

    fn tuple(self, values: &[Expr], of: Option<&Name>) -> String {
        let values: Vec<String> = values.iter().map(|value| self.value(value, of)).collect();
        format!("({})", values.join(", "))
    }
}
