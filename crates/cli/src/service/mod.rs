//! The service put together: configuration → connectors, store, rules, clock → an engine.
//!
//! `build` makes the engine, `clock` the two kinds of time, `rules` follows the rule files.

pub(crate) mod build;
pub(crate) mod clock;
mod csv;
pub(crate) mod logs;
pub(crate) mod notices;
mod older;
pub(crate) mod rules;
