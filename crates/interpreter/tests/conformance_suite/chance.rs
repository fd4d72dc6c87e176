//! Rule sets and orders made by chance, the same for the same seed.

use super::model::{C, Call, Op, Order, Pattern, Row, Rule, Set, Table, Then, V, Where, Which, X};

const TEXTS: &[&str] = &[
    "至急",
    "見本",
    "ＡＢＣ",
    "abc",
    "",
    " ",
    "〜",
    "カニ",
    "かに",
    "至急　見本",
];
const PREFECTURES: &[&str] = &["沖縄県", "北海道", "東京都", " 東京都"];
const SKUS: &[&str] = &["A", "a", "B", "Ｃ"];
const NUMBERS: &[i64] = &[0, 1, 2, 3, 100, 999, 1000, 1001, 5000];
const STATUSES: &[&str] = &[
    "注文確認待ち",
    "楽天処理中",
    "発送待ち",
    "変更確定待ち",
    "発送済",
    "支払手続き中",
    "支払手続き済",
    "キャンセル確定待ち",
    "キャンセル確定",
];
const SLIP: &[&str] = &[
    "新規受付",
    "確認待ち",
    "入金待ち",
    "引当待ち",
    "発売日待ち",
    "印刷日待ち",
    "印刷待ち",
    "印刷済み",
    "出荷済み",
];
/// 2026-11-24 0:00 JST.
pub(crate) const TODAY: i64 = 20_781 * 86_400;

/// How many `let`s are numbers, and how many calendars there are.
pub(crate) const NUMBERED: usize = 2;
pub(crate) const CALENDARS: usize = 2;

