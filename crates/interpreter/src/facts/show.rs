//! Values → JSON, as decisions and witnesses show them and order files read them back.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::Facts;
use crate::time::jst;
use crate::value::{Record, Value};
use crate::vocabulary::model::{Field, Origin, Type, Vocabulary};

/// A value as JSON: unknown is `null`, none is `""`, an enumeration's value its id, times in JST.
pub fn json(vocabulary: &Vocabulary, ty: Option<&Type>, value: &Value) -> Json {
    match value {
        Value::Unknown => Json::Null,
        Value::None => "".into(),
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) | Value::Money(number) => (*number).into(),
        Value::Text(text) => text.raw().into(),
        Value::Enum(item) => vocabulary
            .item(*item)
            .map_or(Json::Null, |item| (*item.id).into()),
        Value::Date(date) => date.to_string().into(),
        Value::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()).into(),
        Value::DateTime(at) => jst::rfc3339(*at).into(),
        Value::Duration(seconds) => duration(*seconds).into(),
        Value::Set(values) => values.iter().map(|v| json(vocabulary, None, v)).collect(),
        Value::List(records) => {
            let fields = match ty {
                Some(Type::List(of)) => vocabulary.records.get(usize::from(*of)),
                _ => None,
            };
            let fields = fields.map_or(&[][..], |record| &record.fields);
            let shown = records.iter().map(|r| record_json(vocabulary, fields, r));
            shown.collect()
        }
    }
}

fn record_json(vocabulary: &Vocabulary, fields: &[Field], record: &Record) -> Json {
    let members = fields.iter().enumerate().map(|(at, field)| {
        let value = json(vocabulary, Some(&field.ty), record.get(at));
        (field.id.to_string(), value)
    });
    Json::Object(members.collect())
}

/// All facts as one object with a key for each field id; what comes from the clock is left out.
pub fn facts_json(facts: &Facts) -> Json {
    let vocabulary = facts.vocabulary();
    let fields = vocabulary.fields.iter().enumerate();
    let shown = fields
        .filter(|(_, field)| field.origin == Origin::Facts)
        .map(|(at, field)| {
            let value = json(vocabulary, Some(&field.ty), facts.get(at));
            (field.id.to_string(), value)
        });
    Json::Object(shown.collect::<Map<String, Json>>())
}

/// `1d2h30m`; `0s` for nothing.
pub fn duration(seconds: i64) -> String {
    let mut rest = seconds.unsigned_abs();
    let mut shown = String::from(if seconds < 0 { "-" } else { "" });
    for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= length {
            let _ = write!(shown, "{}{unit}", rest / length);
            rest %= length;
        }
    }
    if seconds == 0 {
        shown.push_str("0s");
    }
    shown
}
