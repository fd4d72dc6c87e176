//! What is known of an order, as values of the rule language.

use std::collections::BTreeSet;

use sabaki_interpreter::value::{Text, Value};

use crate::known::Known;
use crate::yen::Yen;

/// A text.
pub(super) fn text(text: &str) -> Value {
    Value::Text(Text::new(text))
}

/// A text that may be absent: none is the empty text.
pub(super) fn known_text(known: &Known<String>) -> Value {
    match known {
        Known::Value(value) => text(value),
        Known::None => text(""),
        Known::Unknown => Value::Unknown,
    }
}

/// Any other value that may be absent.
pub(super) fn known<T: Copy>(known: &Known<T>, value: impl FnOnce(T) -> Value) -> Value {
    match known {
        Known::Value(inner) => value(*inner),
        Known::None => Value::None,
        Known::Unknown => Value::Unknown,
    }
}

/// A flag; one that was left out is no.
pub(super) fn flag(known: Known<bool>) -> Value {
    match known {
        Known::Value(flag) => Value::Bool(flag),
        Known::None => Value::Bool(false),
        Known::Unknown => Value::Unknown,
    }
}

/// An amount.
pub(super) fn money(amount: &Known<Yen>) -> Value {
    known(amount, |yen| Value::Money(yen.get()))
}

/// A set of texts, sorted as all sets are.
pub(super) fn set(texts: &Known<BTreeSet<String>>) -> Value {
    match texts {
        Known::Value(texts) => {
            let texts = texts.iter().map(|t| text(t)).collect();
            sabaki_interpreter::facts::value::set_of(texts)
        }
        Known::None => Value::Set([].into()),
        Known::Unknown => Value::Unknown,
    }
}

/// What all agree on, else unknown; unknown as well where nobody says anything.
pub(super) fn agreed<T: PartialEq>(mut all: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = all.next()??;
    all.all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}
