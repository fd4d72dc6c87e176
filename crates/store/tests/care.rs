//! Check, rescue, export and import of a state folder.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is wrong"
)]

mod folder;

use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use folder::{ORDERS, block, contents, full, holder, open, wanted};
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{Commit, Store, Switch};
use sabaki_store::backup::error::ImportError;
use sabaki_store::backup::export::export;
use sabaki_store::backup::import::import;
use sabaki_store::conformance::sample;
use sabaki_store::folder::check::check;
use sabaki_store::folder::rescue::rescue;

const LIMIT: Duration = Duration::from_secs(60);

fn snapshots(state: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(state).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("snap."))
        .map(|entry| entry.path())
        .collect()
}

#[test]
fn a_check_reports_and_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    for clean in [true, false] {
        let state = root.path().join(format!("{clean}"));
        full(&state, clean);
        let before = fs::read(state.join("db")).unwrap();
        let report = check(&state, LIMIT);
        assert!(report.is_intact(), "{:?}", report.refused);
        assert_eq!(report.clean, clean);
        let found = report.found.unwrap();
        assert_eq!(found.seq, wanted().1.len() as u64);
        assert!(
            found
                .records
                .iter()
                .any(|(tree, count)| tree.as_str() == "orders" && *count == u64::from(ORDERS))
        );
        assert_eq!(fs::read(state.join("db")).unwrap(), before);

        let held = open(&state).unwrap();
        assert!(
            !check(&state, LIMIT).is_intact(),
            "a folder in use is not looked at"
        );
        drop(held);
        fs::write(state.join("db"), &before[..before.len() / 2]).unwrap();
        let report = check(&state, LIMIT);
        assert!(!report.is_intact());
        assert_eq!(fs::read(state.join("db")).unwrap().len(), before.len() / 2);
    }
    assert!(!check(&root.path().join("nowhere"), LIMIT).is_intact());
}

type Damage = fn(&Path);

/// Damage to what can be made again, and whether the store is in doubt afterwards.
#[test]
fn a_rescue_mends_what_can_be_made_again() {
    let root = tempfile::tempdir().unwrap();
    let cases: [(&str, bool, Damage); 4] = [
        ("snapshot", false, |state| {
            for path in snapshots(state) {
                let mut bytes = fs::read(&path).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                fs::write(path, bytes).unwrap();
            }
        }),
        ("unfinished", false, |state| {
            fs::write(state.join("snap.00000000FFFFFFFF.generating"), "xx").unwrap();
        }),
        ("conf", false, |state| {
            fs::write(state.join("conf"), "segment_size: 1\n0000").unwrap();
        }),
        ("anchor", true, |state| {
            fs::remove_file(state.join("anchor")).unwrap();
        }),
    ];
    for (name, doubt, damage) in cases {
        let state = root.path().join(name);
        full(&state, true);
        damage(&state);
        let report = rescue(&state, &holder()).unwrap();
        assert_eq!(report.anchor_made, doubt, "{name}");
        assert!(doubt || !report.set_aside.is_empty(), "{name}");
        let store = open(&state).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(contents(&store), wanted(), "{name}");
        let switch = block(store.switch()).unwrap();
        assert_eq!(matches!(switch, Switch::Doubt { .. }), doubt, "{name}");
    }
}

#[test]
fn a_rescue_leaves_alone_what_is_not_whole() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    full(&state, false);
    let mut bytes = fs::read(state.join("db")).unwrap();
    bytes.truncate(bytes.len() / 4);
    fs::write(state.join("db"), &bytes).unwrap();
    let before = snapshots(&state).len();
    rescue(&state, &holder()).unwrap_err();
    assert_eq!(fs::read(state.join("db")).unwrap(), bytes);
    assert_eq!(snapshots(&state).len(), before);
}

/// A backup of a full folder, with cursor and pause.
fn backup(root: &Path) -> Vec<u8> {
    let state = root.join("state");
    full(&state, true);
    let store = open(&state).unwrap();
    let cursors = vec![(sample::shop("見本\0店"), sample::cursor(5))];
    let switch = Some(Switch::Paused {
        reason: "棚卸".into(),
    });
    block(store.commit(Commit {
        cursors,
        switch,
        ..Commit::default()
    }))
    .unwrap();
    drop(store);
    let mut bytes = Vec::new();
    let counts = export(&state, LIMIT, &mut bytes).unwrap();
    assert_eq!(counts.orders, u64::from(ORDERS));
    bytes
}

#[test]
fn a_backup_comes_back_whole_and_in_doubt() {
    let root = tempfile::tempdir().unwrap();
    let bytes = backup(root.path());
    let text = String::from_utf8(bytes.clone()).unwrap();
    let secret = sample::tokens(1);
    assert!(!text.contains(&secret.access) && !text.contains(&secret.refresh));

    let restored = root.path().join("restored");
    import(&mut BufReader::new(&bytes[..]), &restored, &holder()).unwrap();
    let store = open(&restored).unwrap();
    block(async {
        assert_eq!(store.all_orders().await.unwrap(), wanted().0);
        assert_eq!(store.journal(1, usize::MAX).await.unwrap(), wanted().1);
        assert_eq!(
            store.cursor(&sample::shop("見本\0店")).await,
            Ok(Some(sample::cursor(5)))
        );
        assert_eq!(store.tokens("main").await, Ok(None));
        let note = store.note(&IntentKey("intent".to_owned())).await;
        assert_eq!(note, Ok(Some("512044310".to_owned())));
        let Ok(Switch::Doubt { reason }) = store.switch().await else {
            panic!("a restored store is in doubt");
        };
        assert!(reason.to_string().contains("棚卸"));
    });
    drop(store);

    // Again: the same records, so the same head and counts, in another store.
    let mut again = Vec::new();
    export(&restored, LIMIT, &mut again).unwrap();
    let records = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines[1..lines.len() - 1].to_vec()
    };
    assert_eq!(records(&again), records(&bytes));
}

#[test]
fn a_backup_that_is_not_whole_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let bytes = backup(root.path());
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let last = lines.len() - 1;
    let without = |n: usize| {
        let mut lines = lines.clone();
        lines.remove(n);
        lines
    };
    let newer = text.replacen("\"format\":1", "\"format\":9", 1);
    let cases = [
        ("no header", without(0)),
        ("no order", without(1)),
        ("no entry", without(last - 2)),
        ("no end", without(last)),
        ("two ends", [lines.clone(), vec![lines[last]]].concat()),
        (
            "cut line",
            [&lines[..5], &[&lines[5][..9]], &lines[6..]].concat(),
        ),
        ("newer", newer.lines().collect()),
        ("empty", Vec::new()),
    ];
    for (name, lines) in cases {
        let path = root.path().join("restored");
        let text = lines.join("\n") + "\n";
        let error = import(&mut BufReader::new(text.as_bytes()), &path, &holder()).unwrap_err();
        assert_eq!(
            matches!(error, ImportError::Newer { .. }),
            name == "newer",
            "{name}: {error}"
        );
        assert!(!path.exists(), "{name}");
    }
    let path = root.path().join("state");
    let error = import(&mut BufReader::new(text.as_bytes()), &path, &holder()).unwrap_err();
    assert!(matches!(error, ImportError::Create(_)), "{error}");
    assert_eq!(
        block(open(&path).unwrap().all_orders()).unwrap(),
        wanted().0
    );
}
