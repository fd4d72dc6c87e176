//! The JSON Schema of `sabaki.yaml`, from the types that read it.

use sabaki_interpreter::schema;
use serde_json::Value;

use super::file::File;

/// The schema.
pub(crate) fn of_configuration() -> Value {
    schema::of::<File>("sabaki: 設定 / configuration (sabaki.yaml)")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The keys that the reader says it knows, where a wrong one stands.
    fn known(text: &str) -> BTreeSet<String> {
        let error = serde_yaml::from_str::<File>(text).unwrap_err().to_string();
        let (_, known) = error.split_once(", expected ").expect("a list of keys");
        known
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_key_of_the_reader_stands_in_the_schema_and_no_other() {
        let schema = of_configuration();
        let keys = |map: &Value| -> BTreeSet<String> {
            let properties = map["properties"].as_object().expect("a map");
            properties.keys().cloned().collect()
        };
        assert_eq!(keys(&schema), known("wrong: 1"));
        let shop = |inner: &str| format!("shops: {{x: {{{inner}}}}}");
        for (name, text) in [
            ("Rules", "rules: {wrong: 1}".to_owned()),
            ("Poll", "poll: {wrong: 1}".to_owned()),
            ("Limits", "limits: {wrong: 1}".to_owned()),
            ("Privacy", "privacy: {wrong: 1}".to_owned()),
            ("Account", "nextengine: {x: {wrong: 1}}".to_owned()),
            ("JsonOms", "json_oms: {x: {wrong: 1}}".to_owned()),
            ("Channel", "notices: {x: {wrong: 1}}".to_owned()),
            ("Smtp", "notices: {x: {smtp: {wrong: 1}}}".to_owned()),
            ("Webhook", "notices: {x: {webhook: {wrong: 1}}}".to_owned()),
            ("Slack", "notices: {x: {slack: {wrong: 1}}}".to_owned()),
            ("Shop", shop("wrong: 1")),
            ("Rms", shop("rms: {wrong: 1}")),
            ("RmsOlder", shop("rms_older: {wrong: 1}")),
            ("CsvMall", shop("csv: {wrong: 1}")),
            ("Oms", shop("oms: {wrong: 1}")),
            ("CsvOms", shop("oms: {csv: {wrong: 1}}")),
            ("CsvShipments", shop("oms: {csv: {shipments: {wrong: 1}}}")),
            (
                "ShipmentColumns",
                shop("oms: {csv: {shipments: {columns: {wrong: 1}}}}"),
            ),
            (
                "ConsigneeColumns",
                shop("oms: {csv: {shipments: {columns: {consignee: {wrong: 1}}}}}"),
            ),
        ] {
            assert_eq!(keys(&schema["definitions"][name]), known(&text), "{name}");
        }
    }

    #[test]
    fn the_pages_name_every_key_and_their_examples_are_read() {
        fn names(schema: &Value, into: &mut BTreeSet<String>) {
            if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
                into.extend(properties.keys().cloned());
            }
            match schema {
                Value::Object(map) => map.values().for_each(|inner| names(inner, into)),
                Value::Array(list) => list.iter().for_each(|inner| names(inner, into)),
                _ => {}
            }
        }
        let mut keys = BTreeSet::new();
        names(&of_configuration(), &mut keys);
        assert!(keys.contains("upload_pattern") && keys.contains("shop_url"));
        for page in [
            include_str!("../../../../docs/configuration.md"),
            include_str!("../../../../docs/configuration.ja.md"),
        ] {
            let words: BTreeSet<&str> = page
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .collect();
            let missing: Vec<&String> = keys.iter().filter(|k| !words.contains(&***k)).collect();
            assert!(missing.is_empty(), "not on the page: {missing:?}");
            for block in page.split("```yaml\n").skip(1) {
                let text = block.split("```").next().unwrap();
                serde_yaml::from_str::<File>(text).unwrap();
            }
        }
    }

    #[test]
    fn the_file_for_editors_is_this_schema() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/editor/schemas/config.json");
        let text = sabaki_lsp::schema::text(&of_configuration());
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let file = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(file == text, "{} (BLESS=1 writes it)", path.display());
    }
}
