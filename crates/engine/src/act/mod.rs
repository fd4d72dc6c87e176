//! What came of an effect: from answers and readings to outcomes, failures and memory.

pub mod backoff;
pub mod settle;
pub mod shown;
