//! Conditions and the values in them.

use sabaki_diagnostic::source::{Span, Spanned};

use super::literal::Literal;

/// A name as it is compared: NFKC, with dots for members (`slip.status`, `order.total`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name, NFKC-normalised.
    pub text: String,
    /// Where it was written.
    pub span: Span,
}

/// An expression with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place; for Japanese word order the whole phrase.
    pub span: Span,
}

/// The forms of language reference section 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// A field, a `let`, a list, a calendar or an enumeration value: the interpreter finds out.
    Name(Name),
    /// A value written out.
    Literal(Literal),
    /// `(v, w)` to the right of `in`.
    Tuple(Vec<Expr>),
    /// `( … )`, kept for the formatter and for the "mixes and with or" warning.
    Paren(Box<Expr>),
    /// `not x`, `(…)でない`
    Not(Box<Expr>),
    /// `x and y and z`, two or more.
    And(Vec<Expr>),
    /// `x or y or z`, two or more.
    Or(Vec<Expr>),
    /// `a = v` and the like.
    Compare {
        /// Which comparison.
        op: Spanned<CompareOp>,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// `a in (v, w)`, `a in LIST`, and with `negated` `not in`.
    In {
        /// `not in`
        negated: bool,
        /// What is looked for.
        value: Box<Expr>,
        /// A tuple or a name.
        set: Box<Expr>,
    },
    /// `a between v and w`, closed at both ends.
    Between {
        /// `not between`
        negated: bool,
        /// What is compared.
        value: Box<Expr>,
        /// Lower end.
        low: Box<Expr>,
        /// Upper end.
        high: Box<Expr>,
    },
    /// `t contains "…"`, `contains any of LIST`, `starts with`, `ends with`.
    Text {
        /// Which test.
        test: TextTest,
        /// `含まない`, `not contains`
        negated: bool,
        /// The text (or set).
        value: Box<Expr>,
        /// What is looked for: a value, or with [`TextTest::ContainsAnyOf`] a tuple or list name.
        operand: Box<Expr>,
    },
    /// `t matches /re/`
    Matches {
        /// 一致しない
        negated: bool,
        /// The text.
        value: Box<Expr>,
        /// The regular expression between the slashes, `\/` already undone.
        pattern: Spanned<String>,
    },
    /// `a is empty`, `is not known`, `d is holiday`, …
    Is {
        /// `is not`, でない
        negated: bool,
        /// What is asked about.
        value: Box<Expr>,
        /// What is asked.
        what: Spanned<IsTest>,
    },
    /// `now during 営業時間`
    During {
        /// `not during`
        negated: bool,
        /// The instant.
        value: Box<Expr>,
        /// The calendar's name.
        calendar: Name,
    },
    /// `any items has (…)`, `every … has`, `no … has`
    Quantifier {
        /// Which one.
        kind: Spanned<QuantifierKind>,
        /// The list field.
        list: Name,
        /// What its members are asked.
        predicate: Box<Expr>,
    },
    /// `count(items [where …])` 件数
    Count {
        /// The list field.
        list: Name,
        /// Which members count; all without it.
        predicate: Option<Box<Expr>>,
    },
    /// `sum(items.quantity [where …])` 合計
    Sum {
        /// The list and the member that is added up, as one dotted name.
        member: Name,
        /// Which members count; all without it.
        predicate: Option<Box<Expr>>,
    },
    /// `business_days(a, b)` and the other functions.
    Call {
        /// The function's name.
        function: Name,
        /// Its arguments; a calendar or list argument is a name.
        args: Vec<Expr>,
    },
    /// `now - ordered_at`, `ordered_at + 14d`
    Arithmetic {
        /// Plus or minus.
        op: Spanned<ArithmeticOp>,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// What could not be read; a diagnostic has been given.
    Error,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<` 未満
    Less,
    /// `<=` 以下
    LessOrEqual,
    /// `>` 超
    Greater,
    /// `>=` 以上
    GreaterOrEqual,
}

/// Text tests with an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// `contains` 含む (asks sets as well)
    Contains,
    /// `contains any of` のどれかを 含む
    ContainsAnyOf,
    /// `starts with` で 始まる
    StartsWith,
    /// `ends with` で 終わる
    EndsWith,
}

/// Tests after `is`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IsTest {
    /// `is empty` 空
    Empty,
    /// `is known` 不明でない
    Known,
    /// `is unknown` 不明
    Unknown,
    /// `is holiday` 祝日
    Holiday,
    /// `is business_day` 営業日
    BusinessDay,
}

/// How many members of a list must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantifierKind {
    /// At least one: のどれかが
    Any,
    /// All: のすべてが
    Every,
    /// None: のどれも …でない
    No,
}

/// Plus and minus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
}
