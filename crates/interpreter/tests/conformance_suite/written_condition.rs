//! How conditions are written.

use super::model::{C, Names, Op, Pattern, V, Where, Which, X};
use super::pen::Pen;

impl Pen {
    /// A condition.
    pub(crate) fn c(&mut self, c: &C, names: &Names) -> String {
        match c {
            C::Always => self.word(&["true"], &["いつも", "はい"]).to_owned(),
            C::And(parts) => self.joined(parts, true, names),
            C::Or(parts) => self.joined(parts, false, names),
            C::Not(c) => self.not(c, names),
            C::Bool(x) => self.x(x, names),
            C::Let(at) => names.lets[*at].to_owned(),
            C::Compare(x, op, value) => {
                let head = self.x(x, names);
                if self.ja() && self.rarely(2) {
                    let tail = self.ja_comparison(*op, value, names);
                    return self.predicate(&head, &tail);
                }
                format!("{head}{}{}", self.gap(), self.comparison(*op, value, names))
            }
            C::Bounds(x, low, high) => {
                let head = self.x(x, names);
                if self.ja() {
                    let tail = format!(
                        "{} {}",
                        self.ja_comparison(low.0, &low.1, names),
                        self.ja_comparison(high.0, &high.1, names)
                    );
                    return self.predicate(&head, &tail);
                }
                let low = self.comparison(low.0, &low.1, names);
                let high = self.comparison(high.0, &high.1, names);
                let again = self.x(x, names);
                self.brackets(&format!("{head} {low} and {again} {high}"))
            }
            C::Items(list, which, c) => self.members(list, *which, c, names),
            C::Weekday(..)
            | C::In(..)
            | C::InList(..)
            | C::Between(..)
            | C::Phrase(..)
            | C::AnyPhrase(..)
            | C::AnyOf(..)
            | C::Has(..)
            | C::HasAny(..)
            | C::Matches(..)
            | C::Holiday(..)
            | C::BusinessDay(..)
            | C::During(..)
            | C::Empty(..)
            | C::Known(..) => self.asked(c, names),
        }
    }

    /// A form with a head and a tail.
    fn asked(&mut self, c: &C, names: &Names) -> String {
        let head = match c {
            C::Weekday(..) => self.name("weekday"),
            C::In(_, x, _)
            | C::InList(_, x, _)
            | C::Between(_, x, _, _)
            | C::Phrase(_, x, _, _)
            | C::AnyPhrase(_, x, _)
            | C::AnyOf(_, x, _)
            | C::Has(_, x, _)
            | C::HasAny(_, x, _)
            | C::Matches(_, x, _)
            | C::Holiday(_, x)
            | C::BusinessDay(_, x)
            | C::During(_, x, _)
            | C::Empty(_, x)
            | C::Known(_, x) => self.x(x, names),
            other => unreachable!("{other:?}"),
        };
        if let C::Has(false, _, value) = c
            && self.rarely(5)
        {
            return format!("{} in {head}", self.value(value));
        }
        if self.ja() {
            let tail = self.ja_tail(c, names);
            return self.predicate(&head, &tail);
        }
        let tail = self.tail(c, names);
        format!("{head}{}{tail}", self.gap())
    }

    /// A head with its particle and what is said of it.
    fn predicate(&mut self, head: &str, tail: &str) -> String {
        let particle = self.of(&["が", "は"]);
        format!("{head}{particle}{}{tail}", self.gap())
    }

    fn comparison(&mut self, op: Op, value: &X, names: &Names) -> String {
        let sign = self.sign(op);
        let gap = if self.rarely(6) {
            String::new()
        } else {
            self.gap()
        };
        format!("{sign}{gap}{}", self.x(value, names))
    }

    /// `V以上`, or the value alone.
    fn ja_comparison(&mut self, op: Op, value: &X, names: &Names) -> String {
        let text = self.before_particle(value, names);
        match (self.bound(op, value), op) {
            (Some(bound), _) => {
                let gap = if is_closed(&text) && self.rarely(2) {
                    ""
                } else {
                    " "
                };
                format!("{text}{gap}{bound}")
            }
            (None, Op::Different) => format!("{text} でない"),
            (None, _) => text,
        }
    }

    /// A value that another word may follow.
    fn before_particle(&mut self, value: &X, names: &Names) -> String {
        let text = self.x(value, names);
        match value {
            X::Value(V::Bool(_)) | X::Less(..) | X::More(..) => self.brackets(&text),
            _ => text,
        }
    }

