//! The store in memory: deterministic, for tests, simulation and embedding; and the model of what a
//! power cut does.
//!
//! A write waits in a queue until the caller is polled again (or anybody reads); a [`crash`] in
//! between loses it, or keeps some of what waited, always from the front. No clock, no threads.
//!
//! [`crash`]: MemoryStore::crash

mod state;
mod store;

pub use self::store::{Fault, MemoryStore};
