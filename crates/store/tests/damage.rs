//! Damage to a state folder: each case ends intact or refused, never silently empty, and a refusal
//! leaves every byte of the original as it was.

mod folder;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use folder::{ORDERS, contents, full, open, wanted};
use sabaki_store::folder::error::OpenError;

/// How a case may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// All records are there.
    Intact,
    /// Refused, with this variant's name.
    Refused(&'static str),
    /// One of the two.
    Either,
}
use End::{Either, Intact, Refused};

/// Whether the store was closed in order before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Clean,
    Killed,
}

type Damage = Box<dyn Fn(&Path)>;

fn change(file: &'static str, how: impl Fn(&mut Vec<u8>) + 'static) -> Damage {
    Box::new(move |state| {
        let path = state.join(file);
        let mut bytes = fs::read(&path).unwrap();
        how(&mut bytes);
        fs::write(&path, bytes).unwrap();
    })
}

fn remove(file: &'static str) -> Damage {
    Box::new(move |state| fs::remove_file(state.join(file)).unwrap())
}

fn each_snapshot(how: impl Fn(&Path) + 'static) -> Damage {
    Box::new(move |state| {
        let snapshots = files(state)
            .into_keys()
            .filter(|name| name.starts_with("snap."));
        snapshots.for_each(|name| how(&state.join(name)));
    })
}

/// Case, how it ends after a clean end, how after a kill, damage.
fn cases() -> Vec<(String, End, End, Damage)> {
    let mut cases: Vec<(String, End, End, Damage)> = Vec::new();
    let mut case = |name: &str, clean, killed, damage| {
        cases.push((name.to_owned(), clean, killed, damage));
    };
    let damaged = Refused("Damaged");

    case("nothing", Intact, Intact, Box::new(|_| {}));
    case("db removed", damaged, damaged, remove("db"));
    case("db empty", damaged, damaged, change("db", Vec::clear));
    case("conf removed", Intact, Intact, remove("conf"));
    case(
        "conf flipped",
        damaged,
        damaged,
        change("conf", |bytes| bytes[3] ^= 1),
    );
    case("anchor removed", damaged, damaged, remove("anchor"));
    case(
        "anchor zeroed",
        damaged,
        damaged,
        change("anchor", |bytes| bytes.fill(0)),
    );
    case(
        "one slot zeroed",
        Either,
        Intact,
        change("anchor", |bytes| bytes[..8192].fill(0)),
    );
    case(
        "other slot zeroed",
        Either,
        Intact,
        change("anchor", |bytes| bytes[8192..].fill(0)),
    );
    case(
        "blobs removed",
        damaged,
        damaged,
        Box::new(|state| {
            fs::remove_dir(state.join("blobs")).unwrap();
        }),
    );
    case(
        "blob there",
        damaged,
        damaged,
        Box::new(|state| {
            fs::write(state.join("blobs/123"), "見本").unwrap();
        }),
    );
    case(
        "snapshots removed",
        Intact,
        Intact,
        each_snapshot(|path| fs::remove_file(path).unwrap()),
    );
    case(
        "snapshots empty",
        Either,
        Either,
        each_snapshot(|path| {
            fs::write(path, "").unwrap();
        }),
    );
    case(
        "snapshots flipped",
        Either,
        Either,
        each_snapshot(|path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path, bytes).unwrap();
        }),
    );
    case(
        "unfinished snapshot",
        Intact,
        Intact,
        Box::new(|state| {
            fs::write(state.join("snap.00000000FFFFFFFF.generating"), "xx").unwrap();
        }),
    );
    case(
        "folder for all",
        Refused("WrongMode"),
        Refused("WrongMode"),
        Box::new(|state| {
            fs::set_permissions(state, Permissions::from_mode(0o755)).unwrap();
        }),
    );
    case(
        "db for all",
        Refused("WrongMode"),
        Refused("WrongMode"),
        Box::new(|state| {
            fs::set_permissions(state.join("db"), Permissions::from_mode(0o644)).unwrap();
        }),
    );
    case(
        "db a link",
        damaged,
        damaged,
        Box::new(|state| {
            let elsewhere = state.parent().unwrap().join("elsewhere");
            fs::rename(state.join("db"), &elsewhere).unwrap();
            symlink(elsewhere, state.join("db")).unwrap();
        }),
    );
    case(
        "emptied folder",
        Refused("NotThere"),
        Refused("NotThere"),
        Box::new(|state| {
            fs::remove_dir_all(state).unwrap();
            fs::create_dir(state).unwrap();
        }),
    );
    case(
        "no folder",
        Refused("NotThere"),
        Refused("NotThere"),
        Box::new(|state| {
            fs::remove_dir_all(state).unwrap();
        }),
    );
    for eighth in 1..8 {
        case(
            &format!("db cut to {eighth}/8"),
            damaged,
            Either,
            change("db", move |bytes| {
                bytes.truncate(bytes.len() * eighth / 8);
            }),
        );
    }
    for n in 0..24_usize {
        let at = move |bytes: &[u8]| n.wrapping_mul(2_654_435_761) % used(bytes);
        case(
            &format!("db bit {n} flipped"),
            damaged,
            Either,
            change("db", move |bytes| {
                let at = at(bytes);
                bytes[at] ^= 1 << (n % 8);
            }),
        );
        case(
            &format!("db sector {n} zeroed"),
            Either,
            Either,
            change("db", move |bytes| {
                let at = at(bytes) / 512 * 512;
                let end = bytes.len().min(at + 512);
                bytes[at..end].fill(0);
            }),
        );
    }
    cases
}

