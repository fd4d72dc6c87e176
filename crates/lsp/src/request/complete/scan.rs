//! The words and signs before the cursor, as far back as a rule can reach.

use crate::name::is_word;

/// How far back a rule is looked at, in bytes.
const REACH: usize = 8 * 1024;

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A word: a keyword, a name, a number.
    Word(&'t str),
    /// A text in quotes.
    Quoted,
    /// A comparison.
    Compare,
    /// Any other sign, in its half-width form.
    Sign(char),
}

/// What stands before the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Before<'t> {
    /// Words and signs, the word at the cursor left out.
    pub(super) tokens: Vec<Token<'t>>,
    /// What of the word at the cursor is there already.
    pub(super) prefix: &'t str,
    /// What the cursor stands in.
    pub(super) inside: Inside,
}

/// What a cursor can stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Rule text.
    Code,
    /// A text in quotes, which the prefix is the beginning of.
    Quotes,
    /// A comment.
    Comment,
}

/// The text of the rule so far: at most a reach, from the beginning of a line.
pub(super) fn reach(text: &str, offset: usize) -> &str {
    let before = text.get(..offset).unwrap_or("");
    let mut start = before.len().saturating_sub(REACH);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let far = before.get(start..).unwrap_or("");
    if start == 0 {
        return far;
    }
    far.split_once('\n').map_or("", |(_, lines)| lines)
}

/// Reads a text up to the cursor, which is its end.
pub(super) fn scan(text: &str) -> Before<'_> {
    let mut tokens = Vec::new();
    let mut word: Option<usize> = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if is_word(c) || (c == '.' && word.is_some()) {
            word.get_or_insert(at);
            continue;
        }
        if let Some(start) = word.take() {
            tokens.extend(text.get(start..at).map(Token::Word));
        }
        let half = half_width(c);
        if half == '#' {
            if rest.by_ref().any(|(_, c)| c == '\n') {
                continue;
            }
            return inside(tokens, "", Inside::Comment);
        }
        if let Some(close) = closing(half) {
            let start = at + c.len_utf8();
            if !skip_quoted(&mut rest, close) {
                let open = text.get(start..).unwrap_or("");
                // A quote that was never closed ends with its line.
                if !open.contains('\n') {
                    return inside(tokens, open, Inside::Quotes);
                }
            }
            tokens.push(Token::Quoted);
            continue;
        }
        match half {
            '=' | '!' | '<' | '>' => {
                while rest.peek().is_some_and(|(_, c)| half_width(*c) == '=') {
                    rest.next();
                }
                tokens.push(Token::Compare);
            }
            _ if half.is_whitespace() => {}
            _ => tokens.push(Token::Sign(half)),
        }
    }
    let prefix = word.and_then(|start| text.get(start..)).unwrap_or("");
    inside(tokens, prefix, Inside::Code)
}

fn inside<'t>(tokens: Vec<Token<'t>>, prefix: &'t str, inside: Inside) -> Before<'t> {
    Before {
        tokens,
        prefix,
        inside,
    }
}

fn skip_quoted(rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>, close: char) -> bool {
    let mut escaped = false;
    for (_, c) in rest.by_ref() {
        if c == '\n' {
            return false;
        }
        if half_width(c) == close && !escaped {
            return true;
        }
        escaped = close == '"' && c == '\\' && !escaped;
    }
    false
}

fn closing(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    }
}

fn half_width(c: char) -> char {
    match c {
        '、' => ',',
        '≠' => '!',
        '≦' => '<',
        '≧' => '>',
        '”' | '“' => '"',
        '！'..='～' => {
            let shifted = (c as u32).saturating_sub('！' as u32 - '!' as u32);
            char::from_u32(shifted).unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_are_told_apart() {
        let before = scan("when slip.status＝「x」 and（備考が 空 # か\n or stat");
        let expected = [
            Token::Word("when"),
            Token::Word("slip.status"),
            Token::Compare,
            Token::Quoted,
            Token::Word("and"),
            Token::Sign('('),
            Token::Word("備考が"),
            Token::Word("空"),
            Token::Word("or"),
        ];
        assert_eq!(before.tokens, expected);
        assert_eq!((before.prefix, before.inside), ("stat", Inside::Code));
    }

    #[test]
    fn comments_and_open_quotes_are_seen() {
        assert_eq!(scan("when # x").inside, Inside::Comment);
        let before = scan("status = 「保");
        assert_eq!((before.prefix, before.inside), ("保", Inside::Quotes));
    }
}
