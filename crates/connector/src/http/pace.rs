//! The request rate of one credential.

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Lets requests through at a configured rate; without one, at once.
#[derive(Debug)]
pub(crate) struct Pace(Option<DefaultDirectRateLimiter>);

impl Pace {
    /// At most so many requests a second, none saved up.
    pub(crate) fn new(per_second: Option<NonZeroU32>) -> Self {
        let one = NonZeroU32::MIN;
        Self(per_second.map(|rate| RateLimiter::direct(Quota::per_second(rate).allow_burst(one))))
    }

    /// Waits for the next free place.
    pub(crate) async fn wait(&self) {
        if let Some(limiter) = &self.0 {
            limiter.until_ready().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[tokio::test]
    async fn nothing_is_saved_up() {
        let pace = Pace::new(NonZeroU32::new(50));
        let start = Instant::now();
        for _ in 0..4 {
            pace.wait().await;
        }
        // The first goes at once, each further one a fiftieth of a second later.
        assert!(start.elapsed() >= Duration::from_millis(55));
    }
}
