//! Any OMS over a small JSON protocol as an [`Oms`].
//!
#![doc = include_str!("docs.md")]

mod calls;
pub mod config;
mod order_wire;
mod outcome;
pub mod signature;
mod slip_model;
mod wire;

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use async_trait::async_trait;
use sabaki_engine::port::oms::{ImportCall, Oms, SlipCall, SlipChange, SlipsByOrder};
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};
use sabaki_order::id::OrderNumber;

use self::calls::Client;
use self::config::JsonOmsConfig;
use self::order_wire::OrderOut;
use self::outcome::{Exchange, doubtful, not_answered, outcomes};
use self::wire::{Change, Changes, Import, Imports, Search, What};
use crate::http::settings::SetupError;
use crate::http::text::personal_values;

/// What errors call this far side.
const TARGET: &str = "OMS";

/// Most orders in one call of the protocol.
const HUNDRED: usize = 100;

/// One shop at an OMS that speaks the protocol.
pub struct JsonOms {
    client: Client,
    shop: String,
    carriers: BTreeMap<String, String>,
}

impl JsonOms {
    /// Prepares the connection; nothing is sent.
    ///
    /// # Errors
    /// [`SetupError`] if the address or the secret does not do.
    pub fn new(config: JsonOmsConfig) -> Result<Self, SetupError> {
        Ok(Self {
            client: Client::new(&config)?,
            shop: config.shop,
            carriers: config.carriers,
        })
    }

    async fn change_slip(&self, call: &SlipCall<'_>) -> Result<Vec<Outcome>, PortError> {
        let count = call.changes.len();
        let request = Changes {
            shop: &self.shop,
            order_number: call.order.number.as_str(),
            lock: &call.slip.lock,
            list: call
                .changes
                .iter()
                .map(|(key, c)| change(&key.0, c))
                .collect(),
        };
        let id = call.slip.id.as_str();
        if matches!(id, "." | "..") {
            // As a part of a path these two are no names.
            let refused = Outcome::Refused {
                kind: RefusalKind::Data,
                reason: Reason::of("reason.oms.slip_number"),
            };
            return Ok(vec![refused; count]);
        }
        match self.client.change(id, &request).await? {
            Exchange::Answered(answer) => {
                let cover = personal_values(call.order);
                let keys = call
                    .changes
                    .iter()
                    .map(|(key, _)| (key.0.as_str(), cover.clone()));
                Ok(outcomes(keys, &answer.results))
            }
            Exchange::Nothing(error) => Err(error),
            Exchange::Unclear(reason) => Ok(vec![doubtful(reason); count]),
        }
    }
}

#[async_trait]
impl Oms for JsonOms {
    async fn slips(&self, numbers: &[OrderNumber]) -> Result<SlipsByOrder, PortError> {
        let mut all = SlipsByOrder::new();
        for part in numbers.chunks(HUNDRED) {
            let request = Search {
                shop: &self.shop,
                order_numbers: part.iter().map(OrderNumber::as_str).collect(),
            };
            let answer = self.client.search(&request).await?;
            let mut found = BTreeMap::new();
            for order in answer.orders {
                found.insert(order.order_number, order.slips);
            }
            for number in part {
                // An order that is left out is not one without slips: it would be imported again.
                let Some(slips) = found.remove(number.as_str()) else {
                    return Err(not_answered(Reason::of("reason.oms.order_left_out")));
                };
                let read = slips
                    .iter()
                    .map(|slip| slip_model::read(number, slip, &self.carriers))
                    .collect::<Option<Vec<_>>>();
                let Some(read) = read else {
                    return Err(not_answered(Reason::of("reason.oms.slip_without_id")));
                };
                all.insert(number.clone(), read);
            }
        }
        Ok(all)
    }

    async fn import(&self, calls: &[ImportCall<'_>]) -> Result<Vec<Outcome>, PortError> {
        let request = Imports {
            shop: &self.shop,
            imports: calls
                .iter()
                .map(|call| Import {
                    key: &call.key.0,
                    await_payment: call.shape.await_payment,
                    await_check: call.shape.await_check,
                    order: OrderOut::of(call.order),
                })
                .collect(),
        };
        match self.client.import(&request).await? {
            Exchange::Answered(answer) => {
                let keys = calls
                    .iter()
                    .map(|call| (call.key.0.as_str(), personal_values(call.order)));
                Ok(outcomes(keys, &answer.results))
            }
            Exchange::Nothing(error) => Err(error),
            Exchange::Unclear(reason) => {
                tracing::warn!(%reason, "an import without a clear answer");
                Ok(vec![doubtful(reason); calls.len()])
            }
        }
    }

    fn import_batch(&self) -> usize {
        HUNDRED
    }

    async fn change(&self, calls: &[SlipCall<'_>]) -> Result<Vec<Vec<Outcome>>, PortError> {
        let mut all = Vec::with_capacity(calls.len());
        for (index, call) in calls.iter().enumerate() {
            match self.change_slip(call).await {
                Ok(outcomes) => all.push(outcomes),
                // Nothing was sent for any of them: the engine may treat the batch as unsent.
                Err(error) if index == 0 => return Err(error),
                // The slips before it were changed, so this one cannot fail the whole call.
                Err(error) => {
                    all.push(vec![after_others(&error); call.changes.len()]);
                }
            }
        }
        Ok(all)
    }
}

/// What an error comes to for a slip whose predecessors in the call were already changed.
fn after_others(error: &PortError) -> Outcome {
    match error {
        PortError::NotAnswered { .. } => doubtful(error.told()),
        PortError::Unavailable { .. } | PortError::NotAuthorised { .. } => Outcome::Refused {
            kind: RefusalKind::Busy,
            reason: error.told(),
        },
        PortError::Rejected { .. } => Outcome::Refused {
            kind: RefusalKind::Other,
            reason: error.told(),
        },
    }
}

fn change<'a>(key: &'a str, change: &'a SlipChange) -> Change<'a> {
    let (what, text, on) = match change {
        SlipChange::MarkPaid { on } => (What::MarkPaid, None, Some(*on)),
        SlipChange::AwaitPayment => (What::AwaitPayment, None, None),
        SlipChange::AwaitCheck => (What::AwaitCheck, None, None),
        SlipChange::Tag(text) => (What::Tag, Some(text), None),
        SlipChange::Untag(text) => (What::Untag, Some(text), None),
        SlipChange::Note(text) => (What::Note, Some(text), None),
        SlipChange::SetShipMethod(text) => (What::SetShipMethod, Some(text), None),
        SlipChange::SetShipDate(on) => (What::SetShipDate, None, Some(*on)),
        SlipChange::SetWishedDate(on) => (What::SetWishedDate, None, Some(*on)),
        SlipChange::SetTimeSlot(text) => (What::SetTimeSlot, Some(text), None),
    };
    Change {
        key,
        what,
        text: text.map(String::as_str),
        on,
    }
}
