//! What an effect can come to: the four results that the engine's promises are built on.

use sabaki_diagnostic::catalogue::has_text;
use sabaki_diagnostic::reason::Reason;
use serde::{Deserialize, Serialize};

/// The idempotency key of an intent: the same for every attempt at the same effect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentKey(pub String);

/// Why the other side would not do it, in terms that the engine reacts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The order is cancelled: nothing more to do for it.
    Cancelled,
    /// An amount (送料) is not settled yet: looked at again when the order changes.
    AmountUnsettled,
    /// Somebody changed the slip since it was read: read again and decide again.
    ChangedMeanwhile,
    /// The far side is busy with this record (受注取込中, 棚卸中): later.
    Busy,
    /// The data does not fit (a character, a missing mapping, several destinations).
    Data,
    /// Anything else that repeating does not cure.
    Other,
}

/// What came of one effect on one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Outcome {
    /// It happened now.
    Done,
    /// It had happened before: by somebody else, or by an earlier attempt of ours.
    AlreadyDone,
    /// It did not happen and will not by repeating alone.
    Refused {
        /// In what way.
        kind: RefusalKind,
        /// The far side's words or ours, without personal data.
        reason: Reason,
    },
    /// It may have happened: read back before anything else is tried.
    Doubtful {
        /// What made it doubtful (time-out, cut answer, no message for this order).
        reason: Reason,
    },
}

/// Why a call to the far side gave nothing at all. "Nothing found" is never an error.
///
/// Shown in English, for logs; people are [told](PortError::told) in their language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum PortError {
    /// No usable answer: time-out, reset, broken or unexpected body.
    NotAnswered {
        /// Which service: its name, or a key of the catalogue.
        target: &'static str,
        /// What happened, without personal data.
        reason: Reason,
    },
    /// Down for maintenance or overloaded; a probing read is due after a while.
    Unavailable {
        /// Which service: its name, or a key of the catalogue.
        target: &'static str,
        /// What it said.
        reason: Reason,
    },
    /// The key or token is missing, wrong, expired or not active yet.
    NotAuthorised {
        /// Which service: its name, or a key of the catalogue.
        target: &'static str,
        /// What it said, and which credential.
        reason: Reason,
    },
    /// The far side refused the request as a whole: a defect of ours or of the configuration.
    Rejected {
        /// Which service: its name, or a key of the catalogue.
        target: &'static str,
        /// What it said.
        reason: Reason,
    },
}

impl PortError {
    /// For people: which service, in what way, and why.
    pub fn told(&self) -> Reason {
        let (text, target, reason) = match self {
            Self::NotAnswered { target, reason } => ("reason.not_answered", target, reason),
            Self::Unavailable { target, reason } => ("reason.unavailable", target, reason),
            Self::NotAuthorised { target, reason } => ("reason.not_authorised", target, reason),
            Self::Rejected { target, reason } => ("reason.rejected", target, reason),
        };
        let target = if has_text(target) {
            Reason::of(target)
        } else {
            Reason::words(*target)
        };
        Reason::of(text)
            .because("target", target)
            .because("reason", reason.clone())
    }
}
