//! Names that no vocabulary, `let`, list or calendar may have: the keywords of both languages.

/// Keywords of the rule language, English and Japanese, in compared form.
const KEYWORDS: &[&str] = &[
    // English
    "rule",
    "when",
    "unless",
    "then",
    "hold",
    "because",
    "everything",
    "priority",
    "owner",
    "doc",
    "shadow",
    "partial",
    "from",
    "until",
    "and",
    "or",
    "not",
    "in",
    "between",
    "contains",
    "any",
    "of",
    "every",
    "no",
    "has",
    "have",
    "starts",
    "ends",
    "with",
    "matches",
    "is",
    "empty",
    "known",
    "unknown",
    "holiday",
    "holidays",
    "business_day",
    "during",
    "count",
    "sum",
    "where",
    "after",
    "at",
    "up",
    "to",
    "times",
    "let",
    "list",
    "calendar",
    "except",
    "also",
    "table",
    "first",
    "unique",
    "collect",
    "true",
    "false",
    "order",
    "language",
    "rules",
    "lists",
    "calendars",
    "tables",
    "all",
    "none",
    "policy",
    "columns",
    "rows",
    // 日本語
    "ルール",
    "条件",
    "除外",
    "実行",
    "保留",
    "理由",
    "全部",
    "すべて",
    "全て",
    "優先度",
    "優先",
    "優先順位",
    "担当",
    "説明",
    "試運転",
    "一部",
    "開始",
    "終了",
    "期間",
    "かつ",
    "且つ",
    "または",
    "又は",
    "以上",
    "以下",
    "超",
    "未満",
    "以降",
    "以前",
    "より後",
    "より前",
    "以内",
    "どれか",
    "どれも",
    "どれでもない",
    "含む",
    "含まない",
    "始まる",
    "終わる",
    "一致",
    "空",
    "不明",
    "判明",
    "祝日",
    "営業日",
    "間",
    "件数",
    "合計",
    "うち",
    "定義",
    "リスト",
    "一覧",
    "ファイル",
    "カレンダー",
    "暦",
    "休み",
    "除く",
    "臨時",
    "追加",
    "表",
    "テーブル",
    "最初",
    "重複なし",
    "はい",
    "いいえ",
    "あり",
    "なし",
    "以外",
    "いつも",
    "言語版",
    "方式",
    "列",
    "行",
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
    if KEYWORDS.contains(&folded) {
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
    fn keywords_are_listed_as_they_are_compared() {
        for word in KEYWORDS {
            assert_eq!(fold(word), *word);
        }
        assert_eq!(unusable("保留"), Some(Unusable::Keyword));
        assert_eq!(unusable("明日まで"), Some(Unusable::Ending));
        assert_eq!(unusable("メンチかつ"), None);
    }
}
