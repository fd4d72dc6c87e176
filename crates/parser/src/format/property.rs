//! Any tree, written in each spelling and language, is read as the same tree.

use jiff::civil::{self, Weekday};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, Span, Spanned};

use super::{NameRole, Names, Options, format};
use crate::parsed::parse;
use crate::syntax::calendar::{Calendar, CalendarLine, CalendarLineKind, Days, Hours};
use crate::syntax::dump;
use crate::syntax::expression::{
    ArithmeticOp, CompareOp, Expr, ExprKind, IsTest, Name, QuantifierKind, TextTest,
};
use crate::syntax::file::{File, Item, Let, List, ListSource, Spelling};
use crate::syntax::literal::{Duration, Literal, Moment};
use crate::syntax::rule::{ActionCall, Every, Head, Hold, HoldTarget, Part, Rule, Then, Timing};
use crate::syntax::table::{
    Cell, CellKind, Column, ColumnKind, Grid, Policy, Row, Table, TableBody,
};
use crate::testing::Chance;

const NOWHERE: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

/// Keywords in one language, names as they are.
struct Keywords(Lang);

impl Names for Keywords {
    fn language(&self) -> Lang {
        self.0
    }

    fn rename(&self, _: &str, _: NameRole<'_>) -> Option<String> {
        None
    }
}

struct Trees(Chance);

fn here<T>(node: T) -> Spanned<T> {
    Spanned::new(node, NOWHERE)
}

fn expr(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: NOWHERE,
    }
}

