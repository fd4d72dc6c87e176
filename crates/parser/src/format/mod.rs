//! The formatter: one canonical way to write a tree, in either spelling and either language.
//!
//! Comments stay where they belong, blank lines between groups stay, full-width forms become
//! half-width, and what was formatted once is not changed again. Going from the DSL to YAML, items
//! of one kind come together under their key, in their order; rules do not depend on order.
//!
//! Start with [`format()`]; `dsl` and `yaml` write files, `expression` writes conditions.

use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::FileId;

use self::expression::Writer;
pub use self::name::{NameRole, Names};
use crate::parsed::{Parsed, parse_spelled};
use crate::syntax::file::{File, Spelling};

mod calendar;
mod clause;
mod dsl;
mod expression;
mod language;
mod literal;
mod name;
mod owned;
mod page;
#[cfg(test)]
mod property;
mod scalar;
mod table;
mod value;
mod word;
mod yaml;

/// How a file is to be written.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The spelling; the file's own keeps it.
    pub spelling: Spelling,
    /// Who translates names, and the language of keywords. Without it keywords stay in the
    /// language that most of them are written in, and names stay as they are.
    pub names: Option<&'a dyn Names>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("spelling", &self.spelling)
            .field("language", &self.names.map(Names::language))
            .finish()
    }
}

/// Writes a tree. `source` is the text that it was parsed from, for its comments and blank lines
/// (empty for a tree that was made).
///
/// The tree must be whole: a file with errors is not formatted, see [`parsed`].
pub fn format(file: &File, source: &str, options: &Options<'_>) -> String {
    let language: Lang = match options.names {
        Some(names) => names.language(),
        None => language::of(file, source),
    };
    let writer = Writer::new(language, options.names);
    match options.spelling {
        Spelling::Dsl => dsl::file(file, source, writer),
        Spelling::Yaml => yaml::file(file, source, writer),
    }
}

/// How often a text is written again until it stays. Comments alone can need it: moved to another
/// line, one may come to stand in another group.
const ROUNDS: usize = 4;

/// Why a file is left as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWritten {
    /// It has errors: what could not be read would be lost.
    #[error("the file has errors")]
    Broken,
    /// What would be written could not be read, as when it grows over the limit of a file's size.
    #[error("what would be written could not be read")]
    Unreadable {
        /// What would be written.
        text: String,
        /// What is wrong with it.
        diagnostics: Vec<Diagnostic>,
    },
}

/// Writes a file that was parsed, so that writing it again changes nothing.
///
/// # Errors
/// When the file has errors, or what was written would have.
pub fn parsed(parsed: &Parsed, source: &str, options: &Options<'_>) -> Result<String, NotWritten> {
    if has_errors(&parsed.diagnostics) {
        return Err(NotWritten::Broken);
    }
    let mut text = format(&parsed.file, source, options);
    let mut rounds = 0;
    loop {
        let Parsed { file, diagnostics } = parse_spelled(FileId(0), options.spelling, &text);
        if has_errors(&diagnostics) {
            return Err(NotWritten::Unreadable { text, diagnostics });
        }
        let again = format(&file, &text, options);
        // Whatever is given back was read.
        if again == text || rounds == ROUNDS {
            return Ok(text);
        }
        text = again;
        rounds += 1;
    }
}