/// Numbers from a seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap() % limit
    }

    pub(crate) fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }

    pub(crate) fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn text(&mut self, from: &[&str]) -> V {
        V::Text(self.of(from).to_owned())
    }

    fn named(&mut self, from: &'static [&'static str]) -> V {
        let at = self.below(from.len());
        V::Enum(at, from[at])
    }

    fn number(&mut self) -> V {
        V::Number(self.of(NUMBERS))
    }

    pub(crate) fn date(&mut self) -> V {
        V::Date(TODAY / 86_400 + i64::try_from(self.below(5)).unwrap() - 2)
    }

    pub(crate) fn instant(&mut self) -> V {
        V::Instant(TODAY + i64::try_from(self.below(48)).unwrap() * 3600 - 86_400)
    }

    pub(crate) fn op(&mut self) -> Op {
        self.of(&[
            Op::Equal,
            Op::Different,
            Op::Less,
            Op::AtMost,
            Op::More,
            Op::AtLeast,
        ])
    }

    fn equality(&mut self) -> Op {
        self.of(&[Op::Equal, Op::Different])
    }

    fn some(&mut self, mut make: impl FnMut(&mut Self) -> V) -> Vec<X> {
        let count = 2 + self.below(2);
        (0..count).map(|_| X::Value(make(self))).collect()
    }

    /// A rule set of a few rules and tables.
    pub(crate) fn set(&mut self) -> Set {
        let lists = (0..2)
            .map(|_| {
                (0..=self.below(3))
                    .map(|_| self.of(&["至急", "ｷｬﾝｾﾙ", "abc", "沖縄県"]).to_owned())
                    .collect()
            })
            .collect();
        let mut lets = Vec::new();
        for at in 0..self.below(3) {
            lets.push(self.condition(2, at));
        }
        let count = lets.len();
        let rules = (0..=self.below(5)).map(|at| self.rule(at, count)).collect();
        let tables = (0..self.below(2)).map(|at| self.table(at, count)).collect();
        let numbers = (0..NUMBERED).map(|_| self.counted()).collect();
        let calendars = (0..CALENDARS).map(|_| self.calendar()).collect();
        Set {
            lets,
            numbers,
            calendars,
            lists,
            rules,
            tables,
        }
    }

    fn table(&mut self, at: usize, lets: usize) -> Table {
        let policy = self.of(&["first", "unique", "collect"]);
        let rows = (0..=self.below(4)).map(|_| {
            let names = ["沖縄県", "北海道", "東京都"];
            let prefectures = |c: &mut Self| (c.one_in(3), vec![c.of(&names), c.of(&names)]);
            Row {
                total: (!self.one_in(3))
                    .then(|| (self.of(&[Op::Less, Op::AtLeast]), self.of(NUMBERS))),
                gift: self.one_in(2).then(|| self.one_in(2)),
                prefecture: self.one_in(3).then(|| prefectures(self)),
                tag: self.of(&["t", "u", "札"]).to_owned(),
                because: self.one_in(3).then(|| "表の理由".to_owned()),
            }
        });
        Table {
            name: format!("T{at}"),
            policy,
            rows: rows.collect(),
            priority: self.of(&[0, 0, 2]),
            shadow: self.one_in(6),
            when: self.one_in(4).then(|| self.condition(1, lets)),
            unless: self.one_in(4).then(|| self.condition(1, lets)),
        }
    }

    fn rule(&mut self, at: usize, lets: usize) -> Rule {
        let thens: Vec<Then> = (0..self.below(3)).map(|_| self.then()).collect();
        let holds = match self.below(4) {
            0 => vec!["everything"],
            1 => vec![self.of(&["confirm", "tag", "notify", "set_ship_method"])],
            _ if thens.is_empty() => vec!["confirm", "set_ship_date"],
            _ => Vec::new(),
        };
        let minute = |c: &mut Self| TODAY + i64::try_from(c.below(48 * 60)).unwrap() * 60 - 86_400;
        let from = self.one_in(6).then(|| minute(self));
        let until = self.one_in(6).then(|| minute(self) + 3 * 86_400);
        Rule {
            name: format!("R{at}"),
            priority: self.of(&[0, 0, 0, 1, -1]),
            shadow: self.one_in(8),
            period: (from, until),
            when: if self.one_in(6) {
                C::Always
            } else {
                self.condition(3, lets)
            },
            unless: self.one_in(3).then(|| self.condition(2, lets)),
            thens,
            holds,
            because: self.of(&["理由一", "理由二"]).to_owned(),
        }
    }

    pub(crate) fn call(&mut self) -> Call {
        let text = |c: &mut Self| X::Value(c.text(&["t", "u", "札"]));
        let action = self.of(&[
            "confirm",
            "tag",
            "await_check",
            "await_payment",
            "untag",
            "set_ship_method",
            "notify",
            "set_ship_date",
        ]);
        let args = match action {
            "tag" | "untag" | "set_ship_method" => vec![text(self)],
            "notify" => vec![X::Value(self.text(&["mail", "chat"])), text(self)],
            "set_ship_date" if self.one_in(3) => vec![X::Value(self.date())],
            "set_ship_date" => vec![X::Less(
                Box::new(X::Field("wished_delivery_date")),
                Box::new(X::Value(V::Duration(2 * 86_400))),
            )],
            _ => Vec::new(),
        };
        Call { action, args }
    }

    /// A condition about the order; `lets` of them are defined before.
    pub(crate) fn condition(&mut self, deep: usize, lets: usize) -> C {
        if deep > 0 && self.one_in(2) {
            return self.joined(deep, &mut |c, deep| c.condition(deep, lets));
        }
        if lets > 0 && self.one_in(6) {
            return C::Let(self.below(lets));
        }
        self.leaf(deep)
    }

    fn joined(&mut self, deep: usize, make: &mut dyn FnMut(&mut Self, usize) -> C) -> C {
        let mut parts = |c: &mut Self| (0..2 + c.below(2)).map(|_| make(c, deep - 1)).collect();
        match self.below(3) {
            0 => C::And(parts(self)),
            1 => C::Or(parts(self)),
            _ => C::Not(Box::new(make(self, deep - 1))),
        }
    }

    fn leaf(&mut self, deep: usize) -> C {
        let no = self.one_in(3);
        let field = X::Field;
        match self.below(30) {
            0 => C::Compare(
                field("status"),
                self.equality(),
                X::Value(self.named(STATUSES)),
            ),
            1 => C::In(no, field("status"), self.some(|c| c.named(STATUSES))),
            2 => C::Compare(field("total"), self.op(), X::Value(self.number())),
            3 => C::Between(
                no,
                field("total"),
                X::Value(self.number()),
                X::Value(self.number()),
            ),
            4 => C::In(no, field("postage"), self.some(Self::number)),
            5 => C::Compare(field("total"), self.op(), field("postage")),
            6 => C::Bool(field(self.of(&["gift", "wrapping"]))),
            7 => C::Compare(field("gift"), self.equality(), X::Value(V::Bool(no))),
            8 => self.about_text(no),
            9 => C::Compare(
                field("prefecture"),
                self.equality(),
                X::Value(self.text(PREFECTURES)),
            ),
            10 => C::InList(no, field("prefecture"), self.below(2)),
            11 => C::Empty(
                no,
                field(self.of(&[
                    "remarks",
                    "wished_delivery_date",
                    "items",
                    "slip.tags",
                    "total",
                    "slip.status",
                ])),
            ),
            12 => C::Known(
                no,
                field(self.of(&[
                    "remarks",
                    "wished_delivery_date",
                    "items",
                    "slip.tags",
                    "postage",
                ])),
            ),
            13 => self.about_days(),
            14 => self.about_instants(),
            15 => C::Compare(field("slip.status"), self.op(), X::Value(self.named(SLIP))),
            16 => C::Has(no, field("slip.tags"), self.text(&["t", "u", "札"])),
            17 => C::Has(no, field("slip.waiting"), V::Enum(1, SLIP[1])),
            18 => C::HasAny(
                no,
                field("slip.tags"),
                vec![self.text(&["t", "u"]), self.text(&["u", "札"])],
            ),
            19 => C::Matches(
                no,
                field("remarks"),
                self.of(&[Pattern::Start, Pattern::Letters, Pattern::End]),
            ),
            20..=24 => self.about_time(no),
            _ => self.about_items(deep),
        }
    }

    fn about_text(&mut self, no: bool) -> C {
        let field = X::Field("remarks");
        match self.below(6) {
            4 => C::Empty(no, X::Without(Box::new(field), self.below(2))),
            5 => C::Compare(
                X::Call("length", vec![field], None),
                self.op(),
                X::Value(V::Number(self.of(&[0, 2, 3]))),
            ),
            0 => C::AnyPhrase(no, field, self.below(2)),
            1 => C::Compare(field, self.equality(), X::Value(self.text(TEXTS))),
            _ => {
                let place = self.of(&[Where::Anywhere, Where::Start, Where::End]);
                C::Phrase(
                    no,
                    field,
                    place,
                    self.of(&["至急", "ＡＢ", "c", "～", "見本"]).to_owned(),
                )
            }
        }
    }

    fn about_days(&mut self) -> C {
        let wished = || Box::new(X::Field("wished_delivery_date"));
        match self.below(3) {
            0 => C::Compare(*wished(), self.op(), X::Value(self.date())),
            1 => {
                let days = V::Duration(86_400 * self.of(&[0, 1, 2]));
                let rest = X::Less(wished(), Box::new(X::Field("today")));
                C::Compare(rest, self.op(), X::Value(days))
            }
            _ => {
                let later = X::More(wished(), Box::new(X::Value(V::Duration(86_400))));
                C::Compare(later, self.op(), X::Field("today"))
            }
        }
    }

    fn about_instants(&mut self) -> C {
        let ordered = || Box::new(X::Field("ordered_at"));
        match self.below(3) {
            0 => C::Compare(*ordered(), self.op(), X::Value(self.instant())),
            1 => {
                let age = X::Less(Box::new(X::Field("now")), ordered());
                C::Compare(
                    age,
                    self.op(),
                    X::Value(V::Duration(3600 * self.of(&[1, 12, 24]))),
                )
            }
            _ => C::Compare(
                X::Field("time_of_day"),
                self.op(),
                X::Value(V::Time(3600 * self.of(&[0, 9, 12]))),
            ),
        }
    }

    fn about_items(&mut self, deep: usize) -> C {
        let member = Box::new(self.member(deep.min(2)));
        let few = |c: &mut Self| X::Value(V::Number(c.of(&[0, 1, 2, 3])));
        match self.below(7) {
            5 => C::Compare(X::Named(self.below(NUMBERED)), self.op(), few(self)),
            6 => C::In(
                self.one_in(2),
                X::Named(self.below(NUMBERED)),
                vec![few(self), few(self)],
            ),
            0 => C::Compare(X::Count(Some(member)), self.op(), few(self)),
            1 => C::Compare(X::Count(None), self.op(), few(self)),
            2 => {
                let ask = self.one_in(2).then_some(member);
                C::Compare(X::Sum("quantity", ask), self.op(), few(self))
            }
            _ => C::Items(self.of(&[Which::Any, Which::Every, Which::No]), member),
        }
    }

    pub(crate) fn member(&mut self, deep: usize) -> C {
        if deep > 0 && self.one_in(3) {
            return self.joined(deep, &mut Self::member);
        }
        let no = self.one_in(3);
        match self.below(5) {
            0 => C::Compare(X::Member("sku"), self.equality(), X::Value(self.text(SKUS))),
            1 => C::In(no, X::Member("sku"), self.some(|c| c.text(SKUS))),
            2 => C::Compare(
                X::Member("quantity"),
                self.op(),
                X::Value(V::Number(self.of(&[1, 2, 3]))),
            ),
            3 => C::Known(no, X::Member("quantity")),
            _ => C::Bool(X::Field("gift")),
        }
    }

    /// An order of which some things are unknown or none.
    pub(crate) fn order(&mut self) -> Order {
        let mut order = Order::new();
        let mut put = |c: &mut Self, field, none: bool, make: &mut dyn FnMut(&mut Self) -> V| {
            let value = match c.below(8) {
                0 => V::Unknown,
                1 if none => V::None,
                _ => make(c),
            };
            order.insert(field, value);
        };
        put(self, "status", false, &mut |c| c.named(STATUSES));
        put(self, "total", false, &mut Self::number);
        put(self, "postage", false, &mut Self::number);
        put(self, "gift", false, &mut |c| V::Bool(c.one_in(2)));
        put(self, "wrapping", false, &mut |c| V::Bool(c.one_in(2)));
        put(self, "remarks", false, &mut |c| c.text(TEXTS));
        put(self, "prefecture", false, &mut |c| c.text(PREFECTURES));
        put(self, "wished_delivery_date", true, &mut Self::date);
        put(self, "ordered_at", false, &mut Self::instant);
        put(self, "first_seen_at", false, &mut Self::instant);
        put(self, "payment_due", true, &mut Self::date);
        put(self, "items", false, &mut Self::items);
        put(self, "slip.exists", false, &mut |_| V::Bool(true));
        put(self, "slip.status", true, &mut |c| c.named(SLIP));
        put(self, "slip.waiting", false, &mut |c| {
            V::Set(if c.one_in(2) {
                vec![V::Enum(1, SLIP[1])]
            } else {
                vec![]
            })
        });
        put(self, "slip.tags", false, &mut |c| {
            V::Set(if c.one_in(2) {
                vec![c.text(&["t", "u"])]
            } else {
                vec![]
            })
        });
        put(self, "slip.edited", false, &mut |c| {
            V::Set(if c.one_in(6) {
                vec![c.text(&["ship_method", "ship_date"])]
            } else {
                vec![]
            })
        });
        put(self, "slip.ship_method", false, &mut |c| {
            c.text(&["t", "x"])
        });
        put(self, "slip.ship_date", true, &mut Self::date);
        order
    }

    fn items(&mut self) -> V {
        let members = (0..self.below(4)).map(|_| {
            let unknown = |c: &mut Self, value: V| if c.one_in(5) { V::Unknown } else { value };
            let (sku, quantity) = (self.text(SKUS), V::Number(self.of(&[1, 2, 3])));
            [
                ("sku", unknown(self, sku)),
                ("quantity", unknown(self, quantity)),
            ]
            .into()
        });
        V::List(members.collect())
    }

    /// An instant about 2026-11-24.
    pub(crate) fn now(&mut self) -> i64 {
        TODAY + i64::try_from(self.below(48 * 60)).unwrap() * 60 - 86_400
    }
}
