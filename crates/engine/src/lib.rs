//! The reconciliation between mall and OMS: observe, decide, plan, write the intent, act, read
//! back, write the outcome.
//!
//! A pure [`step`] takes events and gives effects as data; the [`service`] around it talks to the
//! ports. Nothing here knows a wire format, a database or a terminal; a host brings its own mall,
//! OMS, store and clock ([`port`]).
//!
//! Reading order: [`port`] (what the engine needs, and the four results of an effect), [`journal`]
//! and [`summary`] (its account), [`limits`], [`observe`], [`plan`], [`act`] (pure parts), then
//! [`step`] (how a pass runs), last [`decider`] (the rule set behind the
//! seam) and [`service`] (the loop, commands, shutdown). Who only wants a
//! decision uses the interpreter crate and needs nothing of this.

pub mod act;
pub mod decider;
pub mod journal;
pub mod limits;
pub mod observe;
pub mod plan;
pub mod port;
pub mod service;
pub mod step;
pub mod summary;
#[cfg(test)]
mod tests;
