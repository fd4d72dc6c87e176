//! Names and quoted texts.

use pest::iterators::Pair;
use sabaki_diagnostic::source::{FileId, Spanned};
use unicode_normalization::{UnicodeNormalization, is_nfkc};

use super::Lowering;
use crate::dsl::character::is_word;
use crate::dsl::grammar::Rule;
use crate::dsl::{error, fragment, keyword};
use crate::place::Place;
use crate::syntax::expression::{Expr, ExprKind, Name};

impl Lowering<'_> {
    /// A name, NFKC-normalised; what NFKC makes a keyword or no word of is none.
    pub(crate) fn name(&mut self, pair: &Pair<'_, Rule>) -> Name {
        let name = self.spelled(pair);
        let written = pair.as_str().trim_end();
        // Digits end a Japanese keyword: 条件① is read as 条件 1.
        let word = name.text.trim_end_matches(|c: char| c.is_ascii_digit());
        let other = name.text != written;
        let digits = other && !word.is_ascii() && keyword::is_keyword(word);
        let opens = keyword::is_structural(&name.text);
        if opens || digits || other && keyword::is_keyword(&name.text) {
            self.report(error::keyword_as_value(name.span, &name.text));
        } else if let Some(c) = unreadable(written, &name.text) {
            self.report(error::bad_character(name.span, c));
        }
        name
    }

    fn spelled(&mut self, pair: &Pair<'_, Rule>) -> Name {
        let written = pair.as_str().trim_end();
        let text = if is_nfkc(written) {
            written.to_owned()
        } else {
            written.nfkc().collect()
        };
        let span = self.pair_span(pair);
        // As it is read, not as it is written: NFKC makes Greek letters of mathematical signs.
        if !text.is_ascii() && mixes_scripts(&text) {
            self.report(error::mixed_scripts(span, written));
        }
        Name { text, span }
    }

    /// A name that is being defined, with the endings that are particles refused.
    pub(crate) fn defined(&mut self, pair: &Pair<'_, Rule>) -> Name {
        let name = self.spelled(pair);
        let written = pair.as_str().trim_end();
        if let Some(c) = no_word(written).filter(|_| name.text != written) {
            self.report(error::bad_character(name.span, c));
        } else if let Some(ending) = keyword::forbidden_ending(&name.text) {
            self.report(error::bad_name(name.span, &name.text, ending));
        } else if keyword::is_keyword(&name.text) {
            self.report(error::keyword_as_name(name.span, &name.text));
        }
        name
    }

    /// The content of a quoted text.
    pub(crate) fn text(&mut self, pair: &Pair<'_, Rule>) -> Spanned<String> {
        let span = self.pair_span(pair);
        let written = pair.as_str();
        let mut inside = written.chars();
        let opener = inside.next();
        inside.next_back();
        let inside = inside.as_str();
        let content = if opener == Some('"') && inside.contains('\\') {
            self.escapes(pair, inside)
        } else {
            inside.to_owned()
        };
        Spanned::new(content, span)
    }

    fn escapes(&mut self, pair: &Pair<'_, Rule>, inside: &str) -> String {
        let mut out = String::with_capacity(inside.len());
        let start = pair.as_span().start() + 1;
        let mut chars = inside.char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            let known = match chars.next().map(|(_, c)| c) {
                Some('n') => Some('\n'),
                Some('t') => Some('\t'),
                Some(c @ ('"' | '\\')) => Some(c),
                Some('u') => unicode(chars.as_str())
                    .inspect(|(_, length)| {
                        for _ in 0..*length {
                            chars.next();
                        }
                    })
                    .map(|(c, _)| c),
                _ => None,
            };
            if let Some(c) = known {
                out.push(c);
            } else {
                let end = inside.len() - chars.as_str().len();
                let span = self.span(start + at, start + end);
                self.report(error::bad_escape(span));
            }
        }
        out
    }
}

/// `{1f381}`: the character and how many characters it took.
fn unicode(rest: &str) -> Option<(char, usize)> {
    let (hex, _) = rest.strip_prefix('{')?.split_once('}')?;
    let code = u32::from_str_radix(hex, 16)
        .ok()
        .filter(|_| hex.len() <= 6)?;
    Some((char::from_u32(code)?, hex.len() + 2))
}

/// The character for which a name would be read as something else where it is written as it was
/// read: one that NFKC changes, or a long vowel by itself, which is a minus behind a blank.
fn unreadable(written: &str, text: &str) -> Option<char> {
    if written == "ー" {
        return Some('ー');
    }
    if written == text {
        return None;
    }
    let changed = |c: &char| !is_nfkc(c.encode_utf8(&mut [0; 4]));
    no_word(written).or_else(|| {
        // That is said already.
        if mixes_scripts(text) {
            return None;
        }
        let (read, said) = fragment::expression(text, &Place::plain(FileId(0), 0));
        let is_name = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if name.text == text);
        let same = said.is_empty() && read.as_ref().is_some_and(is_name);
        (!same).then(|| written.chars().find(changed)).flatten()
    })
}

/// The first character of a name that NFKC makes something else of than a letter, such as ① at its
/// beginning.
fn no_word(written: &str) -> Option<char> {
    let mut first = true;
    written.chars().find(|c| {
        let starts = std::mem::replace(&mut first, *c == '.');
        let no_letter = |c: char| !is_word(c) || (starts && c.is_ascii_digit());
        *c != '.' && std::iter::once(*c).nfkc().any(no_letter)
    })
}

/// Whether a word mixes Latin or Japanese letters with Greek or Cyrillic ones that look alike.
fn mixes_scripts(word: &str) -> bool {
    let foreign = |c: char| matches!(c, '\u{370}'..='\u{52f}' | '\u{1f00}'..='\u{1fff}');
    word.chars().any(foreign) && word.chars().any(|c| c.is_alphabetic() && !foreign(c))
}
