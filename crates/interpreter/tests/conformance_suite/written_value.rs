//! How values are written.

use std::fmt::Write as _;

use super::model::{C, Names, Op, V, X, clock, day};
use super::pen::Pen;
use super::tongue;

impl Pen {
    /// A name of the vocabulary.
    pub(crate) fn name(&mut self, id: &str) -> String {
        let names = tongue::names(id);
        let ja = if self.ja() {
            1 + self.below(names.len() - 1)
        } else {
            0
        };
        if ja == 0 && self.rarely(12) {
            return self.wide(names[0]);
        }
        names[ja].to_owned()
    }

    /// A text in quotes.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let raw = !text.contains(['\n', '\t']);
        let brackets = self.ja();
        if brackets && raw && !text.contains('」') && !self.rarely(4) {
            return format!("「{text}」");
        }
        if brackets && raw && !text.contains('』') {
            return format!("『{text}』");
        }
        let plain = raw && !text.contains(['"', '”', '“', '＂', '\\']);
        if plain && self.rarely(6) {
            let (open, close) = [("“", "”"), ("＂", "＂"), ("”", "”")][self.below(3)];
            return format!("{open}{text}{close}");
        }
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                c if self.rarely(60) => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('"');
        out
    }

    /// A value of an enumeration.
    pub(crate) fn choice(&mut self, ja: &str) -> String {
        let names = tongue::values(ja);
        let name = self.of(names);
        if tongue::is_quoted(name) || self.rarely(6) {
            return self.text(name);
        }
        name.to_owned()
    }

    /// A whole number.
    pub(crate) fn number(&mut self, n: i64) -> String {
        let unit = if n >= 0 && self.rarely(8) {
            self.of(&["個", "件", "点"])
        } else {
            ""
        };
        let digits = self.wide(&n.to_string());
        format!("{digits}{unit}")
    }

    /// An amount.
    pub(crate) fn yen(&mut self, n: i64) -> String {
        let grouped = if n >= 1000 {
            format!("{},{:03}", n / 1000, n % 1000)
        } else {
            n.to_string()
        };
        match self.below(6) {
            1 => format!("{}円", self.wide(&grouped)),
            2 => format!("{n}円"),
            3 => format!("{}{grouped}", self.of(&["¥", "￥"])),
            4 if n % 10_000 == 0 && n > 0 => format!("{}万円", n / 10_000),
            _ => self.wide(&n.to_string()),
        }
    }

    /// A day.
    pub(crate) fn day(&mut self, days: i64) -> String {
        let date = day(days);
        let (y, m, d) = (date.year(), date.month(), date.day());
        match self.below(5) {
            1 => format!("{y}/{m}/{d}"),
            2 => format!("{y}年{m}月{d}日"),
            3 => self.wide(&date.to_string()),
            _ => date.to_string(),
        }
    }

    /// A time of day.
    pub(crate) fn time(&mut self, seconds: i64) -> String {
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match self.below(5) {
            1 if s > 0 => format!("{h}時{m}分{s}秒"),
            1 if m > 0 => format!("{h}時{m}分"),
            1 => format!("{h}時"),
            2 => self.wide(&clock(seconds)),
            _ => clock(seconds),
        }
    }

    /// A length of time.
    pub(crate) fn duration(&mut self, seconds: i64) -> String {
        let ja = self.ja();
        let units: &[(i64, &str, &str)] = &[
            (604_800, "w", "週間"),
            (86_400, "d", "日"),
            (3600, "h", "時間"),
            (60, "m", "分"),
            (1, "s", "秒"),
        ];
        let single = units.iter().find(|(size, _, _)| {
            seconds % size == 0
                && (seconds > 0 || *size == 3600)
                && (*size <= 3600 || self.rarely(2))
        });
        let unit = |en: &'static str, word: &'static str| if ja { word } else { en };
        if let Some((size, en, word)) = single.filter(|_| !self.rarely(2)) {
            return format!(
                "{}{}",
                self.wide(&(seconds / size).to_string()),
                unit(en, word)
            );
        }
        let (mut rest, mut out) = (seconds, String::new());
        for (size, en, word) in units {
            if rest >= *size {
                let _ = write!(out, "{}{}", rest / size, unit(en, word));
                rest %= size;
            }
        }
        if out.is_empty() {
            return unit("0m", "0分").to_owned();
        }
        out
    }

    /// A value.
    pub(crate) fn value(&mut self, value: &V) -> String {
        match value {
            V::Bool(true) => self.word(&["true"], &["はい"]).to_owned(),
            V::Bool(false) => self.word(&["false"], &["いいえ"]).to_owned(),
            V::Number(n) => self.number(*n),
            V::Text(text) => self.text(text),
            V::Enum(_, name) => self.choice(name),
            V::Date(days) => self.day(*days),
            V::Instant(at) => {
                let (day, time) = (at.div_euclid(86_400), at.rem_euclid(86_400));
                format!("{} {}", self.day(day), self.time(time))
            }
            V::Duration(seconds) => {
                let length = self.duration(*seconds);
                // 30分間, 3日間, 90秒間
                if length.ends_with(['分', '日', '秒']) && self.rarely(4) {
                    return format!("{length}間");
                }
                length
            }
            V::Time(seconds) => self.time(*seconds),
            V::Unknown | V::None | V::Set(_) | V::List(_) => unreachable!("{value:?}"),
        }
    }

    /// A value that is computed.
    pub(crate) fn x(&mut self, x: &X, names: &Names) -> String {
        match x {
            // 送付先都道府県 is the order's.
            X::Member("prefecture") => self.word(&["prefecture"], &["都道府県"]).to_owned(),
            X::Field(name) | X::Member(name) => self.name(name),
            X::Order(name) => format!("{}.{}", self.of(&["order", "注文"]), self.name(name)),
            X::Value(value) => self.value(value),
            X::Yen(n) => self.yen(*n),
            X::Less(a, b) => self.sum_of(a, "-", b, names),
            X::More(a, b) => self.sum_of(a, "+", b, names),
            X::Count(list, ask) => {
                let word = self.word(&["count"], &["件数"]);
                let list = self.name(list);
                self.counted_form(word, list, ask.as_deref(), names)
            }
            X::Sum(list, member, ask) => {
                let word = self.word(&["sum"], &["合計"]);
                let list = format!("{}.{}", self.name(list), self.name(member));
                self.counted_form(word, list, ask.as_deref(), names)
            }
            X::Named(at) => names.numbers[*at].to_owned(),
            X::Day(at) => names.dates[*at].to_owned(),
            X::Call(name, args, calendar) => {
                let name = self.name(name);
                let args: Vec<String> = args.iter().map(|x| self.x(x, names)).collect();
                let calendar = calendar.map(|at| names.calendars[at].to_owned());
                let args: Vec<String> = args.into_iter().chain(calendar).collect();
                let args = self.commas(&args, |_, arg| arg.clone());
                format!("{name}{}", self.brackets(&args))
            }
            X::Without(x, list) => {
                let name = self.name("without");
                let args = [self.x(x, names), names.lists[*list].to_owned()];
                let args = self.commas(&args, |_, arg| arg.clone());
                format!("{name}{}", self.brackets(&args))
            }
        }
    }

    fn sum_of(&mut self, a: &X, sign: &str, b: &X, names: &Names) -> String {
        let (left, right) = (self.x(a, names), self.x(b, names));
        let right = if matches!(b, X::Less(..) | X::More(..)) {
            self.brackets(&right)
        } else {
            right
        };
        let sign = match (sign, self.rarely(10)) {
            ("-", true) => self.of(&["－", "−"]),
            ("+", true) => "＋",
            _ => sign,
        };
        format!("{left}{}{sign}{}{right}", self.gap(), self.gap())
    }

    fn counted_form(&mut self, word: &str, list: String, ask: Option<&C>, names: &Names) -> String {
        let inner = match ask {
            None => list,
            Some(c) => {
                let c = self.c(c, names);
                let among = if self.ja() { "のうち" } else { " where" };
                format!("{list}{among}{}{c}", self.gap())
            }
        };
        format!("{word}{}", self.brackets(&inner))
    }

    /// A sign of comparison.
    pub(crate) fn sign(&mut self, op: Op) -> &'static str {
        match op {
            Op::Equal => self.of(&["=", "=", "＝"]),
            Op::Different => self.of(&["!=", "!=", "≠", "！＝"]),
            Op::Less => self.of(&["<", "<", "＜"]),
            Op::AtMost => self.of(&["<=", "<=", "≦", "＜＝", "<＝"]),
            Op::More => self.of(&[">", ">", "＞"]),
            Op::AtLeast => self.of(&[">=", ">=", "≧", "＞＝", ">＝"]),
        }
    }

    /// A Japanese bound: 以上 and its like, for what kind of value it is.
    pub(crate) fn bound(&mut self, op: Op, value: &X) -> Option<&'static str> {
        let timely = matches!(value, X::Value(V::Date(_) | V::Instant(_) | V::Time(_)));
        let length = matches!(value, X::Value(V::Duration(_)));
        let after = |pen: &mut Self, plain, timed| {
            if timely {
                pen.of(&[plain, timed])
            } else {
                plain
            }
        };
        match op {
            Op::Equal | Op::Different => None,
            Op::Less => Some(after(self, "未満", "より前")),
            Op::AtMost if length => Some(self.of(&["以下", "以内"])),
            Op::AtMost => Some(after(self, "以下", "以前")),
            Op::More => Some(after(self, "超", "より後")),
            Op::AtLeast => Some(after(self, "以上", "以降")),
        }
    }
}
