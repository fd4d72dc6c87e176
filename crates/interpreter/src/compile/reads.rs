//! Which fields of the order an expression reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::typing::tree::{Condition, Phrases, Term, TermKind, Test};

/// Collects field indices; what the clock gives is left out.
pub(crate) struct Reads<'a> {
    lets: &'a [Option<Arc<Term>>],
    seen: BTreeSet<usize>,
    fields: BTreeSet<usize>,
}

impl<'a> Reads<'a> {
    pub(crate) fn new(lets: &'a [Option<Arc<Term>>]) -> Self {
        Self {
            lets,
            seen: BTreeSet::new(),
            fields: BTreeSet::new(),
        }
    }

    pub(crate) fn fields(self) -> Vec<usize> {
        self.fields.into_iter().collect()
    }

    pub(crate) fn condition(&mut self, condition: &Condition) {
        match &condition.test {
            Test::Always(_) => {}
            Test::And(parts) | Test::Or(parts) => {
                for part in parts {
                    self.condition(part);
                }
            }
            Test::Bool(term)
            | Test::OneOf { value: term, .. }
            | Test::TextIn { value: term, .. }
            | Test::ValueIn { value: term, .. }
            | Test::Matches { value: term, .. }
            | Test::Empty(term)
            | Test::Known(term)
            | Test::Holiday(term)
            | Test::BusinessDay(term)
            | Test::During { value: term, .. } => self.term(term),
            Test::Compare { left, right, .. } => {
                self.term(left);
                self.term(right);
            }
            Test::Phrase { value, phrases, .. } => {
                self.term(value);
                if let Phrases::Term(term) = phrases {
                    self.term(term);
                }
            }
            Test::Has { set, values } => {
                self.term(set);
                for value in values {
                    self.term(value);
                }
            }
            Test::Quantifier {
                list, predicate, ..
            } => {
                self.fields.insert(*list);
                self.condition(predicate);
            }
        }
    }

    pub(crate) fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Value(_) | TermKind::Clock(_) | TermKind::Param(_) => {}
            TermKind::Field(at) => {
                self.fields.insert(*at);
            }
            TermKind::Member { list, .. } => {
                self.fields.insert(*list);
            }
            TermKind::Let(at) => {
                if self.seen.insert(*at)
                    && let Some(Some(inner)) = self.lets.get(*at)
                {
                    self.term(inner);
                }
            }
            TermKind::Condition(condition) => self.condition(condition),
            TermKind::Count { list, predicate }
            | TermKind::Sum {
                list, predicate, ..
            } => {
                self.fields.insert(*list);
                if let Some(predicate) = predicate {
                    self.condition(predicate);
                }
            }
            TermKind::Arithmetic { left, right, .. } => {
                self.term(left);
                self.term(right);
            }
            TermKind::Call { args, .. } => {
                for arg in args {
                    self.term(arg);
                }
            }
        }
    }
}