    /// What stands behind a head in English; `not` is part of it.
    pub(crate) fn tail(&mut self, c: &C, names: &Names) -> String {
        let not = |no: &bool| if *no { "not " } else { "" };
        match c {
            C::Weekday(no, days) => {
                let days = self.days_of_week(days);
                format!("{}in {}", not(no), self.brackets(&days))
            }
            C::In(no, _, xs) => {
                let list = self.commas(xs, |pen, x| pen.x(x, names));
                format!("{}in {}", not(no), self.brackets(&list))
            }
            C::InList(no, _, at) => format!("{}in {}", not(no), names.lists[*at]),
            C::Between(no, _, a, b) => {
                let (a, b) = (self.x(a, names), self.x(b, names));
                format!("{}between {a} and {b}", not(no))
            }
            C::Phrase(no, _, place, text) => {
                let word = match place {
                    Where::Anywhere => "contains",
                    Where::Start => "starts with",
                    Where::End => "ends with",
                };
                format!("{}{word} {}", not(no), self.text(text))
            }
            C::AnyPhrase(no, _, at) => format!("{}contains any of {}", not(no), names.lists[*at]),
            C::AnyOf(no, _, texts) => {
                let list = self.commas(texts, |pen, text: &String| pen.text(text));
                format!("{}contains any of {}", not(no), self.brackets(&list))
            }
            C::Has(no, _, value) => format!("{}contains {}", not(no), self.value(value)),
            C::HasAny(no, _, values) => {
                let list = self.commas(values, Self::value);
                format!("{}contains any of {}", not(no), self.brackets(&list))
            }
            C::Matches(no, _, pattern) => format!("{}matches {}", not(no), written(*pattern)),
            C::Holiday(no, _) => format!("is {}holiday", not(no)),
            C::BusinessDay(no, _) => format!("is {}business_day", not(no)),
            C::During(no, _, at) => format!("{}during {}", not(no), names.calendars[*at]),
            C::Empty(no, _) => format!("is {}empty", not(no)),
            C::Known(false, _) => self.of(&["is known", "is not unknown"]).to_owned(),
            C::Known(true, _) => self.of(&["is unknown", "is not known"]).to_owned(),
            other => unreachable!("{other:?}"),
        }
    }

    /// The same in Japanese, after が.
    pub(crate) fn ja_tail(&mut self, c: &C, names: &Names) -> String {
        let denai = |pen: &mut Self, no: &bool| match (no, pen.rarely(2)) {
            (false, _) => "",
            (true, true) => "でない",
            (true, false) => " でない",
        };
        let space = |pen: &mut Self| pen.of(&[" ", "　"]).to_owned();
        match c {
            C::Weekday(no, days) => {
                let days = self.days_of_week(days);
                format!("{}{}", self.brackets(&days), any(self, *no))
            }
            C::In(no, _, xs) => {
                let list = self.commas(xs, |pen, x| pen.x(x, names));
                format!("{}{}", self.brackets(&list), any(self, *no))
            }
            C::InList(no, _, at) => format!("{}{}", names.lists[*at], any(self, *no)),
            C::Between(no, _, a, b) => {
                let (a, b) = (
                    self.before_particle(a, names),
                    self.before_particle(b, names),
                );
                let form = match self.below(3) {
                    1 => format!("{a}{}{b}", self.of(&["〜", "～", "~"])),
                    2 if is_closed(&a) && is_closed(&b) => format!("{a}以上 {b}以下"),
                    _ => format!("{a}から{}{b}まで", space(self)),
                };
                // A name would take でない as its end.
                let gap = if *no { " でない" } else { "" };
                format!("{form}{gap}")
            }
            C::Phrase(no, _, place, text) => {
                let text = self.text(text);
                let said = match (place, no) {
                    (Where::Anywhere, false) => "を 含む",
                    (Where::Anywhere, true) => "を 含まない",
                    (Where::Start, false) => "で 始まる",
                    (Where::Start, true) => "で 始まらない",
                    (Where::End, false) => "で 終わる",
                    (Where::End, true) => "で 終わらない",
                };
                format!("{text}{said}")
            }
            C::AnyPhrase(no, _, at) => {
                let said = if *no { "含まない" } else { "含む" };
                format!("{}のどれかを{}{said}", names.lists[*at], space(self))
            }
            C::AnyOf(no, _, texts) => {
                let list = self.commas(texts, |pen, text: &String| pen.text(text));
                let said = if *no { "含まない" } else { "含む" };
                format!("{}のどれかを {said}", self.brackets(&list))
            }
            C::Has(no, _, value) => {
                let said = if *no { "含まない" } else { "含む" };
                format!("{}を {said}", self.value(value))
            }
            C::HasAny(no, _, values) => {
                let list = self.commas(values, Self::value);
                let said = if *no { "含まない" } else { "含む" };
                format!("{}のどれかを {said}", self.brackets(&list))
            }
            C::Matches(no, _, pattern) => {
                let said = if *no {
                    "一致しない"
                } else {
                    self.of(&["一致", "一致する"])
                };
                format!("{}に {said}", written(*pattern))
            }
            C::Holiday(no, _) => format!("祝日{}", denai(self, no)),
            C::BusinessDay(no, _) => format!("営業日{}", denai(self, no)),
            C::During(no, _, at) => {
                let calendar = names.calendars[*at];
                let said = self.of(&["の間", "の 間", " 内"]);
                format!("{calendar}{said}{}", denai(self, no))
            }
            C::Empty(no, _) => format!("空{}", denai(self, no)),
            C::Known(false, _) => self.of(&["不明でない", "判明"]).to_owned(),
            C::Known(true, _) => self.of(&["不明", "判明でない"]).to_owned(),
            other => unreachable!("{other:?}"),
        }
    }

