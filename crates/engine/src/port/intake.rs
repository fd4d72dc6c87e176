//! Files that bring orders or shipments, where a side of a shop works by files.

use serde::{Deserialize, Serialize};

/// One file and its count: what was in it is what was taken and what was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// Its name, with the number under which it is kept.
    pub file: String,
    /// What became of it.
    pub became: Became,
    /// Orders that were taken.
    pub taken: u64,
    /// Orders that were refused.
    pub refused: u64,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It was read; single orders of it may be refused.
    Taken,
    /// Its content had been taken before.
    SameAsBefore,
    /// It was refused as a whole.
    Refused,
}

impl Intake {
    /// Whether a person has something to mend.
    pub const fn is_fine(&self) -> bool {
        self.refused == 0 && !matches!(self.became, Became::Refused)
    }
}
