//! Days and times as people and files write them.

use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use unicode_normalization::UnicodeNormalization;

use super::jst;

/// What a text names: a day, or a local time with or without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Day(civil::Date),
    Local(civil::DateTime),
    Zoned(Timestamp),
}

/// An instant: RFC 3339, `2026-11-24T10:00:00+0900`, `2026-11-24 10:00[:00]`, or a day (0:00).
/// Without a zone it is local time in Japan. `/` and 年月日 between the parts of the day are read.
pub fn instant(text: &str) -> Option<Timestamp> {
    match moment(text)? {
        Moment::Day(date) => jst::start_of(date),
        Moment::Local(local) => jst::instant(local),
        Moment::Zoned(at) => Some(at),
    }
}

/// A day; of an instant the day that it falls on in Japan.
pub fn date(text: &str) -> Option<civil::Date> {
    match moment(text)? {
        Moment::Day(date) => Some(date),
        Moment::Local(local) => Some(local.date()),
        Moment::Zoned(at) => Some(jst::date(at)),
    }
}

/// A time of day: `10:00`, `10:00:30`, `10時30分`.
pub fn time(text: &str) -> Option<civil::Time> {
    let text: String = text.nfkc().collect();
    let mut cursor = Cursor(text.trim());
    let time = cursor.time()?;
    cursor.0.is_empty().then_some(time)
}

/// A length of time in seconds: `1h30m`, `29m59s`, `3日`, `2時間`.
pub fn duration(text: &str) -> Option<i64> {
    let text: String = text.nfkc().collect();
    let mut rest = text.trim();
    let mut total: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits)?;
        let end = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let seconds = match unit.trim() {
            "s" | "秒" => 1,
            "m" | "分" => 60,
            "h" | "時間" => 3_600,
            "d" | "日" | "日間" => 86_400,
            "w" | "週" | "週間" => 604_800,
            _ => return None,
        };
        let number: i64 = number.parse().ok()?;
        total = total.checked_add(number.checked_mul(seconds)?)?;
        rest = after;
    }
    Some(total)
}

fn moment(text: &str) -> Option<Moment> {
    let text: String = text.nfkc().collect();
    let mut cursor = Cursor(text.trim());
    let date = cursor.date()?;
    if cursor.0.is_empty() {
        return Some(Moment::Day(date));
    }
    if !cursor.eat(&['T', 't']) {
        let rest = cursor.0.trim_start();
        if rest.len() == cursor.0.len() && !text.contains('日') {
            return None;
        }
        cursor.0 = rest;
    }
    let local = date.to_datetime(cursor.time()?);
    cursor.0 = cursor.0.trim_start();
    if cursor.0.is_empty() {
        return Some(Moment::Local(local));
    }
    let zone = cursor.zone()?;
    let at = zone.to_timestamp(local).ok()?;
    cursor.0.is_empty().then_some(Moment::Zoned(at))
}

