//! One JSON value → one value of a field's type.

use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

use crate::time::read;
use crate::value::{Text, Value};
use crate::vocabulary::lookup::Names;
use crate::vocabulary::model::{Absent, Field, Type, Vocabulary};

/// The largest amount either way, in yen.
const AMOUNT_LIMIT: i64 = 1_000_000_000_000;
/// What RMS writes for an amount that is not settled.
const NOT_SETTLED: i64 = -9999;

/// Why a value could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not fit the type.
    Type,
    /// An amount beyond the limit.
    Amount,
    /// The enumeration does not have it; as it was written.
    Value(String),
}

/// What values are read by: the vocabulary and its names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) names: &'a Names,
}

impl Reading<'_> {
    /// The value of a field that is not a list of records.
    pub(crate) fn value(self, field: &Field, json: &Json) -> Result<Value, Fault> {
        if is_zero(json) && field.absent == Absent::None && !self.has_code_zero(&field.ty) {
            // RMS writes 0 for "no caution" and "no delivery class".
            return Ok(Value::None);
        }
        self.typed(&field.ty, json)
    }

    pub(crate) fn typed(self, ty: &Type, json: &Json) -> Result<Value, Fault> {
        if json.is_null() {
            return Ok(Value::Unknown);
        }
        if *ty != Type::Text && json.as_str().is_some_and(|text| text.trim().is_empty()) {
            return Ok(Value::None);
        }
        match ty {
            Type::Bool => boolean(json).map(Value::Bool).ok_or(Fault::Type),
            Type::Int => whole(json).map(Value::Int).ok_or(Fault::Type),
            Type::Money => amount(json),
            Type::Text => text(json)
                .map(|text| Value::Text(Text::new(text)))
                .ok_or(Fault::Type),
            Type::Enum(enumeration) => self.enumerated(*enumeration, json),
            Type::Date => json
                .as_str()
                .and_then(read::date)
                .map(Value::Date)
                .ok_or(Fault::Type),
            Type::Time => json
                .as_str()
                .and_then(read::time)
                .map(Value::Time)
                .ok_or(Fault::Type),
            Type::DateTime => json
                .as_str()
                .and_then(read::instant)
                .map(Value::DateTime)
                .ok_or(Fault::Type),
            Type::Duration => duration(json).map(Value::Duration).ok_or(Fault::Type),
            Type::Set(inner) => self.set(inner, json),
            Type::List(_) => Err(Fault::Type),
        }
    }

    fn enumerated(self, enumeration: u16, json: &Json) -> Result<Value, Fault> {
        let written = text(json).ok_or(Fault::Type)?;
        let by_name = || self.names.value(enumeration, &written);
        let by_code = || self.vocabulary.value_of_code(enumeration, whole(json)?);
        let found = if json.is_number() {
            by_code()
        } else {
            by_name().or_else(by_code)
        };
        found.map(Value::Enum).ok_or(Fault::Value(written))
    }

    /// A set with a member that is not known is not known: it might be any.
    fn set(self, inner: &Type, json: &Json) -> Result<Value, Fault> {
        let one = std::slice::from_ref(json);
        let members = json.as_array().map_or(one, Vec::as_slice);
        let mut values = Vec::with_capacity(members.len());
        for member in members {
            match self.typed(inner, member)? {
                Value::Unknown => return Ok(Value::Unknown),
                Value::None => {}
                value => values.push(value),
            }
        }
        Ok(set_of(values))
    }

    fn has_code_zero(self, ty: &Type) -> bool {
        let Type::Enum(enumeration) = ty else {
            return true;
        };
        self.vocabulary.value_of_code(*enumeration, 0).is_some()
    }
}

/// A set of values: sorted and without doubles, so that equal sets are equal values.
pub fn set_of(mut values: Vec<Value>) -> Value {
    values.sort_by_cached_key(order_in_sets);
    values.dedup();
    Value::Set(values.into())
}

fn order_in_sets(value: &Value) -> (i64, String) {
    match value {
        Value::Int(n) | Value::Money(n) | Value::Duration(n) => (*n, String::new()),
        Value::Bool(b) => (i64::from(*b), String::new()),
        Value::Enum(item) => (i64::from(item.value), String::new()),
        Value::Text(text) => (0, text.folded().trim().to_owned()),
        Value::Date(date) => (0, date.to_string()),
        Value::Time(time) => (0, time.to_string()),
        Value::DateTime(at) => (at.as_second(), at.to_string()),
        Value::Unknown | Value::None | Value::Set(_) | Value::List(_) => (0, String::new()),
    }
}

fn is_zero(json: &Json) -> bool {
    whole(json) == Some(0)
}

fn boolean(json: &Json) -> Option<bool> {
    if let Some(flag) = json.as_bool() {
        return Some(flag);
    }
    let word = text(json)?.nfkc().collect::<String>().trim().to_lowercase();
    match word.as_str() {
        "true" | "1" | "1.0" | "はい" | "yes" => Some(true),
        "false" | "0" | "0.0" | "いいえ" | "no" => Some(false),
        _ => None,
    }
}

/// A whole number, also as `30000.0` or as text; thousands commas, 円 and ¥ are read in text.
fn whole(json: &Json) -> Option<i64> {
    match json {
        Json::Number(number) => number.as_i64().or_else(|| whole_float(number.as_f64()?)),
        Json::String(text) => {
            let text: String = text.nfkc().filter(|c| *c != ',').collect();
            let text = text
                .trim()
                .trim_start_matches('¥')
                .trim_end_matches('円')
                .trim();
            let plain = text.parse().ok();
            plain.or_else(|| {
                let (whole, fraction) = text.split_once('.')?;
                let zeros = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
                zeros.then(|| whole.parse().ok()).flatten()
            })
        }
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn whole_float(number: f64) -> Option<i64> {
    // Beyond 2⁵³ a float does not name one whole number.
    let exact = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and within 2⁵³"
    )]
    exact.then_some(number as i64)
}

fn amount(json: &Json) -> Result<Value, Fault> {
    let huge = json.as_f64().is_some_and(|number| number.abs() > 1e12);
    let yen = match whole(json) {
        Some(NOT_SETTLED) => return Ok(Value::Unknown),
        Some(yen) => yen,
        None if huge || is_huge_text(json) => return Err(Fault::Amount),
        None => return Err(Fault::Type),
    };
    if yen.unsigned_abs() > AMOUNT_LIMIT.unsigned_abs() {
        return Err(Fault::Amount);
    }
    Ok(Value::Money(yen))
}

/// Digits that are a number, only too long for one.
fn is_huge_text(json: &Json) -> bool {
    json.as_str().is_some_and(|text| {
        let digits = text.trim().trim_start_matches('-');
        digits.len() > 18 && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A text; a number stands for its digits (codes and parcel numbers are often written so).
fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(
            whole_float(number.as_f64()?)
                .filter(|_| number.as_i64().is_none())
                .map_or_else(|| number.to_string(), |whole| whole.to_string()),
        ),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Seconds as a number, or `1h30m`, `3日`.
fn duration(json: &Json) -> Option<i64> {
    whole(json).or_else(|| read::duration(json.as_str()?))
}
