//! Where a cursor stands in a YAML rule file: after which key, and what of the value is there.

use sabaki_parser::yaml::key::{CONDITION, FILE, Key, RULE, SOURCE, TABLE};

/// What stands before the cursor in YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot<'t> {
    /// A key begins.
    Key {
        /// What can stand there.
        keys: &'static [Key],
        /// The key so far.
        text: &'t str,
    },
    /// A value under this key; its text so far.
    Value {
        /// The nearest key that gives the value its meaning.
        key: &'t str,
        /// The value so far.
        text: &'t str,
    },
}

/// The keys under which expressions stand, in both languages.
const EXPRESSION: &[&str] = &[
    "when",
    "unless",
    "all",
    "any",
    "none",
    "条件",
    "除外",
    "すべて",
    "全て",
    "どれか",
    "どれでもない",
];

/// The place of a cursor, which is the end of the text.
pub(super) fn spot(text: &str) -> Spot<'_> {
    let (above, line) = text.rsplit_once('\n').unwrap_or(("", text));
    let (indent, content) = content(line);
    if let Some((key, value)) = key(content) {
        let key = meaning(key, above, indent);
        return Spot::Value {
            key,
            text: unquoted(value),
        };
    }
    let item = line.trim_start().starts_with('-');
    match parent(above, indent) {
        Some((_, parent)) if item && is_value(parent) => Spot::Value {
            key: meaning(parent, above, indent),
            text: unquoted(content),
        },
        Some((_, parent)) => Spot::Key {
            keys: keys(parent),
            text: content,
        },
        None => Spot::Key {
            keys: FILE,
            text: content,
        },
    }
}

/// The keys that can stand beneath a key.
fn keys(parent: &str) -> &'static [Key] {
    match parent {
        "rules" | "ルール" => RULE,
        "tables" | "表" | "テーブル" => TABLE,
        "let" | "定義" | "lists" | "リスト" | "一覧" | "calendars" | "カレンダー" | "暦" => {
            &[]
        }
        parent if EXPRESSION.contains(&parent) => CONDITION,
        _ => SOURCE,
    }
}

fn is_value(key: &str) -> bool {
    EXPRESSION.contains(&key) || matches!(key, "then" | "hold" | "実行" | "保留")
}

/// The word of the DSL that stands for a key; `let` for a name beneath it.
fn meaning<'t>(key: &'t str, above: &'t str, indent: usize) -> &'t str {
    if EXPRESSION.contains(&key) {
        return "when";
    }
    match parent(above, indent) {
        Some((_, "let" | "定義")) => "when",
        _ => key,
    }
}

/// The key beneath which a line of this indentation stands.
fn parent(above: &str, indent: usize) -> Option<(usize, &str)> {
    above.lines().rev().find_map(|line| {
        let (own, content) = content(line);
        let (key, value) = key(content)?;
        let opens = value.trim().is_empty();
        (opens && own < indent.max(1)).then_some((own, key))
    })
}

/// The column of what a line says, behind its dashes, and that itself.
fn content(line: &str) -> (usize, &str) {
    let content = line.trim_start_matches([' ', '-']);
    let dashes = line.len() - content.len();
    (dashes, content)
}

fn key(content: &str) -> Option<(&str, &str)> {
    let (key, value) = content.split_once([':', '：'])?;
    let key = key.trim().trim_matches(['"', '\'']);
    let plain = !key.is_empty() && !key.contains([' ', '#', '(', '"']);
    plain.then_some((key, value))
}

fn unquoted(value: &str) -> &str {
    let value = value.trim_start();
    value
        .strip_prefix(['"', '\''])
        .filter(|rest| !rest.contains(['"', '\'']))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_gives_a_value_its_meaning() {
        let value = |key, text| Spot::Value { key, text };
        let key = |keys, text| Spot::Key { keys, text };
        let cases = [
            (
                "rules:\n  - rule: x\n    when: status = ",
                value("when", "status = "),
            ),
            (
                "rules:\n  - when:\n      all:\n        - status = 発",
                value("when", "status = 発"),
            ),
            ("rules:\n  - then:\n      - aw", value("then", "aw")),
            ("let:\n  高額: total >", value("when", "total >")),
            ("rules:\n  - rule: x\n    wh", key(RULE, "wh")),
            ("ru", key(FILE, "ru")),
            ("rules:\n  - ", key(RULE, "")),
            ("tables:\n  - table: x\n    co", key(TABLE, "co")),
            ("rules:\n  - when:\n      a", key(CONDITION, "a")),
            ("lists:\n  離島:\n    f", key(SOURCE, "f")),
            ("lists:\n  ", key(&[], "")),
        ];
        for (text, expected) in cases {
            assert_eq!(spot(text), expected, "{text}");
        }
    }
}
