//! Observations in, facts out: one full order, and what changes it.

use std::collections::BTreeSet;

use jiff::civil::date;
use sabaki_interpreter::facts::lot::lot;
use sabaki_interpreter::facts::show::facts_json;
use serde_json::{Value as Json, json};

use super::OrderFacts;
use crate::id::{OrderNumber, ShopId, SlipId};
use crate::known::Known;
use crate::observation::{Besides, Observation, Sibling};
use crate::order::{
    Change, DueDate, Item, MallStatus, Order, Package, Payment, Person, Settlement, ShipmentRow,
};
use crate::personal::Personal;
use crate::slip::{Deposit, Slip, SlipPart, SlipStatus};
use crate::vocabulary::shipped;
use crate::yen::Yen;

/// The facts of [`order`] with [`slip`], but for the lot.
const FULL: &str = r#"{
        "shop": "honten", "order_number": "220518-20261124-0012345678",
        "status": "awaiting_shipment", "settlement": "common", "payment_method": "lawson_etc",
        "sub_status": "出荷準備", "order_type": "normal", "ordered_at": "2026-11-24T10:00:00+09:00",
        "confirmed_at": "2026-11-24T10:30:00+09:00", "fixed_at": "", "reported_at": "",
        "payment_due": "2026-12-08", "cancel_due": "2026-12-08",
        "payment_status": "procedure_completed", "payment_completed_at": "2026-11-24T11:00:00+09:00",
        "wished_delivery_date": "2026-11-28", "wished_time_slot": "19-21",
        "total": 4500, "total_price": 5000, "goods_total": 5000, "postage": null, "cod_fee": 0,
        "payment_charge": 0, "coupon_total": 300, "points_used": 200, "remarks": "領収書希望",
        "memo": "", "gift": true, "noshi": "内祝", "wrapping": false, "social_gift": false,
        "multiple_destinations": false, "same_as_buyer": false, "isolated_island": false,
        "caution": "attention", "rakuten_checking": false, "next_day_delivery": false,
        "one_day_operation": false, "modified": false, "cancel_requested": false,
        "cancel_allowed": false, "delivery_name": "宅配便", "delivery_class": "",
        "prefecture": "沖縄県", "postal_code": "0000000",
        "buyer.name": "見本 太郎", "buyer.phone": "0000000000", "buyer.mail": "mihon@example.invalid",
        "buyer.address": "東京都架空区1-2-3",
        "destinations": [{"prefecture": "沖縄県", "postal_code": "0000000", "isolated_island": false,
            "shipped": false, "name": "見本 花子", "phone": "0000000000", "address": "沖縄県架空区1-2-3",
            "address_mismatch": null}],
        "items": [{"sku": "A-1", "name": "見本品", "quantity": 2, "price": 2500,
            "delivery_name": "宅配便", "choice": "色:赤", "release_date": null}],
        "siblings": null, "changed": null, "first_seen_at": "2026-11-24T10:05:00+09:00",
        "slip.exists": true, "slip.status": "awaiting_check",
        "slip.waiting": ["awaiting_check", "awaiting_stock"], "slip.paid": "paid",
        "slip.ship_method": "ヤマト(発払い)", "slip.ship_date": "", "slip.wished_date": null,
        "slip.time_slot": null, "slip.tracking_number": "", "slip.carrier": null,
        "slip.shipped_on": "", "slip.tags": ["急ぎ"], "slip.note": "見本", "slip.edited": [],
        "slip.parts": 1, "slip.parts_shipped": 0, "slip.parcels_assigned": true
}"#;

