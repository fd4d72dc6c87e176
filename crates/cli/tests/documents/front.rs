//! What a newcomer meets first: the README's screenful, the help, the pages of the rule packs.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the program: its exit code and what it printed.
pub(crate) fn sabaki(args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sabaki"));
    let ran = command.args(args).env("NO_COLOR", "1").output().unwrap();
    (ran.status.code(), String::from_utf8(ran.stdout).unwrap())
}

/// The lines of the README's first output that the demo does not print.
pub(crate) fn missing_from_demo(readme: &str) -> Vec<String> {
    let (_, shown) = readme.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert!(shown.lines().count() > 10, "a screenful");
    let folder = std::env::temp_dir().join(format!("sabaki-readme-{}", std::process::id()));
    let dir = folder.to_string_lossy().into_owned();
    let (code, out) = sabaki(&["demo", "--lang", "ja", "--dir", &dir]);
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(code, Some(0), "{out}");
    let printed: Vec<&str> = out.lines().map(str::trim).collect();
    let lines = shown.lines().map(str::trim).filter(|line| *line != "…");
    let missing = lines.filter(|line| !printed.contains(line));
    missing.map(str::to_owned).collect()
}

/// The rule packs without a `README.md`, or with one that nobody reads to its end.
pub(crate) fn packs_without_page(packs: &Path) -> Vec<String> {
    let folders = fs::read_dir(packs)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let wrong = folders.filter(|folder| folder.is_dir()).filter(|folder| {
        let page = fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        let lines = page.lines().count();
        !page.starts_with("# ") || !(8..=14).contains(&lines)
    });
    wrong.map(|folder| folder.display().to_string()).collect()
}
