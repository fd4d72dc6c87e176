//! What the bytes in the trees mean: keys, frames, the journal's chain, totals, head and sentinel.

pub(crate) mod chain;
pub(crate) mod frame;
pub mod head;
pub(crate) mod key;
pub(crate) mod parts;
pub(crate) mod sentinel;
pub mod totals;
pub(crate) mod tree;
