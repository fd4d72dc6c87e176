//! How rules, definitions and whole sets are written.

use std::fmt::Write as _;

use super::days::{Calendar, Days};
use super::model::{Call, Head, Hold, Moment, Names, Part, Rule, Set, Then, V, X};
use super::pen::Pen;

impl Pen {
    /// A set with all that belongs to it, in any order.
    pub(crate) fn set(&mut self, set: &Set) -> String {
        let names = &set.names;
        let mut blocks = Vec::new();
        if set.partial {
            blocks.push(format!("{}\n", self.word(&["partial"], &["一部"])));
        }
        for (at, list) in set.lists.iter().enumerate() {
            blocks.push(self.list(names.lists[at], list));
        }
        for (at, c) in set.lets.iter().enumerate() {
            let value = self.c(c, names);
            blocks.push(self.define(names.lets[at], &value));
        }
        let days = names.dates.iter().zip(&set.dates);
        for (name, x) in names.numbers.iter().zip(&set.numbers).chain(days) {
            let value = self.x(x, names);
            blocks.push(self.define(name, &value));
        }
        for rule in &set.rules {
            blocks.push(self.rule(rule, names));
        }
        for (at, calendar) in set.calendars.iter().enumerate() {
            blocks.push(self.calendar(names.calendars[at], calendar));
        }
        for table in &set.tables {
            blocks.push(self.table(table, names));
        }
        let mut out = self.between();
        while !blocks.is_empty() {
            // Rules stay in their order among each other: those without a name are told by it.
            out.push_str(&blocks.remove(0));
            out.push_str(&self.between());
            if !self.rarely(4) {
                out.push('\n');
            }
        }
        out
    }

    fn define(&mut self, name: &str, value: &str) -> String {
        let word = self.word(&["let"], &["定義"]);
        let sign = self.of(&["=", "=", "＝"]);
        format!("{word} {name}{}{sign}{}{value}\n", self.gap(), self.gap())
    }

    fn list(&mut self, name: &str, list: &[V]) -> String {
        let word = self.word(&["list"], &["リスト", "一覧"]);
        if let Some(file) = self.list_file(name, list) {
            let from = self.word(&["from"], &["ファイル"]);
            return format!("{word} {name} {from} {}\n", self.text(&file));
        }
        let values = self.commas(list, Self::value);
        let sign = self.of(&["=", "=", "＝"]);
        format!("{word} {name} {sign} {}\n", self.brackets(&values))
    }

    /// The name of a file with these values, once in a while.
    pub(crate) fn list_file(&mut self, name: &str, list: &[V]) -> Option<String> {
        let as_file = list
            .iter()
            .all(|v| !matches!(v, V::Text(t) if t.trim().is_empty()));
        if !as_file || !self.rarely(6) {
            return None;
        }
        let lines: Vec<String> = list.iter().map(V::shown).collect();
        let file = format!("{name}.csv");
        self.files
            .insert(file.clone(), lines.join("\n").into_bytes());
        Some(file)
    }

    fn calendar(&mut self, name: &str, calendar: &Calendar) -> String {
        let before = std::mem::replace(&mut self.one_line, true);
        let head = self.word(&["calendar"], &["カレンダー", "暦"]);
        let mut out = format!("{head} {name}\n");
        for line in self.lines(calendar) {
            let comment = if self.rarely(10) {
                self.comment()
            } else {
                String::new()
            };
            let _ = writeln!(out, "  {line}{comment}");
            if self.rarely(20) {
                let comment = self.comment();
                let _ = writeln!(out, "{comment}");
            }
        }
        self.one_line = before;
        out
    }

