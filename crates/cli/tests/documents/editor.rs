//! The editor's folder: its grammar colours the words of the language and no others, and what its
//! manifest names is there.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use sabaki_interpreter::function::FUNCTIONS;
use serde_json::Value;

use crate::words::grammar_words;
use crate::workspace;

/// Cells and switches, which the parser reads without its grammar.
const CELLS: &str = concat!(
    include_str!("../../../parser/src/dsl/table.rs"),
    include_str!("../../../parser/src/yaml/lower/mod.rs"),
);
/// The parser's lines on lengths of time: they are no words of their own.
const UNITS: &[&str] = &[
    "時間", "分間", "分", "秒間", "秒", "日間", "日", "週間", "週", "s", "m", "h", "d", "w",
];
/// Particles of one sign hang on names, and would colour every other sign of a text.
const PARTICLES: &[&str] = &["が", "は", "の", "を", "で", "に", "ない"];

fn file(name: &str) -> String {
    let path = workspace().join("examples/editor").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&file(name)).unwrap()
}

/// The words of the patterns: what stands between bars in their plain groups.
fn coloured() -> BTreeSet<String> {
    let grammar = json("syntaxes/sabaki.tmLanguage.json");
    let patterns = grammar["repository"]["keyword"]["patterns"].as_array();
    let mut words = BTreeSet::new();
    for pattern in patterns.unwrap() {
        let text = pattern["match"].as_str().unwrap();
        let groups = text.split('(').filter(|group| !group.starts_with('?'));
        let groups = groups.filter_map(|group| group.split_once(')'));
        for (group, _) in groups {
            let alternatives = group.split('|').filter(|word| !word.contains(']'));
            words.extend(alternatives.map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_word_of_the_language_is_coloured_and_no_other() {
    let coloured = coloured();
    let words: BTreeSet<String> = grammar_words().into_iter().collect();
    let plain =
        |word: &&String| !UNITS.contains(&word.as_str()) && !PARTICLES.contains(&word.as_str());
    let missing: Vec<_> = words
        .iter()
        .filter(plain)
        .filter(|word| !coloured.contains(*word))
        .collect();
    assert!(missing.is_empty(), "not coloured: {missing:?}");
    let time = json("syntaxes/sabaki.tmLanguage.json")["repository"]["time"].to_string();
    for unit in UNITS {
        let written = unit.is_ascii() && time.contains("[smhdw]");
        assert!(
            written || time.contains(unit.trim_end_matches('間')),
            "{unit}"
        );
    }
    let is_word = |word: &str| {
        let stem = word.trim_end_matches("でない");
        words.contains(word)
            || words.contains(stem)
            || FUNCTIONS.iter().any(|f| f.id == word || f.ja == word)
            || CELLS.contains(&format!("\"{word}\""))
    };
    let further: Vec<_> = coloured.iter().filter(|word| !is_word(word)).collect();
    assert!(further.is_empty(), "no words: {further:?}");
    for function in FUNCTIONS {
        assert!(coloured.contains(function.id) && coloured.contains(function.ja));
    }
}

#[test]
fn the_manifest_names_what_is_there() {
    let manifest = json("package.json");
    let client = file("client.js");
    let contributes = &manifest["contributes"];
    assert_eq!(manifest["main"], "./client.js");
    let named = ["languages", "grammars", "yamlValidation"];
    let named = named
        .iter()
        .flat_map(|key| contributes[key].as_array().unwrap());
    let paths = named.flat_map(|entry| ["configuration", "path", "url"].map(|key| &entry[key]));
    let mut count = 0;
    for path in paths.filter_map(Value::as_str) {
        json(path.trim_start_matches("./"));
        count += 1;
    }
    assert_eq!(count, 6);
    for command in contributes["commands"].as_array().unwrap() {
        let command = command["command"].as_str().unwrap();
        assert!(
            client.contains(&format!("registerCommand(\"{command}\"")),
            "{command}"
        );
    }
    let settings = contributes["configuration"]["properties"]
        .as_object()
        .unwrap();
    for used in client.split("settings.get(\"").skip(1) {
        let name = used.split('"').next().unwrap();
        assert!(settings.contains_key(&format!("sabaki.{name}")), "{name}");
    }
    // What it starts exists.
    assert!(client.contains("args: [\"lsp\"]"));
    let started = Command::new(env!("CARGO_BIN_EXE_sabaki"))
        .args(["lsp", "--stdio"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(started.status.code(), Some(1), "the client is gone at once");
}
