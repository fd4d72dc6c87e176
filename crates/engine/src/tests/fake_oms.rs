//! An OMS in memory.

use std::sync::Arc;

use async_trait::async_trait;
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::slip::{Deposit, SlipStatus};

use super::world::{Deed, Inner, World, broken, outcome, refuse, slip};
use crate::port::oms::{ImportCall, Oms, SlipCall, SlipChange, SlipsByOrder};
use crate::port::outcome::{Outcome, PortError, RefusalKind};

pub(super) struct FakeOms(pub Arc<World>);

#[async_trait]
impl Oms for FakeOms {
    async fn slips(&self, numbers: &[OrderNumber]) -> Result<SlipsByOrder, PortError> {
        let fault = self.0.request("slips").await;
        if let Some(error) = broken(fault.as_ref()) {
            return Err(error);
        }
        let slips = {
            let inner = self.0.lock();
            let of = |n: &OrderNumber| (n.clone(), inner.slips.get(n).cloned().unwrap_or_default());
            numbers.iter().map(of).collect()
        };
        self.0.boundary().await;
        Ok(slips)
    }

    async fn import(&self, calls: &[ImportCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        assert!(calls.len() <= self.import_batch());
        let fault = self.0.request("import").await;
        if let Some(error) = refused_whole(broken(fault.as_ref())) {
            return Err(error);
        }
        let outcomes = {
            let mut inner = self.0.lock();
            let one = |call: &ImportCall<'_>| {
                let number = &call.order.number;
                outcome(fault.as_ref(), number, || {
                    let mut new = slip(number, SlipStatus::AwaitingPrint);
                    let mut waiting = std::collections::BTreeSet::new();
                    if call.shape.await_payment {
                        waiting.insert(SlipStatus::AwaitingPayment);
                    }
                    if call.shape.await_check {
                        waiting.insert(SlipStatus::AwaitingCheck);
                    }
                    if let Some(first) = waiting.first() {
                        new.status = Known::Value(*first);
                    }
                    new.waiting = Known::Value(waiting);
                    // As the far side does it: every row that is taken in makes a slip.
                    let slips = inner.slips.entry(number.clone()).or_default();
                    slips.retain(|s| s.status != Known::Value(SlipStatus::New));
                    slips.push(new);
                    done(&mut inner, "import", number)
                })
            };
            calls.iter().map(one).collect()
        };
        self.0.boundary().await;
        Ok(outcomes)
    }

    fn import_batch(&self) -> usize {
        1000
    }

    async fn change(&self, calls: &[SlipCall<'_>]) -> Result<Vec<Vec<Outcome>>, PortError> {
        let fault = self.0.request("change").await;
        if let Some(error) = refused_whole(broken(fault.as_ref())) {
            return Err(error);
        }
        let outcomes = {
            let mut inner = self.0.lock();
            let mut one = |call: &SlipCall<'_>| {
                let number = &call.order.number;
                let id = &call.slip.id;
                let stale = inner.slip_of(number, id).lock != call.slip.lock;
                let mut change = |change: &SlipChange| {
                    if stale {
                        return refuse(RefusalKind::ChangedMeanwhile);
                    }
                    outcome(fault.as_ref(), number, || {
                        apply(&mut inner, (number, id), change)
                    })
                };
                let outcomes: Vec<_> = call.changes.iter().map(|(_, c)| change(c)).collect();
                let lock = &mut inner.slip_of(number, id).lock;
                *lock = format!("{lock}+");
                outcomes
            };
            calls.iter().map(&mut one).collect()
        };
        self.0.boundary().await;
        Ok(outcomes)
    }
}

fn refused_whole(error: Option<PortError>) -> Option<PortError> {
    match error? {
        PortError::NotAnswered { .. } => None,
        error @ (PortError::Unavailable { .. }
        | PortError::NotAuthorised { .. }
        | PortError::Rejected { .. }) => Some(error),
    }
}

fn apply(inner: &mut Inner, (number, id): (&OrderNumber, &SlipId), change: &SlipChange) -> Outcome {
    let slip = inner.slip_of(number, id);
    let keeps_back = matches!(change, SlipChange::AwaitPayment | SlipChange::AwaitCheck);
    if slip.status == Known::Value(SlipStatus::Shipped) && keeps_back {
        return refuse(RefusalKind::Other);
    }
    let name = match change {
        SlipChange::MarkPaid { .. } => {
            slip.paid = Known::Value(Deposit::Paid);
            "mark_paid"
        }
        SlipChange::AwaitPayment => {
            slip.waiting = Known::Value([SlipStatus::AwaitingPayment].into());
            "await_payment"
        }
        SlipChange::AwaitCheck => {
            slip.waiting = Known::Value([SlipStatus::AwaitingCheck].into());
            "await_check"
        }
        SlipChange::Tag(tag) => {
            let Known::Value(tags) = &mut slip.tags else {
                unreachable!()
            };
            tags.insert(tag.clone());
            "tag"
        }
        SlipChange::Untag(tag) => {
            let Known::Value(tags) = &mut slip.tags else {
                unreachable!()
            };
            tags.remove(tag);
            "untag"
        }
        SlipChange::Note(_)
        | SlipChange::SetShipMethod(_)
        | SlipChange::SetShipDate(_)
        | SlipChange::SetWishedDate(_)
        | SlipChange::SetTimeSlot(_) => "other",
    };
    done(inner, name, number)
}

fn done(inner: &mut Inner, call: &'static str, order: &OrderNumber) -> Outcome {
    inner.ledger.push(Deed {
        call,
        order: order.clone(),
    });
    Outcome::Done
}
