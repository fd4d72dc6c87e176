//! The conformance suite of connectors: what the engine relies on, for any mall and any OMS, those
//! that a host writes included.
//!
//! A connector's tests implement [`mall::MallBench`] or [`oms::OmsBench`], say what the far side
//! can, and run [`mall::run`] or [`oms::run`]; nothing violated is an empty list. The cases know
//! no wire: they ask the trait, cause a [`Trouble`] where the far side can be told to, and look at
//! the far side's own truth.

mod actions;
pub mod mall;
pub mod oms;

use std::fmt;

use sabaki_engine::port::outcome::{Outcome, PortError};

/// What goes wrong with the next call that changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No answer, and nothing happens.
    TimeOutBefore,
    /// It happens, and no answer comes.
    TimeOutAfter,
    /// It happens, and the answer ends in the middle.
    CutAnswer,
    /// Maintenance: nothing happens.
    Maintenance,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::TimeOutBefore,
        Self::TimeOutAfter,
        Self::CutAnswer,
        Self::Maintenance,
    ];

    /// Whether the effect is there afterwards.
    pub const fn happens(self) -> bool {
        match self {
            Self::TimeOutAfter | Self::CutAnswer => true,
            Self::TimeOutBefore | Self::Maintenance => false,
        }
    }
}

/// Whether a bench could cause a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caused {
    /// It strikes the next changing call.
    Yes,
    /// The far side cannot be told to: the case is left out.
    CannotBe,
}

/// What a connector did not keep to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {what}")]
pub struct Violation {
    /// Which case.
    pub case: &'static str,
    /// What was found and what was expected.
    pub what: String,
}

/// Collects violations of one suite.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Violation>);

impl Findings {
    pub(crate) fn into_list(self) -> Vec<Violation> {
        self.0
    }

    pub(crate) fn add(&mut self, case: &'static str, what: impl fmt::Display) {
        self.0.push(Violation {
            case,
            what: what.to_string(),
        });
    }

    /// A claim; `what` says what was found.
    pub(crate) fn holds(&mut self, case: &'static str, claim: bool, what: impl fmt::Display) {
        if !claim {
            self.add(case, what);
        }
    }

    /// The value of a call that had to be answered.
    pub(crate) fn answered<T>(
        &mut self,
        case: &'static str,
        result: Result<T, PortError>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(case, error);
                None
            }
        }
    }

    /// One answer to a call in trouble: it may say *done* only if it happened, and must not say
    /// that it did not happen – refused, or an error that proves that nothing was sent – if it did.
    pub(crate) fn honest(
        &mut self,
        case: &'static str,
        trouble: Trouble,
        happened: bool,
        said: &Result<Outcome, PortError>,
    ) {
        let honest = match said {
            Ok(Outcome::Done | Outcome::AlreadyDone) => happened,
            // The engine takes both as doubtful and reads back.
            Ok(Outcome::Doubtful { .. }) | Err(PortError::NotAnswered { .. }) => true,
            Ok(Outcome::Refused { .. })
            | Err(
                PortError::Unavailable { .. }
                | PortError::NotAuthorised { .. }
                | PortError::Rejected { .. },
            ) => !happened,
        };
        self.holds(
            case,
            honest,
            format_args!("{trouble:?}, happened: {happened}, said: {said:?}"),
        );
    }
}
