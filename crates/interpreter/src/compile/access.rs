//! Which rules can match an order at all, by one field or member that each asks for certain values.
//!
//! A rule is filed under the most selective part that it joins with `and`. Where the facts say that
//! this part is false, the rule is false whatever else is true, unknown or later, so `decide` leaves
//! it out. What cannot be filed is always looked at.

use rustc_hash::FxHashMap;
use sabaki_parser::syntax::expression::QuantifierKind;

use super::program::Program;
use super::rule_set::CompiledRule;
use crate::facts::Facts;
use crate::typing::tree::{Condition, EnumSet, Term, TermKind, Test};
use crate::value::{EnumValue, Value};

/// The most values under which one rule is filed.
pub(crate) const MOST_VALUES: usize = 32;
/// How deep `let`s are followed.
const DEEP: u32 = 8;

/// Where the value stands that a rule is filed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Place {
    Field(usize),
    /// Any member of a list has it.
    Member {
        list: usize,
        member: usize,
    },
}

/// A value that a rule is filed under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Enum(u16),
    Bool(bool),
    Text(Box<str>),
}

/// What a part of a condition asks: one of these values at this place.
struct Asked {
    place: Place,
    keys: Vec<Key>,
    /// About how many orders have it, in a thousand.
    share: usize,
}

/// The rules that are filed under one place.
#[derive(Debug, Clone, Default)]
struct Shelf {
    all: Vec<usize>,
    by: FxHashMap<Key, Vec<usize>>,
}

/// The index of a rule set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Access {
    always: Vec<usize>,
    shelves: FxHashMap<Place, Shelf>,
}

impl Access {
    /// Files rules by their place in the set.
    pub(crate) fn new(rules: &[CompiledRule], program: &Program) -> Self {
        let mut access = Self::default();
        for (at, rule) in rules.iter().enumerate() {
            let mut asked = Vec::new();
            for condition in &rule.when {
                gather(condition, program, DEEP, &mut asked);
            }
            let Some(best) = asked.into_iter().min_by_key(|asked| asked.share) else {
                access.always.push(at);
                continue;
            };
            let shelf = access.shelves.entry(best.place).or_default();
            shelf.all.push(at);
            for key in best.keys {
                let rules = shelf.by.entry(key).or_default();
                if rules.last() != Some(&at) {
                    rules.push(at);
                }
            }
        }
        access
    }

    /// An index that leaves nothing out.
    pub(crate) fn everything(rules: usize) -> Self {
        Self {
            always: (0..rules).collect(),
            shelves: FxHashMap::default(),
        }
    }

    /// The rules that nothing could be filed under.
    pub(crate) fn unfiled(&self) -> &[usize] {
        &self.always
    }

    /// The rules that are not certainly false, in their order.
    pub(crate) fn candidates(&self, facts: &Facts) -> Vec<usize> {
        let mut found = self.always.clone();
        for (place, shelf) in &self.shelves {
            match *place {
                Place::Field(field) => shelf.take(facts.get(field), &mut found),
                Place::Member { list, member } => match facts.get(list) {
                    Value::List(records) => {
                        for record in records.iter() {
                            shelf.take(record.get(member), &mut found);
                        }
                    }
                    _ => found.extend(&shelf.all),
                },
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Shelf {
    fn take(&self, value: &Value, found: &mut Vec<usize>) {
        let key = match value {
            Value::Enum(value) => Key::Enum(value.value),
            Value::Bool(value) => Key::Bool(*value),
            Value::Text(text) => Key::Text(text.folded().trim().into()),
            Value::None => return,
            // Unknown; or a value that no rule can be filed under.
            _ => return found.extend(&self.all),
        };
        found.extend(self.by.get(&key).into_iter().flatten());
    }
}

/// Every part that must be true and asks one place for certain values.
fn gather(condition: &Condition, program: &Program, deep: u32, asked: &mut Vec<Asked>) {
    if condition.negated {
        return;
    }
    match &condition.test {
        Test::And(parts) => {
            for part in parts {
                gather(part, program, deep, asked);
            }
        }
        Test::Bool(term) => match (&term.kind, deep) {
            (TermKind::Let(at), 1..) => {
                let inner = program.lets.get(*at).and_then(Option::as_ref);
                match inner.map(|term| (&term.kind, term)) {
                    Some((TermKind::Condition(inner), _)) => {
                        gather(inner, program, deep - 1, asked);
                    }
                    Some((_, term)) => asked.extend(flag(term, true)),
                    None => {}
                }
            }
            _ => asked.extend(flag(term, true)),
        },
        Test::ValueIn { value, values } => {
            if let [Value::Bool(wanted)] = **values {
                asked.extend(flag(value, wanted));
            }
        }
        Test::Quantifier {
            kind: QuantifierKind::Any,
            list: of,
            predicate,
        } => {
            let mut inner = Vec::new();
            gather(predicate, program, 0, &mut inner);
            // An unknown list leaves the rule unknown, so a field of the order cannot rule it out.
            inner.retain(|asked| matches!(asked.place, Place::Member { list, .. } if list == *of));
            asked.append(&mut inner);
        }
        test => asked.extend(values(test, program)),
    }
}

fn place(term: &Term) -> Option<Place> {
    match term.kind {
        TermKind::Field(at) => Some(Place::Field(at)),
        TermKind::Member { list, member } => Some(Place::Member { list, member }),
        _ => None,
    }
}

fn flag(term: &Term, wanted: bool) -> Option<Asked> {
    Some(Asked {
        place: place(term)?,
        keys: vec![Key::Bool(wanted)],
        share: 300,
    })
}

fn values(test: &Test, program: &Program) -> Option<Asked> {
    match test {
        Test::OneOf { value, values } => {
            let place = place(value)?;
            let count = program.vocabulary.enumeration(&value.ty)?.values.len();
            let keys = of_set(*values, count);
            Some(Asked {
                place,
                share: keys.len() * 1000 / count.max(1),
                keys,
            })
        }
        Test::TextIn { value, texts } if texts.entries.len() <= MOST_VALUES => Some(Asked {
            place: place(value)?,
            share: texts.entries.len(),
            keys: texts.entries.iter().cloned().map(Key::Text).collect(),
        }),
        _ => None,
    }
}

fn of_set(set: EnumSet, count: usize) -> Vec<Key> {
    let values = 0..u16::try_from(count).unwrap_or(EnumSet::MAX);
    let one = |value: &u16| {
        set.contains(EnumValue {
            enumeration: 0,
            value: *value,
        })
    };
    values.filter(one).map(Key::Enum).collect()
}
