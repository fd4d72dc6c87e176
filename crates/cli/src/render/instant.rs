//! Instants as people read them, in JST: `2026/11/24(火) 10:30`, `Tue 2026-11-24 10:30`.

use jiff::Timestamp;
use jiff::civil::Weekday;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::time::jst;

/// The width of an instant without seconds, in terminal cells.
pub(crate) const WIDTH: usize = 20;

/// An instant; seconds only where there are any.
pub(crate) fn text(at: Timestamp, lang: Lang) -> String {
    let local = jst::civil(at);
    let (date, time) = (local.date(), local.time());
    let clock = if time.second() == 0 {
        format!("{}:{:02}", time.hour(), time.minute())
    } else {
        format!("{}:{:02}:{:02}", time.hour(), time.minute(), time.second())
    };
    match lang {
        Lang::Ja => format!(
            "{:04}/{:02}/{:02}({}) {clock}",
            date.year(),
            date.month(),
            date.day(),
            weekday(date.weekday(), lang)
        ),
        Lang::En => format!("{} {date} {clock}", weekday(date.weekday(), lang)),
    }
}

const fn weekday(day: Weekday, lang: Lang) -> &'static str {
    match (day, lang) {
        (Weekday::Monday, Lang::Ja) => "月",
        (Weekday::Tuesday, Lang::Ja) => "火",
        (Weekday::Wednesday, Lang::Ja) => "水",
        (Weekday::Thursday, Lang::Ja) => "木",
        (Weekday::Friday, Lang::Ja) => "金",
        (Weekday::Saturday, Lang::Ja) => "土",
        (Weekday::Sunday, Lang::Ja) => "日",
        (Weekday::Monday, Lang::En) => "Mon",
        (Weekday::Tuesday, Lang::En) => "Tue",
        (Weekday::Wednesday, Lang::En) => "Wed",
        (Weekday::Thursday, Lang::En) => "Thu",
        (Weekday::Friday, Lang::En) => "Fri",
        (Weekday::Saturday, Lang::En) => "Sat",
        (Weekday::Sunday, Lang::En) => "Sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_shown_in_japan() {
        let at: Timestamp = "2026-11-24T01:30:00Z".parse().unwrap();
        assert_eq!(text(at, Lang::Ja), "2026/11/24(火) 10:30");
        assert_eq!(text(at, Lang::En), "Tue 2026-11-24 10:30");
    }
}
