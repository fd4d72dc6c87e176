//! Reading orders by number, in hundreds, with one reading for each number asked for.

use std::collections::HashMap;

use sabaki_engine::port::mall::OrderReading;
use sabaki_engine::port::outcome::PortError;
use sabaki_order::id::OrderNumber;
use serde_json::Value;

use super::HUNDRED;
use super::calls::Client;
use super::decode::{NotOrders, orders_from_answer};
use super::outcome::not_answered;
use super::wire::OrderNumbers;

/// The version with social gifts; every field after version 3 is optional when it is read.
const VERSION: u8 = 10;

/// Reads all of them, or fails as a whole.
pub(super) async fn read(
    client: &Client,
    numbers: &[OrderNumber],
) -> Result<Vec<OrderReading>, PortError> {
    let mut readings = Vec::with_capacity(numbers.len());
    for part in numbers.chunks(HUNDRED) {
        let request = OrderNumbers {
            numbers: part.iter().map(OrderNumber::as_str).collect(),
            version: Some(VERSION),
        };
        let answer = client.read("getOrder", &request).await?;
        match_up(part, &Value::Object(answer), &mut readings)?;
    }
    Ok(readings)
}

/// The answer's order is not promised, so records are found by number. A record that does not even
/// say its number may be any of those that are missing: they are unreadable, not gone.
fn match_up(
    asked: &[OrderNumber],
    answer: &Value,
    readings: &mut Vec<OrderReading>,
) -> Result<(), PortError> {
    let mut by_number = HashMap::new();
    let mut nameless = None;
    match orders_from_answer(answer) {
        Ok(decoded) => {
            for record in decoded.orders {
                match record {
                    Ok(order) => {
                        let number = order.number.clone();
                        by_number.insert(number, Ok(Box::new(order)));
                    }
                    Err(unreadable) => match unreadable.number {
                        Some(number) => {
                            by_number.insert(number, Err(unreadable.reason));
                        }
                        None => nameless = Some(unreadable.reason),
                    },
                }
            }
        }
        Err(NotOrders::Empty) => {}
        Err(error) => return Err(not_answered(error.told())),
    }
    readings.extend(asked.iter().map(|number| {
        let number = number.clone();
        match by_number.get(&number) {
            Some(Ok(order)) => OrderReading::Read(order.clone()),
            Some(Err(reason)) => OrderReading::Unreadable {
                number,
                reason: reason.clone(),
            },
            None => match &nameless {
                Some(reason) => OrderReading::Unreadable {
                    number,
                    reason: reason.clone(),
                },
                None => OrderReading::Missing { number },
            },
        }
    }));
    Ok(())
}
