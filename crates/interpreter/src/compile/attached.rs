//! Data files beneath the rule folder: UTF-8 with or without BOM, or CP932; comma or tab.

use std::collections::BTreeMap;

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::Spanned;

use crate::typing::report::NO_FILE;

/// The rows of a data file that a rule names.
pub(super) fn rows(
    data: &BTreeMap<String, Vec<u8>>,
    path: &Spanned<String>,
) -> Result<Vec<Vec<String>>, Box<Diagnostic>> {
    let wrong = |variant| {
        let diagnostic = Diagnostic::new(NO_FILE, path.span).variant(variant);
        Box::new(diagnostic.arg("path", path.node.as_str()))
    };
    let bytes = data
        .get(&path.node)
        .or_else(|| data.get(path.node.trim_start_matches("./")))
        .ok_or_else(|| wrong(""))?;
    let text = decoded(bytes).ok_or_else(|| wrong("encoding"))?;
    read(&text).ok_or_else(|| wrong("shape"))
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

/// Its rows; none when it is no CSV.
pub(crate) fn read(text: &str) -> Option<Vec<Vec<String>>> {
    let head = text.lines().next().unwrap_or("");
    let delimiter = if head.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Some(rows)
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
        assert!(decoded(b"\xff\xff\xff").is_none());
    }
}
