//! Fields that follow from other facts when a record leaves them out.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::Facts;
use crate::compile::standalone::standalone_expression;
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

/// The derivations of a vocabulary: its fields with an expression for a default.
///
/// The expression sees the other facts, not the clock. One that cannot be compiled makes its field
/// unknown; `check` tells what is wrong with it.
pub fn derivations(vocabulary: &Arc<Vocabulary>) -> Vec<Derivation> {
    let fields = vocabulary.fields.iter().enumerate();
    let derived = fields.filter_map(|(field, entry)| match &entry.absent {
        Absent::Expression(text) => Some(Derivation {
            field,
            value: evaluate(vocabulary, text),
        }),
        Absent::Unknown | Absent::None | Absent::Value(_) => None,
    });
    derived.collect()
}

type Evaluate = Arc<dyn Fn(&Facts) -> Value + Send + Sync>;

fn evaluate(vocabulary: &Arc<Vocabulary>, text: &str) -> Evaluate {
    match standalone_expression(vocabulary, text) {
        Ok(expression) => Arc::new(move |facts| expression.value(facts, Timestamp::UNIX_EPOCH)),
        Err(_) => Arc::new(|_| Value::Unknown),
    }
}
