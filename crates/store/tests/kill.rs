//! kill -9 of a process that commits in a loop: every acknowledged record is there afterwards.
//!
//! The process is this test itself, started again with an environment variable.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is wrong"
)]

mod folder;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use folder::{block, open};
use sabaki_engine::port::store::Store;
use sabaki_store::conformance::sample;
use sabaki_store::folder::create::CreateOptions;
use sabaki_store::sled_store::SledStore;

/// Where the process that is to be killed works.
const FOLDER: &str = "SABAKI_STORE_KILL_TEST";
const ROUNDS: u32 = 10;

/// Does nothing but in the process that is started for it: commits, and says so after each answer.
#[test]
fn child() {
    let Some(state) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = open(Path::new(&state)).unwrap();
    block(async {
        let first = store.journal(1, usize::MAX).await.unwrap().len();
        for n in u32::try_from(first).unwrap().. {
            store.commit(sample::commit("honten", n, 1)).await.unwrap();
            let mut out = std::io::stdout();
            writeln!(out, "acknowledged {n}").unwrap();
            out.flush().unwrap();
        }
    });
}

#[test]
fn no_acknowledged_record_is_lost_by_kill_9() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    SledStore::create(&state, &CreateOptions::new("test")).unwrap();
    let mut last = None;
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--nocapture"])
            .env(FOLDER, &state)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        // Each round ends at another place; what was said before the pipe closed counts.
        let said = lines
            .by_ref()
            .filter(|line| line.starts_with("acknowledged"))
            .take(5 + round as usize * 3);
        let said: Vec<_> = said.collect();
        child.kill().unwrap();
        let rest = lines.filter(|line| line.starts_with("acknowledged"));
        last = said.into_iter().chain(rest).last().or(last);
        child.wait().unwrap();

        let acknowledged: u32 = last
            .as_deref()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let store = open(&state).unwrap();
        block(async {
            let orders = store.all_orders().await.unwrap();
            let journal = store.journal(1, usize::MAX).await.unwrap();
            assert!(
                orders.len() > acknowledged as usize,
                "round {round}: orders lost"
            );
            // At most the one commit that was not answered may be there besides.
            assert!(orders.len() <= acknowledged as usize + 2, "round {round}");
            assert_eq!(orders.len(), journal.len(), "round {round}: half a commit");
            for (n, order) in (0..).zip(orders) {
                assert_eq!(order, sample::order("honten", n, 1), "round {round}");
            }
        });
        // Every second round the next process finds a clean end.
        if round % 2 == 0 {
            drop(store);
        } else {
            store.close();
        }
    }
}

/// Killed while it opens: as soon as the anchor says so, before or while sled recovers.
#[test]
fn nothing_is_lost_by_kill_9_while_opening() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    folder::full(&state, false);
    for round in 0..ROUNDS {
        let anchor = std::fs::read(state.join("anchor")).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["opener", "--exact"])
            .env(FOLDER, &state)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while std::fs::read(state.join("anchor")).unwrap() == anchor {
            assert!(
                child.try_wait().unwrap().is_none(),
                "round {round}: it did not open"
            );
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(folder::contents(&open(&state).unwrap()), folder::wanted());
}

/// Does nothing but in the process that is started for it: opens and waits to be killed.
#[test]
fn opener() {
    if let Some(state) = std::env::var_os(FOLDER) {
        let _store = open(Path::new(&state)).unwrap();
        loop {
            std::thread::park();
        }
    }
}
