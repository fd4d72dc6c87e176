//! The decider that lives on a compiled rule set.

mod reads;
pub mod rules;
