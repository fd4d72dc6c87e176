//! Since when, and until when, the mall could not be read.

use jiff::{SignedDuration, Timestamp};

/// The outages since the last complete pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blind {
    over: Vec<(Timestamp, Timestamp)>,
    since: Option<Timestamp>,
}

impl Blind {
    /// A reading failed.
    pub fn failed(&mut self, now: Timestamp) {
        self.since.get_or_insert(now);
    }

    /// A reading succeeded.
    pub fn answered(&mut self, now: Timestamp) {
        if let Some(since) = self.since.take() {
            self.over.push((since, now));
        }
    }

    /// Every open order has been read since: nothing of it is needed any more.
    pub fn forget(&mut self) {
        if self.since.is_none() {
            self.over.clear();
        }
    }

    /// How much of a span was blind.
    pub fn within(&self, from: Timestamp, until: Timestamp) -> SignedDuration {
        let open = self.since.map(|since| (since, until));
        let spans = self.over.iter().copied().chain(open);
        spans.fold(SignedDuration::ZERO, |sum, (begin, end)| {
            let span = end.min(until).duration_since(begin.max(from));
            sum.saturating_add(span.max(SignedDuration::ZERO))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_blind_part_of_a_span_counts() {
        let at = |s| Timestamp::from_second(s).unwrap();
        let mut blind = Blind::default();
        blind.failed(at(100));
        blind.failed(at(150));
        blind.answered(at(200));
        blind.failed(at(300));
        let within = |a, b| blind.within(at(a), at(b)).as_secs();
        assert_eq!(within(0, 250), 100);
        assert_eq!(within(150, 400), 150);
        assert_eq!(within(210, 290), 0);
    }
}
