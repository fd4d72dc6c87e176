//! Expressions once more, slowly and plainly; `slow_decision` makes decisions of them.
//!
//! It shares nothing with the compiled way: no types, no index, no prepared forms.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::days;
use super::model::{C, Op, Order, Pattern, Set, V, Where, Which, X};

/// None is unknown.
pub(crate) type Truth = Option<bool>;

pub(crate) struct Look<'a> {
    pub(crate) set: &'a Set,
    pub(crate) order: &'a Order,
    pub(crate) now: i64,
    pub(crate) member: Option<&'a BTreeMap<&'static str, V>>,
}

pub(crate) fn and(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.into_iter().collect();
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

pub(crate) fn negate(truth: Truth) -> Truth {
    truth.map(|b| !b)
}

pub(crate) fn or(parts: impl IntoIterator<Item = Truth>) -> Truth {
    negate(and(parts.into_iter().map(negate)))
}

pub(crate) fn fold(text: &str) -> String {
    let narrow: String = text.nfkc().collect();
    narrow.replace(['〜', '～'], "~").to_lowercase()
}

/// Every value that an expression may have: a count with unknown members has several.
fn values(x: &X, look: &Look<'_>) -> Vec<V> {
    match x {
        X::Count(list, c) => {
            let Some(V::List(members)) = look.order.get(list) else {
                return vec![V::Unknown];
            };
            let asked = |m| c.as_ref().map_or(Some(true), |c| truth(c, &look.at(m)));
            let truths: Vec<Truth> = members.iter().map(asked).collect();
            let sure = truths.iter().filter(|t| **t == Some(true)).count();
            let perhaps = truths.iter().filter(|t| t.is_none()).count();
            (sure..=sure + perhaps)
                .map(|n| V::Number(i64::try_from(n).unwrap()))
                .collect()
        }
        X::Named(at) => values(&look.set.numbers[*at], look),
        X::More(a, b) => {
            let right = value(b, look);
            values(a, look).iter().map(|a| plus(a, &right, 1)).collect()
        }
        other => vec![value(other, look)],
    }
}

/// A function whose arguments are known.
fn call(name: &str, args: &[V], calendar: Option<&days::Calendar>) -> V {
    if args.contains(&V::Unknown) {
        return V::Unknown;
    }
    if args.contains(&V::None) {
        return V::None;
    }
    match (name, args) {
        ("date", [V::Instant(at)]) => V::Date(at.div_euclid(86_400)),
        ("time", [V::Instant(at)]) => V::Time(at.rem_euclid(86_400)),
        ("length", [V::Text(text)]) => V::Number(i64::try_from(text.chars().count()).unwrap()),
        ("business_days", [V::Date(a), V::Date(b)]) => {
            V::Number(days::business_days(*a, *b, calendar))
        }
        ("next_business_day", [V::Date(day)]) => {
            days::add_business_days(*day, 1, calendar).map_or(V::Unknown, V::Date)
        }
        ("add_business_days", [V::Date(day), V::Number(n)]) => {
            days::add_business_days(*day, *n, calendar).map_or(V::Unknown, V::Date)
        }
        other => unreachable!("{other:?}"),
    }
}

/// A text without phrases, the longest first, and without what is no letter or digit at its ends.
fn without(text: &str, list: &[String]) -> String {
    let mut phrases: Vec<String> = list.iter().map(|p| fold(p).trim().to_owned()).collect();
    phrases.retain(|phrase| !phrase.is_empty());
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    let (text, mut kept, mut at) = (fold(text), String::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(phrase) = phrases.iter().find(|phrase| rest.starts_with(*phrase)) {
            at += phrase.len();
        } else {
            kept.push(c);
            at += c.len_utf8();
        }
    }
    kept.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn matches(text: &str, pattern: Pattern) -> bool {
    let text = fold(text);
    let letters: Vec<bool> = text.chars().map(|c| c.is_ascii_lowercase()).collect();
    match pattern {
        Pattern::Start => text.starts_with("abc"),
        Pattern::Letters => letters.windows(3).any(|three| three.iter().all(|is| *is)),
        Pattern::End => text.ends_with('急'),
        Pattern::Slash => text.contains(['|', '/']),
    }
}

pub(crate) fn value(x: &X, look: &Look<'_>) -> V {
    match x {
        X::Field("now") => V::Instant(look.now),
        X::Field("today") => V::Date(look.now.div_euclid(86_400)),
        X::Field("weekday") => {
            let days = ["月", "火", "水", "木", "金", "土", "日"];
            let day = days::weekday(look.now.div_euclid(86_400));
            V::Enum(day, days[day])
        }
        X::Field("time_of_day") => V::Time(look.now.rem_euclid(86_400)),
        X::Field(name) | X::Order(name) => look.order.get(name).cloned().unwrap_or(V::Unknown),
        X::Member(name) => look.member.unwrap().get(name).cloned().unwrap(),
        X::Value(value) => value.clone(),
        X::Yen(n) => V::Number(*n),
        X::Day(at) => value(&look.set.dates[*at], look),
        X::Less(a, b) => plus(&value(a, look), &value(b, look), -1),
        X::More(a, b) => plus(&value(a, look), &value(b, look), 1),
        X::Count(..) | X::Named(_) => match values(x, look).as_slice() {
            [one] => one.clone(),
            _ => V::Unknown,
        },
        X::Call(name, args, calendar) => {
            let args: Vec<V> = args.iter().map(|arg| value(arg, look)).collect();
            call(name, &args, calendar.map(|at| &look.set.calendars[at]))
        }
        X::Without(x, list) => match value(x, look) {
            V::Text(text) => V::Text(without(&text, &texts(look, *list))),
            other => other,
        },
        X::Sum(list, member, c) => {
            let Some(V::List(members)) = look.order.get(list) else {
                return V::Unknown;
            };
            let mut sum = 0;
            for m in members {
                let counts = c.as_ref().map_or(Some(true), |c| truth(c, &look.at(m)));
                match (counts, &m[member]) {
                    (Some(false), _) => {}
                    (Some(true), V::Number(n)) => sum += n,
                    _ => return V::Unknown,
                }
            }
            V::Number(sum)
        }
    }
}

fn plus(a: &V, b: &V, sign: i64) -> V {
    match (a, b) {
        (V::Unknown, _) | (_, V::Unknown) => V::Unknown,
        (V::None, _) | (_, V::None) => V::None,
        (V::Instant(a), V::Instant(b)) => V::Duration(a - b),
        (V::Date(a), V::Date(b)) => V::Duration((a - b) * 86_400),
        (V::Instant(a), V::Duration(b)) => V::Instant(a + sign * b),
        (V::Date(a), V::Duration(b)) => V::Date(a + sign * b / 86_400),
        (V::Number(a), V::Number(b)) => V::Number(a + sign * b),
        other => unreachable!("{other:?}"),
    }
}

pub(crate) fn compare(a: &V, op: Op, b: &V) -> Truth {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (a, b) {
        (V::Unknown, _) | (_, V::Unknown) => return None,
        (V::None, _) | (_, V::None) => return Some(op == Op::Different),
        (V::Bool(a), V::Bool(b)) => a.cmp(b),
        (V::Number(a), V::Number(b))
        | (V::Date(a), V::Date(b))
        | (V::Instant(a), V::Instant(b))
        | (V::Duration(a), V::Duration(b))
        | (V::Time(a), V::Time(b)) => a.cmp(b),
        (V::Enum(a, _), V::Enum(b, _)) => a.cmp(b),
        (V::Text(a), V::Text(b)) => fold(a).trim().cmp(fold(b).trim()),
        other => unreachable!("{other:?}"),
    };
    Some(match op {
        Op::Equal => order == Equal,
        Op::Different => order != Equal,
        Op::Less => order == Less,
        Op::AtMost => order != Greater,
        Op::More => order == Greater,
        Op::AtLeast => order != Less,
    })
}

/// A comparison is decided when all possible values agree.
pub(crate) fn compared(a: &X, op: Op, b: &X, look: &Look<'_>) -> Truth {
    let (left, right) = (values(a, look), values(b, look));
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    let mut answers: Vec<Truth> = pairs.map(|(a, b)| compare(a, op, b)).collect();
    answers.dedup();
    match answers.as_slice() {
        [one] => *one,
        _ => None,
    }
}

fn phrase(text: &str, place: Where, phrase: &str) -> bool {
    let (text, phrase) = (fold(text), fold(phrase));
    match place {
        Where::Anywhere => text.contains(&phrase),
        Where::Start => text.trim().starts_with(phrase.trim()),
        Where::End => text.trim().ends_with(phrase.trim()),
    }
}

fn of_text(x: &X, look: &Look<'_>, ask: impl Fn(&str) -> bool) -> Truth {
    match value(x, look) {
        V::Text(text) => Some(ask(&text)),
        V::Unknown => None,
        _ => Some(false),
    }
}

fn of_day(x: &X, look: &Look<'_>, ask: impl Fn(i64) -> bool) -> Truth {
    match value(x, look) {
        V::Date(day) => Some(ask(day)),
        V::Unknown => None,
        _ => Some(false),
    }
}

/// The texts of a list.
fn texts(look: &Look<'_>, list: usize) -> Vec<String> {
    look.set.lists[list].iter().map(V::shown).collect()
}

fn members(list: &str, which: Which, c: &C, look: &Look<'_>) -> Truth {
    let Some(V::List(members)) = look.order.get(list) else {
        return None;
    };
    let each = members.iter().map(|m| truth(c, &look.at(m)));
    match which {
        Which::Any => or(each),
        Which::Every => and(each),
        Which::No => negate(or(each)),
    }
}

pub(crate) fn truth(c: &C, look: &Look<'_>) -> Truth {
    let turned = |no: bool, truth: Truth| if no { negate(truth) } else { truth };
    match c {
        C::Always => Some(true),
        C::And(parts) => and(parts.iter().map(|c| truth(c, look))),
        C::Or(parts) => or(parts.iter().map(|c| truth(c, look))),
        C::Not(c) => negate(truth(c, look)),
        C::Bool(x) => match value(x, look) {
            V::Bool(b) => Some(b),
            V::Unknown => None,
            _ => Some(false),
        },
        C::Compare(a, op, b) => compared(a, *op, b, look),
        C::In(no, x, xs) => {
            let any = or(xs.iter().map(|v| compared(x, Op::Equal, v, look)));
            turned(*no, any)
        }
        C::InList(no, x, at) => {
            let list = &look.set.lists[*at];
            let any = or(list
                .iter()
                .map(|entry| compare(&value(x, look), Op::Equal, entry)));
            turned(*no, any)
        }
        C::Bounds(x, low, high) => and([
            compared(x, low.0, &low.1, look),
            compared(x, high.0, &high.1, look),
        ]),
        C::Between(no, x, a, b) => {
            let both = and([
                compared(x, Op::AtLeast, a, look),
                compared(x, Op::AtMost, b, look),
            ]);
            turned(*no, both)
        }
        C::Phrase(no, x, place, wanted) => {
            turned(*no, of_text(x, look, |text| phrase(text, *place, wanted)))
        }
        C::AnyPhrase(no, x, at) => {
            let list = texts(look, *at);
            let any = |text: &str| list.iter().any(|p| phrase(text, Where::Anywhere, p.trim()));
            turned(*no, of_text(x, look, any))
        }
        C::AnyOf(no, x, list) => {
            let any = |text: &str| list.iter().any(|p| phrase(text, Where::Anywhere, p));
            turned(*no, of_text(x, look, any))
        }
        C::Has(no, x, wanted) => {
            let has = match value(x, look) {
                V::Set(values) => or(values.iter().map(|v| compare(v, Op::Equal, wanted))),
                V::Unknown => None,
                _ => Some(false),
            };
            turned(*no, has)
        }
        C::HasAny(no, x, wanted) => {
            let any = or(wanted
                .iter()
                .map(|wanted| truth(&C::Has(false, x.clone(), wanted.clone()), look)));
            turned(*no, any)
        }
        C::Matches(no, x, pattern) => turned(*no, of_text(x, look, |text| matches(text, *pattern))),
        C::Holiday(no, x) => turned(*no, of_day(x, look, days::is_holiday)),
        C::BusinessDay(no, x) => {
            let is = |day| days::is_business_day(day, None);
            turned(*no, of_day(x, look, is))
        }
        C::During(no, x, at) => {
            let open = match value(x, look) {
                V::Instant(instant) => Some(look.set.calendars[*at].is_open(instant)),
                V::Unknown => None,
                _ => Some(false),
            };
            turned(*no, open)
        }
        C::Weekday(no, days) => {
            let today = days::weekday(look.now.div_euclid(86_400));
            turned(*no, Some(days.contains(&today)))
        }
        C::Empty(no, x) => {
            let empty = match value(x, look) {
                V::Unknown => None,
                V::None => Some(true),
                V::Text(text) => Some(text.trim().is_empty()),
                V::Set(values) => Some(values.is_empty()),
                V::List(members) => Some(members.is_empty()),
                _ => Some(false),
            };
            turned(*no, empty)
        }
        C::Known(no, x) => turned(*no, Some(value(x, look) != V::Unknown)),
        C::Items(list, which, c) => members(list, *which, c, look),
        C::Let(at) => truth(&look.set.lets[*at], look),
    }
}

impl<'a> Look<'a> {
    fn at(&self, member: &'a BTreeMap<&'static str, V>) -> Self {
        Self {
            member: Some(member),
            ..*self
        }
    }
}
