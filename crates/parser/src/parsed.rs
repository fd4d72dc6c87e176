//! What parsing returns: never a failure, always a tree and what must be mended.

use sabaki_diagnostic::diagnostic::Diagnostic;
use sabaki_diagnostic::source::{FileId, SourceFile, Sources};

use crate::dsl::again::Kept;
use crate::syntax::file::{File, Spelling};
use crate::{dsl, share, yaml};

/// A file as far as it could be read, with a diagnostic for each part that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub file: File,
    /// What a person must mend, in the order in which it was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a rule file by the ending of its name: `.yaml` and `.yml` are YAML, all else is the DSL.
pub fn parse(file: FileId, name: &str, text: &str) -> Parsed {
    parse_spelled(file, spelling(name), text)
}

/// Parses a rule file whose spelling is known.
pub fn parse_spelled(file: FileId, spelling: Spelling, text: &str) -> Parsed {
    match spelling {
        Spelling::Yaml => yaml::parse(file, text),
        Spelling::Dsl => dsl::parse(file, text),
    }
}

/// The same after an edit, with the tree of the reading before and what was kept of it: for an
/// editor, where most of a file stays as it is.
pub fn parse_again(
    file: FileId,
    name: &str,
    text: &str,
    before: Option<File>,
    kept: &mut Kept,
) -> Parsed {
    match spelling(name) {
        Spelling::Yaml => {
            *kept = Kept::default();
            yaml::parse(file, text)
        }
        Spelling::Dsl => dsl::again::parse(file, text, before, kept),
    }
}

fn spelling(name: &str) -> Spelling {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let yaml = ["yaml", "yml"]
        .iter()
        .any(|yaml| ending.eq_ignore_ascii_case(yaml));
    if yaml { Spelling::Yaml } else { Spelling::Dsl }
}

/// Parses all files of a set, in their order.
pub fn parse_all(files: &Sources) -> Vec<Parsed> {
    let files: Vec<(FileId, &SourceFile)> = files.iter().collect();
    let read = |(id, file): &(FileId, &SourceFile)| parse(*id, file.name(), file.text());
    share::read(&files, |(_, file)| file.text().len(), read)
}
