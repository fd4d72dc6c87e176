//! A process that ends at any step of the folder or of an outbox loses nothing and does nothing twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use sabaki_engine::port::mall::SearchWindow;
use sabaki_order::id::OrderNumber;

use super::disk::killing::{is_dead, kill_at, revive};
use super::inbox::{ARRIVED, Hands, Inbox, REFUSED, TAKEN};
use super::outbox::{Entry, Kind, Outbox};
use super::reading::CsvReading;
use super::register::Sheets;

fn kind() -> Kind {
    Kind {
        stem: "Test",
        header: b"a,b\r\n".to_vec(),
        most_rows: 2,
    }
}

fn entry(number: usize) -> Entry {
    Entry {
        key: format!("key-{number}"),
        order: format!("order-{number}"),
        parcel: None,
        rows: 1,
    }
}

/// Writes five orders, asking again for what was written, and publishes now and then.
fn write_five(folder: &Path) -> std::io::Result<()> {
    let mut outbox = Outbox::open(folder, kind(), Hands::On)?;
    for number in 0..5 {
        if !outbox.has(&entry(number).key) {
            outbox.append(format!("{number},x\r\n").as_bytes(), vec![entry(number)])?;
        }
        if number == 2 {
            outbox.publish()?;
        }
    }
    outbox.publish()
}

#[test]
fn rows_are_written_once_whatever_step_is_the_last() {
    let mut steps = 0;
    for step in 1.. {
        let folder = tempfile::tempdir().unwrap();
        kill_at(step);
        let first = write_five(folder.path());
        let died = is_dead();
        revive();
        let seen_before = published(folder.path());
        // What people have uploaded they move away.
        let away = tempfile::tempdir().unwrap();
        for name in seen_before.keys() {
            fs::rename(folder.path().join(name), away.path().join(name)).unwrap();
        }
        write_five(folder.path()).unwrap();
        let mut files = seen_before;
        for (name, text) in published(folder.path()) {
            assert!(
                files.insert(name.clone(), text).is_none(),
                "{name} twice, step {step}"
            );
        }
        let mut rows: Vec<&str> = Vec::new();
        for text in files.values() {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines[0], "a,b", "step {step}");
            assert!(lines.len() <= 3, "step {step}");
            rows.extend(&lines[1..]);
        }
        rows.sort_unstable();
        assert_eq!(rows, ["0,x", "1,x", "2,x", "3,x", "4,x"], "step {step}");
        if !died {
            first.unwrap();
            steps = step;
            break;
        }
    }
    assert!(steps > 20, "only {steps} steps");
}

fn published(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/csv");
    fs::read(folder.join(format!("{name}.csv"))).unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

fn look(root: &Path) -> std::io::Result<Inbox<Sheets>> {
    let mut inbox = Inbox::open(
        root,
        Sheets::new(CsvReading::default()),
        Duration::ZERO,
        Hands::On,
    )?;
    inbox.look()?;
    Ok(inbox)
}

#[test]
fn files_are_taken_once_whatever_step_is_the_last() {
    let mut steps = 0;
    for step in 1.. {
        let root = tempfile::tempdir().unwrap();
        let arrived = root.path().join(ARRIVED);
        fs::create_dir_all(&arrived).unwrap();
        for (name, content) in [
            ("a.csv", "40-overlapping"),
            ("b.csv", "40-overlapping"),
            ("c.csv", "25-rounded-number"),
            ("d.csv", "17-html"),
        ] {
            fs::write(arrived.join(name), fixture(content)).unwrap();
        }
        kill_at(step);
        let first = look(root.path());
        let died = is_dead();
        revive();
        drop(first);
        let mut inbox = look(root.path()).unwrap();
        assert!(files(&arrived).is_empty(), "step {step}");
        assert_eq!(files(&root.path().join(TAKEN)).len(), 3, "step {step}");
        let refused = files(&root.path().join(REFUSED));
        let of = |end: &str| refused.iter().filter(|name| name.ends_with(end)).count();
        assert_eq!(
            (of("-d.csv"), of("-d.csv.reason.txt")),
            (1, 1),
            "step {step}: {refused:?}"
        );
        assert_eq!(of("c.csv.reason.txt"), 1, "step {step}: {refused:?}");
        assert_eq!(of("c-rejected.csv"), 1, "step {step}: {refused:?}");
        let untold = inbox.journal().untold().len();
        assert_eq!(untold, 4, "step {step}: all are told to the engine");
        let numbers: Vec<_> = inbox
            .register
            .index
            .numbers()
            .map(|(n, _)| n.clone())
            .collect();
        let expected = ["998877-20261104-0000417382", "998877-20261104-0000417399"];
        assert_eq!(numbers, expected.map(OrderNumber::new), "step {step}");
        let journal = fs::read_to_string(root.path().join("journal.jsonl")).unwrap();
        let lines: Vec<serde_json::Value> = journal
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for line in &lines {
            let count = |name: &str| line[name].as_u64().unwrap();
            assert_eq!(count("in"), count("taken") + count("refused"));
        }
        let taken = lines.iter().filter(|line| line["what"] == "taken").count();
        assert_eq!(taken, 2, "step {step}: {journal}");
        if !died {
            steps = step;
            break;
        }
    }
    assert!(steps > 20, "only {steps} steps");
}

#[test]
fn a_lost_ledger_stops_the_outbox() {
    let folder = tempfile::tempdir().unwrap();
    write_five(folder.path()).unwrap();
    fs::remove_file(folder.path().join(".sabaki/Test.jsonl")).unwrap();
    let error = Outbox::open(folder.path(), kind(), Hands::On).unwrap_err();
    assert!(error.to_string().contains("ledger"), "{error}");
}

/// A window that every order of the fixtures lies in.
pub(super) fn window() -> SearchWindow {
    SearchWindow {
        from: "2026-11-01T00:00:00Z".parse().unwrap(),
        until: "2026-11-24T00:00:00Z".parse().unwrap(),
    }
}
