//! Orders in several slips: which slips belong together, and what their parts come to.

use std::collections::BTreeSet;

use jiff::civil::date;
use serde_json::{Value as Json, json};

use super::tests::{order, package, see, slip};
use crate::id::SlipId;
use crate::known::Known;
use crate::observation::Besides;
use crate::order::{Order, ShipmentRow};
use crate::personal::Personal;
use crate::slip::{Consignee, Deposit, Slip, SlipPart, SlipStatus};

/// `ID[<PARENT][@DESTINATION] STATUS PAID NUMBER CARRIER DAY`, `-` for none, `?` for unknown; the
/// parent is `*` for the only slip of its destination, `?` for one of an unknown number.
fn read(text: &str) -> Slip {
    let words: Vec<&str> = text.split(' ').collect();
    let (name, to) = words[0].split_once('@').unwrap_or((words[0], ""));
    let (id, parent) = name.split_once('<').unwrap_or((name, ""));
    let part = match parent {
        "" => SlipPart::Whole,
        "*" => SlipPart::PerDestination,
        "?" => SlipPart::OfUnknownNumber,
        parent if to.is_empty() => SlipPart::DividedFrom(SlipId::new(parent)),
        parent => SlipPart::DeliveryOf(SlipId::new(parent)),
    };
    let value = |word: &str| match word {
        "-" => Known::None,
        "?" => Known::Unknown,
        word => Known::Value(word.to_owned()),
    };
    Slip {
        id: SlipId::new(id),
        part,
        consignee: match to {
            "" => Known::Unknown,
            to => consignee(to),
        },
        status: match words[1] {
            "stock" => Known::Value(SlipStatus::AwaitingStock),
            "printed" => Known::Value(SlipStatus::Printed),
            "shipped" => Known::Value(SlipStatus::Shipped),
            "new" => Known::Value(SlipStatus::New),
            _ => Known::Unknown,
        },
        paid: match words[2] {
            "unpaid" => Known::Value(Deposit::Unpaid),
            "paid" => Known::Value(Deposit::Paid),
            _ => Known::Unknown,
        },
        tracking_number: value(words[3]),
        carrier: value(words[4]),
        shipped_on: match words[5] {
            "-" => Known::None,
            day => Known::Value(date(2026, 11, day.parse().unwrap())),
        },
        ..slip()
    }
}

/// 送り先 as another system spells the recipient of [`destination`].
fn consignee(prefecture: &str) -> Known<Consignee> {
    let postal_code = if prefecture == "東京都" {
        "000-0001"
    } else {
        "000-0002"
    };
    Known::Value(Consignee {
        name: Personal::new("見本　花子"),
        postal_code: Personal::new(postal_code),
        address: Personal::new(format!("{prefecture} 架空区１－２ー3")),
    })
}

fn destination(basket_id: i64, prefecture: &str) -> crate::order::Package {
    let postal_code = if prefecture == "東京都" {
        "0000001"
    } else {
        "0000002"
    };
    let mut package = package(prefecture, postal_code);
    package.basket_id = basket_id;
    package
}

fn order_to(prefectures: &[&str]) -> Order {
    let mut order = order();
    order.packages = (1..)
        .zip(prefectures)
        .map(|(id, p)| destination(id, p))
        .collect();
    order.multiple_destinations = Known::Value(prefectures.len() > 1);
    order
}

fn facts(order: &Order, slips: &[&str], ids: &[&str]) -> Json {
    let slips: Vec<Slip> = slips.iter().map(|text| read(text)).collect();
    let facts = see(order, Some(&slips), &Besides::default());
    let short = |id: &&str| facts[format!("slip.{id}")].clone();
    ids.iter().map(short).collect()
}

