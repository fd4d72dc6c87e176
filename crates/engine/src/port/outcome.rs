//! What an effect can come to: the four results that the engine's promises are built on.

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
        reason: String,
    },
    /// It may have happened: read back before anything else is tried.
    Doubtful {
        /// What made it doubtful (time-out, cut answer, no message for this order).
        reason: String,
    },
}

/// Why a call to the far side gave nothing at all. "Nothing found" is never an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// No usable answer: time-out, reset, broken or unexpected body.
    #[error("no usable answer from {target}: {reason}")]
    NotAnswered {
        /// Which service.
        target: &'static str,
        /// What happened, without personal data.
        reason: String,
    },
    /// Down for maintenance or overloaded; a probing read is due after a while.
    #[error("{target} is under maintenance or overloaded: {reason}")]
    Unavailable {
        /// Which service.
        target: &'static str,
        /// What it said.
        reason: String,
    },
    /// The key or token is missing, wrong, expired or not active yet.
    #[error("{target} does not accept the credentials: {reason}")]
    NotAuthorised {
        /// Which service.
        target: &'static str,
        /// What it said, and which credential.
        reason: String,
    },
    /// The far side refused the request as a whole: a defect of ours or of the configuration.
    #[error("{target} refused the request: {reason}")]
    Rejected {
        /// Which service.
        target: &'static str,
        /// What it said.
        reason: String,
    },
}
