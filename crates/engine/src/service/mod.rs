//! The loop around the pure step: it carries out effects at the ports, waits for what comes next,
//! and takes commands.
//!
//! Start with [`engine`] (what a host builds and runs), then [`shop`] (one shop's loop) and
//! [`perform`] (one effect).

mod channels;
pub mod command;
pub mod engine;
pub mod expiry;
pub mod handle;
pub mod history;
pub mod intake;
pub mod perform;
pub mod rules;
pub mod shared;
pub mod shop;
pub mod telling;
