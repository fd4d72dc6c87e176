//! Rules, tables and whole sets made by chance.

use super::chance::{
    CALENDARS, Chance, DATED, NUMBERED, NUMBERS, PREFECTURES, STATUSES, TEXT_LISTS, TODAY,
};
use super::model::{
    C, Call, Cell, Column, Head, Hold, Moment, Names, Op, Part, Rule, Set, Table, V, Where, X,
};

/// Names of definitions, of which many end or begin like a word of the language.
const NAMES: &[&str] = &[
    "n0",
    "高額",
    "かに",
    "しょうが",
    "メンチかつ",
    "国内",
    "冷えもの",
    "NG語",
    "大口_2",
    "のり弁",
    "はがき",
    "からし",
    "にんじん",
    "ではじめ",
    "当日分",
    "A品",
    "inside",
    "order2",
    "anything",
    "ぜんぶ",
    "でんき",
    "をかし",
    "営業",
    "夜間の部",
    "thenext",
    "ｶﾅ",
];
/// What people write beside a rule.
const SAID: &[&str] = &[
    "理由一",
    "備考 \"至急\" あり",
    "逆 \\ と / と \\n",
    "改行\nあり",
    "タブ\tあり",
    "鉤「内」",
    "二重『内』と「外」",
    "# ではない",
    "キー: 値、読点",
    "{波} [角] & * ! | > ' % @ `",
    "- 先頭",
    " 両端 ",
    "yes",
    "12",
    "null",
    "~",
    "絵👍",
    "は",
    "|縦|棒",
    "<<",
    "'一重'",
    "when total > 0 then",
];

