//! `business_days(a, b [, C])` 営業日数: business days d with a < d ≤ b.

use super::{Call, Function, Param, Takes};
use crate::time::business;
use crate::value::Value;
use crate::vocabulary::model::Type;

/// `business_days`
pub(super) static BUSINESS_DAYS: Function = Function {
    id: "business_days",
    ja: "営業日数",
    doc: [
        "aより後でb以前の営業日の数です。bがaより前なら負の数です。",
        "How many business days lie after a, up to and including b; negative when b is before a.",
    ],
    params: &[
        Param {
            id: "a",
            takes: Takes::Value(&[Type::Date]),
        },
        Param {
            id: "b",
            takes: Takes::Value(&[Type::Date]),
        },
        Param {
            id: "calendar",
            takes: Takes::Calendar,
        },
    ],
    result: Type::Int,
    examples: &[
        ("business_days(2026-11-20, 2026-11-24)", "1"),
        ("business_days(2026-11-24, 2026-11-20)", "-1"),
    ],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    let (Some(a), Some(b)) = (call.date(0), call.date(1)) else {
        return Value::Unknown;
    };
    business::business_days(a, b, call.calendar).map_or(Value::Unknown, Value::Int)
}
