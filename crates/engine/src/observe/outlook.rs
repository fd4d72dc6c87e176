//! What an order waits for: when it is looked at again, and whether it can still need work.

use jiff::{SignedDuration, Timestamp};
use sabaki_interpreter::decision::Decision;
use sabaki_order::order::MallStatus;

use crate::limits::later;
use crate::plan::order_plan::{OrderPlan, Why};
use crate::port::store::OrderState;
use crate::step::context::Context;

/// How soon an order is looked at again when something has become due meanwhile.
const SOON: SignedDuration = SignedDuration::from_secs(1);

/// When the order is to be looked at again: its decision's instant, the next attempt of what
/// failed, the end of a doubt, soon where something is due that this pass did not carry out.
/// Only instants that are still to come: a time that has passed must not wake anybody again.
pub fn look_again(
    state: &OrderState,
    plan: &OrderPlan,
    decision: &Decision,
    cx: &Context<'_>,
) -> Option<Timestamp> {
    let postponed = plan.postponed.iter().filter_map(|p| match &p.why {
        Why::Failed { retry_at } => *retry_at,
        Why::NextPass => Some(later(cx.now, SOON)),
        Why::NoSlip
        | Why::SlipsUnread
        | Why::InImport
        | Why::Doubtful
        | Why::Stopped
        | Why::Cap
        | Why::CircuitOpen { .. }
        | Why::Forbidden
        | Why::NoWork { .. } => None,
    });
    let settles = state
        .intents
        .iter()
        .map(|i| later(i.begun_at, cx.settings.limits.settle));
    postponed
        .chain(settles)
        .chain(decision.look_again)
        .filter(|at| *at > cx.now)
        .min()
}

/// Whether an order can still need work.
pub fn is_open(status: MallStatus, state: &OrderState, decision: &Decision) -> bool {
    let busy = !state.intents.is_empty()
        || !decision.due.is_empty()
        || !decision.waiting.is_empty()
        || !decision.held.is_empty();
    busy || match status {
        MallStatus::AwaitingConfirmation
        | MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::AwaitingCancel
        | MallStatus::New
        | MallStatus::OnHold
        | MallStatus::Unknown(_) => true,
        MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::PaymentProcessed
        | MallStatus::Cancelled
        | MallStatus::Processed => false,
    }
}
