//! 照会: whether a reading of the order and its slips shows that an effect has happened.

use std::collections::BTreeMap;

use sabaki_interpreter::value::fold;
use sabaki_order::family::LiveSlips;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order};
use sabaki_order::slip::{Deposit, Slip, SlipStatus};

use crate::plan::parcels::{NoParcels, parcels};
use crate::plan::targets::{Stoppable, can_be_stopped, slips_to_change};
use crate::port::store::OpenIntent;

/// What a reading says about an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It has happened.
    Yes,
    /// It has not.
    No,
    /// The order is cancelled: it neither has nor will.
    Moot,
    /// The reading cannot tell.
    CannotSay,
}

/// What was read; none for what could not be read in this round.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The order.
    pub order: Option<&'a Order>,
    /// Its live slips.
    pub slips: Option<&'a [Slip]>,
}

/// Whether the reading shows the effect of an intent.
pub fn shown(intent: &OpenIntent, reading: Reading<'_>) -> Shown {
    let arg = argument(&intent.args);
    match intent.action.as_str() {
        "import" => imported(reading.slips),
        "confirm" => by_status(reading, confirmed),
        "mark_processed" => by_status(reading, processed),
        "cancel" => by_status(reading, cancelled),
        "report_shipment" => reported(reading),
        "set_sub_status" => sub_status(reading, arg),
        "set_memo" => reading.order.map_or(Shown::CannotSay, |order| {
            known(&order.memo, |memo| same(memo, arg))
        }),
        // Nothing that is read shows a message.
        "notify" => Shown::CannotSay,
        action => on_slips(reading, action, &intent.args),
    }
}

fn argument(args: &BTreeMap<String, String>) -> &str {
    args.values().next().map_or("", String::as_str)
}

/// Whether one slip shows a change to slips; actions that are none cannot be told.
pub fn shown_on_slip(action: &str, args: &BTreeMap<String, String>, slip: &Slip) -> Shown {
    let arg = argument(args);
    match action {
        "mark_paid" => known(&slip.paid, |p| *p == Deposit::Paid),
        "await_payment" => waits(slip, SlipStatus::AwaitingPayment),
        "await_check" => waits(slip, SlipStatus::AwaitingCheck),
        "tag" => known(&slip.tags, |t| t.iter().any(|tag| same(tag, arg))),
        "untag" => match &slip.tags {
            Known::None => Shown::Yes,
            tags @ (Known::Value(_) | Known::Unknown) => {
                known(tags, |t| !t.iter().any(|tag| same(tag, arg)))
            }
        },
        "note" => match known(&slip.note, |n| fold(n).contains(arg)) {
            // The far side may have spelled some characters in another way.
            Shown::No => Shown::CannotSay,
            other @ (Shown::Yes | Shown::Moot | Shown::CannotSay) => other,
        },
        "set_ship_method" => {
            let by_id = known(&slip.ship_method_id, |m| same(m, arg));
            match known(&slip.ship_method, |m| same(m, arg)) {
                Shown::Yes => Shown::Yes,
                Shown::No | Shown::Moot | Shown::CannotSay => by_id,
            }
        }
        "set_ship_date" => known(&slip.ship_date, |d| d.to_string() == arg),
        _ => Shown::CannotSay,
    }
}

/// Whether a slip beyond 新規受付 exists.
pub fn imported(slips: Option<&[Slip]>) -> Shown {
    let Some(slips) = slips else {
        return Shown::CannotSay;
    };
    let any = |f: fn(&Known<SlipStatus>) -> bool| slips.iter().any(|s| f(&s.status));
    if any(|s| matches!(s, Known::Value(status) if *status > SlipStatus::New)) {
        Shown::Yes
    } else if any(|s| matches!(s, Known::Unknown)) {
        Shown::CannotSay
    } else {
        Shown::No
    }
}

/// Whether a status is beyond 注文確認待ち.
pub const fn confirmed(status: MallStatus) -> Shown {
    match status {
        MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::PaymentProcessed => Shown::Yes,
        MallStatus::AwaitingConfirmation
        | MallStatus::New
        | MallStatus::Processed
        | MallStatus::OnHold => Shown::No,
        MallStatus::AwaitingCancel | MallStatus::Cancelled => Shown::Moot,
        MallStatus::Unknown(_) => Shown::CannotSay,
    }
}

