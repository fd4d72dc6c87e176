//! Numbers, amounts, days, times and durations.

use jiff::civil;
use pest::iterators::Pair;
use sabaki_diagnostic::source::Spanned;

use super::Lowering;
use crate::dsl::error;
use crate::dsl::grammar::Rule;
use crate::syntax::literal::{Duration, Literal, Moment};

/// The longest duration, in seconds: 400 days.
const LONGEST: i64 = 400 * 24 * 3600;

impl Lowering<'_> {
    /// A literal, or nothing when it has no value (a diagnostic has been given) or is none.
    pub(crate) fn literal(&mut self, pair: &Pair<'_, Rule>) -> Option<Literal> {
        match pair.as_rule() {
            Rule::text => Some(Literal::Text(self.text(pair).node)),
            Rule::moment => Some(match self.moment(pair)?.node {
                Moment::Day(day) => Literal::Date(day),
                moment => Literal::DateTime(moment),
            }),
            Rule::time => self.time(pair).map(|time| Literal::Time(time.node)),
            Rule::money => self.money(pair).map(Literal::Money),
            Rule::duration => self.duration(pair).map(|d| Literal::Duration(d.node)),
            Rule::int => self.int(pair).map(|n| Literal::Int(n.node)),
            Rule::bool_true => Some(Literal::Bool(true)),
            Rule::bool_false => Some(Literal::Bool(false)),
            _ => None,
        }
    }

    /// A whole number; 個, 件 and 点 say nothing.
    pub(crate) fn int(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<i64>> {
        let span = self.pair_span(pair);
        let number = pair.as_str().trim_end_matches(['個', '件', '点']).trim();
        let value = number.parse().ok();
        if value.is_none() {
            self.report(error::number_too_large(span, number));
        }
        value.map(|n| Spanned::new(n, span))
    }

    fn money(&mut self, pair: &Pair<'_, Rule>) -> Option<i64> {
        let written = pair.as_str();
        let digits: String = written
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '-')
            .collect();
        let unit = if written.contains('万') { 10_000 } else { 1 };
        let value = digits.parse::<i64>().ok().and_then(|n| n.checked_mul(unit));
        if value.is_none() {
            let span = self.pair_span(pair);
            self.report(error::number_too_large(span, written.trim()));
        }
        value
    }

    /// A day, with a time or without.
    pub(crate) fn moment(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Moment>> {
        let span = self.pair_span(pair);
        let mut inner = pair.clone().into_inner();
        let date = self.date(&inner.next()?)?;
        let Some(time) = inner.next() else {
            return Some(Spanned::new(Moment::Day(date), span));
        };
        let seconds = numbers(time.as_str()).len() > 2;
        let at = date.to_datetime(self.time(&time)?.node);
        let moment = if seconds {
            Moment::Second(at)
        } else {
            Moment::Minute(at)
        };
        Some(Spanned::new(moment, span))
    }

    /// A day of the calendar.
    pub(crate) fn date(&mut self, pair: &Pair<'_, Rule>) -> Option<civil::Date> {
        let date = match numbers(pair.as_str()).as_slice() {
            [year, month, day] => date_of(*year, *month, *day),
            _ => None,
        };
        if date.is_none() {
            let span = self.pair_span(pair);
            self.report(error::no_such_date(span, pair.as_str().trim()));
        }
        date
    }

    /// A time of day.
    pub(crate) fn time(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<civil::Time>> {
        let span = self.pair_span(pair);
        let time = match numbers(pair.as_str()).as_slice() {
            [hour] => time_of(*hour, 0, 0),
            [hour, minute] => time_of(*hour, *minute, 0),
            [hour, minute, second] => time_of(*hour, *minute, *second),
            _ => None,
        };
        if time.is_none() {
            self.report(error::no_such_time(span, pair.as_str().trim()));
        }
        time.map(|time| Spanned::new(time, span))
    }

    /// A length of time.
    pub(crate) fn duration(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Duration>> {
        let span = self.pair_span(pair);
        let written = pair.as_str().trim();
        let duration = duration_of(written);
        match duration {
            Ok(duration) => Some(Spanned::new(duration, span)),
            Err(DurationFault::TooLong) => {
                self.report(error::duration_too_long(span, written));
                None
            }
            Err(DurationFault::UnitTwice) => {
                self.report(error::unit_twice(span, written));
                None
            }
        }
    }
}

fn numbers(written: &str) -> Vec<u32> {
    written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap_or(u32::MAX))
        .collect()
}

fn date_of(year: u32, month: u32, day: u32) -> Option<civil::Date> {
    let year = i16::try_from(year).ok()?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn time_of(hour: u32, minute: u32, second: u32) -> Option<civil::Time> {
    let small = |n: u32| i8::try_from(n).ok();
    if second > 59 {
        return None;
    }
    civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

enum DurationFault {
    TooLong,
    UnitTwice,
}

fn duration_of(written: &str) -> Result<Duration, DurationFault> {
    let mut out = Duration::default();
    let mut seen = Vec::new();
    let mut rest = written;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(digits).unwrap_or((rest, ""));
        let end = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(end).unwrap_or((after, ""));
        let slot = match unit {
            "週" | "週間" | "w" => &mut out.weeks,
            "日" | "日間" | "d" => &mut out.days,
            "時間" | "h" => &mut out.hours,
            "分" | "分間" | "m" => &mut out.minutes,
            _ => &mut out.seconds,
        };
        *slot = number.parse().map_err(|_| DurationFault::TooLong)?;
        let unit = unit.trim_end_matches('間');
        if seen.contains(&unit) {
            return Err(DurationFault::UnitTwice);
        }
        seen.push(unit);
        rest = next;
    }
    if out.total_seconds() > LONGEST {
        return Err(DurationFault::TooLong);
    }
    Ok(out)
}
