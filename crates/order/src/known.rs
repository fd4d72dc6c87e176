//! What may be unknown or absent, without a default.

use serde::{Deserialize, Serialize};

/// A value that the far side gave, said to be absent, or could not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// It is this.
    Value(T),
    /// なし: known to be absent.
    None,
    /// 不明: cannot be said (−9999, a dummy address, an unknown code).
    #[default]
    Unknown,
}

impl<T> Known<T> {
    /// The value, where there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::None | Self::Unknown => None,
        }
    }

    /// The same with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(f(value)),
            Self::None => Known::None,
            Self::Unknown => Known::Unknown,
        }
    }

    /// A value, or known to be absent: for fields where the reference says that null means none.
    pub fn or_none(value: Option<T>) -> Self {
        value.map_or(Self::None, Self::Value)
    }

    /// A value, or unknown.
    pub fn or_unknown(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Self::Value)
    }
}
