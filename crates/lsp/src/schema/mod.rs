//! JSON Schemas of the YAML files that people write, for editors that complete and check YAML.
//!
//! They say what can stand where; what an expression means is the server's business. All come from
//! what reads the files: those of vocabulary and tests from the types, that of rule files from the
//! parser's keys. The configuration's is the program's own.

mod rules;

use sabaki_interpreter::schema;
use serde_json::Value;

/// A file format with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Rule files in YAML.
    Rules,
    /// `*.vocabulary.yaml`
    Vocabulary,
    /// `*.test.yaml`
    Test,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rules, Self::Vocabulary, Self::Test];

    /// Its name on the command line and of its file, without the ending.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Vocabulary => "vocabulary",
            Self::Test => "test",
        }
    }

    /// The schema, JSON Schema draft 7.
    pub fn json(self) -> Value {
        match self {
            Self::Rules => rules::schema(),
            Self::Vocabulary => schema::of_vocabulary(),
            Self::Test => schema::of_tests(),
        }
    }
}

/// A schema as the text of its file.
pub fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}
