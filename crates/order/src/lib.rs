//! The order and its slip as a shop speaks of them, and the way from an observation to facts.
//!
//! Here live identifiers and yen, the [`order`](id) and its slip without any wire format, and the
//! shipped vocabulary. Pure: no I/O, no clock, no async. How RMS or ネクストエンジン write these
//! things is known in the connector only.

pub mod id;
pub mod known;
pub mod order;
pub mod personal;
pub mod slip;
pub mod vocabulary;
pub mod yen;
