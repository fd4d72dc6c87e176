//! One cell: how its text is read as an amount, a number, a date; and how names are matched.

use jiff::civil;
use sabaki_order::known::Known;
use sabaki_order::yen::Yen;
use unicode_normalization::UnicodeNormalization as _;

/// A text for comparing: NFKC, no white space at the ends. Never for what is written out.
pub(super) fn matching(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

/// The same without any white space: for names of columns.
pub(super) fn tight(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// `1.23457E+11`: a number that Excel has rounded.
pub(super) fn is_rounded(text: &str) -> bool {
    let text = matching(text);
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole = mantissa
        .split_once('.')
        .is_some_and(|(before, after)| digits(before) && digits(after));
    whole && exponent.strip_prefix('+').is_some_and(digits)
}

/// The inside of `="0012345"`.
pub(super) fn unwrapped(text: &str) -> Option<&str> {
    text.trim().strip_prefix("=\"")?.strip_suffix('"')
}

/// Whether an HTML entity stands in a text.
pub(super) fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|after| {
        after
            .split_once(';')
            .is_some_and(|(name, _)| match name.strip_prefix('#') {
                Some(code) => {
                    (1..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric())
                }
                None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos" | "nbsp"),
            })
    })
}

/// An amount, and whether it was written in another way than plain digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) yen: Known<Yen>,
    pub(super) plain: bool,
}

/// `1980`, `1,980`, `¥1,980`, `１９８０`; −9999 and −99999 are unknown. A grouping that is not one
/// of thousands is no amount.
pub(super) fn amount(text: &str) -> Option<Amount> {
    let tidy = matching(text);
    let plain = tidy == text.trim();
    let (sign, rest) = match tidy.strip_prefix(['-', '\u{2212}', '▲']) {
        Some(rest) => ("-", rest),
        None => ("", tidy.as_str()),
    };
    let unsigned = rest.trim_start_matches(['¥', '\\']).trim_end_matches('円');
    let digits = ungrouped(unsigned.trim())?;
    let number: i64 = format!("{sign}{digits}").parse().ok()?;
    Some(Amount {
        yen: match number {
            -9_999 | -99_999 => Known::Unknown,
            number => Known::Value(Yen::new(number)?),
        },
        plain: plain && unsigned == rest && digits == rest,
    })
}

fn ungrouped(text: &str) -> Option<String> {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split(',');
    let first = parts.next().filter(|part| all_digits(part))?;
    let mut digits = first.to_owned();
    for part in parts {
        if first.len() > 3 || part.len() != 3 || !all_digits(part) {
            return None;
        }
        digits.push_str(part);
    }
    Some(digits)
}

/// A whole number in any width of digits.
pub(super) fn number(text: &str) -> Option<i64> {
    matching(text).parse().ok()
}

/// `2026-11-04`, `2026/11/4`, `20261104`. Two-digit years and Excel's serial numbers are no dates.
pub(super) fn date(text: &str) -> Option<civil::Date> {
    let text = matching(text);
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let short = |part: &str| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i8>().ok()).flatten()
    };
    let year = year.bytes().all(|b| b.is_ascii_digit()).then_some(year)?;
    civil::Date::new(year.parse().ok()?, short(month)?, short(day)?).ok()
}

/// A date with a time: `2026-11-04 09:15:00`, `2026/11/4 9:05`, `2026-11-04T09:15:00+0900`.
pub(super) fn moment(text: &str) -> Option<civil::DateTime> {
    let text = matching(text);
    let (day, time) = text.split_once([' ', 'T'])?;
    let time = time.trim();
    let time = time
        .strip_suffix("+0900")
        .or_else(|| time.strip_suffix("+09:00"))
        .unwrap_or(time);
    Some(date(day)?.to_datetime(time_of_day(time)?))
}

/// `09:15:00`, `9:05`
pub(super) fn time_of_day(text: &str) -> Option<civil::Time> {
    let text = matching(text);
    let mut parts = text.split(':').map(|part| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i8>().ok()).flatten()
    });
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    civil::Time::new(hour, minute, second, 0).ok()
}

