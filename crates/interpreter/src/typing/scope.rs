//! What a name can mean at a place: a member, a parameter, a field, a `let`.

use std::sync::Arc;

use crate::vocabulary::lookup::Names;
use crate::vocabulary::model::{Origin, Type, Vocabulary};

/// A vocabulary with the index of its names.
#[derive(Debug, Clone)]
pub struct Words {
    /// The vocabulary.
    pub vocabulary: Arc<Vocabulary>,
    /// Its names.
    pub names: Arc<Names>,
}

impl Words {
    /// Indexes a vocabulary.
    pub fn new(vocabulary: &Arc<Vocabulary>) -> Self {
        Self {
            names: Arc::new(Names::new(vocabulary)),
            vocabulary: Arc::clone(vocabulary),
        }
    }
}

/// Where an expression stands: what its names mean before the order's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An ordinary condition.
    Order,
    /// Inside `has (…)` or `where`: members of this list come first.
    Member {
        /// The list field's index.
        list: usize,
        /// The record of its members.
        record: u16,
    },
    /// `legal` or `done` of this action: its parameters come first.
    Action(usize),
}

/// What a name was found to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A field of the order.
    Field(usize),
    /// A member of the list that is asked.
    Member {
        /// The list field's index.
        list: usize,
        /// The record of its members.
        record: u16,
        /// The member's index.
        member: usize,
    },
    /// A parameter of the action.
    Param {
        /// The action's index.
        action: usize,
        /// The parameter's index.
        param: usize,
    },
}

impl Words {
    /// What the vocabulary makes of a name at a place. `order.x` is always the order's.
    pub fn meaning(&self, name: &str, place: Place) -> Option<Meaning> {
        let field = self.names.field(name);
        if field.is_none()
            && let Some(rest) = without_order(name)
        {
            return self.names.field(rest).map(Meaning::Field);
        }
        let near = match place {
            Place::Order => None,
            Place::Member { list, record } => {
                let member = self.names.member(record, name);
                member.map(|member| Meaning::Member {
                    list,
                    record,
                    member,
                })
            }
            Place::Action(action) => {
                let param = self.names.param(action, name);
                param.map(|param| Meaning::Param { action, param })
            }
        };
        near.or(field.map(Meaning::Field))
    }

    fn of_order<'a>(&self, name: &'a str) -> Option<&'a str> {
        if self.names.field(name).is_some() {
            return None;
        }
        without_order(name)
    }

    /// The type of what a name means.
    pub fn type_of(&self, meaning: Meaning) -> Option<&Type> {
        match meaning {
            Meaning::Field(at) => self.vocabulary.fields.get(at).map(|f| &f.ty),
            Meaning::Member { record, member, .. } => {
                let record = self.vocabulary.records.get(usize::from(record))?;
                record.fields.get(member).map(|f| &f.ty)
            }
            Meaning::Param { action, param } => {
                let action = self.vocabulary.actions.get(action)?;
                action.params.get(param).map(|p| &p.ty)
            }
        }
    }

    /// Where a field comes from.
    pub fn origin(&self, field: usize) -> Origin {
        let field = self.vocabulary.fields.get(field);
        field.map_or(Origin::Facts, |f| f.origin)
    }

    /// The list field that a name means, with the record of its members.
    pub fn list(&self, name: &str) -> Option<(usize, u16)> {
        let field = self.names.field(self.of_order(name).unwrap_or(name))?;
        match self.vocabulary.fields.get(field)?.ty {
            Type::List(record) => Some((field, record)),
            _ => None,
        }
    }
}

/// What stands behind `order.`.
fn without_order(name: &str) -> Option<&str> {
    ["order.", "注文."]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
}
