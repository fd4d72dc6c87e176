//! Decision tables: a row is a rule.

use sabaki_diagnostic::source::{Span, Spanned};

use super::expression::{CompareOp, Expr, IsTest, Name};
use super::rule::Head;

/// `table 発送方法 first …` 表
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// Its name; its rows are `NAME[1]`, `NAME[2]`, …
    pub name: Name,
    /// How rows compete.
    pub policy: Spanned<Policy>,
    /// Valid for each row.
    pub head: Head,
    /// A condition for all rows.
    pub when: Option<Expr>,
    /// An exclusion for all rows.
    pub unless: Option<Expr>,
    /// Columns and rows, or where they stand.
    pub body: TableBody,
}

/// Where the rows of a table come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableBody {
    /// Written in place.
    Inline(Grid),
    /// A CSV or TSV file inside the rule folder, parsed when its bytes are at hand.
    File(Spanned<String>),
}

/// Columns and rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// The head row.
    pub columns: Vec<Column>,
    /// The rows; each has as many cells as there are columns (else a diagnostic was given).
    pub rows: Vec<Row>,
}

/// A row of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place.
    pub span: Span,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// How rows compete 方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// 最初: a row counts when it is true and every row above is false.
    First,
    /// 重複なし: no two rows may be true.
    Unique,
    /// すべて: all rows that are true.
    Collect,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The head cell.
    pub span: Span,
    /// What its cells mean.
    pub kind: ColumnKind,
}

/// What the cells of a column mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// Cells test this expression.
    Condition(Expr),
    /// Cells are the argument of this action, or `○`.
    Then(Name),
    /// Cells are the reason to hold this action.
    Hold(Name),
    /// A head cell that could not be read; a diagnostic has been given.
    Error,
}

/// A cell with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: CellKind,
}

/// What a cell says. In condition cells a bare word is [`super::expression::ExprKind::Name`], which
/// the interpreter reads as text where the head is a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellKind {
    /// `-` or empty: any, or nothing to do.
    Any,
    /// One value or several (= in), with `not` in front of all.
    Values {
        /// `not v, w` 以外
        negated: bool,
        /// The values.
        values: Vec<Expr>,
    },
    /// `in LIST`
    InList {
        /// `not in LIST`
        negated: bool,
        /// The list's name.
        list: Name,
    },
    /// `>= 3,000円`
    Compare {
        /// Which comparison.
        op: CompareOp,
        /// With what.
        value: Expr,
    },
    /// `v..w`, closed at both ends.
    Range {
        /// Lower end.
        low: Expr,
        /// Upper end.
        high: Expr,
    },
    /// `empty`, `known`, …
    Is {
        /// `not empty`
        negated: bool,
        /// Which test.
        what: IsTest,
    },
    /// Anything else that may stand after the head, the head put in front.
    Condition(Expr),
    /// `○`, `yes`: the action of the column, without argument.
    Yes,
    /// The argument of a `then` column; a bare text where a text is wanted is a text literal.
    Argument(Expr),
    /// The reason of a `hold` column.
    Reason(String),
    /// A cell that could not be read; a diagnostic has been given.
    Error,
}
