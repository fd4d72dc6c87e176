//! One `PackageModel` becomes a destination with its items and shipping rows.

use jiff::civil;
use sabaki_order::known::Known;
use sabaki_order::order::{Item, Package, Person, ShipmentRow};
use sabaki_order::personal::Personal;

use super::record::{Record, RecordError};

/// All destinations of an order; there is always at least one.
pub(super) fn packages(order: &Record<'_>, social_gift: bool) -> Result<Vec<Package>, RecordError> {
    let packages = order
        .list("PackageModelList")?
        .iter()
        .map(|record| package(record, social_gift))
        .collect::<Result<Vec<_>, _>>()?;
    if packages.is_empty() {
        return Err(RecordError::Missing("PackageModelList".to_owned()));
    }
    Ok(packages)
}

fn package(record: &Record<'_>, social_gift: bool) -> Result<Package, RecordError> {
    let sender = record.object("SenderModel")?;
    Ok(Package {
        basket_id: record.required_int("basketId")?,
        recipient: recipient(record, &sender, social_gift)?,
        isolated_island: match &sender {
            Known::Value(sender) => sender.flag("isolatedIslandFlag")?,
            Known::None | Known::Unknown => Known::Unknown,
        },
        noshi: record.filled("noshi")?,
        postage: record.yen("postagePrice")?,
        items: items(record)?,
        shipments: record
            .list("ShippingModelList")?
            .iter()
            .map(shipment)
            .collect::<Result<_, _>>()?,
        default_carrier: record.filled("defaultDeliveryCompanyCode")?,
    })
}

/// The recipient, despite the model's name `SenderModel`. While the receiver of a social gift has
/// not typed the address, RMS shows a dummy (999-9999, 入力待ち), which is no address at all.
fn recipient(
    package: &Record<'_>,
    sender: &Known<Record<'_>>,
    social_gift: bool,
) -> Result<Known<Person>, RecordError> {
    let Known::Value(sender) = sender else {
        return Ok(Known::Unknown);
    };
    let not_typed = match package.object("SocialGiftModel")? {
        Known::Value(gift) => gift.flag("inputFlag")? == Known::Value(false),
        Known::None | Known::Unknown => false,
    };
    let person = person(sender)?;
    let dummy = person.postal_code.expose() == "9999999" && person.prefecture == "入力待ち";
    Ok(if dummy || (social_gift && not_typed) {
        Known::Unknown
    } else {
        Known::Value(person)
    })
}

/// A person of `OrdererModel` or `SenderModel`.
pub(super) fn person(record: &Record<'_>) -> Result<Person, RecordError> {
    let personal = |field| record.plain(field).map(Personal::new);
    let digits = |fields: &[&str]| -> Result<Personal, RecordError> {
        let mut all = String::new();
        for field in fields {
            all.extend(record.plain(field)?.chars().filter(char::is_ascii_digit));
        }
        Ok(Personal::new(all))
    };
    Ok(Person {
        family_name: personal("familyName")?,
        first_name: personal("firstName")?,
        family_kana: personal("familyNameKana")?,
        first_kana: personal("firstNameKana")?,
        postal_code: digits(&["zipCode1", "zipCode2"])?,
        prefecture: record.plain("prefecture")?,
        city: personal("city")?,
        street: personal("subAddress")?,
        phone: digits(&["phoneNumber1", "phoneNumber2", "phoneNumber3"])?,
        mail: personal("emailAddress")?,
    })
}

fn items(package: &Record<'_>) -> Result<Vec<Item>, RecordError> {
    let mut items = Vec::new();
    for record in package.list("ItemModelList")? {
        if record.flag("deleteItemFlag")? != Known::Value(true) {
            items.push(item(&record)?);
        }
    }
    Ok(items)
}

fn item(record: &Record<'_>) -> Result<Item, RecordError> {
    let manage_number = record.plain("manageNumber")?;
    let item_number = record.filled("itemNumber")?;
    let mut sku = None;
    if let Some(model) = record.list("SkuModelList")?.first() {
        sku = model.filled("merchantDefinedSkuId")?.value().cloned();
        if sku.is_none() {
            sku = model
                .filled("variantId")?
                .value()
                .filter(|id| id.as_str() != SINGLE_SKU)
                .cloned();
        }
    }
    let with_tax = record.yen("priceTaxIncl")?;
    let price = match with_tax {
        Known::Unknown if record.flag("includeTaxFlag")? == Known::Value(true) => {
            record.yen("price")?
        }
        other => other,
    };
    Ok(Item {
        detail_id: record.required_int("itemDetailId")?,
        name: record.plain("itemName")?,
        sku: sku
            .or_else(|| item_number.value().cloned())
            .unwrap_or_else(|| manage_number.clone()),
        manage_number,
        item_number,
        price,
        quantity: record.required_int("units")?,
        choice: record.filled("selectedChoice")?,
        tax_percent: record.percent("taxRate")?,
        delivery_info: record.filled("delvdateInfo")?,
    })
}

/// The id that every item without variations shares: it names no article (confirmed).
const SINGLE_SKU: &str = "normal-inventory";

fn shipment(record: &Record<'_>) -> Result<ShipmentRow, RecordError> {
    Ok(ShipmentRow {
        detail_id: record.required_int("shippingDetailId")?,
        carrier: record.filled("deliveryCompany")?,
        tracking_number: record.filled("shippingNumber")?,
        shipped_on: match record.filled("shippingDate")? {
            Known::Value(text) => {
                Known::Value(text.trim().parse::<civil::Date>().map_err(|_| {
                    RecordError::Wrong {
                        field: "shippingDate".to_owned(),
                        expected: "reason.record.date",
                    }
                })?)
            }
            Known::None => Known::None,
            Known::Unknown => Known::Unknown,
        },
    })
}
