//! Facts as the store and the journal keep them: by field id, personal values masked.

use std::fmt::{self, Write as _};

use sabaki_interpreter::facts::{Facts, show};
use sabaki_interpreter::value::{Record, Value};
use sabaki_interpreter::vocabulary::model::{Field, Origin, Type, Vocabulary};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

/// What stands for a personal value.
pub const MASK: &str = "●●●";

/// The key of the hashes that show that a personal value changed, without showing it.
#[derive(Clone)]
pub struct HistoryKey([u8; 32]);

impl HistoryKey {
    /// Takes 32 secret bytes.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    fn hash(&self, field: &str, text: &str) -> String {
        let digest = Sha256::new()
            .chain_update(self.0)
            .chain_update(field.as_bytes())
            .chain_update([0])
            .chain_update(text.as_bytes())
            .chain_update(self.0)
            .finalize();
        digest.iter().take(6).fold(String::new(), |mut hex, b| {
            let _ = write!(hex, "{b:02x}");
            hex
        })
    }
}

impl fmt::Debug for HistoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HistoryKey(●●●)")
    }
}

/// All facts of the order (not the clock's) by field id. Unknown is `null`, none is left out.
pub fn facts(facts: &Facts, key: Option<&HistoryKey>) -> Map<String, Json> {
    let vocabulary = facts.vocabulary();
    let mut map = Map::new();
    for (index, field) in vocabulary.fields.iter().enumerate() {
        if matches!(field.origin, Origin::Clock(_)) {
            continue;
        }
        if let Some(json) = of_field(vocabulary, field, facts.get(index), key) {
            map.insert(field.id.to_string(), json);
        }
    }
    map
}

/// The fields whose values differ, with the new ones (`null` where it became unknown or none).
pub fn changes(
    before: &Map<String, Json>,
    after: &Map<String, Json>,
) -> std::collections::BTreeMap<String, Json> {
    let gone = before
        .keys()
        .filter(|id| !after.contains_key(*id))
        .map(|id| (id.clone(), Json::Null));
    let new = after
        .iter()
        .filter(|(id, value)| before.get(*id) != Some(value))
        .map(|(id, value)| (id.clone(), value.clone()));
    gone.chain(new).collect()
}

fn of_field(
    vocabulary: &Vocabulary,
    field: &Field,
    value: &Value,
    key: Option<&HistoryKey>,
) -> Option<Json> {
    if matches!(value, Value::None) {
        return None;
    }
    let json = of_value(vocabulary, value, &field.id, key, &field.ty);
    if !field.personal || matches!(value, Value::Unknown) || is_empty(value) {
        return Some(json);
    }
    Some(Json::String(match key {
        Some(key) => format!("{MASK}:{}", key.hash(&field.id, &plain(value, &json))),
        None => MASK.to_owned(),
    }))
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.raw().trim().is_empty())
}

fn plain(value: &Value, json: &Json) -> String {
    match value {
        Value::Text(text) => text.folded().trim().to_owned(),
        Value::Unknown
        | Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Money(_)
        | Value::Enum(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Duration(_)
        | Value::Set(_)
        | Value::List(_) => json.to_string(),
    }
}

fn of_value(
    vocabulary: &Vocabulary,
    value: &Value,
    field: &str,
    key: Option<&HistoryKey>,
    ty: &Type,
) -> Json {
    let (Value::List(members), Type::List(record)) = (value, ty) else {
        return show::json(vocabulary, Some(ty), value);
    };
    let record = vocabulary.records.get(usize::from(*record));
    let fields = record.map_or(&[][..], |r| &r.fields);
    let members = members.iter();
    members
        .map(|m| of_record(vocabulary, m, fields, field, key))
        .collect()
}

fn of_record(
    vocabulary: &Vocabulary,
    record: &Record,
    fields: &[Field],
    list: &str,
    key: Option<&HistoryKey>,
) -> Json {
    let mut map = Map::new();
    for (index, field) in fields.iter().enumerate() {
        let named = Field {
            id: format!("{list}.{}", field.id).into(),
            ..field.clone()
        };
        if let Some(json) = of_field(vocabulary, &named, record.get(index), key) {
            map.insert(field.id.to_string(), json);
        }
    }
    Json::Object(map)
}
