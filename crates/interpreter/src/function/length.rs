//! `length(t)` 文字数: the characters of a text.

use super::{Call, Function, Param, Takes};
use crate::value::Value;
use crate::vocabulary::model::Type;

/// `length(t)`
pub(super) static LENGTH: Function = Function {
    id: "length",
    ja: "文字数",
    doc: [
        "文字列の文字数です（前後の空白も数えます）。",
        "How many characters a text has, white space included.",
    ],
    params: &[Param {
        id: "text",
        takes: Takes::Value(&[Type::Text]),
    }],
    result: Type::Int,
    examples: &[("length(\"あいう\")", "3"), ("length(\"\")", "0")],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    match call.values {
        [Value::Text(text)] => {
            Value::Int(i64::try_from(text.raw().chars().count()).unwrap_or(i64::MAX))
        }
        _ => Value::Unknown,
    }
}
