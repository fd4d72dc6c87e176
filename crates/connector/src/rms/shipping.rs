//! 発送完了報告: which rows of 発送情報 the parcels of an order go into.

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::mall::Parcel;
use sabaki_order::order::{Order, Package, ShipmentRow};

use super::wire::{Basket, ShippingRow, UpdateShipping};

/// Most rows of a destination (confirmed).
const MOST_ROWS: usize = 20;

/// Why an order is not reported, in the words for whoever looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub(crate) enum NotReported {
    /// A parcel names no destination of the order, or a destination has no parcel.
    Unassigned,
    /// RMS has a parcel that the slips do not have: adding ours might report one twice.
    OtherNumbers,
    /// One destination cannot have so many.
    TooMany,
}

impl NotReported {
    /// For people.
    pub(crate) fn told(self) -> Reason {
        Reason::of(match self {
            Self::Unassigned => "reason.parcels.not_assigned",
            Self::OtherNumbers => "reason.rms.other_numbers",
            Self::TooMany => "reason.rms.too_many_rows",
        })
    }
}

/// What a report writes; none: RMS has all of it.
pub(super) fn report<'a>(
    order: &'a Order,
    parcels: &'a [Parcel],
) -> Result<Option<UpdateShipping<'a>>, NotReported> {
    let known = |parcel: &Parcel| {
        let mut baskets = order.packages.iter();
        baskets.any(|package| package.basket_id == parcel.basket_id)
    };
    if parcels.is_empty() || !parcels.iter().all(known) {
        return Err(NotReported::Unassigned);
    }
    let mut baskets = Vec::new();
    for package in &order.packages {
        let own = parcels
            .iter()
            .filter(|parcel| parcel.basket_id == package.basket_id);
        let rows = rows(package, &own.collect::<Vec<_>>())?;
        if !rows.is_empty() {
            baskets.push(Basket {
                id: package.basket_id,
                rows,
            });
        }
    }
    Ok((!baskets.is_empty()).then(|| UpdateShipping {
        number: order.number.as_str(),
        baskets,
    }))
}

/// A row that a report writes, for sides that do not speak the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    /// The empty, half-filled or stub row that takes the parcel; none: a new row.
    pub(crate) detail_id: Option<i64>,
    /// What goes into it.
    pub(crate) parcel: &'a Parcel,
}

/// The rows of a report, those of each destination together; none: RMS has all of it.
pub(crate) fn missing<'a>(
    order: &'a Order,
    parcels: &'a [Parcel],
) -> Result<Vec<Row<'a>>, NotReported> {
    let baskets = report(order, parcels)?.map_or_else(Vec::new, |report| report.baskets);
    let row = |basket: i64, row: &ShippingRow<'_>| {
        let is = |p: &&Parcel| p.basket_id == basket && p.tracking_number == row.tracking_number;
        parcels.iter().find(is).map(|parcel| Row {
            detail_id: row.detail_id,
            parcel,
        })
    };
    Ok(baskets
        .iter()
        .flat_map(|basket| basket.rows.iter().filter_map(|r| row(basket.id, r)))
        .collect())
}

/// The rows that are missing at one destination. A repeated report must never end in two equal
/// rows, and a row left empty beside a new one would hold the order in 発送待ち for ever.
fn rows<'a>(package: &Package, own: &[&'a Parcel]) -> Result<Vec<ShippingRow<'a>>, NotReported> {
    if own.is_empty() {
        return Err(NotReported::Unassigned);
    }
    let mut parcels: Vec<&'a Parcel> = Vec::new();
    for parcel in own {
        if !parcels.iter().any(|other| number(other) == number(parcel)) {
            parcels.push(parcel);
        }
    }
    let complete: Vec<&ShipmentRow> = package
        .shipments
        .iter()
        .filter(|row| row.is_complete())
        .collect();
    // Complete under this number, even with another day or carrier: a person's correction stands.
    let reported = |parcel: &&Parcel| complete.iter().any(|row| has(row, parcel));
    let missing: Vec<&'a Parcel> = parcels.iter().filter(|p| !reported(p)).copied().collect();
    let others = complete
        .iter()
        .any(|row| !parcels.iter().any(|parcel| has(row, parcel)));
    if others && parcels.len() > 1 && !missing.is_empty() {
        return if complete.len() >= parcels.len() {
            // A person has corrected a number: there is a row for each parcel.
            Ok(Vec::new())
        } else {
            Err(NotReported::OtherNumbers)
        };
    }
    let rows = filled(package, &missing);
    let added = rows.iter().filter(|row| row.detail_id.is_none()).count();
    if package.shipments.len() + added > MOST_ROWS {
        return Err(NotReported::TooMany);
    }
    Ok(rows)
}

/// A row for each parcel: the one that already names it, else an empty, half-filled or stub row,
/// the oldest first, else a new one.
fn filled<'a>(package: &Package, parcels: &[&'a Parcel]) -> Vec<ShippingRow<'a>> {
    let open = || package.shipments.iter().filter(|row| !row.is_complete());
    let mut empty: Vec<i64> = open()
        .filter(|row| row.tracking_number.value().is_none())
        .map(|row| row.detail_id)
        .collect();
    empty.sort_unstable();
    let mut empty = empty.into_iter();
    let row = |parcel: &&'a Parcel| {
        let named = open().filter(|row| has(row, parcel));
        let named = named.map(|row| row.detail_id).min();
        ShippingRow {
            detail_id: named.or_else(|| empty.next()),
            carrier: &parcel.carrier,
            tracking_number: &parcel.tracking_number,
            shipped_on: parcel.shipped_on.to_string(),
        }
    };
    parcels.iter().map(row).collect()
}