#[test]
fn a_full_order_with_its_slip() {
    let slip = slip();
    let facts = see(&order(), Some(&[slip]), &Besides::default());
    let mut expected: Json = serde_json::from_str(FULL).unwrap();
    expected["lot"] = lot("220518-20261124-0012345678").into();
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(facts[field], *value, "{field}");
    }
    let left_out: Vec<&String> = facts
        .as_object()
        .unwrap()
        .keys()
        .filter(|k| expected.get(k).is_none())
        .collect();
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn what_changes_one_fact() {
    type Mend = fn(&mut Order);
    let cases: &[(&str, Json, Mend)] = &[
        ("status", json!(null), |o| {
            o.status = MallStatus::Unknown(150);
        }),
        ("status", json!("new"), |o| o.status = MallStatus::New),
        ("payment_method", json!(null), |o| {
            o.payment_method = Known::Value(99);
        }),
        ("caution", json!(""), |o| o.caution = Known::Value(0)),
        ("delivery_class", json!("chilled"), |o| {
            o.delivery_class = Known::Value(2);
        }),
        ("total", json!(null), |o| o.total = Known::Unknown),
        ("remarks", json!(""), |o| o.remarks = Known::None),
        ("remarks", json!(null), |o| o.remarks = Known::Unknown),
        ("wished_time_slot", json!("7-24"), |o| {
            o.wished_time_slot = Known::Value(724);
        }),
        ("wished_time_slot", json!("午前"), |o| {
            o.wished_time_slot = Known::Value(1);
        }),
        ("wished_time_slot", json!(""), |o| {
            o.wished_time_slot = Known::Value(0);
        }),
        ("wished_time_slot", json!(null), |o| {
            o.wished_time_slot = Known::Value(77);
        }),
        ("payment_due", json!(""), |o| {
            o.due_dates.retain(|d| d.kind != 0);
        }),
        ("cancel_requested", json!(true), |o| {
            o.status = MallStatus::AwaitingCancel;
        }),
        ("cancel_requested", json!(true), |o| {
            o.changes = changes(&[0, 8]);
        }),
        ("cancel_requested", json!(false), |o| {
            o.changes = changes(&[0, 3]);
        }),
        ("cancel_requested", json!(true), |o| {
            o.changes = changes(&[0, 3, 0]);
        }),
        ("cancel_requested", json!(null), |o| {
            o.changes.push(Change {
                kind: Known::Unknown,
                applied_at: at("2026-11-25 10:00"),
            });
        }),
        ("prefecture", json!(null), |o| {
            o.packages.push(package("東京都", "1111111"));
        }),
        ("prefecture", json!("沖縄県"), |o| {
            o.packages.push(package("沖縄県", "1111111"));
        }),
        ("postal_code", json!(null), |o| {
            o.packages.push(package("沖縄県", "1111111"));
        }),
        ("prefecture", json!(null), |o| {
            o.packages[0].recipient = Known::Unknown;
        }),
        ("prefecture", json!(null), |o| {
            o.packages = vec![package("入力待ち", "9999999")];
        }),
        ("prefecture", json!(null), |o| o.packages.clear()),
        ("noshi", json!("内祝\n御礼"), |o| {
            let mut other = package("沖縄県", "0000000");
            other.noshi = Known::Value("御礼".into());
            o.packages.push(other);
        }),
    ];
    for (field, expected, mend) in cases {
        let mut order = order();
        mend(&mut order);
        let facts = see(&order, Some(&[]), &Besides::default());
        assert_eq!(facts[*field], *expected, "{field}");
    }
}

#[test]
fn a_parcel_counts_as_shipped_when_number_carrier_and_date_are_there() {
    let mut order = order();
    let stub = ShipmentRow {
        detail_id: 1,
        carrier: Known::Value("1000".into()),
        tracking_number: Known::None,
        shipped_on: Known::None,
    };
    order.packages[0].shipments = vec![stub.clone()];
    assert_eq!(
        see(&order, None, &Besides::default())["destinations"][0]["shipped"],
        json!(false)
    );
    order.packages[0].shipments.push(ShipmentRow {
        tracking_number: Known::Value("0000-0000".into()),
        shipped_on: Known::Value(date(2026, 11, 25)),
        ..stub
    });
    assert_eq!(
        see(&order, None, &Besides::default())["destinations"][0]["shipped"],
        json!(true)
    );
}

