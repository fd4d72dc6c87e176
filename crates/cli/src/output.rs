//! Where a command writes, in which form and language.

use std::io::{self, IsTerminal, Write};

use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::lang::Lang;

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

    /// Writes one JSON object on a line of its own.
    pub(crate) fn json(self, value: &serde_json::Value) {
        self.line(&value.to_string());
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
