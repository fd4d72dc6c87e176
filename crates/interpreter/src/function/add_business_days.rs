//! `add_business_days(d, n [, C])` 営業日後: n business days on, or back.

use super::{Call, Function, Param, Takes};
use crate::time::business;
use crate::value::Value;
use crate::vocabulary::model::Type;

/// `add_business_days`
pub(super) static ADD_BUSINESS_DAYS: Function = Function {
    id: "add_business_days",
    ja: "営業日後",
    doc: [
        "その日からn営業日後の日です。nが負なら前の日です。",
        "The n-th business day after a day; before it for a negative n.",
    ],
    params: &[
        Param {
            id: "day",
            takes: Takes::Value(&[Type::Date]),
        },
        Param {
            id: "n",
            takes: Takes::Value(&[Type::Int]),
        },
        Param {
            id: "calendar",
            takes: Takes::Calendar,
        },
    ],
    result: Type::Date,
    examples: &[
        ("add_business_days(2026-11-20, 2)", "2026-11-25"),
        ("add_business_days(2026-11-24, -1)", "2026-11-20"),
    ],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    let (Some(day), Some(n)) = (call.date(0), call.int(1)) else {
        return Value::Unknown;
    };
    let found = business::add_business_days(day, n, call.calendar);
    found.map_or(Value::Unknown, Value::Date)
}
