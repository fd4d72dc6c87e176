//! Payments 決済: a mall may have to be asked for them order by order, so only where rules read them.

use sabaki_order::order::Order;

use crate::port::decider::Decider;
use crate::port::mall::{Mall, OrderReading};

/// The fields that a payment gives.
const FIELDS: [&str; 2] = ["payment_status", "payment_completed_at"];

/// How many orders are worked together where payments are read: at RMS's rate of one call a second
/// the first of them is still fresh when the last has been asked for.
pub const CHUNK: usize = 30;

/// Whether a rule needs payments.
pub fn are_read(decider: &dyn Decider) -> bool {
    FIELDS.iter().any(|field| decider.reads(field))
}

/// Asks for the payments of the orders that were read.
pub async fn add(mall: &dyn Mall, readings: &mut [OrderReading]) {
    let orders: Vec<&Order> = readings.iter().filter_map(read).collect();
    let payments = mall.payments(&orders).await;
    let read = readings.iter_mut().filter_map(|reading| match reading {
        OrderReading::Read(order) => Some(order),
        OrderReading::Missing { .. } | OrderReading::Unreadable { .. } => None,
    });
    for (order, payment) in read.zip(payments) {
        order.payment = payment;
    }
}

fn read(reading: &OrderReading) -> Option<&Order> {
    match reading {
        OrderReading::Read(order) => Some(order),
        OrderReading::Missing { .. } | OrderReading::Unreadable { .. } => None,
    }
}
