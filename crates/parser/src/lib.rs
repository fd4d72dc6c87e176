//! Rule text → syntax tree and diagnostics, and back: the formatter.
//!
//! Two spellings, the DSL (`*.rules`) and YAML (`*.yaml`), become one tree. Parsing never fails:
//! it returns what could be read and a diagnostic for each thing that could not. Nothing here
//! knows a field, an action or an order: names are only names until the interpreter types them.
//! No I/O, no clock, no async.
//!
//! Start with [`syntax`] (the tree), then `dsl`, then `yaml`, then `format`.

pub mod dsl;
pub mod format;
pub mod parsed;
pub mod place;
pub mod share;
pub mod syntax;
#[cfg(test)]
mod testing;
pub mod yaml;

pub use parsed::parse;
