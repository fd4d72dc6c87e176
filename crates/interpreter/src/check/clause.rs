//! What a condition asks of single fields, as alternatives of which one must hold.

use std::collections::BTreeMap;

use sabaki_parser::syntax::expression::CompareOp;

use super::domain::{Domain, Values};
use crate::compile::program::Program;
use crate::compile::rule_set::CompiledRule;
use crate::typing::tree::{Condition, EnumSet, Term, TermKind, Test};
use crate::value::Value;
use crate::vocabulary::model::Origin;

/// The most alternatives that are followed; beyond them nothing is claimed.
const MOST: usize = 256;
/// How deep `let`s are followed.
const DEEP: u32 = 8;

/// What one alternative asks, by field index.
type Clause = BTreeMap<usize, Domain>;

/// The alternatives of a condition.
#[derive(Debug, Clone)]
pub(super) struct Asks {
    /// None of them: it can never be true.
    alternatives: Vec<Clause>,
    /// The field that excluded an alternative last.
    pub clash: Option<usize>,
}

impl Asks {
    fn anything() -> Self {
        Self {
            alternatives: vec![Clause::new()],
            clash: None,
        }
    }

    fn never(clash: Option<usize>) -> Self {
        Self {
            alternatives: Vec::new(),
            clash,
        }
    }

