//! Single characters: half-width forms, what may stand in a word, what may not stand in a rule.

/// The half-width spelling of what a Japanese input method produces.
pub(crate) fn half_width(c: char) -> Option<&'static str> {
    const ASCII: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    match c {
        '\u{3000}' | '\u{a0}' => Some(" "),
        '、' => Some(","),
        '≠' => Some("!="),
        '≦' | '≤' => Some("<="),
        '≧' | '≥' => Some(">="),
        '〜' | '～' => Some("~"),
        '￥' => Some("¥"),
        '！'..='｝' => {
            let index = (c as usize).checked_sub('！' as usize)?;
            ASCII.get(index..=index)
        }
        _ => None,
    }
}

/// A full-width digit as half-width, everything else as it is.
pub(crate) fn digit_or_same(c: char) -> char {
    match c {
        '０'..='９' => half_width(c).and_then(|s| s.chars().next()).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character may stand in a word, as the grammar has it.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c == '_'
        || (!c.is_ascii() && !matches!(c, '「' | '」' | '『' | '』' | '。' | '¥'))
}

/// Control, bidirectional and invisible characters and those that YAML cannot hold, which have no
/// place in a rule text.
pub(crate) fn is_forbidden(c: char) -> bool {
    // Nearly all of a text: ASCII, kana and kanji, with nothing among them to forbid.
    if matches!(c, '\n' | '\r' | '\t' | ' '..='~' | '\u{3000}'..='\u{3163}' | '\u{3165}'..='\u{d7ff}')
    {
        return false;
    }
    c.is_control()
        || is_variation_selector(c)
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Variation selectors choose the form of a kanji in a person's name; texts may hold them.
pub(crate) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}
