//! Every case of `csv-routes.md` 7 is a file in `fixtures/csv` with what has to become of it.
//! `BLESS=1` writes what is; the verdict is never blessed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sabaki_diagnostic::lang::Lang;
use sabaki_order::known::Known;
use sabaki_order::order::{Order, Person};
use serde_json::{Map, Value, json};

use super::decode::{self, NotOrders, Refused, Warning};
use super::header::Sheet;
use super::reading::CsvReading;
use super::shipments;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/csv")
}

#[test]
fn every_file_becomes_what_it_should() {
    let mut failures = Vec::new();
    let mut cases = std::collections::BTreeSet::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "csv") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            cases.insert(name.split_once('-').unwrap().0.parse::<u32>().unwrap());
            if let Err(failure) = check(&name) {
                failures.push(failure);
            }
        } else {
            let csv = path.to_str().unwrap().replace(".expected.json", ".csv");
            assert!(Path::new(&csv).exists(), "{path:?} has no CSV");
        }
    }
    assert_eq!(
        cases.into_iter().collect::<Vec<_>>(),
        (1..=48).collect::<Vec<_>>()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn check(name: &str) -> Result<(), String> {
    let bytes = fs::read(folder().join(format!("{name}.csv"))).unwrap();
    let page = folder().join(format!("{name}.expected.json"));
    let mut expected: Map<String, Value> =
        serde_json::from_slice(&fs::read(&page).unwrap()).unwrap();
    let found = found(&bytes, &expected);
    if std::env::var_os("BLESS").is_some() {
        for (key, value) in &found {
            if key != "verdict" {
                expected.insert(key.clone(), value.clone());
            }
        }
        let text = serde_json::to_string_pretty(&expected).unwrap();
        fs::write(&page, text + "\n").unwrap();
    }
    for (key, value) in &found {
        let wanted = expected.get(key).unwrap_or(&Value::Null);
        if wanted != value {
            return Err(format!(
                "{name}: {key}\n  wanted {wanted}\n  found  {value}"
            ));
        }
    }
    Ok(())
}

fn reading(expected: &Map<String, Value>) -> CsvReading {
    let mut reading = CsvReading {
        shop_number: expected
            .get("shop_number")
            .map(|n| n.as_str().unwrap().to_owned()),
        ..CsvReading::default()
    };
    if let Some(limits) = expected.get("limits") {
        let limit = |name: &str, or: usize| {
            limits
                .get(name)
                .map_or(or, |n| usize::try_from(n.as_u64().unwrap()).unwrap())
        };
        reading.limits.file_bytes = limit("file_bytes", reading.limits.file_bytes);
        reading.limits.cell_bytes = limit("cell_bytes", reading.limits.cell_bytes);
    }
    reading
}

fn found(bytes: &[u8], expected: &Map<String, Value>) -> Map<String, Value> {
    let reading = reading(expected);
    let mut found = Map::new();
    let shown = match decode::open(bytes, &reading) {
        Err(not) => Err(not),
        Ok(file) if file.header.sheet == Sheet::Shipments => shipments::shipments(&file, &reading)
            .map(|decoded| {
                let rows: BTreeMap<_, _> = decoded
                    .rows
                    .iter()
                    .map(|(number, rows)| (number.as_str(), format!("{rows:?}")))
                    .collect();
                found.insert("shipments".to_owned(), json!(rows));
                (decoded.refused, decoded.warnings)
            }),
        Ok(file) => decode::orders(&file, &reading).map(|decoded| {
            found.insert("encoding".to_owned(), json!(decoded.encoding.name()));
            let orders: Vec<Value> = decoded.orders.iter().map(order).collect();
            found.insert("orders".to_owned(), json!(orders));
            if expected.contains_key("written") {
                let written: BTreeMap<_, _> = decoded
                    .orders
                    .iter()
                    .map(|order| (order.number.as_str(), written(order)))
                    .collect();
                found.insert("written".to_owned(), json!(written));
            }
            (decoded.refused, decoded.warnings)
        }),
    };
    verdict(shown, &mut found);
    found
}

fn verdict(shown: Result<(Vec<Refused>, Vec<Warning>), NotOrders>, found: &mut Map<String, Value>) {
    let verdict = match shown {
        Err(not) => {
            let texts = json!({"en": not.to_string(), "ja": not.in_japanese()});
            found.insert("fatal".to_owned(), texts);
            "F"
        }
        Ok((refused, warnings)) => {
            let texts: Vec<_> = refused.iter().map(refusal).collect();
            found.insert("refused".to_owned(), json!(texts));
            let texts: Vec<_> = warnings.iter().map(warning).collect();
            found.insert("warnings".to_owned(), json!(texts));
            match (refused.is_empty(), warnings.is_empty()) {
                (false, _) => "O",
                (true, false) => "W",
                (true, true) => "OK",
            }
        }
    };
    found.insert("verdict".to_owned(), json!(verdict));
}

fn refusal(refused: &Refused) -> Value {
    json!({
        "line": refused.line,
        "column": refused.column,
        "order_number": refused.order_number.as_ref().map(sabaki_order::id::OrderNumber::as_str),
        "en": refused.reason.to_string(),
        "ja": refused.reason.in_japanese(),
    })
}

fn warning(warning: &Warning) -> Value {
    json!({
        "line": warning.line,
        "column": warning.column,
        "en": warning.notice.to_string(),
        "ja": warning.notice.in_japanese(),
    })
}

fn written(order: &Order) -> String {
    match super::general::lines(order, &BTreeMap::new()) {
        Ok(lines) => format!("{} rows", lines.len()),
        Err(not) => not.reason.text(Lang::Ja),
    }
}

fn known<T: std::fmt::Debug>(value: &Known<T>) -> Value {
    match value {
        Known::Value(value) => json!(format!("{value:?}").trim_matches('"')),
        Known::None => Value::Null,
        Known::Unknown => json!("?"),
    }
}

fn person(person: &Person) -> Value {
    let address = [person.city.expose(), person.street.expose()].concat();
    json!([
        format!(
            "{} {}",
            person.family_name.expose(),
            person.first_name.expose()
        ),
        format!(
            "{} {}",
            person.family_kana.expose(),
            person.first_kana.expose()
        ),
        person.postal_code.expose(),
        format!("{}{address}", person.prefecture),
        person.phone.expose(),
    ])
}

fn order(order: &Order) -> Value {
    let packages: Vec<Value> = order
        .packages
        .iter()
        .map(|package| {
            let items: Vec<Value> = package
                .items
                .iter()
                .map(|i| {
                    json!([
                        i.detail_id,
                        i.name,
                        i.sku,
                        known(&i.price),
                        i.quantity,
                        known(&i.choice)
                    ])
                })
                .collect();
            json!({
                "id": package.basket_id,
                "recipient": package.recipient.value().map(person),
                "items": items,
            })
        })
        .collect();
    json!({
        "number": order.number.as_str(),
        "status": format!("{:?}", order.status),
        "settlement": known(&order.settlement),
        "payment": known(&order.payment_method),
        "ordered_at": known(&order.ordered_at),
        "confirmed_at": known(&order.confirmed_at),
        "wished": known(&order.wished_delivery_date),
        "goods_total": known(&order.goods_total),
        "postage": known(&order.postage),
        "total": known(&order.total),
        "remarks": order.remarks.value().map(sabaki_order::personal::Personal::expose),
        "several": known(&order.multiple_destinations),
        "social_gift": known(&order.social_gift),
        "buyer": person(&order.buyer),
        "packages": packages,
    })
}

/// Numbers between 0 and a bound, always the same ones for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

#[test]
fn the_order_of_rows_and_columns_says_nothing() {
    let reading = CsvReading::default();
    let sorted = |bytes: &[u8]| {
        let decoded = decode::orders_from_csv(bytes, &reading).unwrap();
        let mut orders = decoded.orders;
        orders.sort_by(|a, b| a.number.cmp(&b.number));
        let mut refused: Vec<_> = decoded
            .refused
            .into_iter()
            .map(|r| r.order_number)
            .collect();
        refused.sort();
        (orders, refused)
    };
    for name in [
        "38-not-adjacent",
        "42-several-destinations",
        "37-order-columns-differ",
    ] {
        let bytes = fs::read(folder().join(format!("{name}.csv"))).unwrap();
        let (text, _) = super::text::text(&bytes, reading.limits).unwrap();
        let mut rows = super::rows::rows(&text, reading.limits).unwrap();
        let expected = sorted(&bytes);
        for seed in 0..60 {
            let mut dice = Dice(seed);
            let mut columns: Vec<usize> = (0..rows[0].cells.len()).collect();
            dice.shuffle(&mut columns);
            dice.shuffle(&mut rows[1..]);
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer
                    .write_record(columns.iter().map(|at| &row.cells[*at]))
                    .unwrap();
            }
            let shuffled = writer.into_inner().unwrap();
            assert_eq!(sorted(&shuffled), expected, "{name}, seed {seed}");
        }
    }
}
