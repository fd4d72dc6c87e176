//! `without(t, LIST)` 除いた文字: a text without these phrases and without punctuation at its ends.

use super::{Call, Function, Param, Takes};
use crate::value::{Text, Value};
use crate::vocabulary::model::Type;

/// `without(t, LIST)`
pub(super) static WITHOUT: Function = Function {
    id: "without",
    ja: "除いた文字",
    doc: [
        "決まり文句を除き、両端の空白と記号も除いた文字列です。",
        "A text without these phrases and without white space and punctuation at its ends.",
    ],
    params: &[
        Param {
            id: "text",
            takes: Takes::Value(&[Type::Text]),
        },
        Param {
            id: "phrases",
            takes: Takes::List,
        },
    ],
    result: Type::Text,
    examples: &[
        (
            "without(\"よろしくお願いします。\", (\"よろしくお願いします\"))",
            "\"\"",
        ),
        ("without(\"急ぎ、見本\", (\"急ぎ\"))", "\"見本\""),
    ],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    let (Some(text), Some(list)) = (call.text(0), call.list) else {
        return Value::Unknown;
    };
    let mut kept = String::with_capacity(text.len());
    let mut rest = 0;
    if let Some(search) = list.search() {
        for found in search.find_iter(text) {
            kept.push_str(text.get(rest..found.start()).unwrap_or(""));
            rest = found.end();
        }
    }
    kept.push_str(text.get(rest..).unwrap_or(""));
    let trimmed = kept.trim_matches(|c: char| !c.is_alphanumeric());
    Value::Text(Text::new(trimmed))
}
