//! What is wrong in the files that members come from, at its place in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Arg, Diagnostic};
use sabaki_diagnostic::source::{FileId, Sources, Span};
use serde_json::Value as Json;

use super::document::FieldEntry;
use super::from_file::Attached;
use super::lookup::{Names, key};
use super::model::{Field, Vocabulary};
use crate::compile::attached::{self, DataCell};
use crate::facts::value::Reading;
use crate::value::Value;

/// A cell that cannot be used.
const BAD_CELL: Code = Code::new("W1903");
/// The most cells of one column that are told.
const MOST_TOLD: usize = 100;

/// A member that comes from a column of a file.
pub(super) struct Column {
    pub(super) record: String,
    pub(super) member: Arc<str>,
    pub(super) path: String,
    /// From 1.
    pub(super) number: u16,
    /// The place that names the file.
    pub(super) span: Span,
}

impl Column {
    /// What an entry says of its file; none where its members come from the order.
    pub(super) fn of(record: &str, entry: &FieldEntry, span: Span) -> Option<Self> {
        Some(Self {
            record: record.to_owned(),
            member: entry.id.as_str().into(),
            path: entry.from.clone()?,
            number: entry.column?,
            span,
        })
    }
}

/// Reads every column as its member's type. A file in which something is wrong becomes a source.
pub(super) fn check(
    vocabulary: &Vocabulary,
    columns: &[Column],
    files: &Attached,
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let names = Names::new(vocabulary);
    let reading = Reading {
        vocabulary,
        names: &names,
    };
    let mut known = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for column in columns {
        let Some(field) = member(vocabulary, column).filter(|field| !field.personal) else {
            continue;
        };
        let path = column.path.trim_start_matches("./");
        let text = files.get(&column.path).or_else(|| files.get(path));
        let Some(text) = text.and_then(|bytes| attached::decoded(bytes)) else {
            continue;
        };
        // The file's own id is the next one until it is known that it is needed.
        let next = FileId(u32::try_from(sources.iter().count()).unwrap_or(u32::MAX));
        let id = known.get(path).copied().unwrap_or(next);
        let rows = attached::cells(&text, id).unwrap_or_default();
        let wrong = wrong_cells(reading, field, usize::from(column.number), &rows);
        if !wrong.is_empty() && !known.contains_key(path) {
            let name = beside(sources, column.span.file, path);
            known.insert(path.to_owned(), sources.add(name, text));
        }
        diagnostics.extend(wrong);
    }
    diagnostics
}

fn member<'v>(vocabulary: &'v Vocabulary, column: &Column) -> Option<&'v Field> {
    let mut records = vocabulary.records.iter();
    let record = records.find(|record| *record.id == *column.record)?;
    record.fields.iter().find(|field| field.id == column.member)
}

/// A data file is shown beside the file that names it.
fn beside(sources: &Sources, file: FileId, path: &str) -> String {
    let name = sources.get(file).map_or("", |file| file.name());
    match name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

/// The cells of a column that are no value, and the rows that disagree. The first row is a head.
fn wrong_cells(
    reading: Reading<'_>,
    field: &Field,
    column: usize,
    rows: &[Vec<DataCell>],
) -> Vec<Diagnostic> {
    let name = || Arg::Both {
        ja: field.ja.first().unwrap_or(&field.id).to_string(),
        en: field.id.to_string(),
    };
    let mut seen: FxHashMap<String, &DataCell> = FxHashMap::default();
    let mut wrong = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (Some(by), Some(cell)) = (row.first(), row.get(column - 1)) else {
            continue;
        };
        let told = |cell: &DataCell| {
            let span = cell.place.span(0, cell.text.len());
            let diagnostic = Diagnostic::new(BAD_CELL, span).arg("field", name());
            diagnostic.arg("cell", cell.text.trim())
        };
        let text = cell.text.trim();
        let read = || reading.value(field, &Json::from(text)).ok();
        if at > 0 && read().is_none_or(|value| value == Value::Unknown) {
            wrong.push(told(cell));
        }
        let wanted = key(&by.text);
        let first = *seen.entry(wanted.clone()).or_insert(cell);
        if !wanted.is_empty() && first.text.trim() != text {
            let other = first.place.span(0, first.text.len());
            let diagnostic = told(by).variant("twice").label(other, "first");
            wrong.push(diagnostic);
        }
        if wrong.len() >= MOST_TOLD {
            break;
        }
    }
    wrong
}
