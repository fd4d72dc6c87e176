//! The lot of an order: a number from 0 to 99 that its order number always gives.

use sha2::{Digest, Sha256};

/// 0–99 from the order number; the same on every machine and in every version.
pub fn lot(order_number: &str) -> i64 {
    let digest = Sha256::digest(order_number.trim().as_bytes());
    let number = digest
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    i64::try_from(number % 100).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::lot;

    #[test]
    fn lots_are_stable_and_spread() {
        assert_eq!(
            lot("220518-20261124-0012345678"),
            lot(" 220518-20261124-0012345678")
        );
        let mut counts = [0_usize; 100];
        for n in 0..10_000 {
            counts[usize::try_from(lot(&format!("220518-20261124-{n:010}"))).unwrap()] += 1;
        }
        assert!(counts.iter().all(|n| (50..150).contains(n)), "{counts:?}");
    }
}
