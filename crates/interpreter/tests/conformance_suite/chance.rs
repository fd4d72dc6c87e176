//! Conditions and orders made by chance, the same for the same seed.

use super::model::{C, Op, Pattern, V, Where, Which, X};

pub(crate) const TEXTS: &[&str] = &[
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
pub(crate) const PREFECTURES: &[&str] = &["沖縄県", "北海道", "東京都", " 東京都"];
pub(crate) const SKUS: &[&str] = &["A", "a", "B", "Ｃ"];
pub(crate) const NUMBERS: &[i64] = &[0, 1, 2, 3, 100, 999, 1000, 1001, 5000, 20_000];
pub(crate) const STATUSES: &[&str] = &[
    "注文確認待ち",
    "楽天処理中",
    "発送待ち",
    "変更確定待ち",
    "発送済",
    "支払手続き中",
    "支払手続き済",
    "キャンセル確定待ち",
    "キャンセル確定",
    "保留",
];
pub(crate) const PAYMENTS: &[&str] = &[
    "代金引換",
    "後払い決済",
    "セブンイレブン（前払）",
    "ローソン、郵便局ATM等（前払）",
];
pub(crate) const PAID: &[&str] = &["未入金", "一部入金", "入金済み"];
pub(crate) const SLIP: &[&str] = &[
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

/// How many `let`s are numbers and days, and how many calendars there are.
pub(crate) const NUMBERED: usize = 2;
pub(crate) const DATED: usize = 2;
pub(crate) const CALENDARS: usize = 2;
/// The lists: two of texts, one of statuses, one of amounts.
pub(crate) const TEXT_LISTS: usize = 2;
pub(crate) const STATUS_LIST: usize = 2;
pub(crate) const AMOUNT_LIST: usize = 3;

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

    pub(crate) fn text(&mut self, from: &[&str]) -> V {
        V::Text(self.of(from).to_owned())
    }

    pub(crate) fn named(&mut self, from: &'static [&'static str]) -> V {
        let at = self.below(from.len());
        V::Enum(at, from[at])
    }

    pub(crate) fn number(&mut self) -> V {
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

    pub(crate) fn equality(&mut self) -> Op {
        self.of(&[Op::Equal, Op::Different])
    }

    pub(crate) fn some(&mut self, mut make: impl FnMut(&mut Self) -> V) -> Vec<X> {
        let count = 2 + self.below(2);
        (0..count).map(|_| X::Value(make(self))).collect()
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
        match self.below(16) {
            0 | 1 => self.about_status(no),
            2 | 3 => self.about_money(no),
            4 => match self.below(3) {
                0 => C::Compare(X::Field("gift"), self.equality(), X::Value(V::Bool(no))),
                _ => C::Bool(X::Field(self.of(&["gift", "wrapping", "slip.exists"]))),
            },
            5 | 6 => self.about_text(no),
            7 => self.about_state(no),
            8 => self.about_slip(no),
            9 => self.about_days(no),
            10 => self.about_instants(no),
            11 | 12 => self.about_time(no),
            _ => self.about_items(deep),
        }
    }

    pub(crate) fn about_status(&mut self, no: bool) -> C {
        let (status, paid) = (X::Field("status"), X::Field("payment_method"));
        match self.below(6) {
            0 => C::Compare(status, self.equality(), X::Value(self.named(STATUSES))),
            1 => C::In(no, status, self.some(|c| c.named(STATUSES))),
            2 => C::InList(no, status, STATUS_LIST),
            3 => C::Compare(paid, self.equality(), X::Value(self.named(PAYMENTS))),
            4 => C::In(no, paid, self.some(|c| c.named(PAYMENTS))),
            _ => C::Compare(
                X::Field("slip.status"),
                self.op(),
                X::Value(self.named(SLIP)),
            ),
        }
    }

    pub(crate) fn amount(&mut self) -> X {
        X::Yen(self.of(NUMBERS))
    }

    fn money(&mut self) -> X {
        let field = |name| Box::new(X::Field(name));
        match self.below(6) {
            0 => X::Less(field("total"), field("postage")),
            1 => X::More(field("postage"), Box::new(self.amount())),
            2 => X::Field("postage"),
            _ => X::Field("total"),
        }
    }

    pub(crate) fn about_money(&mut self, no: bool) -> C {
        let (money, low, high) = (self.money(), self.amount(), self.amount());
        match self.below(6) {
            0 => C::Between(no, money, low, high),
            1 => C::In(no, money, vec![low, high]),
            2 => C::InList(no, X::Field("total"), AMOUNT_LIST),
            3 => {
                let (from, to) = (
                    self.of(&[Op::AtLeast, Op::More]),
                    self.of(&[Op::AtMost, Op::Less]),
                );
                C::Bounds(money, (from, low), (to, high))
            }
            4 => C::Compare(money, self.op(), X::Field("postage")),
            _ => C::Compare(money, self.op(), low),
        }
    }

    /// Empty or not, known or not.
    fn about_state(&mut self, no: bool) -> C {
        let field = X::Field(self.of(&[
            "remarks",
            "wished_delivery_date",
            "items",
            "destinations",
            "slip.tags",
            "total",
            "slip.status",
            "postage",
            "gift",
        ]));
        if self.one_in(2) {
            C::Empty(no, field)
        } else {
            C::Known(no, field)
        }
    }

    pub(crate) fn about_slip(&mut self, no: bool) -> C {
        let tags = || X::Field("slip.tags");
        match self.below(5) {
            0 => C::Has(no, tags(), self.text(&["t", "u", "札"])),
            1 => C::Has(no, X::Field("slip.waiting"), V::Enum(1, SLIP[1])),
            2 => C::HasAny(
                no,
                tags(),
                vec![self.text(&["t", "u"]), self.text(&["u", "札"])],
            ),
            3 => C::HasAny(
                no,
                X::Field("slip.waiting"),
                vec![V::Enum(1, SLIP[1]), V::Enum(2, SLIP[2])],
            ),
            _ => {
                let op = self.op();
                C::Compare(X::Field("slip.paid"), op, X::Value(self.named(PAID)))
            }
        }
    }

    pub(crate) fn about_text(&mut self, no: bool) -> C {
        let field = X::Field(self.of(&["remarks", "remarks", "prefecture"]));
        let list = self.below(TEXT_LISTS);
        match self.below(9) {
            0 => C::AnyPhrase(no, field, list),
            1 => C::Compare(field, self.equality(), X::Value(self.text(TEXTS))),
            2 => C::Empty(no, X::Without(Box::new(field), list)),
            3 => C::Compare(
                X::Call("length", vec![field], None),
                self.op(),
                X::Value(V::Number(self.of(&[0, 2, 3]))),
            ),
            4 => C::InList(no, field, list),
            5 => C::In(no, field, self.some(|c| c.text(PREFECTURES))),
            6 => {
                let phrases = ["至急", "ｶﾆ", "b", "県"];
                let phrase = |c: &mut Self| c.of(&phrases).to_owned();
                C::AnyOf(no, field, vec![phrase(self), phrase(self)])
            }
            7 => {
                let patterns = [
                    Pattern::Start,
                    Pattern::Letters,
                    Pattern::End,
                    Pattern::Slash,
                ];
                C::Matches(no, field, self.of(&patterns))
            }
            _ => {
                let place = self.of(&[Where::Anywhere, Where::Start, Where::End]);
                let phrases = [
                    "至急", "ＡＢ", "c", "～", "見本", "\"", "、", "/", "\\", "」",
                ];
                C::Phrase(no, field, place, self.of(&phrases).to_owned())
            }
        }
    }

    fn about_days(&mut self, no: bool) -> C {
        let wished = || Box::new(X::Field("wished_delivery_date"));
        let day = V::Duration(86_400);
        match self.below(6) {
            0 => C::Compare(*wished(), self.op(), X::Value(self.date())),
            1 => {
                let days = V::Duration(86_400 * self.of(&[0, 1, 2, 7]));
                let rest = X::Less(wished(), Box::new(X::Field("today")));
                C::Compare(rest, self.op(), X::Value(days))
            }
            2 => {
                let later = X::More(wished(), Box::new(X::Value(day)));
                C::Compare(later, self.op(), X::Field("today"))
            }
            3 => C::Between(no, *wished(), X::Value(self.date()), X::Value(self.date())),
            4 => C::Compare(X::Day(self.below(DATED)), self.op(), X::Value(self.date())),
            _ => {
                // A difference inside a difference keeps its brackets.
                let inner = X::Less(Box::new(X::Field("today")), wished());
                let later = X::Less(Box::new(X::Value(self.date())), Box::new(inner));
                C::Compare(later, self.op(), X::Field("today"))
            }
        }
    }

    fn about_instants(&mut self, no: bool) -> C {
        let ordered = || Box::new(X::Field("ordered_at"));
        match self.below(5) {
            0 => C::Compare(*ordered(), self.op(), X::Value(self.instant())),
            1 => {
                let age = X::Less(Box::new(X::Field("now")), ordered());
                let length = self.of(&[1, 60, 3600, 5400, 43_200, 86_400, 90_061]);
                C::Compare(age, self.op(), X::Value(V::Duration(length)))
            }
            2 => C::Between(
                no,
                *ordered(),
                X::Value(self.instant()),
                X::Value(self.instant()),
            ),
            3 => {
                let (low, high) = (self.instant(), self.instant());
                C::Bounds(
                    *ordered(),
                    (Op::AtLeast, X::Value(low)),
                    (Op::Less, X::Value(high)),
                )
            }
            _ => C::Compare(X::Field("time_of_day"), self.op(), self.hour()),
        }
    }

    pub(crate) fn hour(&mut self) -> X {
        X::Value(V::Time(self.of(&[0, 32_400, 34_200, 43_200, 43_215])))
    }

    fn about_items(&mut self, deep: usize) -> C {
        let few = |c: &mut Self| X::Value(V::Number(c.of(&[0, 1, 2, 3])));
        let which = self.of(&[Which::Any, Which::Every, Which::No]);
        let member = Box::new(self.member(deep.min(2)));
        match self.below(9) {
            0 => C::Compare(X::Count("items", Some(member)), self.op(), few(self)),
            1 => C::Compare(X::Count("items", None), self.op(), few(self)),
            2 => {
                let ask = self.one_in(2).then_some(member);
                C::Compare(X::Sum("items", "quantity", ask), self.op(), few(self))
            }
            3 => C::Compare(X::Named(self.below(NUMBERED)), self.op(), few(self)),
            4 => {
                let named = X::Named(self.below(NUMBERED));
                C::In(self.one_in(2), named, vec![few(self), few(self)])
            }
            5 => {
                let member = Box::new(self.destination(deep.min(2)));
                C::Items("destinations", which, member)
            }
            6 => {
                let member = Box::new(self.destination(deep.min(1)));
                let op = self.op();
                C::Compare(X::Count("destinations", Some(member)), op, few(self))
            }
            _ => C::Items("items", which, member),
        }
    }

    pub(crate) fn member(&mut self, deep: usize) -> C {
        if deep > 0 && self.one_in(3) {
            return self.joined(deep, &mut Self::member);
        }
        let no = self.one_in(3);
        match self.below(8) {
            0 => C::Compare(X::Member("sku"), self.equality(), X::Value(self.text(SKUS))),
            1 => C::In(no, X::Member("sku"), self.some(|c| c.text(SKUS))),
            2 => C::InList(no, X::Member("sku"), 0),
            3 => C::Bounds(
                X::Member("quantity"),
                (Op::AtLeast, X::Value(V::Number(self.of(&[1, 2])))),
                (Op::Less, X::Value(V::Number(self.of(&[2, 3])))),
            ),
            4 => C::Known(no, X::Member("quantity")),
            5 => C::Bool(X::Field("gift")),
            6 => C::Phrase(no, X::Member("sku"), Where::Start, "a".to_owned()),
            _ => C::Compare(
                X::Member("quantity"),
                self.op(),
                X::Value(V::Number(self.of(&[1, 2, 3]))),
            ),
        }
    }

    /// A condition about a destination.
    fn destination(&mut self, deep: usize) -> C {
        if deep > 0 && self.one_in(3) {
            return self.joined(deep, &mut Self::destination);
        }
        let no = self.one_in(3);
        let prefecture = || X::Member("prefecture");
        match self.below(6) {
            0 => C::Bool(X::Member("shipped")),
            1 => C::Bool(X::Member("isolated_island")),
            2 => C::Compare(prefecture(), self.equality(), X::Order("prefecture")),
            3 => C::InList(no, prefecture(), 1),
            4 => C::Compare(X::Order("total"), self.op(), self.amount()),
            _ => C::Compare(
                prefecture(),
                self.equality(),
                X::Value(self.text(PREFECTURES)),
            ),
        }
    }
}
