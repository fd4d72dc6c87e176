//! Rule tests: orders, time lines and the decisions that a shop expects, in `*.test.yaml`.
//!
//! Start with [`read`] (text → [`file::TestFile`]) and [`run`] (rules and tests → [`report`]).
//! Rendering is the caller's; here everything is data.

pub mod coverage;
mod document;
mod element;
pub mod expect;
pub mod file;
pub mod read;
pub mod report;
pub mod run;
#[cfg(test)]
mod tests;

/// The schema of a test file.
#[cfg(feature = "schema")]
pub(crate) fn schema() -> serde_json::Value {
    crate::schema::of::<document::Document>("sabaki: ルールのテスト / rule tests")
}