/// お届け時間帯 as the mall's number: 0 none, 1 午前, 2 午後, 9 その他, 1921 for 19–21 時.
pub(super) fn time_slot(text: &str) -> Option<i64> {
    let text = tight(text);
    match text.as_str() {
        "指定なし" | "なし" => return Some(0),
        "午前" | "午前中" => return Some(1),
        "午後" => return Some(2),
        "その他" => return Some(9),
        _ => {}
    }
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (from, until) = text.split_once(['~', '-', '〜', '\u{2212}'])?;
    let hour = |text: &str| {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let rest = text.strip_prefix(digits.as_str())?;
        let fits = matches!(rest, "" | "時" | ":00");
        fits.then(|| digits.parse::<i64>().ok())
            .flatten()
            .filter(|hour| *hour <= 24)
    };
    Some(hour(from)? * 100 + hour(until)?)
}

/// A tax rate as per cent: `0.1`, `10`, `10%`, `0.08`.
pub(super) fn percent(text: &str) -> Option<i64> {
    let text = matching(text);
    let text = text.trim_end_matches('%');
    if let Some(fraction) = text.strip_prefix("0.") {
        let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
        let rest = fraction.get(2..).unwrap_or_default();
        return rest
            .bytes()
            .all(|b| b == b'0')
            .then(|| hundredths.parse().ok())
            .flatten();
    }
    let whole = text.split_once('.').map_or(text, |(whole, zeros)| {
        if zeros.bytes().all(|b| b == b'0') {
            whole
        } else {
            text
        }
    });
    whole.parse().ok().filter(|rate| (0..=100).contains(rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for (text, yen, plain) in [
            ("1980", Some(1980), true),
            ("0", Some(0), true),
            ("-500", Some(-500), true),
            ("1,980", Some(1980), false),
            ("¥1,980", Some(1980), false),
            ("\\1,980", Some(1980), false),
            ("1,980円", Some(1980), false),
            ("１９８０", Some(1980), false),
            ("12,345,678", Some(12_345_678), false),
        ] {
            let read = amount(text).unwrap();
            assert_eq!(read.yen.value().map(|yen| yen.get()), yen, "{text}");
            assert_eq!(read.plain, plain, "{text}");
        }
        for text in ["-9999", "-99999", "-9,999"] {
            assert_eq!(amount(text).unwrap().yen, Known::Unknown, "{text}");
        }
        for text in [
            "1,98",
            "1980,000",
            "1980.5",
            "",
            "abc",
            "1 980",
            "--5",
            "9999999999999",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn dates_and_times() {
        for text in [
            "2026-11-04",
            "2026/11/4",
            "20261104",
            "２０２６／１１／０４",
        ] {
            assert_eq!(date(text).unwrap().to_string(), "2026-11-04", "{text}");
        }
        for text in [
            "46330",
            "11/4/26",
            "2026-02-30",
            "2026-11",
            "2026-+1-04",
            "",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
        for (text, expected) in [
            ("2026-11-04 09:15:00", "2026-11-04T09:15:00"),
            ("2026/11/04 9:05", "2026-11-04T09:05:00"),
            ("2026-11-04T09:15:00+0900", "2026-11-04T09:15:00"),
        ] {
            assert_eq!(moment(text).unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(moment("46330.38542"), None);
    }

    #[test]
    fn other_values() {
        for (text, rounded) in [
            ("1.23457E+11", true),
            ("１．２３４５７Ｅ＋１１", true),
            ("1E5", false),
            ("ABC1.5E+1x", false),
        ] {
            assert_eq!(is_rounded(text), rounded, "{text}");
        }
        for (text, slot) in [
            ("1921", Some(1921)),
            ("午前中", Some(1)),
            ("14:00〜16:00", Some(1416)),
            ("19時～21時", Some(1921)),
            ("夜", None),
        ] {
            assert_eq!(time_slot(text), slot, "{text}");
        }
        for (text, rate) in [
            ("0.1", Some(10)),
            ("0.08", Some(8)),
            ("10", Some(10)),
            ("8%", Some(8)),
            ("0", Some(0)),
            ("0.085", None),
            ("x", None),
        ] {
            assert_eq!(percent(text), rate, "{text}");
        }
        assert!(has_entity("A&amp;B") && has_entity("19:00&#12316;21:00"));
        assert!(!has_entity("A&B; C & D"));
        assert_eq!(unwrapped("=\"0012345\""), Some("0012345"));
    }
}
