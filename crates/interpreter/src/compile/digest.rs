//! The digest of a canonical form: it depends on what rules mean, not on how they are written.
//!
//! A node's digest is made of its children's, so a `let`, a list or a calendar counts by what it
//! stands for and not by its name, and nests of them cost nothing.

use std::sync::Arc;

use sabaki_parser::syntax::calendar::{Calendar, CalendarLineKind, Days, Hours};
use sha2::{Digest as _, Sha256};

use super::rule_set::{CompiledHold, CompiledRule, CompiledThen};
use crate::decision::canonical;
use crate::typing::tree::{Condition, Phrases, Term, TermKind, Test, TextList};
use crate::vocabulary::model::{Type, Vocabulary};

/// A digest in hexadecimal.
pub(crate) type Hash = String;

/// Joins parts under a tag; lengths keep them apart.
fn join<T: AsRef<str>>(tag: &str, parts: impl IntoIterator<Item = T>) -> Hash {
    let mut hash = Sha256::new();
    hash.update(tag.as_bytes());
    for part in parts {
        let part = part.as_ref();
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digit = |half: u8| {
        if half < 10 {
            b'0' + half
        } else {
            b'a' + half - 10
        }
    };
    let mut digits = [0; 64];
    for ([high, low], byte) in digits.as_chunks_mut().0.iter_mut().zip(hash.finalize()) {
        *high = digit(byte >> 4);
        *low = digit(byte & 15);
    }
    String::from_utf8_lossy(&digits).into_owned()
}

fn sorted(mut parts: Vec<Hash>) -> Vec<Hash> {
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Digests conditions and terms of one rule set.
pub(crate) struct Digester<'a> {
    vocabulary: &'a Vocabulary,
    calendars: Vec<Hash>,
    lets: Vec<Option<Hash>>,
    terms: &'a [Option<Arc<Term>>],
}

impl<'a> Digester<'a> {
    pub(crate) fn new(
        vocabulary: &'a Vocabulary,
        calendars: &[&Calendar],
        lets: &'a [Option<Arc<Term>>],
    ) -> Self {
        Self {
            vocabulary,
            calendars: calendars
                .iter()
                .map(|calendar| of_calendar(calendar))
                .collect(),
            lets: vec![None; lets.len()],
            terms: lets,
        }
    }

    /// The digest of a rule. An explicit name is part of it: releases and memory go by it.
    pub(crate) fn rule(&mut self, rule: &CompiledRule, name: &str) -> Hash {
        let when = self.conjunction(rule);
        let thens: Vec<Hash> = rule.thens.iter().flat_map(|then| self.then(then)).collect();
        let holds: Vec<Hash> = rule
            .holds
            .iter()
            .flat_map(|hold| self.hold(hold, rule))
            .collect();
        let moment = |at: Option<jiff::Timestamp>| at.map_or(String::new(), |at| at.to_string());
        let head = [
            name.to_owned(),
            rule.priority.to_string(),
            rule.shadow.to_string(),
            moment(rule.from),
            moment(rule.until),
            when,
            join("thens", sorted(thens)),
            join("holds", sorted(holds)),
        ];
        join("rule", head)
    }

    fn conjunction(&mut self, rule: &CompiledRule) -> Hash {
        let mut parts = Vec::new();
        for condition in &rule.when {
            self.flat(condition, &mut parts);
        }
        if let Some(unless) = &rule.unless {
            let mut not = Condition::clone(unless);
            not.negated = !not.negated;
            self.flat(&not, &mut parts);
        }
        join("and", sorted(parts))
    }

    /// `and` in `and` is one `and`; always true says nothing.
    fn flat(&mut self, condition: &Condition, parts: &mut Vec<Hash>) {
        match (&condition.test, condition.negated) {
            (Test::And(inner), false) => {
                for part in inner {
                    self.flat(part, parts);
                }
            }
            (Test::Always(true), false) | (Test::Always(false), true) => {}
            _ => parts.push(self.condition(condition)),
        }
    }

    fn then(&mut self, then: &CompiledThen) -> Vec<Hash> {
        let text = |value: Option<String>| value.unwrap_or_default();
        let calendar = then.during.and_then(|at| self.calendars.get(at).cloned());
        let timing = [
            text(then.after.map(|after| after.to_string())),
            text(then.from.as_ref().map(|from| self.term(from))),
            text(then.at.map(|at| at.to_string())),
            text(calendar),
            text(
                then.every
                    .map(|(interval, times)| format!("{interval}x{times}")),
            ),
        ];
        let timing = join("timing", timing);
        let mut calls = Vec::new();
        for call in &then.calls {
            let mut parts = vec![self.action(call.action), timing.clone()];
            parts.extend(call.args.iter().map(|arg| self.term(arg)));
            calls.push(join("then", parts));
        }
        calls
    }

    fn hold(&self, hold: &CompiledHold, rule: &CompiledRule) -> Vec<Hash> {
        // Without a reason of its own it gives the rule's name, which may be no more than its place.
        let because = if *hold.because == *rule.name {
            String::new()
        } else {
            hold.because.clone()
        };
        let everything = hold.everything.then(|| "everything".to_owned());
        let named = hold.actions.iter().map(|at| self.action(*at));
        let because = |what: String| join("hold", [what, because.clone()]);
        everything.into_iter().chain(named).map(because).collect()
    }

    fn action(&self, at: usize) -> String {
        let action = self.vocabulary.actions.get(at);
        action.map_or_else(String::new, |action| action.id.to_string())
    }

    /// The digest of a condition.
    pub(crate) fn condition(&mut self, condition: &Condition) -> Hash {
        let plain = self.test(&condition.test);
        if condition.negated {
            join("not", [plain])
        } else {
            plain
        }
    }

    fn test(&mut self, test: &Test) -> Hash {
        match test {
            Test::Always(always) => join("always", [always.to_string()]),
            // A `let` counts by the condition that it stands for.
            Test::Bool(term) => self.term(term),
            Test::And(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    self.flat(part, &mut all);
                }
                join("and", sorted(all))
            }
            Test::Or(parts) => {
                let parts = parts.iter().map(|part| self.condition(part)).collect();
                join("or", sorted(parts))
            }
            Test::OneOf { value, values } => {
                let set = self.enum_set(&value.ty, values);
                join("in", [self.term(value), set])
            }
            Test::TextIn { value, texts } => join("in", [self.term(value), of_texts(texts)]),
            Test::ValueIn { value, values } => {
                let values = values.iter().map(|value| canonical(self.vocabulary, value));
                let values = join("values", sorted(values.collect()));
                join("in", [self.term(value), values])
            }
            Test::Compare { op, left, right } => {
                join(&format!("{op:?}"), [self.term(left), self.term(right)])
            }
            Test::Phrase {
                value,
                place,
                phrases,
            } => {
                let phrases = match phrases {
                    Phrases::Fixed(texts) => of_texts(texts),
                    Phrases::Term(term) => self.term(term),
                };
                join(&format!("{place:?}"), [self.term(value), phrases])
            }
            Test::Has { set, values } => {
                let values = values.iter().map(|value| self.term(value)).collect();
                let values = join("values", sorted(values));
                join("has", [self.term(set), values])
            }
            Test::Matches { value, pattern } => {
                join("matches", [self.term(value), pattern.as_str().to_owned()])
            }
            Test::Empty(term) => join("empty", [self.term(term)]),
            Test::Known(term) => join("known", [self.term(term)]),
            Test::Holiday(term) => join("holiday", [self.term(term)]),
            Test::BusinessDay(term) => join("business_day", [self.term(term)]),
            Test::During { value, calendar } => {
                let calendar = self.calendars.get(*calendar).cloned().unwrap_or_default();
                join("during", [self.term(value), calendar])
            }
            Test::Quantifier {
                kind,
                list,
                predicate,
            } => {
                let parts = [self.field(*list), self.condition(predicate)];
                join(&format!("{kind:?}"), parts)
            }
        }
    }

    fn enum_set(&self, ty: &Type, set: &crate::typing::tree::EnumSet) -> Hash {
        let Type::Enum(enumeration) = *ty else {
            return String::new();
        };
        let values = self
            .vocabulary
            .enumerations
            .get(usize::from(enumeration))
            .map_or(&[][..], |e| e.values.as_slice());
        let ids = (0..).zip(values).filter_map(|(value, item)| {
            let value = crate::value::EnumValue { enumeration, value };
            set.contains(value).then(|| item.id.to_string())
        });
        join("values", sorted(ids.collect()))
    }

    fn field(&self, at: usize) -> String {
        let field = self.vocabulary.fields.get(at);
        field.map_or_else(String::new, |field| field.id.to_string())
    }

    fn member(&self, list: usize, member: usize) -> String {
        let Some(Type::List(record)) = self.vocabulary.fields.get(list).map(|f| &f.ty) else {
            return String::new();
        };
        let record = self.vocabulary.records.get(usize::from(*record));
        record
            .and_then(|record| record.fields.get(member))
            .map_or_else(String::new, |field| field.id.to_string())
    }

    /// The digest of a term.
    pub(crate) fn term(&mut self, term: &Term) -> Hash {
        match &term.kind {
            TermKind::Value(value) => {
                let ty = format!("{:?}", std::mem::discriminant(&term.ty));
                join("value", [ty, canonical(self.vocabulary, value)])
            }
            TermKind::Field(at) => join("field", [self.field(*at)]),
            TermKind::Member { list, member } => {
                join("member", [self.field(*list), self.member(*list, *member)])
            }
            TermKind::Param(at) => join("param", [at.to_string()]),
            TermKind::Clock(field) => join("clock", [format!("{field:?}")]),
            TermKind::Let(at) => self.let_term(*at),
            TermKind::Condition(condition) => self.condition(condition),
            TermKind::Count { list, predicate } => {
                let predicate = predicate.as_ref().map(|p| self.condition(p));
                join("count", [self.field(*list), predicate.unwrap_or_default()])
            }
            TermKind::Sum {
                list,
                member,
                predicate,
            } => {
                let predicate = predicate.as_ref().map(|p| self.condition(p));
                let member = self.member(*list, *member);
                join(
                    "sum",
                    [self.field(*list), member, predicate.unwrap_or_default()],
                )
            }
            TermKind::Arithmetic { op, left, right } => {
                join(&format!("{op:?}"), [self.term(left), self.term(right)])
            }
            TermKind::Call {
                function,
                args,
                calendar,
                list,
            } => {
                let mut parts = vec![function.id.to_owned()];
                parts.extend(args.iter().map(|arg| self.term(arg)));
                parts.extend(calendar.and_then(|at| self.calendars.get(at).cloned()));
                parts.extend(list.as_ref().map(|texts| of_texts(texts)));
                join("call", parts)
            }
        }
    }

    fn let_term(&mut self, at: usize) -> Hash {
        if let Some(Some(known)) = self.lets.get(at) {
            return known.clone();
        }
        let terms = self.terms;
        let Some(Some(term)) = terms.get(at) else {
            return String::new();
        };
        let hash = self.term(term);
        if let Some(place) = self.lets.get_mut(at) {
            *place = Some(hash.clone());
        }
        hash
    }
}

