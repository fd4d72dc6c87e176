//! The facts about one order: a value for each field of a vocabulary.

pub mod derive;
pub mod file;
pub mod joined;
mod keys;
pub mod lot;
pub mod problem;
pub mod read;
pub mod show;
#[cfg(test)]
mod tests;
pub mod value;

use std::sync::Arc;

use crate::value::Value;
use crate::vocabulary::model::Vocabulary;

/// What is known about one order. Fields that nobody set are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    vocabulary: Arc<Vocabulary>,
    values: Vec<Value>,
}

impl Facts {
    /// Facts in which everything is unknown.
    pub fn unknown(vocabulary: &Arc<Vocabulary>) -> Self {
        Self {
            values: vec![Value::Unknown; vocabulary.fields.len()],
            vocabulary: Arc::clone(vocabulary),
        }
    }

    /// The vocabulary that these facts are laid out for.
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// The value of a field by its index in the vocabulary.
    pub fn get(&self, field: usize) -> &Value {
        self.values.get(field).unwrap_or(&Value::Unknown)
    }

    /// Takes over what other facts say about a group of fields (`slip`): a slip that was read apart.
    pub fn take_group(&mut self, group: &str, other: &Self) {
        let vocabulary = Arc::clone(&self.vocabulary);
        for (at, field) in vocabulary.fields.iter().enumerate() {
            if field.id.split_once('.').is_some_and(|(g, _)| g == group) {
                self.set(at, other.get(at).clone());
            }
        }
    }

    /// Sets a field by its index; an index that the vocabulary does not have is ignored.
    pub fn set(&mut self, field: usize, value: Value) {
        if let Some(place) = self.values.get_mut(field) {
            *place = value;
        }
    }
}
