//! Names in the form in which they are compared, and whether a new name can be used.

use sabaki_diagnostic::source::FileId;
use sabaki_interpreter::value::fold;
use sabaki_interpreter::vocabulary::reserved;
use sabaki_parser::dsl::fragment;
use sabaki_parser::dsl::keyword;
use sabaki_parser::place::Place;
use sabaki_parser::syntax::expression::ExprKind;

/// The compared form of a name: NFKC, case folded.
pub(crate) fn key(name: &str) -> String {
    fold(name.trim())
}

/// Whether a character may stand in a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace() && !is_sign(c))
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        '「' | '」'
            | '『'
            | '』'
            | '。'
            | '¥'
            | '、'
            | '，'
            | '（'
            | '）'
            | '：'
            | '＝'
            | '≠'
            | '≦'
            | '≧'
            | '＜'
            | '＞'
            | '＃'
            | '｜'
            | '〜'
            | '～'
            | '＋'
            | '＂'
            | '”'
            | '“'
    )
}

/// Whether a let, a list or a calendar may be called so: one word that the language reads as a name.
pub(crate) fn is_usable(name: &str) -> bool {
    if name.contains('.') || reserved::unusable(&key(name)).is_some() || keyword::is_keyword(name) {
        return false;
    }
    let place = Place::plain(FileId(0), 0);
    let (read, said) = fragment::expression(name, &place);
    let whole = read.is_some_and(
        |expr| matches!(&expr.kind, ExprKind::Name(read) if key(&read.text) == key(name)),
    );
    whole && said.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_usable;

    #[test]
    fn keywords_particles_and_signs_make_no_names() {
        for name in ["高額", "big_order", "メンチかつ", "国内"] {
            assert!(is_usable(name), "{name}");
        }
        for name in [
            "",
            "保留",
            "明日まで",
            "高額でない",
            "a b",
            "a.b",
            "「x」",
            "1日",
            "x)",
        ] {
            assert!(!is_usable(name), "{name}");
        }
    }
}
