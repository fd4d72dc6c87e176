//! What the generated rule sets hold: every keyword of the grammar, every form of the tree.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sabaki_diagnostic::source::FileId;
use sabaki_parser::yaml::key::{CONDITION, FILE, RULE, TABLE};

use super::chance::Chance;
use super::pen::Pen;

const GRAMMAR: &str = include_str!("../../../parser/src/dsl/grammar.pest");

/// Grammar rules whose quoted words are words of the language.
const WORDED: &[&str] = &[
    "k_", "s_", "p_", "j_", "b_", "unit", "bool_", "first", "unique", "collect", "weekday",
    "money", "int",
];
/// Words that only stand in a look ahead, or are written otherwise.
const NOT_WORDS: &[&str] = &["ない", "day", "sday", "nesday", "rsday", "urday", "up"];

/// Forms of the tree as they are shown for debugging.
const FORMS: &[&str] = &[
    "Rule(Rule {",
    "Let(Let {",
    "List(List {",
    "Calendar(Calendar {",
    "Table(Table {",
    "Partial(",
    "name: None",
    "own_line: true",
    "own_line: false",
    "priority: Some(",
    "owner: Some(",
    "doc: Some(",
    "shadow: Some(",
    "unless: Some(",
    "from: Some(Spanned { node: Day(",
    "from: Some(Spanned { node: Minute(",
    "from: Some(Spanned { node: Second(",
    "until: Some(Spanned { node: Day(",
    "until: Some(Spanned { node: Minute(",
    "until: Some(Spanned { node: Second(",
    "Then(Then {",
    "Hold(Hold {",
    "Everything(",
    "because: None",
    "because: Some(",
    "after: Some(",
    "from: Some(Expr { kind: Name(",
    "from: Some(Expr { kind: Paren(",
    "at: Some(",
    "during: Some(",
    "every: Some(",
    "Literal(Int(",
    "Literal(Money(",
    "Literal(Text(",
    "Literal(Bool(true",
    "Literal(Bool(false",
    "Literal(Date(",
    "Literal(Time(",
    "Literal(DateTime(Minute(",
    "Literal(Duration(",
    "Tuple(",
    "Paren(",
    "Not(",
    "And(",
    "Or(",
    "Compare { op:",
    "In { negated: false, value:",
    "In { negated: true, value:",
    "Between { negated: false",
    "Between { negated: true",
    "Text { test: Contains, negated: false",
    "Text { test: Contains, negated: true",
    "Text { test: ContainsAnyOf, negated: false",
    "Text { test: ContainsAnyOf, negated: true",
    "Text { test: StartsWith, negated: false",
    "Text { test: StartsWith, negated: true",
    "Text { test: EndsWith, negated: false",
    "Text { test: EndsWith, negated: true",
    "Matches { negated: false",
    "Matches { negated: true",
    "Is { negated: false, value:",
    "Is { negated: true, value:",
    "node: Empty",
    "node: Known",
    "node: Unknown",
    "node: Holiday",
    "node: BusinessDay",
    "During { negated: false",
    "During { negated: true",
    "Quantifier { kind: Spanned { node: Any",
    "Quantifier { kind: Spanned { node: Every",
    "Quantifier { kind: Spanned { node: No",
    "Count {",
    "Sum {",
    "predicate: None",
    "predicate: Some(",
    "Call {",
    "Arithmetic { op: Spanned { node: Add",
    "Arithmetic { op: Spanned { node: Subtract",
    "node: Equal",
    "node: NotEqual",
    "node: Less",
    "node: LessOrEqual",
    "node: Greater",
    "node: GreaterOrEqual",
    "node: First",
    "node: Unique",
    "node: Collect",
    "body: Inline(",
    "body: File(",
    "source: Inline(",
    "source: File(",
    "kind: Condition(",
    "kind: Then(",
    "kind: Hold(",
    "kind: Any",
    "Values { negated: false",
    "Values { negated: true",
    "InList { negated: false",
    "InList { negated: true",
    "kind: Compare { op: Less",
    "Range {",
    "Is { negated: false, what:",
    "Is { negated: true, what:",
    "kind: Yes",
    "kind: Argument(",
    "kind: Reason(",
    "Weekly {",
    "hours: []",
    "Except(",
    "Also {",
    "Holidays(",
    "Date(20",
    "Range(20",
];

/// Ways of writing a node in YAML.
const NODES: &[&str] = &[
    ": |\n", ": |-\n", ": >\n", ": >-\n", ": [", ": {", "- [", ": \"", ": '", "  # ",
];

/// The quoted words of the grammar's keywords.
fn words() -> BTreeSet<&'static str> {
    let lines = GRAMMAR.lines().filter(|line| {
        let name = line.split('=').next().unwrap_or("").trim();
        WORDED.iter().any(|start| match start.strip_suffix('_') {
            Some(_) => name.starts_with(start),
            None => name == *start,
        })
    });
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    quoted
        .filter(|word| word.chars().all(char::is_alphabetic) && !NOT_WORDS.contains(word))
        .collect()
}

/// Whether a word stands somewhere, in the Latin alphabet by itself.
fn stands(word: &str, text: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let alone = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !word.is_ascii() || word.len() == 1 || !letter(before) && !letter(after)
    };
    text.match_indices(word).any(|(at, _)| alone(at))
}

/// What stands in none of the first so many sets.
pub(crate) fn missing(sets: u64) -> Vec<String> {
    let (mut text, mut yaml, mut forms) = (String::new(), String::new(), String::new());
    for seed in 0..sets {
        let set = Chance::new(seed).set();
        let wild = Pen::wild(seed).set(&set);
        if seed % 4 == 0 {
            let parsed = sabaki_parser::parsed::parse(FileId(0), "wild.rules", &wild);
            let _ = writeln!(forms, "{:?}", parsed.file);
        }
        text.push_str(&wild);
        yaml.push_str(&Pen::wild(!seed).yaml(&set));
    }
    let small = text.to_lowercase();
    let words = words();
    assert!(words.len() > 150, "the grammar is written otherwise");
    let words = words.into_iter().filter(|word| !stands(word, &small));
    let forms = FORMS.iter().copied().filter(|form| !forms.contains(form));
    let keys = [FILE, RULE, TABLE, CONDITION].concat();
    let keys = keys.iter().flat_map(|key| <[&str; 2]>::from(key.names()));
    let unquoted = yaml.replace(['"', '\''], "");
    let keys = keys.filter(|key| !unquoted.contains(&format!("{key}:")));
    let nodes = NODES.iter().copied().filter(|node| !yaml.contains(node));
    words
        .chain(forms)
        .chain(keys)
        .chain(nodes)
        .map(str::to_owned)
        .collect()
}
