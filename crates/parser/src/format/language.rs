//! The language that most keywords of a file are written in.

use sabaki_diagnostic::lang::Lang;

use crate::syntax::file::{File, Item};

/// The language of a file's keywords, told by the words that open its items.
pub(super) fn of(file: &File, source: &str) -> Lang {
    let mut ja = 0_usize;
    let mut en = 0_usize;
    let mut count = |word: Option<char>| match word {
        Some(c) if c.is_ascii_alphabetic() => en += 1,
        Some(c) if c.is_alphabetic() => ja += 1,
        Some(_) | None => {}
    };
    for item in &file.items {
        let text = source.get(item.span().range()).unwrap_or("");
        match item {
            // In YAML the name of a definition opens it.
            Item::Let(_) | Item::List(_) | Item::Calendar(_)
                if file.spelling == crate::syntax::file::Spelling::Yaml => {}
            Item::Rule(_)
            | Item::Let(_)
            | Item::List(_)
            | Item::Calendar(_)
            | Item::Table(_)
            | Item::Partial(_)
            | Item::Language(_) => count(text.trim_start_matches('{').trim().chars().next()),
        }
    }
    if ja > en { Lang::Ja } else { Lang::En }
}
