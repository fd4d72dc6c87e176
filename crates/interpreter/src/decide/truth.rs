//! The truth of a condition: Kleene's tables over values that may be unknown or none.

use sabaki_parser::syntax::expression::{CompareOp, QuantifierKind};

use super::look::Look;
use super::term::{members, range, value};
use crate::time::{business, holidays};
use crate::truth::Truth;
use crate::typing::condition_holds as holds;
use crate::typing::tree::{Condition, Phrases, Place, Term, TermKind, Test, TextList};
use crate::value::Value;
use crate::vocabulary::model::Type;

/// The truth of a condition.
pub(crate) fn truth(condition: &Condition, look: &Look<'_>) -> Truth {
    let plain = tested(&condition.test, look);
    if condition.negated {
        plain.negate()
    } else {
        plain
    }
}

fn tested(test: &Test, look: &Look<'_>) -> Truth {
    match test {
        Test::Always(always) => Truth::from(*always),
        Test::Bool(term) => of_bool(&value(term, look)),
        Test::And(parts) => all(parts, look),
        Test::Or(parts) => any(parts, look),
        Test::OneOf {
            value: term,
            values,
        } => match *value(term, look) {
            Value::Enum(found) => Truth::from(values.contains(found)),
            Value::Unknown => Truth::Unknown,
            _ => Truth::False,
        },
        Test::TextIn { value: term, texts } => match &*value(term, look) {
            Value::Text(text) => Truth::from(texts.entries.contains(text.folded().trim())),
            Value::Unknown => Truth::Unknown,
            _ => Truth::False,
        },
        Test::ValueIn {
            value: term,
            values,
        } => match &*value(term, look) {
            Value::Unknown => Truth::Unknown,
            Value::None => Truth::False,
            known => Truth::from(values.contains(known)),
        },
        Test::Compare { op, left, right } => compare(*op, left, right, look),
        Test::Phrase {
            value: term,
            place,
            phrases,
        } => phrase(term, *place, phrases, look),
        Test::Has { set, values } => has(set, values, look),
        Test::Matches {
            value: term,
            pattern,
        } => match &*value(term, look) {
            Value::Text(text) => Truth::from(pattern.is_match(text.folded())),
            Value::Unknown => Truth::Unknown,
            _ => Truth::False,
        },
        Test::Empty(term) => empty(&value(term, look)),
        Test::Known(term) => Truth::from(*value(term, look) != Value::Unknown),
        Test::Holiday(term) => of_date(term, look, holidays::is_holiday),
        Test::BusinessDay(term) => {
            of_date(term, look, |date| business::is_business_day(date, None))
        }
        Test::During {
            value: term,
            calendar,
        } => match (&*value(term, look), look.program.calendars.get(*calendar)) {
            (Value::DateTime(at), Some(calendar)) => calendar.is_open(*at),
            (Value::None, _) => Truth::False,
            _ => Truth::Unknown,
        },
        Test::Quantifier {
            kind,
            list,
            predicate,
        } => quantified(*kind, *list, predicate, look),
    }
}

fn all(parts: &[Condition], look: &Look<'_>) -> Truth {
    let mut result = Truth::True;
    for part in parts {
        result = result.and(truth(part, look));
        if result == Truth::False {
            break;
        }
    }
    result
}

fn any(parts: &[Condition], look: &Look<'_>) -> Truth {
    let mut result = Truth::False;
    for part in parts {
        result = result.or(truth(part, look));
        if result == Truth::True {
            break;
        }
    }
    result
}

fn of_bool(value: &Value) -> Truth {
    match value {
        Value::Bool(b) => Truth::from(*b),
        Value::Unknown => Truth::Unknown,
        _ => Truth::False,
    }
}

fn of_date(term: &Term, look: &Look<'_>, ask: impl Fn(jiff::civil::Date) -> Truth) -> Truth {
    match *value(term, look) {
        Value::Date(date) => ask(date),
        Value::None => Truth::False,
        _ => Truth::Unknown,
    }
}

