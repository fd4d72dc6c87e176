//! What people and programs read: diagnostics as text, JSON and SARIF; decisions; explanations.

use std::io::{self, IsTerminal};

pub(crate) mod decision;
pub(crate) mod diagnostics;
pub(crate) mod difference;
pub(crate) mod explanation;
pub(crate) mod instant;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod order_table;
pub(crate) mod pass;
pub(crate) mod plan;
pub(crate) mod sarif;
pub(crate) mod story;
pub(crate) mod test_report;

/// The width to write for: the terminal's, else 100 columns.
pub(crate) fn width() -> usize {
    rustix::termios::tcgetwinsize(io::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col))
        .filter(|columns| *columns >= 40)
        .unwrap_or(100)
}

/// Whether standard error takes colours.
pub(crate) fn stderr_is_styled() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Whether standard output takes colours.
pub(crate) fn stdout_is_styled() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
