//! Rules, facts, an instant and a memory become a decision. Pure.
//!
//! Start with [`decide`]; then `verdict` (which rules match), `request` (what they ask for and
//! when), `competition` (who wins), `state` (the one state of each request), `look_again`.

mod competition;
pub mod fingerprint;
pub(crate) mod look;
mod look_again;
pub(crate) mod next_change;
mod request;
pub(crate) mod state;
pub(crate) mod term;
pub(crate) mod timing;
pub(crate) mod truth;
pub(crate) mod unknown;
pub(crate) mod verdict;

use jiff::Timestamp;

use crate::compile::rule_set::RuleSet;
use crate::decision::Decision;
use crate::facts::Facts;
use crate::memory::Memory;

/// What the rules say about one order at one instant.
///
/// Instants are whole seconds: `now` is rounded down. Facts must be laid out for the vocabulary
/// of the rule set.
pub fn decide(rules: &RuleSet, facts: &Facts, now: Timestamp, memory: &Memory) -> Decision {
    let now = look::whole_second(now);
    let (mut decision, changes) = state::decide_at(rules, facts, now, memory);
    decision.look_again = look_again::find(rules, facts, memory, &decision, changes);
    decision
}
