//! Every limit on rule text, with its code: what is at the limit is fine, what is beyond is an error.

use std::fmt::Write as _;

use sabaki_diagnostic::code::Severity;

use super::{Compiled, compile};
use crate::rule_files::RuleFiles;
use crate::vocabulary::samples::shipped;

fn with(name: &str, text: &str, data: &[(&str, &[u8])]) -> Compiled {
    let mut files = RuleFiles::default();
    files.sources.add(name, text);
    for (name, bytes) in data {
        files.attached.insert((*name).to_owned(), bytes.to_vec());
    }
    compile(&shipped(), &files)
}

fn codes(name: &str, text: &str, data: &[(&str, &[u8])]) -> Vec<String> {
    let said = with(name, text, data).diagnostics;
    said.iter().map(|d| d.code().to_string()).collect()
}

fn rules(text: &str) -> Vec<String> {
    codes("a.rules", text, &[])
}

const NONE: [&str; 0] = [];

#[test]
fn a_file_of_one_mebibyte() {
    let rule = "when gift then confirm\n";
    let pad = |length: usize| format!("{rule}#{}", "x".repeat(length - rule.len() - 1));
    assert_eq!(rules(&pad(1024 * 1024)), NONE);
    assert_eq!(rules(&pad(1024 * 1024 + 1)), ["E0701"]);
    let rule = "rules: [{when: gift, then: confirm}]\n";
    let pad = |length: usize| format!("{rule}#{}", "x".repeat(length - rule.len() - 1));
    assert_eq!(codes("a.yaml", &pad(1024 * 1024), &[]), NONE);
    assert_eq!(codes("a.yaml", &pad(1024 * 1024 + 1), &[]), ["E0701"]);
}

#[test]
fn a_set_of_eight_mebibytes() {
    let set = |last: usize| {
        let mut files = RuleFiles::default();
        let rule = "when gift then confirm\n";
        for (number, length) in [1 << 20; 7].into_iter().chain([last]).enumerate() {
            let text = format!("{rule}#{}", "x".repeat(length - rule.len() - 1));
            files.sources.add(format!("{number}.rules"), text);
        }
        let said = compile(&shipped(), &files).diagnostics;
        let errors = said.iter().filter(|d| d.severity() == Severity::Error);
        errors.map(|d| d.code().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(set(1 << 20), NONE);
    assert_eq!(set((1 << 20) + 1), ["E0750"]);
}

#[test]
fn nests_of_sixty_four() {
    let nest = |depth: usize| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!("when {open}gift{close} then confirm")
    };
    assert_eq!(rules(&nest(64)), NONE);
    assert_eq!(rules(&nest(65)), ["E0702"]);
    assert_eq!(rules(&nest(20_000)), ["E0702"]);
    let nots = format!("when {}gift then confirm", "not ".repeat(20_000));
    assert_eq!(rules(&nots), ["E0702"]);
    let yaml = |depth: usize| {
        let (open, close) = ("{all: [".repeat(depth), "]}".repeat(depth));
        format!("rules: [{{when: {open}gift{close}, then: confirm}}]")
    };
    // Lists and maps may be 64 deep: the rule, and thirty conditions of a map and a list each.
    assert_eq!(codes("a.yaml", &yaml(30), &[]), NONE);
    assert!(codes("a.yaml", &yaml(31), &[]).contains(&"E0807".to_owned()));
    let deep = codes("a.yaml", &yaml(1000), &[]);
    assert!(!deep.is_empty() && deep.iter().all(|code| code.starts_with('E')));
    let scalar = |depth: usize| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!("rules: [{{when: {open}gift{close}, then: confirm}}]")
    };
    assert_eq!(codes("a.yaml", &scalar(64), &[]), NONE);
    assert_eq!(codes("a.yaml", &scalar(65), &[]), ["E0702"]);
}

#[test]
fn lets_upon_sixty_four_lets() {
    let chain = |depth: usize, rising: bool, nest: usize| {
        let (open, close) = ("(".repeat(nest), ")".repeat(nest));
        let mut lets: Vec<String> = (1..depth)
            .map(|n| format!("let a{n} = {open}a{} and noshi is empty{close}\n", n - 1))
            .collect();
        lets.push("let a0 = gift\n".to_owned());
        if rising {
            lets.reverse();
        }
        format!("{}when a{} then confirm", lets.concat(), depth - 1)
    };
    for rising in [true, false] {
        assert_eq!(rules(&chain(64, rising, 1)), NONE);
        assert_eq!(rules(&chain(65, rising, 0)), ["E0702"]);
    }
    for rising in [true, false] {
        let said = rules(&chain(500, rising, 0));
        assert!(
            !said.is_empty() && said.iter().all(|code| code == "E0702"),
            "{said:?}"
        );
    }
}

