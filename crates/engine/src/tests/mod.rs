//! The promises of the engine, each held by tests against a mall, an OMS and a store in memory.
//!
//! Time is tokio's paused clock: nothing sleeps, every run is the same.

mod bench;
mod books;
mod caps;
mod circuits;
mod crash;
mod cursor;
mod doubt;
mod expiry;
mod failures;
mod fake_mall;
mod fake_oms;
mod fake_store;
mod families;
mod flow;
mod holds;
mod notices;
mod others;
mod payments;
mod personal;
mod rules;
mod service;
mod world;