impl Trees {
    fn coin(&mut self) -> bool {
        self.0.below(2) == 0
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.0.below(3) == 0).then(|| make(self))
    }

    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = 1 + self.0.below(most);
        (0..count).map(|_| make(self)).collect()
    }

    fn name(&mut self) -> Name {
        let names = [
            "total", "gift", "status", "備考", "slip.status", "送料", "高額", "order.total", "商品",
            "メンチかつ", "かに", "冷えもの", "しょうが", "国内", "items.quantity", "x1", "発送待ち",
        ];
        self.plain_name(&names)
    }

    fn plain_name(&mut self, names: &[&str]) -> Name {
        Name {
            text: self.0.of(names).to_owned(),
            span: NOWHERE,
        }
    }

    fn text(&mut self) -> String {
        let texts = [
            "至急", "a", "備考: あり", "x #1", "- y", "\"q\"", "it's", "「中」", "『二重』と「一重」",
            "行\n次", "tab\tx", "back\\slash", "🎁", " 前後 ", "a, b", "[x]", "{y}", "true", "12",
            "保留", "a|b", "理由：x", "*z", "&a", "!t", "%p", "@q", "=x", "100%", "で", "が",
            "\u{200b}見", "~", "-", "」', \"", "# c", "?", ":", "a:", "...", "--- x",
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

    fn date(&mut self) -> civil::Date {
        self.0.one(&[civil::date(2026, 12, 4), civil::date(1999, 1, 31)])
    }

    fn time(&mut self) -> civil::Time {
        let times = [civil::time(10, 0, 0, 0), civil::time(0, 5, 30, 0), civil::time(23, 59, 0, 0)];
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

    fn operand(&mut self, depth: usize) -> Expr {
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

    fn condition(&mut self, depth: usize) -> Expr {
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
                ExprKind::In { negated, value, set }
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
                pattern: here(self.0.of(&["^A-\\d+$", "a/b", "x\\\\", "東京, 大阪"]).to_owned()),
            },
            5 => {
                let what = self.is_test();
                let negated = negated && !matches!(what, IsTest::Known | IsTest::Unknown);
                let what = here(what);
                ExprKind::Is { negated, value, what }
            }
            _ => ExprKind::During {
                negated,
                value,
                calendar: self.name(),
            },
        };
        expr(kind)
    }

    fn compare(&mut self) -> CompareOp {
        self.0.one(&[
            CompareOp::Equal,
            CompareOp::NotEqual,
            CompareOp::Less,
            CompareOp::LessOrEqual,
            CompareOp::Greater,
            CompareOp::GreaterOrEqual,
        ])
    }

    fn is_test(&mut self) -> IsTest {
        self.0.one(&[
            IsTest::Empty,
            IsTest::Known,
            IsTest::Unknown,
            IsTest::Holiday,
            IsTest::BusinessDay,
        ])
    }

    fn text_test(&mut self, value: Box<Expr>, negated: bool) -> ExprKind {
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

    fn head(&mut self) -> Head {
        Head {
            priority: self.maybe(|t| here(t.0.one(&[1, 10, -3]))),
            from: self.maybe(|t| here(t.moment())),
            until: self.maybe(|t| here(t.moment())),
            owner: self.maybe(Self::label),
            doc: self.maybe(Self::label),
            shadow: self.maybe(|_| NOWHERE),
        }
    }

    fn action(&mut self) -> Name {
        self.plain_name(&["confirm", "tag", "タグ付け", "入金済みにする", "set_ship_date"])
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
                args: if t.coin() { Vec::new() } else { t.some(2, |t| t.operand(1)) },
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

    fn calendar(&mut self) -> Calendar {
        let hours = |t: &mut Self| Hours {
            start: t.0.one(&[0, 540, 1_320]),
            end: t.0.one(&[30, 720, 1_440]),
        };
        let days = |t: &mut Self| match t.0.below(3) {
            0 => Days::Holidays(NOWHERE),
            1 => Days::Date(t.date(), NOWHERE),
            _ => Days::Range(civil::date(2026, 12, 29), civil::date(2027, 1, 3), NOWHERE),
        };
        let lines = self.some(4, |t| {
            let kind = match t.0.below(3) {
                0 => CalendarLineKind::Weekly {
                    days: t.weekdays(),
                    hours: if t.coin() { Vec::new() } else { t.some(2, hours) },
                },
                1 => CalendarLineKind::Except(t.some(2, days)),
                _ => CalendarLineKind::Also {
                    days: t.some(2, days),
                    hours: if t.coin() { Vec::new() } else { t.some(2, hours) },
                },
            };
            CalendarLine {
                span: NOWHERE,
                kind,
            }
        });
        Calendar {
            span: NOWHERE,
            name: self.plain_name(&["営業時間", "open_hours"]),
            lines,
        }
    }

    fn weekdays(&mut self) -> Vec<Weekday> {
        let mut days = Vec::new();
        for _ in 0..=self.0.below(9) {
            let offset = i8::try_from(self.0.below(7)).unwrap();
            let next = match days.last() {
                Some(last) if self.coin() => Weekday::next(*last),
                _ => Weekday::from_monday_zero_offset(offset).unwrap(),
            };
            if !days.contains(&next) {
                days.push(next);
            }
        }
        days
    }

    fn table(&mut self) -> Table {
        let head = self.head();
        let body = if self.0.below(4) == 0 {
            TableBody::File(here("ship.csv".to_owned()))
        } else {
            TableBody::Inline(self.grid())
        };
        Table {
            span: NOWHERE,
            name: self.plain_name(&["発送方法", "ship", "発送 方法"]),
            policy: here(self.0.one(&[Policy::First, Policy::Unique, Policy::Collect])),
            head,
            when: self.maybe(|t| t.condition(1)),
            unless: self.maybe(|t| t.condition(1)),
            body,
        }
    }

    fn grid(&mut self) -> Grid {
        let columns = self.some(3, |t| Column {
            span: NOWHERE,
            kind: match t.0.below(4) {
                0 => ColumnKind::Then(t.action()),
                1 => ColumnKind::Hold(t.action()),
                _ => ColumnKind::Condition(expr(ExprKind::Name(t.name()))),
            },
        });
        let count = self.0.below(3);
        let rows = (0..count).map(|_| Row {
            span: NOWHERE,
            cells: columns.iter().map(|column| self.cell(column)).collect(),
        });
        let rows = rows.collect();
        Grid { columns, rows }
    }

    fn cell(&mut self, column: &Column) -> Cell {
        let kind = match &column.kind {
            _ if self.0.below(4) == 0 => CellKind::Any,
            ColumnKind::Then(_) => match self.0.below(3) {
                0 => CellKind::Yes,
                _ => CellKind::Argument(self.operand(1)),
            },
            ColumnKind::Hold(_) => CellKind::Reason(self.text()),
            ColumnKind::Condition(head) => self.condition_cell(head),
            ColumnKind::Error => CellKind::Error,
        };
        Cell {
            span: NOWHERE,
            kind,
        }
    }

    fn condition_cell(&mut self, head: &Expr) -> CellKind {
        let negated = self.coin();
        match self.0.below(6) {
            0 => CellKind::Values {
                negated,
                values: self.some(3, |t| t.operand(0)),
            },
            1 => CellKind::InList {
                negated,
                list: self.name(),
            },
            2 => CellKind::Compare {
                op: self.compare(),
                value: self.operand(1),
            },
            3 => CellKind::Range {
                low: self.operand(0),
                high: self.operand(0),
            },
            4 => {
                let what = self.is_test();
                let negated = negated && !matches!(what, IsTest::Known | IsTest::Unknown);
                CellKind::Is { negated, what }
            }
            _ => {
                let value = Box::new(head.clone());
                CellKind::Condition(expr(self.text_test(value, negated)))
            }
        }
    }

    fn item(&mut self, index: usize) -> Item {
        match self.0.below(7) {
            0 => Item::Let(Let {
                span: NOWHERE,
                name: self.numbered("高額", index),
                value: self.condition(2),
            }),
            1 => Item::List(List {
                span: NOWHERE,
                name: self.numbered("NG語", index),
                source: if self.coin() {
                    ListSource::File(here("ritou.csv".to_owned()))
                } else {
                    ListSource::Inline(self.some(4, |t| t.operand(0)))
                },
            }),
            2 => {
                let mut calendar = self.calendar();
                calendar.name = self.numbered("営業時間", index);
                Item::Calendar(calendar)
            }
            3 | 4 => Item::Table(self.table()),
            _ => Item::Rule(self.rule()),
        }
    }

    fn numbered(&mut self, stem: &str, index: usize) -> Name {
        Name {
            text: format!("{stem}{index}"),
            span: NOWHERE,
        }
    }

    fn file(&mut self) -> File {
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

/// What two spellings of a file share: kinds together, requests before holds, no parentheses that
/// only group, functions in English.
fn essence(file: &File) -> String {
    let mut items = file.items.clone();
    let kind = |item: &Item| match item {
        Item::Language(_) => 0,
        Item::Partial(_) => 1,
        Item::Let(_) => 2,
        Item::List(_) => 3,
        Item::Calendar(_) => 4,
        Item::Table(_) => 5,
        Item::Rule(_) => 6,
    };
    items.sort_by_key(kind);
    let mut out = String::new();
    for mut item in items {
        if let Item::Rule(rule) = &mut item {
            rule.parts.sort_by_key(|part| matches!(part, Part::Hold(_)));
        }
        out.push_str(&without_parentheses(&dump::item(&item)));
        out.push('\n');
    }
    out.replace("営業日数", "business_days").replace("日付", "date")
}

/// Takes `(paren x)` out of a dump, leaving `x`.
fn without_parentheses(dump: &str) -> String {
    const OPEN: &str = "(paren ";
    let mut out = String::new();
    let mut open = Vec::new();
    let mut quoted = false;
    let mut rest = dump;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if quoted {
            if c == '\\' {
                length += rest[length..].chars().next().map_or(0, char::len_utf8);
            }
            quoted = c != '"';
            out.push_str(&rest[..length]);
        } else if rest.starts_with(OPEN) {
            open.push(false);
            length = OPEN.len();
        } else {
            match c {
                '(' => open.push(true),
                '"' => quoted = true,
                _ => {}
            }
            if c != ')' || open.pop().unwrap_or(true) {
                out.push(c);
            }
        }
        rest = &rest[length..];
    }
    out
}

#[test]
fn every_tree_is_read_as_it_was_written() {
    // `SEEDS=10000` for more.
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    for seed in 0..seeds.unwrap_or(150) {
        let file = Trees(Chance::new(seed)).file();
        for (spelling, name) in [(Spelling::Dsl, "f.rules"), (Spelling::Yaml, "f.yaml")] {
            for lang in [Lang::En, Lang::Ja] {
                let keywords = Keywords(lang);
                let names = Some(&keywords as &dyn Names);
                let options = Options { spelling, names };
                let text = format(&file, "", &options);
                let read = parse(FileId(0), name, &text);
                let errors = read
                    .diagnostics
                    .iter()
                    .filter(|said| said.code().as_str().starts_with('E'))
                    .map(|said| {
                        let range = said.span().range();
                        let line = text[..range.start].lines().count();
                        format!("{} {line} «{}»", said.code(), &text[range])
                    })
                    .collect::<Vec<_>>();
                assert!(errors.is_empty(), "seed {seed}: {errors:?}\n{text}");
                assert_eq!(essence(&file), essence(&read.file), "seed {seed}\n{text}");
                let again = format(&read.file, &text, &options);
                assert_eq!(text, again, "seed {seed}: not idempotent");
            }
        }
    }
}
