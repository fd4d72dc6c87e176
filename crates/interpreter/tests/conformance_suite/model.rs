//! Rules and facts as plain data, and how they are written: what the slow evaluator reads.

use std::collections::BTreeMap;
use std::fmt;

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
    Value(V),
    Less(Box<X>, Box<X>),
    More(Box<X>, Box<X>),
    Count(Option<Box<C>>),
    Sum(&'static str, Option<Box<C>>),
    /// A `let` that is a number.
    Named(usize),
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
    In(bool, X, Vec<X>),
    InList(bool, X, usize),
    Between(bool, X, X, X),
    Phrase(bool, X, Where, String),
    AnyPhrase(bool, X, usize),
    Has(bool, X, V),
    HasAny(bool, X, Vec<V>),
    Matches(bool, X, Pattern),
    Holiday(bool, X),
    BusinessDay(bool, X),
    During(bool, X, usize),
    Weekday(bool, Vec<usize>),
    Empty(bool, X),
    Known(bool, X),
    Items(Which, Box<C>),
    Let(usize),
}

/// What a rule asks for.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) action: &'static str,
    pub(crate) args: Vec<X>,
}

/// A rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) priority: i64,
    pub(crate) shadow: bool,
    /// First minute and last minute of its period.
    pub(crate) period: (Option<i64>, Option<i64>),
    pub(crate) when: C,
    pub(crate) unless: Option<C>,
    pub(crate) thens: Vec<Then>,
    pub(crate) holds: Vec<&'static str>,
    pub(crate) because: String,
}

/// Actions with the time words that are for all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Then {
    pub(crate) calls: Vec<Call>,
    /// Hours.
    pub(crate) after: Option<i64>,
    pub(crate) from: Option<X>,
    /// Seconds since midnight.
    pub(crate) at: Option<i64>,
    pub(crate) during: Option<usize>,
}

/// A table over columns of conditions that tags and holds.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) policy: &'static str,
    pub(crate) priority: i64,
    pub(crate) shadow: bool,
    pub(crate) when: Option<C>,
    pub(crate) unless: Option<C>,
    pub(crate) rows: Vec<Row>,
}

/// A row: conditions, the tag, and why `confirm` is held.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) total: Option<(Op, i64)>,
    pub(crate) gift: Option<bool>,
    /// One of these, or none of them.
    pub(crate) prefecture: Option<(bool, Vec<&'static str>)>,
    pub(crate) tag: String,
    pub(crate) because: Option<String>,
}

/// A rule set.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) lets: Vec<C>,
    /// `let`s that are numbers.
    pub(crate) numbers: Vec<X>,
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) lists: Vec<Vec<String>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) tables: Vec<Table>,
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
    let (h, m, s) = (rest / 3600, rest / 60 % 60, rest % 60);
    if s == 0 {
        format!("{date} {h:02}:{m:02}")
    } else {
        format!("{date} {h:02}:{m:02}:{s:02}")
    }
}

impl fmt::Display for V {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(b) => write!(f, "{b}"),
            Self::Number(n) => write!(f, "{n}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Enum(_, name) => f.write_str(name),
            Self::Date(days) => write!(f, "{}", day(*days)),
            Self::Instant(at) => f.write_str(&moment(*at)),
            Self::Duration(s) if s % 3600 == 0 => write!(f, "{}h", s / 3600),
            Self::Duration(s) => write!(f, "{s}s"),
            Self::Time(s) => write!(f, "{:02}:{:02}", s / 3600, s / 60 % 60),
            Self::Unknown | Self::None | Self::Set(_) | Self::List(_) => Err(fmt::Error),
        }
    }
}

impl V {
    /// As a fact file has it.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Unknown => serde_json::Value::Null,
            Self::None => "".into(),
            Self::Bool(b) => (*b).into(),
            Self::Number(n) => (*n).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Set(values) => values.iter().map(Self::json).collect(),
            Self::List(members) => {
                let member = |m: &BTreeMap<&str, V>| -> serde_json::Value {
                    let values = m.iter().map(|(k, v)| ((*k).to_owned(), v.json()));
                    serde_json::Value::Object(values.collect())
                };
                members.iter().map(member).collect()
            }
            other => other.to_string().into(),
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

impl fmt::Display for X {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) | Self::Member(name) => f.write_str(name),
            Self::Value(value) => write!(f, "{value}"),
            Self::Less(a, b) => write!(f, "{a} - {b}"),
            Self::More(a, b) => write!(f, "{a} + {b}"),
            Self::Count(None) => f.write_str("count(items)"),
            Self::Count(Some(c)) => write!(f, "count(items where {c})"),
            Self::Sum(member, None) => write!(f, "sum(items.{member})"),
            Self::Sum(member, Some(c)) => write!(f, "sum(items.{member} where {c})"),
            Self::Named(at) => write!(f, "m{at}"),
            Self::Call(name, args, calendar) => {
                let args = args.iter().map(ToString::to_string);
                let calendar = calendar.map(|at| format!("K{at}"));
                let args: Vec<String> = args.chain(calendar).collect();
                write!(f, "{name}({})", args.join(", "))
            }
            Self::Without(x, list) => write!(f, "without({x}, L{list})"),
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::Different => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        })
    }
}

const fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}

