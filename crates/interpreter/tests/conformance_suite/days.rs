//! Days and calendars once more, slowly and plainly: minute by minute, with one known holiday.

use std::fmt;

use super::model::day;

const DAY: i64 = 86_400;
/// 勤労感謝の日, the only holiday near the orders that chance makes: 2026-11-23.
const HOLIDAY: i64 = 20_780;
const NAMES: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// A calendar: hours of weekdays, days left out, a day added. Hours are minutes of a day.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    /// First and last weekday, opening and closing.
    pub(crate) weekly: Vec<(usize, usize, i64, i64)>,
    pub(crate) except_holidays: bool,
    /// First and last day that is left out.
    pub(crate) except: Option<(i64, i64)>,
    /// A day that is open all the same.
    pub(crate) also: Option<(i64, i64, i64)>,
}

/// From Monday.
pub(crate) fn weekday(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap()
}

pub(crate) fn is_holiday(day: i64) -> bool {
    day == HOLIDAY
}

pub(crate) fn is_business_day(day: i64, calendar: Option<&Calendar>) -> bool {
    match calendar {
        Some(calendar) => (0..2 * 1440).any(|minute| calendar.covers(day, minute)),
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
    /// Whether a minute counted from the start of a day belongs to the hours of that day.
    fn covers(&self, day: i64, minute: i64) -> bool {
        let within = |start: i64, end: i64| {
            let end = if end <= start { end + 1440 } else { end };
            start <= minute && minute < end
        };
        let excluded = self.except_holidays && is_holiday(day)
            || self
                .except
                .is_some_and(|(first, last)| first <= day && day <= last);
        let weekly = self.weekly.iter().any(|(first, last, start, end)| {
            (*first..=*last).contains(&weekday(day)) && within(*start, *end)
        });
        let also = self
            .also
            .is_some_and(|(on, start, end)| on == day && within(start, end));
        weekly && !excluded || also
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
        let first = at.div_euclid(60) + 1;
        (first..first + 30 * 1440)
            .map(|minute| minute * 60)
            .find(|at| self.is_open(*at))
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        for (first, last, start, end) in &self.weekly {
            let days = if first == last {
                NAMES[*first].to_owned()
            } else {
                format!("{}-{}", NAMES[*first], NAMES[*last])
            };
            writeln!(f, "  {days} {}-{}", time(*start), time(*end))?;
        }
        let holidays = self.except_holidays.then(|| "holidays".to_owned());
        let days = self
            .except
            .map(|(first, last)| format!("{}..{}", day(first), day(last)));
        let except: Vec<String> = holidays.into_iter().chain(days).collect();
        if !except.is_empty() {
            writeln!(f, "  except {}", except.join(", "))?;
        }
        if let Some((on, start, end)) = self.also {
            writeln!(f, "  also {} {}-{}", day(on), time(start), time(end))?;
        }
        Ok(())
    }
}
