//! The traits of what the engine needs from outside, each small enough for a host to write in a page.

pub mod clock;
pub mod mall;
pub mod oms;
pub mod outcome;
pub mod store;
