//! A rule set as text: its files and the data files that they name. Reading them is the caller's.

use std::collections::BTreeMap;

use sabaki_diagnostic::source::Sources;

/// The text of a rule set.
#[derive(Debug, Clone, Default)]
pub struct RuleFiles {
    /// The rule files (`*.rules`, `*.yaml`); names end in the extension that says the spelling.
    pub sources: Sources,
    /// Files beneath the rule folder that `list … from` and `table … from` may name, by relative path.
    pub attached: BTreeMap<String, Vec<u8>>,
}
