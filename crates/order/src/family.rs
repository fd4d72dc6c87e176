//! The live slips of an order taken together: one slip, a family of parts, or slips that no one can
//! tell apart.

use crate::slip::{Slip, SlipPart};

/// What the live slips of an order are to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveSlips<'a> {
    /// There is none.
    None,
    /// One slip for the whole order.
    One(&'a Slip),
    /// 分割 or 複数配送: parts that all come from one live slip, that one among them, by 伝票番号.
    Family(Vec<&'a Slip>),
    /// Anything else: an order taken in twice, a mail slip left over, a part whose parent is
    /// cancelled or was packed into another order. What of the order they are is unknown.
    Unrelated,
}

impl<'a> LiveSlips<'a> {
    /// Looks at the live slips of one order.
    pub fn of(slips: &'a [Slip]) -> Self {
        match slips {
            [] => Self::None,
            [slip] if slip.part == SlipPart::Whole => Self::One(slip),
            several => family(several).map_or(Self::Unrelated, Self::Family),
        }
    }

    /// The slips that together are the order; empty where there is none or nobody can say.
    pub fn parts(&self) -> &[&'a Slip] {
        match self {
            Self::None | Self::Unrelated => &[],
            Self::One(slip) => std::slice::from_ref(slip),
            Self::Family(slips) => slips,
        }
    }
}

/// All of them, if exactly one is whole and every other one comes from it over live slips.
fn family(slips: &[Slip]) -> Option<Vec<&Slip>> {
    let mut whole = slips.iter().filter(|slip| slip.part == SlipPart::Whole);
    let root = whole.next()?;
    if whole.next().is_some() || !slips.iter().all(|slip| comes_from(slip, root, slips)) {
        return None;
    }
    let mut family: Vec<&Slip> = slips.iter().collect();
    family.sort_by(|a, b| a.id.cmp(&b.id));
    Some(family)
}

fn comes_from(slip: &Slip, root: &Slip, slips: &[Slip]) -> bool {
    let mut at = slip;
    // A part of a part, and so on; more steps than slips would be a circle.
    for _ in 0..slips.len() {
        if at.id == root.id {
            return true;
        }
        let parent = at.part.parent();
        let Some(next) = slips.iter().find(|s| Some(&s.id) == parent) else {
            return false;
        };
        at = next;
    }
    false
}
