//! From a decision to a plan: what to do now, in which batches, in which order. Data that can be
//! printed, saved and compared; a dry run ends here.

pub mod arguments;
pub mod batch;
pub mod key;
pub mod order_plan;
pub mod parcels;
pub mod targets;
pub mod work;
