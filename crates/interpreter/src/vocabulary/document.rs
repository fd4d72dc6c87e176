//! A vocabulary file as it is written; only `load` reads it.

use serde::Deserialize;

/// What a type looks like.
#[cfg(feature = "schema")]
const TYPES: &str = "^(bool|int|money|text|date|time|datetime|duration|enum<.+>|set<.+>|list<.+>)$";

/// One `*.vocabulary.yaml` document.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// 書式の版 / version of this format: 1
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub(super) vocabulary: u8,
    /// 列挙値 / enumerations
    #[serde(default)]
    pub(super) enumerations: Vec<EnumerationEntry>,
    /// 明細の項目 / members of lists
    #[serde(default)]
    pub(super) records: Vec<RecordEntry>,
    /// 項目 / fields
    #[serde(default)]
    pub(super) fields: Vec<FieldEntry>,
    /// アクション / actions
    #[serde(default)]
    pub(super) actions: Vec<ActionEntry>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) ja: String,
    pub(super) en: String,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EnumerationEntry {
    /// 英語名 / English name, `snake_case`
    pub(super) id: String,
    /// 日本語名 / Japanese name
    pub(super) ja: String,
    /// 大小を比べられる / values compare in their order
    #[serde(default)]
    pub(super) ordered: bool,
    /// 値 / values
    pub(super) values: Vec<ValueEntry>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ValueEntry {
    /// 英語名 / English name, `snake_case`
    pub(super) id: String,
    /// 日本語名。最初のものを表示 / Japanese names; the first is shown
    pub(super) ja: Vec<String>,
    /// 通信上のコード / code on the wire
    #[serde(default)]
    pub(super) code: Option<i64>,
    /// 今は使われないときの説明 / why it is gone
    #[serde(default)]
    pub(super) retired: Option<Texts>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RecordEntry {
    /// 英語名 / English name, `snake_case`
    pub(super) id: String,
    /// 項目 / its members
    pub(super) fields: Vec<FieldEntry>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct FieldEntry {
    /// 英語名 / English name, `snake_case`
    pub(super) id: String,
    /// 日本語名。最初のものを表示 / Japanese names; the first is shown
    pub(super) ja: Vec<String>,
    /// 型 / type: `bool`, `money`, `enum<status>`, `set<text>`, `list<items>`, …
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = TYPES)))]
    pub(super) ty: String,
    /// 記録にないときの値 / what it is when a record leaves it out; without it: bool false, text `""`, sets and lists empty, all else unknown
    #[serde(default)]
    pub(super) absent: Option<AbsentEntry>,
    /// 時計の値 / its value comes from the clock
    #[serde(default)]
    pub(super) clock: Option<ClockEntry>,
    /// 個人情報（伏せて表示） / personal data: masked
    #[serde(default)]
    pub(super) personal: bool,
    /// 店のファイル / a file of the shop: `from: goods.csv, key: sku, column: 3`
    #[serde(default)]
    pub(super) from: Option<String>,
    /// 引く項目 / the member that is looked up
    #[serde(default)]
    pub(super) key: Option<String>,
    /// 何列目か / which column, from 1
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub(super) column: Option<u16>,
    /// 一行の説明 / one line
    pub(super) doc: Texts,
}

/// `absent: unknown`, `absent: none`, `absent: {value: 通常}`, `absent: {expression: …}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum AbsentWord {
    Unknown,
    None,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AbsentMap {
    #[serde(default)]
    pub(super) value: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) expression: Option<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "expected `unknown`, `none`, `{value: …}` or `{expression: …}`"
)]
pub(super) enum AbsentEntry {
    Word(AbsentWord),
    Map(AbsentMap),
}

/// `clock: now`: the field's value comes from the clock.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum ClockEntry {
    Now,
    Today,
    Weekday,
    TimeOfDay,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties that vocabulary files state one by one"
)]
pub(super) struct ActionEntry {
    /// 英語名 / English name, `snake_case`
    pub(super) id: String,
    /// 日本語名。最初のものを表示 / Japanese names; the first is shown
    pub(super) ja: Vec<String>,
    /// 引数 / parameters
    #[serde(default)]
    pub(super) params: Vec<ParamEntry>,
    /// できる条件 / when it is legal
    #[serde(default)]
    pub(super) legal: Vec<LegalEntry>,
    /// 済んだ条件 / when it needs no more doing
    #[serde(default)]
    pub(super) done: Option<String>,
    /// 一つだけか、いくつでもか / one for an order, or many
    #[serde(default)]
    pub(super) valued: ValuedEntry,
    /// 取り消せる / can be undone
    pub(super) reversible: bool,
    /// 注文に一度 / once per order
    #[serde(default)]
    pub(super) once: bool,
    /// 不明でも行う / requested on unknown, too
    #[serde(default)]
    pub(super) protective: bool,
    /// ルールごとに数える / counts per rule
    #[serde(default)]
    pub(super) per_rule: bool,
    /// 購入者に届く経路 / channels that reach the buyer
    #[serde(default)]
    pub(super) reaches_buyer: Vec<String>,
    /// 一行の説明 / one line
    pub(super) doc: Texts,
}

#[derive(Debug, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum ValuedEntry {
    #[default]
    Single,
    Multi,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ParamEntry {
    /// 英語名 / English name
    pub(super) id: String,
    /// 日本語名 / Japanese name
    pub(super) ja: String,
    /// 型 / type
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = TYPES)))]
    pub(super) ty: String,
    /// 書けるもの / what it can be
    #[serde(default)]
    pub(super) one_of: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LegalEntry {
    /// 条件 / a condition
    pub(super) when: String,
    /// 成り立たないときの説明 / what is wrong otherwise
    pub(super) because: Texts,
    /// そのときは人が見る / a person has to see to it then
    #[serde(default)]
    pub(super) person: bool,
}
