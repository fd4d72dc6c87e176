//! The protocol's OpenAPI file, and whether a value is what it describes.

use serde_json::Value;

/// The file, as JSON.
pub(crate) fn document() -> Value {
    serde_yaml::from_str(include_str!("../../../../docs/json-oms.openapi.yaml")).unwrap()
}

/// What does not fit; a key that the file does not name does not fit either.
pub(crate) fn misfits(schema: &str, value: &Value) -> Vec<String> {
    let document = document();
    let schema = &document["components"]["schemas"][schema];
    assert!(schema.is_object(), "no such schema");
    let mut out = Vec::new();
    check(&document, schema, value, "", &mut out);
    out
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        let pointer = target.strip_prefix('#').unwrap();
        let schema = document.pointer(pointer).unwrap();
        return check(document, schema, value, at, out);
    }
    let mut bad = |what: String| out.push(format!("{at}: {what}"));
    if let Some(constant) = schema.get("const")
        && constant != value
    {
        bad(format!("{value} is not {constant}"));
    }
    if let Some(list) = schema["enum"].as_array()
        && !list.contains(value)
    {
        bad(format!("{value} is none of {list:?}"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().map(|t| t.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|t| is(t, value)) {
        bad(format!("{value} is not {types:?}"));
    }
    if let (Some(most), Some(list)) = (schema["maxItems"].as_u64(), value.as_array())
        && list.len() as u64 > most
    {
        bad(format!("more than {most}"));
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object())
    {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(name.as_str().unwrap()) {
                bad(format!("without {name}"));
            }
        }
        for (name, value) in object {
            match properties.get(name) {
                Some(schema) => check(document, schema, value, &format!("{at}/{name}"), out),
                None => out.push(format!("{at}/{name}: not described")),
            }
        }
    }
    if let (Some(_), Some(list)) = (schema.get("items"), value.as_array()) {
        for (i, value) in list.iter().enumerate() {
            check(document, &schema["items"], value, &format!("{at}/{i}"), out);
        }
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no such type: {other}"),
    }
}