/// What is still to be read.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn eat(&mut self, any: &[char]) -> bool {
        let rest = self.0.strip_prefix(any);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn number(&mut self, fewest: usize, most: usize) -> Option<i64> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if digits < fewest || digits > most {
            return None;
        }
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.parse().ok()
    }

    fn date(&mut self) -> Option<civil::Date> {
        let year = i16::try_from(self.number(4, 4)?).ok()?;
        let separator = ['-', '/', '年'].into_iter().find(|c| self.eat(&[*c]))?;
        let month = i8::try_from(self.number(1, 2)?).ok()?;
        let second = if separator == '年' { '月' } else { separator };
        if !self.eat(&[second]) {
            return None;
        }
        let day = i8::try_from(self.number(1, 2)?).ok()?;
        if separator == '年' && !self.eat(&['日']) {
            return None;
        }
        civil::Date::new(year, month, day).ok()
    }

    fn time(&mut self) -> Option<civil::Time> {
        let hour = i8::try_from(self.number(1, 2)?).ok()?;
        if self.eat(&['時']) {
            let minute = if self.0.starts_with(|c: char| c.is_ascii_digit()) {
                let minute = i8::try_from(self.number(1, 2)?).ok()?;
                self.eat(&['分']).then_some(minute)?
            } else {
                0
            };
            return civil::Time::new(hour, minute, 0, 0).ok();
        }
        if !self.eat(&[':']) {
            return None;
        }
        let minute = i8::try_from(self.number(2, 2)?).ok()?;
        let mut second = 0;
        let mut nanosecond = 0;
        if self.eat(&[':']) {
            second = i8::try_from(self.number(2, 2)?).ok()?;
            if self.eat(&['.', ',']) {
                let before = self.0.len();
                let fraction = i32::try_from(self.number(1, 9)?).ok()?;
                let digits = u32::try_from(before - self.0.len()).ok()?;
                nanosecond = fraction * 10_i32.pow(9 - digits);
            }
        }
        civil::Time::new(hour, minute, second, nanosecond).ok()
    }

    fn zone(&mut self) -> Option<Offset> {
        if self.eat(&['Z', 'z']) {
            return Some(Offset::UTC);
        }
        let sign = if self.eat(&['+']) {
            1
        } else {
            self.eat(&['-']).then_some(-1)?
        };
        let (hours, minutes) = match self.0.split_once(':') {
            Some(_) => {
                let hours = self.number(2, 2)?;
                self.eat(&[':']).then_some(())?;
                (hours, self.number(2, 2)?)
            }
            None if self.0.len() == 2 => (self.number(2, 2)?, 0),
            None => {
                let both = self.number(4, 4)?;
                (both / 100, both % 100)
            }
        };
        if minutes > 59 {
            return None;
        }
        let seconds = i32::try_from(sign * (hours * 60 + minutes) * 60).ok()?;
        Offset::from_seconds(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_of_all_forms() {
        let expected: Timestamp = "2026-11-24T10:00:00+09:00".parse().unwrap();
        for text in [
            "2026-11-24T10:00:00+09:00",
            "2026-11-24T10:00:00+0900",
            "2026-11-24T10:00:00.000+09:00",
            "2026-11-24T01:00:00Z",
            "2026-11-24 10:00",
            "2026-11-24 10:00:00",
            "2026-11-24T10:00",
            "2026/11/24 10:00",
            "2026/11/24  10:00:00",
            "２０２６－１１－２４　１０：００",
            "2026年11月24日10時",
            "2026年11月24日 10時00分",
            " 2026-11-24 10:00:00 +0900 ",
            "2026-11-24 10:00+09",
        ] {
            assert_eq!(instant(text), Some(expected), "{text}");
            assert_eq!(date(text), Some(civil::date(2026, 11, 24)), "{text}");
        }
        assert_eq!(instant("2026-11-24"), "2026-11-23T15:00:00Z".parse().ok());
        assert_eq!(
            date("2026-11-23T15:00:00Z"),
            Some(civil::date(2026, 11, 24))
        );
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "明日",
            "2026-13-01",
            "2026-02-30",
            "2026-11-24 25:00",
            "2026-11-24 10:60",
            "2026-11-24 10",
            "2026-11-24x",
            "2026-11/24",
            "26-11-24",
            "2026-11-24T10:00:00+9",
            "2026-11-24T10:00:00+09:75",
            "2026-11-24T10:00:00+09:00x",
            "2026-11-2410:00",
            "2026-11-24T",
            "20261124",
            "2026-11-24 10:00:00.1234567890",
            "2026-11-24 10:00 +",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
        for (text, seconds) in [
            ("29m59s", 1799),
            ("1h30m", 5400),
            ("３日", 259_200),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        for text in ["", "3", "m", "1x", "1h30", "99999999999999999999d"] {
            assert_eq!(duration(text), None, "{text}");
        }
        assert_eq!(time("10時30分"), Some(civil::time(10, 30, 0, 0)));
        assert_eq!(time("9:05"), Some(civil::time(9, 5, 0, 0)));
        for text in ["", "10", "10:5", "24:00", "10:00 JST", "10時30"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
