//! The parcels 荷物 of an order: what a 発送完了報告 says.

use sabaki_diagnostic::reason::Reason;
use sabaki_order::assignment::baskets_of;
use sabaki_order::family::LiveSlips;
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;

use crate::port::mall::Parcel;

/// Why an order cannot be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum NoParcels {
    /// No slip, or slips of which nobody knows what part of the order they are.
    NoSlips,
    /// A report of some rows would let the mall close and charge the order.
    NotAllLeft,
    /// Nobody has said how many slips the order is in: others may not have left.
    NumberUnknown,
    /// Several destinations, and a slip fits none or more than one, or a destination has none.
    NotAssigned,
}

impl NoParcels {
    /// For people.
    pub fn told(self) -> Reason {
        Reason::of(match self {
            Self::NoSlips => "reason.parcels.no_slips",
            Self::NotAllLeft => "reason.parcels.not_all_left",
            Self::NumberUnknown => "reason.parcels.number_unknown",
            Self::NotAssigned => "reason.parcels.not_assigned",
        })
    }
}

/// All parcels of an order, each with its destination; slips with the same number are one parcel.
///
/// # Errors
/// [`NoParcels`]: nothing may be reported then.
pub fn parcels(order: &Order, slips: &[Slip]) -> Result<Vec<Parcel>, NoParcels> {
    let live = LiveSlips::of(slips);
    let slips = live.parts();
    if slips.is_empty() {
        return Err(NoParcels::NoSlips);
    }
    match live.number(order) {
        None => return Err(NoParcels::NumberUnknown),
        Some(number) if number > slips.len() => return Err(NoParcels::NotAllLeft),
        Some(_) => {}
    }
    let baskets = baskets_of(order, slips).ok_or(NoParcels::NotAssigned)?;
    let mut parcels: Vec<Parcel> = Vec::with_capacity(slips.len());
    for (slip, basket_id) in slips.iter().zip(baskets) {
        let parcel = parcel(slip, basket_id).ok_or(NoParcels::NotAllLeft)?;
        let same = |other: &Parcel| {
            other.basket_id == basket_id && other.tracking_number == parcel.tracking_number
        };
        if !parcels.iter().any(same) {
            parcels.push(parcel);
        }
    }
    Ok(parcels)
}

/// The parcel that a slip was shipped as; none until number, carrier and day are all there.
fn parcel(slip: &Slip, basket_id: i64) -> Option<Parcel> {
    let tracking_number = slip.tracking_number.value()?.trim();
    let carrier = slip.carrier.value()?.trim();
    if tracking_number.is_empty() || carrier.is_empty() {
        return None;
    }
    Some(Parcel {
        basket_id,
        carrier: carrier.to_owned(),
        tracking_number: tracking_number.to_owned(),
        shipped_on: *slip.shipped_on.value()?,
    })
}
