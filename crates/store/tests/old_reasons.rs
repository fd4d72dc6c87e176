//! A state from the time when reasons were sentences and not keys: it still reads, and keeps them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

mod folder;

use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use folder::{block, holder, open};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::journal::entry::{Event, JournalEntry};
use sabaki_engine::port::outcome::Outcome;
use sabaki_engine::port::store::{Commit, OrderState, Store, Switch};
use sabaki_order::id::{OrderNumber, ShopId};
use sabaki_store::backup::export::export;
use sabaki_store::backup::import::import;
use sabaki_store::folder::create::{CreateOptions, create};
use serde_json::Value;

/// Lines of a backup as they were written then.
const FAILURES: &str = r#""failures":{"confirm":{"count":1,"reason":"照会したところ、反映されていませんでした","retry_at":"2026-11-24T00:06:00Z"}}"#;
const ENTRIES: [&str; 4] = [
    r#"{"at":"2026-11-24T00:04:00Z","shop":"honten","order":"987654-20261124-0000000001","what":{"event":"outcome","key":"k1","action":"confirm","outcome":{"result":"refused","kind":"busy","reason":"照会したところ、反映されていませんでした"},"by":"read_back"}}"#,
    r#"{"at":"2026-11-24T00:05:00Z","shop":"honten","order":"987654-20261124-0000000001","what":{"event":"outcome","key":"k1","action":"confirm","outcome":{"result":"doubtful","reason":"応答がありません: RMS"},"by":"answer"}}"#,
    r#"{"at":"2026-11-24T00:05:00Z","shop":"honten","order":null,"what":{"event":"alarm","text":"engine.alarm.unavailable","args":{"reason":"HTTP 503","shop":"honten"}}}"#,
    r#"{"at":"2026-11-24T00:05:00Z","shop":null,"order":null,"what":{"event":"paused","reason":"棚卸し: 50% {reason}"}}"#,
];

/// The same as a file, which the tests of the binary read too.
fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/old-reasons.state")
}

/// Writes the file anew, from the lines above.
fn write_file(root: &Path) {
    let state = root.join("made");
    create(&state, &CreateOptions::new("test")).unwrap();
    let store = open(&state).unwrap();
    let order = format!(
        r#"{{"shop":"honten","number":"987654-20261124-0000000001","first_seen_at":"2026-11-24T00:00:00Z","last_seen_at":"2026-11-24T00:05:00Z","open":true,"facts":{{"status":"awaiting_confirmation"}},"memory":{{}},"intents":[],{FAILURES},"look_again":null,"decision":null,"rules_version":"sha256:0"}}"#
    );
    block(store.commit(Commit {
        orders: vec![serde_json::from_str(&order).unwrap()],
        journal: entries(),
        switch: Some(Switch::Paused {
            reason: "棚卸し: 50% {reason}".into(),
        }),
        ..Commit::default()
    }))
    .unwrap();
    store.close();
    let mut out = Vec::new();
    export(&state, Duration::from_secs(60), &mut out).unwrap();
    fs::write(file(), out).unwrap();
}

fn entries() -> Vec<JournalEntry> {
    let read = ENTRIES.iter().map(|line| serde_json::from_str(line));
    read.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_state_with_sentences_for_reasons_reads_and_stays_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    if std::env::var_os("BLESS").is_some() {
        write_file(root.path());
    }
    let text = fs::read_to_string(file()).unwrap();
    for line in ENTRIES.iter().chain([&FAILURES]) {
        assert!(text.contains(line), "written then: {line}");
    }
    let state = root.path().join("state");
    import(&mut BufReader::new(text.as_bytes()), &state, &holder()).unwrap();
    let store = open(&state).unwrap();
    let shop = ShopId::new("honten");
    let number: OrderNumber = serde_json::from_str("\"987654-20261124-0000000001\"").unwrap();
    let order: OrderState = block(store.order(&shop, &number)).unwrap().unwrap();
    let words: Reason = "照会したところ、反映されていませんでした".into();
    let failures: Vec<_> = order.failures.values().map(|f| f.reason.clone()).collect();
    assert_eq!(failures, [words]);
    let journal = block(store.journal(1, 10)).unwrap();
    for (line, (_, entry)) in ENTRIES.iter().zip(&journal) {
        let was: Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_value(entry).unwrap(), was);
    }
    let told = journal.iter().filter_map(|(_, entry)| match &entry.what {
        Event::Outcome {
            outcome: Outcome::Refused { reason, .. } | Outcome::Doubtful { reason },
            ..
        }
        | Event::Paused { reason } => Some(reason.text(Lang::En)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert_eq!(
        told,
        [
            "照会したところ、反映されていませんでした",
            "応答がありません: RMS",
            "棚卸し: 50% {reason}"
        ]
    );
    let switch = block(store.switch()).unwrap();
    let Switch::Doubt { reason } = switch else {
        panic!("{switch:?}")
    };
    assert!(reason.text(Lang::Ja).contains("棚卸し: 50%"), "{reason}");
}
