//! Members that a shop's own file gives: `{from: goods.csv, key: sku, column: 3}`.

use std::collections::BTreeMap;
use std::sync::Arc;

use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Span;

use super::document::FieldEntry;
use super::lookup::key;
use super::model::FromFile;
use crate::compile::attached;

/// A file that a vocabulary names cannot be used.
pub const BAD_FILE: Code = Code::new("E0907");

/// The files beside a vocabulary, by relative path.
pub type Attached = BTreeMap<String, Vec<u8>>;

/// What a field's entry says about a file.
pub(super) fn read(
    entry: &FieldEntry,
    files: &Attached,
    span: Span,
) -> Result<Option<FromFile>, Box<Diagnostic>> {
    let wrong = |variant| Box::new(Diagnostic::new(BAD_FILE, span).variant(variant));
    let (path, member, column) = match (&entry.from, &entry.key, entry.column) {
        (None, None, None) => return Ok(None),
        (Some(path), Some(member), Some(column)) if column > 0 => (path, member, column),
        _ => return Err(wrong("parts")),
    };
    let told = |variant| Box::new(wrong(variant).arg("path", path.as_str()));
    let bytes = files
        .get(path)
        .or_else(|| files.get(path.trim_start_matches("./")))
        .ok_or_else(|| told(""))?;
    let rows = attached::decoded(bytes)
        .and_then(|text| attached::read(&text))
        .ok_or_else(|| told("shape"))?;
    let mut cells: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in rows {
        let cell = row.get(usize::from(column) - 1).map(|cell| cell.trim());
        let (Some(name), Some(cell)) = (row.first(), cell) else {
            continue;
        };
        // Two rows that disagree about one key leave it open which of them is right.
        cells
            .entry(key(name))
            .and_modify(|known| {
                if known.as_deref() != Some(cell) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(cell.to_owned()));
    }
    Ok(Some(FromFile {
        key: member.as_str().into(),
        cells: Arc::new(cells),
    }))
}
