//! One row, read column by column: an error names the column and never the value.

use jiff::{Timestamp, civil};
use sabaki_order::known::Known;
use sabaki_order::personal::Personal;
use sabaki_order::yen::Yen;

use super::cell;
use super::header::Header;
use super::problem::{Expected, Notice, Refusal};
use super::rows::Row;
use crate::jst;

/// What is wrong with a row, and in which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) column: Option<String>,
    pub(super) refusal: Refusal,
}

/// What was taken all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Line of the file, from 1.
    pub line: usize,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// What it is about.
    pub notice: Notice,
}

/// A row with the names of its columns.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) header: &'a Header,
    pub(super) row: &'a Row,
}

impl<'a> Record<'a> {
    /// The cell as it stands; none where the file has no such column.
    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        let at = self.header.position(name)?;
        self.row.cells.get(at).map(String::as_str)
    }

    pub(super) fn fault(&self, name: &str, refusal: Refusal) -> Fault {
        Fault {
            line: self.row.line,
            column: Some(name.to_owned()),
            refusal,
        }
    }
}

/// Reads the cells of a row and notes what was odd.
pub(super) struct Reader<'a, 'n> {
    pub(super) record: Record<'a>,
    pub(super) warnings: &'n mut Vec<Warning>,
}

impl<'a> Reader<'a, '_> {
    pub(super) fn warn(&mut self, name: &str, notice: Notice) {
        self.warnings.push(Warning {
            line: self.record.row.line,
            column: Some(name.to_owned()),
            notice,
        });
    }

    /// A text, Excel's wrapping taken off; blank is none, no column is unknown.
    pub(super) fn text(&mut self, name: &str) -> Known<&'a str> {
        let Some(text) = self.record.raw(name) else {
            return Known::Unknown;
        };
        let text = match cell::unwrapped(text) {
            Some(inside) => {
                self.warn(name, Notice::Unwrapped);
                inside
            }
            None => text,
        };
        if text.trim().is_empty() {
            Known::None
        } else {
            Known::Value(text)
        }
    }

    /// A text that is kept as it is, without white space at its ends.
    pub(super) fn kept(&mut self, name: &str) -> Known<String> {
        let text = self.text(name).map(|text| text.trim().to_owned());
        if let Known::Value(text) = &text {
            if cell::has_entity(text) {
                self.warn(name, Notice::Entity);
            }
            if let Some(twin) = text.chars().find(|c| TWINS.contains(c)) {
                self.warn(name, Notice::Twin(twin));
            }
        }
        text
    }

    /// The same, empty where there is none.
    pub(super) fn plain(&mut self, name: &str) -> String {
        match self.kept(name) {
            Known::Value(text) => text,
            Known::None | Known::Unknown => String::new(),
        }
    }

    /// The same for a personal value.
    pub(super) fn personal(&mut self, name: &str) -> Personal {
        Personal::new(self.plain(name))
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        expected: Expected,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Known<T>, Fault> {
        Ok(match self.text(name) {
            Known::Unknown => Known::Unknown,
            Known::None => Known::None,
            Known::Value(text) => Known::Value(
                parse(text).ok_or_else(|| self.record.fault(name, Refusal::Wrong(expected)))?,
            ),
        })
    }

    /// An amount; blank and undetermined are unknown.
    pub(super) fn yen(&mut self, name: &str) -> Result<Known<Yen>, Fault> {
        Ok(match self.parsed(name, Expected::Amount, cell::amount)? {
            Known::Value(amount) => {
                if !amount.plain {
                    self.warn(name, Notice::WrittenAmount);
                }
                amount.yen
            }
            Known::None | Known::Unknown => Known::Unknown,
        })
    }

    /// A whole number that has to be there.
    pub(super) fn key(&mut self, name: &str) -> Result<i64, Fault> {
        match self.parsed(name, Expected::Number, cell::number)? {
            Known::Value(number) if number >= 0 => Ok(number),
            Known::Value(_) => Err(self.record.fault(name, Refusal::Wrong(Expected::Number))),
            Known::None | Known::Unknown => Err(self.record.fault(name, Refusal::Missing)),
        }
    }

    /// A day; blank is none.
    pub(super) fn day(&mut self, name: &str) -> Result<Known<civil::Date>, Fault> {
        self.parsed(name, Expected::Date, |text| {
            cell::date(text).or_else(|| cell::moment(text).map(civil::DateTime::date))
        })
    }

    /// An instant in Japan; blank is none.
    pub(super) fn instant(&mut self, name: &str) -> Result<Known<Timestamp>, Fault> {
        self.parsed(name, Expected::Instant, |text| {
            cell::moment(text).and_then(jst::instant)
        })
    }

    /// 0 or 1; anything else is unknown.
    pub(super) fn flag(&mut self, name: &str) -> Known<bool> {
        match self.text(name) {
            Known::Value(text) => match cell::matching(text).as_str() {
                "0" | "無" | "なし" => Known::Value(false),
                "1" | "有" | "あり" => Known::Value(true),
                _ => self.not_known(name),
            },
            Known::None | Known::Unknown => Known::Unknown,
        }
    }

    /// A code, or one of these names for it; anything else is unknown.
    pub(super) fn code(&mut self, name: &str, names: &[(&str, i64)]) -> Known<i64> {
        match self.text(name) {
            Known::Value(text) => {
                let text = cell::matching(text);
                let named = names.iter().find(|(name, _)| cell::matching(name) == text);
                match named.map(|(_, code)| *code).or_else(|| text.parse().ok()) {
                    Some(code) => Known::Value(code),
                    None => self.not_known(name),
                }
            }
            Known::None => Known::None,
            Known::Unknown => Known::Unknown,
        }
    }

    pub(super) fn not_known<T>(&mut self, name: &str) -> Known<T> {
        self.warn(name, Notice::NotKnown);
        Known::Unknown
    }
}

/// Characters that CP932 has as another one that looks the same; see `nextengine::cp932`.
const TWINS: [char; 8] = [
    '\u{301C}', '\u{2016}', '\u{2014}', '\u{A2}', '\u{A3}', '\u{AC}', '\u{A5}', '\u{203E}',
];
