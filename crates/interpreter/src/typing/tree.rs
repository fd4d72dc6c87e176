//! The typed tree: conditions and terms with every name resolved and every literal prepared.

use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use sabaki_diagnostic::source::Span;
use sabaki_parser::syntax::expression::{ArithmeticOp, CompareOp, QuantifierKind};

use crate::function::Function;
use crate::value::{EnumValue, Value};
use crate::vocabulary::model::{ClockField, Type};

/// A condition: true, false or unknown.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its place.
    pub span: Span,
    /// Whether the answer is turned round (`!=`, `not in`, でない).
    pub negated: bool,
    /// Whether the clock alone can change it.
    pub timely: bool,
    /// What is tested.
    pub test: Test,
}

/// What a condition tests.
#[derive(Debug, Clone)]
pub enum Test {
    /// `true`, `false`
    Always(bool),
    /// A bool value by itself.
    Bool(Term),
    /// All of them.
    And(Box<[Condition]>),
    /// At least one.
    Or(Box<[Condition]>),
    /// An enumeration value is one of these.
    OneOf {
        /// The value.
        value: Term,
        /// Which values, by index.
        values: EnumSet,
    },
    /// A text is one of these.
    TextIn {
        /// The text.
        value: Term,
        /// The texts, as they are compared.
        texts: Arc<TextList>,
    },
    /// Any other value is one of these.
    ValueIn {
        /// The value.
        value: Term,
        /// The values.
        values: Arc<[Value]>,
    },
    /// `a < b`; not equal is a negated equal.
    Compare {
        /// Which comparison.
        op: CompareOp,
        /// Left side.
        left: Term,
        /// Right side.
        right: Term,
    },
    /// A text contains, starts or ends with one of these.
    Phrase {
        /// The text.
        value: Term,
        /// Where it must stand.
        place: Place,
        /// Prepared phrases, or a term.
        phrases: Phrases,
    },
    /// A set has one of these.
    Has {
        /// The set.
        set: Term,
        /// The values.
        values: Box<[Term]>,
    },
    /// A text fits a regular expression.
    Matches {
        /// The text.
        value: Term,
        /// The prepared expression.
        pattern: regex::Regex,
    },
    /// No content, or none.
    Empty(Term),
    /// Not unknown.
    Known(Term),
    /// A Japanese public holiday.
    Holiday(Term),
    /// Monday to Friday and no holiday.
    BusinessDay(Term),
    /// A calendar is open at an instant.
    During {
        /// The instant.
        value: Term,
        /// The calendar's index.
        calendar: usize,
    },
    /// `any items has (…)`
    Quantifier {
        /// Any, every or no.
        kind: QuantifierKind,
        /// The list field's index.
        list: usize,
        /// What each member is asked.
        predicate: Box<Condition>,
    },
}

/// Where a phrase must stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// Anywhere.
    Anywhere,
    /// At the start, white space left out.
    Start,
    /// At the end, white space left out.
    End,
}

/// The phrases that a text is searched for.
#[derive(Debug, Clone)]
pub enum Phrases {
    /// Prepared.
    Fixed(Arc<TextList>),
    /// Found out when asked.
    Term(Term),
}

/// Values of one enumeration, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct EnumSet(pub [u64; 4]);

impl EnumSet {
    /// The most values that an enumeration can have.
    pub const MAX: u16 = 256;

    /// Adds a value.
    pub fn insert(&mut self, value: u16) {
        if let Some(word) = self.0.get_mut(usize::from(value / 64)) {
            *word |= 1 << (value % 64);
        }
    }

    /// Whether a value is in it.
    pub fn contains(&self, value: EnumValue) -> bool {
        let word = self.0.get(usize::from(value.value / 64)).copied();
        word.unwrap_or(0) >> (value.value % 64) & 1 == 1
    }
}

/// Texts in the form in which they are compared, white space at both ends left out.
#[derive(Debug, Clone)]
pub struct TextList {
    /// The entries, for equality.
    pub entries: FxHashSet<Box<str>>,
    /// Finds the entries that are not empty; made when first asked for.
    pub(super) search: OnceLock<Option<AhoCorasick>>,
    /// Whether it is one phrase written out: an empty one is found everywhere, an empty entry of a
    /// list nowhere.
    pub(super) single: bool,
}

/// A value that is computed.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Whether the clock alone can change it.
    pub timely: bool,
    /// How it comes about.
    pub kind: TermKind,
}

/// How a value comes about.
#[derive(Debug, Clone)]
pub enum TermKind {
    /// Written out.
    Value(Value),
    /// A field of the order, by index.
    Field(usize),
    /// A member of the list that a quantifier asks.
    Member {
        /// The list field's index.
        list: usize,
        /// The member's index in its record.
        member: usize,
    },
    /// A parameter of the action that `legal` and `done` are about.
    Param(usize),
    /// What the clock gives.
    Clock(ClockField),
    /// A `let`, by index.
    Let(usize),
    /// A condition as a value.
    Condition(Box<Condition>),
    /// How many members fit.
    Count {
        /// The list field's index.
        list: usize,
        /// Which members count.
        predicate: Option<Box<Condition>>,
    },
    /// A member added up.
    Sum {
        /// The list field's index.
        list: usize,
        /// The member's index in its record.
        member: usize,
        /// Which members count.
        predicate: Option<Box<Condition>>,
    },
    /// Plus and minus.
    Arithmetic {
        /// Which.
        op: ArithmeticOp,
        /// Left side.
        left: Box<Term>,
        /// Right side.
        right: Box<Term>,
    },
    /// A function.
    Call {
        /// Which.
        function: &'static Function,
        /// Its arguments, calendars and lists left out.
        args: Box<[Term]>,
        /// Its calendar argument, by index.
        calendar: Option<usize>,
        /// Its list argument.
        list: Option<Arc<TextList>>,
    },
}