impl fmt::Display for C {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts.iter().map(|c| format!("({c})")).collect();
            parts.join(word)
        };
        let list = |xs: &[X]| {
            let xs: Vec<String> = xs.iter().map(ToString::to_string).collect();
            xs.join(", ")
        };
        match self {
            Self::Always => f.write_str("true"),
            Self::And(parts) => f.write_str(&join(parts, " and ")),
            Self::Or(parts) => f.write_str(&join(parts, " or ")),
            Self::Not(c) => write!(f, "not ({c})"),
            Self::Bool(x) => write!(f, "{x}"),
            Self::Compare(a, op, b) => write!(f, "{a} {op} {b}"),
            Self::In(no, x, xs) => write!(f, "{x} {}in ({})", not(*no), list(xs)),
            Self::InList(no, x, at) => write!(f, "{x} {}in L{at}", not(*no)),
            Self::Between(no, x, a, b) => write!(f, "{x} {}between {a} and {b}", not(*no)),
            Self::Phrase(no, x, place, text) => {
                let word = match place {
                    Where::Anywhere => "contains",
                    Where::Start => "starts with",
                    Where::End => "ends with",
                };
                write!(f, "{}({x} {word} {text:?})", not(*no))
            }
            Self::AnyPhrase(no, x, at) => write!(f, "{}({x} contains any of L{at})", not(*no)),
            Self::Has(no, x, value) => write!(f, "{}({x} contains {value})", not(*no)),
            Self::HasAny(no, x, values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "{}({x} contains any of ({}))",
                    not(*no),
                    values.join(", ")
                )
            }
            Self::Matches(no, x, pattern) => {
                let pattern = match pattern {
                    Pattern::Start => "^ＡＢc",
                    Pattern::Letters => "[a-z]{3}",
                    Pattern::End => "急$",
                };
                write!(f, "{x} {}matches /{pattern}/", not(*no))
            }
            Self::Holiday(no, x) => write!(f, "{x} is {}holiday", not(*no)),
            Self::BusinessDay(no, x) => write!(f, "{x} is {}business_day", not(*no)),
            Self::During(no, x, at) => write!(f, "{x} {}during K{at}", not(*no)),
            Self::Weekday(no, days) => {
                let names = ["月", "火曜", "水曜日", "木", "金", "土", "日"];
                let days: Vec<&str> = days.iter().map(|day| names[*day]).collect();
                write!(f, "weekday {}in ({})", not(*no), days.join(", "))
            }
            Self::Empty(no, x) => write!(f, "{x} is {}empty", not(*no)),
            Self::Known(no, x) => write!(f, "{x} is {}", if *no { "unknown" } else { "known" }),
            Self::Items(which, c) => {
                let word = match which {
                    Which::Any => "any",
                    Which::Every => "every",
                    Which::No => "no",
                };
                write!(f, "{word} items has ({c})")
            }
            Self::Let(at) => write!(f, "n{at}"),
        }
    }
}

impl fmt::Display for Then {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.calls.iter().map(|call| {
            let args = call.args.iter().map(|arg| format!(" {arg}"));
            format!("{}{}", call.action, args.collect::<String>())
        });
        let calls: Vec<String> = calls.collect();
        write!(f, "\n  then {}", calls.join(", "))?;
        if let Some(hours) = self.after {
            write!(f, " after {hours}h")?;
        }
        if let Some(from) = &self.from {
            write!(f, " from {from}")?;
        }
        if let Some(at) = self.at {
            write!(f, " at {}", V::Time(at))?;
        }
        if let Some(calendar) = self.during {
            write!(f, " during K{calendar}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {:?}", self.name)?;
        if self.priority != 0 {
            write!(f, " priority {}", self.priority)?;
        }
        if let Some(from) = self.period.0 {
            write!(f, " from {}", moment(from))?;
        }
        if let Some(until) = self.period.1 {
            write!(f, " until {}", moment(until))?;
        }
        if self.shadow {
            write!(f, " shadow")?;
        }
        write!(f, "\n  when {}", self.when)?;
        if let Some(unless) = &self.unless {
            write!(f, "\n  unless {unless}")?;
        }
        for then in &self.thens {
            write!(f, "{then}")?;
        }
        if !self.holds.is_empty() {
            write!(
                f,
                "\n  hold {} because {:?}",
                self.holds.join(", "),
                self.because
            )?;
        }
        writeln!(f)
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, list) in self.lists.iter().enumerate() {
            let texts: Vec<String> = list.iter().map(|text| format!("{text:?}")).collect();
            writeln!(f, "list L{at} = ({})\n", texts.join(", "))?;
        }
        for (at, c) in self.lets.iter().enumerate() {
            writeln!(f, "let n{at} = {c}\n")?;
        }
        for rule in &self.rules {
            writeln!(f, "{rule}")?;
        }
        for (at, x) in self.numbers.iter().enumerate() {
            writeln!(f, "let m{at} = {x}\n")?;
        }
        for (at, calendar) in self.calendars.iter().enumerate() {
            writeln!(f, "calendar K{at}\n{calendar}")?;
        }
        for table in &self.tables {
            writeln!(f, "{table}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {} {}", self.name, self.policy)?;
        if self.priority != 0 {
            write!(f, " priority {}", self.priority)?;
        }
        if self.shadow {
            write!(f, " shadow")?;
        }
        if let Some(when) = &self.when {
            write!(f, " when {when}")?;
        }
        if let Some(unless) = &self.unless {
            write!(f, " unless {unless}")?;
        }
        writeln!(
            f,
            "\n  | total | gift | prefecture | then tag | hold confirm |"
        )?;
        let any = || "-".to_owned();
        for row in &self.rows {
            let total = row.total.map_or_else(any, |(op, n)| format!("{op} {n}"));
            let gift = row.gift.map_or_else(any, |b| b.to_string());
            let prefecture = row.prefecture.as_ref().map_or_else(any, |(no, names)| {
                format!("{}{}", not(*no), names.join(", "))
            });
            let because = row.because.clone().unwrap_or_else(any);
            let tag = &row.tag;
            writeln!(
                f,
                "  | {total} | {gift} | {prefecture} | {tag:?} | {because} |"
            )?;
        }
        Ok(())
    }
}
