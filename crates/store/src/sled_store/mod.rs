//! The store on sled: one thread owns the folder, and nothing is acknowledged before a real sync.
//!
//! A call becomes a command for the writer thread. Waiting commits are written one after the other
//! and share one sync; then the anchor is written, and only then are they acknowledged. The first
//! error poisons the store: every later call gets it again.

mod command;
mod deadline;
mod store;
#[cfg(test)]
mod tests;
mod writer;

pub use self::store::SledStore;
