//! The slips that are shown of an OMS without API: as far as files go, everything else is unknown.

use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::slip::{Slip, SlipPart, SlipStatus};

use super::shipped::{ShippedSlip, SlipsOfOrder};

/// The slip of an order that was written for import.
pub(super) fn written(order: &OrderNumber) -> Slip {
    Slip {
        id: id(order),
        order_number: order.clone(),
        part: SlipPart::Whole,
        consignee: Known::Unknown,
        status: Known::Value(SlipStatus::AwaitingCheck),
        waiting: Known::Unknown,
        paid: Known::Unknown,
        payment_exempt: Known::Unknown,
        approval: Known::Unknown,
        total: Known::Unknown,
        ship_method_id: Known::Unknown,
        ship_method: Known::Unknown,
        tracking_number: Known::Unknown,
        carrier: Known::Unknown,
        shipped_on: Known::Unknown,
        ship_date: Known::Unknown,
        tags: Known::Unknown,
        note: Known::Unknown,
        remarks: Known::Unknown,
        lock: String::new(),
    }
}

/// The slips that a file of shipments shows. The first one keeps the id under which the order was
/// known until then; the others were split off it.
pub(super) fn shipped(order: &OrderNumber, slips: &SlipsOfOrder) -> Vec<Slip> {
    let mut shown = Vec::with_capacity(slips.len());
    for (number, slip) in slips {
        let whole = with(written(order), slip);
        shown.push(if shown.is_empty() {
            whole
        } else {
            Slip {
                id: SlipId::new(format!("csv-{order}-{number}")),
                part: SlipPart::DividedFrom(id(order)),
                ..whole
            }
        });
    }
    shown
}

fn with(slip: Slip, shipped: &ShippedSlip) -> Slip {
    Slip {
        status: Known::Value(SlipStatus::Shipped),
        ship_method: Known::Value(shipped.ship_method.clone()),
        tracking_number: Known::Value(shipped.tracking_number.clone()),
        carrier: Known::Value(shipped.carrier.clone()),
        shipped_on: Known::Value(shipped.shipped_on),
        ..slip
    }
}

fn id(order: &OrderNumber) -> SlipId {
    SlipId::new(format!("csv-{order}"))
}
