//! The fields about where an order goes.

use sabaki_interpreter::value::Value;

use super::Sheet;
use super::words::{agreed, flag, text};
use crate::assignment::baskets_of;
use crate::family::LiveSlips;
use crate::known::Known;
use crate::observation::Observation;
use crate::order::{Package, Person};
use crate::slip::Slip;

/// What RMS writes while the receiver of a social gift has not typed the address.
const NOT_TYPED_YET: &str = "入力待ち";

pub(super) fn fill(sheet: &mut Sheet<'_>, seen: &Observation<'_>) {
    let order = seen.order;
    let recipients = || order.packages.iter().map(recipient);
    let prefecture = agreed(recipients().map(|r| filled(&r?.prefecture)));
    let postal_code = agreed(recipients().map(|r| filled(r?.postal_code.expose())));
    sheet.set("prefecture", prefecture.map_or(Value::Unknown, text));
    sheet.set("postal_code", postal_code.map_or(Value::Unknown, text));
    let live = seen.slips.map_or(LiveSlips::None, LiveSlips::of);
    let slips = live.parts();
    let baskets = baskets_of(order, slips).unwrap_or_default();
    let going_to = |basket: i64| {
        let pairs = slips.iter().zip(&baskets);
        pairs.filter(move |(_, to)| **to == basket)
    };
    let rows = order.packages.iter().map(|package| {
        let parcels = parcels(going_to(package.basket_id).map(|(slip, _)| *slip));
        row(package, parcels)
    });
    sheet.set_list("destinations", rows.collect());
}

/// How many parcels these slips are: slips with the same number travel in one.
fn parcels<'a>(slips: impl Iterator<Item = &'a Slip>) -> usize {
    let (mut numbers, mut without) = (Vec::new(), 0);
    for slip in slips {
        match slip.tracking_number.value() {
            Some(number) if numbers.contains(&number) => {}
            Some(number) => numbers.push(number),
            None => without += 1,
        }
    }
    numbers.len() + without
}

fn row(package: &Package, parcels: usize) -> Vec<(&'static str, Value)> {
    // RMS shows a row for each parcel; the stub that others leave has no number. As many complete
    // rows as parcels are enough, whatever their numbers: a person may have corrected one.
    let rows = package.shipments.iter();
    let complete = rows.filter(|row| row.is_complete()).count();
    let shipped = complete >= parcels.max(1);
    let mut row = vec![
        ("isolated_island", flag(package.isolated_island)),
        ("shipped", Value::Bool(shipped)),
    ];
    if let Some(person) = recipient(package) {
        row.extend([
            ("prefecture", text(&person.prefecture)),
            ("postal_code", text(person.postal_code.expose())),
            ("name", text(&name(person))),
            ("phone", text(person.phone.expose())),
            ("address", text(&address(person))),
        ]);
    }
    row
}

/// The recipient, unless nobody has typed the address yet.
fn recipient(package: &Package) -> Option<&Person> {
    let Known::Value(person) = &package.recipient else {
        return None;
    };
    let dummy =
        person.prefecture == NOT_TYPED_YET || person.postal_code.expose().starts_with("9999999");
    (!dummy).then_some(person)
}

fn filled(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// 姓 名
pub(super) fn name(person: &Person) -> String {
    let name = format!(
        "{} {}",
        person.family_name.expose(),
        person.first_name.expose()
    );
    name.trim().to_owned()
}

/// 都道府県, 市区町村 and what follows.
pub(super) fn address(person: &Person) -> String {
    format!(
        "{}{}{}",
        person.prefecture,
        person.city.expose(),
        person.street.expose()
    )
}
