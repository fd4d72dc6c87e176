//! Which name of a rule file means what, and where it is defined.
//!
//! The parser knows names only; what each means follows from its place and the vocabulary, by the
//! same order as in the interpreter: an enumeration's value beside such a field, a member inside a
//! quantifier, a field, a definition of the rule files.

pub(crate) mod definition;
mod expression;
mod walk;

use sabaki_diagnostic::source::Span;
use sabaki_interpreter::function::Function;
use sabaki_interpreter::value::EnumValue;
use sabaki_parser::syntax::file::File;

use self::definition::Definitions;
use self::walk::Walk;
use crate::set::Set;

/// What a name means.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meaning {
    /// A field of the order, by its index.
    Field(usize),
    /// A member of a list, by its record and its place there.
    Member(u16, usize),
    /// A value of an enumeration.
    Value(EnumValue),
    /// An action, by its index.
    Action(usize),
    /// A function of the language.
    Function(&'static Function),
    /// A definition of the rule files, by its place in [`Definitions`].
    Defined(usize),
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(a), Self::Field(b))
            | (Self::Action(a), Self::Action(b))
            | (Self::Defined(a), Self::Defined(b)) => a == b,
            (Self::Member(a, b), Self::Member(c, d)) => a == c && b == d,
            (Self::Value(a), Self::Value(b)) => a == b,
            (Self::Function(a), Self::Function(b)) => a.id == b.id,
            (
                Self::Field(_)
                | Self::Member(..)
                | Self::Value(_)
                | Self::Action(_)
                | Self::Function(_)
                | Self::Defined(_),
                _,
            ) => false,
        }
    }
}

/// A name at its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occurrence {
    /// Where it is written.
    pub(crate) span: Span,
    /// What it means.
    pub(crate) meaning: Meaning,
    /// Whether it is the place where the name is given.
    pub(crate) defines: bool,
}

/// All names of a file whose meaning is known.
pub(crate) fn of_file(set: &Set, definitions: &Definitions<'_>, file: &File) -> Vec<Occurrence> {
    let mut walk = Walk::new(&set.words, definitions);
    walk.file(file);
    walk.found
}
