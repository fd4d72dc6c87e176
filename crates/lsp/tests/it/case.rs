//! A session as data: files, a cursor, a request, and what is to come back.

use std::path::{Path, PathBuf};

/// The mark of the cursor in a file.
pub(crate) const CURSOR: char = '‸';

#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) path: PathBuf,
    /// `utf-8`, `en`.
    pub(crate) options: Vec<String>,
    pub(crate) files: Vec<(String, String)>,
    /// The file with the cursor, its line and the text before it on that line.
    pub(crate) cursor: Option<(String, usize, String)>,
    pub(crate) request: String,
    pub(crate) expected: String,
}

pub(crate) fn read(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let mut case = Case {
        path: path.to_owned(),
        ..Case::default()
    };
    let mut parts = text.split("\n=== ");
    // The head is for people.
    parts.next();
    for part in parts {
        let (title, body) = part.split_once('\n').unwrap_or((part, ""));
        match title.split_once(' ').unwrap_or((title, "")) {
            ("options", options) => {
                case.options = options.split_whitespace().map(str::to_owned).collect();
            }
            ("file", name) => {
                let mut body = body.to_owned();
                if !body.is_empty() && !body.ends_with('\n') {
                    body.push('\n');
                }
                if let Some(at) = body.find(CURSOR) {
                    let before = &body[..at];
                    let line = before.matches('\n').count();
                    let column = before.rsplit('\n').next().unwrap().to_owned();
                    case.cursor = Some((name.to_owned(), line, column));
                    body.remove(at);
                }
                case.files.push((name.to_owned(), body));
            }
            ("ask", request) => case.request = request.trim().into(),
            ("expect", _) => case.expected = body.trim_end().into(),
            (other, _) => panic!("{}: what is {other}?", path.display()),
        }
    }
    case
}

/// Writes what came back into the case's file.
pub(crate) fn bless(case: &Case, found: &str) {
    let text = std::fs::read_to_string(&case.path).unwrap();
    let (before, _) = text
        .split_once("\n=== expect")
        .unwrap_or((text.trim_end(), ""));
    std::fs::write(&case.path, format!("{before}\n=== expect\n{found}\n")).unwrap();
}
