//! What the files of a set define by name.

use std::collections::BTreeMap;

use sabaki_diagnostic::source::Span;
use sabaki_interpreter::typing::scope::{Place, Words};
use sabaki_interpreter::vocabulary::model::Type;
use sabaki_parser::syntax::expression::{Expr, Name};
use sabaki_parser::syntax::file::{File, Item};

use super::expression;
use crate::name::key;

/// What kind of thing a name was given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `let`
    Let,
    /// `list`
    List,
    /// `calendar`
    Calendar,
}

/// A definition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition<'t> {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its name.
    pub(crate) name: &'t Name,
    /// The whole definition.
    pub(crate) span: Span,
    /// What a `let` stands for.
    pub(crate) value: Option<&'t Expr>,
}

/// All definitions of a set; of two with one name the first counts.
#[derive(Debug, Default)]
pub(crate) struct Definitions<'t> {
    all: Vec<Definition<'t>>,
    names: BTreeMap<String, usize>,
}

impl<'t> Definitions<'t> {
    pub(crate) fn of(trees: &'t [File]) -> Self {
        let mut definitions = Self::default();
        for item in trees.iter().flat_map(|tree| &tree.items) {
            let definition = match item {
                Item::Let(found) => Definition {
                    kind: Kind::Let,
                    name: &found.name,
                    span: found.span,
                    value: Some(&found.value),
                },
                Item::List(found) => Definition {
                    kind: Kind::List,
                    name: &found.name,
                    span: found.span,
                    value: None,
                },
                Item::Calendar(found) => Definition {
                    kind: Kind::Calendar,
                    name: &found.name,
                    span: found.span,
                    value: None,
                },
                Item::Rule(_) | Item::Table(_) | Item::Partial(_) | Item::Language(_) => continue,
            };
            let at = definitions.all.len();
            definitions
                .names
                .entry(key(&definition.name.text))
                .or_insert(at);
            definitions.all.push(definition);
        }
        definitions
    }

    /// A definition by its name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.get(&key(name)).copied()
    }

    /// A definition by its place.
    pub(crate) fn get(&self, at: usize) -> Option<&Definition<'t>> {
        self.all.get(at)
    }

    /// All that a name can refer to.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Definition<'t>> {
        self.names.values().filter_map(|at| self.all.get(*at))
    }

    /// The type of what a `let` stands for, as far as its form tells.
    pub(crate) fn type_of(&self, at: usize, words: &Words, depth: usize) -> Option<Type> {
        let value = self.get(at)?.value?;
        expression::hint(value, Place::Order, words, self, depth)
    }
}