impl Chance {
    fn some_names(&mut self, count: usize, taken: &mut Vec<&'static str>) -> Vec<&'static str> {
        let mut names = Vec::new();
        while names.len() < count {
            let name = self.of(NAMES);
            if !taken.contains(&name) {
                taken.push(name);
                names.push(name);
            }
        }
        names
    }

    /// A rule set of a few rules and tables.
    pub(crate) fn set(&mut self) -> Set {
        let texts = |c: &mut Self| {
            let entry = |c: &mut Self| c.text(&["至急", "ｷｬﾝｾﾙ", "abc", "沖縄県"]);
            (0..=c.below(3)).map(|_| entry(c)).collect()
        };
        let mut lists: Vec<Vec<V>> = (0..TEXT_LISTS).map(|_| texts(self)).collect();
        lists.push((0..=self.below(2)).map(|_| self.named(STATUSES)).collect());
        lists.push((0..=self.below(2)).map(|_| self.number()).collect());
        let mut lets = Vec::new();
        for at in 0..self.below(3) {
            lets.push(self.condition(2, at));
        }
        let count = lets.len();
        let rules = (0..=self.below(5)).map(|at| self.rule(at, count)).collect();
        let tables = (0..self.below(3)).map(|at| self.table(at, count)).collect();
        let mut taken = Vec::new();
        let names = Names {
            lets: self.some_names(count, &mut taken),
            numbers: self.some_names(NUMBERED, &mut taken),
            dates: self.some_names(DATED, &mut taken),
            calendars: self.some_names(CALENDARS, &mut taken),
            lists: self.some_names(lists.len(), &mut taken),
        };
        Set {
            names,
            lets,
            numbers: (0..NUMBERED).map(|_| self.counted()).collect(),
            dates: (0..DATED).map(|_| self.dated()).collect(),
            calendars: (0..CALENDARS).map(|_| self.calendar()).collect(),
            lists,
            rules,
            tables,
            partial: self.one_in(8),
        }
    }

    fn head(&mut self) -> Head {
        let at = |c: &mut Self| TODAY + i64::try_from(c.below(48 * 60)).unwrap() * 60 - 86_400;
        let moment = |c: &mut Self, later: i64| {
            let at = at(c) + later;
            match c.below(3) {
                0 => Moment::Day(at.div_euclid(86_400) * 86_400),
                1 => Moment::Second(at + 30),
                _ => Moment::Minute(at),
            }
        };
        Head {
            priority: self.of(&[0, 0, 0, 1, -1, 2]),
            shadow: self.one_in(8),
            from: self.one_in(6).then(|| moment(self, 0)),
            until: self.one_in(6).then(|| moment(self, 3 * 86_400)),
            owner: self.one_in(6).then(|| self.of(SAID)),
            doc: self.one_in(6).then(|| self.of(SAID)),
        }
    }

    fn rule(&mut self, at: usize, lets: usize) -> Rule {
        let mut parts: Vec<Part> = Vec::new();
        for _ in 0..self.below(4) {
            parts.push(if self.one_in(3) {
                Part::Hold(self.hold())
            } else {
                Part::Then(self.then())
            });
        }
        if parts.is_empty() {
            parts.push(Part::Hold(self.hold()));
        }
        let behind = self.of(&["", "", " 「見本」", " # \"", " 』"]);
        Rule {
            name: format!("R{at}{behind}"),
            named: !self.one_in(4),
            head: self.head(),
            when: if self.one_in(6) {
                C::Always
            } else {
                self.condition(3, lets)
            },
            unless: self.one_in(3).then(|| self.condition(2, lets)),
            parts,
        }
    }

    fn hold(&mut self) -> Hold {
        let actions = [
            "confirm",
            "tag",
            "notify",
            "set_ship_method",
            "set_ship_date",
            "cancel",
        ];
        Hold {
            actions: match self.below(3) {
                0 => vec!["everything"],
                1 => vec![self.of(&actions)],
                _ => vec![self.of(&actions), self.of(&actions)],
            },
            because: (!self.one_in(4)).then(|| self.of(SAID).to_owned()),
        }
    }

    pub(crate) fn call(&mut self) -> Call {
        let text = |c: &mut Self| match c.below(8) {
            0 => X::Field("prefecture"),
            1 => X::Without(Box::new(X::Field("remarks")), 0),
            _ => X::Value(c.text(&["t", "u", "札", "ｔ", "a \"b\"", "改\n行"])),
        };
        let action = self.of(&[
            "confirm",
            "tag",
            "tag",
            "await_check",
            "await_payment",
            "untag",
            "note",
            "mark_paid",
            "cancel",
            "set_ship_method",
            "notify",
            "notify",
            "set_ship_date",
        ]);
        let args = match action {
            "tag" | "untag" | "set_ship_method" | "note" => vec![text(self)],
            "notify" => vec![X::Value(self.text(&["mail", "chat", "メール"])), text(self)],
            "cancel" => vec![X::Value(self.named(&["欠品", "お客様都合"]))],
            "set_ship_date" => vec![match self.below(4) {
                0 => X::Value(self.date()),
                1 => X::Day(self.below(DATED)),
                2 => X::Call("next_business_day", vec![X::Field("today")], Some(0)),
                _ => X::Less(
                    Box::new(X::Field("wished_delivery_date")),
                    Box::new(X::Value(V::Duration(2 * 86_400))),
                ),
            }],
            _ => Vec::new(),
        };
        Call { action, args }
    }

    fn table(&mut self, at: usize, lets: usize) -> Table {
        let heads = [
            X::Field("total"),
            X::Field("gift"),
            X::Field("prefecture"),
            X::Field("status"),
            X::Field("wished_delivery_date"),
            X::Field("remarks"),
            X::Field("slip.tags"),
            X::Field("now"),
            X::Field("slip.status"),
            X::Count("items", None),
            X::Less(Box::new(X::Field("now")), Box::new(X::Field("ordered_at"))),
            X::Field("weekday"),
            X::Field("time_of_day"),
            X::Day(0),
        ];
        let mut columns: Vec<Column> = Vec::new();
        for _ in 0..=self.below(4) {
            columns.push(Column::Ask(heads[self.below(heads.len())].clone()));
        }
        let does = [
            "tag",
            "set_ship_method",
            "set_ship_date",
            "confirm",
            "await_check",
            "note",
        ];
        let holds = ["confirm", "everything", "tag", "set_ship_method"];
        columns.push(Column::Then(self.of(&does)));
        for _ in 0..self.below(3) {
            columns.push(if self.one_in(2) {
                Column::Then(self.of(&does))
            } else {
                Column::Hold(self.of(&holds))
            });
        }
        let rows = (0..=self.below(4)).map(|_| {
            let cells = columns.iter().map(|column| self.cell(column));
            cells.collect::<Vec<Cell>>()
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        Table {
            name: format!("T{at}{}", ["", "表", "_送"][self.below(3)]),
            policy: self.of(&["first", "unique", "collect"]),
            rows,
            columns,
            head: self.head(),
            when: self.one_in(4).then(|| self.condition(1, lets)),
            unless: self.one_in(4).then(|| self.condition(1, lets)),
        }
    }

    fn cell(&mut self, column: &Column) -> Cell {
        if self.one_in(3) {
            return Cell::Any;
        }
        match column {
            Column::Ask(head) => Cell::Ask(self.question(head)),
            Column::Then("confirm" | "await_check") => Cell::Do(None),
            Column::Then("set_ship_date") => Cell::Do(Some(match self.below(3) {
                0 => X::Call("next_business_day", vec![X::Field("today")], None),
                1 => X::Day(1),
                _ => X::Value(self.date()),
            })),
            Column::Then(_) => {
                let texts = [
                    "t",
                    "u",
                    "札",
                    "宅配便（関東）",
                    "a|b",
                    "12",
                    "-",
                    "x",
                    "yes",
                ];
                Cell::Do(Some(X::Value(self.text(&texts))))
            }
            Column::Hold(_) => {
                let because = ["表の理由", "離島、送料", "\"引用\"", "-", "x"];
                Cell::Because((!self.one_in(4)).then(|| self.of(&because).to_owned()))
            }
        }
    }

    /// A condition whose first value is the head.
    fn question(&mut self, head: &X) -> C {
        let no = self.one_in(3);
        let x = head.clone();
        if matches!(head, X::Field(_)) && self.one_in(8) {
            return if self.one_in(2) {
                C::Empty(no, x)
            } else {
                C::Known(no, x)
            };
        }
        match head {
            X::Field("gift") => C::Compare(x, Op::Equal, X::Value(V::Bool(no))),
            X::Field("prefecture") => match self.below(4) {
                0 => C::InList(no, x, self.below(TEXT_LISTS)),
                1 => C::In(no, x, self.some(|c| c.text(PREFECTURES))),
                2 => C::Phrase(no, x, Where::Start, "沖縄".to_owned()),
                _ => C::Compare(x, self.equality(), X::Value(self.text(PREFECTURES))),
            },
            X::Field("remarks") => match self.about_text(no) {
                C::AnyPhrase(no, _, at) => C::AnyPhrase(no, x, at),
                C::AnyOf(no, _, texts) => C::AnyOf(no, x, texts),
                C::Matches(no, _, pattern) => C::Matches(no, x, pattern),
                C::Phrase(no, _, place, text) => C::Phrase(no, x, place, text),
                _ => C::Compare(
                    x,
                    self.equality(),
                    X::Value(self.text(&["至急", "ABC", "12"])),
                ),
            },
            X::Field("status") => match self.below(3) {
                0 => C::InList(no, x, super::chance::STATUS_LIST),
                1 => C::In(no, x, self.some(|c| c.named(STATUSES))),
                _ => C::Compare(x, self.equality(), X::Value(self.named(STATUSES))),
            },
            X::Field("slip.status") => {
                let value = X::Value(V::Enum(6, "印刷待ち"));
                C::Compare(x, self.op(), value)
            }
            X::Field("slip.tags") => match self.below(2) {
                0 => C::Has(no, x, self.text(&["t", "u"])),
                _ => C::HasAny(no, x, vec![self.text(&["t"]), self.text(&["u"])]),
            },
            X::Field("now") => match self.below(3) {
                0 => C::Compare(x, self.op(), X::Value(self.instant())),
                _ => C::During(no, x, self.below(CALENDARS)),
            },
            X::Field("weekday") => C::Weekday(no, vec![self.below(7), self.below(7)]),
            X::Field("time_of_day") => {
                let (low, high) = (self.hour(), self.hour());
                self.ordered(x, low, high)
            }
            X::Field("wished_delivery_date") | X::Day(_) => match self.below(4) {
                0 => C::Holiday(no, x),
                1 => C::BusinessDay(no, x),
                _ => {
                    let (low, high) = (X::Value(self.date()), X::Value(self.date()));
                    self.ordered(x, low, high)
                }
            },
            X::Count(..) => {
                let few = |c: &mut Self| X::Value(V::Number(c.of(&[0, 1, 2, 3])));
                let (low, high) = (few(self), few(self));
                self.ordered(x, low, high)
            }
            X::Less(..) => {
                let length = |c: &mut Self| X::Value(V::Duration(c.of(&[60, 3600, 86_400])));
                let (low, high) = (length(self), length(self));
                self.ordered(x, low, high)
            }
            _ => {
                let (low, high) = (X::Yen(self.of(NUMBERS)), X::Yen(self.of(NUMBERS)));
                self.ordered(x, low, high)
            }
        }
    }

    /// A question about what has an order.
    fn ordered(&mut self, x: X, low: X, high: X) -> C {
        match self.below(6) {
            0 => C::Between(false, x, low, high),
            1 => C::In(self.one_in(3), x, vec![low, high]),
            2 => C::Bounds(x, (Op::AtLeast, low), (Op::Less, high)),
            _ => C::Compare(x, self.op(), low),
        }
    }
}
