//! The engine's state on disk: sled behind the engine's `Store` trait, and an in-memory model of it.
//!
//! Lives here: the state folder (creation, lock, pre-flight, anchor, check, rescue), the records in
//! it (frames, chain, totals), its one writer thread, logical backups, and the conformance suite
//! that any store passes. Never here: decisions, wire formats, terminal output, messages in a
//! shop's language.
//!
//! sled alone is not enough: its `flush` is no fsync, and a damaged folder can open *empty*. So
//! every acknowledgement waits for a sync of our own, every record is framed, the journal is
//! chained, the totals of every tree are kept twice, and nothing opens unless all of it agrees.
//!
//! Start with [`sled_store`], then [`folder`] (what happens before and around sled), then [`record`].
//! For tests and embedding: [`memory`]. For another store: [`conformance`].

pub mod backup;
pub mod conformance;
pub mod folder;
pub mod memory;
pub mod record;
pub mod sled_store;
mod trees;
