//! How tables are written: in place, or in a file of their own.

use std::fmt::Write as _;

use super::model::{C, Cell, Column, Names, Op, Table, V, X};
use super::pen::Pen;

impl Pen {
    /// A table.
    pub(crate) fn table(&mut self, table: &Table, names: &Names) -> String {
        let word = self.word(&["table"], &["表", "テーブル"]);
        let name = if self.rarely(3) {
            self.text(&table.name)
        } else {
            table.name.clone()
        };
        let policy = self.policy(table.policy);
        let mut words: Vec<String> = self.head(&table.head);
        if let Some(when) = &table.when {
            let word = self.opening("when", &["条件"]);
            let c = self.c(when, names);
            words.push(format!("{word} {c}"));
        }
        let unless = self.unless(table.unless.as_ref(), names);
        words.extend((!unless.is_empty()).then(|| unless.trim_start().to_owned()));
        let before = std::mem::replace(&mut self.one_line, true);
        let rows = self.grid(table, names);
        self.one_line = before;
        let as_file = self.rarely(5);
        if as_file {
            let file = self.file(table, &rows);
            let from = self.word(&["from"], &["ファイル"]);
            words.insert(0, format!("{from} {}", self.text(&file)));
        }
        let mut out = format!("{word} {name} {policy}");
        for word in words {
            let _ = write!(out, "{}{word}", self.gap());
        }
        out.push('\n');
        if !as_file {
            self.rows(&mut out, &rows);
        }
        out
    }

    /// The name of a file with these rows.
    pub(crate) fn file(&mut self, table: &Table, rows: &[Vec<String>]) -> String {
        let file = format!("{}.csv", table.name);
        let sign = self.of(&[",", "\t"]);
        let lines: Vec<String> = rows.iter().map(|row| csv(row, sign)).collect();
        self.files
            .insert(file.clone(), lines.join("\r\n").into_bytes());
        file
    }

    /// The word of a policy.
    pub(crate) fn policy(&mut self, policy: &str) -> &'static str {
        match policy {
            "first" => self.word(&["first"], &["最初"]),
            "unique" => self.word(&["unique"], &["重複なし"]),
            _ => self.word(&["collect"], &["すべて", "全て"]),
        }
    }

    fn rows(&mut self, out: &mut String, rows: &[Vec<String>]) {
        for row in rows {
            let bar = self.of(&["|", "|", "｜"]);
            let mut line = format!("  {bar}");
            for cell in row {
                let _ = write!(line, " {cell} {bar}");
            }
            if self.rarely(10) {
                line.push_str(&self.comment());
            }
            let _ = writeln!(out, "{line}");
            if self.rarely(20) {
                let comment = self.comment();
                let _ = writeln!(out, "{comment}");
            }
        }
    }

    /// Head row and rows as texts.
    pub(crate) fn grid(&mut self, table: &Table, names: &Names) -> Vec<Vec<String>> {
        let head = table.columns.iter().map(|column| match column {
            Column::Ask(x) => self.x(x, names),
            Column::Then(action) => {
                let word = self.word(&["then"], &["実行"]);
                format!("{word} {}", self.name(action))
            }
            Column::Hold("everything") => {
                let word = self.word(&["hold"], &["保留"]);
                format!("{word} {}", self.word(&["everything"], &["全部"]))
            }
            Column::Hold(action) => {
                let word = self.word(&["hold"], &["保留"]);
                format!("{word} {}", self.name(action))
            }
        });
        let mut rows = vec![head.collect::<Vec<String>>()];
        for row in &table.rows {
            let cells = row.iter().map(|cell| self.cell(cell, names));
            rows.push(cells.collect());
        }
        rows
    }

    fn cell(&mut self, cell: &Cell, names: &Names) -> String {
        match cell {
            Cell::Any => self.of(&["-", "-", "", "ー", "−"]).to_owned(),
            Cell::Ask(c) => self.question(c, names),
            Cell::Do(None) | Cell::Because(None) => self.of(&["yes", "○", "〇", "◯"]).to_owned(),
            Cell::Do(Some(X::Value(V::Text(text)))) | Cell::Because(Some(text)) => self.bare(text),
            Cell::Do(Some(x)) => self.x(x, names),
        }
    }

    /// A text without quotes where it can do without.
    fn bare(&mut self, text: &str) -> String {
        let plain = !text.is_empty() && text.chars().all(char::is_alphabetic);
        if plain && !["x", "X", "yes"].contains(&text) && self.rarely(2) {
            text.to_owned()
        } else {
            self.text(text)
        }
    }

    /// A condition behind its head.
    fn question(&mut self, c: &C, names: &Names) -> String {
        match c {
            C::Compare(_, Op::Equal, value) => self.among(value, names),
            C::Compare(_, Op::Different, value) => {
                let value = self.among(value, names);
                format!("{} {value}", self.except_word())
            }
            C::Compare(_, op, value) => {
                let text = self.x(value, names);
                match self.bound(*op, value) {
                    Some(bound) if self.ja() => format!("{text} {bound}"),
                    _ => format!("{} {text}", self.sign(*op)),
                }
            }
            C::Bounds(_, low, high) => {
                let low = format!(
                    "{} {}",
                    self.x(&low.1, names),
                    self.bound(low.0, &low.1).unwrap()
                );
                let high = format!(
                    "{} {}",
                    self.x(&high.1, names),
                    self.bound(high.0, &high.1).unwrap()
                );
                format!("{low} {high}")
            }
            C::In(no, _, values) => {
                let list = self.commas(values, |pen, x| pen.among(x, names));
                if *no {
                    format!("{} {list}", self.except_word())
                } else {
                    list
                }
            }
            C::Weekday(no, _) | C::InList(no, _, _) => {
                let _ = no;
                if self.ja() {
                    self.ja_tail(c, names)
                } else {
                    self.tail(c, names)
                }
            }
            C::Between(false, _, low, high) => {
                let (low, high) = (self.x(low, names), self.x(high, names));
                match self.below(3) {
                    1 => format!("{low}〜{high}"),
                    2 => format!("{low}から {high}まで"),
                    _ => format!("{low}..{high}"),
                }
            }
            C::Empty(..) | C::Known(..) | C::Holiday(..) | C::BusinessDay(..) => {
                if self.ja() {
                    return self.ja_tail(c, names);
                }
                let tail = self.tail(c, names);
                if self.rarely(2) {
                    tail.replace("is ", "")
                } else {
                    tail
                }
            }
            _ if self.ja() => self.ja_tail(c, names),
            _ => self.tail(c, names),
        }
    }

    fn except_word(&mut self) -> &'static str {
        self.word(&["not"], &["以外", "以外：", "以外:"])
    }

    /// A value that stands alone in a cell.
    fn among(&mut self, value: &X, names: &Names) -> String {
        match value {
            X::Value(V::Text(text)) => self.bare(text),
            X::Value(V::Bool(true)) => self.word(&["true"], &["はい", "あり"]).to_owned(),
            X::Value(V::Bool(false)) => self.word(&["false"], &["いいえ", "なし"]).to_owned(),
            _ => self.x(value, names),
        }
    }
}

/// A row of a file.
fn csv(cells: &[String], sign: &str) -> String {
    let cells = cells.iter().map(|cell| {
        if cell.contains(['"', ',', '\t', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    });
    cells.collect::<Vec<_>>().join(sign)
}
