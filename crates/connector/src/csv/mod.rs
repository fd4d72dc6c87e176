//! The CSV route, for shops without API access: files that RMS lets a shop download come in, files
//! that a person uploads go out.

mod cell;
mod columns;
pub mod decode;
mod header;
mod order_model;
mod package_model;
mod problem;
pub mod reading;
mod record;
mod rows;
pub mod settlement;
mod text;
