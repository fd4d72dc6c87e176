//! The opening hours of one day, as minutes from its midnight.

use sabaki_parser::syntax::calendar::Hours;

/// Minutes of a whole day.
pub(super) const DAY: u16 = 24 * 60;

/// A half-open stretch of minutes from midnight of the day it counts for; its end may lie in the
/// following day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) start: u16,
    pub(super) end: u16,
}

impl Open {
    pub(super) const ALL_DAY: Self = Self { start: 0, end: DAY };

    /// `end <= start` runs over midnight.
    pub(super) fn new(hours: Hours) -> Self {
        let over = if hours.end <= hours.start { DAY } else { 0 };
        Self {
            start: hours.start,
            end: hours.end.saturating_add(over),
        }
    }

    pub(super) fn holds(self, minute: u16) -> bool {
        self.start <= minute && minute < self.end
    }
}

/// The hours of a calendar line; without any it is the whole day.
pub(super) fn all(hours: &[Hours]) -> Vec<Open> {
    if hours.is_empty() {
        vec![Open::ALL_DAY]
    } else {
        hours.iter().copied().map(Open::new).collect()
    }
}
