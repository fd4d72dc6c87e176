//! What a rule reads, as one short digest: a release stands until it changes.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::compile::rule_set::CompiledRule;
use crate::decision::canonical;
use crate::facts::Facts;

/// A digest of the values of all fields that a rule reads. It gives no personal value away as it
/// stands, but short ones can be guessed: it belongs into the store, not into logs.
pub fn fingerprint(rule: &CompiledRule, facts: &Facts) -> String {
    let vocabulary = facts.vocabulary();
    let mut hash = Sha256::new();
    for at in &rule.reads {
        let id = vocabulary.fields.get(*at).map_or("", |field| &*field.id);
        hash.update(id.as_bytes());
        hash.update([0]);
        hash.update(canonical(vocabulary, facts.get(*at)).as_bytes());
        hash.update([0]);
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
