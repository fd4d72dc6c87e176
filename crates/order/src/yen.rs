//! Whole yen.

use serde::{Deserialize, Serialize};

/// An amount in whole yen, at most ±10¹². RMS's −9999 never becomes one: it is unknown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Yen(i64);

impl Yen {
    /// The largest amount either way.
    pub const LIMIT: i64 = 1_000_000_000_000;

    /// An amount within the limit.
    pub const fn new(yen: i64) -> Option<Self> {
        if yen < -Self::LIMIT || yen > Self::LIMIT {
            None
        } else {
            Some(Self(yen))
        }
    }

    /// The amount.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it leaves the limit.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0 + other.0)
    }
}