/// The end of what is written in the log.
fn used(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}

#[test]
fn damage_ends_intact_or_refused() {
    let root = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut refused = 0;
    for before in [Before::Clean, Before::Killed] {
        let good = root.path().join(format!("{before:?}"));
        full(&good, before == Before::Clean);
        for (name, clean, killed, damage) in cases() {
            let state = root.path().join("case").join("state");
            copy(&good, &state);
            damage(&state);
            let bytes = files(&state);
            let end = match open(&state) {
                Ok(store) if contents(&store) == wanted() => Intact,
                Ok(_) => {
                    wrong.push(format!("{name}, {before:?}: opened without all records"));
                    continue;
                }
                Err(error) => {
                    refused += 1;
                    if files(&state) != bytes {
                        wrong.push(format!("{name}, {before:?}: changed by the refusal"));
                    }
                    Refused(variant(&error))
                }
            };
            let allowed = if before == Before::Clean {
                clean
            } else {
                killed
            };
            if allowed != Either && allowed != end {
                wrong.push(format!(
                    "{name}, {before:?}: {end:?} instead of {allowed:?}"
                ));
            }
            fs::remove_dir_all(state.parent().unwrap()).unwrap();
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(refused > 50, "the damage must hit something: {refused}");
}

fn variant(error: &OpenError) -> &'static str {
    match error {
        OpenError::NotThere { .. } => "NotThere",
        OpenError::Held { .. } => "Held",
        OpenError::Damaged { .. } => "Damaged",
        OpenError::OtherStore { .. } => "OtherStore",
        OpenError::OlderThanAnchor { .. } => "OlderThanAnchor",
        OpenError::NewerSchema { .. } => "NewerSchema",
        OpenError::WrongMode { .. } => "WrongMode",
        OpenError::NoSpace { .. } => "NoSpace",
        OpenError::TimedOut { .. } => "TimedOut",
        OpenError::Io { .. } => "Io",
    }
}

/// The records' files and the anchor, by name; what we keep beside does not count.
fn files(state: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(state) else {
        return BTreeMap::new();
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let counts = name != "lock" && !name.ends_with(".generating");
        if counts && fs::metadata(entry.path()).unwrap().is_file() {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

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
    let mut holder = folder::holder();
    holder.second_anchor = Some(root.path().join("second"));
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
    use sabaki_store::folder::create::CreateOptions;
    use sabaki_store::sled_store::SledStore;
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("notes.txt");
    OpenOptions::new()
        .write(true)
        .create(true)
        .open(&file)
        .unwrap()
        .write_all(b"x")
        .unwrap();
    let options = CreateOptions::new("test");
    assert!(SledStore::create(root.path(), &options).is_err());
    assert!(SledStore::create(&file, &options).is_err());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    let state = root.path().join("state");
    full(&state, true);
    assert!(SledStore::create(&state, &options).is_err());
    assert_eq!(contents(&open(&state).unwrap()), wanted());
}
