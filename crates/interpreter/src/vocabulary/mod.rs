//! What rules may speak of: fields, enumerations, actions. Declared in YAML, read once, immutable.

mod document;
mod entry;
mod expressions;
mod file_cells;
pub mod from_file;
pub mod load;
pub mod lookup;
pub mod model;
mod name;
mod place;
pub mod reserved;
#[cfg(test)]
pub(crate) mod samples;
mod taken;
#[cfg(test)]
mod tests;
pub mod translate;

/// The schema of a vocabulary file.
#[cfg(feature = "schema")]
pub(crate) fn schema() -> serde_json::Value {
    crate::schema::of::<document::Document>("sabaki: 語彙 / vocabulary")
}
