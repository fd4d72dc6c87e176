//! Files of an OMS without API that say what was shipped: one row a slip, columns by configured
//! names.
//!
//! What ネクストエンジン calls the columns of its own exports is not confirmed (`csv-routes.md` 3), so
//! every one can be renamed. Which slips an order has besides those that a file names is what the
//! shop says of its files, see [`Split`].

use std::collections::BTreeMap;

use jiff::civil;
use sabaki_order::id::OrderNumber;
use sabaki_order::known::Known;
use sabaki_order::slip::Consignee;

use super::carriers;
use super::decode::{self, NotOrders, Refused, Warning};
use super::journal::Counts;
use super::problem::{Expected, Refusal};
use super::reading::{CsvReading, Limits};
use super::record::{Fault, Reader, Record};
use super::register::Register;
use super::shipped_columns::{
    ADDRESS, NAME, PARTS, POSTAL_CODE, SHIP_METHOD, SHIPPED_ON, SLIP, ShippedColumns, Split,
    TRACKING_NUMBER,
};

/// Longest お荷物伝票番号 that RMS takes (confirmed).
const LONGEST_NUMBER: usize = 120;

/// A slip that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedSlip {
    /// How it left; none while it has not.
    pub(super) left: Option<Left>,
    pub(super) consignee: Known<Consignee>,
}

/// How a slip left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) ship_method: String,
    pub(super) carrier: String,
    pub(super) tracking_number: String,
    pub(super) shipped_on: civil::Date,
}

/// What files have named of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SlipsOfOrder {
    /// Its slips by 伝票番号.
    pub(super) slips: BTreeMap<String, NamedSlip>,
    /// How many there are, where a column says so.
    pub(super) parts: Option<usize>,
}

/// What was shipped, as the last file shows each slip.
#[derive(Debug)]
pub(super) struct Shipped {
    columns: ShippedColumns,
    split: Split,
    reading: CsvReading,
    slips: BTreeMap<OrderNumber, SlipsOfOrder>,
}

impl Shipped {
    /// `own`: 発送方法 → 配送会社 of the mall.
    pub(super) fn new(
        columns: ShippedColumns,
        split: Split,
        own: BTreeMap<String, String>,
    ) -> Self {
        Self {
            columns,
            split,
            reading: CsvReading {
                carriers: own,
                ..CsvReading::default()
            },
            slips: BTreeMap::new(),
        }
    }

    /// How the files tell that all slips have left.
    pub(super) fn split(&self) -> &Split {
        &self.split
    }

    /// What was shipped of an order.
    pub(super) fn of(&self, order: &OrderNumber) -> Option<&SlipsOfOrder> {
        self.slips.get(order)
    }

    /// A column by the name that people see.
    fn written(&self, fault: Fault) -> Fault {
        let column = fault.column.map(|column| {
            let all = self.columns.all(&self.split);
            let name = all.iter().find(|(n, _)| *n == column);
            name.map_or(column, |(_, written)| (*written).to_owned())
        });
        Fault { column, ..fault }
    }

    fn order(&self, rows: &[Record<'_>], w: &mut Vec<Warning>) -> Result<SlipsOfOrder, Fault> {
        let mut slips: BTreeMap<String, (usize, NamedSlip)> = BTreeMap::new();
        let mut parts: Option<(usize, usize)> = None;
        for record in rows {
            let line = record.row.line;
            if let Some(told) = parts_told(*record, w)? {
                match parts {
                    Some((line, before)) if before != told => {
                        return Err(record.fault(PARTS, Refusal::Differs { line }));
                    }
                    Some(_) => {}
                    None => parts = Some((line, told)),
                }
            }
            let (number, slip) = self.slip(*record, w)?;
            if let Some((line, other)) = slips.get(&number) {
                if *other != slip {
                    return Err(record.fault(SLIP, Refusal::Differs { line: *line }));
                }
                continue;
            }
            slips.insert(number, (line, slip));
        }
        let plain = |(number, (_, slip))| (number, slip);
        Ok(SlipsOfOrder {
            slips: slips.into_iter().map(plain).collect(),
            parts: parts.map(|(_, told)| told),
        })
    }

    fn slip(
        &self,
        record: Record<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(String, NamedSlip), Fault> {
        let mut reader = Reader { record, warnings };
        let number = there(&mut reader, SLIP)?;
        let shipped_on = reader.day(SHIPPED_ON)?;
        let slip = NamedSlip {
            left: match (shipped_on, &self.split) {
                (Known::Value(shipped_on), _) => Some(self.left(&mut reader, shipped_on)?),
                (Known::None | Known::Unknown, Split::Listed) => None,
                (Known::None | Known::Unknown, Split::Never | Split::Counted { .. }) => {
                    return Err(record.fault(SHIPPED_ON, Refusal::Missing));
                }
            },
            consignee: match &self.columns.consignee {
                None => Known::Unknown,
                Some(_) => Known::Value(Consignee {
                    name: reader.personal(NAME),
                    postal_code: reader.personal(POSTAL_CODE),
                    address: reader.personal(ADDRESS),
                }),
            },
        };
        Ok((number, slip))
    }

    fn left(&self, reader: &mut Reader<'_, '_>, shipped_on: civil::Date) -> Result<Left, Fault> {
        let record = reader.record;
        let tracking_number = there(reader, TRACKING_NUMBER)?;
        let ship_method = there(reader, SHIP_METHOD)?;
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
        Ok(Left {
            ship_method,
            carrier,
            tracking_number,
            shipped_on,
        })
    }

    fn content(&self, file: &decode::File) -> Result<ShippedContent, NotOrders> {
        let grouped = decode::group(file, &self.reading)?;
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
}

fn there(reader: &mut Reader<'_, '_>, name: &'static str) -> Result<String, Fault> {
    match reader.kept(name) {
        Known::Value(text) => Ok(text),
        Known::None | Known::Unknown => Err(reader.record.fault(name, Refusal::Missing)),
    }
}

/// In how many slips the order is, as this row says; none where it says nothing.
fn parts_told(record: Record<'_>, warnings: &mut Vec<Warning>) -> Result<Option<usize>, Fault> {
    let mut reader = Reader { record, warnings };
    if reader.text(PARTS).value().is_none() {
        return Ok(None);
    }
    let told = reader.key(PARTS)?;
    let told = usize::try_from(told).ok().filter(|told| *told > 0);
    match told {
        Some(told) => Ok(Some(told)),
        None => Err(record.fault(PARTS, Refusal::Wrong(Expected::Number))),
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
        let columns = self.columns.all(&self.split);
        self.content(&decode::open_renamed(bytes, &self.reading, &columns)?)
    }

    /// A file taken under an older configuration may lack what that one did not ask for: it is
    /// unknown then.
    fn read_taken(&self, bytes: &[u8]) -> Result<ShippedContent, NotOrders> {
        self.read(bytes).or_else(|_| {
            let keys = self.columns.keys();
            self.content(&decode::open_renamed(bytes, &self.reading, &keys)?)
        })
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

    /// A slip is as its last row has it; those that a file does not name stay, unless the files
    /// list all slips of an order.
    fn take(&mut self, content: ShippedContent) {
        for (order, named) in content.slips {
            match self.split {
                Split::Listed => {
                    self.slips.insert(order, named);
                }
                Split::Never | Split::Counted { .. } => {
                    let known = self.slips.entry(order).or_default();
                    known.slips.extend(named.slips);
                    known.parts = named.parts.or(known.parts);
                }
            }
        }
    }
}
