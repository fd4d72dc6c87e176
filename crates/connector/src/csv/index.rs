//! What the files taken so far say: each order as the last of them shows it.

use sabaki_diagnostic::reason::Reason;
use std::collections::BTreeMap;

use sabaki_order::id::OrderNumber;
use sabaki_order::order::{MallStatus, Order};

use super::decode::DecodedCsv;
use super::shipments::{DecodedShipments, RowsByDestination, join};

/// Orders, their parcels, and what was refused, by order number.
#[derive(Debug, Default)]
pub(super) struct Index {
    orders: BTreeMap<OrderNumber, Order>,
    shipments: BTreeMap<OrderNumber, RowsByDestination>,
    refused: BTreeMap<OrderNumber, Reason>,
}

/// What is known of an order.
pub(super) enum Standing {
    /// As the last file has it.
    Known(Box<Order>),
    /// The last file has it in a way that cannot be read.
    Refused(Reason),
    /// In no file.
    Missing,
}

impl Index {
    /// A later file updates an order, unless it shows a state that lies behind the known one: then
    /// it was downloaded earlier.
    pub(super) fn orders(&mut self, decoded: DecodedCsv) {
        for order in decoded.orders {
            let number = order.number.clone();
            self.refused.remove(&number);
            let older = self
                .orders
                .get(&number)
                .is_some_and(|known| is_older(order.status, known.status));
            if older {
                tracing::warn!(order = %number, "known in a later state; this row is left out");
            } else {
                self.orders.insert(number, order);
            }
        }
        for refused in decoded.refused {
            if let Some(number) = refused.order_number {
                let column = refused.column.unwrap_or_default();
                let reason = Reason::of("reason.csv.row")
                    .with("column", column)
                    .with("ja", refused.reason.in_japanese())
                    .with("en", &refused.reason);
                self.refused.insert(number, reason);
            }
        }
    }

    /// What a file shows of an order is all there is of its parcels.
    pub(super) fn shipments(&mut self, decoded: DecodedShipments) {
        self.shipments.extend(decoded.rows);
    }

    /// One order.
    pub(super) fn standing(&self, number: &OrderNumber) -> Standing {
        if let Some(reason) = self.refused.get(number) {
            return Standing::Refused(reason.clone());
        }
        let Some(order) = self.orders.get(number) else {
            return Standing::Missing;
        };
        let mut order = order.clone();
        if let Some(rows) = self.shipments.get(number) {
            join(&mut order, rows);
        }
        Standing::Known(Box::new(order))
    }

    /// All orders, and those that only were refused.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (&OrderNumber, Option<&Order>)> {
        let only_refused = self
            .refused
            .keys()
            .filter(|number| !self.orders.contains_key(*number))
            .map(|number| (number, None));
        let known = self
            .orders
            .iter()
            .map(|(number, order)| (number, Some(order)));
        known.chain(only_refused)
    }
}

/// Whether a state lies behind another one in which the order is known to have been. 変更確定待ち and
/// キャンセル確定待ち can be left in both directions.
const fn is_older(new: MallStatus, known: MallStatus) -> bool {
    match (stage(new), stage(known)) {
        (Some(new), Some(known)) => new < known,
        _ => false,
    }
}

const fn stage(status: MallStatus) -> Option<u8> {
    Some(match status {
        MallStatus::AwaitingConfirmation => 1,
        MallStatus::RakutenProcessing => 2,
        MallStatus::AwaitingShipment => 3,
        MallStatus::Shipped => 4,
        MallStatus::PaymentProcessing => 5,
        MallStatus::PaymentProcessed => 6,
        MallStatus::Cancelled => 7,
        MallStatus::AwaitingChange
        | MallStatus::AwaitingCancel
        | MallStatus::New
        | MallStatus::Processed
        | MallStatus::OnHold
        | MallStatus::Unknown(_) => return None,
    })
}
