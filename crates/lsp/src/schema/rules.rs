//! The schema of rule files in YAML; every key of the parser, in all its spellings.

use sabaki_parser::yaml::key::{CONDITION, FILE, Key, RULE, SOURCE, TABLE};
use serde_json::{Map, Value, json};

/// The schema.
pub(super) fn schema() -> Value {
    let mut one = map(CONDITION, &value);
    add(&mut one, &json!({"minProperties": 1, "maxProperties": 1}));
    let path =
        json!({"type": "string", "description": "データファイル / a data file beneath the folder"});
    let mut rule = map(RULE, &value);
    let all = json!([has(&[Key::When]), has(&[Key::Then, Key::Hold])]);
    add(&mut rule, &json!({"allOf": all}));
    let values = json!({"type": "array", "minItems": 1, "items": scalar()});
    let mut file = map(FILE, &value);
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "sabaki: ルールファイル / rule file",
        "definitions": {
            "expression": {"type": ["string", "number", "boolean"]},
            "condition": {
                "description": about(Key::When),
                "anyOf": [reference("expression"), parts(), one],
            },
            "rule": rule,
            "table": map(TABLE, &value),
            "list": {"anyOf": [values, map(SOURCE, &|_| path.clone())]},
        },
    });
    add(&mut file, &head);
    file
}

/// What stands behind a key; `from` of a list is another than that of a rule.
fn value(key: Key) -> Value {
    match key {
        Key::Language => json!({"const": 1}),
        Key::Partial | Key::Shadow => json!({
            "enum": [true, false, "はい", "いいえ", "あり", "なし", "yes", "no", "on", "off"],
        }),
        Key::Let => named(&reference("expression")),
        Key::Lists => named(&reference("list")),
        Key::Calendars => named(&one_or_many(&json!({"type": ["string", "number"]}))),
        Key::Tables => many(&reference("table")),
        Key::Rules => many(&reference("rule")),
        Key::When | Key::Unless => reference("condition"),
        Key::Then | Key::Hold => one_or_many(&json!({"type": "string"})),
        Key::Rule | Key::Table | Key::Because | Key::Owner | Key::Doc => scalar(),
        Key::Priority => json!({"type": "integer"}),
        Key::From | Key::Until => json!({"type": ["string", "number"]}),
        Key::All | Key::Any | Key::None => parts(),
        Key::Policy => {
            json!({"enum": ["first", "unique", "collect", "最初", "重複なし", "すべて", "全て"]})
        }
        Key::Columns => json!({"type": "array", "items": scalar()}),
        Key::Rows => json!({"type": "array", "items": {"type": "array", "items": scalar()}}),
        Key::File => json!({"type": "string"}),
    }
}

/// Several conditions.
fn parts() -> Value {
    json!({"type": "array", "minItems": 1, "items": reference("condition")})
}

/// What an editor says of a key.
const fn about(key: Key) -> &'static str {
    match key {
        Key::Language => "言語の版 / version of the language",
        Key::Let => "名前: 式 / name: expression",
        Key::Lists => "名前: 値のリスト / name: values",
        Key::Calendars => "名前: 行 / name: lines",
        Key::Tables => "決定表 / decision tables",
        Key::Rules => "ルール / rules",
        Key::Partial => "すべての注文を扱うとは言わない / does not claim to cover every order",
        Key::Rule | Key::Table => "名前 / its name",
        Key::When => {
            "条件式: 式、すべて成り立つ式のリスト、または all・any・none / an expression, a list (= all of it), or all, any, none"
        }
        Key::Unless => "成り立つときは動かない / does not count where this is true",
        Key::Then => "求めるアクション / actions that it requests",
        Key::Hold => "止めるアクション / actions that it holds",
        Key::Because => "保留の理由 / why they are held",
        Key::Priority => "大きいほうが強い / larger wins",
        Key::From => "期間の初め / first instant",
        Key::Until => "期間の終わり（その分・日を含む） / last minute or day",
        Key::Owner => "担当 / who looks after it",
        Key::Doc => "説明 / why it is there",
        Key::Shadow => "記録だけで実行しない / decided and journaled, never done",
        Key::All => "すべて成り立つ / all of these",
        Key::Any => "どれかが成り立つ / any of these",
        Key::None => "どれも成り立たない / none of these",
        Key::Policy => "行の競い方 / how rows compete",
        Key::Columns => "見出し / head cells",
        Key::Rows => "行 / rows",
        Key::File => "行のあるファイル / the file that holds them",
    }
}

/// A map of these keys, each in all its spellings, and of no others.
fn map(keys: &[Key], value: &dyn Fn(Key) -> Value) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut value = value(*key);
        if let Value::Object(fields) = &mut value
            && !fields.contains_key("$ref")
        {
            let about = about(*key);
            fields.entry("description").or_insert_with(|| json!(about));
        }
        for name in spellings(*key) {
            properties.insert(name.to_owned(), value.clone());
        }
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn spellings(key: Key) -> impl Iterator<Item = &'static str> {
    let (en, ja) = key.names();
    [en, ja].into_iter().chain(key.also().iter().copied())
}

/// That one of these keys is there, in whatever spelling.
fn has(keys: &[Key]) -> Value {
    let names = keys.iter().copied().flat_map(spellings);
    let any: Vec<Value> = names.map(|name| json!({"required": [name]})).collect();
    json!({"anyOf": any})
}

fn add(schema: &mut Value, more: &Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more.clone());
    }
}

/// A map from names to values of one kind.
fn named(value: &Value) -> Value {
    json!({"type": "object", "additionalProperties": value})
}

/// A list, or nothing yet.
fn many(of: &Value) -> Value {
    json!({"type": ["array", "null"], "items": of})
}

/// One of a kind, or a list of it.
fn one_or_many(value: &Value) -> Value {
    json!({"anyOf": [value, {"type": "array", "items": value}]})
}

/// A text; YAML may make a number, a switch or nothing of it.
fn scalar() -> Value {
    json!({"type": ["string", "number", "boolean", "null"]})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}
