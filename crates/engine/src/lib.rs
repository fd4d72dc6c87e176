//! The reconciliation between mall and OMS: observe, decide, plan, write the intent, act, read
//! back, write the outcome.
//!
//! A pure `step` takes events and gives effects as data; the loop around it talks to the ports.
//! Nothing here knows a wire format, a database or a terminal; a host brings its own mall, OMS,
//! store and clock ([`port`]).
//!
//! Start with [`port`] (what the engine needs), then [`journal`], then `step`.

pub mod journal;
pub mod port;
