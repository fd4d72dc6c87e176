//! Reading one JSON object field by field, so that an error names the field and never its value.

use sabaki_diagnostic::reason::Reason;
use sabaki_order::known::Known;
use sabaki_order::yen::Yen;
use serde_json::{Map, Value};

/// What is wrong with a record. Values stay out: they may be personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub(super) enum RecordError {
    /// A field has a value of another kind.
    Wrong {
        field: String,
        expected: &'static str,
    },
    /// A field that no record is without is not there.
    Missing(String),
}

impl RecordError {
    /// For people.
    pub(super) fn told(&self) -> Reason {
        match self {
            Self::Wrong { field, expected } => Reason::of("reason.record.wrong")
                .with("field", field)
                .because("expected", Reason::of(expected)),
            Self::Missing(field) => Reason::of("reason.record.missing").with("field", field),
        }
    }
}

/// An object and where it stands in the answer.
pub(super) struct Record<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Record<'a> {
    /// The outermost object.
    pub(super) fn root(fields: &'a Map<String, Value>) -> Self {
        Self {
            fields,
            path: String::new(),
        }
    }

    fn name(&self, field: &str) -> String {
        format!("{}{field}", self.path)
    }

    fn wrong(&self, field: &str, expected: &'static str) -> RecordError {
        RecordError::Wrong {
            field: self.name(field),
            expected,
        }
    }

    /// An object inside; `null` is none, an absent key unknown.
    pub(super) fn object(&self, field: &str) -> Result<Known<Record<'a>>, RecordError> {
        Ok(match self.fields.get(field) {
            None => Known::Unknown,
            Some(Value::Null) => Known::None,
            Some(Value::Object(fields)) => Known::Value(Record {
                fields,
                path: format!("{}.", self.name(field)),
            }),
            Some(_) => return Err(self.wrong(field, "reason.record.object")),
        })
    }

    /// A list of objects; `null`, `[]` and an absent key are all an empty list.
    pub(super) fn list(&self, field: &str) -> Result<Vec<Record<'a>>, RecordError> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| match item {
                    Value::Object(fields) => Ok(Record {
                        fields,
                        path: format!("{}[{index}].", self.name(field)),
                    }),
                    _ => Err(self.wrong(field, "reason.record.objects")),
                })
                .collect(),
            Some(_) => Err(self.wrong(field, "reason.record.list")),
        }
    }

    /// A text; `null` is none, an absent key unknown.
    pub(super) fn text(&self, field: &str) -> Result<Known<String>, RecordError> {
        Ok(match self.fields.get(field) {
            None => Known::Unknown,
            Some(Value::Null) => Known::None,
            Some(Value::String(text)) => Known::Value(text.clone()),
            Some(Value::Number(number)) => Known::Value(number.to_string()),
            Some(_) => return Err(self.wrong(field, "reason.record.text")),
        })
    }

    /// A text where nothing and an empty one are the same: names, codes.
    pub(super) fn filled(&self, field: &str) -> Result<Known<String>, RecordError> {
        Ok(match self.text(field)? {
            Known::Value(text) if text.trim().is_empty() => Known::None,
            other => other,
        })
    }

    /// A text, empty if there is none.
    pub(super) fn plain(&self, field: &str) -> Result<String, RecordError> {
        Ok(match self.text(field)? {
            Known::Value(text) => text,
            Known::None | Known::Unknown => String::new(),
        })
    }

    /// A whole number; `null` and `""` are none, an absent key unknown.
    pub(super) fn int(&self, field: &str) -> Result<Known<i64>, RecordError> {
        let expected = "reason.record.number";
        Ok(match self.fields.get(field) {
            None => Known::Unknown,
            Some(Value::Null) => Known::None,
            Some(Value::String(text)) if text.trim().is_empty() => Known::None,
            Some(value) => Known::Value(whole(value).ok_or_else(|| self.wrong(field, expected))?),
        })
    }

    /// A whole number that every record has.
    pub(super) fn required_int(&self, field: &str) -> Result<i64, RecordError> {
        match self.int(field)? {
            Known::Value(number) => Ok(number),
            Known::None | Known::Unknown => Err(RecordError::Missing(self.name(field))),
        }
    }

    /// A flag 0/1; any other number is unknown.
    pub(super) fn flag(&self, field: &str) -> Result<Known<bool>, RecordError> {
        if let Some(Value::Bool(flag)) = self.fields.get(field) {
            return Ok(Known::Value(*flag));
        }
        Ok(match self.int(field)? {
            Known::Value(0) => Known::Value(false),
            Known::Value(1) => Known::Value(true),
            Known::Value(_) | Known::None | Known::Unknown => Known::Unknown,
        })
    }

    /// An amount in whole yen; −9999, `null` and an absent key are unknown.
    ///
    /// Source: RMS getOrder, "-9999 = undetermined" (confirmed).
    pub(super) fn yen(&self, field: &str) -> Result<Known<Yen>, RecordError> {
        match self.int(field)? {
            Known::Value(UNDETERMINED) | Known::None | Known::Unknown => Ok(Known::Unknown),
            Known::Value(amount) => Yen::new(amount)
                .map(Known::Value)
                .ok_or_else(|| self.wrong(field, "reason.record.amount")),
        }
    }

    /// A rate such as `0.08` in per cent.
    pub(super) fn percent(&self, field: &str) -> Result<Known<i64>, RecordError> {
        let rate = match self.fields.get(field) {
            None | Some(Value::Null) => return Ok(Known::Unknown),
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        let rate = rate.ok_or_else(|| self.wrong(field, "reason.record.rate"))?;
        let percent = (rate * 100.0).round();
        let close = (rate * 100.0 - percent).abs() < 1e-6;
        Ok(if close && (0.0..=100.0).contains(&percent) {
            Known::or_unknown(whole_float(percent))
        } else {
            Known::Unknown
        })
    }
}

/// RMS's word for "not determined yet" in amounts.
const UNDETERMINED: i64 = -9999;

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().and_then(whole_float)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range check before it keeps the number exact"
)]
fn whole_float(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
