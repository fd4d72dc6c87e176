//! Fields that follow from other facts when a record leaves them out.

use std::fmt;
use std::sync::Arc;

use super::Facts;
use crate::value::Value;
use crate::vocabulary::lookup::Names;
use crate::vocabulary::model::{Absent, Type, Vocabulary};

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
/// An expression that is not understood makes its field unknown.
pub fn derivations(vocabulary: &Arc<Vocabulary>) -> Vec<Derivation> {
    let names = Names::new(vocabulary);
    let fields = vocabulary.fields.iter().enumerate();
    let derived = fields.filter_map(|(field, entry)| match &entry.absent {
        Absent::Expression(text) => Some(Derivation {
            field,
            value: is_one_value(vocabulary, &names, text),
        }),
        Absent::Unknown | Absent::None | Absent::Value(_) => None,
    });
    derived.collect()
}

type Evaluate = Arc<dyn Fn(&Facts) -> Value + Send + Sync>;

/// `FIELD = VALUE` of an enumeration.
fn is_one_value(vocabulary: &Vocabulary, names: &Names, text: &str) -> Evaluate {
    let comparison = text.split_once('=').and_then(|(field, value)| {
        let field = names.field(field)?;
        let Type::Enum(enumeration) = vocabulary.fields.get(field)?.ty else {
            return None;
        };
        Some((field, names.value(enumeration, value)?))
    });
    let Some((field, wanted)) = comparison else {
        return Arc::new(|_| Value::Unknown);
    };
    Arc::new(move |facts| match facts.get(field) {
        Value::Unknown => Value::Unknown,
        value => Value::Bool(*value == Value::Enum(wanted)),
    })
}