fn number(parcel: &Parcel) -> &str {
    &parcel.tracking_number
}

fn has(row: &ShipmentRow, parcel: &Parcel) -> bool {
    row.tracking_number
        .value()
        .is_some_and(|number| *number == parcel.tracking_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sabaki_order::known::Known;
    use sabaki_order::order::Person;

    fn row(text: &str) -> ShipmentRow {
        let parts: Vec<&str> = text.split(' ').collect();
        let value = |text: &str| {
            if text == "-" {
                Known::None
            } else {
                Known::Value(text.to_owned())
            }
        };
        ShipmentRow {
            detail_id: parts[0].parse().unwrap(),
            carrier: value(parts[1]),
            tracking_number: value(parts[2]),
            shipped_on: match value(parts[3]) {
                Known::Value(day) => Known::Value(day.parse().unwrap()),
                _ => Known::None,
            },
        }
    }

    fn parcel(number: &str) -> Parcel {
        Parcel {
            basket_id: 1,
            carrier: "1001".to_owned(),
            tracking_number: number.to_owned(),
            shipped_on: "2026-11-03".parse().unwrap(),
        }
    }

    fn package(rows: &[&str]) -> Package {
        Package {
            basket_id: 1,
            recipient: Known::Value(Person::default()),
            isolated_island: Known::Unknown,
            noshi: Known::None,
            postage: Known::Unknown,
            items: Vec::new(),
            shipments: rows.iter().map(|text| row(text)).collect(),
            default_carrier: Known::None,
        }
    }

    /// Rows there, parcels → `id=number` or `+number` for each row that is written.
    #[test]
    fn rows_of_a_destination() {
        let cases: &[(&[&str], &[&str], &str)] = &[
            (&[], &["0011"], "+0011"),
            (&["7 1000 - -"], &["0011"], "7=0011"),
            (&["7 - - -"], &["0011"], "7=0011"),
            (&["7 1001 - 2026-11-03"], &["0011"], "7=0011"),
            (&["7 1001 0011 2026-11-03"], &["0011"], ""),
            (&["7 1003 0011 2026-11-02"], &["0011"], ""),
            (&["7 1001 0011 -"], &["0011"], "7=0011"),
            (&["7 1001 0022 2026-11-03"], &["0011"], "+0011"),
            (&["7 1001 0022 -"], &["0011"], "+0011"),
            (
                &["7 1001 0022 2026-11-03", "8 1000 - -"],
                &["0011"],
                "8=0011",
            ),
            (&["7 1000 - -", "8 1000 0011 -"], &["0011"], "8=0011"),
            (&["9 1000 - -", "8 1000 - -"], &["0011"], "8=0011"),
            // Several parcels.
            (&[], &["0011", "0012"], "+0011 +0012"),
            (&["7 1000 - -"], &["0011", "0012"], "7=0011 +0012"),
            (
                &["9 1000 - -", "7 - - -"],
                &["0011", "0012"],
                "7=0011 9=0012",
            ),
            (
                &["7 1000 - -", "8 1000 0012 -"],
                &["0011", "0012"],
                "7=0011 8=0012",
            ),
            (&["7 1001 0011 2026-11-03"], &["0011", "0012"], "+0012"),
            (
                &["7 1001 0011 2026-11-03", "8 1000 - -"],
                &["0011", "0012"],
                "8=0012",
            ),
            (
                &["7 1001 0012 2026-11-03", "8 1001 0011 2026-11-03"],
                &["0011", "0012"],
                "",
            ),
            (&[], &["0011", "0011"], "+0011"),
            // A person corrected one number; a person reported another parcel.
            (
                &["7 1001 0011 2026-11-03", "8 1001 0099 2026-11-03"],
                &["0011", "0012"],
                "",
            ),
            (
                &["8 1001 0099 2026-11-03"],
                &["0011", "0012"],
                "OtherNumbers",
            ),
        ];
        for (there, parcels, expected) in cases {
            let parcels: Vec<Parcel> = parcels.iter().map(|text| parcel(text)).collect();
            let got = match rows(&package(there), &parcels.iter().collect::<Vec<_>>()) {
                Err(not) => format!("{not:?}"),
                Ok(rows) => {
                    let written = rows.iter().map(|row| match row.detail_id {
                        Some(id) => format!("{id}={}", row.tracking_number),
                        None => format!("+{}", row.tracking_number),
                    });
                    written.collect::<Vec<_>>().join(" ")
                }
            };
            assert_eq!(got, *expected, "{there:?} {parcels:?}");
        }
    }

    #[test]
    fn twenty_rows_and_no_more() {
        let parcels: Vec<Parcel> = (0..21).map(|n| parcel(&format!("{n:04}"))).collect();
        let all: Vec<&Parcel> = parcels.iter().collect();
        assert_eq!(rows(&package(&[]), &all), Err(NotReported::TooMany));
        assert_eq!(rows(&package(&[]), &all[..20]).unwrap().len(), 20);
        let stub = package(&["7 1000 - -"]);
        assert_eq!(rows(&stub, &all[..20]).unwrap().len(), 20);
        let other = package(&["7 1001 0099 -"]);
        assert_eq!(rows(&other, &all[..20]), Err(NotReported::TooMany));
        assert_eq!(rows(&package(&[]), &[]), Err(NotReported::Unassigned));
    }
}