    fn days_of_week(&mut self, days: &[usize]) -> String {
        let names = ["月", "火", "水", "木", "金", "土", "日"];
        self.commas(days, |pen, day| pen.choice(names[*day]))
    }

    fn not(&mut self, c: &C, names: &Names) -> String {
        let bare = matches!(c, C::Let(_) | C::Bool(_)) && self.rarely(2);
        let inner = self.c(c, names);
        let inner = if bare { inner } else { self.brackets(&inner) };
        if self.ja() {
            let gap = if self.rarely(3) { " " } else { "" };
            return format!("{inner}{gap}でない");
        }
        format!("not{}{inner}", self.gap())
    }

    fn joined(&mut self, parts: &[C], all: bool, names: &Names) -> String {
        let mut out = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                let word = if all {
                    self.word(&["and"], &["かつ", "且つ"])
                } else {
                    self.word(&["or"], &["または", "又は"])
                };
                out.push_str(&self.gap());
                out.push_str(word);
                out.push_str(&self.gap());
            }
            let text = self.c(part, names);
            // What is joined the same way counts apart, as it does in the plain writing.
            let needs = match part {
                C::And(_) => all || !self.rarely(2),
                C::Or(_) | C::Always => true,
                C::Bounds(..) => !all,
                _ => !self.rarely(2),
            };
            out.push_str(&if needs { self.brackets(&text) } else { text });
        }
        out
    }

    fn members(&mut self, list: &str, which: Which, c: &C, names: &Names) -> String {
        let (list, inner) = (self.name(list), self.c(c, names));
        let inner = self.brackets(&inner);
        if self.ja() {
            let gap = if self.rarely(2) { "" } else { " " };
            return match which {
                Which::Any => format!("{list}のどれかが{gap}{inner}"),
                Which::Every => format!("{list}のすべてが{gap}{inner}"),
                Which::No => format!("{list}のどれも{gap}{inner}でない"),
            };
        }
        let word = match which {
            Which::Any => "any",
            Which::Every => "every",
            Which::No => "no",
        };
        format!(
            "{word} {list}{}{} {inner}",
            self.gap(),
            self.of(&["has", "have"])
        )
    }
}

fn any(pen: &mut Pen, no: bool) -> &'static str {
    if no {
        pen.of(&["のどれでもない", "のどれか でない"])
    } else {
        pen.of(&["のどれか", "の どれか"])
    }
}

/// Whether a word of Japanese may follow without a blank.
fn is_closed(text: &str) -> bool {
    text.ends_with(|c: char| {
        c.is_ascii_digit() || ('０'..='９').contains(&c) || "円)）\"」』”＂".contains(c)
    })
}

fn written(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Start => "/^ＡＢc/",
        Pattern::Letters => "/[a-z]{3}/",
        Pattern::End => "/急$/",
        Pattern::Slash => "/[|]|\\//",
    }
}
