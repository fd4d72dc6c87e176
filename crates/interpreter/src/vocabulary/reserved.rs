//! Names that no vocabulary may give: keywords of both languages, and endings read as particles.

use sabaki_parser::dsl::keyword::is_keyword;

/// Words that mean something in one place only (calendars, tables, cells, YAML heads, `count`), in
/// compared form. A field of that name could be read there, but not by a person.
#[rustfmt::skip]
const FURTHER: &[&str] = &[
    "all", "also", "business_day", "calendars", "collect", "columns", "count", "except", "first",
    "holiday", "holidays", "language", "lists", "none", "of", "order", "policy", "rows", "rules",
    "sum", "tables", "times", "to", "unique", "up", "with",
    "あり", "なし", "件数", "休み", "列", "合計", "方式", "最初", "臨時", "行", "言語版", "追加",
    "重複なし", "間", "除く",
];

/// Why a name cannot be used in rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It is a keyword.
    Keyword,
    /// It ends in まで or でない, which are always read as particles.
    Ending,
}

/// Whether a rule could not speak of this name; the name in compared form (`value::fold`).
pub fn unusable(folded: &str) -> Option<Unusable> {
    if is_keyword(folded) || FURTHER.contains(&folded) {
        return Some(Unusable::Keyword);
    }
    ["まで", "でない"]
        .iter()
        .any(|ending| folded.ends_with(ending))
        .then_some(Unusable::Ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::fold;

    #[test]
    fn keywords_and_endings_are_refused_and_other_names_are_not() {
        for word in FURTHER {
            assert_eq!(fold(word), *word);
        }
        for word in ["保留", "when", "平日", "合計"] {
            assert_eq!(unusable(word), Some(Unusable::Keyword), "{word}");
        }
        assert_eq!(unusable("明日まで"), Some(Unusable::Ending));
        assert_eq!(unusable("メンチかつ"), None);
    }
}