fn of_texts(texts: &TextList) -> Hash {
    let texts = texts.entries.iter().map(ToString::to_string).collect();
    join("texts", sorted(texts))
}

fn of_calendar(calendar: &Calendar) -> Hash {
    let hours = |hours: &[Hours]| -> Hash {
        let hours = hours.iter().map(|h| format!("{}-{}", h.start, h.end));
        join("hours", sorted(hours.collect()))
    };
    let days = |days: &[Days]| -> Vec<Hash> {
        let days = days.iter().map(|days| match days {
            Days::Holidays(_) => "holidays".to_owned(),
            Days::Date(date, _) => format!("{date}..{date}"),
            Days::Range(first, last, _) => format!("{first}..{last}"),
        });
        sorted(days.collect())
    };
    let mut parts = Vec::new();
    for line in &calendar.lines {
        match &line.kind {
            CalendarLineKind::Weekly { days, hours: open } => {
                for day in days {
                    if open.is_empty() {
                        parts.push(join("weekly", [format!("{day:?}"), hours(&[])]));
                    }
                    for open in open {
                        parts.push(join("weekly", [format!("{day:?}"), hours(&[*open])]));
                    }
                }
            }
            CalendarLineKind::Except(of) => {
                parts.extend(days(of).into_iter().map(|day| join("except", [day])));
            }
            CalendarLineKind::Also {
                days: of,
                hours: open,
            } => {
                for day in days(of) {
                    parts.push(join("also", [day, hours(open)]));
                }
            }
        }
    }
    join("calendar", sorted(parts))
}

/// The digest of a table: its rows in order under their policy.
pub(crate) fn of_table(policy: sabaki_parser::syntax::table::Policy, rows: &[Hash]) -> Hash {
    let mut parts = vec![format!("{policy:?}")];
    parts.extend_from_slice(rows);
    join("table", parts)
}

/// The digest of a set, whatever the order of its parts.
pub(crate) fn of_set(mut parts: Vec<Hash>) -> String {
    parts.sort_unstable();
    format!("sha256:{}", join("set", parts))
}
