//! The head: how far the store has come, and its stop switch; rewritten with every commit.

use std::fmt;

use sabaki_engine::port::store::Switch;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::totals::Totals;

/// A SHA-256 hash; hexadecimal in text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Hash(pub(crate) [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).ok_or_else(|| serde::de::Error::custom("not a SHA-256 hash"))
    }
}

fn parse(text: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    let mut digits = text.chars().map(|digit| digit.to_digit(16));
    for byte in &mut bytes {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    digits.next().is_none().then_some(Hash(bytes))
}

/// How far a store has come, and what must be in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reached {
    /// How many commits there have been.
    pub commits: u64,
    /// The journal's last sequence number; 0 when it is empty.
    pub seq: u64,
    /// The hash of the journal's last entry.
    pub hash: Hash,
    /// What every tree holds.
    pub totals: Totals,
}

/// The record that every commit rewrites.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    /// How far the store has come; the anchor says the same.
    pub reached: Reached,
    /// The stop switch.
    pub switch: Switch,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let hash = super::super::chain::hash(7, b"x");
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<Hash>("\"12\"").is_err());
    }
}
