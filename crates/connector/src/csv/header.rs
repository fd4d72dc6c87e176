//! The columns of a file, found by name and never by position.

use std::collections::HashMap;

use super::cell::{matching, tight};
use super::columns::{DESTINATION, ITEM, OLD, ORDER, ORDER_KEYS, SHIPMENT, SHIPMENT_KEYS};
use super::problem::{NotOrders, Notice};
use super::rows::Row;

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// 通常購入データ
    Orders,
    /// 発送完了報告, or what an OMS says of shipments.
    Shipments,
}

/// Where each known column stands.
#[derive(Debug)]
pub(super) struct Header {
    /// By the name as RMS writes it.
    at: HashMap<&'static str, usize>,
    /// How many columns there are.
    pub(super) width: usize,
    /// Which sheet it is.
    pub(super) sheet: Sheet,
    /// Columns under another spelling.
    pub(super) notices: Vec<(&'static str, Notice)>,
    names: Vec<String>,
}

impl Header {
    /// Reads the first row of a file of RMS.
    pub(super) fn read(row: &Row) -> Result<Self, NotOrders> {
        let known = all().map(|name| (name, name));
        let (mut header, unknown) = Self::of(row, known)?;
        header.refuse_other_layouts(&unknown)?;
        Ok(header)
    }

    /// Reads the first row of a file whose columns have names of the shop's own, all of which have
    /// to be there.
    pub(super) fn renamed(row: &Row, columns: &[(&'static str, &str)]) -> Result<Self, NotOrders> {
        let (mut header, unknown) = Self::of(row, columns.iter().copied())?;
        header.sheet = Sheet::Shipments;
        let missing: Vec<String> = columns
            .iter()
            .filter(|(name, _)| header.position(name).is_none())
            .map(|(_, written)| (*written).to_owned())
            .collect();
        if missing.is_empty() {
            return Ok(header);
        }
        let written: Vec<&str> = columns.iter().map(|(_, written)| *written).collect();
        if unknown.iter().any(|name| is_garbled(name, &written)) {
            return Err(NotOrders::Garbled);
        }
        Err(NotOrders::ColumnsMissing {
            missing,
            unknown: unknown.first().map(|name| shown(name)),
        })
    }

    /// Finds the columns by their written names; gives what else there is.
    fn of<'r, 'w>(
        row: &'r Row,
        columns: impl Iterator<Item = (&'static str, &'w str)>,
    ) -> Result<(Self, Vec<&'r String>), NotOrders> {
        if let [only] = row.cells.as_slice()
            && only.contains('\t')
        {
            return Err(NotOrders::Tabs);
        }
        let mut header = Self {
            at: HashMap::new(),
            width: row.cells.len(),
            sheet: Sheet::Orders,
            notices: Vec::new(),
            names: row.cells.clone(),
        };
        let known: HashMap<String, (&'static str, &str)> = columns
            .map(|(name, written)| (tight(written), (name, written)))
            .collect();
        let mut unknown = Vec::new();
        let mut written = HashMap::new();
        for (at, cell) in row.cells.iter().enumerate() {
            if matching(cell).is_empty() {
                continue;
            }
            if written.insert(tight(cell), at).is_some() {
                return Err(NotOrders::ColumnTwice {
                    column: matching(cell),
                });
            }
            match known.get(&tight(cell)) {
                Some((name, written)) => {
                    header.at.insert(name, at);
                    if cell != written {
                        let notice = Notice::Spelling(as_written(cell));
                        header.notices.push((name, notice));
                    }
                }
                None => unknown.push(cell),
            }
        }
        Ok((header, unknown))
    }

    fn refuse_other_layouts(&mut self, unknown: &[&String]) -> Result<(), NotOrders> {
        let has = |name: &str| self.at.contains_key(name);
        let old = unknown.iter().find(|name| {
            let name = tight(name);
            OLD.iter().any(|old| tight(old) == name) || name.contains("-99999=")
        });
        if let Some(column) = old
            && !has("注文番号")
        {
            return Err(NotOrders::OldFormat {
                column: shown(column),
            });
        }
        if has("お荷物伝票番号") && !has("商品明細ID") {
            self.sheet = Sheet::Shipments;
        }
        let keys: &[&str] = match self.sheet {
            Sheet::Orders => &ORDER_KEYS,
            Sheet::Shipments => &SHIPMENT_KEYS,
        };
        let mut missing: Vec<String> = keys
            .iter()
            .filter(|key| !has(key))
            .map(|key| (*key).to_owned())
            .collect();
        if self.sheet == Sheet::Orders && !has("注文日時") && !has("注文日") {
            missing.push("注文日時".to_owned());
        }
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = all().collect();
        if unknown.iter().any(|name| is_garbled(name, &names)) {
            return Err(NotOrders::Garbled);
        }
        Err(NotOrders::ColumnsMissing {
            missing,
            unknown: unknown.first().map(|name| shown(name)),
        })
    }

    /// Where a column stands.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.at.get(name).copied()
    }

    /// The name of a column as the file writes it.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        self.names.get(at).map(|name| shown(name))
    }

    /// The columns there are that every row of an order repeats.
    pub(super) fn of_order(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.among(&ORDER)
    }

    /// The columns there are that every row of a destination repeats.
    pub(super) fn of_destination(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.among(&DESTINATION)
    }

    fn among(
        &self,
        names: &'static [&'static str],
    ) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        names
            .iter()
            .filter_map(|name| Some((*name, self.position(name)?)))
    }
}

fn all() -> impl Iterator<Item = &'static str> {
    ORDER
        .iter()
        .chain(&DESTINATION)
        .chain(&ITEM)
        .chain(&SHIPMENT)
        .copied()
}

/// A name of a column as it is shown: short and on one line.
fn shown(name: &str) -> String {
    matching(name)
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect()
}

/// The same as it stands in the file, so that a spelling that only looks the same is seen.
fn as_written(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// UTF-8 read as CP932: written as CP932 again it is UTF-8 with a name that is known.
fn is_garbled(name: &str, names: &[&str]) -> bool {
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(name);
    let text = String::from_utf8_lossy(&bytes);
    let readable = |part: &str| {
        names
            .iter()
            .any(|known| tight(known).starts_with(&tight(part)))
    };
    let start: String = text.chars().take_while(|c| *c != '\u{FFFD}').collect();
    !name.is_ascii() && !start.is_ascii() && (readable(&start) || (!lost && readable(&text)))
}
