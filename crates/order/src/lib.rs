//! The order and its slip as a shop speaks of them, and the way from an observation to facts.
//!
//! Here live identifiers and yen, the order and its slip without any wire format, and the
//! shipped vocabulary. Pure: no I/O, no clock, no async. How RMS or ネクストエンジン write these
//! things is known in the connector only.
//!
//! Start with [`order`] and [`slip`], then [`observation`] (both as they were seen) and [`facts`]
//! (what rules see of it); [`vocabulary`] holds the words that rules use.

pub mod assignment;
pub mod facts;
pub mod family;
pub mod id;
pub mod known;
pub mod observation;
pub mod order;
pub mod personal;
pub mod remarks;
pub mod slip;
pub mod vocabulary;
pub mod yen;
