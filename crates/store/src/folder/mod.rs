//! The state folder: creation, lock, anchor, pre-flight, opening; everything around sled.

pub mod anchor;
pub mod check;
pub(crate) mod copy;
pub mod create;
pub mod error;
pub mod holder;
pub(crate) mod layout;
pub(crate) mod lock;
pub(crate) mod open;
pub(crate) mod preflight;
pub(crate) mod quiet;
pub mod rescue;
pub(crate) mod scan;
pub mod sums;
