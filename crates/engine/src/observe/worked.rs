//! An order on its way through a chunk: what was read, decided and planned of it.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use sabaki_interpreter::decision::Decision;
use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;
use sabaki_order::slip::Slip;

use crate::plan::order_plan::OrderPlan;
use crate::plan::work::Service;
use crate::port::store::OrderState;

/// An order on its way through a chunk.
#[derive(Debug, Clone)]
pub struct Worked {
    /// Which.
    pub number: OrderNumber,
    /// Its state: as stored, then as it will be stored.
    pub state: Option<OrderState>,
    /// The order as it was read last.
    pub order: Option<Arc<Order>>,
    /// Its slips as they were read last; none where they could not be.
    pub slips: Option<Vec<Slip>>,
    /// Services that were read in this round.
    pub fresh: BTreeSet<Service>,
    /// When the mall's reading was asked for.
    pub order_at: Timestamp,
    /// When the slips' reading was asked for.
    pub slips_at: Timestamp,
    /// Why the mall's reading gave no order.
    pub trouble: Option<Reason>,
    /// The version that its plan was made with.
    pub rules_version: String,
    /// The last decision of this pass.
    pub decision: Option<Decision>,
    /// What it is about to have done.
    pub plan: Option<OrderPlan>,
}

impl Worked {
    /// An order that has not been read yet.
    pub const fn new(number: OrderNumber, state: Option<OrderState>, now: Timestamp) -> Self {
        Self {
            number,
            state,
            order: None,
            slips: None,
            fresh: BTreeSet::new(),
            order_at: now,
            slips_at: now,
            trouble: None,
            rules_version: String::new(),
            decision: None,
            plan: None,
        }
    }

    /// When the older of its readings was asked for.
    pub fn seen_at(&self) -> Timestamp {
        self.order_at.min(self.slips_at)
    }
}
