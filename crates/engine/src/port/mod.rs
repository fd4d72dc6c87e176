//! The traits of what the engine needs from outside, each small enough for a host to write in a page.

pub mod clock;
pub mod decider;
pub mod intake;
pub mod mall;
pub mod notebook;
pub mod notices;
pub mod oms;
pub mod outcome;
pub mod rules;
pub mod store;
pub mod timer;
