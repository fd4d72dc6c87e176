//! What a field can still be: some known values, none, or unknown.

use super::sets::Members;
use super::texts::Texts;
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
    /// Texts as they are compared.
    Texts(Texts),
    /// Sets.
    Set(Members),
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

    /// Whether it is a number above zero.
    pub(super) fn is_positive(&self) -> bool {
        let lowest = match &self.values {
            Values::Numbers(intervals) => intervals.iter().map(|(low, _)| *low).min(),
            Values::All | Values::Nothing | Values::Enum(_) | Values::Texts(_) | Values::Set(_) => {
                None
            }
        };
        !self.none && !self.unknown && lowest.is_some_and(|low| low > 0)
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
            Self::Nothing | Self::Set(_) => Self::All,
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
            Self::Texts(texts) => texts.complement().map_or(Self::All, Self::Texts),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::All => false,
            Self::Nothing => true,
            Self::Enum(set) => set.0.iter().all(|word| *word == 0),
            Self::Numbers(intervals) => intervals.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Set(members) => members.is_never(),
        }
    }

    pub(super) fn and(&self, other: &Self) -> Self {
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
            (Self::Texts(a), Self::Texts(b)) => Self::Texts(a.and(b)),
            (Self::Set(a), Self::Set(b)) => Self::Set(a.and(b)),
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
        let texts = |but, text: &str| {
            let texts = [Box::from(text)].into();
            Values::Texts(if but {
                Texts::but(texts)
            } else {
                Texts::of(texts)
            })
        };
        assert!(texts(false, "a").and(&texts(false, "b")).is_empty());
        assert!(texts(false, "a").and(&texts(true, "a")).is_empty());
        assert!(!texts(true, "a").and(&texts(true, "b")).is_empty());
    }
}
