//! What the files of a watched folder add up to, and the two sheets of RMS as the first case of it.

use std::fmt;

use super::decode::{self, DecodedCsv, NotOrders, Refused, Warning};
use super::header::Sheet;
use super::index::Index;
use super::journal::Counts;
use super::reading::{CsvReading, Limits};
use super::shipments::{self, DecodedShipments};

/// Reads files and keeps what they say. Reading changes nothing: a file counts once it is taken.
pub(super) trait Register: fmt::Debug {
    /// A file that was understood.
    type Content;

    /// What is too much.
    fn limits(&self) -> Limits;

    /// Reads a file.
    fn read(&self, bytes: &[u8]) -> Result<Self::Content, NotOrders>;

    /// Reads a file that was taken before, perhaps under another configuration.
    fn read_taken(&self, bytes: &[u8]) -> Result<Self::Content, NotOrders> {
        self.read(bytes)
    }

    /// The orders of it that are not taken.
    fn refused(content: &Self::Content) -> &[Refused];

    /// What is taken all the same.
    fn warnings(content: &Self::Content) -> &[Warning];

    /// How many orders are taken and refused.
    fn counts(content: &Self::Content) -> Counts;

    /// The file counts from now on.
    fn take(&mut self, content: Self::Content);
}

/// The orders that downloads from RMS show, with their parcels.
#[derive(Debug)]
pub(super) struct Sheets {
    reading: CsvReading,
    pub(super) index: Index,
}

impl Sheets {
    pub(super) fn new(reading: CsvReading) -> Self {
        Self {
            reading,
            index: Index::default(),
        }
    }
}

/// Which of the two sheets a file turned out to be.
pub(super) enum SheetContent {
    Orders(DecodedCsv),
    Shipments(DecodedShipments),
}

impl Register for Sheets {
    type Content = SheetContent;

    fn limits(&self) -> Limits {
        self.reading.limits
    }

    fn read(&self, bytes: &[u8]) -> Result<SheetContent, NotOrders> {
        let file = decode::open(bytes, &self.reading)?;
        match file.header.sheet {
            Sheet::Orders => decode::orders(&file, &self.reading).map(SheetContent::Orders),
            Sheet::Shipments => {
                shipments::shipments(&file, &self.reading).map(SheetContent::Shipments)
            }
        }
    }

    fn refused(content: &SheetContent) -> &[Refused] {
        match content {
            SheetContent::Orders(orders) => &orders.refused,
            SheetContent::Shipments(rows) => &rows.refused,
        }
    }

    fn warnings(content: &SheetContent) -> &[Warning] {
        match content {
            SheetContent::Orders(orders) => &orders.warnings,
            SheetContent::Shipments(rows) => &rows.warnings,
        }
    }

    fn counts(content: &SheetContent) -> Counts {
        match content {
            SheetContent::Orders(orders) => Counts {
                taken: orders.orders.len(),
                refused: orders.refused.len(),
            },
            SheetContent::Shipments(rows) => Counts {
                taken: rows.rows.len(),
                refused: rows.refused.len(),
            },
        }
    }

    fn take(&mut self, content: SheetContent) {
        match content {
            SheetContent::Orders(orders) => self.index.orders(orders),
            SheetContent::Shipments(rows) => self.index.shipments(rows),
        }
    }
}
