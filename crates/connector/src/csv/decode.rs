//! A downloaded CSV becomes orders: pure, so that a file can be simulated.
//!
//! The unit of acceptance is the order: one bad row refuses its order, everything else goes on, and
//! what came in is what was taken and what was refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sabaki_order::id::OrderNumber;
use sabaki_order::order::Order;

use super::cell;
use super::columns::{LONG_NUMBERS, WANTED};
use super::header::{Header, Sheet};
use super::order_model;
use super::package_model::differing;
use super::reading::CsvReading;
use super::record::{Fault, Record};
use super::rows::{self, Row};
use super::text::{self, Encoding};

pub use super::problem::{NotOrders, Notice, Refusal};
pub use super::record::Warning;

/// What a file of orders held.
#[derive(Debug)]
pub struct DecodedCsv {
    /// The orders, as they first appear in the file.
    pub orders: Vec<Order>,
    /// What was refused, by order, in the order of lines.
    pub refused: Vec<Refused>,
    /// What was taken all the same, in the order of lines.
    pub warnings: Vec<Warning>,
    /// How the file was written.
    pub encoding: Encoding,
}

impl DecodedCsv {
    /// How many orders stood in the file: those taken and those refused.
    pub fn count(&self) -> usize {
        self.orders.len() + self.refused.len()
    }
}

/// An order that is refused, or a row that belongs to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line that is wrong.
    pub line: usize,
    /// The column that is wrong, where it is one.
    pub column: Option<String>,
    /// The order number, where it could be read.
    pub order_number: Option<OrderNumber>,
    /// What is wrong.
    pub reason: Refusal,
    /// The lines on which its rows begin.
    pub rows: Vec<usize>,
}

impl Refused {
    pub(super) fn row(fault: Fault, line: usize) -> Self {
        Self::of(fault, None, vec![line])
    }

    pub(super) fn group(fault: Fault, group: Group<'_>) -> Self {
        let rows = group.rows.iter().map(|record| record.row.line).collect();
        Self::of(fault, Some(group.number), rows)
    }

    pub(super) fn of(fault: Fault, order_number: Option<OrderNumber>, rows: Vec<usize>) -> Self {
        Self {
            rows,
            line: fault.line,
            column: fault.column,
            order_number,
            reason: fault.refusal,
        }
    }
}

/// A file whose sheet is known.
pub(super) struct File {
    pub(super) header: Header,
    pub(super) rows: Vec<Row>,
    pub(super) encoding: Encoding,
}

/// Reads a file as far as its header and rows.
pub(super) fn open(bytes: &[u8], reading: &CsvReading) -> Result<File, NotOrders> {
    open_under(bytes, reading, Header::read)
}

/// The same for a file whose columns a shop has named: `(name to read with, name in the file)`.
pub(super) fn open_renamed(
    bytes: &[u8],
    reading: &CsvReading,
    columns: &[(&'static str, &str)],
) -> Result<File, NotOrders> {
    open_under(bytes, reading, |first| Header::renamed(first, columns))
}

fn open_under(
    bytes: &[u8],
    reading: &CsvReading,
    header: impl FnOnce(&Row) -> Result<Header, NotOrders>,
) -> Result<File, NotOrders> {
    let (text, encoding) = text::text(bytes, reading.limits)?;
    let mut rows = rows::rows(&text, reading.limits)?;
    if rows.is_empty() {
        return Err(NotOrders::Empty);
    }
    let first = rows.remove(0);
    let header = header(&first)?;
    if let Some(last) = rows.last()
        && last.unended
        && last.cells.len() < header.width
    {
        return Err(NotOrders::CutOff { line: last.line });
    }
    rows.retain(|row| !row.is_blank());
    Ok(File {
        header,
        rows,
        encoding,
    })
}

/// Reads the file of orders that RMS lets a shop download (通常購入データ), in CP932 or UTF-8, its
/// columns in any order. A file with a header only has no orders, which is no error.
///
/// # Errors
/// [`NotOrders`] if the file as a whole cannot be trusted.
pub fn orders_from_csv(bytes: &[u8], reading: &CsvReading) -> Result<DecodedCsv, NotOrders> {
    let file = open(bytes, reading)?;
    match file.header.sheet {
        Sheet::Orders => orders(&file, reading),
        Sheet::Shipments => Err(NotOrders::ShipmentSheet),
    }
}

/// The orders of a file that is known to hold some.
pub(super) fn orders(file: &File, reading: &CsvReading) -> Result<DecodedCsv, NotOrders> {
    let mut decoded = DecodedCsv {
        orders: Vec::new(),
        refused: Vec::new(),
        warnings: header_warnings(&file.header),
        encoding: file.encoding,
    };
    let grouped = group(file, reading)?;
    decoded.refused.extend(grouped.nameless);
    for group in grouped.groups {
        let mut warnings = Vec::new();
        let read = match group.fault.clone() {
            Some(fault) => Err(fault),
            None => agreeing(&group.rows).and_then(|()| {
                order_model::read(group.number.clone(), &group.rows, reading, &mut warnings)
            }),
        };
        match read {
            Ok(order) => decoded.orders.push(order),
            Err(fault) => decoded.refused.push(Refused::group(fault, group)),
        }
        decoded.warnings.append(&mut warnings);
    }
    decoded.refused.sort_by_key(|refused| refused.line);
    decoded.warnings.sort_by_key(|warning| warning.line);
    Ok(decoded)
}

fn header_warnings(header: &Header) -> Vec<Warning> {
    let spelled = header.notices.iter().map(|(name, notice)| Warning {
        line: 1,
        column: Some((*name).to_owned()),
        notice: notice.clone(),
    });
    let missing = WANTED
        .iter()
        .filter(|name| header.position(name).is_none())
        .map(|name| Warning {
            line: 1,
            column: Some((*name).to_owned()),
            notice: Notice::NoColumn,
        });
    spelled.chain(missing).collect()
}

/// The rows of one order, wherever they stand in the file.
pub(super) struct Group<'a> {
    pub(super) number: OrderNumber,
    pub(super) rows: Vec<Record<'a>>,
    pub(super) fault: Option<Fault>,
}

/// All groups, and the rows that belong to none.
pub(super) struct Grouped<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) nameless: Vec<Refused>,
}

