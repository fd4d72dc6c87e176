//! Fixtures: every file of a folder is a case, so a forgotten one fails.

use std::path::Path;

use sabaki_engine::port::outcome::{Outcome, PortError};
use serde_json::Value;

/// All cases of a folder under `fixtures`, by file name.
pub(crate) fn all(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let mut cases: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let case = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name, case)
        })
        .collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!cases.is_empty());
    cases
}

/// An outcome in one word: `done`, `already_done`, `refused cancelled`, `doubtful`.
pub(crate) fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done => "done".to_owned(),
        Outcome::AlreadyDone => "already_done".to_owned(),
        Outcome::Refused { kind, .. } => {
            let kind = serde_json::to_value(kind).unwrap();
            format!("refused {}", kind.as_str().unwrap())
        }
        Outcome::Doubtful { .. } => "doubtful".to_owned(),
    }
}

/// A port error in one word.
pub(crate) fn error_word(error: &PortError) -> &'static str {
    match error {
        PortError::NotAnswered { .. } => "not_answered",
        PortError::Unavailable { .. } => "unavailable",
        PortError::NotAuthorised { .. } => "not_authorised",
        PortError::Rejected { .. } => "rejected",
    }
}

/// The result of a call in words, joined with `, `.
pub(crate) fn words(result: &Result<Vec<Outcome>, PortError>) -> String {
    match result {
        Ok(outcomes) => outcomes.iter().map(word).collect::<Vec<_>>().join(", "),
        Err(error) => format!("error {}", error_word(error)),
    }
}
