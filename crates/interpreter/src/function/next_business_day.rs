//! `next_business_day(d [, C])` 翌営業日: strictly after d.

use super::{Call, Function, Param, Takes};
use crate::time::business;
use crate::value::Value;
use crate::vocabulary::model::Type;

/// `next_business_day`
pub(super) static NEXT_BUSINESS_DAY: Function = Function {
    id: "next_business_day",
    ja: "翌営業日",
    doc: [
        "その日より後の最初の営業日です。",
        "The first business day after a day, never the day itself.",
    ],
    params: &[
        Param {
            id: "day",
            takes: Takes::Value(&[Type::Date]),
        },
        Param {
            id: "calendar",
            takes: Takes::Calendar,
        },
    ],
    result: Type::Date,
    examples: &[("next_business_day(2026-11-20)", "2026-11-24")],
    eval,
};

fn eval(call: &Call<'_>) -> Value {
    let day = call.date(0);
    let next = day.and_then(|day| business::next_business_day(day, call.calendar));
    next.map_or(Value::Unknown, Value::Date)
}