pub(super) fn group<'a>(file: &'a File, reading: &CsvReading) -> Result<Grouped<'a>, NotOrders> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut at: HashMap<OrderNumber, usize> = HashMap::new();
    let mut nameless = Vec::new();
    for row in &file.rows {
        let record = Record {
            header: &file.header,
            row,
        };
        let fault = row_fault(&record).err();
        let number = match order_number(&record) {
            Ok(number) => number,
            Err(unnamed) => {
                if row.cells.len() != file.header.width && row.stray_quote.is_none() {
                    return Err(NotOrders::Ragged {
                        line: row.line,
                        found: row.cells.len(),
                        expected: file.header.width,
                    });
                }
                nameless.push(Refused::row(fault.unwrap_or(unnamed), row.line));
                continue;
            }
        };
        let fault = fault.or_else(|| foreign(&record, &number, reading).err());
        let index = *at.entry(number.clone()).or_insert_with(|| {
            groups.push(Group {
                number,
                rows: Vec::new(),
                fault: None,
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            group.rows.push(record);
            if group.fault.is_none() {
                group.fault = fault;
            }
        }
    }
    let foreign = |group: &Group<'_>| {
        group
            .fault
            .as_ref()
            .is_some_and(|fault| fault.refusal == Refusal::OtherShop)
    };
    if !groups.is_empty() && groups.iter().all(foreign) {
        return Err(NotOrders::OtherShop);
    }
    Ok(Grouped { groups, nameless })
}

/// What is wrong with a row whatever its columns mean.
fn row_fault(record: &Record<'_>) -> Result<(), Fault> {
    let row = record.row;
    let header = record.header;
    let fault = |column, refusal| Fault {
        line: row.line,
        column,
        refusal,
    };
    if let Some(at) = row.stray_quote {
        return Err(fault(header.name(at), Refusal::StrayQuote));
    }
    if row.cells.len() != header.width {
        let (found, expected) = (row.cells.len(), header.width);
        return Err(fault(None, Refusal::Ragged { found, expected }));
    }
    for (at, cell) in row.cells.iter().enumerate() {
        let control = cell
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        if let Some(control) = control {
            return Err(fault(header.name(at), Refusal::Control(control)));
        }
    }
    for name in LONG_NUMBERS {
        if record.raw(name).is_some_and(cell::is_rounded) {
            return Err(record.fault(name, Refusal::Rounded));
        }
    }
    Ok(())
}

/// `<shop>-<yyyymmdd>-<serial>`.
fn order_number(record: &Record<'_>) -> Result<OrderNumber, Fault> {
    let name = "注文番号";
    let text = record.raw(name).unwrap_or_default();
    let text = cell::matching(cell::unwrapped(text).unwrap_or(text));
    if text.is_empty() {
        return Err(record.fault(name, Refusal::NoNumber));
    }
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fits = match parts.as_slice() {
        [shop, day, serial] => {
            (1..=10).contains(&shop.len())
                && digits(shop)
                && (4..=12).contains(&serial.len())
                && digits(serial)
                && day.len() == 8
                && cell::date(day).is_some()
        }
        _ => false,
    };
    if fits {
        Ok(OrderNumber::new(text))
    } else {
        Err(record.fault(name, Refusal::NotANumber))
    }
}

fn foreign(record: &Record<'_>, number: &OrderNumber, reading: &CsvReading) -> Result<(), Fault> {
    let shop = number.as_str().split('-').next();
    match &reading.shop_number {
        Some(own) if shop != Some(own.as_str()) => {
            Err(record.fault("注文番号", Refusal::OtherShop))
        }
        Some(_) | None => Ok(()),
    }
}

/// Every row of an order says the same of it.
fn agreeing(rows: &[Record<'_>]) -> Result<(), Fault> {
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let columns: Vec<_> = first.header.of_order().collect();
    differing(first, rows, &columns)
}

/// The warnings of a file, each kind and column once, with its first line and how often.
pub fn summed_up(warnings: &[Warning]) -> Vec<(&Warning, usize)> {
    let mut seen: BTreeMap<(Option<&str>, String), usize> = BTreeMap::new();
    for warning in warnings {
        *seen.entry(kind(warning)).or_default() += 1;
    }
    let mut told = BTreeSet::new();
    warnings
        .iter()
        .filter(|warning| told.insert(kind(warning)))
        .map(|warning| (warning, seen.get(&kind(warning)).copied().unwrap_or(1)))
        .collect()
}

fn kind(warning: &Warning) -> (Option<&str>, String) {
    let text = match warning.notice {
        Notice::SameRow { .. } => "same row".to_owned(),
        Notice::Twin(_)
        | Notice::Spelling(_)
        | Notice::NoColumn
        | Notice::ZerosBack
        | Notice::Phone
        | Notice::WrittenAmount
        | Notice::Unwrapped
        | Notice::Entity
        | Notice::NotKnown
        | Notice::Sum
        | Notice::Older => warning.notice.to_string(),
    };
    (warning.column.as_deref(), text)
}
