//! What stops a command: what, where, what to do.

use std::fmt::Write as _;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;

use crate::exit::Exit;

/// Something that stops a command. The text is `KEY` of the catalogue, what to do `KEY.help`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    key: &'static str,
    args: Vec<(&'static str, String)>,
    exit: Exit,
}

impl Problem {
    /// Wrong use or unreadable input: exit 2.
    pub(crate) const fn unusable(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
            exit: Exit::Unusable,
        }
    }

    /// A failure while doing it: exit 1.
    pub(crate) const fn failure(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
            exit: Exit::Findings,
        }
    }

    /// Gives a value for `{name}`.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The exit code that it ends in.
    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }

    /// The text for people: the message, then what to do.
    pub(crate) fn render(&self, lang: Lang) -> String {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let mut out = catalogue::text(lang, "level.error", &[]);
        let _ = write!(out, ": {}", catalogue::text(lang, self.key, &args));
        let help = format!("{}.help", self.key);
        if catalogue::has_text(&help) {
            let label = catalogue::text(lang, "level.help", &[]);
            let _ = write!(out, "\n  {label}: {}", catalogue::text(lang, &help, &args));
        }
        out
    }
}
