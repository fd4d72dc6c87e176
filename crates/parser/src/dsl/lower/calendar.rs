//! Lines of a calendar.

use jiff::civil::{self, Weekday};
use pest::iterators::Pair;

use super::Lowering;
use crate::dsl::error;
use crate::dsl::grammar::Rule;
use crate::syntax::calendar::{CalendarLine, CalendarLineKind, Days, Hours};

impl Lowering<'_> {
    /// One line.
    pub(crate) fn calendar_line(&mut self, pair: Pair<'_, Rule>) -> Option<CalendarLine> {
        let span = self.pair_span(&pair);
        let line = pair.into_inner().next()?;
        let rule = line.as_rule();
        let mut days = Vec::new();
        let mut weekdays = Vec::new();
        let mut hours = Vec::new();
        for inner in line.into_inner() {
            match inner.as_rule() {
                Rule::days => days.extend(self.days(inner)),
                Rule::weekdays => {
                    for day in weekdays_of(inner) {
                        if !weekdays.contains(&day) {
                            weekdays.push(day);
                        }
                    }
                }
                Rule::hours_list => hours = self.hours_list(inner),
                _ => {}
            }
        }
        let kind = match rule {
            Rule::except_line => CalendarLineKind::Except(days),
            Rule::also_line => CalendarLineKind::Also { days, hours },
            _ => CalendarLineKind::Weekly {
                days: weekdays,
                hours,
            },
        };
        Some(CalendarLine { span, kind })
    }

    fn days(&mut self, pair: Pair<'_, Rule>) -> Option<Days> {
        let span = self.pair_span(&pair);
        let mut dates = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::k_holidays => return Some(Days::Holidays(span)),
                Rule::date => dates.push(self.date(&inner)?),
                _ => {}
            }
        }
        match dates.as_slice() {
            [day] => Some(Days::Date(*day, span)),
            [first, last] => {
                if last < first {
                    self.report(error::range_backwards(span));
                    return None;
                }
                Some(Days::Range(*first, *last, span))
            }
            _ => None,
        }
    }

    fn hours_list(&mut self, pair: Pair<'_, Rule>) -> Vec<Hours> {
        let mut list = Vec::new();
        for hours in pair.into_inner().filter(|p| p.as_rule() == Rule::hours) {
            list.extend(self.hours(hours));
        }
        list
    }

    fn hours(&mut self, pair: Pair<'_, Rule>) -> Option<Hours> {
        let span = self.pair_span(&pair);
        let mut times = pair.into_inner().filter(|p| p.as_rule() == Rule::time);
        let start = self.minute(&times.next()?)?;
        let end = self.minute(&times.next()?)?;
        if start == end || start == 24 * 60 {
            self.report(error::empty_hours(span));
            return None;
        }
        Some(Hours { start, end })
    }

    /// Minutes from midnight; 24:00 is the end of the day.
    fn minute(&mut self, pair: &Pair<'_, Rule>) -> Option<u16> {
        let digits: Vec<&str> = pair
            .as_str()
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        match digits.as_slice() {
            ["24"] | ["24", "00"] => return Some(24 * 60),
            [_, _, second] if *second != "00" => {
                let span = self.pair_span(pair);
                self.report(error::no_such_time(span, pair.as_str()));
                return None;
            }
            _ => {}
        }
        let time: civil::Time = self.time(pair)?.node;
        u16::try_from(i16::from(time.hour()) * 60 + i16::from(time.minute())).ok()
    }
}

fn weekdays_of(pair: Pair<'_, Rule>) -> Vec<Weekday> {
    let ends: Vec<Weekday> = pair
        .into_inner()
        .filter(|p| p.as_rule() == Rule::weekday)
        .filter_map(|p| weekday(p.as_str()))
        .collect();
    match ends.as_slice() {
        [first, last] => {
            let mut days = vec![*first];
            let mut day = *first;
            while day != *last {
                day = day.next();
                days.push(day);
            }
            days
        }
        _ => ends,
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    let lower = word.to_ascii_lowercase();
    let key = lower.get(..3)?;
    match key {
        "月" | "mon" => Some(Weekday::Monday),
        "火" | "tue" => Some(Weekday::Tuesday),
        "水" | "wed" => Some(Weekday::Wednesday),
        "木" | "thu" => Some(Weekday::Thursday),
        "金" | "fri" => Some(Weekday::Friday),
        "土" | "sat" => Some(Weekday::Saturday),
        "日" | "sun" => Some(Weekday::Sunday),
        _ => None,
    }
}
