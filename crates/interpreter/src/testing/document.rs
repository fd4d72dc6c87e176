//! A test file as it is written; only `read` reads it.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) tests: Vec<TestEntry>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TestEntry {
    /// テストの名前 / its name
    pub(super) name: String,
    /// 日時（日本時間） / an instant, JST
    #[serde(default)]
    pub(super) now: Option<String>,
    /// 注文のファイル。order の項目が優先 / a file of orders; what `order` gives counts instead
    #[serde(default)]
    pub(super) order_file: Option<String>,
    /// 注文の項目 / the order's facts
    #[serde(default)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub(super) order: Option<serde_yaml::Value>,
    /// 解除した保留 / holds that a person released
    #[serde(default)]
    pub(super) released: Option<OneOrMany<String>>,
    /// 書いたキーごとに、ちょうどこれだけ / the exact set for each key
    #[serde(default)]
    pub(super) expect: Option<ExpectEntry>,
    /// 時刻ごとの期待 / what is expected when
    #[serde(default)]
    pub(super) timeline: Vec<StepEntry>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct StepEntry {
    /// 日時、または +30m / an instant, or +30m
    pub(super) at: String,
    /// 変わる項目 / facts that change
    #[serde(default)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub(super) order: Option<serde_yaml::Value>,
    /// 解除した保留 / holds that a person released
    #[serde(default)]
    pub(super) released: Option<OneOrMany<String>>,
    /// 書いたキーごとに、ちょうどこれだけ / the exact set for each key
    #[serde(default)]
    pub(super) expect: Option<ExpectEntry>,
}

/// `expect`: the exact set for each key that it gives.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectEntry {
    #[serde(default)]
    pub(super) due: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) waiting: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) held: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) not_legal: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) conflicts: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) done: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) released: Option<OneOrMany<String>>,
    #[serde(default)]
    pub(super) shadow: Option<OneOrMany<ElementEntry>>,
    #[serde(default)]
    pub(super) unknown: Option<OneOrMany<UnknownEntry>>,
}

/// `confirm`, or `{action: confirm, args: …, rules: …}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "expected an action, or a map with `action`, `args`, `rules`, `until`, `because`"
)]
pub(super) enum ElementEntry {
    Name(String),
    Map(ElementMap),
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ElementMap {
    pub(super) action: String,
    #[serde(default)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub(super) args: Option<serde_yaml::Mapping>,
    #[serde(default)]
    pub(super) rules: Option<OneOrMany<String>>,
    /// For `shadow`, where an element has one rule.
    #[serde(default)]
    pub(super) rule: Option<String>,
    #[serde(default)]
    pub(super) until: Option<String>,
    #[serde(default)]
    pub(super) because: Option<OneOrMany<String>>,
}

/// A rule that came out unknown, by name, or with the fields that kept it so.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "expected a rule, or a map with `rule` and `fields`"
)]
pub(super) enum UnknownEntry {
    Name(String),
    Map(UnknownMap),
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct UnknownMap {
    pub(super) rule: String,
    #[serde(default)]
    pub(super) fields: Option<OneOrMany<String>>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    pub(super) fn into_vec(self) -> Vec<T> {
        match self {
            Self::Many(many) => many,
            Self::One(one) => vec![one],
        }
    }
}
