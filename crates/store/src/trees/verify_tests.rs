//! What the full scan must see: changes that sled itself would open without a word.

use sabaki_engine::port::store::Commit;

use crate::conformance::sample::{closed, entry, order};
use crate::folder::create::{CreateOptions, create};
use crate::folder::holder::Holder;
use crate::folder::open::{OpenFolder, open_unfinished};
use crate::record::frame::Frame;
use crate::record::head::Head;
use crate::record::tree::TreeName;

use super::verify::{Wanted, verify};
use super::write::Write;

/// A change of one record, with or without the totals that would go with it.
#[derive(Clone, Copy)]
enum Totals {
    Kept,
    Moved,
}
use Totals::{Kept, Moved};

struct Tampering<'a> {
    inside: &'a OpenFolder,
    head: Head,
    totals: Totals,
}

impl Tampering<'_> {
    /// Puts other bytes under a key, or removes it.
    fn put(&mut self, tree: TreeName, key: &[u8], value: Option<&[u8]>) {
        let there = self.inside.trees.tree(tree);
        let old = match value {
            Some(value) => there.insert(key, value).unwrap(),
            None => there.remove(key).unwrap(),
        };
        if matches!(self.totals, Kept) {
            return;
        }
        let total = self.head.reached.totals.of_mut(tree);
        if let Some(old) = old {
            total.remove(key, &old);
        }
        if let Some(value) = value {
            total.add(key, value);
        }
        self.inside.trees.apply(&[], &self.head).unwrap();
    }

    fn record(&self, tree: TreeName, n: usize) -> (Vec<u8>, Vec<u8>) {
        let (key, value) = self.inside.trees.tree(tree).iter().nth(n).unwrap().unwrap();
        (key.to_vec(), value.to_vec())
    }

    /// Another body under the same key, in a frame that is right.
    fn reframe(&mut self, tree: TreeName, n: usize, change: impl Fn(&str) -> String) {
        let (key, value) = self.record(tree, n);
        let body = Frame::decode(&key, &value).unwrap().body.to_vec();
        let (hash, json) = body.split_at(if tree == TreeName::Journal { 32 } else { 0 });
        let json = change(std::str::from_utf8(json).unwrap());
        let body = [hash, json.as_bytes()].concat();
        let value = Frame {
            part: 0,
            parts: 1,
            body: &body,
        }
        .encode(&key);
        self.put(tree, &key, Some(&value));
    }
}

fn filled(path: &std::path::Path) -> OpenFolder {
    create(path, &CreateOptions::new("test")).unwrap();
    let mut inside = open_unfinished(path, &Holder::new("test")).unwrap();
    for n in 0..5 {
        let orders = vec![order("honten", n, 1), closed("honten", n + 10, 1)];
        let journal = vec![entry("honten", n, 1)];
        let commit = Commit {
            orders,
            journal,
            ..Commit::default()
        };
        inside.write(&Write::Commit(Box::new(commit))).unwrap();
    }
    inside
}

type Tamper = fn(&mut Tampering<'_>);

/// Totals, the tree that must be named, a part of what must be said, and what was done.
const CASES: [(Totals, &str, &str, Tamper); 9] = [
    (Kept, "orders", "9 records instead of 10", |it| {
        let (key, _) = it.record(TreeName::Orders, 3);
        it.put(TreeName::Orders, &key, None);
    }),
    (Kept, "orders", "an older or another one", |it| {
        it.reframe(TreeName::Orders, 3, |json| {
            json.replace("sha256:00", "sha256:01")
        });
    }),
    (Kept, "tokens", "1 records instead of 0", |it| {
        let value = Frame {
            part: 0,
            parts: 1,
            body: b"{}",
        }
        .encode(b"main");
        it.put(TreeName::Tokens, b"main", Some(&value));
    }),
    (Kept, "orders", "checksum", |it| {
        let (key, mut value) = it.record(TreeName::Orders, 3);
        *value.last_mut().unwrap() ^= 1;
        it.put(TreeName::Orders, &key, Some(&value));
    }),
    (
        Moved,
        "journal",
        "entry 4: a journal entry does not follow",
        |it| {
            it.reframe(TreeName::Journal, 2, |json| {
                json.replace("honten", "hontem")
            });
        },
    ),
    (Moved, "journal", "entry 3 is not there", |it| {
        let (key, _) = it.record(TreeName::Journal, 2);
        it.put(TreeName::Journal, &key, None);
    }),
    (Moved, "journal", "the chain ends at 4 instead of 5", |it| {
        let (key, _) = it.record(TreeName::Journal, 4);
        it.put(TreeName::Journal, &key, None);
    }),
    (
        Moved,
        "open",
        "an order is open and not in the index",
        |it| {
            let (key, _) = it.record(TreeName::Open, 2);
            it.put(TreeName::Open, &key, None);
        },
    ),
    (Moved, "open", "an order is not there", |it| {
        let value = Frame {
            part: 0,
            parts: 1,
            body: b"",
        }
        .encode(b"nobody");
        it.put(TreeName::Open, b"nobody", Some(&value));
    }),
];

#[test]
fn the_scan_sees_what_sled_would_not() {
    for (totals, tree, said, tamper) in CASES {
        let root = tempfile::tempdir().unwrap();
        let inside = filled(&root.path().join("state"));
        let wanted = Wanted {
            store: None,
            reached: None,
        };
        assert!(verify(&inside.trees, &wanted).is_ok());
        let head = inside.head.clone();
        tamper(&mut Tampering {
            inside: &inside,
            head,
            totals,
        });
        let found = verify(&inside.trees, &wanted).unwrap_err().to_string();
        let named = found.starts_with(&format!("`{tree}`"));
        assert!(named && found.contains(said), "{tree}, {said}: {found}");
    }
}

/// The anchor is compared even where everything inside agrees.
#[test]
fn the_scan_must_reach_the_anchor() {
    let root = tempfile::tempdir().unwrap();
    let inside = filled(&root.path().join("state"));
    let now = inside.head.reached.clone();
    let mut ahead = now.clone();
    ahead.commits += 2;
    ahead.seq += 1;
    let mut other = now.clone();
    other.hash = crate::record::chain::hash(9, b"x");
    let mut before = now.clone();
    before.commits -= 1;
    before.seq -= 1;
    let cases = [
        (&now, ""),
        (&ahead, "1 journal entries, 2 commits older"),
        (&other, "`meta`"),
        (&before, "entry 4 is not the one that the anchor names"),
    ];
    for (reached, said) in cases {
        let wanted = Wanted {
            store: None,
            reached: Some(reached),
        };
        match verify(&inside.trees, &wanted) {
            Ok(_) => assert_eq!(said, ""),
            Err(found) => {
                let found = found.to_string();
                assert!(!said.is_empty() && found.contains(said), "{said}: {found}");
            }
        }
    }
}
