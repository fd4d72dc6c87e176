//! Calendars: weekly opening hours, exceptions and extra days.

use jiff::civil;
use sabaki_diagnostic::source::Span;

use super::expression::Name;

/// `calendar 営業時間 …` カレンダー
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The whole definition.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its lines in order.
    pub lines: Vec<CalendarLine>,
}

/// One line of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarLine {
    /// The line.
    pub span: Span,
    /// What it says.
    pub kind: CalendarLineKind,
}

/// What a line of a calendar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarLineKind {
    /// `月-金 09:00-12:00, 13:00-18:00`: several lines for one day add up.
    Weekly {
        /// The weekdays, each once.
        days: Vec<civil::Weekday>,
        /// Its hours; empty means the whole day.
        hours: Vec<Hours>,
    },
    /// `except holidays, 2026-12-29..2027-01-03` 休み
    Except(Vec<Days>),
    /// `also 2026-12-30 10:00-15:00` 臨時: wins over `except`.
    Also {
        /// The days.
        days: Vec<Days>,
        /// Their hours; empty means the whole day.
        hours: Vec<Hours>,
    },
}

/// Which days a line speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// `holidays` 祝日
    Holidays(Span),
    /// One day.
    Date(civil::Date, Span),
    /// Both ends included.
    Range(civil::Date, civil::Date, Span),
}

/// Opening hours, half-open, in minutes from midnight. `end <= start` runs over midnight and counts
/// for the day it starts; 24:00 is 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// First minute, 0–1439.
    pub start: u16,
    /// Minute after the last, 0–1440.
    pub end: u16,
}
