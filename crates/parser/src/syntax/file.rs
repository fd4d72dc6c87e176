//! A rule file: its items in the order in which they stand, and its comments.

use sabaki_diagnostic::source::{FileId, Span, Spanned};

use super::calendar::Calendar;
use super::expression::{Expr, Name};
use super::rule::Rule;
use super::table::Table;

/// Which of the two spellings a file uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `*.rules`
    Dsl,
    /// `*.yaml`, `*.yml`
    Yaml,
}

/// One parsed rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The file.
    pub id: FileId,
    /// How it is written.
    pub spelling: Spelling,
    /// What it defines, in order.
    pub items: Vec<Item>,
    /// Every comment, in order, for the formatter.
    pub comments: Vec<Comment>,
}

/// A comment: from `#` to the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its place, `#` included, the line end not.
    pub span: Span,
    /// The text after `#`, as written.
    pub text: String,
    /// Whether it stands alone on its line.
    pub own_line: bool,
}

/// A thing that a file defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// `rule … when …`, or a rule without head.
    Rule(Rule),
    /// `let NAME = EXPRESSION`
    Let(Let),
    /// `list NAME = (…)` or `list NAME from "FILE"`
    List(List),
    /// `calendar NAME …`
    Calendar(Calendar),
    /// `table NAME POLICY …`
    Table(Table),
    /// `partial` 一部: the set does not claim to cover every order.
    Partial(Span),
    /// `language: 1` (YAML only).
    Language(Spanned<i64>),
}

impl Item {
    /// Its whole place.
    pub const fn span(&self) -> Span {
        match self {
            Self::Rule(rule) => rule.span,
            Self::Let(definition) => definition.span,
            Self::List(list) => list.span,
            Self::Calendar(calendar) => calendar.span,
            Self::Table(table) => table.span,
            Self::Partial(span) => *span,
            Self::Language(version) => version.span,
        }
    }
}

/// `let 高額 = total >= 50,000円` 定義
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Let {
    /// The whole definition.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub value: Expr,
}

/// `list NG語 = ("至急", "キャンセル")` リスト
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The whole definition.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its entries, or where they stand.
    pub source: ListSource,
}

/// Where the entries of a list come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListSource {
    /// Written in place: literals or names of enumeration values.
    Inline(Vec<Expr>),
    /// The first column of a file inside the rule folder.
    File(Spanned<String>),
}
