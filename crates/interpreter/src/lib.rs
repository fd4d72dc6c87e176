//! Vocabulary, typing, checks, the compiled rule set, `decide` and its explanation.
//!
//! Everything here is pure: no I/O, no clock, no async, no randomness. What a rule may speak of
//! comes from a [`vocabulary`], what it decides about from [`facts`], and the instant from the
//! caller. Nothing here knows 楽天市場 or ネクストエンジン.
//!
//! Start with [`value`] and [`truth`] (what an expression can be), then [`vocabulary::model`],
//! [`facts`], [`memory`] and [`decision`]; then the way of a rule file: `typing`, `compile`,
//! `decide`, `explain`. Someone who only embeds the engine starts at the `sabaki` crate.

mod check;
pub mod compile;
pub mod decide;
pub mod decision;
pub mod explain;
pub mod facts;
pub mod function;
pub mod memory;
pub mod rule_files;
#[cfg(feature = "schema")]
pub mod schema;
pub mod testing;
pub mod time;
pub mod truth;
pub mod typing;
pub mod value;
pub mod vocabulary;
