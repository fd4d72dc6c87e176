//! The CSV that RMS lets a shop download, as a file of orders.

use std::path::Path;

use sabaki_connector::csv::decode::{self, Refused, orders_from_csv};
use sabaki_connector::csv::reading::CsvReading;
use sabaki_diagnostic::lang::Lang;
use sabaki_order::order::Order;

use super::read::Unreadable;
use crate::output::Output;

/// A code for orders of a CSV that cannot be read.
const CSV_ORDER: &str = "E0959";
/// Warnings that are told one by one; the rest is counted.
const MOST_WARNINGS: usize = 20;

/// What stood in the file.
pub(crate) struct Read {
    /// What could be read.
    pub(crate) orders: Vec<Order>,
    /// What could not.
    pub(crate) refused: Vec<Unreadable>,
}

/// Reads it; warnings go to standard error, each kind once.
pub(crate) fn read(bytes: &[u8], path: &Path, out: Output) -> Result<Read, String> {
    let decoded = orders_from_csv(bytes, &CsvReading::default()).map_err(|not| match out.lang {
        Lang::Ja => not.in_japanese(),
        Lang::En => not.to_string(),
    })?;
    if decoded.count() == 0 {
        return Err(out.text("orders.csv_empty", &[]));
    }
    let warnings = decode::summed_up(&decoded.warnings);
    for (warning, times) in warnings.iter().take(MOST_WARNINGS) {
        let text = match out.lang {
            Lang::Ja => warning.notice.in_japanese(),
            Lang::En => warning.notice.to_string(),
        };
        let at = place(warning.column.as_deref(), out.lang);
        let times = if *times > 1 {
            format!(" (×{times})")
        } else {
            String::new()
        };
        out.note(&format!(
            "{}: {}:{}: {at}{text}{times}",
            out.text("level.warning", &[]),
            path.display(),
            warning.line,
        ));
    }
    Ok(Read {
        refused: decoded
            .refused
            .iter()
            .map(|refused| unreadable(refused, out.lang))
            .collect(),
        orders: decoded.orders,
    })
}

fn unreadable(refused: &Refused, lang: Lang) -> Unreadable {
    let text = match lang {
        Lang::Ja => refused.reason.in_japanese(),
        Lang::En => refused.reason.to_string(),
    };
    Unreadable {
        line: refused.line,
        order_number: refused.order_number.as_ref().map(ToString::to_string),
        code: CSV_ORDER.to_owned(),
        message: format!("{}{text}", place(refused.column.as_deref(), lang)),
    }
}

/// The column in front of what is wrong with it.
fn place(column: Option<&str>, lang: Lang) -> String {
    match (column, lang) {
        (None, _) => String::new(),
        (Some(column), Lang::Ja) => format!("列「{column}」: "),
        (Some(column), Lang::En) => format!("column `{column}`: "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_of_a_csv_that_cannot_be_read_has_its_code() {
        let csv = include_bytes!("../../../connector/fixtures/csv/29-amount-bad-grouping.csv");
        let decoded = orders_from_csv(csv, &CsvReading::default()).unwrap();
        let told: Vec<_> = decoded
            .refused
            .iter()
            .map(|r| unreadable(r, Lang::Ja))
            .collect();
        let codes: Vec<&str> = told.iter().map(|u| u.code.as_str()).collect();
        assert_eq!(codes, ["E0959"], "{:?}", decoded.warnings);
    }
}
