//! Recorded orders: files of facts, of RMS answers and of slips become facts to decide on.

mod csv;
pub(crate) mod given;
pub(crate) mod instant;
pub(crate) mod read;
pub(crate) mod slips;