#[test]
fn a_social_gift_without_an_address_says_nothing_about_its_destination() {
    let mut order = order();
    order.packages = vec![package("入力待ち", "9999999")];
    let facts = see(&order, None, &Besides::default());
    let destination = &facts["destinations"][0];
    assert_eq!(
        (&destination["prefecture"], &destination["name"]),
        (&Json::Null, &Json::Null)
    );
}

#[test]
fn no_slip_several_slips_and_slips_that_could_not_be_read() {
    let slips = [slip(), slip()];
    let cases: [(Option<&[Slip]>, Json); 3] = [
        (None, json!([null, null, null, null])),
        (Some(&[]), json!([false, "", "unpaid", []])),
        (Some(&slips), json!([true, null, null, null])),
    ];
    for (slips, expected) in cases {
        let facts = see(&order(), slips, &Besides::default());
        let ids = ["slip.exists", "slip.status", "slip.paid", "slip.waiting"];
        assert_eq!(Json::from_iter(ids.map(|id| facts[id].clone())), expected);
    }
}

#[test]
fn history_configuration_and_other_orders() {
    let besides = Besides {
        siblings: Known::Value(vec![Sibling {
            number: OrderNumber::new("220518-20261124-0000000002"),
            status: MallStatus::AwaitingConfirmation,
            ordered_at: Known::Unknown,
            total: Known::None,
        }]),
        changed: Known::Value(BTreeSet::from(["total".to_owned()])),
        edited: Known::Value(BTreeSet::from(["ship_method".to_owned()])),
        cancel_allowed: true,
    };
    let facts = see(&order(), Some(&[]), &besides);
    assert_eq!(
        facts["siblings"][0]["status"],
        json!("awaiting_confirmation")
    );
    assert_eq!(facts["changed"], json!(["total"]));
    assert_eq!(facts["slip.edited"], json!(["ship_method"]));
    assert_eq!(facts["cancel_allowed"], json!(true));
}

pub(super) fn see(order: &Order, slips: Option<&[Slip]>, besides: &Besides) -> Json {
    let shop = ShopId::new("honten");
    let Known::Value(first_seen_at) = at("2026-11-24 10:05") else {
        panic!("no instant")
    };
    let seen = Observation {
        shop: &shop,
        order,
        slips,
        first_seen_at,
        besides,
    };
    facts_json(&OrderFacts::new(&shipped()).of(&seen))
}

fn at(text: &str) -> Known<jiff::Timestamp> {
    Known::or_none(sabaki_interpreter::time::read::instant(text))
}

fn yen(yen: i64) -> Known<Yen> {
    Known::or_none(Yen::new(yen))
}

/// Changes of these kinds, a minute apart.
fn changes(kinds: &[i64]) -> Vec<Change> {
    let change = |(minute, kind): (usize, &i64)| Change {
        kind: Known::Value(*kind),
        applied_at: at(&format!("2026-11-24 11:{minute:02}")),
    };
    kinds.iter().enumerate().map(change).collect()
}

fn person(family: &str, first: &str, prefecture: &str, postal_code: &str) -> Person {
    Person {
        family_name: Personal::new(family),
        first_name: Personal::new(first),
        family_kana: Personal::new("ミホン"),
        first_kana: Personal::default(),
        postal_code: Personal::new(postal_code),
        prefecture: prefecture.to_owned(),
        city: Personal::new("架空区"),
        street: Personal::new("1-2-3"),
        phone: Personal::new("0000000000"),
        mail: Personal::new("mihon@example.invalid"),
    }
}

pub(super) fn package(prefecture: &str, postal_code: &str) -> Package {
    Package {
        basket_id: 1,
        recipient: Known::Value(person("見本", "花子", prefecture, postal_code)),
        isolated_island: Known::Value(false),
        noshi: Known::None,
        postage: Known::Unknown,
        items: Vec::new(),
        shipments: Vec::new(),
        default_carrier: Known::None,
    }
}

