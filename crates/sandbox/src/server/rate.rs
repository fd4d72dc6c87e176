//! The guideline of one request a second, which only a strict sandbox enforces.

use std::time::{Duration, Instant};

/// A little less than a second, so that a client that keeps its distance is not hit by jitter.
const DISTANCE: Duration = Duration::from_millis(900);

/// When the last request was let through.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    last: Option<Instant>,
}

impl Rate {
    /// Whether a request at `now` keeps its distance from the last one that did.
    pub(crate) fn allows(&mut self, now: Instant) -> bool {
        let allowed = self
            .last
            .is_none_or(|last| now.saturating_duration_since(last) >= DISTANCE);
        if allowed {
            self.last = Some(now);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_request_within_a_second_is_too_fast() {
        let (mut rate, start) = (Rate::default(), Instant::now());
        assert!(rate.allows(start));
        assert!(!rate.allows(start + Duration::from_millis(500)));
        assert!(rate.allows(start + Duration::from_secs(1)));
    }
}
