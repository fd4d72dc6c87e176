//! A small seeded generator (SplitMix64), so that one seed gives one world on every machine.

/// A stream of numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low))
            .unwrap_or(0)
            .saturating_add(1);
        let offset = self.next().checked_rem(width).unwrap_or(0);
        low.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// True in about `percent` of 100 cases.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// True with a probability from 0 to 1.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let point = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        point < probability
    }

    /// One of a list that is known not to be empty; the fallback keeps the function total.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T], fallback: &'a T) -> &'a T {
        let last = i64::try_from(from.len()).unwrap_or(1).saturating_sub(1);
        let at = self.between(0, last.max(0));
        usize::try_from(at)
            .ok()
            .and_then(|at| from.get(at))
            .unwrap_or(fallback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_one_stream() {
        let (mut one, mut two) = (Random::new(7), Random::new(7));
        assert!((0..100).all(|_| one.next() == two.next()));
        assert_ne!(Random::new(7).next(), Random::new(8).next());
        assert!((0..1000).all(|_| (3..=5).contains(&one.between(3, 5))));
    }
}
