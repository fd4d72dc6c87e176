//! The value of a term, unknown and none included.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use sabaki_parser::syntax::expression::ArithmeticOp;

use super::look::Look;
use super::truth::truth;
use crate::function::{Call, Function};
use crate::time::calendar::Calendar;
use crate::truth::Truth;
use crate::typing::tree::{Condition, Term, TermKind};
use crate::value::{Record, Value};

const DAY: i64 = 86_400;

/// The value of a term.
pub(crate) fn value<'a>(term: &'a Term, look: &Look<'a>) -> Cow<'a, Value> {
    match &term.kind {
        TermKind::Value(value) => Cow::Borrowed(value),
        TermKind::Field(at) => Cow::Borrowed(look.facts.get(*at)),
        TermKind::Member { member, .. } => match look.member {
            Some(record) => Cow::Borrowed(record.get(*member)),
            None => Cow::Owned(Value::Unknown),
        },
        TermKind::Param(at) => match look.args.get(*at) {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(Value::Unknown),
        },
        TermKind::Clock(field) => Cow::Owned(look.clock(*field)),
        TermKind::Let(at) => Cow::Owned(look.let_value(*at)),
        TermKind::Condition(condition) => Cow::Owned(match truth(condition, look) {
            Truth::True => Value::Bool(true),
            Truth::False => Value::Bool(false),
            Truth::Unknown => Value::Unknown,
        }),
        TermKind::Count { .. } => Cow::Owned(match range(term, look) {
            Some((low, high)) if low == high => Value::Int(low),
            _ => Value::Unknown,
        }),
        TermKind::Sum {
            list,
            member,
            predicate,
        } => Cow::Owned(sum(*list, *member, predicate.as_deref(), look)),
        TermKind::Arithmetic { op, left, right } => {
            let left = value(left, look);
            let right = value(right, look);
            Cow::Owned(arithmetic(*op, &left, &right))
        }
        TermKind::Call {
            function,
            args,
            calendar,
            list,
        } => {
            let calendar = calendar.and_then(|at| look.program.calendars.get(at));
            Cow::Owned(call(function, args, (calendar, list.as_ref()), look))
        }
    }
}

fn call(
    function: &Function,
    args: &[Term],
    (calendar, list): (
        Option<&Calendar>,
        Option<&std::sync::Arc<crate::typing::tree::TextList>>,
    ),
    look: &Look<'_>,
) -> Value {
    let mut values = Vec::with_capacity(args.len());
    let mut none = false;
    for arg in args {
        match value(arg, look).into_owned() {
            Value::Unknown => return Value::Unknown,
            Value::None => none = true,
            known => values.push(known),
        }
    }
    if none {
        return Value::None;
    }
    (function.eval)(&Call {
        values: &values,
        calendar,
        list,
    })
}

/// The members of a list; none when the list is unknown.
pub(crate) fn members<'a>(list: usize, look: &Look<'a>) -> Option<&'a [Record]> {
    match look.facts.get(list) {
        Value::List(records) => Some(records),
        Value::None => Some(&[]),
        _ => None,
    }
}

fn fits(predicate: Option<&Condition>, record: &Record, look: &Look<'_>) -> Truth {
    predicate.map_or(Truth::True, |predicate| {
        truth(predicate, &look.at_member(record))
    })
}

/// The numbers between which a whole number lies: `count` knows two where members are unknown.
pub(crate) fn range(term: &Term, look: &Look<'_>) -> Option<(i64, i64)> {
    match &term.kind {
        TermKind::Count { list, predicate } => {
            let records = members(*list, look)?;
            let (mut low, mut high) = (0, 0);
            for record in records {
                match fits(predicate.as_deref(), record, look) {
                    Truth::True => {
                        low += 1;
                        high += 1;
                    }
                    Truth::Unknown => high += 1,
                    Truth::False => {}
                }
            }
            Some((low, high))
        }
        TermKind::Arithmetic { op, left, right } => {
            let (a, b) = range(left, look)?;
            let (c, d) = range(right, look)?;
            Some(match op {
                ArithmeticOp::Add => (a.saturating_add(c), b.saturating_add(d)),
                ArithmeticOp::Subtract => (a.saturating_sub(d), b.saturating_sub(c)),
            })
        }
        TermKind::Let(at) => look.range_of_let(*at),
        _ => match *value(term, look) {
            Value::Int(n) => Some((n, n)),
            _ => None,
        },
    }
}

fn sum(list: usize, member: usize, predicate: Option<&Condition>, look: &Look<'_>) -> Value {
    let Some(records) = members(list, look) else {
        return Value::Unknown;
    };
    let (mut total, mut money) = (0_i64, is_money(list, member, look));
    for record in records {
        match fits(predicate, record, look) {
            Truth::True => {}
            Truth::False => continue,
            Truth::Unknown => return Value::Unknown,
        }
        match record.get(member) {
            Value::Int(n) => total = total.saturating_add(*n),
            Value::Money(n) => {
                money = true;
                total = total.saturating_add(*n);
            }
            Value::None => {}
            _ => return Value::Unknown,
        }
    }
    if money {
        Value::Money(total)
    } else {
        Value::Int(total)
    }
}

fn is_money(list: usize, member: usize, look: &Look<'_>) -> bool {
    use crate::vocabulary::model::Type;
    let vocabulary = look.facts.vocabulary();
    let Some(Type::List(record)) = vocabulary.fields.get(list).map(|f| &f.ty) else {
        return false;
    };
    let record = vocabulary.records.get(usize::from(*record));
    record
        .and_then(|r| r.fields.get(member))
        .is_some_and(|f| f.ty == Type::Money)
}

fn arithmetic(op: ArithmeticOp, left: &Value, right: &Value) -> Value {
    let sign = match op {
        ArithmeticOp::Add => 1,
        ArithmeticOp::Subtract => -1,
    };
    match (left, right) {
        (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
        (Value::None, _) | (_, Value::None) => Value::None,
        (Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_add(b.saturating_mul(sign))),
        (Value::Money(a), Value::Money(b)) => {
            Value::Money(a.saturating_add(b.saturating_mul(sign)))
        }
        (Value::Duration(a), Value::Duration(b)) => {
            Value::Duration(a.saturating_add(b.saturating_mul(sign)))
        }
        (Value::Date(date), Value::Duration(by)) | (Value::Duration(by), Value::Date(date)) => {
            later_day(*date, by.saturating_mul(sign))
        }
        (Value::DateTime(at), Value::Duration(by)) | (Value::Duration(by), Value::DateTime(at)) => {
            later(*at, by.saturating_mul(sign)).map_or(Value::Unknown, Value::DateTime)
        }
        (Value::Date(a), Value::Date(b)) => Value::Duration(days_between(*b, *a) * DAY),
        (Value::DateTime(a), Value::DateTime(b)) => Value::Duration(seconds_between(*b, *a)),
        _ => Value::Unknown,
    }
}

/// An instant some seconds later. None beyond representable time.
pub(crate) fn later(at: Timestamp, seconds: i64) -> Option<Timestamp> {
    at.checked_add(jiff::SignedDuration::from_secs(seconds))
        .ok()
}

fn later_day(date: Date, seconds: i64) -> Value {
    let days = jiff::SignedDuration::from_secs(seconds.div_euclid(DAY).saturating_mul(DAY));
    date.checked_add(days).map_or(Value::Unknown, Value::Date)
}

/// Whole days from one day to another.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_secs().div_euclid(DAY)
}

/// Whole seconds from one instant to another, rounded down.
fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    let nanos = to.as_nanosecond() - from.as_nanosecond();
    i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(i64::MAX)
}
