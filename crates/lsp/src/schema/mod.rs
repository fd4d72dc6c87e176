//! JSON Schemas of the YAML files that people write, for editors that complete and check YAML.
//!
//! They say what can stand where; what an expression means is the server's business. The formats'
//! own readers lie in other crates and stay the authority: tests hold the schemas against every
//! shipped file and against the parser's keys.

mod config;
mod rules;
mod test;
mod vocabulary;

use serde_json::{Map, Value, json};

/// A file format with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Rule files in YAML.
    Rules,
    /// `*.vocabulary.yaml`
    Vocabulary,
    /// `*.test.yaml`
    Test,
    /// `sabaki.yaml`
    Config,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rules, Self::Vocabulary, Self::Test, Self::Config];

    /// Its name on the command line and of its file, without the ending.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Vocabulary => "vocabulary",
            Self::Test => "test",
            Self::Config => "config",
        }
    }

    /// The schema, JSON Schema draft 7.
    pub fn json(self) -> Value {
        match self {
            Self::Rules => rules::schema(),
            Self::Vocabulary => vocabulary::schema(),
            Self::Test => test::schema(),
            Self::Config => config::schema(),
        }
    }

    /// The schema as the text of its file.
    pub fn text(self) -> String {
        format!("{:#}\n", self.json())
    }
}

/// The head that every schema has.
fn document(title: &str, definitions: Value, body: Value) -> Value {
    let mut all = Map::new();
    all.insert(
        "$schema".to_owned(),
        json!("http://json-schema.org/draft-07/schema#"),
    );
    all.insert("title".to_owned(), json!(title));
    if let Value::Object(body) = body {
        all.extend(body);
    }
    all.insert("definitions".to_owned(), definitions);
    Value::Object(all)
}

/// A map with these keys and no others.
fn object(properties: Value, required: &[&str]) -> Value {
    let mut out =
        json!({"type": "object", "additionalProperties": false, "properties": properties});
    if !required.is_empty()
        && let Value::Object(all) = &mut out
    {
        all.insert("required".to_owned(), json!(required));
    }
    out
}

/// A map from names to values of one kind.
fn named(value: Value) -> Value {
    json!({"type": "object", "additionalProperties": value})
}

/// One of a kind, or a list of it.
fn one_or_many(value: &Value) -> Value {
    json!({"anyOf": [value, {"type": "array", "items": value}]})
}

/// A text; YAML may make a number, a switch or nothing of it.
fn text(doc: &str) -> Value {
    json!({"type": ["string", "number", "boolean", "null"], "description": doc})
}

/// A reference to a definition of the same schema.
fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

/// A text in both languages.
fn doc(about: &str) -> Value {
    let mut out = object(
        json!({"ja": {"type": "string"}, "en": {"type": "string"}}),
        &["ja", "en"],
    );
    if let Value::Object(all) = &mut out {
        all.insert("description".to_owned(), json!(about));
    }
    out
}
