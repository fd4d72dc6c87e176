//! The language that a file's keywords are written in.

use sabaki_diagnostic::lang::Lang;
use sabaki_parser::dsl::keyword::is_keyword;

use crate::name::is_word;

/// The language of most keywords of a text; `otherwise` where there are none.
pub(crate) fn of_text(text: &str, otherwise: Lang) -> Lang {
    let (mut ja, mut en) = (0_usize, 0_usize);
    for line in text.lines() {
        let code = line.split('#').next().unwrap_or("");
        for word in code.split(|c: char| !is_word(c)) {
            if is_keyword(word) {
                if word.is_ascii() {
                    en += 1;
                } else {
                    ja += 1;
                }
            }
        }
    }
    match ja.cmp(&en) {
        std::cmp::Ordering::Greater => Lang::Ja,
        std::cmp::Ordering::Less => Lang::En,
        std::cmp::Ordering::Equal => otherwise,
    }
}
