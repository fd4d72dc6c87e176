//! What a field can still be: some known values, none, or unknown.

use std::collections::BTreeSet;

use crate::typing::tree::EnumSet;

/// What one field can still be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Domain {
    /// Its known values.
    pub values: Values,
    /// Whether it can be none.
    pub none: bool,
    /// Whether it can be unknown.
    pub unknown: bool,
}

/// Known values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Values {
    /// Any.
    All,
    /// No known value at all.
    Nothing,
    /// These values of an enumeration; a bool is 0 and 1.
    Enum(EnumSet),
    /// Whole numbers (yen, days, nanoseconds) in these intervals, rising and apart.
    Numbers(Vec<(i128, i128)>),
    /// These texts as they are compared, or all but these.
    Texts {
        /// Whether it is all but these.
        but: bool,
        /// The texts.
        texts: BTreeSet<Box<str>>,
    },
}

impl Domain {
    /// A comparison with these values that must be true.
    pub(super) const fn known(values: Values) -> Self {
        Self {
            values,
            none: false,
            unknown: false,
        }
    }

    /// What is left of both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            values: self.values.and(&other.values),
            none: self.none && other.none,
            unknown: self.unknown && other.unknown,
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        !self.none && !self.unknown && self.values.is_empty()
    }
}

impl Values {
    /// The values that are not these; what cannot be said is all.
    pub(super) fn complement(&self) -> Self {
        match self {
            Self::All => Self::Nothing,
            Self::Nothing => Self::All,
            Self::Enum(set) => Self::Enum(EnumSet(set.0.map(|word| !word))),
            Self::Numbers(intervals) => {
                let mut rest = Vec::new();
                let mut start = i128::MIN;
                for (low, high) in intervals {
                    if *low > start {
                        rest.push((start, low - 1));
                    }
                    start = high.saturating_add(1);
                }
                if start < i128::MAX {
                    rest.push((start, i128::MAX));
                }
                Self::Numbers(rest)
            }
            Self::Texts { but, texts } => Self::Texts {
                but: !but,
                texts: texts.clone(),
            },
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::All => false,
            Self::Nothing => true,
            Self::Enum(set) => set.0.iter().all(|word| *word == 0),
            Self::Numbers(intervals) => intervals.is_empty(),
            Self::Texts { but, texts } => !but && texts.is_empty(),
        }
    }

    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, other) => other.clone(),
            (this, Self::All) => this.clone(),
            (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::Enum(a), Self::Enum(b)) => {
                let mut set = a.0;
                for (word, with) in set.iter_mut().zip(b.0) {
                    *word &= with;
                }
                Self::Enum(EnumSet(set))
            }
            (Self::Numbers(a), Self::Numbers(b)) => {
                let both = a.iter().flat_map(|(low, high)| {
                    b.iter().filter_map(move |(from, to)| {
                        let (low, high) = (*low.max(from), *high.min(to));
                        (low <= high).then_some((low, high))
                    })
                });
                Self::Numbers(both.collect())
            }
            (Self::Texts { but: a, texts: x }, Self::Texts { but: b, texts: y }) => {
                let texts = match (a, b) {
                    (false, false) => x & y,
                    (false, true) => x - y,
                    (true, false) => y - x,
                    (true, true) => x | y,
                };
                Self::Texts {
                    but: *a && *b,
                    texts,
                }
            }
            // Two kinds for one field do not meet; nothing is claimed.
            (this, _) => this.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_meet_and_turn_round() {
        let low = Values::Numbers(vec![(i128::MIN, 2999)]);
        let high = Values::Numbers(vec![(5001, i128::MAX)]);
        assert!(low.and(&high).is_empty());
        assert_eq!(low.complement(), Values::Numbers(vec![(3000, i128::MAX)]));
        assert!(low.and(&low.complement()).is_empty());
        let texts = |but, text: &str| Values::Texts {
            but,
            texts: BTreeSet::from([text.into()]),
        };
        assert!(texts(false, "a").and(&texts(false, "b")).is_empty());
        assert!(texts(false, "a").and(&texts(true, "a")).is_empty());
        assert!(!texts(true, "a").and(&texts(true, "b")).is_empty());
    }
}