#[test]
fn texts_of_four_kibibytes() {
    // The quotes count.
    let text = |length: usize| format!("when gift then note \"{}\"", "x".repeat(length - 2));
    assert_eq!(rules(&text(4096)), NONE);
    assert_eq!(rules(&text(4097)), ["E0703"]);
    let text = |length: usize| {
        let text = "x".repeat(length - 2);
        format!("rules: [{{when: gift, then: 'note \"{text}\"'}}]")
    };
    assert_eq!(codes("a.yaml", &text(4096), &[]), NONE);
    assert_eq!(codes("a.yaml", &text(4097), &[]), ["E0703"]);
}

#[test]
fn lists_of_a_hundred_thousand_entries() {
    let list = "list L from \"l.csv\"\nwhen remarks contains any of L hold confirm";
    let entries = |count: usize| {
        let mut text = String::new();
        for n in 0..count {
            let _ = writeln!(text, "{n}");
        }
        text
    };
    let text = entries(100_000);
    assert_eq!(codes("a.rules", list, &[("l.csv", text.as_bytes())]), NONE);
    let text = entries(100_001);
    let found = codes("a.rules", list, &[("l.csv", text.as_bytes())]);
    assert_eq!(found, ["E0753"]);
    let yaml =
        "lists: {L: {from: l.csv}}\nrules: [{when: remarks contains any of L, hold: confirm}]";
    let found = codes("a.yaml", yaml, &[("l.csv", text.as_bytes())]);
    assert_eq!(found, ["E0753"]);
}

#[test]
fn patterns_of_sixty_four_kibibytes() {
    assert_eq!(rules("when remarks matches /a{100}/ hold confirm"), NONE);
    assert_eq!(
        rules("when remarks matches /(a{1000}){1000}/ hold confirm"),
        ["E0752"]
    );
    let yaml = |pattern| format!("rules: [{{when: 'remarks matches /{pattern}/', hold: confirm}}]");
    assert_eq!(codes("a.yaml", &yaml("a{100}"), &[]), NONE);
    assert_eq!(codes("a.yaml", &yaml("(a{1000}){1000}"), &[]), ["E0752"]);
}

#[test]
fn characters_that_nobody_sees() {
    for hidden in [
        '\u{0}', '\u{1b}', '\u{7f}', '\u{85}', '\u{200b}', '\u{200d}', '\u{200e}', '\u{202a}',
        '\u{202e}', '\u{2066}', '\u{2069}', '\u{2060}', '\u{ad}', '\u{feff}',
    ] {
        let text = format!("when gift then note \"a{hidden}b\"");
        assert_eq!(rules(&text), ["E0704"], "{hidden:?}");
        let text = format!("# a{hidden}b\nwhen gift then confirm");
        assert_eq!(rules(&text), ["E0704"], "in a comment: {hidden:?}");
        let text = format!("rules: [{{when: gift, then: 'note \"a{hidden}b\"'}}]");
        let found = codes("a.yaml", &text, &[]);
        assert!(
            found.contains(&"E0704".to_owned()),
            "in YAML: {hidden:?} {found:?}"
        );
    }
    let bom = "\u{feff}when gift then confirm";
    assert_eq!(rules(bom), NONE);
}

#[test]
fn names_of_mixed_scripts() {
    // The second letter is Cyrillic.
    assert_eq!(rules("when t\u{43e}tal > 100 hold confirm"), ["E0705"]);
    let yaml = "rules: [{when: t\u{43e}tal > 100, hold: confirm}]";
    assert_eq!(codes("a.yaml", yaml, &[]), ["E0705"]);
    assert_eq!(
        rules("let SKU数 = total\nwhen SKU数 > 1 hold confirm"),
        NONE
    );
}

#[test]
fn no_aliases_in_yaml() {
    for text in [
        "rules: [&a {when: gift, then: confirm}]",
        "rules: [{when: gift, then: confirm}, *a]",
        "rules: [{<<: {when: gift}, then: confirm}]",
        "rules: [{when: !!int gift, then: confirm}]",
    ] {
        let found = codes("a.yaml", text, &[]);
        assert!(
            found.iter().any(|code| code.starts_with("E08")),
            "{found:?}"
        );
    }
}

#[test]
fn only_files_that_the_caller_attached_are_read() {
    for path in ["../l.csv", "/etc/hosts", "x/../../l.csv", "l.csv\u{0}", ""] {
        let text = format!("list L from \"{path}\"\nwhen remarks in L hold confirm");
        let found = codes("a.rules", &text, &[("l.csv", b"a\n")]);
        let refused = ["E0209", "E0704"];
        let first = found.first().map_or("", String::as_str);
        assert!(refused.contains(&first), "{path}: {found:?}");
    }
    let text = "list L from \"./sub/l.csv\"\nwhen remarks in L hold confirm";
    assert_eq!(codes("a.rules", text, &[("sub/l.csv", b"a\n")]), NONE);
}
