//! The keywords that can stand at a place, in both languages.

/// A keyword as English and as Japanese.
pub(super) type Keyword = (&'static str, &'static str);

/// What begins a rule, a part of its head, or a definition.
pub(super) const START: &[Keyword] = &[
    ("rule", "ルール"),
    ("when", "条件"),
    ("let", "定義"),
    ("list", "リスト"),
    ("calendar", "カレンダー"),
    ("table", "表"),
    ("partial", "一部"),
];

/// What can stand between a rule's name and `when`.
pub(super) const HEAD: &[Keyword] = &[
    ("when", "条件"),
    ("priority", "優先度"),
    ("owner", "担当"),
    ("doc", "説明"),
    ("shadow", "試運転"),
    ("from", "開始"),
    ("until", "終了"),
];

/// What can begin a condition besides names.
pub(super) const EXPRESSION: &[Keyword] = &[
    ("not", ""),
    ("any", ""),
    ("every", ""),
    ("no", ""),
    ("true", "いつも"),
];

/// What can follow a complete condition or value.
pub(super) const OPERATOR: &[Keyword] = &[
    ("and", "かつ"),
    ("or", "または"),
    ("then", "実行"),
    ("hold", "保留"),
    ("unless", "除外"),
];

/// Tests in English word order.
pub(super) const TEST: &[Keyword] = &[("is", ""), ("in", ""), ("not in", ""), ("between", "")];

/// Tests of texts in English word order.
pub(super) const TEXT_TEST: &[Keyword] = &[
    ("contains", ""),
    ("contains any of", ""),
    ("starts with", ""),
    ("ends with", ""),
    ("matches", ""),
];

/// What can follow a list field after a quantifier.
pub(super) const HAS: &[Keyword] = &[("has", ""), ("where", "")];

/// What follows `is`.
pub(super) const IS: &[Keyword] = &[
    ("empty", ""),
    ("not empty", ""),
    ("known", ""),
    ("unknown", ""),
    ("holiday", ""),
    ("business_day", ""),
];

/// What is said of something that が has named.
pub(super) const PREDICATE: &[Keyword] = &[
    ("", "空"),
    ("", "空でない"),
    ("", "不明"),
    ("", "不明でない"),
    ("", "祝日"),
    ("", "営業日"),
];

/// What can follow an action.
pub(super) const TIMING: &[Keyword] = &[
    ("after", ""),
    ("from", ""),
    ("at", ""),
    ("during", ""),
    ("every", ""),
    ("because", "理由"),
    ("hold", "保留"),
    ("then", "実行"),
    ("unless", "除外"),
    ("rule", "ルール"),
];

/// Yes and no.
pub(super) const TRUTH: &[Keyword] = &[("true", "はい"), ("false", "いいえ")];

/// All irreversible actions.
pub(super) const EVERYTHING: &[Keyword] = &[("everything", "全部")];

/// Which members of a list, after の.
pub(super) const QUANTIFIER: &[Keyword] = &[
    ("", "どれかが"),
    ("", "すべてが"),
    ("", "どれも"),
    ("", "うち"),
];