#[test]
fn parts_of_one_order_are_read_together() {
    let ids = [
        "status",
        "paid",
        "tracking_number",
        "carrier",
        "shipped_on",
        "parts",
        "parts_shipped",
    ];
    let cases: &[(&[&str], Json)] = &[
        (
            &["1 shipped paid 11 1001 24", "2<1 shipped paid 12 1001 25"],
            json!(["shipped", "paid", "11, 12", "1001", "2026-11-25", 2, 2]),
        ),
        // One of two has left: nothing of the report is there.
        (
            &["1 shipped paid 11 1001 24", "2<1 stock unpaid - ? -"],
            json!(["awaiting_stock", "unpaid", "", null, "", 2, 1]),
        ),
        (
            &["2<1 printed paid - 1003 -", "1 shipped paid 11 1001 24"],
            json!(["printed", "paid", "", "1001, 1003", "", 2, 1]),
        ),
        // A part of a part; two slips in one parcel.
        (
            &[
                "1 shipped paid 11 1001 24",
                "2<1 shipped paid 11 1001 24",
                "3<2 shipped paid 12 1001 24",
            ],
            json!(["shipped", "paid", "11, 12", "1001", "2026-11-24", 3, 3]),
        ),
        (
            &["1 shipped paid 11 1001 24", "2<1 ? ? ? ? -"],
            json!([null, null, null, null, "", 2, null]),
        ),
        (
            &["1 shipped paid 11 1001 24"],
            json!(["shipped", "paid", "11", "1001", "2026-11-24", 1, 1]),
        ),
    ];
    for (slips, expected) in cases {
        assert_eq!(facts(&order(), slips, &ids), *expected, "{slips:?}");
    }
}

#[test]
fn slips_that_are_no_family_stay_unknown() {
    let ids = [
        "exists",
        "status",
        "paid",
        "tracking_number",
        "parts",
        "parcels_assigned",
    ];
    let unknown = json!([true, null, null, null, null, null]);
    let cases: &[&[&str]] = &[
        // Taken in twice; a mail slip left over beside a split one.
        &["1 shipped paid 11 1001 24", "2 shipped paid 12 1001 24"],
        &[
            "1 shipped paid 11 1001 24",
            "2<1 shipped paid 12 1001 24",
            "3 new unpaid - ? -",
        ],
        // The slip that they come from is not live: cancelled, or packed into another order.
        &["2<1 shipped paid 12 1001 24"],
        &["2<1 shipped paid 12 1001 24", "3<1 shipped paid 13 1001 24"],
        &["2<3 shipped paid 12 1001 24", "3<2 shipped paid 13 1001 24"],
    ];
    for slips in cases {
        assert_eq!(facts(&order(), slips, &ids), unknown, "{slips:?}");
    }
}

#[test]
fn what_differs_between_the_parts_is_unknown() {
    let mut slips = [read("1 printed paid - ? -"), read("2<1 printed paid - ? -")];
    let ids =
        ["tags", "note", "ship_method", "ship_date", "waiting"].map(|id| format!("slip.{id}"));
    let of = |slips: &[Slip]| {
        let facts = see(&order(), Some(slips), &Besides::default());
        ids.iter().map(|id| facts[id].clone()).collect::<Json>()
    };
    let waiting = json!(["awaiting_check", "awaiting_stock"]);
    let same = json!([["急ぎ"], "見本", "ヤマト(発払い)", "", waiting]);
    assert_eq!(of(&slips), same);
    slips[1].tags = Known::Value(BTreeSet::new());
    slips[1].note = Known::Value("別".to_owned());
    slips[1].ship_method = Known::None;
    slips[1].ship_date = Known::Value(date(2026, 11, 30));
    slips[1].waiting = Known::Value(BTreeSet::new());
    assert_eq!(of(&slips), json!([null, null, null, null, null]));
}

