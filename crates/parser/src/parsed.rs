//! What parsing returns: never a failure, always a tree and what must be mended.

use sabaki_diagnostic::diagnostic::Diagnostic;

use crate::syntax::file::File;

/// A file as far as it could be read, with a diagnostic for each part that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub file: File,
    /// What a person must mend, in the order in which it was found.
    pub diagnostics: Vec<Diagnostic>,
}
