//! Whether an expression is small enough to be written twice where it stands once.

use crate::syntax::expression::{Expr, ExprKind};

/// The most parts of what is copied: each copy must cost no more than a line of text.
const MOST: usize = 64;

/// Whether it has few parts.
pub(crate) fn is_small(expr: &Expr) -> bool {
    let mut rest = vec![expr];
    let mut count = 0;
    while let Some(expr) = rest.pop() {
        count += 1;
        if count > MOST || rest.len() > MOST {
            return false;
        }
        match &expr.kind {
            ExprKind::Name(_) | ExprKind::Literal(_) | ExprKind::Error => {}
            ExprKind::Tuple(parts) | ExprKind::And(parts) | ExprKind::Or(parts) => {
                rest.extend(parts.iter().take(MOST + 1));
            }
            ExprKind::Call { args, .. } => rest.extend(args.iter().take(MOST + 1)),
            ExprKind::Paren(one)
            | ExprKind::Not(one)
            | ExprKind::Matches { value: one, .. }
            | ExprKind::Is { value: one, .. }
            | ExprKind::During { value: one, .. }
            | ExprKind::Quantifier { predicate: one, .. } => rest.push(one),
            ExprKind::Compare { left, right, .. }
            | ExprKind::Arithmetic { left, right, .. }
            | ExprKind::In {
                value: left,
                set: right,
                ..
            }
            | ExprKind::Text {
                value: left,
                operand: right,
                ..
            } => rest.extend([&**left, &**right]),
            ExprKind::Between {
                value, low, high, ..
            } => rest.extend([&**value, &**low, &**high]),
            ExprKind::Count { predicate, .. } | ExprKind::Sum { predicate, .. } => {
                rest.extend(predicate.as_deref());
            }
        }
    }
    true
}
