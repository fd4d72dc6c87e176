//! The decider that lives on a compiled rule set.

pub mod rules;
