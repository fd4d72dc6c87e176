//! The timer that the loop waits on: it follows the same clock as due times.

use async_trait::async_trait;
use jiff::Timestamp;

/// Waits on the clock of [`super::clock::Clock`], which may jump forward and never goes back.
#[async_trait]
pub trait Timer: Send + Sync {
    /// Returns when the clock has reached the instant; at once if it already has.
    async fn sleep_until(&self, at: Timestamp);
}
