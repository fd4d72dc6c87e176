//! `time(x)` 時刻: the time of day of an instant in JST.

use super::{Call, Function, Param, Takes};
use crate::time::jst;
use crate::value::Value;
use crate::vocabulary::model::Type;

/// `time(x)`
pub(super) static TIME: Function = Function {
    id: "time",
    ja: "時刻",
    doc: [
        "日時の時刻です（日本時間）。",
        "The time of day of an instant in Japan.",
    ],
    params: &[Param {
        id: "instant",
        takes: Takes::Value(&[Type::DateTime]),
    }],
    result: Type::Time,
    examples: &[("time(2026-11-24 10:30)", "10:30")],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    match call.values {
        [Value::DateTime(at)] => Value::Time(jst::time(*at)),
        _ => Value::Unknown,
    }
}
