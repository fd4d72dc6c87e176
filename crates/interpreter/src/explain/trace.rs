//! The truth of every sub-expression, with its source text, its place and the values it saw.

use serde_json::Value as Json;

use sabaki_diagnostic::source::{Sources, Span};

use crate::decide::look::Look;
use crate::decide::term::{members, value};
use crate::decide::truth::truth;
use crate::facts::show;
use crate::truth::Truth;
use crate::typing::tree::{Condition, Phrases, Term, TermKind, Test};
use crate::value::Value;
use crate::vocabulary::model::{Field, Type};

/// What stands in place of a personal value.
pub const MASK: &str = "●●●";

/// The most members of a list that are shown one by one.
const MOST_MEMBERS: usize = 20;

/// A sub-expression with its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Its place.
    pub span: Span,
    /// `FILE:LINE:COLUMN`
    pub place: String,
    /// Its source text.
    pub source: String,
    /// How it came out.
    pub truth: Truth,
    /// What it is made of; how its truth follows from theirs.
    pub kind: TraceKind,
    /// The values it saw.
    pub saw: Vec<Seen>,
    /// Its parts; for a list, one for each member.
    pub children: Vec<Trace>,
}

/// How the truth of a sub-expression follows from its parts'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TraceKind {
    /// All must be true.
    All,
    /// One must be true.
    Any,
    /// It has no parts.
    Leaf,
}

/// A value that an expression saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The field's id (`items.quantity` for a member), or the source of a computed value.
    pub name: String,
    /// The field's Japanese name; empty for a computed value.
    pub ja: String,
    /// The value as in order files; `null` is unknown, and personal values are masked.
    pub value: Json,
}

/// Traces the conditions of one rule.
pub(crate) struct Tracer<'a> {
    sources: &'a Sources,
    /// `let`s that have been opened: each only once, so that nests do not multiply.
    opened: Vec<usize>,
}

impl<'a> Tracer<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            opened: Vec::new(),
        }
    }

    /// The trace of a condition.
    pub(crate) fn condition(&mut self, condition: &Condition, look: &Look<'_>) -> Trace {
        let mut trace = Trace {
            span: condition.span,
            place: self.sources.place(condition.span),
            source: self.sources.slice(condition.span).trim().to_owned(),
            truth: truth(condition, look),
            kind: TraceKind::Leaf,
            saw: Vec::new(),
            children: Vec::new(),
        };
        match &condition.test {
            Test::And(parts) | Test::Or(parts) => {
                let all = matches!(condition.test, Test::And(_)) != condition.negated;
                trace.kind = if all { TraceKind::All } else { TraceKind::Any };
                trace.children = parts
                    .iter()
                    .map(|part| {
                        let mut child = self.condition(part, look);
                        if condition.negated {
                            child.truth = child.truth.negate();
                        }
                        child
                    })
                    .collect();
            }
            Test::Quantifier {
                list, predicate, ..
            } => self.members(&mut trace, *list, predicate, look),
            test => {
                for term in terms(test) {
                    self.term(&mut trace, term, look);
                }
            }
        }
        trace
    }

    fn members(&mut self, trace: &mut Trace, list: usize, predicate: &Condition, look: &Look<'_>) {
        let Some(records) = members(list, look) else {
            trace.saw.extend(seen_field(list, look));
            return;
        };
        let opened = self.opened.clone();
        for record in records.iter().take(MOST_MEMBERS) {
            self.opened.clone_from(&opened);
            let child = self.condition(predicate, &look.at_member(record));
            trace.children.push(child);
        }
    }

    fn term(&mut self, trace: &mut Trace, term: &Term, look: &Look<'_>) {
        match &term.kind {
            TermKind::Value(_) | TermKind::Param(_) => {}
            TermKind::Field(at) => add(trace, seen_field(*at, look)),
            TermKind::Member { list, member } => add(trace, seen_member(*list, *member, look)),
            TermKind::Clock(_) => {
                let name = self.sources.slice(term.span).to_owned();
                let value = show::json(look.facts.vocabulary(), Some(&term.ty), &value(term, look));
                add(
                    trace,
                    Some(Seen {
                        name,
                        ja: String::new(),
                        value,
                    }),
                );
            }
            TermKind::Let(at) => {
                let inner = look.program.lets.get(*at).and_then(Option::as_ref);
                let Some(inner) = inner.filter(|_| !self.opened.contains(at)) else {
                    return;
                };
                self.opened.push(*at);
                let outside = look.outside();
                match &inner.kind {
                    TermKind::Condition(condition) => {
                        let child = self.condition(condition, &outside);
                        trace.children.push(child);
                    }
                    _ => self.term(trace, inner, &outside),
                }
            }
            TermKind::Condition(condition) => {
                let child = self.condition(condition, look);
                trace.children.push(child);
            }
            TermKind::Count { list, predicate } => {
                if let Some(predicate) = predicate {
                    self.members(trace, *list, predicate, look);
                }
                self.computed(trace, term, look);
            }
            TermKind::Sum { .. } => self.computed(trace, term, look),
            TermKind::Arithmetic { left, right, .. } => {
                self.term(trace, left, look);
                self.term(trace, right, look);
                self.computed(trace, term, look);
            }
            TermKind::Call { args, .. } => {
                for arg in args {
                    self.term(trace, arg, look);
                }
                self.computed(trace, term, look);
            }
        }
    }

    /// A value that was computed; a text may hold personal words and is masked.
    fn computed(&self, trace: &mut Trace, term: &Term, look: &Look<'_>) {
        let vocabulary = look.facts.vocabulary();
        let value = match &*value(term, look) {
            Value::Text(_) => MASK.into(),
            known => show::json(vocabulary, Some(&term.ty), known),
        };
        let name = self.sources.slice(term.span).trim().to_owned();
        add(
            trace,
            Some(Seen {
                name,
                ja: String::new(),
                value,
            }),
        );
    }
}

