//! The words that the formatter writes, in both languages.

use sabaki_diagnostic::lang::Lang;

/// A word with its English and its Japanese form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(&'static str, &'static str);

impl Word {
    /// The word in one language.
    pub(super) const fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.0,
            Lang::Ja => self.1,
        }
    }
}

pub(super) const RULE: Word = Word("rule", "ルール");
pub(super) const WHEN: Word = Word("when", "条件");
pub(super) const UNLESS: Word = Word("unless", "除外");
pub(super) const THEN: Word = Word("then", "実行");
pub(super) const HOLD: Word = Word("hold", "保留");
pub(super) const BECAUSE: Word = Word("because", "理由");
pub(super) const EVERYTHING: Word = Word("everything", "全部");
pub(super) const PRIORITY: Word = Word("priority", "優先度");
pub(super) const OWNER: Word = Word("owner", "担当");
pub(super) const DOC: Word = Word("doc", "説明");
pub(super) const SHADOW: Word = Word("shadow", "試運転");
pub(super) const PARTIAL: Word = Word("partial", "一部");
pub(super) const FROM: Word = Word("from", "開始");
pub(super) const UNTIL: Word = Word("until", "終了");
pub(super) const LET: Word = Word("let", "定義");
pub(super) const LIST: Word = Word("list", "リスト");
pub(super) const FILE: Word = Word("from", "ファイル");
pub(super) const CALENDAR: Word = Word("calendar", "カレンダー");
pub(super) const EXCEPT: Word = Word("except", "休み");
pub(super) const ALSO: Word = Word("also", "臨時");
pub(super) const HOLIDAYS: Word = Word("holidays", "祝日");
pub(super) const TABLE: Word = Word("table", "表");
pub(super) const FIRST: Word = Word("first", "最初");
pub(super) const UNIQUE: Word = Word("unique", "重複なし");
pub(super) const COLLECT: Word = Word("collect", "すべて");
pub(super) const AND: Word = Word("and", "かつ");
pub(super) const OR: Word = Word("or", "または");
pub(super) const COUNT: Word = Word("count", "件数");
pub(super) const SUM: Word = Word("sum", "合計");
pub(super) const TRUE: Word = Word("true", "はい");
pub(super) const FALSE: Word = Word("false", "いいえ");
pub(super) const ALWAYS: Word = Word("true", "いつも");
pub(super) const YES: Word = Word("yes", "○");
pub(super) const EXCEPT_VALUES: Word = Word("not", "以外");

/// Functions that have a name in both languages.
const FUNCTIONS: &[Word] = &[
    Word("date", "日付"),
    Word("time", "時刻"),
    Word("business_days", "営業日数"),
    Word("next_business_day", "翌営業日"),
];

/// The name of a function in one language; as it is where it has only one.
pub(super) fn function(name: &str, lang: Lang) -> &str {
    FUNCTIONS
        .iter()
        .find(|word| word.0 == name || word.1 == name)
        .map_or(name, |word| word.in_lang(lang))
}
