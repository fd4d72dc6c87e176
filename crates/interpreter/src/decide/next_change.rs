//! When time alone next changes a condition or a value. Never too late; at worst a little early.

use jiff::Timestamp;
use sabaki_parser::syntax::expression::ArithmeticOp;

use super::look::{Lets, Look};
use super::term::{later, members, value};
use super::truth::truth;
use crate::time::jst;
use crate::truth::Truth;
use crate::typing::tree::{Condition, Phrases, Term, TermKind, Test};
use crate::value::Value;
use crate::vocabulary::model::{ClockField, Type};

/// How far day by day conditions are looked through, and in how many steps. What changes later than
/// that is found by the observations in between; straight lines in time have no such limit.
const REACH: i64 = 400 * 86_400;
const STEPS: usize = 450;
/// How deep `let`s are followed.
const DEEP: u32 = 12;
const SECOND: i128 = 1_000_000_000;

/// The first instant after the look's at which the condition may come out differently; none when
/// it never will.
pub(crate) fn of_condition(condition: &Condition, look: &Look<'_>) -> Option<Timestamp> {
    if !condition.timely {
        return None;
    }
    match &condition.test {
        Test::Always(_) => None,
        Test::And(parts) => together(parts.iter().map(|part| (part, Truth::False)), look),
        Test::Or(parts) => together(parts.iter().map(|part| (part, Truth::True)), look),
        Test::Compare { left, right, .. } => comparison(condition, left, right, look),
        Test::Quantifier {
            list, predicate, ..
        } => in_members(*list, predicate, look),
        Test::During {
            value: term,
            calendar,
        } => {
            let line = linear(term, look, DEEP)?;
            let calendar = look.program.calendars.get(*calendar)?;
            if line.slope != 1 {
                return (line.slope != 0).then(|| soon(look.now))?;
            }
            let shift = i64::try_from(line.constant.div_euclid(SECOND)).ok()?;
            later(calendar.next_change(later(look.now, shift)?)?, -shift)
        }
        Test::Bool(term) => of_term(term, look),
        Test::OneOf { value: term, .. }
        | Test::TextIn { value: term, .. }
        | Test::ValueIn { value: term, .. }
        | Test::Matches { value: term, .. }
        | Test::Empty(term)
        | Test::Known(term)
        | Test::Holiday(term)
        | Test::BusinessDay(term) => stepwise(condition, &[term], look),
        Test::Phrase {
            value: term,
            phrases,
            ..
        } => match phrases {
            Phrases::Fixed(_) => stepwise(condition, &[term], look),
            Phrases::Term(phrase) => stepwise(condition, &[term, phrase], look),
        },
        Test::Has { set, values } => {
            let terms: Vec<&Term> = std::iter::once(set).chain(values.iter()).collect();
            stepwise(condition, &terms, look)
        }
    }
}

/// When several conditions together may come out differently, each with the truth by which it alone
/// settles the whole: as long as any stays so, nothing changes.
pub(crate) fn together<'c>(
    parts: impl Iterator<Item = (&'c Condition, Truth)> + Clone,
    look: &Look<'_>,
) -> Option<Timestamp> {
    let mut settled: Option<Timestamp> = None;
    for (part, settles) in parts.clone() {
        if truth(part, look) == settles {
            let free = of_condition(part, look)?;
            settled = Some(settled.map_or(free, |at| at.max(free)));
        }
    }
    settled.or_else(|| parts.filter_map(|(part, _)| of_condition(part, look)).min())
}

fn in_members(list: usize, predicate: &Condition, look: &Look<'_>) -> Option<Timestamp> {
    let records = members(list, look)?.iter();
    records
        .filter_map(|record| of_condition(predicate, &look.at_member(record)))
        .min()
}

/// Something that always lies ahead, for what is too entangled to be solved.
fn soon(now: Timestamp) -> Option<Timestamp> {
    later(now, 1)
}

/// Does something with the same look at another instant.
pub(crate) fn at<T>(look: &Look<'_>, now: Timestamp, ask: impl FnOnce(&Look<'_>) -> T) -> T {
    let lets = Lets::new(look.program.lets.len());
    ask(&Look {
        now,
        lets: &lets,
        ..*look
    })
}

