//! Fields that follow from other facts when a record leaves them out.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::Facts;
use crate::compile::standalone::{Standalone, standalone_expression};
use crate::value::Value;
use crate::vocabulary::model::{Absent, Vocabulary};

/// How one field follows from the others.
#[derive(Clone)]
pub struct Derivation {
    /// The field's index in the vocabulary.
    pub field: usize,
    /// Its value, given all other facts.
    pub value: Arc<dyn Fn(&Facts) -> Value + Send + Sync>,
}

impl fmt::Debug for Derivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Derivation(field {})", self.field)
    }
}

/// The derivations of a vocabulary, its fields with an expression for a default, in an order in
/// which each stands behind those that it reads.
///
/// The expression sees the other facts, not the clock. One that cannot be compiled makes its field
/// unknown, and so does one that reads itself by way of others; `check` tells what is wrong with it.
pub fn derivations(vocabulary: &Arc<Vocabulary>) -> Vec<Derivation> {
    let fields = vocabulary.fields.iter().enumerate();
    let derived = fields.filter_map(|(field, entry)| match &entry.absent {
        Absent::Expression(text) => Some((field, standalone_expression(vocabulary, text).ok())),
        Absent::Unknown | Absent::None | Absent::Value(_) => None,
    });
    let mut left: Vec<(usize, Option<Standalone>)> = derived.collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |(_, expression): &(usize, Option<Standalone>)| {
            let reads = expression.as_ref().map(Standalone::reads);
            let mut reads = reads.into_iter().flatten();
            reads.any(|field| left.iter().any(|(other, _)| *other == field))
        };
        let waiting: Vec<bool> = left.iter().map(waits).collect();
        let circle = waiting.iter().all(|waits| *waits);
        let mut waits = waiting.into_iter();
        left.retain_mut(|(field, expression)| {
            let stays = waits.next().unwrap_or(false) && !circle;
            if !stays {
                let value = evaluate(expression.take().filter(|_| !circle));
                let field = *field;
                ordered.push(Derivation { field, value });
            }
            stays
        });
    }
    ordered
}

type Evaluate = Arc<dyn Fn(&Facts) -> Value + Send + Sync>;

fn evaluate(expression: Option<Standalone>) -> Evaluate {
    match expression {
        Some(expression) => Arc::new(move |facts| expression.value(facts, Timestamp::UNIX_EPOCH)),
        None => Arc::new(|_| Value::Unknown),
    }
}
