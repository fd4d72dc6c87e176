//! The conformance suite: every file in `tests/conformance/` says what rules mean.
//!
//! A file is a list of groups: rule text, data files, and cases with facts, an instant and the
//! expected decision, or the expected diagnostics. Each case also proves two things that no file
//! has to say: the order of files and rules changes nothing, and until `look_again` time alone
//! changes nothing.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test reads its files and says by panicking that it failed"
)]

#[path = "conformance_suite/case.rs"]
mod case;
#[path = "conformance_suite/chance.rs"]
mod chance;
#[path = "conformance_suite/chance_order.rs"]
mod chance_order;
#[path = "conformance_suite/chance_rule.rs"]
mod chance_rule;
#[path = "conformance_suite/chance_time.rs"]
mod chance_time;
#[path = "conformance_suite/claims.rs"]
mod claims;
#[path = "conformance_suite/codes.rs"]
mod codes;
#[path = "conformance_suite/covered.rs"]
mod covered;
#[path = "conformance_suite/days.rs"]
mod days;
#[path = "conformance_suite/generated.rs"]
mod generated;
#[path = "conformance_suite/model.rs"]
mod model;
#[path = "conformance_suite/packs.rs"]
mod packs;
#[path = "conformance_suite/pages.rs"]
mod pages;
#[path = "conformance_suite/past.rs"]
mod past;
#[path = "conformance_suite/pen.rs"]
mod pen;
#[path = "conformance_suite/proved.rs"]
mod proved;
#[path = "conformance_suite/reference.rs"]
mod reference;
#[path = "conformance_suite/run.rs"]
mod run;
#[path = "conformance_suite/slow_action.rs"]
mod slow_action;
#[path = "conformance_suite/slow_decision.rs"]
mod slow_decision;
#[path = "conformance_suite/time_alone.rs"]
mod time_alone;
#[path = "conformance_suite/tongue.rs"]
mod tongue;
#[path = "conformance_suite/written_condition.rs"]
mod written_condition;
#[path = "conformance_suite/written_rule.rs"]
mod written_rule;
#[path = "conformance_suite/written_table.rs"]
mod written_table;
#[path = "conformance_suite/written_value.rs"]
mod written_value;
#[path = "conformance_suite/written_yaml.rs"]
mod written_yaml;
#[path = "conformance_suite/yaml_node.rs"]
mod yaml_node;

use std::path::Path;

#[test]
fn every_case_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut failures = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let groups: Vec<case::Group> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for group in &groups {
            failures.extend(run::group(&name, group));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn until_look_again_nothing_changes() {
    let failures = time_alone::failures(16);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn shipped_packs_compile() {
    let failures = packs::failures();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn pages_show_what_they_say() {
    let failures = pages::failures();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// `SABAKI_GENERATED=100000 cargo test --release -p sabaki-interpreter --test conformance made_by`
/// tries that many, from the seed `SABAKI_SEED` on.
#[test]
fn rule_sets_made_by_chance_mean_the_same_everywhere() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let first: u64 = number("SABAKI_SEED").unwrap_or(0);
    let sets: u64 = number("SABAKI_GENERATED").unwrap_or(15);
    let (failures, refused) = generated::failures(first..first + sets);
    eprintln!("{sets} rule sets from seed {first}, {refused} of them refused");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn chance_makes_the_whole_language() {
    let missing = covered::missing(400);
    assert!(missing.is_empty(), "chance never makes {missing:?}");
}

/// `SABAKI_GENERATED` and `SABAKI_SEED` as above.
#[test]
fn what_is_proved_is_so() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let first: u64 = number("SABAKI_SEED").unwrap_or(0);
    let sets: u64 = number("SABAKI_GENERATED").unwrap_or(3);
    let (failures, proved) = proved::failures(first..first + sets);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    let expected = usize::try_from(sets).unwrap() * 5;
    assert!(proved >= expected, "only {proved} findings to try");
}

/// `SABAKI_GENERATED` and `SABAKI_SEED` as above.
#[test]
fn what_is_proved_of_whole_sets_is_so() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let first: u64 = number("SABAKI_SEED").unwrap_or(0);
    let sets: u64 = number("SABAKI_GENERATED").unwrap_or(60);
    let (failures, tried) = claims::failures(first..first + sets);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    eprintln!("{tried} claims tried");
    assert!(tried as u64 >= sets / 15, "only {tried} claims to try");
}
