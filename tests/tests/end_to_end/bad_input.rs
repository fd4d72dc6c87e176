//! Broken configuration, secrets and state: one clear message, exit 2, and nothing is changed.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sabaki_tests::process::{Ran, run, until_true};
use sabaki_tests::sandbox::Sandbox;
use serde_json::json;

/// Every file below a folder with its bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else if path.is_file() {
            let bytes = fs::read(&path).expect("a file");
            all.insert(path, bytes);
        }
    }
    all
}

/// Asserts exit 2, an empty standard output, and that the message names these.
#[track_caller]
fn refuses(ran: &Ran, names: &[&str]) {
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(ran.out, "", "{ran:?}");
    for name in names {
        assert!(ran.err.contains(name), "says `{name}`: {}", ran.err);
    }
}

#[test]
fn an_unknown_key_of_the_configuration_is_named_with_its_line() {
    let sandbox = Sandbox::start();
    let good = fs::read_to_string(sandbox.dir().join("sabaki.yaml")).expect("a file");
    let broken = good.replace("poll:", "pol:");
    let line = 1 + broken
        .lines()
        .position(|l| l.starts_with("pol:"))
        .expect("the line");
    fs::write(sandbox.dir().join("sabaki.yaml"), &broken).expect("written");
    let ran = sandbox.once();
    refuses(&ran, &["sabaki.yaml", "pol", &line.to_string()]);
    // Deep inside as well.
    let broken = good.replace("requests_per_second", "requests_per_minute");
    let line = 1 + broken
        .lines()
        .position(|l| l.contains("per_minute"))
        .expect("the line");
    fs::write(sandbox.dir().join("sabaki.yaml"), &broken).expect("written");
    refuses(&sandbox.once(), &["requests_per_minute", &line.to_string()]);
    // No configuration at all names the place that was looked at.
    let ran = run(sandbox.scratch(), &["run", "--once"]);
    refuses(&ran, &["sabaki.yaml"]);
    assert!(sandbox.ledger().is_empty(), "nothing was asked");
}

#[test]
fn secrets_that_others_can_read_are_refused() {
    let sandbox = Sandbox::start();
    let secrets = sandbox.dir().join("secrets.yaml");
    let mode = |bits| fs::set_permissions(&secrets, fs::Permissions::from_mode(bits)).expect("set");
    for bits in [0o644, 0o640, 0o604] {
        mode(bits);
        let ran = sandbox.once();
        refuses(&ran, &["secrets.yaml", &format!("{bits:04o}"), "chmod 600"]);
        let key = sandbox.ready()["rms"]["license_key"]
            .as_str()
            .expect("a key");
        assert!(!ran.err.contains(key), "no secret is shown");
    }
    assert!(sandbox.ledger().is_empty(), "nothing was asked");
    mode(0o600);
    sandbox.pass();
}

#[test]
fn the_clock_of_a_sandbox_is_for_loopback_only() {
    let sandbox = Sandbox::start();
    let file = sandbox.dir().join("sabaki.yaml");
    let text = fs::read_to_string(&file).expect("a file");
    let url = format!("url: \"http://{}\"", sandbox.address());
    let elsewhere = text.replacen(&url, "url: \"https://api.next-engine.example\"", 1);
    assert_ne!(elsewhere, text);
    fs::write(&file, elsewhere).expect("written");
    refuses(
        &sandbox.once(),
        &["clock: sandbox", "api.next-engine.example"],
    );
}

