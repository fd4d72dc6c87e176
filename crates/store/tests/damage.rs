//! Damage to a state folder: each case ends intact or refused, never silently empty, and a refusal
//! leaves every byte of the original as it was.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is wrong"
)]

mod folder;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use folder::{contents, copy, files, full, open, variant, wanted};

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

/// What is done to a folder, and how that may end.
struct Case {
    name: String,
    clean: End,
    killed: End,
    damage: Box<dyn Fn(&Path)>,
}

const DAMAGED: End = Refused("Damaged");
const MODE: End = Refused("WrongMode");
const NOT_THERE: End = Refused("NotThere");

fn case(name: &str, clean: End, killed: End, damage: impl Fn(&Path) + 'static) -> Case {
    Case {
        name: name.to_owned(),
        clean,
        killed,
        damage: Box::new(damage),
    }
}

fn change(file: &'static str, how: impl Fn(&mut Vec<u8>)) -> impl Fn(&Path) {
    move |state| change_at(&state.join(file), &how)
}

fn change_at(path: &Path, how: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    how(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn remove(file: &'static str) -> impl Fn(&Path) {
    move |state| fs::remove_file(state.join(file)).unwrap()
}

fn each_snapshot(how: impl Fn(&Path)) -> impl Fn(&Path) {
    move |state| {
        let names = files(state).into_keys();
        names
            .filter(|name| name.starts_with("snap."))
            .for_each(|name| how(&state.join(name)));
    }
}

/// Files that are lost, empty or too many.
fn files_lost() -> Vec<Case> {
    vec![
        case("nothing", Intact, Intact, |_| {}),
        case("db removed", DAMAGED, DAMAGED, remove("db")),
        case("db empty", DAMAGED, DAMAGED, change("db", Vec::clear)),
        case("conf removed", Intact, Intact, remove("conf")),
        case("lock removed", Intact, Intact, remove("lock")),
        case("anchor removed", DAMAGED, DAMAGED, remove("anchor")),
        case("blobs removed", DAMAGED, DAMAGED, |state| {
            fs::remove_dir(state.join("blobs")).unwrap();
        }),
        case("blob there", DAMAGED, DAMAGED, |state| {
            fs::write(state.join("blobs/123"), "見本").unwrap();
        }),
        case(
            "snapshots removed",
            Intact,
            Intact,
            each_snapshot(|path| fs::remove_file(path).unwrap()),
        ),
        case(
            "snapshots empty",
            Either,
            Either,
            each_snapshot(|path| change_at(path, Vec::clear)),
        ),
        case("unfinished snapshot", Intact, Intact, |state| {
            fs::write(state.join("snap.00000000FFFFFFFF.generating"), "xx").unwrap();
        }),
        case("creation not finished", DAMAGED, DAMAGED, |state| {
            fs::write(state.join("creating"), "").unwrap();
        }),
        case("emptied folder", NOT_THERE, NOT_THERE, |state| {
            fs::remove_dir_all(state).unwrap();
            fs::create_dir(state).unwrap();
        }),
        case("no folder", NOT_THERE, NOT_THERE, |state| {
            fs::remove_dir_all(state).unwrap();
        }),
    ]
}

/// Files that others can change.
fn rights() -> Vec<Case> {
    vec![
        case("folder for all", MODE, MODE, |state| {
            fs::set_permissions(state, Permissions::from_mode(0o755)).unwrap();
        }),
        case("db for all", MODE, MODE, |state| {
            fs::set_permissions(state.join("db"), Permissions::from_mode(0o644)).unwrap();
        }),
        case("anchor for a group", MODE, MODE, |state| {
            fs::set_permissions(state.join("anchor"), Permissions::from_mode(0o640)).unwrap();
        }),
        case("db a link", DAMAGED, DAMAGED, |state| {
            let elsewhere = state.parent().unwrap().join("elsewhere");
            fs::rename(state.join("db"), &elsewhere).unwrap();
            symlink(elsewhere, state.join("db")).unwrap();
        }),
    ]
}

/// Bytes that are not what was written.
fn bytes_changed() -> Vec<Case> {
    let mut cases = vec![
        case(
            "conf flipped",
            DAMAGED,
            DAMAGED,
            change("conf", |bytes| bytes[3] ^= 1),
        ),
        case(
            "anchor zeroed",
            DAMAGED,
            DAMAGED,
            change("anchor", |bytes| bytes.fill(0)),
        ),
        case(
            "one slot zeroed",
            Either,
            Intact,
            change("anchor", |bytes| bytes[..8192].fill(0)),
        ),
        case(
            "other slot zeroed",
            Either,
            Intact,
            change("anchor", |bytes| bytes[8192..].fill(0)),
        ),
        case(
            "snapshots flipped",
            Either,
            Either,
            each_snapshot(|path| {
                change_at(path, |bytes| {
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 1;
                });
            }),
        ),
    ];
    for eighth in 1..8 {
        let cut = change("db", move |bytes| bytes.truncate(bytes.len() * eighth / 8));
        cases.push(case(&format!("db cut to {eighth}/8"), DAMAGED, Either, cut));
    }
    for n in 0..24_usize {
        let at = move |bytes: &[u8]| n.wrapping_mul(2_654_435_761) % used(bytes);
        let flip = change("db", move |bytes| {
            let at = at(bytes);
            bytes[at] ^= 1 << (n % 8);
        });
        cases.push(case(&format!("db bit {n} flipped"), DAMAGED, Either, flip));
        let zero = change("db", move |bytes| {
            let at = at(bytes) / 512 * 512;
            let end = bytes.len().min(at + 512);
            bytes[at..end].fill(0);
        });
        cases.push(case(&format!("db sector {n} zeroed"), Either, Either, zero));
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
        for case in [files_lost(), rights(), bytes_changed()]
            .into_iter()
            .flatten()
        {
            let name = format!("{}, {before:?}", case.name);
            let state = root.path().join("case").join("state");
            copy(&good, &state);
            (case.damage)(&state);
            let bytes = files(&state);
            let end = match open(&state) {
                Ok(store) if contents(&store) == wanted() => Intact,
                Ok(_) => {
                    wrong.push(format!("{name}: opened without all records"));
                    continue;
                }
                Err(error) => {
                    refused += 1;
                    if files(&state) != bytes {
                        wrong.push(format!("{name}: changed by the refusal"));
                    }
                    Refused(variant(&error))
                }
            };
            let allowed = if before == Before::Clean {
                case.clean
            } else {
                case.killed
            };
            if allowed != Either && allowed != end {
                wrong.push(format!("{name}: {end:?} instead of {allowed:?}"));
            }
            fs::remove_dir_all(state.parent().unwrap()).unwrap();
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(refused > 50, "the damage must hit something: {refused}");
}

/// A power cut in the middle of a write: any part of what came after the last acknowledgement may
/// be on the disk or not.
#[test]
fn a_torn_last_write_loses_only_what_was_not_acknowledged() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    full(&state, false);
    let store = open(&state).unwrap();
    let (acknowledged, anchor) = (fs::read(state.join("db")), fs::read(state.join("anchor")));
    folder::block(folder::commit_more(&store, 1));
    let (before, after) = (acknowledged.unwrap(), fs::read(state.join("db")).unwrap());
    fs::write(state.join("anchor"), anchor.unwrap()).unwrap();
    let snapshot = root.path().join("snapshot");
    copy(&state, &snapshot);
    drop(store);

    let padded = before.iter().copied().chain(std::iter::repeat(0));
    let changed: Vec<_> = after
        .iter()
        .zip(padded)
        .enumerate()
        .filter(|(_, (a, b))| **a != *b)
        .map(|(at, _)| at)
        .collect();
    let (first, last) = (changed[0], changed[changed.len() - 1]);
    let mut ends = [0, 0];
    for eighth in 0..=8 {
        let keep = first + (last + 1 - first) * eighth / 8;
        let torn = root.path().join("torn");
        copy(&snapshot, &torn);
        let mut bytes = after.clone();
        for (at, byte) in bytes.iter_mut().enumerate().skip(keep) {
            *byte = before.get(at).copied().unwrap_or(0);
        }
        fs::write(torn.join("db"), bytes).unwrap();
        let store = open(&torn).unwrap_or_else(|error| panic!("{eighth}/8: {error}"));
        let (orders, journal) = contents(&store);
        let more = journal.len() - wanted().1.len();
        assert_eq!(journal[..wanted().1.len()], wanted().1, "{eighth}/8");
        assert_eq!(orders[1..], wanted().0[1..], "{eighth}/8");
        assert_eq!(
            orders[0] != wanted().0[0],
            more == 1,
            "{eighth}/8: half a commit"
        );
        ends[more] += 1;
        drop(store);
        fs::remove_dir_all(torn).unwrap();
    }
    assert!(
        ends[0] > 0 && ends[1] > 0,
        "both ends must be seen: {ends:?}"
    );
}
