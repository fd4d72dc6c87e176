//! The state folder: creation, lock, anchor, pre-flight, opening; everything around sled.

pub mod anchor;
pub mod create;
pub mod error;
pub mod holder;
pub(crate) mod layout;
pub(crate) mod lock;
pub mod open;
