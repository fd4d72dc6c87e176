//! The far sides: RMS and ネクストエンジン behind the engine's ports, and the only crate that knows
//! their wire formats.
//!
//! What never may live here: rules, plans, state of orders, or a decision whether an effect is
//! wanted. A connector does what it is told, once, and says which of four things came of it.
//!
//! One rule stands above all others: after a write may have left the machine, only an answer that
//! was read to its end and understood can say *done* or *refused*; everything else is *doubtful*.
//!
//! Start with [`rms`], whose modules every connector has: `config`, `wire`, `calls`, `outcome`.
//! [`nextengine`] is the same with tokens, [`json_oms`] any other OMS without Rust. [`http`] is the
//! one place that opens connections.

pub mod csv;
pub mod http;
pub mod json_oms;
pub(crate) mod jst;
pub mod kit;
pub mod nextengine;
pub mod notice;
pub mod rms;
pub mod rms_older;
pub mod sandbox_clock;