/// Whether a status is 処理済.
pub const fn processed(status: MallStatus) -> Shown {
    match status {
        MallStatus::Processed => Shown::Yes,
        MallStatus::Cancelled | MallStatus::AwaitingCancel => Shown::Moot,
        MallStatus::Unknown(_) => Shown::CannotSay,
        MallStatus::AwaitingConfirmation
        | MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::PaymentProcessed
        | MallStatus::New
        | MallStatus::OnHold => Shown::No,
    }
}

const fn cancelled(status: MallStatus) -> Shown {
    match status {
        MallStatus::AwaitingCancel | MallStatus::Cancelled => Shown::Yes,
        MallStatus::Unknown(_) => Shown::CannotSay,
        MallStatus::AwaitingConfirmation
        | MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::PaymentProcessed
        | MallStatus::New
        | MallStatus::Processed
        | MallStatus::OnHold => Shown::No,
    }
}

fn by_status(reading: Reading<'_>, says: fn(MallStatus) -> Shown) -> Shown {
    reading
        .order
        .map_or(Shown::CannotSay, |order| says(order.status))
}

/// Every destination has rows, all complete, and each parcel of the slips is among them where that
/// is known. The status stays 発送待ち until the night, so it says nothing before.
pub fn reported(reading: Reading<'_>) -> Shown {
    let Some(order) = reading.order else {
        return Shown::CannotSay;
    };
    match order.status {
        MallStatus::Shipped | MallStatus::PaymentProcessing | MallStatus::PaymentProcessed => {
            return Shown::Yes;
        }
        MallStatus::AwaitingCancel | MallStatus::Cancelled => return Shown::Moot,
        MallStatus::Unknown(_) => return Shown::CannotSay,
        MallStatus::AwaitingConfirmation
        | MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::New
        | MallStatus::Processed
        | MallStatus::OnHold => {}
    }
    let complete = !order.packages.is_empty()
        && order.packages.iter().all(|package| {
            let rows = &package.shipments;
            !rows.is_empty()
                && rows
                    .iter()
                    .all(sabaki_order::order::ShipmentRow::is_complete)
        });
    if !complete {
        return Shown::No;
    }
    let rows = || order.packages.iter().flat_map(|p| &p.shipments);
    let Some(slips) = reading.slips else {
        return Shown::CannotSay;
    };
    let there = match parcels(order, slips) {
        Ok(parcels) => parcels.iter().all(|parcel| {
            rows().any(|row| row.tracking_number.value() == Some(&parcel.tracking_number))
        }),
        // Whoever reported before the slips were ready, reported all of them or not yet.
        Err(NoParcels::NotAllLeft | NoParcels::NumberUnknown | NoParcels::NotAssigned) => {
            rows().count() >= LiveSlips::of(slips).parts().len()
        }
        Err(NoParcels::NoSlips) => true,
    };
    if there { Shown::Yes } else { Shown::No }
}

fn sub_status(reading: Reading<'_>, name: &str) -> Shown {
    reading.order.map_or(Shown::CannotSay, |order| {
        known(&order.sub_status, |now| same(now, name))
    })
}

fn waits(slip: &Slip, what: SlipStatus) -> Shown {
    known(&slip.waiting, |all| all.contains(&what))
}

/// What each slip that the change goes to shows, all in all.
fn on_slips(reading: Reading<'_>, action: &str, args: &BTreeMap<String, String>) -> Shown {
    if reading.slips.is_none() {
        return Shown::CannotSay;
    }
    let mut slips = slips_to_change(reading.slips);
    let protective = matches!(action, "await_payment" | "await_check");
    if protective && slips.len() > 1 {
        slips.retain(|slip| can_be_stopped(slip) == Stoppable::Yes);
    }
    let each = slips.iter().map(|slip| shown_on_slip(action, args, slip));
    // No slip: nothing shows it.
    let all = each.reduce(|a, b| match (a, b) {
        (Shown::No, _) | (_, Shown::No) => Shown::No,
        (other, Shown::Yes) | (Shown::Yes | Shown::Moot | Shown::CannotSay, other) => other,
    });
    all.unwrap_or(Shown::No)
}

/// Arguments are kept in the form in which texts are compared.
fn same(text: &str, arg: &str) -> bool {
    fold(text).trim() == arg
}

fn known<T>(value: &Known<T>, is: impl FnOnce(&T) -> bool) -> Shown {
    match value {
        Known::Value(value) if is(value) => Shown::Yes,
        Known::Value(_) | Known::None => Shown::No,
        Known::Unknown => Shown::CannotSay,
    }
}