/// Walks from step to step until the condition comes out differently.
fn stepwise(condition: &Condition, terms: &[&Term], look: &Look<'_>) -> Option<Timestamp> {
    let before = truth(condition, look);
    let mut now = look.now;
    let end = later(now, REACH)?;
    for _ in 0..STEPS {
        let step = |look: &Look<'_>| terms.iter().filter_map(|term| of_term(term, look)).min();
        let next = if now == look.now {
            step(look)?
        } else {
            at(look, now, step)?
        };
        if !look.step() {
            return Some(next);
        }
        if at(look, next, |look| truth(condition, look)) != before {
            return Some(next);
        }
        if next > end {
            return None;
        }
        now = next;
    }
    Some(now)
}

/// The first instant at which a value may become another one. A value that changes with every
/// second is asked again in a second.
pub(crate) fn of_term(term: &Term, look: &Look<'_>) -> Option<Timestamp> {
    if !term.timely {
        return None;
    }
    match &term.kind {
        TermKind::Value(_) | TermKind::Field(_) | TermKind::Member { .. } | TermKind::Param(_) => {
            None
        }
        TermKind::Clock(ClockField::Now | ClockField::TimeOfDay) => soon(look.now),
        TermKind::Clock(ClockField::Today | ClockField::Weekday) => midnight(look.now),
        TermKind::Let(at) => look.next_of_let(*at),
        TermKind::Condition(condition) => of_condition(condition, look),
        TermKind::Count { list, predicate }
        | TermKind::Sum {
            list, predicate, ..
        } => in_members(*list, predicate.as_deref()?, look),
        TermKind::Arithmetic { left, right, .. } => {
            let (left, right) = (of_term(left, look), of_term(right, look));
            left.into_iter().chain(right).min()
        }
        TermKind::Call { function, args, .. } => match (function.id, &**args) {
            ("date", [arg]) => match linear(arg, look, DEEP) {
                Some(line) if line.slope == 1 && arg.ty == Type::DateTime => {
                    let shift = i64::try_from(line.constant.div_euclid(SECOND)).ok()?;
                    later(midnight(later(look.now, shift)?)?, -shift)
                }
                _ => of_term(arg, look),
            },
            _ => args.iter().filter_map(|arg| of_term(arg, look)).min(),
        },
    }
}

/// The next midnight in Japan.
fn midnight(now: Timestamp) -> Option<Timestamp> {
    jst::start_of(jst::date(now).tomorrow().ok()?)
}

/// A comparison: solved where both sides are straight lines in time, walked otherwise.
fn comparison(
    condition: &Condition,
    left: &Term,
    right: &Term,
    look: &Look<'_>,
) -> Option<Timestamp> {
    if settled(left, right, look) {
        return None;
    }
    let candidates = match left.ty {
        Type::DateTime | Type::Duration => {
            let lines = (linear(left, look, DEEP), linear(right, look, DEEP));
            match lines {
                (Some(a), Some(b)) => crossing(a, b),
                _ if opaque(left, look) || opaque(right, look) => return None,
                _ => return stepwise(condition, &[left, right], look),
            }
        }
        Type::Date if matches!(left.kind, TermKind::Clock(_)) && !right.timely => {
            let Value::Date(date) = *value(right, look) else {
                return None;
            };
            let next = date.tomorrow().ok().and_then(jst::start_of);
            jst::start_of(date).into_iter().chain(next).collect()
        }
        Type::Time => times_of_day(left, right, look)
            .or_else(|| times_of_day(right, left, look))
            .unwrap_or_default(),
        _ => return stepwise(condition, &[left, right], look),
    };
    if candidates.is_empty() && left.ty == Type::Time {
        return stepwise(condition, &[left, right], look);
    }
    first_that_differs(condition, candidates, look)
}

/// Whether one side only moves away from the other, so that their order stays as it is.
fn settled(left: &Term, right: &Term, look: &Look<'_>) -> bool {
    let order = || super::truth::ordering(&value(left, look), &value(right, look));
    match (direction(left), direction(right)) {
        (Some(a), Some(b)) if a == b => a == Direction::Still,
        (Some(Direction::Up | Direction::Still), Some(Direction::Down | Direction::Still)) => {
            order().is_none_or(std::cmp::Ordering::is_gt)
        }
        (Some(Direction::Down | Direction::Still), Some(Direction::Up | Direction::Still)) => {
            order().is_none_or(std::cmp::Ordering::is_lt)
        }
        _ => false,
    }
}

/// Which way a value goes as time goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
    Still,
}

impl Direction {
    fn turned(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Still => Self::Still,
        }
    }

    fn with(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Still, other) => Some(other),
            (this, Self::Still) => Some(this),
            (this, other) => (this == other).then_some(this),
        }
    }
}

