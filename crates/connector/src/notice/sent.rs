//! What went over a channel lately, so that a notice that is asked for again is left out.

use std::collections::{BTreeSet, VecDeque};

/// Keys that are kept; the engine's own memory goes further back.
const KEPT: usize = 10_000;

/// The keys of what was sent last.
#[derive(Debug, Default)]
pub(super) struct Sent {
    order: VecDeque<String>,
    keys: BTreeSet<String>,
}

impl Sent {
    /// Whether it was sent.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// It was sent now.
    pub(super) fn add(&mut self, key: &str) {
        if !self.keys.insert(key.to_owned()) {
            return;
        }
        self.order.push_back(key.to_owned());
        if self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded() {
        let mut sent = Sent::default();
        for n in 0..=KEPT {
            sent.add(&n.to_string());
            sent.add(&n.to_string());
        }
        assert!(!sent.has("0"));
        assert!(sent.has("1") && sent.has(&KEPT.to_string()));
        assert_eq!(sent.keys.len(), KEPT);
    }
}
