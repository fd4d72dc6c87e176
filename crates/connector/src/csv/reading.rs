//! What the CSV of a shop is read with: its payments, its number at RMS, and how much is too much.

use std::collections::BTreeMap;

use super::settlement::Settlements;

/// How a shop's files are read.
#[derive(Debug, Clone, Default)]
pub struct CsvReading {
    /// Who collects for which 支払方法名.
    pub settlements: Settlements,
    /// The number before the first hyphen of the shop's order numbers; none: not checked.
    pub shop_number: Option<String>,
    /// 配送会社 by name → the mall's code, besides the known ones.
    pub carriers: BTreeMap<String, String>,
    /// What is too much.
    pub limits: Limits,
}

/// Sizes beyond which a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a file.
    pub file_bytes: usize,
    /// Most bytes of a cell, as UTF-8.
    pub cell_bytes: usize,
    /// Most line breaks in a cell.
    pub cell_lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            cell_bytes: 64 << 10,
            cell_lines: 500,
        }
    }
}
