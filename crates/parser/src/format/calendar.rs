//! Lines of a calendar.

use jiff::civil::Weekday;

use super::expression::Writer;
use super::literal;
use super::page::{blanks, widest, width};
use super::word;
use crate::syntax::calendar::{Calendar, CalendarLineKind, Days, Hours};

/// The lines of a calendar, hours below each other.
pub(super) fn lines(calendar: &Calendar, writer: Writer<'_>) -> Vec<String> {
    let widest = widest(calendar.lines.iter().filter_map(|line| match &line.kind {
        CalendarLineKind::Weekly { days, hours } if !hours.is_empty() => {
            Some(width(&weekdays(days)))
        }
        CalendarLineKind::Weekly { .. }
        | CalendarLineKind::Except(_)
        | CalendarLineKind::Also { .. } => None,
    }));
    let line = |kind: &CalendarLineKind| self::line(kind, widest, writer);
    calendar
        .lines
        .iter()
        .map(|entry| line(&entry.kind))
        .collect()
}

fn line(kind: &CalendarLineKind, widest: usize, writer: Writer<'_>) -> String {
    match kind {
        CalendarLineKind::Weekly { days, hours } if hours.is_empty() => weekdays(days),
        CalendarLineKind::Weekly { days, hours } => {
            let days = weekdays(days);
            let pad = blanks(widest.saturating_sub(width(&days)));
            format!("{days}{pad} {}", hours_list(hours))
        }
        CalendarLineKind::Except(days) => {
            let word = writer.word(word::EXCEPT);
            format!("{word} {}", days_list(days, writer))
        }
        CalendarLineKind::Also { days, hours } => {
            let word = writer.word(word::ALSO);
            let days = days_list(days, writer);
            if hours.is_empty() {
                format!("{word} {days}")
            } else {
                format!("{word} {days} {}", hours_list(hours))
            }
        }
    }
}

/// `月-金`, `土, 日`: runs of three or more are joined.
fn weekdays(days: &[Weekday]) -> String {
    let mut runs: Vec<(Weekday, Weekday, usize)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last, length)) if last.next() == *day && *length < 7 => {
                *last = *day;
                *length += 1;
            }
            Some(_) | None => runs.push((*day, *day, 1)),
        }
    }
    let mut out = Vec::new();
    for (first, last, length) in runs {
        match length {
            1 => out.push(weekday(first).to_owned()),
            2 => out.extend([weekday(first).to_owned(), weekday(last).to_owned()]),
            _ => out.push(format!("{}-{}", weekday(first), weekday(last))),
        }
    }
    out.join(", ")
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

fn hours_list(hours: &[Hours]) -> String {
    let minute = |at: u16| format!("{:02}:{:02}", at / 60, at % 60);
    let hours: Vec<String> = hours
        .iter()
        .map(|hours| format!("{}-{}", minute(hours.start), minute(hours.end)))
        .collect();
    hours.join(", ")
}

fn days_list(days: &[Days], writer: Writer<'_>) -> String {
    let days: Vec<String> = days
        .iter()
        .map(|days| match days {
            Days::Holidays(_) => writer.word(word::HOLIDAYS).to_owned(),
            Days::Date(date, _) => literal::day(*date),
            Days::Range(first, last, _) => {
                format!("{}..{}", literal::day(*first), literal::day(*last))
            }
        })
        .collect();
    days.join(", ")
}
