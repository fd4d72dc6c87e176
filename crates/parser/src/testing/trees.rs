//! Trees made by chance: everything that a rule file can say.

use jiff::civil;
use sabaki_diagnostic::source::{FileId, Span, Spanned};

use super::Chance;
use crate::syntax::expression::{
    ArithmeticOp, CompareOp, Expr, ExprKind, IsTest, Name, QuantifierKind, TextTest,
};
use crate::syntax::file::{File, Item, Let, List, ListSource, Spelling};
use crate::syntax::literal::{Duration, Literal, Moment};
use crate::syntax::rule::{ActionCall, Every, Head, Hold, HoldTarget, Part, Rule, Then, Timing};

pub(super) const NOWHERE: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

/// Makes trees.
pub(crate) struct Trees(pub(crate) Chance);

pub(super) fn here<T>(node: T) -> Spanned<T> {
    Spanned::new(node, NOWHERE)
}

pub(super) fn expr(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: NOWHERE,
    }
}

impl Trees {
    pub(super) fn coin(&mut self) -> bool {
        self.0.below(2) == 0
    }

    pub(super) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.0.below(3) == 0).then(|| make(self))
    }

    pub(super) fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = 1 + self.0.below(most);
        (0..count).map(|_| make(self)).collect()
    }

    pub(super) fn name(&mut self) -> Name {
        let names = [
            "total",
            "gift",
            "status",
            "備考",
            "slip.status",
            "送料",
            "高額",
            "order.total",
            "商品",
            "メンチかつ",
            "かに",
            "冷えもの",
            "しょうが",
            "国内",
            "items.quantity",
            "x1",
            "発送待ち",
        ];
        self.plain_name(&names)
    }

    pub(super) fn plain_name(&mut self, names: &[&str]) -> Name {
        Name {
            text: self.0.of(names).to_owned(),
            span: NOWHERE,
        }
    }

    pub(super) fn text(&mut self) -> String {
        let texts = [
            "至急",
            "a",
            "備考: あり",
            "x #1",
            "- y",
            "\"q\"",
            "it's",
            "「中」",
            "『二重』と「一重」",
            "行\n次",
            "tab\tx",
            "back\\slash",
            "🎁",
            " 前後 ",
            "a, b",
            "[x]",
            "{y}",
            "true",
            "12",
            "保留",
            "a|b",
            "理由：x",
            "*z",
            "&a",
            "!t",
            "%p",
            "@q",
            "=x",
            "100%",
            "で",
            "が",
            "\u{200b}見",
            "~",
            "-",
            "」', \"",
            "# c",
            "?",
            ":",
            "a:",
            "...",
            "--- x",
        ];
        self.0.of(&texts).to_owned()
    }

    fn literal(&mut self) -> Literal {
        match self.0.below(8) {
            0 => Literal::Int(self.0.one(&[0, 3, 100, 1_234_567, -5])),
            1 => Literal::Money(self.0.one(&[0, 300, 3_000, 1_234_567, -9_999])),
            2 => Literal::Text(self.text()),
            3 => Literal::Bool(self.coin()),
            4 => Literal::Date(self.date()),
            5 => Literal::Time(self.time()),
            6 => Literal::DateTime(match self.moment() {
                Moment::Day(date) => Moment::Minute(date.at(9, 5, 0, 0)),
                other => other,
            }),
            _ => Literal::Duration(self.duration()),
        }
    }

    pub(super) fn date(&mut self) -> civil::Date {
        self.0
            .one(&[civil::date(2026, 12, 4), civil::date(1999, 1, 31)])
    }

    fn time(&mut self) -> civil::Time {
        let times = [
            civil::time(10, 0, 0, 0),
            civil::time(0, 5, 30, 0),
            civil::time(23, 59, 0, 0),
        ];
        self.0.one(&times)
    }

    fn moment(&mut self) -> Moment {
        let date = self.date();
        match self.0.below(3) {
            0 => Moment::Day(date),
            1 => Moment::Minute(date.at(20, 0, 0, 0)),
            _ => Moment::Second(date.at(1, 59, self.0.one(&[0, 30]), 0)),
        }
    }

    fn duration(&mut self) -> Duration {
        let mut one = |limit| u32::try_from(self.0.below(limit)).unwrap();
        Duration {
            weeks: one(3),
            days: one(3),
            hours: one(4),
            minutes: one(60),
            seconds: one(2),
        }
    }

    pub(super) fn operand(&mut self, depth: usize) -> Expr {
        match self.0.below(if depth == 0 { 4 } else { 7 }) {
            0 | 1 => expr(ExprKind::Name(self.name())),
            2 | 3 => expr(ExprKind::Literal(self.literal())),
            4 => {
                let function = self.plain_name(&["business_days", "length", "date", "f1"]);
                let args = self.some(2, |t| t.operand(depth - 1));
                expr(ExprKind::Call { function, args })
            }
            5 => {
                let list = self.name();
                let predicate = self.maybe(|t| Box::new(t.condition(depth - 1)));
                expr(if self.coin() {
                    ExprKind::Count { list, predicate }
                } else {
                    let member = list;
                    ExprKind::Sum { member, predicate }
                })
            }
            _ => {
                let op = self.0.one(&[ArithmeticOp::Add, ArithmeticOp::Subtract]);
                let left = Box::new(self.amount(depth - 1));
                let right = Box::new(self.amount(depth - 1));
                let op = here(op);
                expr(ExprKind::Arithmetic { op, left, right })
            }
        }
    }

    /// What can be added; true and false cannot.
    fn amount(&mut self, depth: usize) -> Expr {
        let operand = self.operand(depth);
        match operand.kind {
            ExprKind::Literal(Literal::Bool(_)) => expr(ExprKind::Name(self.name())),
            _ => operand,
        }
    }

    pub(super) fn condition(&mut self, depth: usize) -> Expr {
        if depth > 0 && self.0.below(3) > 0 {
            let kind = match self.0.below(4) {
                0 => ExprKind::And(self.joined(depth - 1)),
                1 => ExprKind::Or(self.joined(depth - 1)),
                2 => ExprKind::Not(Box::new(self.condition(depth - 1))),
                _ => ExprKind::Quantifier {
                    kind: here(self.0.one(&[
                        QuantifierKind::Any,
                        QuantifierKind::Every,
                        QuantifierKind::No,
                    ])),
                    list: self.name(),
                    predicate: Box::new(self.condition(depth - 1)),
                },
            };
            return expr(kind);
        }
        if self.0.below(5) == 0 {
            return expr(ExprKind::Name(self.name()));
        }
        let value = self.operand(depth);
        self.predicate(value, depth)
    }

    /// Two or more; `and` in `and` stands in parentheses, as the parsers give it.
    fn joined(&mut self, depth: usize) -> Vec<Expr> {
        let mut parts = vec![self.condition(depth)];
        parts.extend(self.some(2, |t| t.condition(depth)));
        parts
    }

    fn set(&mut self, depth: usize) -> Expr {
        if self.coin() {
            return expr(ExprKind::Name(self.name()));
        }
        expr(ExprKind::Tuple(self.some(3, |t| t.operand(depth))))
    }

    fn predicate(&mut self, value: Expr, depth: usize) -> Expr {
        let value = Box::new(value);
        let negated = self.coin();
        let kind = match self.0.below(7) {
            0 => ExprKind::Compare {
                op: here(self.compare()),
                left: value,
                right: Box::new(self.operand(depth)),
            },
            1 => {
                let set = Box::new(self.set(depth));
                ExprKind::In {
                    negated,
                    value,
                    set,
                }
            }
            2 => ExprKind::Between {
                negated,
                value,
                low: Box::new(self.operand(0)),
                high: Box::new(self.operand(0)),
            },
            3 => self.text_test(value, negated),
            4 => ExprKind::Matches {
                negated,
                value,
                pattern: here(
                    self.0
                        .of(&["^A-\\d+$", "a/b", "x\\\\", "東京, 大阪"])
                        .to_owned(),
                ),
            },
            5 => {
                let what = self.is_test();
                let negated = negated && !matches!(what, IsTest::Known | IsTest::Unknown);
                let what = here(what);
                ExprKind::Is {
                    negated,
                    value,
                    what,
                }
            }
            _ => ExprKind::During {
                negated,
                value,
                calendar: self.name(),
            },
        };
        expr(kind)
    }

    pub(super) fn compare(&mut self) -> CompareOp {
        self.0.one(&[
            CompareOp::Equal,
            CompareOp::NotEqual,
            CompareOp::Less,
            CompareOp::LessOrEqual,
            CompareOp::Greater,
            CompareOp::GreaterOrEqual,
        ])
    }

    pub(super) fn is_test(&mut self) -> IsTest {
        self.0.one(&[
            IsTest::Empty,
            IsTest::Known,
            IsTest::Unknown,
            IsTest::Holiday,
            IsTest::BusinessDay,
        ])
    }

    pub(super) fn text_test(&mut self, value: Box<Expr>, negated: bool) -> ExprKind {
        let test = self.0.one(&[
            TextTest::Contains,
            TextTest::ContainsAnyOf,
            TextTest::StartsWith,
            TextTest::EndsWith,
        ]);
        let operand = match test {
            TextTest::ContainsAnyOf => self.set(0),
            TextTest::Contains | TextTest::StartsWith | TextTest::EndsWith => {
                expr(ExprKind::Literal(Literal::Text(self.text())))
            }
        };
        ExprKind::Text {
            test,
            negated,
            value,
            operand: Box::new(operand),
        }
    }

    fn label(&mut self) -> Spanned<String> {
        here(self.text().trim_end_matches('\n').to_owned())
    }

    pub(super) fn head(&mut self) -> Head {
        Head {
            priority: self.maybe(|t| here(t.0.one(&[1, 10, -3]))),
            from: self.maybe(|t| here(t.moment())),
            until: self.maybe(|t| here(t.moment())),
            owner: self.maybe(Self::label),
            doc: self.maybe(Self::label),
            shadow: self.maybe(|_| NOWHERE),
        }
    }

    pub(super) fn action(&mut self) -> Name {
        self.plain_name(&[
            "confirm",
            "tag",
            "タグ付け",
            "入金済みにする",
            "set_ship_date",
        ])
    }

    fn timing(&mut self) -> Timing {
        Timing {
            after: self.maybe(|t| here(t.duration())),
            from: self.maybe(|t| {
                Box::new(if t.coin() {
                    expr(ExprKind::Name(t.name()))
                } else {
                    expr(ExprKind::Paren(Box::new(t.operand(1))))
                })
            }),
            at: self.maybe(|t| here(t.time())),
            during: self.maybe(Self::name),
            every: self.maybe(|t| Every {
                span: NOWHERE,
                interval: here(t.duration()),
                times: here(2),
            }),
        }
    }

    fn part(&mut self) -> Part {
        if self.coin() {
            return Part::Hold(Hold {
                span: NOWHERE,
                targets: self.some(2, |t| match t.0.below(3) {
                    0 => HoldTarget::Everything(NOWHERE),
                    _ => HoldTarget::Action(t.action()),
                }),
                because: self.maybe(Self::label),
            });
        }
        Part::Then(Then {
            span: NOWHERE,
            actions: self.some(2, |t| ActionCall {
                span: NOWHERE,
                action: t.action(),
                args: if t.coin() {
                    Vec::new()
                } else {
                    t.some(2, |t| t.operand(1))
                },
            }),
            timing: self.timing(),
        })
    }

    fn rule(&mut self) -> Rule {
        Rule {
            span: NOWHERE,
            name: self.maybe(Self::label),
            head: self.head(),
            when: self.condition(3),
            unless: self.maybe(|t| t.condition(2)),
            parts: self.some(3, Self::part),
        }
    }

    fn item(&mut self, index: usize) -> Item {
        match self.0.below(7) {
            0 => Item::Let(Let {
                span: NOWHERE,
                name: Self::numbered("高額", index),
                value: self.condition(2),
            }),
            1 => Item::List(List {
                span: NOWHERE,
                name: Self::numbered("NG語", index),
                source: if self.coin() {
                    ListSource::File(here("ritou.csv".to_owned()))
                } else {
                    ListSource::Inline(self.some(4, |t| t.operand(0)))
                },
            }),
            2 => {
                let mut calendar = self.calendar();
                calendar.name = Self::numbered("営業時間", index);
                Item::Calendar(calendar)
            }
            3 | 4 => Item::Table(self.table()),
            _ => Item::Rule(self.rule()),
        }
    }

    fn numbered(stem: &str, index: usize) -> Name {
        Name {
            text: format!("{stem}{index}"),
            span: NOWHERE,
        }
    }

    /// A whole file.
    pub(crate) fn file(&mut self) -> File {
        let mut items: Vec<Item> = Vec::new();
        if self.coin() {
            items.push(Item::Partial(NOWHERE));
        }
        for index in 0..=self.0.below(4) {
            items.push(self.item(index));
        }
        File {
            id: FileId(0),
            spelling: Spelling::Dsl,
            items,
            comments: Vec::new(),
        }
    }
}
