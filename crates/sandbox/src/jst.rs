//! Japan time as the two APIs and the control paths write it: whole seconds, no zone arithmetic.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Japan has had no daylight saving time since 1951, so one offset is the whole zone.
const JAPAN: Offset = jiff::tz::offset(9);

/// An instant as the wall clock in Japan shows it, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jst(DateTime);

impl Jst {
    /// The instant that the wall clock in Japan shows as `shown`; fractions of a second are cut off.
    pub fn from_civil(shown: DateTime) -> Self {
        let whole = shown.with().subsec_nanosecond(0).build().unwrap_or(shown);
        Self(whole)
    }

    /// The same instant, told in Japan time.
    pub fn from_timestamp(instant: Timestamp) -> Self {
        Self::from_civil(JAPAN.to_datetime(instant))
    }

    /// The same instant, without a zone.
    pub fn timestamp(self) -> Timestamp {
        JAPAN.to_timestamp(self.0).unwrap_or(Timestamp::MAX)
    }

    /// Reads what a person may type: with an offset, or without one (then it is Japan time).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(Self::from_timestamp(instant));
        }
        text.parse::<DateTime>().ok().map(Self::from_civil)
    }

    /// Reads exactly the form that RMS takes: `2026-11-24T09:00:00+0900`.
    pub fn parse_rms(text: &str) -> Option<Self> {
        let shown = text.strip_suffix("+0900")?;
        let shape = "dddd-dd-ddTdd:dd:dd";
        let fits = shown.len() == shape.len()
            && shown
                .bytes()
                .zip(shape.bytes())
                .all(|(have, want)| match want {
                    b'd' => have.is_ascii_digit(),
                    other => have == other,
                });
        if !fits {
            return None;
        }
        shown.parse::<DateTime>().ok().map(Self::from_civil)
    }

    /// This instant moved by `by`; it stops at the end of the calendar.
    #[must_use]
    pub fn plus(self, by: SignedDuration) -> Self {
        Self(self.0.saturating_add(by))
    }

    /// This instant moved by whole seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus(SignedDuration::from_secs(seconds))
    }

    /// This instant moved by whole minutes.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }

    /// This instant moved by whole days.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_minutes(days.saturating_mul(24 * 60))
    }

    /// How long it is from `earlier` until this instant.
    pub fn since(self, earlier: Self) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }

    /// The day in Japan.
    pub fn date(self) -> Date {
        self.0.date()
    }

    /// The given minute of a day in Japan.
    pub fn at(day: Date, hour: i8, minute: i8) -> Self {
        let midnight = Self(day.to_datetime(jiff::civil::Time::midnight()));
        midnight.plus_minutes(i64::from(hour) * 60 + i64::from(minute))
    }

    /// As RMS writes it: `2026-11-24T09:00:00+0900`.
    pub fn rms(self) -> String {
        format!("{}+0900", self.shown('T'))
    }

    /// As the control paths write it: `2026-11-24T09:00:00+09:00`.
    pub fn iso(self) -> String {
        format!("{}+09:00", self.shown('T'))
    }

    /// As ネクストエンジン writes it: `2026-11-24 09:00:00`.
    pub fn ne(self) -> String {
        self.shown(' ')
    }

    /// The same instant in universal time without a zone, as the `Timestamp` header of RMS has it.
    pub fn utc_header(self) -> String {
        self.plus_minutes(-9 * 60).shown('T')
    }

    /// Digits only, as in the request id of an asynchronous report.
    pub fn compact(self) -> String {
        self.shown('T')
            .chars()
            .filter(char::is_ascii_digit)
            .collect()
    }

    fn shown(self, between: char) -> String {
        let at = self.0;
        format!(
            "{:04}-{:02}-{:02}{between}{:02}:{:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }
}

/// Reads exactly `2026-11-24`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let fits = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    if fits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_in_every_spelling() {
        let at = Jst::parse("2026-11-24T00:30:00Z").unwrap();
        assert_eq!(at.rms(), "2026-11-24T09:30:00+0900");
        assert_eq!(at.iso(), "2026-11-24T09:30:00+09:00");
        assert_eq!(at.ne(), "2026-11-24 09:30:00");
        assert_eq!(at.utc_header(), "2026-11-24T00:30:00");
        assert_eq!(Jst::parse("2026-11-24 09:30"), Some(at));
        assert_eq!(Jst::parse_rms(&at.rms()), Some(at));
    }

    #[test]
    fn rms_takes_only_its_own_form() {
        for refused in [
            "2026-11-24T09:00:00+09:00",
            "2026-11-24T00:00:00Z",
            "2026-11-24T09:00:00+0000",
            "2026-11-24T09:00:00.000+0900",
            "2026/11/24T09:00:00+0900",
            "2026-11-24 09:00:00+0900",
            "2026-11-24",
            "2026-13-24T09:00:00+0900",
        ] {
            assert_eq!(Jst::parse_rms(refused), None, "{refused}");
        }
    }
}
