//! An explanation for people: where the order is, what happens next and when, and why rules did or
//! did not come to be. Works on the stored form, so that a recorded one reads like a fresh one.

use std::fmt::Write as _;

use jiff::Timestamp;
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use serde_json::Value;

use crate::control::standing::list;

use super::order_table::Words;
use super::{instant, pass};

/// How many rules that did not match are explained; the nearest misses come first.
const MOST_MISSES: usize = 8;

/// The whole explanation.
pub(crate) fn text(
    explanation: &Value,
    introduction: &str,
    vocabulary: &Vocabulary,
    lang: Lang,
) -> String {
    let teller = Teller {
        lang,
        vocabulary,
        words: Words::new(lang),
    };
    let decision = explanation.get("decision").unwrap_or(explanation);
    let number = string(decision, "order_number");
    let mut out = format!("{number}  {introduction}\n");
    for line in teller.state(decision) {
        let _ = write!(out, "\n  {line}");
    }
    for (key, result, most) in [
        ("explain.unknown", "unknown", usize::MAX),
        ("explain.matched", "matched", usize::MAX),
        ("explain.not_matched", "not_matched", MOST_MISSES),
    ] {
        let rules: Vec<&Value> = list(explanation, "rules")
            .iter()
            .filter(|rule| string(rule, "result") == result)
            .collect();
        if rules.is_empty() {
            continue;
        }
        let _ = write!(out, "\n\n{}", catalogue::text(lang, key, &[]));
        for rule in rules.iter().take(most) {
            teller.rule(rule, &mut out);
        }
        let left = rules.len().saturating_sub(most);
        if left > 0 {
            let n = left.to_string();
            let _ = write!(
                out,
                "\n  {}",
                catalogue::text(lang, "explain.more", &[("n", &n)])
            );
        }
    }
    out
}

struct Teller<'a> {
    lang: Lang,
    vocabulary: &'a Vocabulary,
    words: Words,
}

impl Teller<'_> {
    /// A sentence for each requested action, then when it is looked at again.
    fn state(&self, decision: &Value) -> Vec<String> {
        let mut lines = Vec::new();
        for (key, entries) in [
            ("explain.due", "due"),
            ("explain.waiting", "waiting"),
            ("explain.held", "held"),
            ("explain.conflict", "conflicts"),
            ("explain.not_legal", "not_legal"),
            ("explain.done", "done"),
        ] {
            for entry in list(decision, entries) {
                lines.push(self.action(key, entry));
            }
        }
        for rule in list(decision, "released").iter().filter_map(Value::as_str) {
            lines.push(self.text("explain.released", &[("rule", rule)]));
        }
        if lines.is_empty() {
            lines.push(self.text("decision.nothing", &[]));
        }
        if let Some(at) = decision.get("look_again").and_then(Value::as_str) {
            let at = self.instant(at);
            lines.push(self.text("decision.look_again", &[("at", &at)]));
        }
        lines
    }

    fn action(&self, key: &str, entry: &Value) -> String {
        let mut action = pass::name(string(entry, "action"), self.lang);
        if let Some(args) = entry.get("args").and_then(Value::as_object) {
            for value in args.values() {
                let _ = write!(action, " {}", self.quoted(&plain(value)));
            }
        }
        let because = match entry.get("because") {
            Some(Value::Array(reasons)) => reasons
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(&self.text("decision.and", &[])),
            Some(Value::String(ja)) => match self.lang {
                Lang::Ja => ja.clone(),
                Lang::En => string(entry, "because_en").to_owned(),
            },
            _ => String::new(),
        };
        let rules: Vec<&str> = list(entry, "rules")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let rules = match self.lang {
            Lang::Ja => rules.join("」「"),
            Lang::En => rules.join("`, `"),
        };
        let until = self.instant(string(entry, "until"));
        self.text(
            key,
            &[
                ("action", &action),
                ("because", because.trim_end_matches('。')),
                ("rules", &rules),
                ("until", &until),
            ],
        )
    }

    fn rule(&self, rule: &Value, out: &mut String) {
        let name = self.quoted(string(rule, "rule"));
        let _ = write!(out, "\n  {name}  {}", string(rule, "place"));
        if let Some(period) = rule
            .get("period")
            .filter(|p| p.get("inside") == Some(&Value::Bool(false)))
        {
            let from = self.instant(string(period, "from"));
            let until = self.instant(string(period, "until"));
            let args = [("from", from.as_str()), ("until", until.as_str())];
            let _ = write!(out, "\n      {}", self.text("explain.period", &args));
        }
        if rule.get("released") == Some(&Value::Bool(true)) {
            let _ = write!(out, "\n      {}", self.text("explain.was_released", &[]));
        }
        for row in list(rule, "decided_by_rows")
            .iter()
            .filter_map(Value::as_str)
        {
            let _ = write!(
                out,
                "\n      {}",
                self.text("explain.row", &[("rule", row)])
            );
        }
        for part in list(rule, "decided") {
            let _ = write!(out, "\n      {}", self.part(part));
        }
    }

    /// `ステータス = 発送待ち は成立しません: ステータスは注文確認待ち`
    fn part(&self, part: &Value) -> String {
        let saw: Vec<String> = list(part, "saw")
            .iter()
            .map(|seen| self.seen(seen))
            .collect();
        let key = match string(part, "result") {
            "true" => "explain.part.true",
            "false" => "explain.part.false",
            _ => "explain.part.unknown",
        };
        let source: String = string(part, "source")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let saw = saw.join(&self.text("decision.comma", &[]));
        let line = self.text(key, &[("source", &source), ("saw", &saw)]);
        line.trim_end_matches([':', ' ']).to_owned()
    }

    fn seen(&self, seen: &Value) -> String {
        let id = string(seen, "name");
        let name = match (self.lang, string(seen, "ja")) {
            (Lang::Ja, ja) if !ja.is_empty() => ja,
            _ => id,
        };
        let value = seen.get("value").unwrap_or(&Value::Null);
        let value = match value {
            Value::Null => self.text("explain.value.unknown", &[]),
            Value::String(text) if text.is_empty() => self.text("explain.value.none", &[]),
            Value::String(text) => match text.parse::<Timestamp>() {
                Ok(at) => instant::text(at, self.lang),
                Err(_) => self.words.value(self.vocabulary, id, text),
            },
            Value::Bool(yes) => self.text(
                if *yes {
                    "explain.value.yes"
                } else {
                    "explain.value.no"
                },
                &[],
            ),
            other => plain(other),
        };
        self.text("explain.saw", &[("name", name), ("value", &value)])
    }

    fn instant(&self, text: &str) -> String {
        text.parse::<Timestamp>()
            .map_or_else(|_| text.to_owned(), |at| instant::text(at, self.lang))
    }

    fn quoted(&self, text: &str) -> String {
        match self.lang {
            Lang::Ja => format!("「{text}」"),
            Lang::En => format!("`{text}`"),
        }
    }

    fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        catalogue::text(self.lang, key, args)
    }
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
