//! Where a command writes, in which form and language.

use std::io::{self, IsTerminal, Write};

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::reason::Reason;
use serde_json::{Map, Value};

use crate::arguments::Format;
use crate::exit::Exit;
use crate::problem::Problem;

/// What every command is given to write with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// `--format`
    pub(crate) format: Format,
    /// `--lang`
    pub(crate) lang: Lang,
}

impl Output {
    /// A text of the catalogue in the chosen language.
    pub(crate) fn text(self, key: &str, args: &[(&str, &str)]) -> String {
        catalogue::text(self.lang, key, args)
    }

    #[expect(
        clippy::unused_self,
        reason = "whoever writes has been given the output: there is no second way"
    )]
    /// Writes a line to standard output. A closed pipe ends the program quietly.
    pub(crate) fn line(self, line: &str) {
        let mut out = anstream::stdout().lock();
        if let Err(error) = writeln!(out, "{line}")
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            std::process::exit(0);
        }
    }

    /// Writes one JSON object on a line of its own, its reasons told in the chosen language.
    pub(crate) fn json(self, value: &serde_json::Value) {
        self.line(&told(value.clone(), self.lang).to_string());
    }

    #[expect(
        clippy::unused_self,
        reason = "whoever writes has been given the output: there is no second way"
    )]
    /// Writes a line to standard error.
    pub(crate) fn note(self, line: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{line}");
    }

    /// Whether standard output is a terminal: colours, tables that change, progress.
    pub(crate) fn is_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Reports what stopped the command and gives its exit code.
    pub(crate) fn stop(self, problem: &Problem) -> Exit {
        self.note(&problem.render(self.lang));
        problem.exit()
    }
}

impl Output {
    /// Says that something was done: a text, or `{"done":true}`.
    pub(crate) fn done(self, key: &str) {
        match self.format {
            Format::Json => self.json(&serde_json::json!({"done": true})),
            Format::Human | Format::Sarif | Format::Junit => self.line(&self.text(key, &[])),
        }
    }
}

/// Reasons are kept by key; whoever reads the output reads them as texts.
fn told(value: Value, lang: Lang) -> Value {
    match value {
        Value::Object(map) => {
            if let Some(reason) = as_reason(&map) {
                return Value::String(reason.text(lang));
            }
            let told = map
                .into_iter()
                .map(|(name, value)| (name, told(value, lang)));
            Value::Object(told.collect())
        }
        Value::Array(list) => list.into_iter().map(|value| told(value, lang)).collect(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// A reason as it is kept: a key of the catalogue and nothing else but arguments.
fn as_reason(map: &Map<String, Value>) -> Option<Reason> {
    let key = map.get("key")?.as_str()?;
    let only = map.keys().all(|name| matches!(&**name, "key" | "args"));
    if !only || !catalogue::has_text(key) {
        return None;
    }
    serde_json::from_value(Value::Object(map.clone())).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reasons_in_json_are_texts_in_the_readers_language() {
        let reason = Reason::of("reason.http_status").with("status", 503);
        let kept = json!({"failures": [{"reason": reason, "count": 1}], "key": {"key": "other"}});
        let read =
            json!({"failures": [{"reason": "HTTP 503", "count": 1}], "key": {"key": "other"}});
        assert_eq!(told(kept, Lang::Ja), read);
        let kept = json!({"reason": Reason::of("reason.not_happened"), "old": "scripted"});
        let told = told(kept, Lang::Ja);
        assert_eq!(told["reason"], "照会したところ、反映されていませんでした");
        assert_eq!(told["old"], "scripted");
    }
}
