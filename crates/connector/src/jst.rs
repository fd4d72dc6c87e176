//! Japan time as both far sides write it.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

const JST: Offset = Offset::constant(9);

/// The instant of a wall time in Japan.
pub(crate) fn instant(at: civil::DateTime) -> Option<Timestamp> {
    JST.to_timestamp(at).ok()
}

/// The wall time in Japan of an instant.
pub(crate) fn wall_time(at: Timestamp) -> civil::DateTime {
    at.to_zoned_datetime(TimeZone::fixed(JST)).datetime()
}

/// Reads `2026-11-02T20:03:43+0900`; an offset with colon is taken too.
pub(crate) fn parse_rms(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text)
        .or_else(|_| text.parse())
        .ok()
}

/// Writes `2026-11-02T20:03:43+0900`, the only form that RMS accepts.
pub(crate) fn format_rms(at: Timestamp) -> String {
    let wall = wall_time(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+0900",
        wall.year(),
        wall.month(),
        wall.day(),
        wall.hour(),
        wall.minute(),
        wall.second()
    )
}

/// Writes `2026-11-02T20:03:43+09:00`, as the older order API does.
pub(crate) fn format_colon(at: Timestamp) -> String {
    format_rms(at).replace("+0900", "+09:00")
}

/// Reads `2026-03-02 08:41:10` (Japan time); `0000-00-00 00:00:00` is no date.
pub(crate) fn parse_nextengine(text: &str) -> Option<civil::DateTime> {
    civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rms_times_go_both_ways() {
        let text = "2026-11-02T20:03:43+0900";
        let at = parse_rms(text).unwrap();
        assert_eq!(at.to_string(), "2026-11-02T11:03:43Z");
        assert_eq!(format_rms(at), text);
        assert_eq!(parse_rms("2026-11-02T20:03:43+09:00"), Some(at));
        assert_eq!(parse_rms("2026-11-02"), None);
    }

    #[test]
    fn nextengine_zero_date_is_none() {
        assert_eq!(parse_nextengine("0000-00-00 00:00:00"), None);
        let at = parse_nextengine("2026-03-02 08:41:10").unwrap();
        assert_eq!(instant(at).unwrap().to_string(), "2026-03-01T23:41:10Z");
    }
}
