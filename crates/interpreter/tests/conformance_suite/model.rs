//! Rules and facts as plain data: what chance makes, what is written down, what is slowly read.

use std::collections::BTreeMap;

use jiff::civil;

use super::days::Calendar;

/// A value. Enumeration values are their place in the enumeration and their Japanese name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum V {
    Unknown,
    None,
    Bool(bool),
    Number(i64),
    Text(String),
    Enum(usize, &'static str),
    /// Days since 1970-01-01.
    Date(i64),
    /// Seconds since 1970-01-01 0:00 JST.
    Instant(i64),
    Duration(i64),
    /// Seconds since midnight.
    Time(i64),
    Set(Vec<V>),
    List(Vec<BTreeMap<&'static str, V>>),
}

/// A value that is computed.
#[derive(Debug, Clone)]
pub(crate) enum X {
    Field(&'static str),
    Member(&'static str),
    /// `order.x`
    Order(&'static str),
    Value(V),
    /// An amount, which is written in more ways than a number.
    Yen(i64),
    Less(Box<X>, Box<X>),
    More(Box<X>, Box<X>),
    Count(&'static str, Option<Box<C>>),
    Sum(&'static str, &'static str, Option<Box<C>>),
    /// A `let` that is a number.
    Named(usize),
    /// A `let` that is a day.
    Day(usize),
    /// A function, with a calendar where it takes one.
    Call(&'static str, Vec<X>, Option<usize>),
    /// `without(…, LIST)`
    Without(Box<X>, usize),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Op {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// Where a phrase stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Where {
    Anywhere,
    Start,
    End,
}

/// Which members are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    Any,
    Every,
    No,
}

/// A pattern that is simple enough to be told without an engine.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pattern {
    /// `/^abc/`
    Start,
    /// `/[a-z]{3}/`
    Letters,
    /// `/急$/`
    End,
    /// `/a|\//`
    Slash,
}

/// A condition.
#[derive(Debug, Clone)]
pub(crate) enum C {
    Always,
    And(Vec<C>),
    Or(Vec<C>),
    Not(Box<C>),
    Bool(X),
    Compare(X, Op, X),
    /// Two comparisons of one value: `2以上 5未満`.
    Bounds(X, (Op, X), (Op, X)),
    In(bool, X, Vec<X>),
    InList(bool, X, usize),
    Between(bool, X, X, X),
    Phrase(bool, X, Where, String),
    AnyPhrase(bool, X, usize),
    /// `contains any of ("…", "…")`
    AnyOf(bool, X, Vec<String>),
    Has(bool, X, V),
    HasAny(bool, X, Vec<V>),
    Matches(bool, X, Pattern),
    Holiday(bool, X),
    BusinessDay(bool, X),
    During(bool, X, usize),
    Weekday(bool, Vec<usize>),
    Empty(bool, X),
    Known(bool, X),
    Items(&'static str, Which, Box<C>),
    Let(usize),
}

/// What a rule asks for.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) action: &'static str,
    pub(crate) args: Vec<X>,
}

/// What limits a rule or table beside its condition, and what is only said about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    pub(crate) priority: i64,
    pub(crate) shadow: bool,
    /// First and last moment of its period.
    pub(crate) from: Option<Moment>,
    pub(crate) until: Option<Moment>,
    pub(crate) owner: Option<&'static str>,
    pub(crate) doc: Option<&'static str>,
}

/// A day, or a minute or second of it, from its first second on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    Day(i64),
    Minute(i64),
    Second(i64),
}

/// A rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// Without a name it is called by its place.
    pub(crate) named: bool,
    pub(crate) head: Head,
    pub(crate) when: C,
    pub(crate) unless: Option<C>,
    pub(crate) parts: Vec<Part>,
}

/// What a rule does.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Then(Then),
    Hold(Hold),
}

/// What a rule stops; `everything` stands among the actions.
#[derive(Debug, Clone)]
pub(crate) struct Hold {
    pub(crate) actions: Vec<&'static str>,
    /// The rule's name without it.
    pub(crate) because: Option<String>,
}

/// Actions with the time words that are for all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Then {
    pub(crate) calls: Vec<Call>,
    /// Seconds.
    pub(crate) after: Option<i64>,
    pub(crate) from: Option<X>,
    /// Seconds since midnight.
    pub(crate) at: Option<i64>,
    pub(crate) during: Option<usize>,
    /// How far apart in seconds, and how often at most.
    pub(crate) every: Option<(i64, u32)>,
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) policy: &'static str,
    pub(crate) head: Head,
    pub(crate) when: Option<C>,
    pub(crate) unless: Option<C>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) enum Column {
    Ask(X),
    Then(&'static str),
    Hold(&'static str),
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Any,
    /// A condition whose first value is the head of its column.
    Ask(C),
    /// The argument of an action; none for one without.
    Do(Option<X>),
    /// Why something is held; the row's name without it.
    Because(Option<String>),
}

/// A rule set.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) names: Names,
    pub(crate) lets: Vec<C>,
    /// `let`s that are numbers, and such that are days.
    pub(crate) numbers: Vec<X>,
    pub(crate) dates: Vec<X>,
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) lists: Vec<Vec<V>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) tables: Vec<Table>,
    pub(crate) partial: bool,
}

