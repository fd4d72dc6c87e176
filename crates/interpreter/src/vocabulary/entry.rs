//! Parts of entries as they are written → parts of the model.

use std::sync::Arc;

use super::document::{ClockEntry, Texts};
use super::model::{Absent, ClockField, Doc, Type};

/// What a field is when a fact file leaves it out and the vocabulary says nothing.
pub(super) fn default_of(ty: &Type) -> Absent {
    match ty {
        Type::Bool => Absent::Value(false.into()),
        Type::Text => Absent::Value("".into()),
        Type::Set(_) | Type::List(_) => Absent::Value(serde_json::Value::Array(Vec::new())),
        Type::Int
        | Type::Money
        | Type::Enum(_)
        | Type::Date
        | Type::Time
        | Type::DateTime
        | Type::Duration => Absent::Unknown,
    }
}

pub(super) fn clock(entry: &ClockEntry) -> ClockField {
    match entry {
        ClockEntry::Now => ClockField::Now,
        ClockEntry::Today => ClockField::Today,
        ClockEntry::Weekday => ClockField::Weekday,
        ClockEntry::TimeOfDay => ClockField::TimeOfDay,
    }
}

pub(super) fn doc(texts: &Texts) -> Doc {
    Doc {
        ja: texts.ja.as_str().into(),
        en: texts.en.as_str().into(),
    }
}

pub(super) fn shared(names: &[String]) -> Vec<Arc<str>> {
    names.iter().map(|name| name.as_str().into()).collect()
}
