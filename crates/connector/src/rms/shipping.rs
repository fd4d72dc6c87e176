//! 発送完了報告: which row of 発送情報 a parcel goes into.

use sabaki_engine::port::mall::Parcel;
use sabaki_order::order::{Package, ShipmentRow};

/// What to do with the rows of a destination for one parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// The parcel is reported already.
    AlreadyThere,
    /// An empty, half-filled or stub row takes it.
    Fill(i64),
    /// There is no such row: a new one is added.
    Add,
}

/// Chooses the row. A repeated report must never end in two equal rows, and a row left empty beside
/// a new one would hold the order in 発送待ち for ever.
pub(crate) fn row_for(package: &Package, parcel: &Parcel) -> Row {
    let same_number = |row: &&ShipmentRow| {
        row.tracking_number
            .value()
            .is_some_and(|number| *number == parcel.tracking_number)
    };
    let rows = &package.shipments;
    // Complete under this number, even with another day or carrier: a person's correction stands.
    if rows
        .iter()
        .filter(same_number)
        .any(ShipmentRow::is_complete)
    {
        return Row::AlreadyThere;
    }
    let fillable = |row: &&ShipmentRow| {
        !row.is_complete()
            && row
                .tracking_number
                .value()
                .is_none_or(|number| *number == parcel.tracking_number)
    };
    rows.iter()
        .filter(fillable)
        .max_by_key(|row| (same_number(row), std::cmp::Reverse(row.detail_id)))
        .map_or(Row::Add, |row| Row::Fill(row.detail_id))
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

    #[test]
    fn rows() {
        let parcel = Parcel {
            carrier: "1001".to_owned(),
            tracking_number: "0011".to_owned(),
            shipped_on: "2026-11-03".parse().unwrap(),
        };
        let cases: &[(&[&str], Row)] = &[
            (&[], Row::Add),
            (&["7 1000 - -"], Row::Fill(7)),
            (&["7 - - -"], Row::Fill(7)),
            (&["7 1001 - 2026-11-03"], Row::Fill(7)),
            (&["7 1001 0011 2026-11-03"], Row::AlreadyThere),
            (&["7 1003 0011 2026-11-02"], Row::AlreadyThere),
            (&["7 1001 0011 -"], Row::Fill(7)),
            (&["7 1001 0022 2026-11-03"], Row::Add),
            (&["7 1001 0022 -"], Row::Add),
            (&["7 1001 0022 2026-11-03", "8 1000 - -"], Row::Fill(8)),
            (&["7 1000 - -", "8 1000 0011 -"], Row::Fill(8)),
            (&["9 1000 - -", "8 1000 - -"], Row::Fill(8)),
        ];
        for (rows, expected) in cases {
            let package = Package {
                basket_id: 1,
                recipient: Known::Value(Person::default()),
                isolated_island: Known::Unknown,
                noshi: Known::None,
                postage: Known::Unknown,
                items: Vec::new(),
                shipments: rows.iter().map(|text| row(text)).collect(),
                default_carrier: Known::None,
            };
            assert_eq!(row_for(&package, &parcel), *expected, "{rows:?}");
        }
    }
}
