//! The arrows and walls between the crates, and the papers that speak of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sabaki_tests::workspace;

/// Which crates of ours each crate may stand on. The picture in `ARCHITECTURE.md` says the same.
const ARROWS: &[(&str, &[&str])] = &[
    ("sabaki-diagnostic", &[]),
    ("sabaki-parser", &["diagnostic"]),
    ("sabaki-interpreter", &["diagnostic", "parser"]),
    ("sabaki-order", &["diagnostic", "interpreter"]),
    ("sabaki-engine", &["diagnostic", "interpreter", "order"]),
    (
        "sabaki-connector",
        &["engine", "order", "interpreter", "diagnostic"],
    ),
    (
        "sabaki-store",
        &["engine", "order", "interpreter", "diagnostic"],
    ),
    ("sabaki-sandbox", &[]),
    (
        "sabaki-lsp",
        &["diagnostic", "parser", "interpreter", "order"],
    ),
    (
        "sabaki",
        &[
            "diagnostic",
            "parser",
            "interpreter",
            "order",
            "engine",
            "connector",
            "store",
        ],
    ),
    (
        "sabaki-cli",
        &[
            "diagnostic",
            "parser",
            "interpreter",
            "order",
            "engine",
            "connector",
            "store",
            "sandbox",
            "lsp",
        ],
    ),
    (
        "sabaki-tests",
        &["sandbox", "diagnostic", "parser", "interpreter", "order"],
    ),
    (
        "sabaki-fuzz",
        &["diagnostic", "parser", "interpreter", "order"],
    ),
];

/// Third-party crates that only one crate of ours may name.
const WALLS: &[(&str, &str)] = &[
    ("pest", "sabaki-parser"),
    ("pest_derive", "sabaki-parser"),
    ("granit-parser", "sabaki-parser"),
    ("sled", "sabaki-store"),
    ("clap", "sabaki-cli"),
    ("annotate-snippets", "sabaki-cli"),
    ("governor", "sabaki-connector"),
    ("lsp-server", "sabaki-lsp"),
    ("gen-lsp-types", "sabaki-lsp"),
];

/// What pure crates may not depend on at all.
const IMPURE: &[&str] = &[
    "tokio", "reqwest", "sled", "axum", "rustix", "tracing", "clap",
];
const PURE: &[&str] = &[
    "sabaki-diagnostic",
    "sabaki-parser",
    "sabaki-interpreter",
    "sabaki-order",
];

type Dependencies = BTreeMap<String, BTreeSet<String>>;

fn normal_dependencies() -> Dependencies {
    let out = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(workspace())
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&out.stdout).expect("cargo metadata gives JSON");
    let mut all = Dependencies::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("name").to_owned();
        let own = package["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            .filter(|d| d["kind"].is_null())
            .map(|d| d["name"].as_str().expect("name").to_owned())
            .collect();
        all.insert(name, own);
    }
    all
}

#[test]
fn data_flows_one_way() {
    let all = normal_dependencies();
    let named: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let there: BTreeSet<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(named, there, "every crate has its arrows written down");
    for (name, allowed) in ARROWS {
        let allowed: BTreeSet<String> = allowed.iter().map(|a| format!("sabaki-{a}")).collect();
        let ours: BTreeSet<String> = all[*name]
            .iter()
            .filter(|d| d.starts_with("sabaki"))
            .cloned()
            .collect();
        let wrong: Vec<_> = ours.difference(&allowed).collect();
        assert!(wrong.is_empty(), "{name} must not stand on {wrong:?}");
    }
}

#[test]
fn third_party_crates_stay_behind_their_walls() {
    for (name, dependencies) in normal_dependencies() {
        for (outside, owner) in WALLS {
            assert!(
                !dependencies.contains(*outside) || name == *owner,
                "{name} names {outside}, which belongs to {owner}"
            );
        }
        if PURE.contains(&name.as_str()) {
            for outside in IMPURE {
                assert!(
                    !dependencies.contains(*outside),
                    "{name} is pure: no {outside}"
                );
            }
        }
    }
}

#[test]
fn the_map_names_every_crate_and_only_what_exists() {
    let root = workspace();
    for paper in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(paper)).expect("the paper is there");
        for path in paths_in(&text) {
            assert!(
                root.join(&path).exists(),
                "{paper} names {path}, which is not there"
            );
        }
    }
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the map is there");
    for entry in fs::read_dir(root.join("crates")).expect("crates/") {
        let name = entry
            .expect("entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        assert!(
            map.contains(&format!("crates/{name}")),
            "ARCHITECTURE.md lacks crates/{name}"
        );
    }
}

/// Back-ticked words that look like paths of this repository, place-holders left out.
fn paths_in(text: &str) -> Vec<String> {
    let roots = ["crates/", "rules/", "examples/", "tests/", "docs/", ".ci/"];
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| roots.iter().any(|root| word.starts_with(root)))
        .filter(|word| !word.contains(['<', '*', ' ', 'X', '…']))
        .map(str::to_owned)
        .collect()
}

#[test]
fn rooms_stay_small() {
    let mut sources = Vec::new();
    collect(&workspace().join("crates"), &mut sources);
    assert!(sources.len() > 50, "the sources are found");
    for path in sources {
        let text = fs::read_to_string(&path).expect("a source file is text");
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        assert!(
            text.starts_with("//!"),
            "{} does not say in its first line what it is",
            path.display()
        );
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}
