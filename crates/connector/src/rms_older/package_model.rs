//! One `packageModel` becomes a destination with its items and its shipping row.

use sabaki_order::known::Known;
use sabaki_order::order::{Item, Package, Person, ShipmentRow};
use sabaki_order::personal::Personal;

use super::element::Element;
use super::order_model::day;
use super::record::{RecordError, filled, flag, int, parsed, plain, required, yen};

/// A destination. The day of shipping stands on the order, not on the parcel.
pub(super) fn package(record: &Element, order: &Element) -> Result<Package, RecordError> {
    Ok(Package {
        basket_id: required(int(record, "basketId")?, "basketId", "reason.record.there")?,
        recipient: record
            .one("senderModel")
            .map_or(Known::Unknown, |model| Known::Value(person(model))),
        isolated_island: Known::Unknown,
        noshi: filled(record, "noshi"),
        postage: yen(record, "postagePrice")?,
        items: items(record)?,
        shipments: shipments(record, order)?,
        default_carrier: filled(record, "deliveryCompanyId"),
    })
}

/// A person of `ordererModel` or `senderModel`; whatever is left out is empty.
pub(super) fn person(record: &Element) -> Person {
    let personal = |field| Personal::new(plain(record, field));
    let digits = |fields: &[&str]| {
        let all = fields.iter().map(|field| plain(record, field));
        let digits = all.flat_map(|text| text.chars().collect::<Vec<_>>());
        Personal::new(digits.filter(char::is_ascii_digit).collect::<String>())
    };
    Person {
        family_name: personal("familyName"),
        first_name: personal("firstName"),
        family_kana: personal("familyNameKana"),
        first_kana: personal("firstNameKana"),
        postal_code: digits(&["zipCode1", "zipCode2"]),
        prefecture: plain(record, "prefecture"),
        city: personal("city"),
        street: personal("subAddress"),
        phone: digits(&["phoneNumber1", "phoneNumber2", "phoneNumber3"]),
        mail: personal("emailAddress"),
    }
}

fn items(package: &Element) -> Result<Vec<Item>, RecordError> {
    let mut items = Vec::new();
    for record in package.many("itemModel") {
        if flag(record, "deleteItemFlg")? != Known::Value(true) {
            items.push(item(record)?);
        }
    }
    Ok(items)
}

fn item(record: &Element) -> Result<Item, RecordError> {
    let detail_id = required(int(record, "itemId")?, "itemId", "reason.record.there")?;
    let item_number = filled(record, "itemNumber");
    let manage_number = record
        .word("pageURL")
        .and_then(manage_number)
        .unwrap_or_else(|| detail_id.to_string());
    Ok(Item {
        detail_id,
        name: plain(record, "itemName"),
        sku: item_number
            .value()
            .cloned()
            .unwrap_or_else(|| manage_number.clone()),
        manage_number,
        item_number,
        // Without tax it is no price as we mean it, and the rate is not told.
        price: match flag(record, "isIncludedTax")? {
            Known::Value(false) => Known::Unknown,
            Known::Value(true) | Known::None | Known::Unknown => yen(record, "price")?,
        },
        quantity: required(int(record, "units")?, "units", "reason.record.there")?,
        choice: filled(record, "selectedChoice"),
        tax_percent: Known::Unknown,
        delivery_info: record
            .one("normalItemModel")
            .map_or(Known::None, |model| filled(model, "delvdateInfo")),
    })
}

/// 商品管理番号: the last part of the item's page address.
fn manage_number(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?.trim_end_matches('/');
    let (_, last) = path.rsplit_once('/')?;
    (!last.is_empty()).then(|| last.to_owned())
}

/// One row at most: the parcel number is a single text.
fn shipments(package: &Element, order: &Element) -> Result<Vec<ShipmentRow>, RecordError> {
    let tracking_number = filled(package, "shippingNumber");
    if tracking_number == Known::None {
        return Ok(Vec::new());
    }
    Ok(vec![ShipmentRow {
        detail_id: 0,
        carrier: filled(package, "deliveryCompanyId"),
        tracking_number,
        shipped_on: parsed(order, "shippingDate", "reason.record.date", day)?,
    }])
}
