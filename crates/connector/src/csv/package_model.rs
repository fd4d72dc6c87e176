//! The rows of an order become destinations with their items.

use std::collections::BTreeMap;

use sabaki_order::known::Known;
use sabaki_order::order::{Item, Package, Person};
use sabaki_order::personal::Personal;

use super::cell;
use super::problem::{Notice, Refusal};
use super::record::{Fault, Reader, Record, Warning};

/// The id that every item without variations shares: it names no article (confirmed).
const SINGLE_SKU: &str = "normal-inventory";

/// All destinations, by 送付先ID; their items by 商品明細ID. So the order of rows says nothing.
pub(super) fn packages(
    rows: &[Record<'_>],
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Package>, Fault> {
    let mut destinations: BTreeMap<i64, Vec<Record<'_>>> = BTreeMap::new();
    for record in rows {
        let id = Reader {
            record: *record,
            warnings: &mut Vec::new(),
        }
        .key("送付先ID")?;
        destinations.entry(id).or_default().push(*record);
    }
    let mut seen: BTreeMap<i64, Record<'_>> = BTreeMap::new();
    let mut packages = Vec::new();
    for (basket_id, rows) in destinations {
        if let Some(package) = package(basket_id, &rows, &mut seen, warnings)? {
            packages.push(package);
        }
    }
    Ok(packages)
}

fn package<'a>(
    basket_id: i64,
    rows: &[Record<'a>],
    seen: &mut BTreeMap<i64, Record<'a>>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Package>, Fault> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    agree(first, rows)?;
    let mut reader = Reader {
        record: *first,
        warnings,
    };
    let mut package = Package {
        basket_id,
        recipient: recipient(&mut reader),
        isolated_island: Known::Unknown,
        noshi: reader.kept("のし"),
        postage: reader.yen("送付先送料")?,
        items: Vec::new(),
        shipments: Vec::new(),
        default_carrier: reader.kept("購入時配送会社"),
    };
    for record in rows {
        let mut reader = Reader {
            record: *record,
            warnings: &mut *warnings,
        };
        let detail_id = reader.key("商品明細ID")?;
        match seen.get(&detail_id) {
            None => {
                seen.insert(detail_id, *record);
                package.items.push(item(detail_id, &mut reader)?);
            }
            Some(before) if before.row.cells == record.row.cells => {
                let line = before.row.line;
                reader.warn("商品明細ID", Notice::SameRow { line });
            }
            Some(before) => {
                let line = before.row.line;
                return Err(record.fault("商品明細ID", Refusal::ItemTwice { line }));
            }
        }
    }
    package.items.sort_by_key(|item| item.detail_id);
    Ok(Some(package))
}

/// Every row of a destination says the same of it.
fn agree(first: &Record<'_>, rows: &[Record<'_>]) -> Result<(), Fault> {
    let columns: Vec<_> = first.header.of_destination().collect();
    differing(first, rows, &columns)
}

/// The first column in which a row differs from the first one.
pub(super) fn differing(
    first: &Record<'_>,
    rows: &[Record<'_>],
    columns: &[(&'static str, usize)],
) -> Result<(), Fault> {
    for record in rows {
        for (name, at) in columns {
            let (a, b) = (first.row.cells.get(*at), record.row.cells.get(*at));
            let same = a == b
                || a.zip(b)
                    .is_some_and(|(a, b)| cell::matching(a) == cell::matching(b));
            if !same {
                let line = first.row.line;
                return Err(record.fault(name, Refusal::Differs { line }));
            }
        }
    }
    Ok(())
}

/// While the receiver of a social gift has not typed the address RMS shows a dummy.
fn recipient(r: &mut Reader<'_, '_>) -> Known<Person> {
    let person = person(r, "送付先");
    let dummy = person.postal_code.expose() == "9999999" || person.prefecture == "入力待ち";
    if dummy {
        Known::Unknown
    } else {
        Known::Value(person)
    }
}

/// 注文者
pub(super) fn buyer(r: &mut Reader<'_, '_>) -> Person {
    let mut buyer = person(r, "注文者");
    buyer.mail = r.personal("注文者メールアドレス");
    buyer
}

fn person(r: &mut Reader<'_, '_>, who: &str) -> Person {
    let name = |what: &str| format!("{who}{what}");
    Person {
        family_name: r.personal(&name("姓")),
        first_name: r.personal(&name("名")),
        family_kana: r.personal(&name("姓カナ")),
        first_kana: r.personal(&name("名カナ")),
        postal_code: postal_code(r, who),
        prefecture: r.plain(&name("住所都道府県")),
        city: r.personal(&name("住所郡市区")),
        street: r.personal(&name("住所それ以降の住所")),
        phone: phone(r, who),
        mail: Personal::default(),
    }
}

/// Three and four digits: zeros that Excel took from their front are put back.
fn postal_code(r: &mut Reader<'_, '_>, who: &str) -> Personal {
    let mut all = String::new();
    for (part, width) in [("郵便番号1", 3), ("郵便番号2", 4)] {
        let name = format!("{who}{part}");
        let Known::Value(text) = r.text(&name) else {
            continue;
        };
        let digits = digits(text);
        if digits.len() < width {
            r.warn(&name, Notice::ZerosBack);
        }
        all.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
        all.push_str(&digits);
    }
    Personal::new(all)
}

/// A number whose first part has lost its zero cannot be repaired: it is unknown.
fn phone(r: &mut Reader<'_, '_>, who: &str) -> Personal {
    let mut all = String::new();
    for part in ["電話番号1", "電話番号2", "電話番号3"] {
        if let Known::Value(text) = r.text(&format!("{who}{part}")) {
            all.push_str(&digits(text));
        }
    }
    let whole = all.starts_with('0') && (10..=11).contains(&all.len());
    if !all.is_empty() && !whole {
        r.warn(&format!("{who}電話番号1"), Notice::Phone);
        all.clear();
    }
    Personal::new(all)
}

fn digits(text: &str) -> String {
    cell::matching(text)
        .chars()
        .filter(char::is_ascii_digit)
        .collect()
}

fn item(detail_id: i64, r: &mut Reader<'_, '_>) -> Result<Item, Fault> {
    let manage_number = r.plain("商品管理番号");
    let item_number = r.kept("商品番号");
    let sku = [r.kept("システム連携用SKU番号"), r.kept("SKU管理番号")]
        .into_iter()
        .find_map(|sku| sku.value().filter(|sku| *sku != SINGLE_SKU).cloned());
    let price = match r.yen("商品毎税込価格")? {
        Known::Value(price) => Known::Value(price),
        Known::None | Known::Unknown => {
            let price = r.yen("単価")?;
            match r.code("税込別", &[("税込", 1), ("税込み", 1), ("税別", 0)]) {
                Known::Value(1) => price,
                Known::Value(_) | Known::None | Known::Unknown => Known::Unknown,
            }
        }
    };
    Ok(Item {
        detail_id,
        name: r.plain("商品名"),
        sku: sku
            .or_else(|| item_number.value().cloned())
            .unwrap_or_else(|| manage_number.clone()),
        manage_number,
        item_number,
        price,
        quantity: r.key("個数")?,
        choice: r.kept("項目・選択肢"),
        tax_percent: match r.text("商品税率") {
            Known::Value(text) => match cell::percent(text) {
                Some(rate) => Known::Value(rate),
                None => r.not_known("商品税率"),
            },
            Known::None | Known::Unknown => Known::Unknown,
        },
        delivery_info: r.kept("納期情報"),
    })
}