pub(super) fn order() -> Order {
    let item = Item {
        detail_id: 1,
        name: "見本品".to_owned(),
        manage_number: "a".to_owned(),
        item_number: Known::None,
        sku: "A-1".to_owned(),
        price: yen(2500),
        quantity: 2,
        choice: Known::Value("色:赤".to_owned()),
        tax_percent: Known::Value(10),
        delivery_info: Known::None,
    };
    let no = Known::Value(false);
    Order {
        number: OrderNumber::new("220518-20261124-0012345678"),
        status: MallStatus::AwaitingShipment,
        sub_status: Known::Value("出荷準備".to_owned()),
        settlement: Known::Value(Settlement::Common),
        payment_method: Known::Value(14),
        payment_name: Known::None,
        ordered_at: at("2026-11-24 10:00"),
        confirmed_at: at("2026-11-24 10:30"),
        fixed_at: Known::None,
        reported_at: Known::None,
        total: yen(4500),
        total_price: yen(5000),
        goods_total: yen(5000),
        postage: Known::Unknown,
        cod_fee: yen(0),
        payment_charge: yen(0),
        coupon_total: yen(300),
        points_used: yen(200),
        remarks: Known::Value(Personal::new(
            "[配送日時指定:]\n2026-11-28(土)\n[備考:]\n領収書希望",
        )),
        gift: Known::Value(true),
        wrapping: no,
        wrapping_price: Known::None,
        social_gift: no,
        multiple_destinations: no,
        same_as_buyer: no,
        isolated_island: no,
        order_type: Known::Value(1),
        caution: Known::Value(1),
        rakuten_checking: no,
        next_day_delivery: no,
        one_day_operation: no,
        modified: no,
        wished_delivery_date: Known::Value(date(2026, 11, 28)),
        wished_time_slot: Known::Value(1921),
        delivery_name: Known::Value("宅配便".to_owned()),
        delivery_class: Known::None,
        memo: Known::None,
        buyer: person("見本", "太郎", "東京都", "0000000"),
        packages: vec![Package {
            noshi: Known::Value("内祝".to_owned()),
            items: vec![item],
            ..package("沖縄県", "0000000")
        }],
        changes: changes(&[8]),
        due_dates: vec![
            DueDate {
                kind: 0,
                on: date(2026, 12, 1),
            },
            DueDate {
                kind: 0,
                on: date(2026, 12, 8),
            },
            DueDate {
                kind: 1,
                on: date(2026, 12, 2),
            },
        ],
        cancel_due: Known::Value(date(2026, 12, 8)),
        payment: Payment {
            status: Known::Value(30300),
            completed_at: at("2026-11-24T11:00:00+09:00"),
        },
    }
}

pub(super) fn slip() -> Slip {
    Slip {
        id: SlipId::new("1001"),
        order_number: OrderNumber::new("220518-20261124-0012345678"),
        part: SlipPart::Whole,
        consignee: Known::Unknown,
        status: Known::Value(SlipStatus::AwaitingCheck),
        waiting: Known::Value(BTreeSet::from([
            SlipStatus::AwaitingStock,
            SlipStatus::AwaitingCheck,
        ])),
        paid: Known::Value(Deposit::Paid),
        payment_exempt: Known::Value(false),
        approval: Known::None,
        total: yen(4500),
        ship_method_id: Known::Value("20".to_owned()),
        ship_method: Known::Value("ヤマト(発払い)".to_owned()),
        tracking_number: Known::None,
        carrier: Known::Unknown,
        shipped_on: Known::None,
        ship_date: Known::None,
        tags: Known::Value(BTreeSet::from(["急ぎ".to_owned()])),
        note: Known::Value("見本".to_owned()),
        remarks: Known::None,
        lock: "2026-11-24 10:00:00".to_owned(),
    }
}
