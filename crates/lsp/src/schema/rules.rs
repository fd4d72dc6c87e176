//! The schema of rule files in YAML; every key in both languages.

use serde_json::{Map, Value, json};

use super::{document, named, one_or_many, reference, text};

/// A key with all spellings that are read: English, Japanese, further ones.
struct Key(&'static [&'static str], &'static str);

const CONDITION: &str = "条件式: 式、すべて成り立つ式のリスト、または all・any・none / an expression, a list (= all of it), or all, any, none";

/// The schema.
pub(super) fn schema() -> Value {
    let scalar = json!({"type": ["string", "number", "boolean"]});
    let definitions = json!({
        "expression": scalar,
        "condition": condition(),
        "rule": rule(),
        "table": table(),
        "list": {"anyOf": [
            {"type": "array", "minItems": 1, "items": text("値 / a value")},
            map(&[
                (Key(&["from"], "データファイル / a data file beneath the folder"), json!({"type": "string"})),
                (Key(&["開始", "file", "ファイル"], "データファイル / a data file beneath the folder"), json!({"type": "string"})),
            ]),
        ]},
    });
    let lines = one_or_many(&json!({"type": ["string", "number"]}));
    let body = map(&[
        (
            Key(
                &["language", "言語版"],
                "言語の版 / version of the language",
            ),
            json!({"const": 1}),
        ),
        (
            Key(
                &["partial", "一部"],
                "すべての注文を扱うとは言わない / does not claim to cover every order",
            ),
            json!({"type": "boolean"}),
        ),
        (
            Key(&["let", "定義"], "名前: 式 / name: expression"),
            named(reference("expression")),
        ),
        (
            Key(
                &["lists", "リスト", "一覧"],
                "名前: 値のリスト / name: values",
            ),
            named(reference("list")),
        ),
        (
            Key(&["calendars", "カレンダー", "暦"], "名前: 行 / name: lines"),
            named(lines),
        ),
        (
            Key(&["tables", "表", "テーブル"], "決定表 / decision tables"),
            many(reference("table")),
        ),
        (
            Key(&["rules", "ルール"], "ルール / rules"),
            many(reference("rule")),
        ),
    ]);
    document("sabaki: ルールファイル / rule file", definitions, body)
}

/// A list, or nothing yet.
fn many(of: Value) -> Value {
    json!({"type": ["array", "null"], "items": of})
}

fn condition() -> Value {
    let parts = json!({"type": "array", "minItems": 1, "items": reference("condition")});
    let mut one = map(&[
        (
            Key(&["all", "すべて", "全て"], "すべて成り立つ / all of these"),
            parts.clone(),
        ),
        (
            Key(&["any", "どれか"], "どれかが成り立つ / any of these"),
            parts.clone(),
        ),
        (
            Key(
                &["none", "どれでもない"],
                "どれも成り立たない / none of these",
            ),
            parts.clone(),
        ),
    ]);
    if let Value::Object(one) = &mut one {
        one.insert("minProperties".to_owned(), json!(1));
        one.insert("maxProperties".to_owned(), json!(1));
    }
    json!({"description": CONDITION, "anyOf": [reference("expression"), parts, one]})
}

/// The keys that rules and tables share.
fn head() -> Vec<(Key, Value)> {
    let moment = json!({"type": ["string", "number"]});
    vec![
        (Key(&["when", "条件"], CONDITION), reference("condition")),
        (
            Key(
                &["unless", "除外"],
                "成り立つときは動かない / does not count where this is true",
            ),
            reference("condition"),
        ),
        (
            Key(
                &["priority", "優先度", "優先"],
                "大きいほうが強い / larger wins",
            ),
            json!({"type": "integer"}),
        ),
        (
            Key(&["from", "開始"], "期間の初め / first instant"),
            moment.clone(),
        ),
        (
            Key(
                &["until", "終了"],
                "期間の終わり（その分・日を含む） / last minute or day",
            ),
            moment,
        ),
        (
            Key(&["owner", "担当"], "担当 / who looks after it"),
            text("担当 / who looks after it"),
        ),
        (
            Key(&["doc", "説明"], "説明 / why it is there"),
            text("説明 / why it is there"),
        ),
        (
            Key(
                &["shadow", "試運転"],
                "記録だけで実行しない / decided and journaled, never done",
            ),
            json!({"type": "boolean"}),
        ),
    ]
}

fn rule() -> Value {
    let part = json!({"type": "string"});
    let mut keys = head();
    keys.push((
        Key(&["rule", "ルール"], "名前 / its name"),
        text("名前 / its name"),
    ));
    keys.push((
        Key(
            &["then", "実行"],
            "求めるアクション / actions that it requests",
        ),
        one_or_many(&part),
    ));
    keys.push((
        Key(
            &["hold", "保留"],
            "止めるアクション / actions that it holds",
        ),
        one_or_many(&part),
    ));
    keys.push((
        Key(&["because", "理由"], "保留の理由 / why they are held"),
        text("保留の理由 / why they are held"),
    ));
    let mut out = map(&keys);
    if let Value::Object(out) = &mut out {
        let has = |names: &[&str]| {
            let any: Vec<Value> = names
                .iter()
                .map(|name| json!({"required": [name]}))
                .collect();
            json!({"anyOf": any})
        };
        out.insert(
            "allOf".to_owned(),
            json!([
                has(&["when", "条件"]),
                has(&["then", "実行", "hold", "保留"])
            ]),
        );
    }
    out
}

fn table() -> Value {
    let cell = json!({"type": ["string", "number", "boolean", "null"]});
    let mut keys = head();
    keys.push((
        Key(&["table", "表", "テーブル"], "名前 / its name"),
        text("名前 / its name"),
    ));
    keys.push((
        Key(&["policy", "方式"], "行の競い方 / how rows compete"),
        json!({"enum": ["first", "unique", "collect", "最初", "重複なし", "すべて", "全て"]}),
    ));
    keys.push((
        Key(&["columns", "列"], "見出し / head cells"),
        json!({"type": "array", "items": cell}),
    ));
    keys.push((
        Key(&["rows", "行"], "行 / rows"),
        json!({"type": "array", "items": {"type": "array", "items": cell}}),
    ));
    keys.push((
        Key(
            &["file", "ファイル"],
            "行のあるファイル / the file that holds them",
        ),
        json!({"type": "string"}),
    ));
    map(&keys)
}

/// A map of keys, each in all its spellings.
fn map(keys: &[(Key, Value)]) -> Value {
    let mut properties = Map::new();
    for (Key(names, about), value) in keys {
        let mut value = value.clone();
        if let Value::Object(fields) = &mut value
            && !fields.contains_key("$ref")
        {
            fields.entry("description").or_insert_with(|| json!(about));
        }
        for name in *names {
            properties.insert((*name).to_owned(), value.clone());
        }
    }
    super::object(Value::Object(properties), &[])
}
