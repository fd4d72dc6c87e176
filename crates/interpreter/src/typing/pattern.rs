//! Regular expressions over folded texts: linear in time, limited in size.

use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization;

/// The most that a compiled expression may hold, in bytes.
const LIMIT: usize = 64 * 1024;

/// Why an expression cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum PatternError {
    /// It is larger than the limit when compiled.
    #[error("compiles to more than 64 KiB")]
    TooLarge,
    /// It cannot be read.
    #[error("{0}")]
    Broken(String),
}

/// Prepares an expression. Texts are folded before they are searched, so full-width characters of
/// the expression are read as their half-width forms, and never as an operator.
pub(super) fn prepare(source: &str) -> Result<Regex, PatternError> {
    let built = RegexBuilder::new(&narrow(source))
        .case_insensitive(true)
        .size_limit(LIMIT)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or("");
            let reason = last.strip_prefix("error: ").unwrap_or(last);
            PatternError::Broken(reason.to_owned())
        }
    })
}

fn narrow(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut wide = String::new();
    for c in source.chars() {
        if c.is_ascii() {
            flush(&mut wide, &mut out);
            out.push(c);
        } else {
            wide.push(c);
        }
    }
    flush(&mut wide, &mut out);
    out
}

fn flush(wide: &mut String, out: &mut String) {
    for c in wide.nfkc() {
        match c {
            '〜' | '～' => out.push('~'),
            c if c.is_ascii_punctuation() => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    wide.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::fold;

    #[test]
    fn expressions_see_folded_texts() {
        let finds = |pattern: &str, text: &str| prepare(pattern).unwrap().is_match(&fold(text));
        assert!(finds("ＡＢＣ", "xabcx"));
        assert!(finds("（[0-9]+）", "見本(12)"));
        assert!(!finds("（見本）", "見本"));
        assert!(finds("ｶﾞｲﾄﾞ", "ガイド"));
        assert!(finds("\\D", "a"));
    }

    #[test]
    fn size_and_mistakes_are_told_apart() {
        assert!(matches!(
            prepare("(a{1000}){1000}"),
            Err(PatternError::TooLarge)
        ));
        assert!(matches!(prepare("("), Err(PatternError::Broken(_))));
    }
}
