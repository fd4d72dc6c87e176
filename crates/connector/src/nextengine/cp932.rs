//! CP932, the encoding of uploaded CSV: what it lacks is refused or marked, never lost in silence.

use encoding_rs::{EncoderResult, SHIFT_JIS};

/// Stands where a character was that CP932 lacks.
const GETA: char = '〓';

/// The same character as CP932's table writes it. Unicode has two of each, and other tables choose
/// the other one; people see no difference.
fn twin(c: char) -> char {
    match c {
        '\u{301C}' => '\u{FF5E}', // 〜
        '\u{2016}' => '\u{2225}', // ‖
        '\u{2212}' => '\u{FF0D}', // −
        '\u{2014}' => '\u{2015}', // —
        '\u{00A2}' => '\u{FFE0}', // ¢
        '\u{00A3}' => '\u{FFE1}', // £
        '\u{00AC}' => '\u{FFE2}', // ¬
        '\u{00A5}' => '\u{FFE5}', // ¥, which would become a backslash
        '\u{203E}' => '\u{FFE3}', // ‾, which would become a tilde
        '\u{00A0}' => ' ',
        other => other,
    }
}

fn fits(c: char) -> bool {
    let mut buffer = [0; 4];
    let mut out = [0; 8];
    let text = c.encode_utf8(&mut buffer);
    let (result, _, _) = SHIFT_JIS
        .new_encoder()
        .encode_from_utf8_without_replacement(text, &mut out, true);
    matches!(result, EncoderResult::InputEmpty)
}

/// A text that CP932 has all of; none where it lacks a character. Control characters go.
pub(crate) fn exact(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).map(twin).collect();
    text.chars().all(fits).then_some(text)
}

/// A text with 〓 for what CP932 lacks, and whether there was any. Line breaks stay.
pub(crate) fn marked(text: &str) -> (String, bool) {
    let mut lost = false;
    let text = text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .map(twin)
        .map(|c| {
            if fits(c) {
                c
            } else {
                lost = true;
                GETA
            }
        })
        .collect();
    (text, lost)
}

/// The bytes of a text that [`exact`] or [`marked`] made.
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    let mut encoder = SHIFT_JIS.new_encoder();
    let longest = encoder.max_buffer_length_from_utf8_without_replacement(text.len())?;
    let mut out = Vec::with_capacity(longest);
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut out, true);
    matches!(result, EncoderResult::InputEmpty).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters() {
        for (text, expected) in [
            ("見本 花子", Some("見本 花子")),
            ("髙橋①㈱ｶﾅ", Some("髙橋①㈱ｶﾅ")),
            ("19:00\u{301C}21:00", Some("19:00\u{FF5E}21:00")),
            ("\u{A5}100", Some("\u{FFE5}100")),
            ("a\u{0}b", Some("ab")),
            ("𠮷野", None),
            ("한국", None),
            ("🎁", None),
        ] {
            assert_eq!(exact(text).as_deref(), expected, "{text}");
            if let Some(text) = exact(text) {
                let bytes = encode(&text).unwrap();
                let (back, _, broken) = SHIFT_JIS.decode(&bytes);
                assert_eq!((back.as_ref(), broken), (text.as_str(), false));
            }
        }
        assert_eq!(marked("𠮷さん🎁\nへ"), ("〓さん〓\nへ".to_owned(), true));
        assert_eq!(marked("普通"), ("普通".to_owned(), false));
        assert_eq!(encode("🎁"), None);
    }
}
