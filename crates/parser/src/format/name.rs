//! Who translates names: the parser knows keywords only.

use sabaki_diagnostic::lang::Lang;

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
    crate::dsl::fragment::is_name(text)
}
