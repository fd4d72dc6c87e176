//! Days and calendars once more, slowly and plainly: minute by minute, with one known holiday.

const DAY: i64 = 86_400;
/// The holidays of 2026 and 2027, as (year, month, day).
const HOLIDAYS: &[(i16, i8, i8)] = &[
    (2026, 1, 1),
    (2026, 1, 12),
    (2026, 2, 11),
    (2026, 2, 23),
    (2026, 3, 20),
    (2026, 4, 29),
    (2026, 5, 3),
    (2026, 5, 4),
    (2026, 5, 5),
    (2026, 5, 6),
    (2026, 7, 20),
    (2026, 8, 11),
    (2026, 9, 21),
    (2026, 9, 22),
    (2026, 9, 23),
    (2026, 10, 12),
    (2026, 11, 3),
    (2026, 11, 23),
    (2027, 1, 1),
    (2027, 1, 11),
    (2027, 2, 11),
    (2027, 2, 23),
    (2027, 3, 21),
    (2027, 3, 22),
    (2027, 4, 29),
    (2027, 5, 3),
    (2027, 5, 4),
    (2027, 5, 5),
    (2027, 7, 19),
    (2027, 8, 11),
    (2027, 9, 20),
    (2027, 9, 23),
    (2027, 10, 11),
    (2027, 11, 3),
    (2027, 11, 23),
];

/// First minute, and the minute after the last.
pub(crate) type Hours = Vec<(i64, i64)>;

/// A calendar. Hours are minutes of a day; no hours are the whole day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calendar {
    /// Weekdays and their hours.
    pub(crate) weekly: Vec<(Vec<usize>, Hours)>,
    /// Days that are left out, a line each.
    pub(crate) except: Vec<Vec<Days>>,
    /// Days that are open all the same, with their hours.
    pub(crate) also: Vec<(Vec<Days>, Hours)>,
}

/// Days that a line speaks of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Days {
    Holidays,
    /// First and last day.
    Range(i64, i64),
}

impl Days {
    fn hold(self, day: i64) -> bool {
        match self {
            Self::Holidays => is_holiday(day),
            Self::Range(first, last) => first <= day && day <= last,
        }
    }
}

/// From Monday.
pub(crate) fn weekday(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap()
}

pub(crate) fn is_holiday(day: i64) -> bool {
    let date = super::model::day(day);
    HOLIDAYS.contains(&(date.year(), date.month(), date.day()))
}

pub(crate) fn is_business_day(day: i64, calendar: Option<&Calendar>) -> bool {
    match calendar {
        Some(calendar) => calendar.opens(day),
        None => weekday(day) < 5 && !is_holiday(day),
    }
}

/// The business days d with a < d ≤ b, negative when b < a.
pub(crate) fn business_days(a: i64, b: i64, calendar: Option<&Calendar>) -> i64 {
    if b < a {
        return -business_days(b, a, calendar);
    }
    let days = (a + 1..=b).filter(|day| is_business_day(*day, calendar));
    i64::try_from(days.count()).unwrap()
}

/// The n-th business day after a day; none within a year.
pub(crate) fn add_business_days(day: i64, n: i64, calendar: Option<&Calendar>) -> Option<i64> {
    let step = if n < 0 { -1 } else { 1 };
    let mut days = (1..366).map(|far| day + far * step);
    let mut found = Some(day);
    for _ in 0..n.abs() {
        found = days.find(|day| is_business_day(*day, calendar));
        found?;
    }
    found
}

impl Calendar {
    /// The hours that count for a day.
    fn hours(&self, day: i64) -> Vec<(i64, i64)> {
        let among = |days: &[Days]| days.iter().any(|days| days.hold(day));
        let excluded = self.except.iter().any(|days| among(days));
        let weekly = self.weekly.iter();
        let weekly = weekly.filter(|(days, _)| days.contains(&weekday(day)) && !excluded);
        let also = self.also.iter().filter(|(days, _)| among(days));
        let lines = weekly
            .map(|(_, hours)| hours)
            .chain(also.map(|(_, hours)| hours));
        let mut all: Vec<(i64, i64)> = Vec::new();
        for hours in lines {
            all.extend(hours);
            if hours.is_empty() {
                all.push((0, 1440));
            }
        }
        all
    }

    fn opens(&self, day: i64) -> bool {
        !self.hours(day).is_empty()
    }

    /// Whether a minute counted from the start of a day belongs to the hours of that day.
    fn covers(&self, day: i64, minute: i64) -> bool {
        self.hours(day).into_iter().any(|(start, end)| {
            let end = if end <= start { end + 1440 } else { end };
            start <= minute && minute < end
        })
    }

    /// Whether it is open at an instant, in seconds of Japan's time.
    pub(crate) fn is_open(&self, at: i64) -> bool {
        let (day, minute) = (at.div_euclid(DAY), at.rem_euclid(DAY) / 60);
        self.covers(day, minute) || self.covers(day - 1, minute + 1440)
    }

    /// The first minute from an instant on at which it is open.
    pub(crate) fn next_open(&self, at: i64) -> Option<i64> {
        if self.is_open(at) {
            return Some(at);
        }
        let today = at.div_euclid(DAY);
        let mut days = today..today + 366;
        days.find_map(|day| {
            let starts = self.hours(day).into_iter();
            let starts = starts.map(|(start, _)| day * DAY + start * 60);
            starts.filter(|start| *start > at).min()
        })
    }
}
