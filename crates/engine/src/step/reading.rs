//! The readings of a chunk: orders at the mall, slips in the OMS, and what to do without them.

use std::collections::BTreeSet;
use std::sync::Arc;

use sabaki_order::id::OrderNumber;

use crate::plan::order_plan::Scope;
use crate::plan::work::Service;
use crate::port::mall::OrderReading;
use crate::port::oms::SlipsByOrder;
use crate::port::outcome::PortError;
use crate::step::chunk::{Chunk, chunk_of, record};
use crate::step::context::Context;
use crate::step::event::Effect;
use crate::step::pass::lost;
use crate::step::state::{Recorded, ShopState};

/// Reads orders, then slips, then records; what is empty is left out.
pub fn look(
    state: &mut ShopState,
    orders: Vec<OrderNumber>,
    slips: Vec<OrderNumber>,
    cx: &Context<'_>,
) -> Effect {
    let Some(chunk) = chunk_of(state) else {
        return lost(state, cx);
    };
    chunk.slips_wanted = slips;
    if orders.is_empty() {
        return look_at_slips(state, cx);
    }
    for number in &orders {
        if let Some(worked) = chunk.works.get_mut(number) {
            worked.order_at = cx.now;
            worked.trouble = None;
        }
    }
    Effect::ReadOrders(orders)
}

/// Takes orders. Nothing of a chunk whose first reading failed is recorded or acted on.
pub fn orders(
    state: &mut ShopState,
    result: Result<Vec<OrderReading>, PortError>,
    cx: &Context<'_>,
) -> Effect {
    match result {
        Ok(readings) => {
            state.service_answered(Service::Mall, cx.now);
            if let Some(pass) = &mut state.pass {
                let size = cx.settings.limits.chunk;
                pass.narrow = pass.narrow.map(|n| n * 2).filter(|n| *n < size);
            }
            let Some(chunk) = chunk_of(state) else {
                return lost(state, cx);
            };
            take_readings(chunk, readings);
        }
        Err(error) => match read_failed(state, &error, cx) {
            Fallback::GoOn => return crate::step::pass::go_on(state, cx),
            Fallback::Leave => return Effect::Breathe,
            Fallback::Record => {}
        },
    }
    look_at_slips(state, cx)
}

/// What becomes of a chunk whose orders could not be read.
enum Fallback {
    /// Smaller chunks are tried.
    GoOn,
    /// It is left: nothing of it is recorded or acted on.
    Leave,
    /// It is recorded with what is known.
    Record,
}

fn read_failed(state: &mut ShopState, error: &PortError, cx: &Context<'_>) -> Fallback {
    let chunk = state.pass.as_mut().and_then(|pass| pass.chunk.as_mut());
    let first = chunk
        .as_ref()
        .is_none_or(|c| c.round == 1 && c.relooks == 0);
    let refused = matches!(error, PortError::Rejected { .. });
    if let (true, true, Some(chunk)) = (first, refused, chunk) {
        // One bad order must not stop the others of its request.
        if let [worked] = &mut chunk.works.values_mut().collect::<Vec<_>>()[..] {
            worked.trouble = Some(error.told());
            return Fallback::Record;
        }
        narrow(state);
        return Fallback::GoOn;
    }
    state.blind.failed(cx.now);
    state.service_failed(Service::Mall, error, cx.now);
    let Some(pass) = &mut state.pass else {
        return Fallback::Leave;
    };
    if first {
        pass.recorded = Recorded::NotAll;
        pass.chunk = None;
        return Fallback::Leave;
    }
    if let Some(chunk) = &mut pass.chunk {
        chunk.scope = Scope::Only(BTreeSet::new());
    }
    Fallback::Record
}

/// Puts a chunk back, to be read in halves.
fn narrow(state: &mut ShopState) {
    let Some(pass) = &mut state.pass else {
        return;
    };
    let Some(chunk) = pass.chunk.take() else {
        return;
    };
    pass.narrow = Some((chunk.works.len() / 2).max(1));
    for (number, worked) in chunk.works.into_iter().rev() {
        if let Some(order) = worked.state {
            pass.open.insert(number.clone(), order);
        }
        pass.queue.push_front(number);
    }
}

fn take_readings(chunk: &mut Chunk, readings: Vec<OrderReading>) {
    for reading in readings {
        let (number, order, trouble) = match reading {
            OrderReading::Read(order) => (order.number.clone(), Some(Arc::new(*order)), None),
            OrderReading::Missing { number } => (number, None, None),
            OrderReading::Unreadable { number, reason } => (number, None, Some(reason)),
        };
        if let Some(worked) = chunk.works.get_mut(&number) {
            if order.is_some() {
                worked.fresh.insert(Service::Mall);
            }
            // What was read before is not what stands now.
            worked.order = order;
            worked.trouble = trouble;
        }
    }
}

fn look_at_slips(state: &mut ShopState, cx: &Context<'_>) -> Effect {
    let oms_open = state.oms.lets_through(cx.now);
    let Some(pass) = &mut state.pass else {
        return lost(state, cx);
    };
    let Some(chunk) = &mut pass.chunk else {
        return lost(state, cx);
    };
    let read: Vec<_> = chunk
        .slips_wanted
        .iter()
        .filter(|n| chunk.works.get(n).is_some_and(|w| w.order.is_some()))
        .cloned()
        .collect();
    for number in &read {
        if let Some(worked) = chunk.works.get_mut(number) {
            worked.slips_at = cx.now;
            // Unless they are read now, they are unknown.
            worked.slips = None;
        }
    }
    if read.is_empty() {
        return record(state, cx);
    }
    if !oms_open {
        pass.summary.complete = false;
        return record(state, cx);
    }
    Effect::ReadSlips(read)
}

/// Takes slips. Where they could not be read they are unknown, which can only stop steps.
pub fn slips(
    state: &mut ShopState,
    result: Result<SlipsByOrder, PortError>,
    cx: &Context<'_>,
) -> Effect {
    match result {
        Ok(mut slips) => {
            state.service_answered(Service::Oms, cx.now);
            let Some(chunk) = chunk_of(state) else {
                return lost(state, cx);
            };
            let wanted = std::mem::take(&mut chunk.slips_wanted);
            for number in wanted {
                if let Some(worked) = chunk.works.get_mut(&number)
                    && worked.order.is_some()
                {
                    worked.slips = Some(slips.remove(&number).unwrap_or_default());
                    worked.fresh.insert(Service::Oms);
                }
            }
        }
        Err(error) => state.service_failed(Service::Oms, &error, cx.now),
    }
    record(state, cx)
}
