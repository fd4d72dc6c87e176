//! JSON Schemas of the YAML files that people write.