fn direction(term: &Term) -> Option<Direction> {
    if !term.timely {
        return Some(Direction::Still);
    }
    match &term.kind {
        TermKind::Clock(ClockField::Now | ClockField::Today) => Some(Direction::Up),
        TermKind::Arithmetic { op, left, right } => {
            let right = direction(right)?;
            direction(left)?.with(match op {
                ArithmeticOp::Add => right,
                ArithmeticOp::Subtract => right.turned(),
            })
        }
        TermKind::Call { function, args, .. } => match (function.id, &**args) {
            ("date" | "next_business_day", [of]) => direction(of),
            ("business_days", [a, b]) => direction(a)?.turned().with(direction(b)?),
            ("add_business_days", [of, n]) if !n.timely => direction(of),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a term is unknown or none whatever the clock says.
fn opaque(term: &Term, look: &Look<'_>) -> bool {
    matches!(*value(term, look), Value::Unknown | Value::None)
}

fn first_that_differs(
    condition: &Condition,
    mut candidates: Vec<Timestamp>,
    look: &Look<'_>,
) -> Option<Timestamp> {
    let before = truth(condition, look);
    candidates.retain(|candidate| *candidate > look.now);
    candidates.sort_unstable();
    candidates
        .into_iter()
        .find(|candidate| at(look, *candidate, |look| truth(condition, look)) != before)
}

/// The instants at which a time of day passes a fixed one: at it, just after it, and at midnight.
fn times_of_day(moving: &Term, fixed: &Term, look: &Look<'_>) -> Option<Vec<Timestamp>> {
    if fixed.timely {
        return None;
    }
    let shift = match &moving.kind {
        TermKind::Clock(ClockField::TimeOfDay) => 0,
        TermKind::Call { function, args, .. } if function.id == "time" => {
            let line = linear(args.first()?, look, DEEP)?;
            if line.slope != 1 {
                return None;
            }
            i64::try_from(line.constant.div_euclid(SECOND)).ok()?
        }
        _ => return None,
    };
    let Value::Time(time) = *value(fixed, look) else {
        return Some(vec![later(look.now, 365 * 86_400)?]);
    };
    let today = jst::date(later(look.now, shift)?);
    let mut candidates = Vec::new();
    for day in [today, today.tomorrow().ok()?] {
        let at = jst::instant(day.to_datetime(time))?;
        for instant in [jst::start_of(day)?, at, later(at, 1)?] {
            candidates.extend(later(super::timing::ceiling(instant), -shift));
        }
    }
    Some(candidates)
}

/// A value that grows with time as a straight line, in nanoseconds: `slope` × now + `constant`.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: i128,
    constant: i128,
}

/// A term as a line; none when it is none of these, or unknown, or none.
fn linear(term: &Term, look: &Look<'_>, deep: u32) -> Option<Line> {
    let fixed = |constant| Line { slope: 0, constant };
    if !term.timely {
        return match *value(term, look) {
            Value::DateTime(at) => Some(fixed(at.as_nanosecond())),
            Value::Duration(seconds) => Some(fixed(i128::from(seconds) * SECOND)),
            _ => None,
        };
    }
    match &term.kind {
        TermKind::Clock(ClockField::Now) => Some(Line {
            slope: 1,
            constant: 0,
        }),
        TermKind::Arithmetic { op, left, right }
            if matches!(term.ty, Type::DateTime | Type::Duration)
                && left.ty != Type::Date
                && right.ty != Type::Date =>
        {
            let deep = deep.checked_sub(1)?;
            let left = linear(left, look, deep)?;
            let right = linear(right, look, deep)?;
            let sign = match op {
                ArithmeticOp::Add => 1,
                ArithmeticOp::Subtract => -1,
            };
            Some(Line {
                slope: left.slope + sign * right.slope,
                constant: left.constant + sign * right.constant,
            })
        }
        TermKind::Let(at) => {
            let inner = look.program.lets.get(*at)?.as_deref()?;
            linear(inner, &look.outside(), deep.checked_sub(1)?)
        }
        _ => None,
    }
}

/// Where two lines cross: the whole seconds around it.
fn crossing(a: Line, b: Line) -> Vec<Timestamp> {
    let slope = a.slope - b.slope;
    if slope == 0 {
        return Vec::new();
    }
    let nanos = (b.constant - a.constant).div_euclid(slope);
    let second = nanos.div_euclid(SECOND);
    (-1..=2)
        .filter_map(|step| i64::try_from(second + step).ok())
        .filter_map(|second| Timestamp::from_second(second).ok())
        .collect()
}
