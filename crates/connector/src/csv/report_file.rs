//! The shipment report that a shop uploads (発送完了報告): six fixed columns, CP932, CR LF.
//!
//! A blank 発送明細ID means a new row, so a file that is uploaded twice doubles the report; the
//! [`Outbox`](super::outbox::Outbox) never writes a row twice and never changes a published file.
//! Source: `csv-routes.md` 2.1 (confirmed; whether quotes or LF are refused is not).

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::mall::Parcel;
use sabaki_order::known::Known;
use sabaki_order::order::Order;

use super::carriers;
use super::outbox::{Kind, Reported};
use super::reading::CsvReading;
use crate::jst;
use crate::nextengine::cp932;
use crate::rms::shipping::{self, NotReported, Row};

/// Most rows of one file (confirmed).
const MOST_ROWS: usize = 5_000;
/// Longest お荷物伝票番号 (confirmed).
const LONGEST_NUMBER: usize = 120;
/// An order can be reported for so long after 注文日 (confirmed).
const DAYS: i32 = 180;

/// The kind of file.
pub(super) fn kind() -> Option<Kind> {
    Some(Kind {
        stem: "ShippingReport",
        header: cp932::encode(&format!("{}\r\n", super::columns::SHIPMENT.join(",")))?,
        most_rows: MOST_ROWS,
    })
}

/// The rows that an order's parcels become, none where all of them are shown already; or why they
/// cannot be reported, without personal values.
pub(super) fn plan(
    order: &Order,
    parcels: &[Parcel],
    reading: &CsvReading,
) -> Result<Vec<Reported>, Reason> {
    let parcels = parcels
        .iter()
        .map(|parcel| checked(order, parcel, reading))
        .collect::<Result<Vec<_>, _>>()?;
    let rows = shipping::missing(order, &parcels).map_err(NotReported::told)?;
    let reported = |row: &Row<'_>| Reported {
        destination: row.parcel.basket_id,
        // A row that this side has written itself has no number at the mall yet.
        row: row.detail_id.filter(|id| *id != 0),
        tracking_number: row.parcel.tracking_number.clone(),
        carrier: row.parcel.carrier.clone(),
        shipped_on: row.parcel.shipped_on,
    };
    Ok(rows.iter().map(reported).collect())
}

/// A parcel as the file can hold it.
fn checked(order: &Order, parcel: &Parcel, reading: &CsvReading) -> Result<Parcel, Reason> {
    let carrier = carriers::code(&parcel.carrier, &reading.carriers)
        .ok_or_else(|| Reason::of("reason.csv.carrier"))?;
    let number = parcel.tracking_number.trim();
    let fits = !number.is_empty()
        && number.len() <= LONGEST_NUMBER
        && !number.starts_with('-')
        && number
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !fits {
        return Err(Reason::of("reason.csv.tracking_number"));
    }
    if let Known::Value(at) = order.ordered_at {
        let ordered_on = jst::wall_time(at).date();
        let days = (parcel.shipped_on - ordered_on).get_days();
        if days < 0 {
            return Err(Reason::of("reason.csv.shipped_before_order"));
        }
        if days > DAYS {
            return Err(Reason::of("reason.csv.too_late"));
        }
    }
    Ok(Parcel {
        basket_id: parcel.basket_id,
        carrier,
        tracking_number: number.to_owned(),
        shipped_on: parcel.shipped_on,
    })
}

/// The line of a parcel. Its cells are digits, letters and hyphens: nothing to quote.
pub(super) fn line(order: &str, parcel: &Reported) -> String {
    let row = parcel.row.map_or(String::new(), |row| format!("{row:012}"));
    format!(
        "{order},{:010},{row},{},{},{}\r\n",
        parcel.destination, parcel.tracking_number, parcel.carrier, parcel.shipped_on
    )
}
