//! Texts as YAML scalars: plain where that is safe, quoted where it is not.

use super::literal::needs_escape;
use std::fmt::Write as _;

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// On a line of its own or behind a key.
    Block,
    /// Between `[` and `]`.
    Flow,
}

/// A text that is read by the DSL or by people.
pub(super) fn scalar(text: &str, around: Around) -> String {
    if text.chars().any(needs_escape) {
        return double(text);
    }
    if is_plain(text, around) {
        return text.to_owned();
    }
    if text.contains('"') || text.contains('\\') {
        return format!("'{}'", text.replace('\'', "''"));
    }
    format!("\"{text}\"")
}

/// A text in double quotes.
pub(super) fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if needs_escape(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_plain(text: &str, around: Around) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let signs = "-?:,[]{}#&*!|>'\"%@`~=<\u{3000}\u{feff}";
    let blank = |c: char| c == ' ' || c == '\u{3000}';
    if signs.contains(first) || text.starts_with(blank) || text.ends_with(blank) {
        return false;
    }
    if text.contains(": ") || text.contains(" #") || text.ends_with(':') {
        return false;
    }
    if text.starts_with("...") || text.contains('：') {
        return false;
    }
    around == Around::Block || !text.contains([',', '[', ']', '{', '}'])
}