#[test]
fn a_missing_state_folder_is_never_made_by_run() {
    let sandbox = Sandbox::start();
    fs::rename(sandbox.state(), sandbox.dir().join("elsewhere")).expect("moved");
    refuses(&sandbox.once(), &["state", "sabaki state init"]);
    assert!(!sandbox.state().exists());
    sandbox
        .sabaki(&["state", "init"])
        .exits(0)
        .out
        .lines()
        .next()
        .expect("says so");
    sandbox.pass();
    // A second ceremony on a folder that is in use is refused.
    let before = contents(&sandbox.state());
    let ran = sandbox.sabaki(&["state", "init"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(contents(&sandbox.state()), before);
}

#[test]
fn a_second_run_is_told_who_holds_the_state() {
    let sandbox = Sandbox::start();
    let service = sandbox.service();
    until_true("the service has looked", || !sandbox.ledger().is_empty());
    refuses(&sandbox.once(), &[&service.pid().to_string(), "sabaki run"]);
    assert_eq!(service.terminate(), 0, "an orderly end");
    sandbox.pass();
}

#[test]
fn a_damaged_state_folder_is_refused_and_left_as_it_is() {
    let sandbox = Sandbox::start();
    for _ in 0..5 {
        sandbox.place_one(&json!({}));
    }
    sandbox.pass();
    let good = contents(&sandbox.state());
    let calls = sandbox.ledger().len();
    let restore = || {
        fs::remove_dir_all(sandbox.state()).expect("removed");
        for (path, bytes) in &good {
            let folder = path.parent().expect("a folder");
            fs::create_dir_all(folder).expect("made");
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("set");
            fs::write(path, bytes).expect("written");
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("set");
        }
        fs::create_dir_all(sandbox.state().join("blobs")).expect("made");
        fs::set_permissions(
            sandbox.state().join("blobs"),
            fs::Permissions::from_mode(0o700),
        )
        .expect("set");
    };
    let damaged = |what: &str| {
        let before = contents(&sandbox.state());
        for verb in [&["run", "--once"][..], &["orders"], &["state", "check"]] {
            let ran = sandbox.sabaki(verb);
            assert_eq!(ran.code, 2, "{what}, {verb:?}: {ran:?}");
            assert!(ran.err.contains("state"), "{what}, {verb:?}: {ran:?}");
        }
        let mut after = contents(&sandbox.state());
        // The lock says who looked at it last.
        after.insert(
            sandbox.state().join("lock"),
            before[&sandbox.state().join("lock")].clone(),
        );
        assert_eq!(
            after.keys().collect::<Vec<_>>(),
            before.keys().collect::<Vec<_>>(),
            "{what}"
        );
        assert!(after == before, "{what}: files were changed");
        restore();
    };
    let db = sandbox.state().join("db");
    for name in ["db", "anchor"] {
        fs::remove_file(sandbox.state().join(name)).expect("removed");
        damaged(&format!("{name} removed"));
    }
    let bytes = &good[&db];
    let written: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    for share in [1, 3, 5, 7] {
        let at = written[written.len() * share / 8];
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        fs::write(&db, flipped).expect("written");
        damaged(&format!("byte {at} of db flipped"));
    }
    fs::write(&db, &bytes[..bytes.len() / 3]).expect("written");
    damaged("db cut off");
    assert_eq!(
        sandbox.ledger().len(),
        calls,
        "nothing was asked with a damaged state"
    );
    sandbox.pass();
}

/// What is wrong, where, and what to do, in both languages.
#[test]
fn what_does_not_fit_together_is_told_with_its_line() {
    let sandbox = Sandbox::start();
    let path = sandbox.dir().join("sabaki.yaml");
    let good = fs::read_to_string(&path).expect("a file");
    let channel = |way: &str| format!("{good}notices:\n  staff:\n    {way}\n");
    let smtp = r#"smtp: {host: localhost, tls: none, from: "a@shop.invalid", to: "b@shop.invalid", user: "a"}"#;
    for (text, line, words) in [
        (
            good.replacen("      shop: 1\n", "", 1),
            "oms:",
            ["nextengine: と shop:", "nextengine: with shop:"],
        ),
        (
            channel("personal: false"),
            "  staff:",
            ["slack: webhook: smtp: のどれか1つ", "exactly one of slack:"],
        ),
        (
            channel(smtp),
            "    smtp:",
            ["userとpasswordは、両方", "both user and password"],
        ),
    ] {
        fs::write(&path, &text).expect("written");
        let lines: Vec<&str> = text.lines().collect();
        let at = lines
            .iter()
            .position(|l| l.trim_end().ends_with(line) || l.starts_with(line));
        let place = format!("sabaki.yaml:{}", 1 + at.expect("the line"));
        for (lang, words) in ["ja", "en"].iter().zip(words) {
            let ran = sandbox.sabaki(&["run", "--once", "--lang", lang]);
            refuses(&ran, &[&format!("{place}:"), words]);
        }
    }
    assert!(sandbox.ledger().is_empty(), "nothing was asked");
}
