//! Holidays against the published lists; calendars and business days against counting by hand.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use sabaki_diagnostic::source::{FileId, Span};
use sabaki_parser::syntax::calendar::{
    Calendar as Source, CalendarLine, CalendarLineKind, Days, Hours,
};
use sabaki_parser::syntax::expression::Name;

use super::business::{add_business_days, business_days, is_business_day, next_business_day};
use super::calendar::Calendar;
use super::{holidays, jst};
use crate::truth::Truth;

/// A year a line: the days that were holidays, 振替休日 and 国民の休日 included.
const PUBLISHED: &str = "\
1990: 1/1 1/15 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 9/15 9/23 9/24 10/10 11/3 11/12 11/23 12/23 12/24
1993: 1/1 1/15 2/11 3/20 4/29 5/3 5/4 5/5 6/9 9/15 9/23 10/10 10/11 11/3 11/23 12/23
2003: 1/1 1/13 2/11 3/21 4/29 5/3 5/5 7/21 9/15 9/23 10/13 11/3 11/23 11/24 12/23
2006: 1/1 1/2 1/9 2/11 3/21 4/29 5/3 5/4 5/5 7/17 9/18 9/23 10/9 11/3 11/23 12/23
2008: 1/1 1/14 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/21 9/15 9/23 10/13 11/3 11/23 11/24 12/23
2009: 1/1 1/12 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23
2015: 1/1 1/12 2/11 3/21 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23
2016: 1/1 1/11 2/11 3/20 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/22 10/10 11/3 11/23 12/23
2018: 1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23 12/23 12/24
2019: 1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23
2020: 1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23
2021: 1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23
2022: 1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23
2023: 1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23
2024: 1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23
2025: 1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24
2026: 1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23
2027: 1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23
";

#[test]
fn holidays_are_the_published_ones() {
    for line in PUBLISHED.lines() {
        let (year, _) = line.split_once(':').unwrap();
        let mut found = format!("{year}:");
        for day in days(date(year.parse().unwrap(), 1, 1), 366) {
            if day.year().to_string() == year && holidays::is_holiday(day) == Truth::True {
                write!(found, " {}/{}", day.month(), day.day()).unwrap();
            }
        }
        assert_eq!(found, line);
    }
}

#[test]
fn holidays_have_names_and_an_end() {
    assert_eq!(holidays::name(date(2019, 5, 2)), Some("国民の休日"));
    assert_eq!(holidays::name(date(2019, 5, 6)), Some("振替休日"));
    assert_eq!(holidays::name(date(2021, 7, 22)), Some("海の日"));
    assert_eq!(holidays::name(date(2026, 11, 24)), None);
    assert_eq!(holidays::is_holiday(date(1989, 12, 31)), Truth::Unknown);
    assert_eq!(holidays::is_holiday(date(1990, 1, 1)), Truth::True);
    assert_eq!(holidays::is_holiday(date(2050, 12, 31)), Truth::False);
    assert_eq!(holidays::is_holiday(date(2051, 1, 1)), Truth::Unknown);
    assert!(holidays::is_beyond_announced(date(2028, 1, 1)));
}

