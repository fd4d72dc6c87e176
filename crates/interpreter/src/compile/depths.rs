//! What goes deep or grows when it is written out: an error with its code, on a small stack.

use std::thread;

use jiff::Timestamp;
use sabaki_diagnostic::code::Severity;

use super::compile;
use crate::decide::decide;
use crate::explain::explain;
use crate::facts::read::FactsReader;
use crate::memory::Memory;
use crate::rule_files::RuleFiles;
use crate::vocabulary::samples::shipped;

/// The codes of a text; what has none is decided and explained as well, all on a stack of 2 MiB.
fn codes(text: String) -> Vec<String> {
    let small = thread::Builder::new().stack_size(2 * 1024 * 1024);
    let done = small.spawn(move || {
        let vocabulary = shipped();
        let mut files = RuleFiles::default();
        files.sources.add("a.rules", text);
        let compiled = compile(&vocabulary, &files);
        if let Some(rules) = &compiled.rules {
            let items = r#"[{"sku":"A","quantity":2},{"sku":"B"},{"sku":"C","quantity":1}]"#;
            let json = format!(r#"{{"order_number":"1","status":100,"items":{items}}}"#);
            let json = serde_json::from_str(&json).unwrap();
            let facts = FactsReader::new(&vocabulary).read(&json).unwrap().facts;
            let decision = decide(rules, &facts, Timestamp::UNIX_EPOCH, &Memory::default());
            let again = explain(rules, &facts, Timestamp::UNIX_EPOCH, &Memory::default());
            assert_eq!(decision, again.decision);
        }
        let found = compiled
            .diagnostics
            .iter()
            .filter(|d| d.severity() == Severity::Error);
        found.map(|d| d.code().to_string()).collect()
    });
    done.unwrap().join().unwrap()
}

const NONE: [&str; 0] = [];

/// So often one around the other.
fn nest(times: usize, before: &str, inner: &str, after: &str) -> String {
    let (open, close) = (before.repeat(times), after.repeat(times));
    format!("when {open}{inner}{close} then confirm")
}

fn lets(value: impl Fn(usize) -> String) -> String {
    let lets = (1..64).map(|n| format!("let a{n} = {}\n", value(n - 1)));
    format!(
        "let a0 = gift\n{}when a63 then confirm",
        lets.collect::<String>()
    )
}

#[test]
fn what_may_stand_in_sixty_four_brackets() {
    for (before, inner, after) in [
        ("not (", "gift", ")"),
        ("(gift or wrapping and not ", "(gift or wrapping)", ")"),
        ("any items has (order.gift or ", "gift", ")"),
    ] {
        let asks = before.starts_with("any");
        let text = nest(if asks { 3 } else { 63 }, before, inner, after);
        assert_eq!(codes(text), NONE, "{before}");
    }
    let days = nest(63, "add_business_days(", "today", ", 1)").replace(" then", " > today then");
    assert_eq!(codes(days), NONE);
}

#[test]
fn brackets_nots_and_signs_together() {
    for (before, inner, after) in [
        ("not not not (", "gift", ")"),
        ("(1 + 1 + 1 + ", "1", ") > 1"),
    ] {
        let text = nest(60, before, inner, after);
        assert!(codes(text).contains(&"E0702".to_owned()), "{before}");
    }
    let many = format!("{}(", "not ".repeat(60));
    let text = nest(64, &many, "gift", ")");
    assert_eq!(codes(text), ["E0702"]);
}

#[test]
fn lets_with_brackets_of_their_own() {
    assert_eq!(codes(lets(|n| format!("not (a{n} and gift)"))), NONE);
    let deep = |n| format!("{}a{n} and gift{}", "(".repeat(60), ")".repeat(60));
    let found = codes(lets(deep));
    assert!(!found.is_empty() && found.iter().all(|code| code == "E0702"));
}

#[test]
fn a_rule_and_the_lets_that_it_uses() {
    let rule = |used| {
        let deep = lets(|n| format!("not (a{n} and gift)"));
        deep.replace("when a63 then confirm", &nest(60, "(", used, ")"))
    };
    assert_eq!(codes(rule("a63")), NONE);
    assert_eq!(
        codes(rule("not not not not not not not not a63")),
        ["E0702"]
    );
}

#[test]
fn questions_within_questions() {
    assert_eq!(codes(nest(3, "any items has (", "quantity > 1", ")")), NONE);
    assert_eq!(
        codes(nest(4, "any items has (", "quantity > 1", ")")),
        ["E0702"]
    );
    let counts = nest(4, "count(items where ", "quantity > 1", ") > 1");
    assert_eq!(codes(counts), ["E0702"]);
    let through_lets = "let a = any items has (any items has (quantity > 1))
        when any items has (any items has (a)) then confirm";
    assert_eq!(codes(through_lets.to_owned()), NONE);
}

/// Each of these doubled with every bracket.
#[test]
fn what_is_compared_twice_stands_once() {
    for (before, inner, after) in [
        ("(", "gift", " between gift and gift)"),
        ("(", "total", " 1以上 2未満)"),
        ("count(items where ", "quantity", " between 0 and 2) > 1"),
        ("count(items where (", "quantity", ") in (1, quantity)) > 1"),
    ] {
        let found = codes(nest(40, before, inner, after));
        assert!(
            !found.is_empty() && found.len() < 100,
            "{before}: {}",
            found.len()
        );
    }
}

#[test]
fn heads_and_values_written_out() {
    let long = vec!["quantity > 1"; 2_000].join(" or ");
    let values = vec!["length(remarks)"; 2_000].join(", ");
    let text = format!("when count(items where {long}) in ({values}) then confirm");
    assert_eq!(codes(text), ["E0754"]);
    let rows = " | 「a」を含む | a |\n".repeat(20);
    let head = format!("without(remarks, ({}))", vec!["\"a\""; 2_000].join(", "));
    let found = codes(format!("table 札 collect\n | {head} | then tag |\n{rows}"));
    assert!(found.iter().all(|code| code == "E0702") && !found.is_empty());
}
