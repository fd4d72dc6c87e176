//! What is refused, what is said then, and what is private.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is wrong"
)]

mod folder;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use folder::{ORDERS, contents, copy, files, full, open, variant, wanted};
use sabaki_store::folder::create::CreateOptions;
use sabaki_store::folder::error::OpenError;
use sabaki_store::sled_store::SledStore;

/// The files of another store, under this one's anchor.
#[test]
fn the_records_of_another_store_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let (one, two) = (root.path().join("one"), root.path().join("two"));
    full(&one, false);
    full(&two, false);
    fs::copy(two.join("db"), one.join("db")).unwrap();
    remove_snapshots(&one);
    let error = open(&one).unwrap_err();
    assert_eq!(variant(&error), "OtherStore", "{error}");
}

/// Records from before under the anchor of now: how much is missing is said.
#[test]
fn an_older_copy_of_the_records_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let (state, old) = (root.path().join("state"), root.path().join("old"));
    full(&state, false);
    copy(&state, &old);
    let store = open(&state).unwrap();
    folder::block(folder::commit_more(&store, 7));
    drop(store);
    restore(&old, &state, &["db"]);
    // After a clean end already the file's checksum differs; make it look like a crash.
    let error = open(&state).unwrap_err();
    assert_eq!(variant(&error), "Damaged", "{error}");

    let state = root.path().join("crashed");
    copy(&old, &state);
    let store = open(&state).unwrap();
    folder::block(folder::commit_more(&store, 7));
    let anchor = fs::read(state.join("anchor")).unwrap();
    drop(store);
    restore(&old, &state, &["db"]);
    fs::write(state.join("anchor"), anchor).unwrap();
    match open(&state).unwrap_err() {
        OpenError::OlderThanAnchor {
            entries, commits, ..
        } => assert!(entries == 7 && commits >= 7),
        other => panic!("{other}"),
    }
}

/// A whole older copy carries its own anchor: the second one tells.
#[test]
fn the_second_anchor_notices_a_whole_older_copy() {
    let root = tempfile::tempdir().unwrap();
    let (state, old) = (root.path().join("state"), root.path().join("old"));
    full(&state, true);
    let holder = folder::holder_with(&root.path().join("second"));
    drop(folder::open_as(&state, &holder).unwrap());
    copy(&state, &old);
    let store = folder::open_as(&state, &holder).unwrap();
    folder::block(folder::commit_more(&store, 3));
    drop(store);
    fs::remove_dir_all(&state).unwrap();
    copy(&old, &state);
    let error = folder::open_as(&state, &holder).unwrap_err();
    assert!(
        ["OlderThanAnchor", "Damaged"].contains(&variant(&error)),
        "{error}"
    );
}

fn restore(from: &Path, to: &Path, names: &[&str]) {
    for name in names {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
    remove_snapshots(to);
}

fn remove_snapshots(state: &Path) {
    for name in files(state)
        .into_keys()
        .filter(|name| name.starts_with("snap."))
    {
        fs::remove_file(state.join(name)).unwrap();
    }
}

/// What a message must say: what, where, and what to do.
#[test]
fn refusals_say_what_to_do() {
    let root = tempfile::tempdir().unwrap();
    let nowhere = root.path().join("nowhere");
    let error = open(&nowhere).unwrap_err().to_string();
    assert!(
        error.contains("nowhere") && error.contains("sabaki state init"),
        "{error}"
    );
    assert!(!nowhere.exists());

    let link = root.path().join("link");
    let state = root.path().join("state");
    full(&state, true);
    symlink(&state, &link).unwrap();
    let error = open(&link).unwrap_err();
    assert_eq!(variant(&error), "WrongMode");

    let held = open(&state).unwrap();
    let error = open(&state).unwrap_err();
    assert_eq!(variant(&error), "Held");
    let pid = std::process::id().to_string();
    assert!(
        error.to_string().contains(&pid) && error.to_string().contains("`test`"),
        "{error}"
    );
    assert_eq!(contents(&held).0.len(), ORDERS as usize);
}

/// A copied folder has another inode: it opens in doubt mode.
#[test]
fn a_copied_folder_opens_in_doubt() {
    use sabaki_engine::port::store::{Store, Switch};
    let root = tempfile::tempdir().unwrap();
    let (state, copied) = (root.path().join("state"), root.path().join("copied"));
    full(&state, true);
    copy(&state, &copied);
    let store = open(&state).unwrap();
    assert_eq!(folder::block(store.switch()), Ok(Switch::Running));
    let store = open(&copied).unwrap();
    assert!(matches!(
        folder::block(store.switch()),
        Ok(Switch::Doubt { .. })
    ));
}

/// No file is for others, whatever sled and the umask make.
#[test]
fn all_files_are_private() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    full(&state, false);
    let store = open(&state).unwrap();
    let mut folders: Vec<PathBuf> = vec![state];
    while let Some(folder) = folders.pop() {
        assert_eq!(mode(&folder), 0o700);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{path:?}");
            }
        }
    }
    drop(store);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Creation refuses whatever is there already, and leaves it alone.
#[test]
fn creation_needs_an_empty_place() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("notes.txt");
    fs::write(&file, "x").unwrap();
    let options = CreateOptions::new("test");
    assert!(SledStore::create(root.path(), &options).is_err());
    assert!(SledStore::create(&file, &options).is_err());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    let state = root.path().join("state");
    full(&state, true);
    assert!(SledStore::create(&state, &options).is_err());
    assert_eq!(contents(&open(&state).unwrap()), wanted());
}

/// Of two anchors one may be lost: the other still tells, and it is made again.
#[test]
fn one_of_two_anchors_may_be_lost() {
    let root = tempfile::tempdir().unwrap();
    let (state, second) = (root.path().join("state"), root.path().join("second"));
    full(&state, true);
    let holder = folder::holder_with(&second);
    for lost in [&second, &state.join("anchor"), &second] {
        let _ = fs::remove_file(lost);
        let store = folder::open_as(&state, &holder).unwrap();
        assert_eq!(contents(&store), wanted());
        drop(store);
        assert_eq!(
            fs::read(&second).unwrap(),
            fs::read(state.join("anchor")).unwrap()
        );
    }
}
