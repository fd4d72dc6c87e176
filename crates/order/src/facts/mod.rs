//! From an observation to facts, laid out for any vocabulary that has the shipped fields.
//!
//! [`OrderFacts`] is prepared once for a vocabulary; `order` and `slip` say what each field is.
//! A field that a host added and nobody here knows stays unknown, or follows by its expression.

mod destination;
#[cfg(test)]
mod family_tests;
mod order;
mod slip;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use sabaki_interpreter::facts::Facts;
use sabaki_interpreter::facts::derive::{Derivation, derivations};
use sabaki_interpreter::facts::joined::join;
use sabaki_interpreter::value::{EnumValue, Record, Value};
use sabaki_interpreter::vocabulary::lookup::Names;
use sabaki_interpreter::vocabulary::model::{Field, Type, Vocabulary};

use crate::known::Known;
use crate::observation::Observation;

/// The way from observations to facts of one vocabulary.
#[derive(Debug, Clone)]
pub struct OrderFacts {
    vocabulary: Arc<Vocabulary>,
    names: Names,
    fields: HashMap<Arc<str>, usize>,
    derivations: Vec<Derivation>,
}

impl OrderFacts {
    /// Prepares the way for a vocabulary.
    pub fn new(vocabulary: &Arc<Vocabulary>) -> Self {
        let ids = vocabulary.fields.iter().map(|field| Arc::clone(&field.id));
        Self {
            names: Names::new(vocabulary),
            fields: ids.zip(0..).collect(),
            derivations: derivations(vocabulary),
            vocabulary: Arc::clone(vocabulary),
        }
    }

    /// The facts of an observation.
    pub fn of(&self, seen: &Observation<'_>) -> Facts {
        let mut sheet = Sheet {
            layout: self,
            facts: Facts::unknown(&self.vocabulary),
            filled: vec![false; self.vocabulary.fields.len()],
        };
        order::fill(&mut sheet, seen);
        destination::fill(&mut sheet, seen);
        slip::fill(&mut sheet, seen);
        for derivation in &self.derivations {
            if !sheet.filled.get(derivation.field).copied().unwrap_or(true) {
                let value = (derivation.value)(&sheet.facts);
                sheet.facts.set(derivation.field, value);
            }
        }
        sheet.facts
    }
}

/// The facts of an observation; [`OrderFacts`] does the same for many orders at less cost.
pub fn facts_of(seen: &Observation<'_>, vocabulary: &Arc<Vocabulary>) -> Facts {
    OrderFacts::new(vocabulary).of(seen)
}

/// Facts in the making.
struct Sheet<'a> {
    layout: &'a OrderFacts,
    facts: Facts,
    filled: Vec<bool>,
}

impl Sheet<'_> {
    /// Sets a field by its id; a vocabulary without it does not ask.
    fn set(&mut self, id: &str, value: Value) {
        if let Some(at) = self.layout.fields.get(id).copied() {
            self.facts.set(at, value);
            if let Some(filled) = self.filled.get_mut(at) {
                *filled = true;
            }
        }
    }

    fn set_text(&mut self, id: &str, text: &str) {
        self.set(id, words::text(text));
    }

    /// A value of the field's enumeration by its code; a code that it does not have is unknown.
    fn set_code(&mut self, id: &str, code: &Known<i64>) {
        let value = match (code, self.enumeration(id)) {
            (Known::None, _) => Value::None,
            (Known::Value(code), Some(enumeration)) => self
                .layout
                .vocabulary
                .value_of_code(enumeration, *code)
                .map_or(Value::Unknown, Value::Enum),
            (Known::Value(_) | Known::Unknown, _) => Value::Unknown,
        };
        self.set(id, value);
    }

    /// A value of the field's enumeration by its id.
    fn set_item(&mut self, id: &str, item: Option<&str>) {
        let value = self.enumeration(id).zip(item);
        let value = value.and_then(|(enumeration, item)| self.item(enumeration, item));
        self.set(id, value.map_or(Value::Unknown, Value::Enum));
    }

    fn item(&self, enumeration: u16, item: &str) -> Option<EnumValue> {
        self.layout.names.value(enumeration, item)
    }

    fn enumeration(&self, id: &str) -> Option<u16> {
        let at = self.layout.fields.get(id)?;
        enumeration_of(&self.layout.vocabulary.fields.get(*at)?.ty)
    }

    /// A list of records, each by its member ids; members that nobody names are unknown.
    fn set_list(&mut self, id: &str, rows: Vec<Vec<(&str, Value)>>) {
        let Some(record) = self.record_of(id) else {
            return;
        };
        let fields = &self.layout.vocabulary.records.get(usize::from(record));
        let fields = fields.map_or(&[][..], |record| &record.fields);
        let records = rows.into_iter().map(|row| {
            let given = |field: &Field| row.iter().find(|(id, _)| **id == *field.id);
            let values = fields.iter().map(|field| Some(given(field)?.1.clone()));
            let mut values: Vec<Option<Value>> = values.collect();
            join(
                &self.layout.vocabulary,
                &self.layout.names,
                fields,
                &mut values,
            );
            let values = values.into_iter();
            Record(
                values
                    .map(|value| value.unwrap_or(Value::Unknown))
                    .collect(),
            )
        });
        let records: Arc<[Record]> = records.collect();
        self.set(id, Value::List(records));
    }

    fn record_of(&self, id: &str) -> Option<u16> {
        let at = self.layout.fields.get(id)?;
        match self.layout.vocabulary.fields.get(*at)?.ty {
            Type::List(record) => Some(record),
            Type::Bool
            | Type::Int
            | Type::Money
            | Type::Text
            | Type::Enum(_)
            | Type::Date
            | Type::Time
            | Type::DateTime
            | Type::Duration
            | Type::Set(_) => None,
        }
    }
}

fn enumeration_of(ty: &Type) -> Option<u16> {
    match ty {
        Type::Enum(enumeration) => Some(*enumeration),
        Type::Set(inner) => enumeration_of(inner),
        Type::Bool
        | Type::Int
        | Type::Money
        | Type::Text
        | Type::Date
        | Type::Time
        | Type::DateTime
        | Type::Duration
        | Type::List(_) => None,
    }
}
