//! Counting business days 営業日: Monday to Friday and no holiday, or the open days of a calendar.

use jiff::civil::{Date, Weekday};

use super::calendar::Calendar;
use super::holidays;
use crate::truth::Truth;

/// The longest stretch that is counted, in days; a century. Beyond it the answer is unknown.
const MOST_DAYS: u32 = 36_600;
/// The longest stretch without a business day that is looked through.
const LONGEST_GAP: u32 = 4_000;

/// Whether a day is a business day; unknown outside the holiday table where that decides.
pub fn is_business_day(date: Date, calendar: Option<&Calendar>) -> Truth {
    match (calendar, date.weekday()) {
        (Some(calendar), _) => calendar.is_open_day(date),
        (None, Weekday::Saturday | Weekday::Sunday) => Truth::False,
        (None, _) => holidays::is_holiday(date).negate(),
    }
}

/// The number of business days d with a < d ≤ b, negative when b < a. None when it is unknown.
pub fn business_days(a: Date, b: Date, calendar: Option<&Calendar>) -> Option<i64> {
    if b < a {
        return business_days(b, a, calendar).map(|days| -days);
    }
    let mut count = 0;
    let mut day = a;
    for _ in 0..MOST_DAYS {
        if day >= b {
            return Some(count);
        }
        day = day.tomorrow().ok()?;
        match is_business_day(day, calendar) {
            Truth::True => count += 1,
            Truth::False => {}
            Truth::Unknown => return None,
        }
    }
    (day >= b).then_some(count)
}

/// The first business day after a day, never the day itself. None when it is unknown.
pub fn next_business_day(day: Date, calendar: Option<&Calendar>) -> Option<Date> {
    step(day, Direction::Forward, calendar)
}

/// The n-th business day after a day, before it for a negative n; the day itself for 0. None when
/// it is unknown.
pub fn add_business_days(day: Date, n: i64, calendar: Option<&Calendar>) -> Option<Date> {
    let direction = if n < 0 {
        Direction::Back
    } else {
        Direction::Forward
    };
    if n.unsigned_abs() > u64::from(MOST_DAYS) {
        return None;
    }
    (0..n.unsigned_abs()).try_fold(day, |day, _| step(day, direction, calendar))
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    Forward,
    Back,
}

fn step(from: Date, direction: Direction, calendar: Option<&Calendar>) -> Option<Date> {
    let mut day = from;
    for _ in 0..LONGEST_GAP {
        day = match direction {
            Direction::Forward => day.tomorrow().ok()?,
            Direction::Back => day.yesterday().ok()?,
        };
        match is_business_day(day, calendar) {
            Truth::True => return Some(day),
            Truth::False => {}
            Truth::Unknown => return None,
        }
    }
    None
}
