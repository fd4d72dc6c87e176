//! How real time becomes the world's time: as it is, by hand, or faster.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::jst::Jst;

/// How the world's time moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClockMode {
    /// As real time does.
    Real,
    /// Only when told.
    Manual,
    /// So many times faster than real time.
    Faster(u32),
}

impl ClockMode {
    /// Reads `real`, `manual` or `x60`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "real" => Some(Self::Real),
            "manual" => Some(Self::Manual),
            _ => {
                let factor: u32 = text.strip_prefix('x')?.parse().ok()?;
                (factor > 0).then_some(Self::Faster(factor))
            }
        }
    }

    /// The same spelling as [`ClockMode::parse`] reads.
    pub fn spelled(self) -> String {
        match self {
            Self::Real => "real".to_owned(),
            Self::Manual => "manual".to_owned(),
            Self::Faster(factor) => format!("x{factor}"),
        }
    }
}

/// A running clock. It lives beside the world, which never reads real time itself.
#[derive(Debug)]
pub(crate) struct Clock {
    mode: ClockMode,
    anchored: Instant,
    shown: Jst,
}

/// Where a manual clock starts, so that two runs tell the same story.
pub(crate) fn fixed_start() -> Jst {
    Jst::from_civil(jiff::civil::datetime(2026, 11, 24, 9, 0, 0, 0))
}

impl Clock {
    pub(crate) fn start(mode: ClockMode) -> Self {
        let shown = match mode {
            ClockMode::Manual => fixed_start(),
            ClockMode::Real | ClockMode::Faster(_) => Jst::from_timestamp(Timestamp::now()),
        };
        Self {
            mode,
            anchored: Instant::now(),
            shown,
        }
    }

    pub(crate) fn mode(&self) -> ClockMode {
        self.mode
    }

    pub(crate) fn now(&self) -> Jst {
        let elapsed =
            SignedDuration::try_from(self.anchored.elapsed()).unwrap_or(SignedDuration::ZERO);
        match self.mode {
            ClockMode::Manual => self.shown,
            ClockMode::Real => self.shown.plus(elapsed),
            ClockMode::Faster(factor) => {
                let factor = i32::try_from(factor).unwrap_or(i32::MAX);
                self.shown
                    .plus(elapsed.checked_mul(factor).unwrap_or(SignedDuration::MAX))
            }
        }
    }

    /// Moves the clock to `to` and lets it run on from there.
    pub(crate) fn move_to(&mut self, to: Jst) {
        self.shown = to;
        self.anchored = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_they_are_spelled() {
        for text in ["real", "manual", "x60"] {
            assert_eq!(ClockMode::parse(text).unwrap().spelled(), text);
        }
        for refused in ["", "x", "x0", "x-1", "fast"] {
            assert_eq!(ClockMode::parse(refused), None, "{refused}");
        }
    }
}
