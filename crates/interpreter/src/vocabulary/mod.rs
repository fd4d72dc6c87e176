//! What rules may speak of: fields, enumerations, actions. Declared in YAML, read once, immutable.

pub mod model;
