//! A test file as it was read: names are still names, because only rules and vocabulary know them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sabaki_diagnostic::source::Span;
use serde_json::{Map, Value as Json};

/// The tests of one file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestFile {
    /// In the order of the file.
    pub tests: Vec<Test>,
}

/// One test: a time line of at least one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The file that its order is read from, beside the test file; whoever runs the test reads it.
    pub order_file: Option<String>,
    /// Its steps, in the order of time.
    pub steps: Vec<Step>,
}

/// One instant of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What changes of the order; all else is carried on.
    pub order: Map<String, Json>,
    /// Rules whose hold a person releases here; it stays released.
    pub released: Vec<String>,
    /// What is expected; nothing where the step only moves the order on.
    pub expect: Option<Expect>,
}

/// The exact set for each key that it gives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expect {
    /// Lists of actions by the decision's key.
    pub actions: BTreeMap<ActionList, Vec<Element>>,
    /// Rules whose hold is released.
    pub released: Option<Vec<String>>,
    /// Rules that came out unknown.
    pub unknown: Option<Vec<UnknownElement>>,
}

/// The lists of a decision that hold actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionList {
    /// 実行対象
    Due,
    /// 時刻待ち
    Waiting,
    /// 保留中
    Held,
    /// 実行不可
    NotLegal,
    /// 競合
    Conflicts,
    /// 実行済み
    Done,
    /// 試運転
    Shadow,
}

impl ActionList {
    /// The key in `expect` and in a decision's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::NotLegal => "not_legal",
            Self::Conflicts => "conflicts",
            Self::Done => "done",
            Self::Shadow => "shadow",
        }
    }
}

/// An expected action; what is not given is not checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    /// Its id or Japanese name; for `shadow` also a rule's name.
    pub action: String,
    /// Arguments by parameter.
    pub args: Map<String, Json>,
    /// The exact set of rules.
    pub rules: Option<Vec<String>>,
    /// Until when it waits.
    pub until: Option<Timestamp>,
    /// The exact set of reasons.
    pub because: Option<Vec<String>>,
}

/// An expected rule that came out unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownElement {
    /// The rule.
    pub rule: String,
    /// The exact set of fields that kept it so.
    pub fields: Option<Vec<String>>,
}
