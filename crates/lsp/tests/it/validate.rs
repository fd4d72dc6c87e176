//! As much of JSON Schema as our schemas use; anything else in them stops the test.

use serde_json::Value;

/// What is wrong with a value, by its place.
pub(crate) fn wrong(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if *schema == Value::Bool(true) {
        return;
    }
    for (keyword, rule) in schema.as_object().unwrap() {
        let mut say = |what: &str| found.push(format!("{place}: {what}"));
        match keyword.as_str() {
            "$schema" | "title" | "description" | "definitions" | "properties" | "default" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(pointer).unwrap(), value, place, found);
            }
            "type" => {
                let one = std::slice::from_ref(rule);
                let types = rule.as_array().map_or(one, Vec::as_slice);
                if !types.iter().any(|ty| is(ty.as_str().unwrap(), value)) {
                    say(&format!("no {rule}"));
                }
            }
            "const" => {
                if rule != value {
                    say(&format!("not {rule}"));
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    say(&format!("none of {rule}"));
                }
            }
            "minimum" => {
                let least = rule.as_f64().unwrap();
                if value.as_f64().is_some_and(|n| n < least) {
                    say("too small");
                }
            }
            "maximum" => {
                let most = rule.as_f64().unwrap();
                if value.as_f64().is_some_and(|n| n > most) {
                    say("too large");
                }
            }
            "pattern" => pattern(rule.as_str().unwrap(), value, &mut say),
            "minItems" | "minProperties" | "maxProperties" => {
                let size = value
                    .as_array()
                    .map(Vec::len)
                    .or(value.as_object().map(serde_json::Map::len));
                let limit = usize::try_from(rule.as_u64().unwrap()).unwrap();
                let beyond = |n| {
                    if keyword.starts_with("min") {
                        n < limit
                    } else {
                        n > limit
                    }
                };
                if size.is_some_and(beyond) {
                    say(keyword);
                }
            }
            "required" => {
                for key in rule.as_array().unwrap() {
                    if value.is_object() && value.get(key.as_str().unwrap()).is_none() {
                        say(&format!("{key} is missing"));
                    }
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{place}/{at}"), found);
                }
            }
            "additionalProperties" => members(root, schema, value, place, found),
            "anyOf" => {
                let mut tried = rule.as_array().unwrap().iter().map(|rule| {
                    let mut inside = Vec::new();
                    check(root, rule, value, place, &mut inside);
                    inside
                });
                if tried.all(|inside| !inside.is_empty()) {
                    say("fits nothing that can stand here");
                }
            }
            "oneOf" => {
                let fitting = rule.as_array().unwrap().iter().filter(|rule| {
                    let mut inside = Vec::new();
                    check(root, rule, value, place, &mut inside);
                    inside.is_empty()
                });
                if fitting.count() != 1 {
                    say("fits not exactly one that can stand here");
                }
            }
            "allOf" => {
                for rule in rule.as_array().unwrap() {
                    check(root, rule, value, place, found);
                }
            }
            other => panic!("the test does not know {other}"),
        }
    }
}

fn members(root: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    for (key, member) in value.as_object().into_iter().flatten() {
        let place = format!("{place}/{key}");
        let further = &schema["additionalProperties"];
        if let Some(rule) = schema["properties"].get(key) {
            check(root, rule, member, &place, found);
        } else if *further == Value::Bool(false) {
            found.push(format!("{place}: unknown key"));
        } else {
            check(root, further, member, &place, found);
        }
    }
}

fn pattern(rule: &str, value: &Value, say: &mut dyn FnMut(&str)) {
    let Some(text) = value.as_str() else { return };
    let fits = if rule.contains("[0-9]+[") {
        !text.ends_with(|c: char| c.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_digit())
    } else {
        let plain = rule
            .trim_start_matches("^(")
            .trim_end_matches(")$")
            .split('|');
        plain.into_iter().any(|one| match one.split_once("<.+>") {
            Some((kind, "")) => text.starts_with(&format!("{kind}<")) && text.ends_with('>'),
            _ => one == text,
        })
    };
    if !fits {
        say("does not match");
    }
}

fn is(ty: &str, value: &Value) -> bool {
    match ty {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    }
}
