//! Data files beneath the rule folder: UTF-8 with or without BOM, or CP932; comma or tab.

use std::collections::BTreeMap;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, Sources, Span, Spanned};
use sabaki_parser::place::{Piece, Place};

use crate::typing::report::NO_FILE;

/// A cell of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataCell {
    /// Its text.
    pub text: String,
    /// Where it stands in the decoded file.
    pub place: Place,
}

/// The data files of a rule set. Those that rules name become sources, so that messages can point
/// at their lines.
#[derive(Debug)]
pub(crate) struct DataFiles<'a> {
    data: &'a BTreeMap<String, Vec<u8>>,
    /// The rule files, then the data files that rules name.
    pub sources: Sources,
    /// Each data file, with the place that names it first.
    pub named: Vec<(FileId, Span)>,
    known: BTreeMap<String, (FileId, String)>,
}

impl<'a> DataFiles<'a> {
    pub(crate) fn new(data: &'a BTreeMap<String, Vec<u8>>, sources: &Sources) -> Self {
        Self {
            data,
            sources: sources.clone(),
            named: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    /// The rows of a data file that a rule names.
    pub(super) fn rows(
        &mut self,
        path: &Spanned<String>,
    ) -> Result<Vec<Vec<DataCell>>, Box<Diagnostic>> {
        let wrong = |variant| {
            let diagnostic = Diagnostic::new(NO_FILE, path.span).variant(variant);
            Box::new(diagnostic.arg("path", path.node.as_str()))
        };
        let name = path.node.trim_start_matches("./");
        if !self.known.contains_key(name) {
            let data = self.data.get(&path.node).or_else(|| self.data.get(name));
            let bytes = data.ok_or_else(|| wrong(""))?;
            let text = decoded(bytes).ok_or_else(|| wrong("encoding"))?;
            let shown = self.beside(path);
            let id = self.sources.add(shown, text.as_str());
            self.named.push((id, path.span));
            self.known.insert(name.to_owned(), (id, text));
        }
        let (id, text) = self.known.get(name).ok_or_else(|| wrong(""))?;
        cells(text, *id).ok_or_else(|| wrong("shape"))
    }

    /// The name that a data file is shown under: beside the rule file that names it.
    fn beside(&self, path: &Spanned<String>) -> String {
        let rules = self.sources.get(path.span.file).map_or("", |f| f.name());
        match rules.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}", path.node),
            None => path.node.clone(),
        }
    }
}

/// The text of a data file; none when it is neither UTF-8 nor CP932.
pub(crate) fn decoded(bytes: &[u8]) -> Option<String> {
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(plain) {
        return Some(text.to_owned());
    }
    let (text, broken) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes);
    (!broken).then(|| text.into_owned())
}

/// A tab where the head row has one outside quotes, else a comma.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    let mut outside = head.split('"').step_by(2);
    if outside.any(|part| part.contains('\t')) {
        b'\t'
    } else {
        b','
    }
}

fn records(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes())
}

/// Its rows; none when it is no CSV.
pub(crate) fn read(text: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for record in records(text).records() {
        let record = record.ok()?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Some(rows)
}

/// Its rows with their places; none when it is no CSV.
pub(crate) fn cells(text: &str, file: FileId) -> Option<Vec<Vec<DataCell>>> {
    let delimiter = char::from(delimiter(text));
    let mut rows = Vec::new();
    for record in records(text).records() {
        let record = record.ok()?;
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let rest = text.get(start..).unwrap_or("");
        // Blank lines before a record count as its start.
        let mut at = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let mut row = Vec::with_capacity(record.len());
        for cell in &record {
            let (pieces, end) = written(text, at, delimiter);
            row.push(DataCell {
                text: cell.to_owned(),
                place: Place::pieces(file, pieces),
            });
            at = end + 1;
        }
        rows.push(row);
    }
    Some(rows)
}

/// The stretches of a cell that stand in the file as they are read, and where the cell ends.
fn written(text: &str, start: usize, delimiter: char) -> (Vec<Piece>, usize) {
    let rest = text.get(start..).unwrap_or("");
    let Some(quoted) = rest.strip_prefix('"') else {
        let length = rest.find([delimiter, '\r', '\n']).unwrap_or(rest.len());
        let piece = Piece {
            decoded: 0,
            source: start,
            length,
        };
        return (vec![piece], start + length);
    };
    let (mut pieces, mut decoded, mut source, mut inner) = (Vec::new(), 0, start + 1, quoted);
    loop {
        let length = inner.find('"').unwrap_or(inner.len());
        let after = inner.get(length + 1..).unwrap_or("");
        // Two quotes are one; the first of them belongs to the stretch.
        let (taken, skipped) = if after.starts_with('"') {
            (length + 1, length + 2)
        } else {
            (length, length + 1)
        };
        pieces.push(Piece {
            decoded,
            source,
            length: taken,
        });
        (decoded, source) = (decoded + taken, source + skipped);
        if taken == length {
            return (pieces, source);
        }
        inner = inner.get(skipped..).unwrap_or("");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_excel_writes_them() {
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode("沖縄県,1\r\n\"北,海道\",2\r\n");
        let text = decoded(&cp932).unwrap();
        assert_eq!(read(&text).unwrap()[1], ["北,海道", "2"]);
        assert_eq!(decoded(b"\xef\xbb\xbfa\tb").unwrap(), "a\tb");
        assert_eq!(read("a\tb\n").unwrap(), [["a", "b"]]);
        assert_eq!(read("\"a\tb\",c\n").unwrap(), [["a\tb", "c"]]);
        assert!(decoded(b"\xff\xff\xff").is_none());
    }

    #[test]
    fn cells_know_where_they_stand() {
        let text = "a,\"b\"\"c\",\r\n\r\n沖縄,\"x\ny\",z\r\n";
        let rows = cells(text, FileId(3)).unwrap();
        let shown = |row: usize, cell: usize| {
            let cell = &rows[row][cell];
            let span = cell.place.span(0, cell.text.len());
            (cell.text.as_str(), text.get(span.range()).unwrap())
        };
        assert_eq!(shown(0, 0), ("a", "a"));
        assert_eq!(shown(0, 1), ("b\"c", "b\"\"c"));
        assert_eq!(shown(0, 2), ("", ""));
        assert_eq!(shown(1, 0), ("沖縄", "沖縄"));
        assert_eq!(shown(1, 1), ("x\ny", "x\ny"));
        assert_eq!(shown(1, 2), ("z", "z"));
    }
}
