//! From a slip of the protocol to a [`Slip`]: what cannot be read is unknown, never absent.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use sabaki_order::id::{OrderNumber, SlipId};
use sabaki_order::known::Known;
use sabaki_order::slip::{Deposit, Slip, SlipPart, SlipStatus};
use sabaki_order::yen::Yen;
use serde_json::{Map, Value};

/// All statuses, for reading their ids.
const STATUSES: [SlipStatus; 9] = [
    SlipStatus::New,
    SlipStatus::AwaitingCheck,
    SlipStatus::AwaitingPayment,
    SlipStatus::AwaitingStock,
    SlipStatus::AwaitingSaleDate,
    SlipStatus::AwaitingPrintDate,
    SlipStatus::AwaitingPrint,
    SlipStatus::Printed,
    SlipStatus::Shipped,
];
const DEPOSITS: [Deposit; 3] = [Deposit::Unpaid, Deposit::PartlyPaid, Deposit::Paid];

/// Reads a slip of this order; none if it does not say which it is or gives no lock, so that it
/// could neither be told apart nor changed.
pub(super) fn read(
    number: &OrderNumber,
    slip: &Map<String, Value>,
    carriers: &BTreeMap<String, String>,
) -> Option<Slip> {
    let own_text = |field: &str| {
        let text = slip.get(field).and_then(Value::as_str);
        text.filter(|text| !text.trim().is_empty())
    };
    let id = own_text("id")?;
    let lock = own_text("lock")?;
    let field = |name: &str| Field {
        slip: id,
        name: name.to_owned(),
        value: slip.get(name),
    };
    let ship_method_id = field("ship_method_id").filled();
    let carrier = match field("carrier").filled() {
        Known::Unknown => {
            let code = ship_method_id.value().and_then(|id| carriers.get(id));
            Known::or_unknown(code.cloned())
        }
        given @ (Known::Value(_) | Known::None) => given,
    };
    Some(Slip {
        id: SlipId::new(id),
        order_number: number.clone(),
        // The protocol has one slip an order.
        part: SlipPart::Whole,
        consignee: Known::Unknown,
        status: field("status").read(|value| status(value.as_str()?)),
        waiting: field("waiting").read(|value| {
            let list = value.as_array()?.iter();
            list.map(|one| status(one.as_str()?)).collect()
        }),
        paid: field("paid").read(|value| {
            let text = value.as_str()?;
            DEPOSITS.into_iter().find(|deposit| deposit.id() == text)
        }),
        payment_exempt: field("payment_exempt").read(Value::as_bool),
        approval: field("approval").filled(),
        total: field("total").read(|value| Yen::new(value.as_i64()?)),
        ship_method_id,
        ship_method: field("ship_method").filled(),
        tracking_number: field("tracking_number").filled(),
        carrier,
        shipped_on: field("shipped_on").read(day),
        ship_date: field("ship_date").read(day),
        tags: field("tags").read(|value| {
            let list = value.as_array()?.iter();
            list.map(|one| Some(one.as_str()?.to_owned()))
                .collect::<Option<BTreeSet<_>>>()
        }),
        note: field("note").text(),
        remarks: field("remarks").text(),
        lock: lock.to_owned(),
    })
}

/// One field of one slip.
struct Field<'a> {
    slip: &'a str,
    name: String,
    value: Option<&'a Value>,
}

impl Field<'_> {
    fn read<T>(self, read: impl FnOnce(&Value) -> Option<T>) -> Known<T> {
        match self.value {
            None => Known::Unknown,
            Some(Value::Null) => Known::None,
            Some(value) => {
                let read = read(value);
                if read.is_none() {
                    let Self { slip, name, .. } = self;
                    tracing::warn!(
                        slip,
                        name,
                        "a field of a slip cannot be read; it is unknown"
                    );
                }
                Known::or_unknown(read)
            }
        }
    }

    fn text(self) -> Known<String> {
        self.read(|value| value.as_str().map(str::to_owned))
    }

    /// A text where an empty one is none.
    fn filled(self) -> Known<String> {
        match self.text() {
            Known::Value(text) if text.trim().is_empty() => Known::None,
            other => other,
        }
    }
}

fn status(id: &str) -> Option<SlipStatus> {
    STATUSES.into_iter().find(|status| status.id() == id)
}

fn day(value: &Value) -> Option<civil::Date> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn slip(patch: Value) -> Option<Slip> {
        let mut slip = json!({"id": "7", "lock": "1"});
        for (key, value) in patch.as_object().unwrap() {
            slip[key] = value.clone();
        }
        let carriers = [("20".to_owned(), "1001".to_owned())].into();
        read(&OrderNumber::new("n"), slip.as_object().unwrap(), &carriers)
    }

    #[test]
    fn absent_is_unknown_and_null_is_none() {
        let bare = slip(json!({})).unwrap();
        assert_eq!(
            (bare.status, bare.tracking_number),
            (Known::Unknown, Known::Unknown)
        );
        let none = slip(json!({"tracking_number": null, "ship_method": " "})).unwrap();
        assert_eq!(
            (none.tracking_number, none.ship_method),
            (Known::None, Known::None)
        );
    }

    #[test]
    fn one_bad_field_spoils_no_other() {
        let slip = slip(json!({
            "status": "parked", "paid": 1, "total": "5650", "shipped_on": "2026-13-01",
            "waiting": ["awaiting_check", "x"], "tags": ["a", 1], "note": "n",
        }))
        .unwrap();
        assert_eq!(slip.status, Known::Unknown);
        assert_eq!(slip.paid, Known::Unknown);
        assert_eq!(slip.total, Known::Unknown);
        assert_eq!(slip.shipped_on, Known::Unknown);
        assert_eq!(slip.waiting, Known::Unknown);
        assert_eq!(slip.tags, Known::Unknown);
        assert_eq!(slip.note, Known::Value("n".to_owned()));
    }

    #[test]
    fn carriers_are_the_malls() {
        for (patch, expected) in [
            (json!({"ship_method_id": "20"}), Known::Value("1001")),
            (json!({"ship_method_id": "21"}), Known::Unknown),
            (
                json!({"ship_method_id": "20", "carrier": "1003"}),
                Known::Value("1003"),
            ),
            (
                json!({"ship_method_id": "20", "carrier": null}),
                Known::None,
            ),
        ] {
            let carrier = slip(patch).unwrap().carrier;
            assert_eq!(carrier, expected.map(str::to_owned));
        }
    }

    #[test]
    fn a_slip_without_id_or_lock_is_none() {
        for patch in [json!({"id": null}), json!({"id": " "}), json!({"lock": 3})] {
            assert_eq!(slip(patch), None);
        }
    }
}
