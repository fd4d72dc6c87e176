//! What stops a command: what, where, what to do.

use sabaki_diagnostic::reason::Reason;
use std::fmt::Write as _;
use std::io;

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;

use crate::exit::Exit;

/// A value in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// As it is.
    Plain(String),
    /// A text of the catalogue.
    Text(&'static str),
    /// A reason.
    Reason(Reason),
}

/// Something that stops a command. The text is `KEY` of the catalogue, what to do `KEY.help`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    key: &'static str,
    args: Vec<(&'static str, Value)>,
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
        self.args.push((name, Value::Plain(value.to_string())));
        self
    }

    /// Gives a text of the catalogue for `{name}`.
    #[must_use]
    pub(crate) fn with_text(mut self, name: &'static str, key: &'static str) -> Self {
        self.args.push((name, Value::Text(key)));
        self
    }

    /// Gives a reason for `{name}`.
    #[must_use]
    pub(crate) fn with_reason(mut self, name: &'static str, reason: Reason) -> Self {
        self.args.push((name, Value::Reason(reason)));
        self
    }

    /// Gives the operating system's answer for `{reason}`.
    #[must_use]
    pub(crate) fn because(mut self, error: &io::Error) -> Self {
        let reason = reason(error).map_or_else(|| Value::Plain(error.to_string()), Value::Text);
        self.args.push(("reason", reason));
        self
    }

    /// The exit code that it ends in.
    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }

    /// The text for people: the message, then what to do.
    pub(crate) fn render(&self, lang: Lang) -> String {
        let values = self.args.iter().map(|(name, value)| match value {
            Value::Plain(value) => (*name, value.clone()),
            Value::Text(key) => (*name, catalogue::text(lang, key, &[])),
            Value::Reason(reason) => (*name, reason.text(lang)),
        });
        let values: Vec<(&str, String)> = values.collect();
        let args: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
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

/// The text for what people meet; all else is told as the system tells it.
fn reason(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::NotFound => "io.not_found",
        io::ErrorKind::PermissionDenied => "io.permission",
        io::ErrorKind::AlreadyExists => "io.exists",
        io::ErrorKind::IsADirectory => "io.is_folder",
        io::ErrorKind::NotADirectory => "io.not_a_folder",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "io.full",
        io::ErrorKind::ReadOnlyFilesystem => "io.read_only",
        io::ErrorKind::ConnectionRefused => "io.refused",
        io::ErrorKind::UnexpectedEof => "io.ended",
        io::ErrorKind::InvalidData => "io.not_text",
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "io.timed_out",
        io::ErrorKind::AddrInUse => "io.in_use",
        _ => return None,
    })
}
