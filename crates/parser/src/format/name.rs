//! Who translates names: the parser knows keywords only.

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::FileId;

use crate::dsl::character::is_word;
use crate::dsl::fragment;
use crate::dsl::keyword::is_keyword;
use crate::place::Place;
use crate::syntax::expression::{Expr, ExprKind};

/// Translates the names of a vocabulary; the interpreter or the command line supplies it.
pub trait Names {
    /// The language that keywords are written in.
    fn language(&self) -> Lang;

    /// The name to write instead; nothing to leave it as it is (names of the rule files' own
    /// definitions, names that are in the wanted language already, unknown names).
    fn rename(&self, name: &str, role: NameRole<'_>) -> Option<String>;
}

/// What a name stands for, as far as its place tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRole<'a> {
    /// A field, a `let`, a list: anything that may stand in an expression.
    Field,
    /// The same inside a quantifier or `where`: a member of this list first.
    Member {
        /// The list field, as written.
        list: &'a str,
    },
    /// A value beside a field, quoted or not: perhaps a name of an enumeration's value.
    Value {
        /// The field that it is compared with, as written.
        of: &'a str,
        /// The list field whose member that is, as written.
        list: Option<&'a str>,
    },
    /// An action.
    Action,
    /// A calendar.
    Calendar,
}

/// Whether a text can stand as a name without quotes.
pub(super) fn is_bare(text: &str) -> bool {
    let place = Place::plain(FileId(0), 0);
    let (read, said) = fragment::expression(text, &place);
    let same = matches!(read, Some(Expr { kind: ExprKind::Name(name), .. }) if name.text == text);
    same && said.is_empty()
}

/// The name of a table: in quotes where it holds more than a word.
pub(super) fn defined(text: &str, lang: Lang) -> String {
    let word = text.chars().all(is_word) && !text.starts_with(|c: char| c.is_ascii_digit());
    if word && !is_keyword(text) && !text.is_empty() {
        text.to_owned()
    } else {
        super::literal::quoted(text, lang)
    }
}
