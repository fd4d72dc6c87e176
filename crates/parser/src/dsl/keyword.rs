//! The words of the language, which no name may be.

/// Every keyword of either language that a condition, a rule or a definition may hold.
const KEYWORDS: &[&str] = &[
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
    "every",
    "no",
    "has",
    "have",
    "where",
    "starts",
    "ends",
    "matches",
    "is",
    "empty",
    "known",
    "unknown",
    "during",
    "after",
    "at",
    "let",
    "list",
    "calendar",
    "table",
    "true",
    "false",
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
    "または",
    "且つ",
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
    "以外",
    "どれか",
    "どれも",
    "どれでもない",
    "うち",
    "含む",
    "含まない",
    "始まる",
    "終わる",
    "一致",
    "空",
    "不明",
    "不明でない",
    "判明",
    "祝日",
    "営業日",
    "でない",
    "定義",
    "リスト",
    "一覧",
    "ファイル",
    "カレンダー",
    "暦",
    "表",
    "テーブル",
    "はい",
    "いいえ",
    "いつも",
    "平日",
    "が",
    "は",
    "から",
    "まで",
    "を",
    "に",
    "で",
    "の",
    "後",
    "内",
    "ごとに",
];

/// Whether a word is a keyword of either language, so that a value of this spelling is quoted and
/// nothing may be named so.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// Whether a word begins a part of a rule, a definition or the next condition.
pub(crate) fn is_structural(word: &str) -> bool {
    matches!(
        word,
        "rule"
            | "when"
            | "unless"
            | "then"
            | "hold"
            | "because"
            | "let"
            | "list"
            | "calendar"
            | "table"
            | "partial"
            | "priority"
            | "owner"
            | "doc"
            | "shadow"
            | "from"
            | "until"
            | "and"
            | "or"
            | "after"
            | "at"
            | "during"
            | "every"
            | "ルール"
            | "条件"
            | "除外"
            | "実行"
            | "保留"
            | "理由"
            | "定義"
            | "リスト"
            | "一覧"
            | "カレンダー"
            | "暦"
            | "表"
            | "テーブル"
            | "一部"
            | "優先度"
            | "優先"
            | "担当"
            | "説明"
            | "試運転"
            | "開始"
            | "終了"
            | "期間"
            | "かつ"
            | "または"
            | "且つ"
            | "又は"
    )
}

/// The ending that a name may not have: まで and でない are always particles.
pub fn forbidden_ending(name: &str) -> Option<&'static str> {
    ["まで", "でない"]
        .into_iter()
        .find(|ending| name.ends_with(ending))
}
