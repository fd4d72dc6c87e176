//! The language that most keywords of a file are written in.

use sabaki_diagnostic::lang::Lang;

use crate::dsl::character::is_word;
use crate::dsl::keyword::is_keyword;
use crate::syntax::file::{File, Spelling};
use crate::yaml::key::is_any;

/// The language of a file's keywords; English where there are none.
pub(super) fn of(file: &File, source: &str) -> Lang {
    let mut ja = 0_usize;
    let mut en = 0_usize;
    for (word, end) in words(file, source) {
        let after = source
            .get(end..)
            .unwrap_or("")
            .trim_start_matches([' ', '"', '\'']);
        // In YAML only keys tell: a text may hold any word.
        let counts = match file.spelling {
            Spelling::Dsl => is_keyword(word),
            Spelling::Yaml => is_any(word) && after.starts_with(':'),
        };
        if counts {
            if word.is_ascii() {
                en += 1;
            } else {
                ja += 1;
            }
        }
    }
    if ja > en { Lang::Ja } else { Lang::En }
}

/// The words of a text outside comments and quotes, each with its end.
fn words<'s>(file: &File, source: &'s str) -> Vec<(&'s str, usize)> {
    let mut found = Vec::new();
    let mut comments = file
        .comments
        .iter()
        .map(|comment| comment.span.range())
        .peekable();
    let mut close: Option<char> = None;
    let mut start: Option<usize> = None;
    for (at, c) in source.char_indices() {
        while comments.peek().is_some_and(|comment| comment.end <= at) {
            comments.next();
        }
        let outside =
            close.is_none() && !comments.peek().is_some_and(|comment| comment.contains(&at));
        if outside && is_word(c) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(start) = start.take() {
            found.extend(source.get(start..at).map(|word| (word, at)));
        }
        close = match close {
            Some(wanted) if c == wanted || c == '\n' => None,
            Some(wanted) => Some(wanted),
            None if !outside => None,
            // YAML's double quotes hold expressions as well as texts.
            None if file.spelling == Spelling::Dsl && c == '"' => Some('"'),
            None if c == '「' => Some('」'),
            None if c == '『' => Some('』'),
            None => None,
        };
    }
    if let Some(start) = start {
        found.extend(source.get(start..).map(|word| (word, source.len())));
    }
    found
}
