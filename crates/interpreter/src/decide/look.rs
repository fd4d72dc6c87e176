//! One look at one order at one instant: everything that an evaluation reads.

use std::cell::{Cell, RefCell};

use jiff::Timestamp;

use crate::compile::program::Program;
use crate::facts::Facts;
use crate::time::jst;
use crate::value::{Record, Value};
use crate::vocabulary::model::{ClockField, Type};

/// What an evaluation reads: facts, the instant, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    /// Calendars and `let`s.
    pub program: &'a Program,
    /// What is known about the order.
    pub facts: &'a Facts,
    /// The instant, in whole seconds.
    pub now: Timestamp,
    /// The member that a quantifier asks.
    pub member: Option<&'a Record>,
    /// The arguments that `legal` and `done` speak of.
    pub args: &'a [Value],
    /// What is known of `let`s at this instant.
    pub lets: &'a Lets,
    /// How many more steps may be walked to find the next change.
    pub fuel: &'a Cell<u32>,
}

/// The values of `let`s at one instant, computed once.
#[derive(Debug, Default)]
pub(crate) struct Lets {
    values: RefCell<Vec<Option<Value>>>,
    changes: RefCell<Vec<Change>>,
    ranges: RefCell<Vec<Between>>,
}

/// What is known of the numbers between which a `let` lies.
#[derive(Debug, Clone, Copy)]
enum Between {
    Unasked,
    Numbers(Option<(i64, i64)>),
}

/// What is known of when a `let` next changes.
#[derive(Debug, Clone, Copy)]
enum Change {
    Unasked,
    Next(Option<Timestamp>),
}

impl Lets {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            values: RefCell::new(vec![None; count]),
            changes: RefCell::new(vec![Change::Unasked; count]),
            ranges: RefCell::new(vec![Between::Unasked; count]),
        }
    }

    fn get(&self, at: usize) -> Option<Value> {
        self.values.borrow().get(at).cloned().flatten()
    }

    fn set(&self, at: usize, value: Value) {
        if let Some(place) = self.values.borrow_mut().get_mut(at) {
            *place = Some(value);
        }
    }
}

/// The steps that one look ahead may walk in all.
pub(crate) const FUEL: u32 = 4_000;

impl<'a> Look<'a> {
    /// Takes one step; false when none is left.
    pub(crate) fn step(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    /// The same look, at a member of a list.
    pub(crate) fn at_member(&self, member: &'a Record) -> Self {
        Self {
            member: Some(member),
            ..*self
        }
    }

    /// The same look, with the arguments of an action.
    pub(crate) fn with_args<'b>(&self, args: &'b [Value]) -> Look<'b>
    where
        'a: 'b,
    {
        Look { args, ..*self }
    }

    /// The same look, outside every list and action.
    pub(crate) fn outside(&self) -> Self {
        Look {
            member: None,
            args: &[],
            ..*self
        }
    }

    /// The value of a `let`. Its names are the order's wherever it is used.
    pub(crate) fn let_value(&self, at: usize) -> Value {
        if let Some(value) = self.lets.get(at) {
            return value;
        }
        let Some(Some(term)) = self.program.lets.get(at) else {
            return Value::Unknown;
        };
        let value = super::term::value(term, &self.outside()).into_owned();
        self.lets.set(at, value.clone());
        value
    }

    /// The numbers between which a `let` lies, found out once at this instant; none where it is no
    /// whole number or nothing is known of it.
    pub(crate) fn range_of_let(&self, at: usize) -> Option<(i64, i64)> {
        if let Some(Between::Numbers(known)) = self.lets.ranges.borrow().get(at) {
            return *known;
        }
        let term = self.program.lets.get(at)?.as_ref()?;
        let range = if term.ty == Type::Int {
            super::term::range(term, &self.outside())
        } else {
            None
        };
        if let Some(place) = self.lets.ranges.borrow_mut().get_mut(at) {
            *place = Between::Numbers(range);
        }
        range
    }

    /// When time next changes a `let`, found out once at this instant.
    pub(crate) fn next_of_let(&self, at: usize) -> Option<Timestamp> {
        if let Some(Change::Next(known)) = self.lets.changes.borrow().get(at) {
            return *known;
        }
        let term = self.program.lets.get(at)?.as_ref()?;
        let next = super::next_change::of_term(term, &self.outside());
        if let Some(place) = self.lets.changes.borrow_mut().get_mut(at) {
            *place = Change::Next(next);
        }
        next
    }

    /// What the clock gives.
    pub(crate) fn clock(&self, field: ClockField) -> Value {
        match field {
            ClockField::Now => Value::DateTime(self.now),
            ClockField::Today => Value::Date(jst::date(self.now)),
            ClockField::TimeOfDay => Value::Time(jst::time(self.now)),
            ClockField::Weekday => {
                let day = jst::date(self.now).weekday().to_monday_zero_offset();
                let value = self.program.weekdays.get(usize::from(day.unsigned_abs()));
                value.copied().flatten().map_or(Value::Unknown, Value::Enum)
            }
        }
    }
}

/// An instant in whole seconds: what decisions are made for.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    let seconds = if at.subsec_nanosecond() < 0 {
        at.as_second().saturating_sub(1)
    } else {
        at.as_second()
    };
    Timestamp::from_second(seconds).unwrap_or(at)
}
