//! The schema of rule tests.

use serde_json::{Map, Value, json};

use super::{document, object, one_or_many, reference};

/// The states of an action that a test can expect.
const STATES: &[&str] = &[
    "due",
    "waiting",
    "held",
    "not_legal",
    "conflicts",
    "done",
    "shadow",
];

/// The schema.
pub(super) fn schema() -> Value {
    let text = json!({"type": ["string", "number"]});
    let texts = one_or_many(&text);
    let element = json!({"anyOf": [text, object(
        json!({
            "action": {"type": "string"},
            "args": {"type": "object"},
            "rules": texts,
            "rule": text,
            "until": text,
            "because": texts,
        }),
        &["action"],
    )]});
    let unknown =
        json!({"anyOf": [text, object(json!({"rule": text, "fields": texts}), &["rule"])]});
    let mut expected = Map::new();
    for state in STATES {
        expected.insert((*state).to_owned(), one_or_many(&reference("element")));
    }
    expected.insert("released".to_owned(), texts.clone());
    expected.insert("unknown".to_owned(), one_or_many(&reference("unknown")));
    let mut expect = object(Value::Object(expected), &[]);
    describe(
        &mut expect,
        "書いたキーごとに、ちょうどこれだけ / the exact set for each key",
    );
    let order = json!({"type": "object", "description": "注文の項目 / the order's facts"});
    let step = object(
        json!({"at": text, "order": order, "released": texts, "expect": reference("expect")}),
        &["at"],
    );
    let test = object(
        json!({
            "name": text,
            "now": {"type": ["string", "number"], "description": "日時（日本時間） / an instant, JST"},
            "order": order,
            "released": texts,
            "expect": reference("expect"),
            "timeline": {"type": "array", "items": reference("step")},
        }),
        &["name"],
    );
    let definitions = json!({
        "element": element, "unknown": unknown, "expect": expect, "step": step, "test": test,
    });
    let tests = json!({"type": "array", "items": reference("test")});
    let body = object(json!({"tests": tests}), &["tests"]);
    document("sabaki: ルールのテスト / rule tests", definitions, body)
}

fn describe(schema: &mut Value, about: &str) {
    if let Value::Object(all) = schema {
        all.insert("description".to_owned(), json!(about));
    }
}
