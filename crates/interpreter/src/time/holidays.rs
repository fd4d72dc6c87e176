//! Japanese public holidays: as announced to a stated year, after it computed from the law in force.
//!
//! Source: 国民の祝日に関する法律 (昭和23年法律第178号) with its amendments and the special laws of
//! 1990, 1993, 2019, 2020 and 2021; the two equinox days by the usual approximation, which agrees
//! with the days published by 国立天文台 for all years of the table that have been announced.

use std::sync::OnceLock;

use jiff::civil::{Date, Weekday};

use crate::truth::Truth;

/// First year of the table.
pub const FIRST_YEAR: i16 = 1990;
/// Last year of the table; outside it nothing is known.
pub const LAST_YEAR: i16 = 2050;
/// The last year whose holidays have been announced (暦要項, published each February for the next year).
pub const ANNOUNCED_UNTIL: i16 = 2027;

const YEARS: usize = 61;
const DAYS: usize = YEARS * 366;

/// Whether a day is a public holiday (国民の祝日, 振替休日, 国民の休日); unknown outside the table.
pub fn is_holiday(date: Date) -> Truth {
    place(date).map_or(Truth::Unknown, |place| {
        let days = table();
        Truth::from(days.get(place).copied().unwrap_or(false))
    })
}

/// Whether a rule that asks about this day looks beyond what has been announced.
pub fn is_beyond_announced(date: Date) -> bool {
    date.year() > ANNOUNCED_UNTIL
}

/// The Japanese name of a public holiday.
pub fn name(date: Date) -> Option<&'static str> {
    if is_holiday(date) != Truth::True {
        return None;
    }
    by_law(date).or_else(|| {
        Some(if is_substitute(date) {
            "振替休日"
        } else {
            "国民の休日"
        })
    })
}

fn place(date: Date) -> Option<usize> {
    let year = usize::try_from(date.year() - FIRST_YEAR).ok()?;
    let day = usize::try_from(date.day_of_year() - 1).ok()?;
    (year < YEARS).then_some(year * 366 + day)
}

fn table() -> &'static [bool] {
    static TABLE: OnceLock<Box<[bool]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut days = vec![false; DAYS];
        let first = Date::constant(FIRST_YEAR, 1, 1);
        let all = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        for day in all.take_while(|day| day.year() <= LAST_YEAR) {
            let holiday = by_law(day).is_some() || is_substitute(day) || is_between(day);
            if let Some(place) = place(day).and_then(|place| days.get_mut(place)) {
                *place = holiday;
            }
        }
        days.into_boxed_slice()
    })
}

/// 国民の祝日 and the days that special laws made one.
fn by_law(date: Date) -> Option<&'static str> {
    let year = date.year();
    match date.month() {
        1 => new_year(date),
        2 => february(date),
        3 => (date.day() == spring_equinox(year)).then_some("春分の日"),
        4 => match (date.day(), year) {
            (29, ..2007) => Some("みどりの日"),
            (29, _) => Some("昭和の日"),
            _ => None,
        },
        5 => match (date.day(), year) {
            (1, 2019) => Some("即位の日"),
            (3, _) => Some("憲法記念日"),
            (4, 2007..) => Some("みどりの日"),
            (5, _) => Some("こどもの日"),
            _ => None,
        },
        6 => (date.day() == 9 && year == 1993).then_some("結婚の儀"),
        7 => july(date),
        8 => august(date),
        9 => september(date),
        10 => october(date),
        11 => match (date.day(), year) {
            (3, _) => Some("文化の日"),
            (12, 1990) => Some("即位礼正殿の儀"),
            (23, _) => Some("勤労感謝の日"),
            _ => None,
        },
        12 => (date.day() == 23 && (1989..=2018).contains(&year)).then_some("天皇誕生日"),
        _ => None,
    }
}

fn new_year(date: Date) -> Option<&'static str> {
    if date.day() == 1 {
        return Some("元日");
    }
    let coming_of_age = if date.year() >= 2000 {
        is_nth_monday(date, 2)
    } else {
        date.day() == 15
    };
    coming_of_age.then_some("成人の日")
}

fn february(date: Date) -> Option<&'static str> {
    match (date.day(), date.year()) {
        (11, _) => Some("建国記念の日"),
        (23, 2020..) => Some("天皇誕生日"),
        _ => None,
    }
}

/// 2020 and 2021: moved for the Olympic Games by special law.
fn july(date: Date) -> Option<&'static str> {
    match (date.year(), date.day()) {
        (1996..=2002, 20) | (2020, 23) | (2021, 22) => Some("海の日"),
        (2020, 24) | (2021, 23) => Some("スポーツの日"),
        (2020 | 2021, _) => None,
        (2003.., _) => is_nth_monday(date, 3).then_some("海の日"),
        _ => None,
    }
}

fn august(date: Date) -> Option<&'static str> {
    let day = match date.year() {
        2020 => 10,
        2021 => 8,
        2016.. => 11,
        _ => return None,
    };
    (date.day() == day).then_some("山の日")
}

fn september(date: Date) -> Option<&'static str> {
    if date.day() == autumn_equinox(date.year()) {
        return Some("秋分の日");
    }
    let respect_for_the_aged = if date.year() >= 2003 {
        is_nth_monday(date, 3)
    } else {
        date.day() == 15
    };
    respect_for_the_aged.then_some("敬老の日")
}

fn october(date: Date) -> Option<&'static str> {
    match (date.year(), date.day()) {
        (2019, 22) => Some("即位礼正殿の儀の行われる日"),
        (2022.., _) => is_nth_monday(date, 2).then_some("スポーツの日"),
        (2000..=2019, _) => is_nth_monday(date, 2).then_some("体育の日"),
        (..2000, 10) => Some("体育の日"),
        _ => None,
    }
}

/// 振替休日: until 2006 the Monday after a Sunday holiday, since 2007 the next day that is none.
fn is_substitute(date: Date) -> bool {
    if by_law(date).is_some() {
        return false;
    }
    let before = std::iter::successors(date.yesterday().ok(), |day| day.yesterday().ok());
    let mut run = before.take_while(|day| by_law(*day).is_some());
    if date.year() >= 2007 {
        run.any(|day| day.weekday() == Weekday::Sunday)
    } else {
        run.next()
            .is_some_and(|day| day.weekday() == Weekday::Sunday)
    }
}

/// 国民の休日: a day between two 国民の祝日; until 2006 not on a Sunday and not a 振替休日.
fn is_between(date: Date) -> bool {
    let by_law_at = |day: Option<Date>| day.is_some_and(|day| by_law(day).is_some());
    by_law(date).is_none()
        && by_law_at(date.yesterday().ok())
        && by_law_at(date.tomorrow().ok())
        && (date.year() >= 2007 || (date.weekday() != Weekday::Sunday && !is_substitute(date)))
}

fn is_nth_monday(date: Date, nth: i8) -> bool {
    date.weekday() == Weekday::Monday && (date.day() - 1) / 7 + 1 == nth
}

fn spring_equinox(year: i16) -> i8 {
    equinox(year, 208_431)
}

fn autumn_equinox(year: i16) -> i8 {
    equinox(year, 232_488)
}

/// The usual approximation for 1980 to 2099, in ten-thousandths of a day.
fn equinox(year: i16, base: i32) -> i8 {
    let years = i32::from(year) - 1980;
    let day = (base * 100 + 242_194 * years) / 1_000_000 - years / 4;
    i8::try_from(day).unwrap_or(0)
}
