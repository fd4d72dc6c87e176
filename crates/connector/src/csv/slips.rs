//! The slips that are shown of an OMS without API: as far as files go, everything else is unknown.

use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::slip::{Slip, SlipPart, SlipStatus};

use super::shipped::{NamedSlip, SlipsOfOrder};
use super::shipped_columns::Split;

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

/// The slips that files of shipments show. The first one keeps the id under which the order was
/// known until then; the others were split off it.
pub(super) fn named(order: &OrderNumber, named: &SlipsOfOrder, split: &Split) -> Vec<Slip> {
    let mut shown: Vec<Slip> = Vec::with_capacity(named.slips.len());
    for (number, slip) in &named.slips {
        let slip = with(written(order), slip);
        shown.push(if shown.is_empty() {
            slip
        } else {
            divided(order, number, slip)
        });
    }
    match (split, named.parts) {
        (Split::Listed, _) => shown,
        (Split::Never, _) => of(shown, &SlipPart::PerDestination),
        (Split::Counted { .. }, Some(parts)) if parts >= shown.len() => {
            let missing = shown.len()..parts;
            shown.extend(missing.map(|at| divided(order, &format!("?{at}"), written(order))));
            shown
        }
        (Split::Counted { .. }, Some(_) | None) => of(shown, &SlipPart::OfUnknownNumber),
    }
}

fn of(slips: Vec<Slip>, part: &SlipPart) -> Vec<Slip> {
    let one = |slip| Slip {
        part: part.clone(),
        ..slip
    };
    slips.into_iter().map(one).collect()
}

fn divided(order: &OrderNumber, number: &str, slip: Slip) -> Slip {
    Slip {
        id: SlipId::new(format!("csv-{order}-{number}")),
        part: SlipPart::DividedFrom(id(order)),
        ..slip
    }
}

fn with(slip: Slip, named: &NamedSlip) -> Slip {
    let slip = Slip {
        consignee: named.consignee.clone(),
        ..slip
    };
    let Some(left) = &named.left else {
        return slip;
    };
    Slip {
        status: Known::Value(SlipStatus::Shipped),
        ship_method: Known::Value(left.ship_method.clone()),
        tracking_number: Known::Value(left.tracking_number.clone()),
        carrier: Known::Value(left.carrier.clone()),
        shipped_on: Known::Value(left.shipped_on),
        ..slip
    }
}

fn id(order: &OrderNumber) -> SlipId {
    SlipId::new(format!("csv-{order}"))
}
