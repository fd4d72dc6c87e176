//! JSON Schemas of the YAML formats that are read here, from the types that read them.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, transform};
use serde_json::{Map, Value, json};

use crate::{testing, vocabulary};

/// The schema of `*.vocabulary.yaml`.
pub fn of_vocabulary() -> Value {
    vocabulary::schema()
}

/// The schema of `*.test.yaml`.
pub fn of_tests() -> Value {
    testing::schema()
}

/// The schema of a type that serde reads from YAML: JSON Schema draft 7, as editors read it.
pub fn of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07()
        .with_transform(transform::RecursiveTransform(plain_scalars))
        .with_transform(transform::RecursiveTransform(without_formats));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    schema.remove("description");
    schema.to_value()
}

/// A text may be written as a number or a switch: its reader takes plain scalars as they stand.
fn plain_scalars(schema: &mut Schema) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.values_mut().for_each(plain);
    }
    if let Some(further) = map.get_mut("additionalProperties") {
        plain(further);
    }
}

fn plain(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    let told = ["pattern", "enum", "const", "format"];
    if told.iter().any(|keyword| map.contains_key(*keyword)) {
        return;
    }
    let ty = map.get_mut("type");
    match ty {
        Some(ty) if *ty == json!("string") => *ty = json!(["string", "number", "boolean"]),
        Some(ty) if *ty == json!(["string", "null"]) => {
            *ty = json!(["string", "number", "boolean", "null"]);
        }
        Some(_) | None => {}
    }
}

/// `uint32` and the like say nothing to an editor; the bounds stand beside them.
fn without_formats(schema: &mut Schema) {
    let numeric = |map: &Map<String, Value>| {
        let format = map.get("format").and_then(Value::as_str);
        format.is_some_and(|format| {
            ["int", "uint", "float", "double"]
                .iter()
                .any(|n| format.starts_with(n))
        })
    };
    if let Some(map) = schema.as_object_mut()
        && numeric(map)
    {
        map.remove("format");
    }
}
