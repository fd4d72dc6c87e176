//! `PackageModel`: a destination with its person, items and shipping rows.

use serde_json::{Value, json};

use crate::rms::get::rate;
use crate::world::amounts::on_wire;
use crate::world::codes::carrier_name;
use crate::world::order::{Item, Order, Package, Person, ShippingRow};

/// All destinations of an order as a version shows them.
pub(crate) fn models(order: &Order, version: i64) -> Vec<Value> {
    let wrapping = order.wrapping.as_ref().map_or(0, |wrapping| wrapping.price);
    order
        .packages
        .iter()
        .enumerate()
        .map(|(at, package)| model(package, if at == 0 { wrapping } else { 0 }, version))
        .collect()
}

fn model(package: &Package, wrapping: i64, version: i64) -> Value {
    let goods = package.goods() + wrapping;
    let total = package
        .postage
        .and_then(|postage| package.cod_fee.map(|_| goods + postage));
    let mut sender = person(&package.recipient);
    if let Some(sender) = sender.as_object_mut() {
        sender.insert(
            "isolatedIslandFlag".to_owned(),
            json!(i64::from(package.isolated_island)),
        );
    }
    let mut model = json!({
        "basketId": package.basket_id,
        "postagePrice": on_wire(package.postage),
        "postageTaxRate": 0.1,
        "deliveryPrice": on_wire(package.cod_fee),
        "deliveryTaxRate": 0.1,
        "goodsPrice": goods,
        "totalPrice": on_wire(total),
        "noshi": package.noshi,
        "packageDeleteFlag": 0,
        "SenderModel": sender,
        "ItemModelList": package.items.iter().map(|one| item(one, version)).collect::<Vec<_>>(),
        "ShippingModelList": package.rows.iter().map(row).collect::<Vec<_>>(),
        "DeliveryCvsModel": null,
    });
    if let Some(model) = model.as_object_mut() {
        if version < 8 {
            model.insert("goodsTax".to_owned(), json!(0));
        }
        if version >= 4 {
            model.insert(
                "defaultDeliveryCompanyCode".to_owned(),
                json!(package.default_carrier),
            );
        }
        if version >= 9 {
            model.insert(
                "dropOffFlag".to_owned(),
                json!(i64::from(package.drop_off.is_some())),
            );
            model.insert("dropOffLocation".to_owned(), json!(package.drop_off));
        }
        if version >= 10 {
            model.insert("SocialGiftModel".to_owned(), Value::Null);
        }
    }
    model
}

/// The keys that a buyer and a recipient share.
pub(crate) fn person(person: &Person) -> Value {
    json!({
        "zipCode1": person.zip.0,
        "zipCode2": person.zip.1,
        "prefecture": person.prefecture,
        "city": person.city,
        "subAddress": person.sub_address,
        "familyName": person.family,
        "firstName": person.first,
        "familyNameKana": person.family_kana,
        "firstNameKana": person.first_kana,
        "phoneNumber1": person.phone.0,
        "phoneNumber2": person.phone.1,
        "phoneNumber3": person.phone.2,
    })
}

fn item(item: &Item, version: i64) -> Value {
    let mut model = json!({
        "itemDetailId": item.id,
        "itemName": item.name,
        "itemId": item.catalogue_id,
        "itemNumber": item.number,
        "manageNumber": item.manage_number,
        "price": item.price,
        "units": item.units,
        "includePostageFlag": 0,
        "includeTaxFlag": 1,
        "includeCashOnDeliveryPostageFlag": 0,
        "selectedChoice": item.choice,
        "pointRate": 1,
        "pointType": 0,
        "inventoryType": if item.sku_info.is_some() { 2 } else { 1 },
        "delvdateInfo": null,
        "restoreInventoryFlag": 0,
        "dealFlag": 0,
        "drugFlag": 0,
        "deleteItemFlag": 0,
        "taxRate": rate(item.tax_percent),
        "priceTaxIncl": item.price,
    });
    if let Some(model) = model.as_object_mut() {
        if version >= 4 {
            model.insert("isSingleItemShipping".to_owned(), json!(0));
        }
        if version >= 7 {
            let sku = json!({
                "variantId": item.variant,
                "merchantDefinedSkuId": item.merchant_sku,
                "skuInfo": item.sku_info,
            });
            model.insert("SkuModelList".to_owned(), json!([sku]));
        }
    }
    model
}

fn row(row: &ShippingRow) -> Value {
    json!({
        "shippingDetailId": row.id,
        "shippingNumber": row.number,
        "deliveryCompany": row.carrier,
        "deliveryCompanyName": row.carrier.as_deref().and_then(carrier_name),
        "shippingDate": row.shipped_on.map(|day| day.to_string()),
    })
}
