//! Files of an OMS without API that say what was shipped: one row a slip, columns by configured
//! names.
//!
//! What ネクストエンジン calls the columns of its own exports is not confirmed (`csv-routes.md` 3), so
//! every one can be renamed.

use std::collections::BTreeMap;

use jiff::civil;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;

use super::carriers;
use super::decode::{self, NotOrders, Refused, Warning};
use super::journal::Counts;
use super::problem::{Expected, Refusal};
use super::reading::{CsvReading, Limits};
use super::record::{Fault, Reader, Record};
use super::register::Register;

/// The columns by the names that rows are read with: those of RMS where RMS has the same.
const SLIP: &str = "伝票番号";
const ORDER: &str = "注文番号";
const TRACKING_NUMBER: &str = "お荷物伝票番号";
const SHIP_METHOD: &str = "発送方法";
const SHIPPED_ON: &str = "発送日";

/// Longest お荷物伝票番号 that RMS takes (confirmed).
const LONGEST_NUMBER: usize = 120;

/// What the columns are called in the files of this shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedColumns {
    /// 伝票番号: a slip is one parcel.
    pub slip: String,
    /// 受注番号: the mall's order number.
    pub order: String,
    /// 発送伝票番号
    pub tracking_number: String,
    /// 発送方法: a name or a code, made a carrier of the mall by `carriers`.
    pub ship_method: String,
    /// 出荷確定日
    pub shipped_on: String,
}

impl Default for ShippedColumns {
    fn default() -> Self {
        Self {
            slip: "伝票番号".to_owned(),
            order: "受注番号".to_owned(),
            tracking_number: "発送伝票番号".to_owned(),
            ship_method: "発送方法".to_owned(),
            shipped_on: "出荷確定日".to_owned(),
        }
    }
}

impl ShippedColumns {
    /// By the names that rows are read with.
    fn names(&self) -> [(&'static str, &str); 5] {
        [
            (SLIP, &self.slip),
            (ORDER, &self.order),
            (TRACKING_NUMBER, &self.tracking_number),
            (SHIP_METHOD, &self.ship_method),
            (SHIPPED_ON, &self.shipped_on),
        ]
    }
}

/// A slip that was shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShippedSlip {
    pub(super) ship_method: String,
    pub(super) carrier: String,
    pub(super) tracking_number: String,
    pub(super) shipped_on: civil::Date,
}

/// The slips of an order by 伝票番号.
pub(super) type SlipsOfOrder = BTreeMap<String, ShippedSlip>;

/// What was shipped, as the last file shows each slip.
#[derive(Debug)]
pub(super) struct Shipped {
    columns: ShippedColumns,
    reading: CsvReading,
    slips: BTreeMap<OrderNumber, SlipsOfOrder>,
}

impl Shipped {
    /// `own`: 発送方法 → 配送会社 of the mall.
    pub(super) fn new(columns: ShippedColumns, own: BTreeMap<String, String>) -> Self {
        Self {
            columns,
            reading: CsvReading {
                carriers: own,
                ..CsvReading::default()
            },
            slips: BTreeMap::new(),
        }
    }

    /// What was shipped of an order.
    pub(super) fn of(&self, order: &OrderNumber) -> Option<&SlipsOfOrder> {
        self.slips.get(order)
    }

    /// A column by the name that people see.
    fn written(&self, fault: Fault) -> Fault {
        let column = fault.column.map(|column| {
            let name = self.columns.names().into_iter().find(|(n, _)| *n == column);
            name.map_or(column, |(_, written)| written.to_owned())
        });
        Fault { column, ..fault }
    }

    fn order(&self, rows: &[Record<'_>], w: &mut Vec<Warning>) -> Result<SlipsOfOrder, Fault> {
        let mut slips: BTreeMap<String, (usize, ShippedSlip)> = BTreeMap::new();
        for record in rows {
            let (number, slip) = self.slip(*record, w)?;
            let line = record.row.line;
            if let Some((line, other)) = slips.get(&number) {
                if *other != slip {
                    return Err(record.fault(SLIP, Refusal::Differs { line: *line }));
                }
                continue;
            }
            slips.insert(number, (line, slip));
        }
        let plain = |(number, (_, slip))| (number, slip);
        Ok(slips.into_iter().map(plain).collect())
    }

    fn slip(
        &self,
        record: Record<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(String, ShippedSlip), Fault> {
        let mut reader = Reader { record, warnings };
        let mut there = |name: &'static str| match reader.kept(name) {
            Known::Value(text) => Ok(text),
            Known::None | Known::Unknown => Err(record.fault(name, Refusal::Missing)),
        };
        let number = there(SLIP)?;
        let tracking_number = there(TRACKING_NUMBER)?;
        let ship_method = there(SHIP_METHOD)?;
        let wrong = |name, expected| record.fault(name, Refusal::Wrong(expected));
        let fits = tracking_number.len() <= LONGEST_NUMBER
            && !tracking_number.starts_with('-')
            && tracking_number
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !fits {
            return Err(wrong(TRACKING_NUMBER, Expected::TrackingNumber));
        }
        let carrier = carriers::code(&ship_method, &self.reading.carriers)
            .ok_or_else(|| wrong(SHIP_METHOD, Expected::Carrier))?;
        let Known::Value(shipped_on) = reader.day(SHIPPED_ON)? else {
            return Err(record.fault(SHIPPED_ON, Refusal::Missing));
        };
        let slip = ShippedSlip {
            ship_method,
            carrier,
            tracking_number,
            shipped_on,
        };
        Ok((number, slip))
    }
}

/// What a file held.
pub(super) struct ShippedContent {
    slips: BTreeMap<OrderNumber, SlipsOfOrder>,
    refused: Vec<Refused>,
    warnings: Vec<Warning>,
}

impl Register for Shipped {
    type Content = ShippedContent;

    fn limits(&self) -> Limits {
        self.reading.limits
    }

    fn read(&self, bytes: &[u8]) -> Result<ShippedContent, NotOrders> {
        let file = decode::open_renamed(bytes, &self.reading, &self.columns.names())?;
        let grouped = decode::group(&file, &self.reading)?;
        let mut content = ShippedContent {
            slips: BTreeMap::new(),
            refused: Vec::new(),
            warnings: Vec::new(),
        };
        for refused in grouped.nameless {
            let fault = Fault {
                line: refused.line,
                column: refused.column,
                refusal: refused.reason,
            };
            let refused = Refused::of(self.written(fault), refused.order_number, refused.rows);
            content.refused.push(refused);
        }
        for group in grouped.groups {
            let read = match group.fault.clone() {
                Some(fault) => Err(fault),
                None => self.order(&group.rows, &mut content.warnings),
            };
            match read {
                Ok(slips) => {
                    content.slips.insert(group.number, slips);
                }
                Err(fault) => {
                    let refused = Refused::group(self.written(fault), group);
                    content.refused.push(refused);
                }
            }
        }
        content.refused.sort_by_key(|refused| refused.line);
        Ok(content)
    }

    fn refused(content: &ShippedContent) -> &[Refused] {
        &content.refused
    }

    fn warnings(content: &ShippedContent) -> &[Warning] {
        &content.warnings
    }

    fn counts(content: &ShippedContent) -> Counts {
        Counts {
            taken: content.slips.len(),
            refused: content.refused.len(),
        }
    }

    /// A slip is as its last row has it; those that a file does not name stay.
    fn take(&mut self, content: ShippedContent) {
        for (order, slips) in content.slips {
            self.slips.entry(order).or_default().extend(slips);
        }
    }
}