#[test]
fn a_slip_belongs_to_the_only_destination_that_it_names() {
    let both = ["東京都", "沖縄県"];
    let slips = |first: &str, second: &str| {
        [
            format!("1{first} shipped paid 11 1001 24"),
            format!("2<1{second} shipped paid 12 1001 24"),
        ]
    };
    let cases: &[(&[&str], [String; 2], bool)] = &[
        (&both, slips("@東京都", "@沖縄県"), true),
        (&both, slips("@沖縄県", "@東京都"), true),
        // A destination without a slip, a slip without a destination, one that says nothing.
        (&both, slips("@東京都", "@東京都"), false),
        (&both, slips("@東京都", "@北海道"), false),
        (&both, slips("@東京都", ""), false),
        // Two destinations that nobody can tell apart.
        (&["東京都", "東京都"], slips("@東京都", "@東京都"), false),
        // One destination takes every parcel.
        (&["東京都"], slips("", ""), true),
        (&[], slips("", ""), false),
    ];
    for (prefectures, slips, expected) in cases {
        let slips = slips.each_ref().map(String::as_str);
        let got = facts(&order_to(prefectures), &slips, &["parcels_assigned"]);
        assert_eq!(got, json!([expected]), "{prefectures:?} {slips:?}");
    }
    let one = facts(
        &order_to(&both),
        &["1@東京都 shipped paid 11 1001 24"],
        &["parcels_assigned"],
    );
    assert_eq!(one, json!([false]));
}

#[test]
fn a_destination_is_shipped_with_a_row_for_each_of_its_parcels() {
    let row = |number: &str| ShipmentRow {
        detail_id: 1,
        carrier: Known::Value("1001".to_owned()),
        tracking_number: Known::Value(number.to_owned()),
        shipped_on: Known::Value(date(2026, 11, 24)),
    };
    let two = &["1 shipped paid 11 1001 24", "2<1 shipped paid 12 1001 25"][..];
    let unrelated = &["1 shipped paid 11 1001 24", "2 shipped paid 12 1001 25"][..];
    let waits = &["1 shipped paid 11 1001 24", "2<1 stock paid - ? -"][..];
    let together = &["1 shipped paid 11 1001 24", "2<1 shipped paid 11 1001 24"][..];
    let cases: &[(&[&str], &[&str], bool)] = &[
        (two, &[], false),
        (two, &["11"], false),
        (two, &["11", "12"], true),
        // A person corrected a number: two parcels, two rows.
        (two, &["11", "99"], true),
        (waits, &["11"], false),
        (together, &["11"], true),
        // As before where nobody can say how many parcels there are.
        (unrelated, &["11"], true),
        (&["1 shipped paid 11 1001 24"], &["99"], true),
    ];
    for (slips, rows, expected) in cases {
        let mut order = order_to(&["東京都"]);
        order.packages[0].shipments = rows.iter().map(|number| row(number)).collect();
        let slips: Vec<Slip> = slips.iter().map(|text| read(text)).collect();
        let facts = see(&order, Some(&slips), &Besides::default());
        let got = &facts["destinations"][0]["shipped"];
        assert_eq!(*got, json!(expected), "{slips:?} {rows:?}");
    }
}

#[test]
fn slips_that_files_name_are_not_all_of_them_by_themselves() {
    let ids = ["status", "parts", "parts_shipped", "parcels_assigned"];
    let (tokyo, osaka) = (
        "1<*@東京都 shipped ? 11 1001 24",
        "2<*@大阪府 shipped ? 12 1001 24",
    );
    let untold = tokyo.replace('*', "?");
    let cases: &[(&[&str], &[&str], Json)] = &[
        (&["東京都"], &[tokyo], json!(["shipped", 1, 1, true])),
        (
            &["東京都", "大阪府"],
            &[osaka],
            json!(["awaiting_check", 2, 1, false]),
        ),
        (
            &["東京都", "大阪府"],
            &[tokyo, osaka],
            json!(["shipped", 2, 2, true]),
        ),
        // Two for one destination: it was split after all.
        (&["東京都"], &[tokyo, osaka], json!([null, null, 2, true])),
        (&["東京都"], &[&untold], json!([null, null, 1, true])),
    ];
    for (to, slips, expected) in cases {
        assert_eq!(facts(&order_to(to), slips, &ids), *expected, "{slips:?}");
    }
}
