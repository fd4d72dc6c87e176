//! The CSV route, for shops without API access: files that RMS lets a shop download come in, files
//! that a person uploads go out.

mod arrivals;
mod carriers;
mod cell;
mod columns;
mod confirm_file;
pub mod decode;
mod disk;
mod general;
mod header;
mod inbox;
mod index;
mod journal;
pub mod mall;
pub mod oms;
mod order_model;
mod outbox;
mod package_model;
mod problem;
pub mod reading;
mod reason;
mod record;
mod register;
mod rejected;
mod report_file;
mod rows;
pub mod settlement;
pub mod shipments;
mod shipped;
pub mod shipped_columns;
mod slips;
mod text;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod folder_tests;
#[cfg(test)]
mod kill_tests;
