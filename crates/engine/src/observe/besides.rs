//! What neither mall nor OMS says of an order: what changed since 注文確認, what a person edited
//! on the slip, which other orders the buyer has.

use std::collections::{BTreeMap, BTreeSet};

use sabaki_interpreter::memory::{DoneBy, Memory};
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::observation::Sibling;
use sabaki_order::order::{MallStatus, Order};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

/// Fields that change in the ordinary course of an order, so that they are no change of it.
const COURSE: [&str; 11] = [
    "status",
    "sub_status",
    "confirmed_at",
    "fixed_at",
    "reported_at",
    "payment_status",
    "payment_completed_at",
    "modified",
    "changed",
    "siblings",
    "cancel_allowed",
];

/// The fields that differ since 注文確認: those noted before, and those that differ between two
/// observations after it. From or to unknown is no difference.
pub fn changed_since_confirmation(
    before: &Map<String, Json>,
    after: &Map<String, Json>,
) -> BTreeSet<String> {
    let mut changed: BTreeSet<String> = before
        .get("changed")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let confirmed = before.get("confirmed_at").is_some_and(Json::is_string);
    if !confirmed {
        return changed;
    }
    for (id, value) in after {
        let course = COURSE.contains(&id.as_str()) || id.starts_with("slip.");
        let Some(earlier) = before.get(id) else {
            continue;
        };
        if !course && bare(earlier) != bare(value) && !earlier.is_null() && !value.is_null() {
            changed.insert(id.clone());
        }
    }
    changed
}

/// Destinations without what their shipping adds.
fn bare(value: &Json) -> Json {
    let mut value = value.clone();
    for member in value.as_array_mut().into_iter().flatten() {
        if let Some(member) = member.as_object_mut() {
            member.remove("shipped");
        }
    }
    value
}

/// Fields of the slip that we set and that show something else now: a person's edit wins.
pub fn edited(memory: &Memory, facts: &Map<String, Json>) -> BTreeSet<String> {
    ["ship_method", "ship_date", "wished_date", "time_slot"]
        .into_iter()
        .filter(|field| {
            let ours = memory.done.iter().rev().find(|done| {
                done.by == DoneBy::Engine && done.action.action.strip_prefix("set_") == Some(field)
            });
            let set = ours.and_then(|done| done.action.args.values().next());
            let now = facts.get(&format!("slip.{field}")).and_then(Json::as_str);
            set.zip(now)
                .is_some_and(|(set, now)| sabaki_interpreter::value::fold(now).trim() != set)
        })
        .map(str::to_owned)
        .collect()
}

/// The open orders that this process has read, by buyer. Only digests of who the buyers are.
#[derive(Debug, Clone, Default)]
pub struct Buyers {
    orders: BTreeMap<OrderNumber, (Buyer, Sibling)>,
}

type Buyer = [u8; 32];

impl Buyers {
    /// Notes an order as it was read; a closed one is forgotten.
    pub fn note(&mut self, order: &Order) {
        let number = order.number.clone();
        let Some(buyer) = buyer(order).filter(|_| is_open(order.status)) else {
            self.orders.remove(&number);
            return;
        };
        let sibling = Sibling {
            number: number.clone(),
            status: order.status,
            ordered_at: order.ordered_at,
            total: order.total,
        };
        self.orders.insert(number, (buyer, sibling));
    }

    /// The same buyer's other open orders.
    pub fn siblings(&self, order: &Order) -> Known<Vec<Sibling>> {
        let Some(buyer) = buyer(order) else {
            return Known::Unknown;
        };
        let others = self.orders.iter();
        let others = others.filter(|(number, (b, _))| *b == buyer && **number != order.number);
        Known::Value(others.map(|(_, (_, sibling))| sibling.clone()).collect())
    }
}

fn buyer(order: &Order) -> Option<Buyer> {
    let person = &order.buyer;
    if person.phone.is_empty() || person.family_name.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for part in [&person.family_name, &person.first_name, &person.phone] {
        hash.update(part.expose().trim().as_bytes());
        hash.update([0]);
    }
    Some(hash.finalize().into())
}

const fn is_open(status: MallStatus) -> bool {
    match status {
        MallStatus::AwaitingConfirmation
        | MallStatus::RakutenProcessing
        | MallStatus::AwaitingShipment
        | MallStatus::AwaitingChange
        | MallStatus::New
        | MallStatus::OnHold => true,
        MallStatus::Shipped
        | MallStatus::PaymentProcessing
        | MallStatus::PaymentProcessed
        | MallStatus::AwaitingCancel
        | MallStatus::Cancelled
        | MallStatus::Processed
        | MallStatus::Unknown(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(json: Json) -> Map<String, Json> {
        json.as_object().unwrap().clone()
    }

    #[test]
    fn only_what_the_buyer_sees_changing_after_the_confirmation_counts() {
        let before = map(json!({
            "confirmed_at": "2026-11-24T10:00:00+09:00", "total": 3000, "postage": null,
            "status": "rakuten_processing", "slip.status": "new", "changed": ["remarks"],
            "destinations": [{"prefecture": "東京都", "shipped": false}],
        }));
        let after = map(json!({
            "confirmed_at": "2026-11-24T10:00:00+09:00", "total": 3500, "postage": 500,
            "status": "awaiting_shipment", "slip.status": "printed",
            "destinations": [{"prefecture": "東京都", "shipped": true}],
        }));
        let changed = changed_since_confirmation(&before, &after);
        assert_eq!(changed, ["remarks".to_owned(), "total".to_owned()].into());
        let unconfirmed = map(json!({"total": 1}));
        assert!(changed_since_confirmation(&unconfirmed, &after).is_empty());
    }
}
