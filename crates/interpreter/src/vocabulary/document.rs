//! A vocabulary file as it is written; only `load` reads it.

use serde::Deserialize;

/// One `*.vocabulary.yaml` document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// Version of this format: 1.
    pub(super) vocabulary: u8,
    #[serde(default)]
    pub(super) enumerations: Vec<EnumerationEntry>,
    #[serde(default)]
    pub(super) records: Vec<RecordEntry>,
    #[serde(default)]
    pub(super) fields: Vec<FieldEntry>,
    #[serde(default)]
    pub(super) actions: Vec<ActionEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) ja: String,
    pub(super) en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EnumerationEntry {
    pub(super) id: String,
    pub(super) ja: String,
    #[serde(default)]
    pub(super) ordered: bool,
    pub(super) values: Vec<ValueEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueEntry {
    pub(super) id: String,
    pub(super) ja: Vec<String>,
    #[serde(default)]
    pub(super) code: Option<i64>,
    #[serde(default)]
    pub(super) retired: Option<Texts>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordEntry {
    pub(super) id: String,
    pub(super) fields: Vec<FieldEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldEntry {
    pub(super) id: String,
    pub(super) ja: Vec<String>,
    /// `bool`, `money`, `enum<status>`, `set<text>`, `list<items>`, …
    #[serde(rename = "type")]
    pub(super) ty: String,
    /// Without it: bool false, text `""`, sets and lists empty, all else unknown.
    #[serde(default)]
    pub(super) absent: Option<AbsentEntry>,
    #[serde(default)]
    pub(super) clock: Option<ClockEntry>,
    #[serde(default)]
    pub(super) personal: bool,
    /// `from: goods.csv, key: sku, column: 3`: a member that a shop's file gives.
    #[serde(default)]
    pub(super) from: Option<String>,
    #[serde(default)]
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) column: Option<u16>,
    pub(super) doc: Texts,
}

/// `absent: unknown`, `absent: none`, `absent: {value: 通常}`, `absent: {expression: …}`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AbsentWord {
    Unknown,
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AbsentMap {
    #[serde(default)]
    pub(super) value: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) expression: Option<String>,
}

#[derive(Debug, Deserialize)]
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
#[serde(rename_all = "snake_case")]
pub(super) enum ClockEntry {
    Now,
    Today,
    Weekday,
    TimeOfDay,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties that vocabulary files state one by one"
)]
pub(super) struct ActionEntry {
    pub(super) id: String,
    pub(super) ja: Vec<String>,
    #[serde(default)]
    pub(super) params: Vec<ParamEntry>,
    #[serde(default)]
    pub(super) legal: Vec<LegalEntry>,
    #[serde(default)]
    pub(super) done: Option<String>,
    #[serde(default)]
    pub(super) valued: ValuedEntry,
    pub(super) reversible: bool,
    #[serde(default)]
    pub(super) once: bool,
    #[serde(default)]
    pub(super) protective: bool,
    #[serde(default)]
    pub(super) per_rule: bool,
    #[serde(default)]
    pub(super) reaches_buyer: Vec<String>,
    pub(super) doc: Texts,
}

#[derive(Debug, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum ValuedEntry {
    #[default]
    Single,
    Multi,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParamEntry {
    pub(super) id: String,
    pub(super) ja: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    #[serde(default)]
    pub(super) one_of: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LegalEntry {
    pub(super) when: String,
    pub(super) because: Texts,
}
