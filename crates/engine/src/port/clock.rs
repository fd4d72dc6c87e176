//! The clock that due times follow.

use jiff::Timestamp;

/// Gives the instant that rules are decided for: the system's clock, or the sandbox's virtual one.
///
/// Time-outs, rate limits and the polling of ques follow real time, not this.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}
