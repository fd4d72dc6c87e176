//! Lengths and checksums of sled's files, taken when a store is closed and compared when it opens.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::layout;

/// One file as a clean end left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Bytes.
    pub length: u64,
    /// CRC32C over all of them.
    pub crc: u32,
}

/// sled's files by name, as a clean end left them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sums(BTreeMap<String, FileSum>);

impl Sums {
    /// Reads sled's files as they are.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        let mut sums = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if layout::of_sled(&name) && entry.file_type()?.is_file() {
                sums.insert(name, sum(&entry.path())?);
            }
        }
        Ok(Self(sums))
    }

    /// One file.
    pub(crate) fn file(&self, name: &str) -> Option<FileSum> {
        self.0.get(name).copied()
    }
}

fn sum(path: &Path) -> io::Result<FileSum> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 18];
    let mut sum = FileSum { length: 0, crc: 0 };
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(sum);
        };
        sum.crc = crc32c::crc32c_append(sum.crc, bytes);
        sum.length += bytes.len() as u64;
    }
}
