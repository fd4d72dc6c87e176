//! Stable diagnostic codes: once given, never reused.

use std::fmt;

/// A diagnostic code such as `E0201`; its page is `pages/E0201.md`.
///
/// `E` are errors (nothing runs), `W` findings (the rules still decide), `H` hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// Names a code. A test holds every code used against its page.
    pub const fn new(code: &'static str) -> Self {
        Self(code)
    }

    /// The code as people write it.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// How serious everything under this code is: its first letter says it.
    pub fn severity(self) -> Severity {
        match self.0.as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'H') => Severity::Hint,
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Style and speed; `check` still exits 0.
    Hint,
    /// A proved finding; the rules still decide, `check` exits 1.
    Warning,
    /// Nothing runs.
    Error,
}

impl Severity {
    /// The word in machine-readable output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
