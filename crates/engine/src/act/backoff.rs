//! When a failed action is tried again: twice as late each time, with a jitter that the order's
//! key gives, so that the same run gives the same instants.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::limits::later;
use crate::port::outcome::IntentKey;

const FIRST_SECONDS: i64 = 60;
const LAST_SECONDS: i64 = 3600;

/// The instant of the next attempt after `count` failures in a row.
pub fn retry_at(now: Timestamp, count: u32, key: &IntentKey) -> Timestamp {
    let doublings = count.saturating_sub(1).min(10);
    let seconds = (FIRST_SECONDS << doublings).min(LAST_SECONDS);
    let span = seconds / 5;
    let jitter = i64::from(noise(key, count)) % (2 * span + 1) - span;
    later(now, SignedDuration::from_secs(seconds + jitter))
}

fn noise(key: &IntentKey, count: u32) -> u16 {
    let digest = Sha256::new()
        .chain_update(key.0.as_bytes())
        .chain_update(count.to_be_bytes())
        .finalize();
    let mut bytes = digest.iter();
    let high = bytes.next().copied().unwrap_or(0);
    let low = bytes.next().copied().unwrap_or(0);
    u16::from_be_bytes([high, low])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_an_hour_and_varies_by_order() {
        let now = Timestamp::UNIX_EPOCH;
        let wait = |count, key: &str| {
            let at = retry_at(now, count, &IntentKey(key.to_owned()));
            at.duration_since(now).as_secs()
        };
        assert!((48..=72).contains(&wait(1, "a")));
        assert!((96..=144).contains(&wait(2, "a")));
        assert!((2880..=4320).contains(&wait(40, "a")));
        let all: std::collections::BTreeSet<_> = "abcdefgh"
            .chars()
            .map(|c| wait(3, &c.to_string()))
            .collect();
        assert!(all.len() > 4, "{all:?}");
        assert_eq!(wait(3, "a"), wait(3, "a"));
    }
}
