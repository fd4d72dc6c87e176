//! The circuit of a service: after failures it is asked only now and then, with one alarm.

use jiff::{SignedDuration, Timestamp};

use crate::limits::later;
use crate::port::outcome::PortError;

const UNANSWERED_IN_A_ROW: u32 = 3;

/// Whether a service is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Circuit {
    /// It is; so many requests in a row were not answered.
    #[default]
    Closed,
    /// It is, though requests in a row were not answered.
    Shaky {
        /// How many.
        unanswered: u32,
    },
    /// It is not, until a probing read.
    Open {
        /// When that is due.
        probe_at: Timestamp,
        /// Which alarm stands for it.
        alarm: &'static str,
    },
}

/// Whether a failure calls for an alarm: only the first one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raise {
    /// It does.
    Alarm(&'static str),
    /// It does not, or it already has.
    Nothing,
}

impl Circuit {
    /// Whether the service may be asked now.
    pub fn lets_through(&self, now: Timestamp) -> bool {
        match self {
            Self::Closed | Self::Shaky { .. } => true,
            Self::Open { probe_at, .. } => now >= *probe_at,
        }
    }

    /// When it may be asked again, where it may not.
    pub fn probe_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Open { probe_at, .. } if now < *probe_at => Some(*probe_at),
            Self::Open { .. } | Self::Closed | Self::Shaky { .. } => None,
        }
    }

    /// It answered. Gives whether that ends an outage that had an alarm.
    pub fn answered(&mut self) -> bool {
        let was_open = matches!(self, Self::Open { .. });
        *self = Self::Closed;
        was_open
    }

    /// It failed.
    pub fn failed(&mut self, error: &PortError, now: Timestamp) -> Raise {
        let (alarm, wait) = match error {
            PortError::NotAnswered { .. } => {
                let unanswered = match self {
                    Self::Closed => 1,
                    Self::Shaky { unanswered } => *unanswered + 1,
                    Self::Open { .. } => UNANSWERED_IN_A_ROW,
                };
                if unanswered < UNANSWERED_IN_A_ROW {
                    *self = Self::Shaky { unanswered };
                    return Raise::Nothing;
                }
                ("engine.alarm.not_answered", SignedDuration::from_mins(1))
            }
            PortError::Unavailable { .. } => {
                ("engine.alarm.unavailable", SignedDuration::from_mins(5))
            }
            PortError::NotAuthorised { .. } => {
                ("engine.alarm.not_authorised", SignedDuration::from_mins(15))
            }
            PortError::Rejected { .. } => ("engine.alarm.rejected", SignedDuration::from_mins(5)),
        };
        let known = matches!(self, Self::Open { alarm: before, .. } if *before == alarm);
        *self = Self::Open {
            probe_at: later(now, wait),
            alarm,
        };
        if known {
            Raise::Nothing
        } else {
            Raise::Alarm(alarm)
        }
    }
}
