//! What one test asks: of fields, members and counts, that they be this or that.

use std::collections::BTreeMap;
use std::sync::Arc;

use sabaki_parser::syntax::expression::CompareOp;

use super::domain::{Domain, Values};
use super::sets::Members;
use super::subject::{Subject, resolved};
use super::texts::Texts;
use crate::compile::program::Program;
use crate::typing::tree::{EnumSet, Phrases, Term, TermKind, Test};
use crate::value::Value;
use crate::vocabulary::model::Type;

/// What must all hold.
pub(super) type Clause = BTreeMap<Subject, Domain>;

/// What a test asks to be true, or false; none where it cannot be said.
pub(super) fn leaf(test: &Test, wanted: bool, program: &Program) -> Option<Clause> {
    let of = |term: &Term| Subject::of(term, program);
    let about = |term: &Term, values: Values| {
        let clause = Clause::from([(of(term)?, turned(values, wanted))]);
        Some(clause)
    };
    match test {
        Test::Bool(value) => Some(flagged(of(value)?, wanted)),
        Test::OneOf { value, values } => about(value, Values::Enum(*values)),
        Test::TextIn { value, texts } => {
            let texts = texts.entries.iter().cloned().collect();
            about(value, Values::Texts(Texts::of(texts)))
        }
        Test::ValueIn { value, values } => {
            if let [Value::Bool(flagged)] = **values {
                return about(value, flag(flagged));
            }
            let mut numbers: Vec<(i128, i128)> = values
                .iter()
                .map(|value| number(value).map(|n| (n, n)))
                .collect::<Option<_>>()?;
            numbers.sort_unstable();
            numbers.dedup();
            about(value, Values::Numbers(numbers))
        }
        Test::Compare { op, left, right } => {
            let TermKind::Value(with) = &right.kind else {
                return None;
            };
            let values = Values::Numbers(interval(*op, number(with)?));
            match &resolved(left, program)?.kind {
                TermKind::Count { list, predicate } => {
                    let values = if wanted { values } else { values.complement() };
                    Some(count(*list, predicate.is_some(), &values))
                }
                _ => about(left, values),
            }
        }
        Test::Known(term) => Some(Clause::from([(of(term)?, known_if(wanted))])),
        Test::Empty(term) => Some(empty(term, of(term)?, wanted)),
        Test::Phrase {
            value,
            place,
            phrases: Phrases::Fixed(phrases),
        } => {
            let values = Values::Texts(Texts::asked(wanted, *place, phrases));
            Some(Clause::from([(of(value)?, answered(values, wanted))]))
        }
        Test::Has { set, values } => Some(Clause::from([(of(set)?, has(values, wanted))])),
        Test::During { value, calendar } => {
            let never = program.calendars.get(*calendar)?.never_opens();
            if wanted && never {
                let nothing = Domain::known(Values::Nothing);
                return Some(Clause::from([(Subject::Calendar(*calendar), nothing)]));
            }
            Some(Clause::from([(of(value)?, answered(Values::All, wanted))]))
        }
        Test::Matches { value, .. }
        | Test::Phrase {
            value,
            phrases: Phrases::Term(_),
            ..
        }
        | Test::Holiday(value)
        | Test::BusinessDay(value) => {
            Some(Clause::from([(of(value)?, answered(Values::All, wanted))]))
        }
        Test::Always(_) | Test::And(_) | Test::Or(_) | Test::Quantifier { .. } => None,
    }
}

/// A bool that must be true, or must not.
pub(super) fn flagged(subject: Subject, wanted: bool) -> Clause {
    Clause::from([(subject, turned(flag(true), wanted))])
}

fn flag(value: bool) -> Values {
    let mut set = EnumSet::default();
    set.insert(u16::from(value));
    Values::Enum(set)
}

/// A comparison that must be true of these values; turned round it is true of none as well.
fn turned(values: Values, wanted: bool) -> Domain {
    if wanted {
        Domain::known(values)
    } else {
        answered(values.complement(), false)
    }
}

