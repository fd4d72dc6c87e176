//! What a reference must name: every word of the grammar and of the YAML keys, and all that the
//! vocabulary, the function list and the catalogue hold.

use sabaki_diagnostic::catalogue;
use sabaki_interpreter::function::FUNCTIONS;
use sabaki_order::vocabulary::shipped;

/// The grammar itself, so that a new word is missed here at once.
const GRAMMAR: &str = include_str!("../../../parser/src/dsl/grammar.pest");
/// The keys of the YAML spelling.
const KEYS: &str = include_str!("../../../parser/src/yaml/key.rs");

/// Forms of a word that the reference names by another form of it.
const FORMS: &[&str] = &[
    "間",
    "分間",
    "秒間",
    "日間",
    "始まらない",
    "終わらない",
    "一致する",
    "一致しない",
    "後に",
    "holiday",
    "曜",
];

/// What the document does not name.
pub(crate) fn missing(document: &str) -> Vec<String> {
    let vocabulary = shipped();
    let mut wanted = grammar_words();
    wanted.extend(yaml_keys());
    wanted.extend(
        FUNCTIONS
            .iter()
            .flat_map(|f| [f.id.to_owned(), f.ja.to_owned()]),
    );
    for field in &vocabulary.fields {
        wanted.push(format!("`{}`", field.id));
        wanted.extend(field.ja.iter().map(|name| format!("`{name}`")));
    }
    for record in &vocabulary.records {
        let members = record.fields.iter();
        wanted.extend(members.map(|member| format!("`{}.{}`", record.id, member.id)));
    }
    for value in vocabulary.enumerations.iter().flat_map(|e| &e.values) {
        wanted.push(format!("`{}`", value.id));
    }
    for action in &vocabulary.actions {
        wanted.push(format!("`{}`", action.id));
    }
    wanted.extend(catalogue::pages().map(|page| page.code.to_owned()));
    assert!(wanted.len() > 300, "the words are found: {}", wanted.len());
    wanted.retain(|word| !FORMS.contains(&word.as_str()) && !names(document, word));
    wanted
}

/// Whether the document has this word, as a word of its own.
fn names(document: &str, word: &str) -> bool {
    let ascii = word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    document.match_indices(word).any(|(at, _)| {
        let before = document[..at].chars().next_back();
        let after = document[at + word.len()..].chars().next();
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        !ascii || !joins(before) && !joins(after)
    })
}

/// The quoted words in the grammar's lines about words: `k_…`, `s_…`, `j_…`, `b_…`, `p_…`, policies.
pub(crate) fn grammar_words() -> Vec<String> {
    let starts = [
        "k_", "s_", "j_", "b_", "p_", "first ", "unique ", "collect ", "unit ", "bool_",
    ];
    let lines = GRAMMAR
        .lines()
        .filter(|line| starts.iter().any(|start| line.starts_with(start)));
    let words = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    words
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// The names in the lines `Self::Key => ("key", "鍵")`.
fn yaml_keys() -> Vec<String> {
    let lines = KEYS.lines().filter(|line| line.contains("=> (\""));
    let names = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}
