//! The schema of vocabulary files.

use serde_json::{Value, json};

use super::{doc, document, object, reference};

/// The schema.
pub(super) fn schema() -> Value {
    let definitions = json!({
        "field": field(),
        "action": action(),
        "enumeration": enumeration(),
        "record": object(
            json!({"id": id(), "fields": {"type": "array", "items": reference("field")}}),
            &["id", "fields"],
        ),
    });
    let list = |name: &str, about: &str| json!({"type": "array", "items": reference(name), "description": about});
    let body = object(
        json!({
            "vocabulary": {"const": 1, "description": "書式の版 / version of this format"},
            "enumerations": list("enumeration", "列挙値 / enumerations"),
            "records": list("record", "明細の項目 / members of lists"),
            "fields": list("field", "項目 / fields"),
            "actions": list("action", "アクション / actions"),
        }),
        &["vocabulary"],
    );
    document("sabaki: 語彙 / vocabulary", definitions, body)
}

fn id() -> Value {
    json!({"type": "string", "description": "英語名 / English name, snake_case"})
}

fn names() -> Value {
    json!({
        "type": "array",
        "items": {"type": "string"},
        "description": "日本語名。最初のものを表示 / Japanese names; the first is shown",
    })
}

fn type_of() -> Value {
    json!({
        "type": "string",
        "pattern": "^(bool|int|money|text|date|time|datetime|duration|enum<.+>|set<.+>|list<.+>)$",
        "description": "型 / type: bool, int, money, text, date, time, datetime, duration, enum<…>, set<…>, list<…>",
    })
}

fn flag(about: &str) -> Value {
    json!({"type": "boolean", "description": about})
}

fn field() -> Value {
    let absent = json!({
        "description": "記録にないときの値 / what it is when a record leaves it out",
        "anyOf": [
            {"enum": ["unknown", "none"]},
            object(json!({"value": {}, "expression": {"type": "string"}}), &[]),
        ],
    });
    object(
        json!({
            "id": id(),
            "ja": names(),
            "type": type_of(),
            "absent": absent,
            "clock": {"enum": ["now", "today", "weekday", "time_of_day"]},
            "personal": flag("個人情報 / personal data: masked"),
            "from": {"type": "string", "description": "店のファイル / a file of the shop"},
            "key": {"type": "string", "description": "引く項目 / the member that is looked up"},
            "column": {"type": "integer", "minimum": 1},
            "doc": doc("一行の説明 / one line"),
        }),
        &["id", "ja", "type", "doc"],
    )
}

fn enumeration() -> Value {
    let value = object(
        json!({
            "id": id(),
            "ja": names(),
            "code": {"type": "integer", "description": "通信上のコード / code on the wire"},
            "retired": doc("今は使われないときの説明 / why it is gone"),
        }),
        &["id", "ja"],
    );
    object(
        json!({
            "id": id(),
            "ja": {"type": "string"},
            "ordered": flag("大小を比べられる / values compare in their order"),
            "values": {"type": "array", "items": value},
        }),
        &["id", "ja", "values"],
    )
}

fn action() -> Value {
    let param = object(
        json!({
            "id": id(),
            "ja": {"type": "string"},
            "type": type_of(),
            "one_of": {"type": "array", "items": {"type": "string"}},
        }),
        &["id", "ja", "type"],
    );
    let legal = object(
        json!({"when": {"type": "string"}, "because": doc("成り立たないときの説明 / what is wrong otherwise")}),
        &["when", "because"],
    );
    object(
        json!({
            "id": id(),
            "ja": names(),
            "params": {"type": "array", "items": param},
            "legal": {"type": "array", "items": legal, "description": "できる条件 / when it is legal"},
            "done": {"type": "string", "description": "済んだ条件 / when it needs no more doing"},
            "valued": {"enum": ["single", "multi"]},
            "reversible": flag("取り消せる / can be undone"),
            "once": flag("注文に一度 / once per order"),
            "protective": flag("不明でも行う / requested on unknown, too"),
            "per_rule": flag("ルールごとに数える / counts per rule"),
            "reaches_buyer": {"type": "array", "items": {"type": "string"}},
            "doc": doc("一行の説明 / one line"),
        }),
        &["id", "ja", "reversible", "doc"],
    )
}
