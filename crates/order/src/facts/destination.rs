//! The fields about where an order goes.

use sabaki_interpreter::value::Value;

use super::Sheet;
use super::words::{agreed, flag, text};
use crate::known::Known;
use crate::order::{Order, Package, Person, ShipmentRow};

/// What RMS writes while the receiver of a social gift has not typed the address.
const NOT_TYPED_YET: &str = "入力待ち";

pub(super) fn fill(sheet: &mut Sheet<'_>, order: &Order) {
    let recipients = || order.packages.iter().map(recipient);
    let prefecture = agreed(recipients().map(|r| filled(&r?.prefecture)));
    let postal_code = agreed(recipients().map(|r| filled(r?.postal_code.expose())));
    sheet.set("prefecture", prefecture.map_or(Value::Unknown, text));
    sheet.set("postal_code", postal_code.map_or(Value::Unknown, text));
    let rows = order.packages.iter().map(row);
    sheet.set_list("destinations", rows.collect());
}

fn row(package: &Package) -> Vec<(&'static str, Value)> {
    // RMS shows a row for each parcel; the stub that others leave has no number.
    let shipped = package.shipments.iter().any(ShipmentRow::is_complete);
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
