//! The live slips of an order taken together: one slip, a family of parts, or slips that no one can
//! tell apart.

use crate::order::Order;
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
    /// Parts that somebody has named, by 伝票番号: there may be others, see [`LiveSlips::number`].
    Named(Vec<&'a Slip>),
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
            slips if slips.iter().all(is_named) => Self::Named(by_id(slips)),
            several => family(several).map_or(Self::Unrelated, Self::Family),
        }
    }

    /// The slips that together are the order; empty where there is none or nobody can say.
    pub fn parts(&self) -> &[&'a Slip] {
        match self {
            Self::None | Self::Unrelated => &[],
            Self::One(slip) => std::slice::from_ref(slip),
            Self::Family(slips) | Self::Named(slips) => slips,
        }
    }

    /// How many slips the order is in, those that nobody has named yet among them; none where
    /// nobody can say.
    pub fn number(&self, order: &Order) -> Option<usize> {
        match self {
            Self::None => Some(0),
            Self::One(_) => Some(1),
            Self::Family(slips) => Some(slips.len()),
            Self::Named(slips) => {
                let told = slips.iter().all(|s| s.part == SlipPart::PerDestination);
                let destinations = order.packages.len();
                // More slips than destinations: the shop has split the order after all.
                (told && slips.len() <= destinations).then_some(destinations)
            }
            Self::Unrelated => None,
        }
    }
}

fn is_named(slip: &Slip) -> bool {
    match slip.part {
        SlipPart::PerDestination | SlipPart::OfUnknownNumber => true,
        SlipPart::Whole | SlipPart::DividedFrom(_) | SlipPart::DeliveryOf(_) => false,
    }
}

fn by_id(slips: &[Slip]) -> Vec<&Slip> {
    let mut slips: Vec<&Slip> = slips.iter().collect();
    slips.sort_by(|a, b| a.id.cmp(&b.id));
    slips
}

/// All of them, if exactly one is whole and every other one comes from it over live slips.
fn family(slips: &[Slip]) -> Option<Vec<&Slip>> {
    let mut whole = slips.iter().filter(|slip| slip.part == SlipPart::Whole);
    let root = whole.next()?;
    if whole.next().is_some() || !slips.iter().all(|slip| comes_from(slip, root, slips)) {
        return None;
    }
    Some(by_id(slips))
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
