//! The type of an expression as far as its form tells: what its neighbour is read by.

use sabaki_interpreter::function;
use sabaki_interpreter::typing::scope::{Place, Words};
use sabaki_interpreter::vocabulary::model::Type;
use sabaki_parser::syntax::expression::{Expr, ExprKind};

use super::definition::Definitions;

/// How many definitions deep a type is looked for; deeper ones are circles, or strange.
const DEEPEST: usize = 16;

/// The type of an expression, where its form tells.
pub(super) fn hint(
    expr: &Expr,
    place: Place,
    words: &Words,
    definitions: &Definitions<'_>,
    depth: usize,
) -> Option<Type> {
    if depth > DEEPEST {
        return None;
    }
    match &expr.kind {
        ExprKind::Name(name) => {
            if let Some(meaning) = words.meaning(&name.text, place) {
                return words.type_of(meaning).cloned();
            }
            let at = definitions.find(&name.text)?;
            definitions.type_of(at, words, depth + 1)
        }
        ExprKind::Paren(inner) => hint(inner, place, words, definitions, depth),
        ExprKind::Call { function, .. } => {
            function::find(&function.text).map(|function| function.result.clone())
        }
        ExprKind::Count { .. } => Some(Type::Int),
        ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare { .. }
        | ExprKind::In { .. }
        | ExprKind::Between { .. }
        | ExprKind::Text { .. }
        | ExprKind::Matches { .. }
        | ExprKind::Is { .. }
        | ExprKind::During { .. }
        | ExprKind::Quantifier { .. } => Some(Type::Bool),
        ExprKind::Literal(_)
        | ExprKind::Tuple(_)
        | ExprKind::Sum { .. }
        | ExprKind::Arithmetic { .. }
        | ExprKind::Error => None,
    }
}
