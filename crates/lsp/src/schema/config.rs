//! The schema of `sabaki.yaml`.

use serde_json::{Value, json};

use super::{document, named, object, one_or_many, reference};

/// The schema.
pub(super) fn schema() -> Value {
    let path = json!({"type": "string"});
    let rules = object(
        json!({
            "path": one_or_many(&path),
            "reload": {"enum": ["on_change", "on_apply"]},
            "vocabulary": {"type": "array", "items": path},
        }),
        &["path"],
    );
    let poll = object(
        json!({"every": reference("length"), "lookback": reference("length"), "overlap": reference("length")}),
        &[],
    );
    let secret = json!({"description": "鍵ファイルの名前、または環境変数 / a name of the secrets file, or a variable", "anyOf": [
        object(json!({"secret": {"type": "string"}}), &["secret"]),
        object(json!({"env": {"type": "string"}}), &["env"]),
    ]});
    let definitions = json!({
        "rules": rules,
        "poll": poll,
        "secret": secret,
        "length": {"type": "string", "pattern": "^([0-9]+[smhdw])+$", "description": "5m, 1h30m, 60d"},
        "account": account(),
        "json_oms": object(
            json!({"url": {"type": "string"}, "secret": reference("secret")}),
            &["url", "secret"],
        ),
        "shop": shop(),
    });
    document(
        "sabaki: 設定 / configuration (sabaki.yaml)",
        definitions,
        body(),
    )
}

fn body() -> Value {
    let limits = object(
        json!({
            "facts_age": reference("length"),
            "irreversible_per_pass": count(),
            "irreversible_per_hour": count(),
            "attempts": count(),
        }),
        &[],
    );
    object(
        json!({
            "sabaki": {"const": 1, "description": "書式の版 / version of this format"},
            "state": {"type": "string", "description": "保存フォルダ / state folder, or postgres://…"},
            "clock": {"enum": ["system", "sandbox"]},
            "secrets": {"type": "string", "description": "鍵ファイル（0600） / secrets file, 0600"},
            "rules": reference("rules"),
            "poll": reference("poll"),
            "limits": limits,
            "allow": object(json!({"cancel": {"type": "boolean"}}), &[]),
            "privacy": object(json!({"history": {"enum": ["hash", "none"]}}), &[]),
            "nextengine": named(reference("account")),
            "json_oms": named(reference("json_oms")),
            "shops": named(reference("shop")),
        }),
        &["sabaki", "state", "rules", "shops"],
    )
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn account() -> Value {
    object(
        json!({
            "url": {"type": "string"},
            "client_id": reference("secret"),
            "client_secret": reference("secret"),
            "access_token": reference("secret"),
            "refresh_token": reference("secret"),
        }),
        &["url", "client_id", "client_secret"],
    )
}

fn shop() -> Value {
    let rms = object(
        json!({
            "url": {"type": "string"},
            "service_secret": reference("secret"),
            "license_key": reference("secret"),
            "requests_per_second": {"type": ["number", "null"]},
        }),
        &["url", "service_secret", "license_key"],
    );
    let oms = object(
        json!({
            "nextengine": {"type": "string", "description": "nextengine の名前 / a name under nextengine"},
            "json": {"type": "string", "description": "json_oms の名前 / a name under json_oms"},
            "csv": object(json!({"out": {"type": "string"}}), &["out"]),
            "shop": {"type": "integer", "minimum": 0, "description": "店舗コード"},
            "upload_pattern": {"anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 0}]},
            "payments": named(json!({"type": "string"})),
            "carriers": named(json!({"type": "string"})),
        }),
        &[],
    );
    object(
        json!({"rms": rms, "csv": csv_mall(), "oms": oms, "rules": reference("rules"), "poll": reference("poll")}),
        &["oms"],
    )
}

/// A folder of CSV files as a mall, for a shop without API access.
fn csv_mall() -> Value {
    object(
        json!({
            "folder": {"type": "string", "description": "CSVを置くフォルダ / the watched folder"},
            "out": {"type": "string", "description": "アップロードするCSV / files to upload"},
            "shop_number": {"type": "string", "description": "注文番号の先頭の数字 / the number in front of order numbers"},
            "payments": named(json!({"enum": ["common", "selectable", "共通", "選択制"]})),
            "carriers": named(json!({"type": "string"})),
            "confirm_upload": {"type": "boolean"},
            "settle": reference("length"),
        }),
        &["folder"],
    )
}
