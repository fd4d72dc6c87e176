//! 照会: whether a reading of the order and its slips shows that an effect has happened.

use sabaki_interpreter::value::fold;
use sabaki_order::known::Known;
use sabaki_order::order::{MallStatus, Order};
use sabaki_order::slip::{Deposit, Slip, SlipStatus};

use crate::plan::batch::parcel;
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
    let arg = intent.args.values().next().map_or("", String::as_str);
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
        "mark_paid" => on_slip(reading, |slip| known(&slip.paid, |p| *p == Deposit::Paid)),
        "await_payment" => waits(reading, SlipStatus::AwaitingPayment),
        "await_check" => waits(reading, SlipStatus::AwaitingCheck),
        "tag" => on_slip(reading, |slip| {
            known(&slip.tags, |t| t.iter().any(|tag| same(tag, arg)))
        }),
        "untag" => on_slip(reading, |slip| match &slip.tags {
            Known::None => Shown::Yes,
            tags @ (Known::Value(_) | Known::Unknown) => {
                known(tags, |t| !t.iter().any(|tag| same(tag, arg)))
            }
        }),
        "note" => match on_slip(reading, |slip| known(&slip.note, |n| fold(n).contains(arg))) {
            // The far side may have spelled some characters in another way.
            Shown::No => Shown::CannotSay,
            other @ (Shown::Yes | Shown::Moot | Shown::CannotSay) => other,
        },
        "set_ship_method" => on_slip(reading, |slip| {
            let by_id = known(&slip.ship_method_id, |m| same(m, arg));
            match known(&slip.ship_method, |m| same(m, arg)) {
                Shown::Yes => Shown::Yes,
                Shown::No | Shown::Moot | Shown::CannotSay => by_id,
            }
        }),
        "set_ship_date" => on_slip(reading, |slip| {
            known(&slip.ship_date, |d| d.to_string() == arg)
        }),
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

/// Every destination has rows, all complete, and one of them is the slip's parcel where that is
/// known. The status stays 発送待ち until the night, so it says nothing before.
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
    let slip = crate::plan::order_plan::main_slip(reading.slips);
    let Some(parcel) = slip.and_then(parcel) else {
        return Shown::Yes;
    };
    let mut rows = order.packages.iter().flat_map(|p| &p.shipments);
    let ours = rows.any(|row| row.tracking_number.value() == Some(&parcel.tracking_number));
    if ours { Shown::Yes } else { Shown::No }
}

fn sub_status(reading: Reading<'_>, name: &str) -> Shown {
    reading.order.map_or(Shown::CannotSay, |order| {
        known(&order.sub_status, |now| same(now, name))
    })
}

fn waits(reading: Reading<'_>, what: SlipStatus) -> Shown {
    on_slip(reading, |slip| {
        known(&slip.waiting, |all| all.contains(&what))
    })
}

fn on_slip(reading: Reading<'_>, says: impl FnOnce(&Slip) -> Shown) -> Shown {
    let Some(slips) = reading.slips else {
        return Shown::CannotSay;
    };
    crate::plan::order_plan::main_slip(Some(slips)).map_or(Shown::No, says)
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
