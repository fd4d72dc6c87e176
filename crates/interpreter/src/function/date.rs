//! `date(x)` 日付: the day of an instant in JST.

use super::{Call, Function, Param, Takes};
use crate::time::jst;
use crate::value::Value;
use crate::vocabulary::model::Type;

/// `date(x)`
pub(super) static DATE: Function = Function {
    id: "date",
    ja: "日付",
    doc: [
        "日時の日付です（日本時間）。",
        "The day of an instant in Japan.",
    ],
    params: &[Param {
        id: "instant",
        takes: Takes::Value(&[Type::DateTime, Type::Date]),
    }],
    result: Type::Date,
    examples: &[("date(2026-11-24 10:00)", "2026-11-24")],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    match call.values {
        [Value::DateTime(at)] => Value::Date(jst::date(*at)),
        [Value::Date(date)] => Value::Date(*date),
        _ => Value::Unknown,
    }
}
