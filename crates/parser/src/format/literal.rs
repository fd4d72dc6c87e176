//! Values as they are written: 30,000円, 1h30m, 1時間30分, 2026-12-04 20:00.

use std::fmt::Write as _;

use jiff::civil;
use sabaki_diagnostic::lang::Lang;

use super::word;
use crate::syntax::literal::{Duration, Literal, Moment};

/// A value.
pub(super) fn literal(value: &Literal, lang: Lang) -> String {
    match value {
        Literal::Int(number) => number.to_string(),
        Literal::Money(yen) => format!("{}円", grouped(*yen)),
        Literal::Text(text) => quoted(text, lang),
        Literal::Bool(true) => word::TRUE.in_lang(lang).to_owned(),
        Literal::Bool(false) => word::FALSE.in_lang(lang).to_owned(),
        Literal::Date(date) => day(*date),
        Literal::Time(time) => clock(*time),
        Literal::DateTime(at) => moment(*at),
        Literal::Duration(length) => duration(*length, lang),
    }
}

/// Digits in groups of three.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A text in quotes. Japanese brackets take everything as it is; what they cannot hold is escaped
/// in straight quotes.
pub(super) fn quoted(text: &str, lang: Lang) -> String {
    let raw = !text.chars().any(needs_escape);
    if lang == Lang::Ja && raw {
        if !text.contains('」') {
            return format!("「{text}」");
        }
        if !text.contains('』') {
            return format!("『{text}』");
        }
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if needs_escape(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that may not stand in a rule text as they are.
pub(super) fn needs_escape(c: char) -> bool {
    matches!(c, '\n' | '\t' | '\r')
        || (crate::dsl::character::is_forbidden(c)
            && !crate::dsl::character::is_variation_selector(c))
}

/// `2026-12-04`
pub(super) fn day(date: civil::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `10:00`, `10:00:30`
pub(super) fn clock(time: civil::Time) -> String {
    let mut out = format!("{:02}:{:02}", time.hour(), time.minute());
    if time.second() != 0 {
        let _ = write!(out, ":{:02}", time.second());
    }
    out
}

/// A day, a minute or a second of it.
pub(super) fn moment(at: Moment) -> String {
    match at {
        Moment::Day(date) => day(date),
        Moment::Minute(at) => {
            let time = at.time();
            format!("{} {:02}:{:02}", day(at.date()), time.hour(), time.minute())
        }
        Moment::Second(at) => {
            let time = at.time();
            let (hour, minute, second) = (time.hour(), time.minute(), time.second());
            format!("{} {hour:02}:{minute:02}:{second:02}", day(at.date()))
        }
    }
}

/// `1h30m`, `1時間30分`
pub(super) fn duration(length: Duration, lang: Lang) -> String {
    let units = [
        (length.weeks, "w", "週"),
        (length.days, "d", "日"),
        (length.hours, "h", "時間"),
        (length.minutes, "m", "分"),
        (length.seconds, "s", "秒"),
    ];
    let mut out = String::new();
    for (number, en, ja) in units {
        if number > 0 {
            let unit = if lang == Lang::Ja { ja } else { en };
            let _ = write!(out, "{number}{unit}");
        }
    }
    if out.is_empty() {
        out.push_str(if lang == Lang::Ja { "0分" } else { "0m" });
    }
    out
}
