//! Instants ↔ local time in Japan, which is nine hours ahead of UTC all year.

use jiff::tz::Offset;
use jiff::{Timestamp, civil};

/// Japan Standard Time.
pub const OFFSET: Offset = Offset::constant(9);

/// The local day and time of an instant.
pub fn civil(at: Timestamp) -> civil::DateTime {
    OFFSET.to_datetime(at)
}

/// The local day of an instant.
pub fn date(at: Timestamp) -> civil::Date {
    civil(at).date()
}

/// The local time of day of an instant.
pub fn time(at: Timestamp) -> civil::Time {
    civil(at).time()
}

/// The instant of a local time; none only at the ends of representable time (years ±9999).
pub fn instant(local: civil::DateTime) -> Option<Timestamp> {
    OFFSET.to_timestamp(local).ok()
}

/// 0:00 of a day.
pub fn start_of(date: civil::Date) -> Option<Timestamp> {
    instant(date.to_datetime(civil::Time::midnight()))
}

/// A minute of a day, counted from 0:00; 1440 and more lie in the following day.
pub fn minute_of(date: civil::Date, minute: u16) -> Option<Timestamp> {
    let seconds = start_of(date)?.as_second() + i64::from(minute) * 60;
    Timestamp::from_second(seconds).ok()
}

/// An instant as JSON output shows it: `2026-11-24T10:00:00+09:00`.
pub fn rfc3339(at: Timestamp) -> String {
    at.display_with_offset(OFFSET).to_string()
}
