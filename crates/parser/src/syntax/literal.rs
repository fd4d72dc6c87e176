//! Literals: what stands for itself.

use jiff::civil;

/// A value written in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `30000`, `30,000` before 円 only; an amount where an amount is wanted.
    Int(i64),
    /// `30,000円`, `¥30,000`, `5万円`: whole yen.
    Money(i64),
    /// `"…"`, `「…」`, `『…』`
    Text(String),
    /// `true`, `false` はい, いいえ
    Bool(bool),
    /// `2026-12-04`
    Date(civil::Date),
    /// `10:00`
    Time(civil::Time),
    /// `2026-12-04 20:00`, JST
    DateTime(Moment),
    /// `1h30m`, `30分`
    Duration(Duration),
}

/// A day, or a local time on a day (JST).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The whole day.
    Day(civil::Date),
    /// A minute of it.
    Minute(civil::DateTime),
    /// A second of it.
    Second(civil::DateTime),
}

impl Moment {
    /// The first instant that it names, local time.
    pub fn start(self) -> civil::DateTime {
        match self {
            Self::Day(date) => date.to_datetime(civil::Time::midnight()),
            Self::Minute(at) | Self::Second(at) => at,
        }
    }
}

/// A length of time as written, so that `1h30m` stays `1h30m`. At most 400 days in total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Duration {
    /// Weeks, 週
    pub weeks: u32,
    /// Days, 日
    pub days: u32,
    /// Hours, 時間
    pub hours: u32,
    /// Minutes, 分
    pub minutes: u32,
    /// Seconds, 秒
    pub seconds: u32,
}

impl Duration {
    /// Its length in seconds. A day has 24 hours: Japan has no daylight saving time.
    pub fn total_seconds(self) -> i64 {
        let days = i64::from(self.weeks) * 7 + i64::from(self.days);
        let hours = days * 24 + i64::from(self.hours);
        let minutes = hours * 60 + i64::from(self.minutes);
        minutes * 60 + i64::from(self.seconds)
    }
}
