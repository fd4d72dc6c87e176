//! One effect at the ports, and the event that comes of it.

use sabaki_diagnostic::reason::Reason;
use std::sync::Arc;

use crate::plan::batch::{Batch, Call};
use crate::port::mall::{Mall, MallCall, ShipmentReport};
use crate::port::notices::{Notice, Notices};
use crate::port::oms::{ImportCall, Oms, SlipCall};
use crate::port::outcome::{Outcome, PortError};
use crate::port::store::{Store, StoreError};
use crate::step::event::Loaded;
use sabaki_order::id::ShopId;

/// The two sides of a shop.
#[derive(Clone)]
pub struct ShopPorts {
    /// Where its orders arise.
    pub mall: Arc<dyn Mall>,
    /// Where they are worked.
    pub oms: Arc<dyn Oms>,
}

/// Cursor and open orders.
pub(crate) async fn load(store: &dyn Store, shop: &ShopId) -> Result<Loaded, StoreError> {
    Ok(Loaded {
        cursor: store.cursor(shop).await?,
        open: store.open_orders(shop).await?,
    })
}

/// Sends a batch; an outcome for each of its entries, in their order.
pub(crate) async fn act(
    shop: &ShopId,
    ports: &ShopPorts,
    notices: &dyn Notices,
    batch: &Batch,
) -> Result<Vec<Outcome>, PortError> {
    let mall = &*ports.mall;
    let one = |outcome| vec![outcome];
    match batch {
        Batch::Changes(items) => {
            let calls: Vec<_> = items
                .iter()
                .map(|item| SlipCall {
                    slip: &item.slip,
                    order: &item.order,
                    changes: item.changes.iter().map(|(k, c)| (k, c.clone())).collect(),
                })
                .collect();
            let outcomes = ports.oms.change(&calls).await?;
            let counts = items.iter().map(|item| item.changes.len());
            Ok(in_line(counts, outcomes))
        }
        Batch::Import(items) => {
            let calls: Vec<_> = items
                .iter()
                .map(|item| ImportCall {
                    key: &item.call.key,
                    order: &item.call.order,
                    shape: item.shape,
                    attempt: item.attempt,
                })
                .collect();
            ports.oms.import(&calls).await
        }
        Batch::Confirm(calls) => {
            let calls: Vec<_> = calls.iter().map(mall_call).collect();
            mall.confirm(&calls).await
        }
        Batch::MarkProcessed(call) => mall.mark_processed(mall_call(call)).await.map(one),
        Batch::SetSubStatus(call, name) => {
            mall.set_sub_status(mall_call(call), name).await.map(one)
        }
        Batch::SetMemo(call, text) => mall.set_memo(mall_call(call), text).await.map(one),
        Batch::ReportShipment(items) => {
            let reports: Vec<_> = items
                .iter()
                .map(|item| ShipmentReport {
                    call: mall_call(&item.call),
                    parcels: &item.parcels,
                })
                .collect();
            mall.report_shipments(&reports).await
        }
        Batch::Cancel(call, reason) => mall.cancel(mall_call(call), reason).await.map(one),
        Batch::Notify { channel, items } => {
            let messages: Vec<_> = items
                .iter()
                .map(|item| Notice {
                    key: &item.call.key,
                    shop,
                    order: &item.call.order,
                    text: &item.text,
                })
                .collect();
            Ok(notices.send_all(channel, &messages).await)
        }
    }
}

fn mall_call(call: &Call) -> MallCall<'_> {
    MallCall {
        key: &call.key,
        order: &call.order,
    }
}

/// Outcomes of changes, one for each; what an answer leaves out is doubtful.
fn in_line(counts: impl Iterator<Item = usize>, outcomes: Vec<Vec<Outcome>>) -> Vec<Outcome> {
    let mut outcomes = outcomes.into_iter();
    let mut line = Vec::new();
    for count in counts {
        let mut of_slip = outcomes.next().unwrap_or_default();
        of_slip.resize(
            count,
            Outcome::Doubtful {
                reason: Reason::of("reason.nothing_of_change"),
            },
        );
        line.extend(of_slip);
    }
    line
}
