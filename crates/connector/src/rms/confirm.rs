//! 注文確認 in hundreds: one outcome an order, and one bad order does not stop the others.

use sabaki_engine::port::mall::MallCall;
use sabaki_engine::port::outcome::{Outcome, PortError, RefusalKind};

use super::HUNDRED;
use super::calls::Client;
use super::outcome::{Change, Written, judge};
use super::wire::{Message, OrderNumbers};
use crate::http::text::personal_values;

/// Confirms all of them; one outcome a call, in their order.
pub(super) async fn confirm(
    client: &Client,
    calls: &[MallCall<'_>],
) -> Result<Vec<Outcome>, PortError> {
    let mut outcomes = Vec::with_capacity(calls.len());
    // Taken from the end, so the first part lies last.
    let mut todo: Vec<&[MallCall<'_>]> = calls.chunks(HUNDRED).rev().collect();
    let mut sent = false;
    while let Some(part) = todo.pop() {
        let request = OrderNumbers {
            numbers: part.iter().map(|c| c.order.number.as_str()).collect(),
            version: None,
        };
        match client.write("confirmOrder", &request).await {
            Err(error) if !sent => return Err(error),
            // Something was sent before, so this is told order by order: nothing was done here.
            Err(error) => outcomes.extend(part.iter().map(|_| Outcome::Refused {
                kind: RefusalKind::Busy,
                reason: error.told(),
            })),
            Ok(Written::Doubt(reason)) => {
                outcomes.extend(part.iter().map(|_| Outcome::Doubtful {
                    reason: reason.clone(),
                }));
            }
            // A foreign number refuses the whole list (016 seen), and nothing was applied: halves
            // find the bad one. A second confirmOrder cannot do harm; it answers 103.
            Ok(Written::RefusedWhole(said)) if part.len() > 1 && worth_halving(part, &said) => {
                let (left, right) = part.split_at(part.len() / 2);
                todo.push(right);
                todo.push(left);
            }
            Ok(Written::Answered(said)) => {
                outcomes.extend(part.iter().map(|call| one(call, part.len() == 1, &said)));
            }
            // Refused as a whole: a message without a number is about every order of the list.
            Ok(Written::RefusedWhole(said)) => {
                outcomes.extend(part.iter().map(|call| one(call, true, &said)));
            }
        }
        sent = true;
    }
    Ok(outcomes)
}

/// Not where every order has its own message, nor where the list itself is missing (009) or empty
/// (010): that would be a defect of ours, the same for each half.
fn worth_halving(part: &[MallCall<'_>], said: &[Message]) -> bool {
    let about_each = part.iter().all(|call| {
        said.iter()
            .any(|m| m.order_number.as_deref() == Some(call.order.number.as_str()))
    });
    let defect = said
        .iter()
        .any(|m| m.code.ends_with("_ERROR_009") || m.code.ends_with("_ERROR_010"));
    !about_each && !defect
}

fn one(call: &MallCall<'_>, nameless_counts: bool, said: &[Message]) -> Outcome {
    let number = call.order.number.as_str();
    let about: Vec<&Message> = said
        .iter()
        .filter(|message| match message.order_number.as_deref() {
            Some(named) => named == number,
            None => nameless_counts,
        })
        .collect();
    judge(Change::Confirm, &about, &personal_values(call.order))
}
