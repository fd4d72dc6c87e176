//! The world reads no clock and keeps nothing in an order that depends on a run: a promise kept by reading its source.

#![allow(
    clippy::unwrap_used,
    reason = "a test that does not find what it looks for shall fail at once"
)]

use std::path::{Path, PathBuf};

/// Words that have no place in a room, with what they would bring in.
const FORBIDDEN: [&str; 8] = [
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
    "HashMap",
    "HashSet",
    "tokio::",
    "std::env",
    "std::fs",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn world_and_wire_are_pure() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for room in ["world", "rms", "rms_older", "nextengine", "control"] {
        sources(&src.join(room), &mut files);
    }
    assert!(files.len() > 40, "the rooms have been moved");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in FORBIDDEN {
            assert!(!text.contains(word), "{} has `{word}`", file.display());
        }
    }
}

#[test]
fn nothing_is_shared_with_our_own_clients() {
    let manifest = include_str!("../Cargo.toml");
    let own = manifest
        .lines()
        .filter(|line| line.starts_with("sabaki"))
        .count();
    assert_eq!(
        own, 0,
        "a type shared with a client would let a mistake on the wire cancel out"
    );
}