fn empty(value: &Value) -> Truth {
    match value {
        Value::Unknown => Truth::Unknown,
        Value::None => Truth::True,
        Value::Text(text) => Truth::from(text.folded().trim().is_empty()),
        Value::Set(values) => Truth::from(values.is_empty()),
        Value::List(records) => Truth::from(records.is_empty()),
        Value::Bool(_)
        | Value::Int(_)
        | Value::Money(_)
        | Value::Enum(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Duration(_) => Truth::False,
    }
}

fn compare(op: CompareOp, left: &Term, right: &Term, look: &Look<'_>) -> Truth {
    if uncertain(left, look) || uncertain(right, look) {
        return match (range(left, look), range(right, look)) {
            (Some(left), Some(right)) => between(op, left, right),
            _ => Truth::Unknown,
        };
    }
    match (&*value(left, look), &*value(right, look)) {
        (Value::Unknown, _) | (_, Value::Unknown) => Truth::Unknown,
        (Value::None, _) | (_, Value::None) => Truth::False,
        (a, b) => {
            ordering(a, b).map_or(Truth::Unknown, |ordering| Truth::from(holds(op, ordering)))
        }
    }
}

/// Whether a term counts members and may therefore lie between two numbers.
fn uncertain(term: &Term, look: &Look<'_>) -> bool {
    match &term.kind {
        TermKind::Count { .. } => true,
        TermKind::Arithmetic { left, right, .. } => uncertain(left, look) || uncertain(right, look),
        TermKind::Let(at) => term.ty == Type::Int && look.range_of_let(*at).is_some(),
        _ => false,
    }
}

/// A comparison of two intervals: decided when every pair gives the same answer.
fn between(op: CompareOp, (a, b): (i64, i64), (c, d): (i64, i64)) -> Truth {
    let decided = |always: bool, never: bool| match (always, never) {
        (true, _) => Truth::True,
        (false, true) => Truth::False,
        (false, false) => Truth::Unknown,
    };
    match op {
        CompareOp::Equal => decided(a == b && b == c && c == d, b < c || d < a),
        CompareOp::NotEqual => decided(b < c || d < a, a == b && b == c && c == d),
        CompareOp::Less => decided(b < c, a >= d),
        CompareOp::LessOrEqual => decided(b <= c, a > d),
        CompareOp::Greater => decided(a > d, b <= c),
        CompareOp::GreaterOrEqual => decided(a >= d, b < c),
    }
}

/// How two known values of one type compare.
pub(crate) fn ordering(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b))
        | (Value::Money(a), Value::Money(b))
        | (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.folded().trim().cmp(b.folded().trim())),
        (Value::Enum(a), Value::Enum(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn phrase(term: &Term, place: Place, phrases: &Phrases, look: &Look<'_>) -> Truth {
    let text = value(term, look);
    let text = match &*text {
        Value::Text(text) => text.folded(),
        Value::Unknown => return Truth::Unknown,
        _ => return Truth::False,
    };
    match phrases {
        Phrases::Fixed(list) => Truth::from(finds(text, place, list)),
        Phrases::Term(term) => match &*value(term, look) {
            Value::Text(phrase) => Truth::from(found(text, place, phrase.folded())),
            Value::Unknown => Truth::Unknown,
            _ => Truth::False,
        },
    }
}

fn finds(text: &str, place: Place, list: &TextList) -> bool {
    match place {
        Place::Anywhere => list.stands_in(text),
        Place::Start | Place::End => list.entries.iter().any(|phrase| found(text, place, phrase)),
    }
}

fn found(text: &str, place: Place, phrase: &str) -> bool {
    match place {
        Place::Anywhere => text.contains(phrase),
        Place::Start => text.trim().starts_with(phrase.trim()),
        Place::End => text.trim().ends_with(phrase.trim()),
    }
}

fn has(set: &Term, values: &[Term], look: &Look<'_>) -> Truth {
    let set = value(set, look);
    let entries = match &*set {
        Value::Set(entries) => entries,
        Value::Unknown => return Truth::Unknown,
        _ => return Truth::False,
    };
    values.iter().fold(Truth::False, |result, wanted| {
        result.or(has_one(entries, &value(wanted, look)))
    })
}

fn has_one(entries: &[Value], wanted: &Value) -> Truth {
    match wanted {
        Value::Unknown => Truth::Unknown,
        Value::None => Truth::False,
        wanted if entries.contains(wanted) => Truth::True,
        _ if entries.contains(&Value::Unknown) => Truth::Unknown,
        _ => Truth::False,
    }
}

fn quantified(kind: QuantifierKind, list: usize, predicate: &Condition, look: &Look<'_>) -> Truth {
    let Some(records) = members(list, look) else {
        return Truth::Unknown;
    };
    let each = records
        .iter()
        .map(|record| truth(predicate, &look.at_member(record)));
    match kind {
        QuantifierKind::Any => each.fold(Truth::False, Truth::or),
        QuantifierKind::Every => each.fold(Truth::True, Truth::and),
        QuantifierKind::No => each.fold(Truth::False, Truth::or).negate(),
    }
}