#[test]
fn business_days_of_the_reference() {
    // 2026-12-31 (Thu) to 2027-01-04 (Mon): 1/1 is a holiday.
    let (a, b) = (date(2026, 12, 31), date(2027, 1, 4));
    assert_eq!(business_days(a, b, None), Some(1));
    assert_eq!(business_days(b, a, None), Some(-1));
    assert_eq!(business_days(a, a, None), Some(0));
    assert_eq!(next_business_day(a, None), Some(b));
    assert_eq!(add_business_days(b, -1, None), Some(a));
    assert_eq!(
        add_business_days(date(2026, 11, 22), 0, None),
        Some(date(2026, 11, 22))
    );
    assert_eq!(
        next_business_day(date(2050, 12, 30), None),
        None,
        "the table ends"
    );
    assert_eq!(
        business_days(date(2050, 12, 1), date(2051, 1, 31), None),
        None
    );
    assert_eq!(
        is_business_day(date(2051, 1, 1), None),
        Truth::False,
        "a Sunday"
    );
    assert_eq!(add_business_days(a, i64::MIN, None), None);
    let closed = Calendar::new(&source(Vec::new()));
    assert_eq!(next_business_day(a, Some(&closed)), None);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn the_calendar_of_the_reference() {
    // 月-金 09:00-12:00, 13:00-18:00 / 土 10:00-15:00 / 金 22:00-02:00
    // except holidays, 2026-12-29..2027-01-03 / also 2026-12-30 10:00-15:00
    let weekdays = vec![
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    let calendar = Calendar::new(&source(vec![
        CalendarLineKind::Weekly {
            days: weekdays,
            hours: vec![hours(540, 720), hours(780, 1080)],
        },
        CalendarLineKind::Weekly {
            days: vec![Weekday::Saturday],
            hours: vec![hours(600, 900)],
        },
        CalendarLineKind::Weekly {
            days: vec![Weekday::Friday],
            hours: vec![hours(1320, 120)],
        },
        CalendarLineKind::Except(vec![
            Days::Holidays(span()),
            Days::Range(date(2026, 12, 29), date(2027, 1, 3), span()),
        ]),
        CalendarLineKind::Also {
            days: vec![Days::Date(date(2026, 12, 30), span())],
            hours: vec![hours(600, 900)],
        },
    ]));
    let cases = [
        // at, open, next open, next change
        (
            "2026-11-24 08:59",
            false,
            "2026-11-24 09:00",
            "2026-11-24 09:00",
        ),
        (
            "2026-11-24 09:00",
            true,
            "2026-11-24 09:00",
            "2026-11-24 12:00",
        ),
        (
            "2026-11-24 12:00",
            false,
            "2026-11-24 13:00",
            "2026-11-24 13:00",
        ),
        (
            "2026-11-24 18:00",
            false,
            "2026-11-25 09:00",
            "2026-11-25 09:00",
        ),
        (
            "2026-11-28 01:59",
            true,
            "2026-11-28 01:59",
            "2026-11-28 02:00",
        ),
        (
            "2026-11-28 15:00",
            false,
            "2026-11-30 09:00",
            "2026-11-30 09:00",
        ),
        (
            "2026-11-22 12:00",
            false,
            "2026-11-24 09:00",
            "2026-11-24 09:00",
        ),
        (
            "2026-12-28 18:00",
            false,
            "2026-12-30 10:00",
            "2026-12-30 10:00",
        ),
        (
            "2026-12-30 15:00",
            false,
            "2027-01-04 09:00",
            "2027-01-04 09:00",
        ),
    ];
    for (at, open, next, change) in cases {
        let at = super::read::instant(at).unwrap();
        assert_eq!(calendar.is_open(at), Truth::from(open), "{at}");
        assert_eq!(calendar.next_open(at), super::read::instant(next), "{at}");
        assert_eq!(
            calendar.next_change(at),
            super::read::instant(change),
            "{at}"
        );
    }
    assert_eq!(calendar.is_open_day(date(2026, 11, 23)), Truth::False);
    assert_eq!(calendar.is_open_day(date(2026, 12, 30)), Truth::True);
    assert_eq!(calendar.is_open_day(date(2060, 1, 1)), Truth::Unknown);
    assert_eq!(
        calendar.is_open_day(date(2060, 1, 4)),
        Truth::False,
        "a Sunday"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn calendars_agree_with_a_look_at_every_minute(lines in lines(), start in 0..20_000_u32) {
        let calendar = Calendar::new(&source(lines.clone()));
        let at = jst::minute_of(date(2026, 12, 20), 0).unwrap() + i64::from(start).minutes();
        let naive = naive_minutes(&lines);
        let open = |at: Timestamp| naive.contains(&at.as_second());
        prop_assert_eq!(calendar.is_open(at), Truth::from(open(at)));
        let end = jst::start_of(date(2027, 1, 10)).unwrap();
        let minutes = || (0..).map(|m: i64| at + m.minutes()).take_while(|m| *m < end);
        let next = minutes().find(|m| open(*m));
        prop_assert_eq!(calendar.next_open(at).filter(|t| *t < end), next);
        let change = minutes().find(|m| open(*m) != open(at));
        prop_assert_eq!(calendar.next_change(at).filter(|t| *t < end), change);
    }

    #[test]
    fn business_days_agree_with_counting(a in 0..1500_i64, b in 0..1500_i64) {
        let first = date(2024, 1, 1);
        let (a, b) = (first + a.days(), first + b.days());
        let within = days(a.min(b), 1501).skip(1).take_while(|d| *d <= a.max(b));
        let free = [Weekday::Saturday, Weekday::Sunday];
        let work = |d: &Date| !free.contains(&d.weekday()) && holidays::is_holiday(*d) == Truth::False;
        let count = i64::try_from(within.filter(work).count()).unwrap();
        let count = if b < a { -count } else { count };
        prop_assert_eq!(business_days(a, b, None), Some(count));
        let there = add_business_days(a, count, None).unwrap();
        prop_assert_eq!(business_days(a, there, None).map(i64::signum), Some(count.signum()));
        if count > 0 {
            prop_assert_eq!(business_days(a, there, None), Some(count));
            prop_assert!(work(&there));
        }
    }
}

/// The seconds of all open minutes from 2026-12-19 to 2027-01-10, line by line.
fn naive_minutes(lines: &[CalendarLineKind]) -> BTreeSet<i64> {
    let mut open = BTreeSet::new();
    for day in days(date(2026, 12, 18), 24) {
        let named = |d: &Days| match d {
            Days::Holidays(_) => holidays::is_holiday(day) == Truth::True,
            Days::Date(date, _) => *date == day,
            Days::Range(a, b, _) => *a <= day && day <= *b,
        };
        let closed = lines
            .iter()
            .any(|l| matches!(l, CalendarLineKind::Except(days) if days.iter().any(named)));
        for line in lines {
            let hours = match line {
                CalendarLineKind::Weekly { days, hours } => {
                    (!closed && days.contains(&day.weekday())).then_some(hours)
                }
                CalendarLineKind::Also { days, hours } => days.iter().any(named).then_some(hours),
                CalendarLineKind::Except(_) => None,
            };
            let Some(hours) = hours else { continue };
            let whole = [hours_all()];
            for h in if hours.is_empty() { &whole[..] } else { hours } {
                let end = if h.end <= h.start {
                    h.end + 1440
                } else {
                    h.end
                };
                open.extend((h.start..end).map(|m| jst::minute_of(day, m).unwrap().as_second()));
            }
        }
    }
    open
}

fn lines() -> impl Strategy<Value = Vec<CalendarLineKind>> {
    let hour = || (0..96_u16, 1..=96_u16).prop_map(|(start, end)| hours(start * 15, end * 15));
    let times = || prop::collection::vec(hour(), 0..3);
    let day = || (0..22_i64).prop_map(|n| date(2026, 12, 18) + n.days());
    let some_days = || {
        prop_oneof![
            Just(Days::Holidays(span())),
            day().prop_map(|d| Days::Date(d, span())),
            (day(), 0..6_i64).prop_map(|(d, n)| Days::Range(d, d + n.days(), span())),
        ]
    };
    let weekdays = prop::collection::vec(
        (0..7_i8).prop_map(|n| Weekday::from_monday_zero_offset(n).unwrap()),
        0..5,
    );
    let line = prop_oneof![
        (weekdays, times()).prop_map(|(days, hours)| CalendarLineKind::Weekly { days, hours }),
        prop::collection::vec(some_days(), 1..3).prop_map(CalendarLineKind::Except),
        (prop::collection::vec(some_days(), 1..3), times())
            .prop_map(|(days, hours)| CalendarLineKind::Also { days, hours }),
    ];
    prop::collection::vec(line, 0..5)
}

fn days(first: Date, count: usize) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |d| d.tomorrow().ok()).take(count)
}

fn hours(start: u16, end: u16) -> Hours {
    Hours { start, end }
}

fn hours_all() -> Hours {
    hours(0, 1440)
}

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn source(lines: Vec<CalendarLineKind>) -> Source {
    let name = Name {
        text: "営業時間".to_owned(),
        span: span(),
    };
    let lines = lines
        .into_iter()
        .map(|kind| CalendarLine { span: span(), kind });
    Source {
        span: span(),
        name,
        lines: lines.collect(),
    }
}
