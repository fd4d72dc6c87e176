//! The second sheet of RMS (発送完了報告): which parcels are reported, with their 発送明細ID.

use std::collections::BTreeMap;

use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::order::{Order, ShipmentRow};

use super::carriers;
use super::decode::{self, NotOrders, Refused};
use super::header::Sheet;
use super::problem::{Expected, Refusal};
use super::reading::CsvReading;
use super::record::{Fault, Reader, Record, Warning};

/// The rows of one order by 送付先ID.
pub type RowsByDestination = BTreeMap<i64, Vec<ShipmentRow>>;

/// What a file of 発送完了報告 held.
#[derive(Debug)]
pub struct DecodedShipments {
    /// By order.
    pub rows: BTreeMap<OrderNumber, RowsByDestination>,
    /// Orders that were refused.
    pub refused: Vec<Refused>,
    /// What was taken all the same.
    pub warnings: Vec<Warning>,
}

/// Reads a file of 発送完了報告, to be joined to orders with [`join`].
///
/// # Errors
/// [`NotOrders`] if the file as a whole cannot be trusted, or is the sheet of orders.
pub fn shipments_from_csv(
    bytes: &[u8],
    reading: &CsvReading,
) -> Result<DecodedShipments, NotOrders> {
    let file = decode::open(bytes, reading)?;
    match file.header.sheet {
        Sheet::Shipments => shipments(&file, reading),
        Sheet::Orders => Err(NotOrders::ColumnsMissing {
            missing: vec!["お荷物伝票番号".to_owned()],
            unknown: None,
        }),
    }
}

/// The rows of a file that is known to hold some.
pub(super) fn shipments(
    file: &decode::File,
    reading: &CsvReading,
) -> Result<DecodedShipments, NotOrders> {
    let grouped = decode::group(file, reading)?;
    let mut decoded = DecodedShipments {
        rows: BTreeMap::new(),
        refused: grouped.nameless,
        warnings: Vec::new(),
    };
    for group in grouped.groups {
        let read = match group.fault.clone() {
            Some(fault) => Err(fault),
            None => destinations(&group.rows, reading, &mut decoded.warnings),
        };
        match read {
            Ok(rows) => {
                decoded.rows.insert(group.number, rows);
            }
            Err(fault) => decoded.refused.push(Refused::group(fault, group)),
        }
    }
    decoded.refused.sort_by_key(|refused| refused.line);
    Ok(decoded)
}

fn destinations(
    records: &[Record<'_>],
    reading: &CsvReading,
    warnings: &mut Vec<Warning>,
) -> Result<RowsByDestination, Fault> {
    let mut rows = RowsByDestination::new();
    for record in records {
        let mut reader = Reader {
            record: *record,
            warnings,
        };
        let r = &mut reader;
        let basket = r.key("送付先ID")?;
        // A destination without a parcel has a row without 発送明細ID.
        if r.text("発送明細ID").value().is_none() {
            rows.entry(basket).or_default();
            continue;
        }
        let row = ShipmentRow {
            detail_id: r.key("発送明細ID")?,
            carrier: match r.kept("配送会社") {
                Known::Value(name) => {
                    Known::Value(carriers::code(&name, &reading.carriers).ok_or_else(|| {
                        r.record
                            .fault("配送会社", Refusal::Wrong(Expected::Carrier))
                    })?)
                }
                Known::None => Known::None,
                Known::Unknown => Known::Unknown,
            },
            tracking_number: r.kept("お荷物伝票番号"),
            shipped_on: r.day("発送日")?,
        };
        let rows = rows.entry(basket).or_default();
        rows.retain(|before| before.detail_id != row.detail_id);
        rows.push(row);
    }
    for rows in rows.values_mut() {
        rows.sort_by_key(|row| row.detail_id);
    }
    Ok(rows)
}

/// Puts the rows to the destinations of an order.
pub fn join(order: &mut Order, rows: &RowsByDestination) {
    for package in &mut order.packages {
        if let Some(rows) = rows.get(&package.basket_id) {
            package.shipments.clone_from(rows);
        }
    }
}
