//! Hostile input for everything that reads text of strangers: what must hold, and input by chance.
//!
//! [`target`] says what must hold of any input; the libFuzzer targets in `guided/` and the seeded
//! runner (`tests/seeded.rs`) both call it. [`corpus`] is what inputs are made from, [`edit`] how.
//! Nothing here is part of the product. Start with [`target`].

pub mod chance;
pub mod corpus;
pub mod edit;
pub mod target;
