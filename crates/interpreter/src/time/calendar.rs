//! A compiled calendar: when it is open, when it next opens, when that changes.

use jiff::civil::Date;
use jiff::{Timestamp, civil};
use sabaki_parser::syntax::calendar as syntax;
use sabaki_parser::syntax::calendar::{CalendarLineKind, Days};

use super::hours::{DAY, Open, all};
use super::{holidays, jst};
use crate::truth::Truth;

/// How far ahead a weekly pattern is followed, in days: beyond any run of holidays.
const WEEKLY_REACH: usize = 400;
/// The most days that are looked through, however far away the dates of a calendar lie.
const MOST_DAYS: usize = 20_000;
/// Days after the last date of a calendar in which a weekly pattern shows itself again.
const SETTLED: i32 = 21;

/// Which days a line speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DaySet {
    Holidays,
    Range(Date, Date),
}

impl DaySet {
    fn new(days: &Days) -> Self {
        match *days {
            Days::Holidays(_) => Self::Holidays,
            Days::Date(date, _) => Self::Range(date, date),
            Days::Range(first, last, _) => Self::Range(first, last),
        }
    }

    fn holds(self, date: Date) -> Truth {
        match self {
            Self::Holidays => holidays::is_holiday(date),
            Self::Range(first, last) => Truth::from(first <= date && date <= last),
        }
    }

    fn last(self) -> Option<Date> {
        match self {
            Self::Holidays => None,
            Self::Range(_, last) => Some(last),
        }
    }
}

/// A calendar カレンダー, ready to be asked. Times are JST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: Box<str>,
    /// From Monday.
    weekly: [Vec<Open>; 7],
    except: Vec<DaySet>,
    also: Vec<(Vec<DaySet>, Vec<Open>)>,
    /// The last date that any line names.
    last_date: Option<Date>,
}

impl Calendar {
    /// Compiles the lines of a calendar; the order of lines means nothing.
    pub fn new(source: &syntax::Calendar) -> Self {
        let mut calendar = Self {
            name: source.name.text.as_str().into(),
            weekly: std::array::from_fn(|_| Vec::new()),
            except: Vec::new(),
            also: Vec::new(),
            last_date: None,
        };
        for line in &source.lines {
            match &line.kind {
                CalendarLineKind::Weekly { days, hours } => {
                    for day in days {
                        calendar.open_weekly(*day, hours);
                    }
                }
                CalendarLineKind::Except(days) => {
                    calendar.except.extend(days.iter().map(DaySet::new));
                }
                CalendarLineKind::Also { days, hours } => {
                    let days = days.iter().map(DaySet::new).collect();
                    calendar.also.push((days, all(hours)));
                }
            }
        }
        let also = calendar.also.iter().flat_map(|(days, _)| days);
        let dates = calendar.except.iter().chain(also);
        calendar.last_date = dates.filter_map(|days| days.last()).max();
        calendar
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether no line of it opens it at any time.
    pub fn never_opens(&self) -> bool {
        self.weekly.iter().all(Vec::is_empty) && self.also.iter().all(|(days, _)| days.is_empty())
    }

    fn open_weekly(&mut self, day: civil::Weekday, hours: &[syntax::Hours]) {
        let place = usize::from(day.to_monday_zero_offset().unsigned_abs());
        if let Some(open) = self.weekly.get_mut(place) {
            open.extend(all(hours));
        }
    }

    /// Whether it is open at an instant; unknown where only a holiday outside the table decides.
    pub fn is_open(&self, at: Timestamp) -> Truth {
        let local = jst::civil(at);
        let minute = local.hour().unsigned_abs();
        let minute = u16::from(minute) * 60 + u16::from(local.minute().unsigned_abs());
        let today = self.covers(local.date(), minute);
        match local.date().yesterday() {
            Ok(yesterday) => today.or(self.covers(yesterday, minute + DAY)),
            Err(_) => today,
        }
    }

    /// Whether it opens on a day at all. Hours over midnight count for the day they start.
    pub fn is_open_day(&self, date: Date) -> Truth {
        self.open_on(date)
            .fold(Truth::False, |open, (truth, _)| open.or(truth))
    }

    /// The first instant from `at` on at which it is open, `at` itself when it is open then. None
    /// when it does not open any more. An instant at which it is unknown counts as open here, so
    /// that one looks again and does not sleep past it.
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        if self.is_open(at) != Truth::False {
            return Some(at);
        }
        self.days_from(jst::date(at)).find_map(|day| {
            let openings = self.open_on(day).filter_map(|(truth, open)| {
                let opens = jst::minute_of(day, open.start)?;
                (truth != Truth::False && opens > at).then_some(opens)
            });
            openings.min()
        })
    }

    /// The first instant after `at` at which the answer of [`Self::is_open`] is another one.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.is_open(at);
        let first = jst::date(at);
        let days = first
            .yesterday()
            .ok()
            .into_iter()
            .chain(self.days_from(first));
        // Hours of a day may end in the next one: its edges are looked at a day late and in order.
        let mut edges: Vec<Timestamp> = Vec::new();
        for day in days {
            let settled = jst::start_of(day)?;
            edges.sort_unstable();
            let found = edges
                .iter()
                .find(|edge| **edge < settled && self.is_open(**edge) != now);
            if let Some(edge) = found {
                return Some(*edge);
            }
            edges.retain(|edge| *edge >= settled);
            let new = self
                .open_on(day)
                .flat_map(|(_, open)| [open.start, open.end]);
            edges.extend(
                new.filter_map(|m| jst::minute_of(day, m))
                    .filter(|e| *e > at),
            );
        }
        edges.sort_unstable();
        edges.into_iter().find(|edge| self.is_open(*edge) != now)
    }

    fn covers(&self, date: Date, minute: u16) -> Truth {
        self.open_on(date)
            .filter(|(_, open)| open.holds(minute))
            .fold(Truth::False, |open, (truth, _)| open.or(truth))
    }

    /// The hours that count for a day, each with whether it really applies.
    fn open_on(&self, date: Date) -> impl Iterator<Item = (Truth, Open)> {
        let place = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let weekly = self.weekly.get(place).map_or(&[][..], Vec::as_slice);
        let as_usual = any_of(&self.except, date).negate();
        let also = self.also.iter().flat_map(move |(days, hours)| {
            let applies = any_of(days, date);
            hours.iter().map(move |open| (applies, *open))
        });
        let weekly = weekly.iter().map(move |open| (as_usual, *open));
        weekly.chain(also)
    }

    /// The days from `first` on in which anything can still happen.
    fn days_from(&self, first: Date) -> impl Iterator<Item = Date> {
        let repeats = self.weekly.iter().any(|hours| !hours.is_empty())
            || self
                .also
                .iter()
                .any(|(days, _)| days.contains(&DaySet::Holidays));
        let weekly = if repeats { WEEKLY_REACH } else { 0 };
        let dated = self.last_date.map_or(0, |last| {
            let days = last.duration_since(first).as_hours() / 24 + i64::from(SETTLED);
            usize::try_from(days).unwrap_or(0)
        });
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take(weekly.max(dated).min(MOST_DAYS))
    }
}

fn any_of(sets: &[DaySet], date: Date) -> Truth {
    sets.iter()
        .fold(Truth::False, |any, days| any.or(days.holds(date)))
}
