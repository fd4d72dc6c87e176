//! Which unknown fields keep a condition or a term unknown.

use std::collections::BTreeSet;

use super::look::Look;
use super::term::{members, value};
use super::truth::truth;
use crate::truth::Truth;
use crate::typing::tree::{Condition, Phrases, Term, TermKind, Test};
use crate::value::Value;
use crate::vocabulary::model::Type;

/// Collects field ids: `postage`, `items.quantity`.
pub(crate) struct Unknowns<'a> {
    pub(crate) fields: &'a mut BTreeSet<String>,
    lets: Vec<usize>,
}

impl<'a> Unknowns<'a> {
    pub(crate) fn new(fields: &'a mut BTreeSet<String>) -> Self {
        Self {
            fields,
            lets: Vec::new(),
        }
    }

    /// The fields that keep a condition unknown; nothing when it is not.
    pub(crate) fn condition(&mut self, condition: &Condition, look: &Look<'_>) {
        if truth(condition, look) != Truth::Unknown {
            return;
        }
        match &condition.test {
            Test::And(parts) | Test::Or(parts) => {
                for part in parts {
                    self.condition(part, look);
                }
            }
            Test::Always(_) | Test::Known(_) => {}
            Test::Bool(term)
            | Test::OneOf { value: term, .. }
            | Test::TextIn { value: term, .. }
            | Test::ValueIn { value: term, .. }
            | Test::Matches { value: term, .. }
            | Test::Empty(term)
            | Test::Holiday(term)
            | Test::BusinessDay(term)
            | Test::During { value: term, .. } => self.term(term, look),
            Test::Compare { left, right, .. } => {
                self.term(left, look);
                self.term(right, look);
            }
            Test::Phrase {
                value: term,
                phrases,
                ..
            } => {
                self.term(term, look);
                if let Phrases::Term(phrase) = phrases {
                    self.term(phrase, look);
                }
            }
            Test::Has { set, values } => {
                self.set(set, look);
                for value in values {
                    self.term(value, look);
                }
            }
            Test::Quantifier {
                list, predicate, ..
            } => self.list(*list, Some(predicate), look),
        }
    }

    fn set(&mut self, set: &Term, look: &Look<'_>) {
        if let Value::Set(entries) = &*value(set, look)
            && entries.contains(&Value::Unknown)
        {
            self.name(set, look);
        }
        self.term(set, look);
    }

    fn list(&mut self, list: usize, predicate: Option<&Condition>, look: &Look<'_>) {
        let Some(records) = members(list, look) else {
            self.field(list, look);
            return;
        };
        if let Some(predicate) = predicate {
            for record in records {
                self.condition(predicate, &look.at_member(record));
            }
        }
    }

    /// The fields that keep a term unknown.
    pub(crate) fn term(&mut self, term: &Term, look: &Look<'_>) {
        match &term.kind {
            TermKind::Value(_) | TermKind::Clock(_) | TermKind::Param(_) => {}
            TermKind::Field(_) | TermKind::Member { .. } => {
                if *value(term, look) == Value::Unknown {
                    self.name(term, look);
                }
            }
            TermKind::Let(at) => {
                // Each `let` once on a path: nests of them must not multiply.
                if self.lets.contains(at) || look.let_value(*at) != Value::Unknown {
                    return;
                }
                self.lets.push(*at);
                if let Some(Some(inner)) = look.program.lets.get(*at) {
                    self.term(inner, &look.outside());
                }
            }
            TermKind::Condition(condition) => self.condition(condition, look),
            TermKind::Count { list, predicate } => self.list(*list, predicate.as_deref(), look),
            TermKind::Sum {
                list,
                member,
                predicate,
            } => self.sum(*list, *member, predicate.as_deref(), look),
            TermKind::Arithmetic { left, right, .. } => {
                self.term(left, look);
                self.term(right, look);
            }
            TermKind::Call { args, .. } => {
                for arg in args {
                    self.term(arg, look);
                }
            }
        }
    }

    fn sum(&mut self, list: usize, member: usize, predicate: Option<&Condition>, look: &Look<'_>) {
        self.list(list, predicate, look);
        for record in members(list, look).unwrap_or(&[]) {
            let counts = predicate.map_or(Truth::True, |p| truth(p, &look.at_member(record)));
            if counts != Truth::False && *record.get(member) == Value::Unknown {
                self.member(list, member, look);
            }
        }
    }

    fn name(&mut self, term: &Term, look: &Look<'_>) {
        match term.kind {
            TermKind::Field(at) => self.field(at, look),
            TermKind::Member { list, member } => self.member(list, member, look),
            _ => {}
        }
    }

    fn field(&mut self, at: usize, look: &Look<'_>) {
        if let Some(field) = look.facts.vocabulary().fields.get(at) {
            self.fields.insert(field.id.to_string());
        }
    }

    fn member(&mut self, list: usize, member: usize, look: &Look<'_>) {
        let vocabulary = look.facts.vocabulary();
        let Some(field) = vocabulary.fields.get(list) else {
            return;
        };
        let Type::List(record) = field.ty else { return };
        let record = vocabulary.records.get(usize::from(record));
        if let Some(member) = record.and_then(|record| record.fields.get(member)) {
            self.fields.insert(format!("{}.{}", field.id, member.id));
        }
    }
}
