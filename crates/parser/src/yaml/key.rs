//! The keys of a rule file in both languages.

use std::borrow::Cow;

use sabaki_diagnostic::nearest::nearest;
use unicode_normalization::{UnicodeNormalization as _, is_nfkc};

/// A key of a YAML rule file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// `language` 言語版
    Language,
    /// `let` 定義
    Let,
    /// `lists` リスト
    Lists,
    /// `calendars` カレンダー
    Calendars,
    /// `tables` 表
    Tables,
    /// `rules` ルール
    Rules,
    /// `partial` 一部
    Partial,
    /// `rule` ルール
    Rule,
    /// `when` 条件
    When,
    /// `unless` 除外
    Unless,
    /// `then` 実行
    Then,
    /// `hold` 保留
    Hold,
    /// `because` 理由
    Because,
    /// `priority` 優先度
    Priority,
    /// `from` 開始
    From,
    /// `until` 終了
    Until,
    /// `owner` 担当
    Owner,
    /// `doc` 説明
    Doc,
    /// `shadow` 試運転
    Shadow,
    /// `all` すべて
    All,
    /// `any` どれか
    Any,
    /// `none` どれでもない
    None,
    /// `table` 表
    Table,
    /// `policy` 方式
    Policy,
    /// `columns` 列
    Columns,
    /// `rows` 行
    Rows,
    /// `file` ファイル: where `from` already means a period.
    File,
}

/// Keys of the file.
pub const FILE: &[Key] = &[
    Key::Language,
    Key::Let,
    Key::Lists,
    Key::Calendars,
    Key::Tables,
    Key::Rules,
    Key::Partial,
];

/// Keys of a rule.
pub const RULE: &[Key] = &[
    Key::Rule,
    Key::When,
    Key::Unless,
    Key::Then,
    Key::Hold,
    Key::Because,
    Key::Priority,
    Key::From,
    Key::Until,
    Key::Owner,
    Key::Doc,
    Key::Shadow,
];

/// Keys of a table.
pub const TABLE: &[Key] = &[
    Key::Table,
    Key::Policy,
    Key::Columns,
    Key::Rows,
    Key::When,
    Key::Unless,
    Key::Priority,
    Key::From,
    Key::Until,
    Key::Owner,
    Key::Doc,
    Key::Shadow,
    Key::File,
];

/// Keys of a condition.
pub const CONDITION: &[Key] = &[Key::All, Key::Any, Key::None];

/// Keys of a list that stands in a file.
pub const SOURCE: &[Key] = &[Key::From, Key::File];

impl Key {
    /// The key in English and in Japanese, as the formatter writes it.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Language => ("language", "言語版"),
            Self::Let => ("let", "定義"),
            Self::Lists => ("lists", "リスト"),
            Self::Calendars => ("calendars", "カレンダー"),
            Self::Tables => ("tables", "表"),
            Self::Rules => ("rules", "ルール"),
            Self::Partial => ("partial", "一部"),
            Self::Rule => ("rule", "ルール"),
            Self::When => ("when", "条件"),
            Self::Unless => ("unless", "除外"),
            Self::Then => ("then", "実行"),
            Self::Hold => ("hold", "保留"),
            Self::Because => ("because", "理由"),
            Self::Priority => ("priority", "優先度"),
            Self::From => ("from", "開始"),
            Self::Until => ("until", "終了"),
            Self::Owner => ("owner", "担当"),
            Self::Doc => ("doc", "説明"),
            Self::Shadow => ("shadow", "試運転"),
            Self::All => ("all", "すべて"),
            Self::Any => ("any", "どれか"),
            Self::None => ("none", "どれでもない"),
            Self::Table => ("table", "表"),
            Self::Policy => ("policy", "方式"),
            Self::Columns => ("columns", "列"),
            Self::Rows => ("rows", "行"),
            Self::File => ("file", "ファイル"),
        }
    }

    /// Further spellings that are read.
    pub const fn also(self) -> &'static [&'static str] {
        match self {
            Self::Lists => &["一覧"],
            Self::Calendars => &["暦"],
            Self::Tables | Self::Table => &["テーブル"],
            Self::Priority => &["優先"],
            Self::All => &["全て"],
            Self::Language
            | Self::Let
            | Self::Rules
            | Self::Partial
            | Self::Rule
            | Self::When
            | Self::Unless
            | Self::Then
            | Self::Hold
            | Self::Because
            | Self::From
            | Self::Until
            | Self::Owner
            | Self::Doc
            | Self::Shadow
            | Self::Any
            | Self::None
            | Self::Policy
            | Self::Columns
            | Self::Rows
            | Self::File => &[],
        }
    }

    fn is(self, text: &str) -> bool {
        let (en, ja) = self.names();
        text == en || text == ja || self.also().contains(&text)
    }
}

/// A key as it is compared: NFKC, outer blanks (U+3000 too) away.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if is_nfkc(text) {
        return Cow::Borrowed(text.trim());
    }
    let text: String = text.nfkc().collect();
    Cow::Owned(text.trim().to_owned())
}

/// The key among those that may stand here.
pub(super) fn find(allowed: &[Key], text: &str) -> Option<Key> {
    find_normal(allowed, &normal(text))
}

fn find_normal(allowed: &[Key], normal: &str) -> Option<Key> {
    allowed.iter().copied().find(|key| key.is(normal))
}

/// Whether a text is a key anywhere.
pub(crate) fn is_any(text: &str) -> bool {
    let text = normal(text);
    [FILE, RULE, TABLE, CONDITION]
        .iter()
        .any(|keys| find_normal(keys, &text).is_some())
}

/// The key that was probably meant.
pub(super) fn near(allowed: &[Key], text: &str) -> Option<&'static str> {
    let text = normal(text);
    let names = allowed.iter().flat_map(|key| {
        let (en, ja) = key.names();
        [en, ja]
    });
    nearest(&text, names)
}

/// The English names of the keys that may stand here, for a help text.
pub(super) fn list(allowed: &[Key]) -> String {
    let names: Vec<&str> = allowed.iter().map(|key| key.names().0).collect();
    names.join(", ")
}
