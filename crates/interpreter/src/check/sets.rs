//! What a set can still be: empty or not, with one of these in it, without those.

use std::sync::Arc;

use crate::value::Value;

/// The most values of one question that are reasoned about.
const MOST_VALUES: usize = 64;
/// The most questions that are kept of one set.
const MOST_ASKED: usize = 64;

/// A set as far as a condition asks of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Members {
    empty: Option<bool>,
    /// Of each of these at least one is in it.
    with: Vec<Arc<[Value]>>,
    /// None of these is in it.
    without: Vec<Arc<[Value]>>,
    never: bool,
}

impl Members {
    /// An empty set, or one that is not.
    pub(super) fn empty(empty: bool) -> Self {
        Self {
            empty: Some(empty),
            ..Self::default()
        }
    }

    /// Sets with one of these values, or with none of them; none where they are too many.
    pub(super) fn asked(wanted: bool, values: Arc<[Value]>) -> Option<Self> {
        if values.len() > MOST_VALUES {
            return None;
        }
        let (with, without) = if wanted {
            (vec![values], Vec::new())
        } else {
            (Vec::new(), vec![values])
        };
        Some(Self {
            with,
            without,
            ..Self::default()
        })
    }

    /// Whether no set is left.
    pub(super) fn is_never(&self) -> bool {
        self.never
    }

    /// What is left of both.
    pub(super) fn and(&self, other: &Self) -> Self {
        let empty = self.empty.or(other.empty);
        let torn = matches!((self.empty, other.empty), (Some(a), Some(b)) if a != b);
        let joined = |a: &[Arc<[Value]>], b: &[Arc<[Value]>]| {
            let new = b.iter().filter(|values| !a.contains(values));
            let all = a.iter().chain(new).take(MOST_ASKED);
            all.cloned().collect::<Vec<_>>()
        };
        let with = joined(&self.with, &other.with);
        let without = joined(&self.without, &other.without);
        let refused = |value: &Value| without.iter().any(|values| values.contains(value));
        let full = empty == Some(true) && !with.is_empty();
        let never = self.never
            || other.never
            || torn
            || full
            || with.iter().any(|values| values.iter().all(refused));
        Self {
            empty,
            with,
            without,
            never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_with_a_value_is_not_without_it_and_not_empty() {
        let asked = |wanted, values: &[i64]| {
            let values = values.iter().map(|n| Value::Int(*n)).collect();
            Members::asked(wanted, values).unwrap()
        };
        assert!(asked(true, &[1]).and(&asked(false, &[1, 2])).is_never());
        assert!(!asked(true, &[1, 3]).and(&asked(false, &[1, 2])).is_never());
        assert!(asked(true, &[1]).and(&Members::empty(true)).is_never());
        assert!(!asked(false, &[1]).and(&Members::empty(true)).is_never());
        assert!(Members::empty(false).and(&Members::empty(true)).is_never());
    }
}
