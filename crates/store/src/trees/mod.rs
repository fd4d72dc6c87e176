//! sled and what is done with its trees: reading, writing in one transaction, the real sync.

pub(crate) mod disk;
pub(crate) mod failure;
pub(crate) mod open;
mod read;
pub(crate) mod verify;
#[cfg(test)]
mod verify_tests;
pub(crate) mod write;
