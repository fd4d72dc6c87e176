//! A rule: head, condition, and what it requests and holds.

use jiff::civil;
use sabaki_diagnostic::source::{Span, Spanned};

use super::expression::{Expr, Name};
use super::literal::{Duration, Moment};

/// A rule ルール.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The whole rule, head included.
    pub span: Span,
    /// Its name; without one it is called by its place.
    pub name: Option<Spanned<String>>,
    /// What may stand between name and `when`.
    pub head: Head,
    /// `when` 条件; `true` for `when true` いつも.
    pub when: Expr,
    /// `unless` 除外
    pub unless: Option<Expr>,
    /// Its `then` and `hold` parts in order, at least one.
    pub parts: Vec<Part>,
}

/// What may stand before `when` of a rule, and after the policy of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// `priority N` 優先度: larger wins; 0 without it.
    pub priority: Option<Spanned<i64>>,
    /// `from T` 開始
    pub from: Option<Spanned<Moment>>,
    /// `until T` 終了: includes the whole minute or day that it names.
    pub until: Option<Spanned<Moment>>,
    /// `owner "…"` 担当
    pub owner: Option<Spanned<String>>,
    /// `doc "…"` 説明
    pub doc: Option<Spanned<String>>,
    /// `shadow` 試運転: decided and journaled, never done.
    pub shadow: Option<Span>,
}

/// A `then` or a `hold` of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// `then ACTION, … [time words]` 実行
    Then(Then),
    /// `hold ACTION, … because "…"` 保留
    Hold(Hold),
}

/// `then confirm after 30m from ordered_at during 営業時間`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Then {
    /// The whole part.
    pub span: Span,
    /// What is requested.
    pub actions: Vec<ActionCall>,
    /// When; for all actions of this part.
    pub timing: Timing,
}

/// An action with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionCall {
    /// The whole call.
    pub span: Span,
    /// The action's name.
    pub action: Name,
    /// Its arguments in order.
    pub args: Vec<Expr>,
}

/// The time words of a `then`. They apply in the order after, at, during however written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timing {
    /// `after 30m` 後
    pub after: Option<Spanned<Duration>>,
    /// `from FIELD` から
    pub from: Option<Box<Expr>>,
    /// `at 10:00` に
    pub at: Option<Spanned<civil::Time>>,
    /// `during CALENDAR` の間
    pub during: Option<Name>,
    /// `every 3d up to 2 times` ごとに … 回まで
    pub every: Option<Every>,
}

/// A repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Every {
    /// The whole phrase.
    pub span: Span,
    /// How far apart.
    pub interval: Spanned<Duration>,
    /// How often at most.
    pub times: Spanned<u32>,
}

/// `hold confirm, import because "備考あり"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The whole part.
    pub span: Span,
    /// What is held.
    pub targets: Vec<HoldTarget>,
    /// The reason that people read; the rule's name without it.
    pub because: Option<Spanned<String>>,
}

/// What a hold stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldTarget {
    /// `everything` 全部: all irreversible actions.
    Everything(Span),
    /// One action.
    Action(Name),
}