    /// The lines of a calendar.
    pub(crate) fn lines(&mut self, calendar: &Calendar) -> Vec<String> {
        let mut lines = Vec::new();
        for (days, hours) in &calendar.weekly {
            let days = self.weekdays(days);
            let gap = self.of(&[" ", "  ", ": "]);
            let hours = self.hours(hours);
            lines.push(format!("{days}{gap}{hours}").trim_end().to_owned());
        }
        for days in &calendar.except {
            let word = self.opening("except", &["休み", "除く"]);
            lines.push(format!(
                "{word} {}",
                self.commas(days, |pen, d| pen.some_days(*d))
            ));
        }
        for (days, hours) in &calendar.also {
            let word = self.opening("also", &["臨時", "追加"]);
            let days = self.commas(days, |pen, d| pen.some_days(*d));
            let line = format!("{word} {days} {}", self.hours(hours));
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    fn weekdays(&mut self, days: &[usize]) -> String {
        let run = days.len() > 2 && days.windows(2).all(|two| two[0] + 1 == two[1]);
        let forms = [
            ["月", "Mon", "月曜日", "monday"],
            ["火", "Tue", "火曜", "Tuesday"],
            ["水", "Wed", "水曜日", "wed"],
            ["木", "Thu", "木曜", "Thursday"],
            ["金", "Fri", "金曜日", "FRI"],
            ["土", "Sat", "土曜", "Saturday"],
            ["日", "Sun", "日曜日", "sunday"],
        ];
        if let (true, [first, .., last]) = (run, days) {
            let (first, last) = (self.of(&forms[*first]), self.of(&forms[*last]));
            let to = self.of(&["-", "〜", "ー", "－", ".."]);
            // It lengthens a vowel beside anything but a day of the week in kanji.
            let kanji = !first.is_ascii() && !last.is_ascii();
            let to = if to == "ー" && !kanji { "-" } else { to };
            return format!("{first}{to}{last}");
        }
        self.commas(days, |pen, day| pen.of(&forms[*day]).to_owned())
    }

    fn hours(&mut self, hours: &[(i64, i64)]) -> String {
        let time = |pen: &mut Self, minute: i64| {
            if minute == 1440 {
                "24:00".to_owned()
            } else {
                pen.time(minute * 60)
            }
        };
        self.commas(hours, |pen, (start, end)| {
            let (start, end) = (time(pen, *start), time(pen, *end));
            match pen.below(4) {
                1 => format!("{start}〜{end}"),
                2 => format!("{start}から {end}まで"),
                3 => format!("{start}－{end}"),
                _ => format!("{start}-{end}"),
            }
        })
    }

    fn some_days(&mut self, days: Days) -> String {
        match days {
            Days::Holidays => self.word(&["holidays"], &["祝日"]).to_owned(),
            Days::Range(first, last) if first == last => self.day(first),
            Days::Range(first, last) => {
                let (first, last) = (self.day(first), self.day(last));
                match self.below(3) {
                    1 => format!("{first}〜{last}"),
                    2 => format!("{first}から {last}まで"),
                    _ => format!("{first}..{last}"),
                }
            }
        }
    }

    pub(crate) fn moment(&mut self, at: Moment) -> String {
        match at {
            Moment::Day(at) => self.day(at / 86_400),
            Moment::Minute(at) | Moment::Second(at) => self.value(&V::Instant(at)),
        }
    }

    /// The words of a head, in any order.
    pub(crate) fn head(&mut self, head: &Head) -> Vec<String> {
        let mut words = Vec::new();
        if head.priority != 0 {
            let word = self.opening("priority", &["優先度", "優先"]);
            words.push(format!("{word} {}", self.wide(&head.priority.to_string())));
        }
        let period = self.ja() && self.rarely(2);
        match (head.from, head.until) {
            (Some(from), Some(until)) if period => {
                let (from, until) = (self.moment(from), self.moment(until));
                words.push(match self.below(2) {
                    0 => format!("期間 {from}から {until}まで"),
                    _ => format!("期間：{from}〜{until}"),
                });
            }
            (Some(from), None) if period => words.push(format!("期間 {}から", self.moment(from))),
            (None, Some(until)) if period => words.push(format!("期間 {}まで", self.moment(until))),
            (from, until) => {
                if let Some(from) = from {
                    let word = self.opening("from", &["開始"]);
                    words.push(format!("{word} {}", self.moment(from)));
                }
                if let Some(until) = until {
                    let word = self.opening("until", &["終了"]);
                    words.push(format!("{word} {}", self.moment(until)));
                }
            }
        }
        if let Some(owner) = head.owner {
            let word = self.opening("owner", &["担当"]);
            words.push(format!("{word} {}", self.text(owner)));
        }
        if let Some(doc) = head.doc {
            let word = self.opening("doc", &["説明"]);
            words.push(format!("{word} {}", self.text(doc)));
        }
        if head.shadow {
            words.push(self.word(&["shadow"], &["試運転"]).to_owned());
        }
        let turn = self.below(words.len().max(1));
        words.rotate_left(turn);
        words
    }

    fn rule(&mut self, rule: &Rule, names: &Names) -> String {
        let mut out = String::new();
        let head = self.head(&rule.head);
        if rule.named || !head.is_empty() || self.rarely(3) {
            out.push_str(&self.opening("rule", &["ルール"]));
            if rule.named {
                let _ = write!(out, "{}{}", self.gap(), self.text(&rule.name));
            }
        }
        for word in head {
            let _ = write!(out, "{}{word}", self.gap());
        }
        let when = self.opening("when", &["条件"]);
        let c = self.c(&rule.when, names);
        let _ = write!(out, "\n  {when}{}{c}", self.gap());
        let place = self.below(rule.parts.len() + 1);
        for (at, part) in rule.parts.iter().enumerate() {
            if at == place {
                out.push_str(&self.unless(rule.unless.as_ref(), names));
            }
            let text = match part {
                Part::Then(then) => self.then(then, names),
                Part::Hold(hold) => self.hold(hold),
            };
            let _ = write!(out, "\n {}{text}", self.gap());
        }
        if place == rule.parts.len() {
            out.push_str(&self.unless(rule.unless.as_ref(), names));
        }
        if self.rarely(12) {
            out.push_str(&self.comment());
        }
        // Without head and keyword it would go on with what stands before.
        format!(
            "{}\n",
            out.trim_start_matches('\n').trim_start_matches("  ")
        )
    }

    /// `unless …`, if anything.
    pub(crate) fn unless(&mut self, c: Option<&super::model::C>, names: &Names) -> String {
        let Some(c) = c else {
            return String::new();
        };
        let word = self.opening("unless", &["除外"]);
        let c = self.c(c, names);
        format!("\n  {word}{}{c}", self.gap())
    }

    fn then(&mut self, then: &Then, names: &Names) -> String {
        let word = self.opening("then", &["実行"]);
        format!("{word} {}", self.actions(then, names))
    }

    /// Actions with their time words.
    pub(crate) fn actions(&mut self, then: &Then, names: &Names) -> String {
        let timing = self.timing(then, names);
        let calls = self.commas(&then.calls, |pen, call| {
            pen.call(call, !timing.is_empty(), names)
        });
        let mut out = calls;
        for (at, words) in timing.iter().enumerate() {
            let comma = if at > 0 && self.rarely(5) {
                self.of(&[",", "、"])
            } else {
                ""
            };
            let _ = write!(out, "{comma}{}{words}", self.gap());
        }
        out
    }

    /// An action with its arguments.
    pub(crate) fn call(&mut self, call: &Call, timed: bool, names: &Names) -> String {
        let mut out = self.name(call.action);
        for (at, arg) in call.args.iter().enumerate() {
            let text = self.x(arg, names);
            let simple = matches!(arg, X::Value(V::Text(_) | V::Enum(..)) | X::Call(..));
            // A day would take a time of day behind it.
            let alone = at == 0 && !timed && self.rarely(2);
            let text = if simple || alone {
                text
            } else {
                self.brackets(&text)
            };
            let _ = write!(out, "{}{text}", self.gap());
        }
        out
    }

    fn timing(&mut self, then: &Then, names: &Names) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let from = then.from.as_ref().map(|from| {
            let text = self.x(from, names);
            match from {
                X::Field(_) | X::Day(_) if !is_particle(&text) && !self.rarely(4) => text,
                _ => self.brackets(&text),
            }
        });
        let after = then.after.map(|after| self.duration(after));
        let later = self.of(&["後", "後", "後に"]);
        match (self.ja(), from, after) {
            (true, Some(from), Some(after)) => words.push(format!("{from}から {after}{later}")),
            (true, Some(from), None) if from.ends_with([')', '）']) => {
                words.push(format!("{from}から"));
            }
            (true, None, Some(after)) => words.push(format!("{after}{later}")),
            (_, from, after) => {
                words.extend(after.map(|after| format!("after {after}")));
                words.extend(from.map(|from| format!("from {from}")));
            }
        }
        if let Some(at) = then.at {
            let time = self.time(at);
            words.push(if self.ja() {
                format!("{time}に")
            } else {
                format!("at {time}")
            });
        }
        if let Some(calendar) = then.during {
            let name = names.calendars[calendar];
            let ja = self.of(&["の間", " 内"]);
            words.push(if self.ja() || is_particle(name) {
                format!("{name}{ja}")
            } else {
                format!("during {name}")
            });
        }
        if let Some((interval, times)) = then.every {
            let length = self.duration(interval);
            let word = self.of(&["times", "time"]);
            words.push(if self.ja() {
                format!(
                    "{length}{} {times}回まで",
                    self.of(&["ごとに", "毎に", "ごと"])
                )
            } else {
                format!("every {length} up to {times} {word}")
            });
        }
        let turn = self.below(words.len().max(1));
        words.rotate_left(turn);
        words
    }

    fn hold(&mut self, hold: &Hold) -> String {
        let word = self.opening("hold", &["保留"]);
        format!("{word}{}{}", self.gap(), self.held(hold, true))
    }

    /// What is held, and why.
    pub(crate) fn held(&mut self, hold: &Hold, with_reason: bool) -> String {
        let actions = self.commas(&hold.actions, |pen, action| match *action {
            "everything" => pen
                .word(&["everything"], &["全部", "すべて", "全て"])
                .to_owned(),
            action => pen.name(action),
        });
        let mut out = actions;
        if let Some(because) = hold.because.as_ref().filter(|_| with_reason) {
            let word = self.opening("because", &["理由"]);
            let _ = write!(
                out,
                "{}{word}{}{}",
                self.gap(),
                self.gap(),
                self.text(because)
            );
        }
        out
    }
}

/// Whether a name ends like a word with a particle, which it would be read as in the middle of
/// Japanese words.
fn is_particle(name: &str) -> bool {
    ["が", "は", "から"].iter().any(|end| name.ends_with(end))
}