/// A question that is answered so of these values: it is false of none, and unknown of unknown.
const fn answered(values: Values, wanted: bool) -> Domain {
    Domain {
        values,
        none: !wanted,
        unknown: false,
    }
}

const fn known_if(wanted: bool) -> Domain {
    Domain {
        values: if wanted { Values::All } else { Values::Nothing },
        none: wanted,
        unknown: !wanted,
    }
}

/// A list of which something is decided: it is known, and none is like empty.
pub(super) fn listed(list: usize, counts: (i128, i128)) -> Clause {
    let list_itself = Domain {
        values: Values::All,
        none: counts.0 == 0,
        unknown: false,
    };
    let counted = Domain::known(Values::Numbers(vec![counts]));
    Clause::from([
        (Subject::Field(list), list_itself),
        (Subject::Count(list), counted),
    ])
}

/// A count that is one of these numbers, as every number between which it may lie is. Where only
/// some members count, the list has at least as many.
fn count(list: usize, some: bool, numbers: &Values) -> Clause {
    let natural = Values::Numbers(vec![(0, i128::MAX)]).and(numbers);
    let least = match &natural {
        Values::Numbers(intervals) => intervals.first().map(|(low, _)| *low),
        _ => Some(0),
    };
    let Some(least) = least else {
        return Clause::from([(Subject::Count(list), Domain::known(Values::Nothing))]);
    };
    let mut clause = listed(list, (least, i128::MAX));
    if !some {
        clause.insert(Subject::Count(list), Domain::known(natural));
    }
    clause
}

fn empty(term: &Term, subject: Subject, wanted: bool) -> Clause {
    let values = match (&term.ty, subject) {
        (Type::List(_), Subject::Field(list)) => {
            return listed(list, if wanted { (0, 0) } else { (1, i128::MAX) });
        }
        (Type::Text, _) => {
            let blank = Texts::of([Box::from("")].into());
            let texts = if wanted {
                Some(blank)
            } else {
                blank.complement()
            };
            texts.map_or(Values::All, Values::Texts)
        }
        (Type::Set(_), _) => Values::Set(Members::empty(wanted)),
        // What else can be empty is none.
        _ if wanted => Values::Nothing,
        _ => Values::All,
    };
    let domain = Domain {
        values,
        none: wanted,
        unknown: false,
    };
    Clause::from([(subject, domain)])
}

fn has(values: &[Term], wanted: bool) -> Domain {
    let fixed: Option<Arc<[Value]>> = values
        .iter()
        .map(|value| match &value.kind {
            TermKind::Value(Value::Unknown | Value::None) => None,
            TermKind::Value(value) => Some(value.clone()),
            _ => None,
        })
        .collect();
    let members = fixed.and_then(|values| Members::asked(wanted, values));
    answered(members.map_or(Values::All, Values::Set), wanted)
}

fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Int(n) | Value::Money(n) | Value::Duration(n) => Some(i128::from(*n)),
        Value::Date(date) => {
            let epoch = jiff::civil::date(1970, 1, 1);
            Some(i128::from(crate::decide::term::days_between(epoch, *date)))
        }
        Value::Time(time) => {
            let start = jiff::civil::Time::midnight();
            Some(time.duration_since(start).as_nanos())
        }
        Value::DateTime(at) => Some(at.as_nanosecond()),
        Value::Unknown
        | Value::None
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Enum(_)
        | Value::Set(_)
        | Value::List(_) => None,
    }
}

fn interval(op: CompareOp, with: i128) -> Vec<(i128, i128)> {
    match op {
        CompareOp::Equal => vec![(with, with)],
        CompareOp::NotEqual => vec![(i128::MIN, with - 1), (with + 1, i128::MAX)],
        CompareOp::Less => vec![(i128::MIN, with - 1)],
        CompareOp::LessOrEqual => vec![(i128::MIN, with)],
        CompareOp::Greater => vec![(with + 1, i128::MAX)],
        CompareOp::GreaterOrEqual => vec![(with, i128::MAX)],
    }
}