/// How the definitions of a set are called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) lets: Vec<&'static str>,
    pub(crate) numbers: Vec<&'static str>,
    pub(crate) dates: Vec<&'static str>,
    pub(crate) calendars: Vec<&'static str>,
    pub(crate) lists: Vec<&'static str>,
}

/// What is known about an order.
pub(crate) type Order = BTreeMap<&'static str, V>;

/// A day as a date.
pub(crate) fn day(days: i64) -> civil::Date {
    civil::date(1970, 1, 1) + jiff::Span::new().days(days)
}

/// An instant of JST as it is written.
pub(crate) fn moment(seconds: i64) -> String {
    let (date, rest) = (day(seconds.div_euclid(86_400)), seconds.rem_euclid(86_400));
    format!("{date} {}", clock(rest))
}

/// A time of day as it is written.
pub(crate) fn clock(seconds: i64) -> String {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if s == 0 {
        format!("{h:02}:{m:02}")
    } else {
        format!("{h:02}:{m:02}:{s:02}")
    }
}

impl Moment {
    pub(crate) const fn start(self) -> i64 {
        match self {
            Self::Day(at) | Self::Minute(at) | Self::Second(at) => at,
        }
    }

    /// The second after it.
    pub(crate) const fn end(self) -> i64 {
        match self {
            Self::Day(at) => at + 86_400,
            Self::Minute(at) => at + 60,
            Self::Second(at) => at + 1,
        }
    }
}

impl V {
    /// As a decision shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bool(b) => b.to_string(),
            Self::Number(n) => n.to_string(),
            Self::Enum(_, name) => (*name).to_owned(),
            Self::Date(days) => day(*days).to_string(),
            Self::Instant(at) => moment(*at),
            Self::Duration(s) => format!("{s}s"),
            Self::Time(s) => clock(*s),
            Self::Unknown | Self::None | Self::Set(_) | Self::List(_) => String::new(),
        }
    }

    /// As a fact file has it.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Unknown => serde_json::Value::Null,
            Self::None => "".into(),
            Self::Bool(b) => (*b).into(),
            Self::Number(n) => (*n).into(),
            Self::Set(values) => values.iter().map(Self::json).collect(),
            Self::List(members) => {
                let member = |m: &BTreeMap<&str, V>| -> serde_json::Value {
                    let values = m.iter().map(|(k, v)| ((*k).to_owned(), v.json()));
                    serde_json::Value::Object(values.collect())
                };
                members.iter().map(member).collect()
            }
            other => other.shown().into(),
        }
    }
}

/// An order as a fact file has it.
pub(crate) fn json(order: &Order) -> serde_json::Value {
    let mut top = serde_json::Map::new();
    let mut slip = serde_json::Map::new();
    for (field, value) in order {
        match field.strip_prefix("slip.") {
            Some(field) => slip.insert(field.to_owned(), value.json()),
            None => top.insert((*field).to_owned(), value.json()),
        };
    }
    top.insert("slip".to_owned(), slip.into());
    top.into()
}

impl Rule {
    pub(crate) fn thens(&self) -> impl Iterator<Item = &Then> {
        self.parts.iter().filter_map(|part| match part {
            Part::Then(then) => Some(then),
            Part::Hold(_) => None,
        })
    }

    pub(crate) fn holds(&self) -> impl Iterator<Item = &Hold> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hold(hold) => Some(hold),
            Part::Then(_) => None,
        })
    }
}