fn add(trace: &mut Trace, seen: Option<Seen>) {
    if let Some(seen) = seen
        && !trace.saw.contains(&seen)
    {
        trace.saw.push(seen);
    }
}

/// The terms that a test without parts looks at.
fn terms(test: &Test) -> Vec<&Term> {
    match test {
        Test::Always(_) | Test::And(_) | Test::Or(_) | Test::Quantifier { .. } => Vec::new(),
        Test::Bool(term)
        | Test::OneOf { value: term, .. }
        | Test::TextIn { value: term, .. }
        | Test::ValueIn { value: term, .. }
        | Test::Matches { value: term, .. }
        | Test::Empty(term)
        | Test::Known(term)
        | Test::Holiday(term)
        | Test::BusinessDay(term)
        | Test::During { value: term, .. } => vec![term],
        Test::Compare { left, right, .. } => vec![left, right],
        Test::Phrase { value, phrases, .. } => match phrases {
            Phrases::Fixed(_) => vec![value],
            Phrases::Term(phrase) => vec![value, phrase],
        },
        Test::Has { set, values } => std::iter::once(set).chain(values.iter()).collect(),
    }
}

fn seen_field(at: usize, look: &Look<'_>) -> Option<Seen> {
    let field = look.facts.vocabulary().fields.get(at)?;
    Some(seen(field.id.to_string(), field, look.facts.get(at), look))
}

fn seen_member(list: usize, member: usize, look: &Look<'_>) -> Option<Seen> {
    let vocabulary = look.facts.vocabulary();
    let field = vocabulary.fields.get(list)?;
    let Type::List(record) = field.ty else {
        return None;
    };
    let member_field = vocabulary
        .records
        .get(usize::from(record))?
        .fields
        .get(member)?;
    let name = format!("{}.{}", field.id, member_field.id);
    Some(seen(name, member_field, look.member?.get(member), look))
}

fn seen(name: String, field: &Field, value: &Value, look: &Look<'_>) -> Seen {
    let value = match value {
        Value::Unknown => Json::Null,
        _ if field.personal => MASK.into(),
        // Members may be personal: their number says enough.
        Value::List(records) => records.len().into(),
        known => show::json(look.facts.vocabulary(), Some(&field.ty), known),
    };
    Seen {
        name,
        ja: field
            .ja
            .first()
            .map_or_else(String::new, ToString::to_string),
        value,
    }
}
