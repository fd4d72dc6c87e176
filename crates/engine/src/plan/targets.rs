//! Which slips of an order a change goes to.

use std::collections::BTreeMap;

use sabaki_order::family::LiveSlips;
use sabaki_order::slip::{Slip, SlipStatus};

use crate::act::shown::{Shown, shown_on_slip};
use crate::plan::work::Work;

/// The slips that changes go to: the whole order's, or every part of it. None while one of them is
/// not beyond 新規受付. Of slips that do not belong together the first one beyond 新規受付.
pub fn slips_to_change(slips: Option<&[Slip]>) -> Vec<&Slip> {
    let Some(slips) = slips else {
        return Vec::new();
    };
    match LiveSlips::of(slips) {
        LiveSlips::One(slip) if is_beyond_new(slip) => vec![slip],
        LiveSlips::Family(parts) | LiveSlips::Named(parts)
            if parts.iter().all(|slip| is_beyond_new(slip)) =>
        {
            parts
        }
        LiveSlips::None | LiveSlips::One(_) | LiveSlips::Family(_) | LiveSlips::Named(_) => {
            Vec::new()
        }
        LiveSlips::Unrelated => {
            let beyond = slips.iter().filter(|slip| is_beyond_new(slip));
            beyond.min_by(|a, b| a.id.cmp(&b.id)).into_iter().collect()
        }
    }
}

/// Those of them that one change is still to be made on. Of an order in several slips, not those
/// that show it already, and what keeps an order back not on those that have been printed.
pub fn takers<'a>(
    work: &Work,
    action: &str,
    args: &BTreeMap<String, String>,
    slips: &[&'a Slip],
) -> Vec<&'a Slip> {
    if slips.len() < 2 {
        return slips.to_vec();
    }
    let takes = |slip: &&&Slip| {
        let late = work.is_protective() && can_be_stopped(slip) == Stoppable::No;
        !late && shown_on_slip(action, args, slip) != Shown::Yes
    };
    slips.iter().filter(takes).copied().collect()
}

/// Whether a slip can still be kept back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stoppable {
    /// It can.
    Yes,
    /// It is printed or has left.
    No,
}

/// Whether a slip can still be kept back.
pub fn can_be_stopped(slip: &Slip) -> Stoppable {
    match slip.status.value() {
        Some(status) if *status >= SlipStatus::Printed => Stoppable::No,
        Some(_) | None => Stoppable::Yes,
    }
}

fn is_beyond_new(slip: &Slip) -> bool {
    slip.status
        .value()
        .is_some_and(|status| *status > SlipStatus::New)
}