    /// Whether it can never be true.
    pub(super) fn is_never(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Both must be true.
    pub(super) fn and(&self, other: &Self) -> Self {
        if self.alternatives.len() * other.alternatives.len() > MOST {
            return self.clone();
        }
        let mut both = Self::never(self.clash.or(other.clash));
        for a in &self.alternatives {
            for b in &other.alternatives {
                match meet(a, b) {
                    Ok(clause) => both.alternatives.push(clause),
                    Err(field) => both.clash = Some(field),
                }
            }
        }
        both
    }

    fn or(mut self, other: Self) -> Self {
        self.alternatives.extend(other.alternatives);
        self.clash = self.clash.or(other.clash);
        if self.alternatives.len() > MOST {
            return Self::anything();
        }
        self
    }
}

fn meet(a: &Clause, b: &Clause) -> Result<Clause, usize> {
    let mut both = a.clone();
    for (field, domain) in b {
        let met = match both.get(field) {
            Some(known) => known.and(domain),
            None => domain.clone(),
        };
        if met.is_empty() {
            return Err(*field);
        }
        both.insert(*field, met);
    }
    Ok(both)
}

/// What a rule asks before it fires.
pub(super) fn of_rule(rule: &CompiledRule, program: &Program) -> Asks {
    let mut asks = Asks::anything();
    for condition in &rule.when {
        asks = asks.and(&of(condition, true, program, DEEP));
    }
    match &rule.unless {
        Some(unless) => asks.and(&of(unless, false, program, DEEP)),
        None => asks,
    }
}

/// What a rule asks to be false: a part that is false, or an exclusion that is true.
pub(super) fn of_rule_false(rule: &CompiledRule, program: &Program) -> Asks {
    let parts = rule.when.iter().map(|c| of(c, false, program, DEEP));
    let excluded = rule.unless.iter().map(|c| of(c, true, program, DEEP));
    let any = parts.chain(excluded).reduce(Asks::or);
    any.unwrap_or_else(|| Asks::never(None))
}

/// What a condition asks to be true.
pub(super) fn of_condition(condition: &Condition, program: &Program) -> Asks {
    of(condition, true, program, DEEP)
}

/// What a condition asks to be true, or false.
fn of(condition: &Condition, wanted: bool, program: &Program, deep: u32) -> Asks {
    let wanted = wanted != condition.negated;
    match &condition.test {
        Test::And(parts) | Test::Or(parts) => {
            let all = matches!(condition.test, Test::And(_)) == wanted;
            let each = parts.iter().map(|part| of(part, wanted, program, deep));
            if all {
                each.fold(Asks::anything(), |asks, part| asks.and(&part))
            } else {
                each.reduce(Asks::or).unwrap_or_else(|| Asks::never(None))
            }
        }
        Test::Always(always) if *always != wanted => Asks::never(None),
        Test::Bool(term) => bool_term(term, wanted, program, deep),
        test => leaf(test, wanted, program).map_or_else(Asks::anything, |(field, domain)| {
            if domain.is_empty() {
                return Asks::never(Some(field));
            }
            Asks {
                alternatives: vec![Clause::from([(field, domain)])],
                clash: None,
            }
        }),
    }
}

fn bool_term(term: &Term, wanted: bool, program: &Program, deep: u32) -> Asks {
    match &term.kind {
        TermKind::Field(field) => {
            let domain = turned(flag(true), wanted);
            Asks {
                alternatives: vec![Clause::from([(*field, domain)])],
                clash: None,
            }
        }
        TermKind::Let(at) if deep > 0 => {
            match program
                .lets
                .get(*at)
                .and_then(Option::as_ref)
                .map(|t| &t.kind)
            {
                Some(TermKind::Condition(inner)) => of(inner, wanted, program, deep - 1),
                Some(TermKind::Field(_) | TermKind::Let(_)) => {
                    match program.lets.get(*at).and_then(Option::as_ref) {
                        Some(inner) => bool_term(inner, wanted, program, deep - 1),
                        None => Asks::anything(),
                    }
                }
                _ => Asks::anything(),
            }
        }
        _ => Asks::anything(),
    }
}

fn flag(value: bool) -> Values {
    let mut set = EnumSet::default();
    set.insert(u16::from(value));
    Values::Enum(set)
}

/// A comparison with a field that must be true; turned round it is true of none as well.
fn turned(values: Values, wanted: bool) -> Domain {
    if wanted {
        Domain::known(values)
    } else {
        Domain {
            values: values.complement(),
            none: true,
            unknown: false,
        }
    }
}

/// What a test asks of one field; none where it asks something else.
pub(super) fn leaf(test: &Test, wanted: bool, program: &Program) -> Option<(usize, Domain)> {
    let field = |term: &Term| match term.kind {
        TermKind::Field(at) => Some(at),
        // All parts of a condition see one instant.
        TermKind::Clock(clock) => {
            let mut fields = program.vocabulary.fields.iter();
            fields.position(|field| field.origin == Origin::Clock(clock))
        }
        _ => None,
    };
    match test {
        Test::OneOf { value, values } => {
            Some((field(value)?, turned(Values::Enum(*values), wanted)))
        }
        Test::TextIn { value, texts } => {
            let values = Values::Texts {
                but: false,
                texts: texts.entries.iter().cloned().collect(),
            };
            Some((field(value)?, turned(values, wanted)))
        }
        Test::ValueIn { value, values } => {
            if let [Value::Bool(flagged)] = **values {
                return Some((field(value)?, turned(flag(flagged), wanted)));
            }
            let mut numbers: Vec<(i128, i128)> = values
                .iter()
                .map(|value| number(value).map(|n| (n, n)))
                .collect::<Option<_>>()?;
            numbers.sort_unstable();
            numbers.dedup();
            Some((field(value)?, turned(Values::Numbers(numbers), wanted)))
        }
        Test::Compare { op, left, right } => {
            let TermKind::Value(with) = &right.kind else {
                return None;
            };
            let with = number(with)?;
            Some((
                field(left)?,
                turned(Values::Numbers(interval(*op, with)), wanted),
            ))
        }
        Test::Known(term) => {
            let domain = if wanted {
                Domain {
                    values: Values::All,
                    none: true,
                    unknown: false,
                }
            } else {
                Domain {
                    values: Values::Nothing,
                    none: false,
                    unknown: true,
                }
            };
            Some((field(term)?, domain))
        }
        Test::Always(_)
        | Test::Bool(_)
        | Test::And(_)
        | Test::Or(_)
        | Test::Phrase { .. }
        | Test::Has { .. }
        | Test::Matches { .. }
        | Test::Empty(_)
        | Test::Holiday(_)
        | Test::BusinessDay(_)
        | Test::During { .. }
        | Test::Quantifier { .. } => None,
    }
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
