//! The shape of a conformance file.

use std::collections::BTreeMap;

use sabaki_interpreter::memory::Memory;
use serde::Deserialize;

/// Rules and what they must decide.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// What is shown.
    pub(crate) name: String,
    /// Rule text in the DSL; blocks are parted by blank lines.
    pub(crate) rules: String,
    /// Data files by name.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    /// Whether the data files are written as CP932.
    #[serde(default)]
    pub(crate) cp932: bool,
    /// Whether the rules are one YAML file.
    #[serde(default)]
    pub(crate) yaml: bool,
    /// A further vocabulary document.
    #[serde(default)]
    pub(crate) vocabulary: Option<String>,
    /// The expected diagnostics: code, and the marked text.
    #[serde(default)]
    pub(crate) diagnostics: Vec<String>,
    /// What is decided.
    #[serde(default)]
    pub(crate) cases: Vec<Case>,
}

/// One order at one instant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What is shown, where it needs words.
    #[serde(default)]
    pub(crate) name: String,
    /// Facts as in a rule test; they add to those of the case before when `then` is given.
    #[serde(default)]
    pub(crate) facts: serde_json::Map<String, serde_json::Value>,
    /// The instant.
    #[serde(default)]
    pub(crate) now: Option<String>,
    /// What is remembered; without it that of the case before goes on when `then` is given.
    #[serde(default)]
    pub(crate) memory: Option<Memory>,
    /// Goes on from the case before: its facts and its advanced memory.
    #[serde(default)]
    pub(crate) then: bool,
    /// Each key given is compared whole.
    pub(crate) expect: BTreeMap<String, Expected>,
}

/// One instant, nothing, or lines.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Expected {
    /// Lines such as `confirm`, `confirm until …`, `A: postage`.
    Lines(Vec<String>),
    /// `look_again`
    One(Option<String>),
}
