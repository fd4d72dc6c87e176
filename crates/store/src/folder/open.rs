//! Opening a state folder: lock, anchor, sled, full scan; nothing is ever created.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::record::head::Head;
use crate::record::sentinel::SCHEMA;
use crate::trees::disk::Disk;
use crate::trees::open::{Trees, TreesError};
use crate::trees::verify::{Finding, Wanted, verify};

use super::anchor::{Anchor, AnchorError, AnchorState, CleanEnd};
use super::error::{Advice, OpenError};
use super::holder::{HeldBy, Holder};
use super::lock::{Lock, LockError};
use super::{anchor, layout};

/// A folder that is open, verified, and ours.
pub(crate) struct OpenFolder {
    pub(crate) trees: Trees,
    pub(crate) disk: Disk,
    pub(crate) anchor: Anchor,
    pub(crate) head: Head,
    pub(crate) lock: Lock,
}

/// Opens a folder for work.
pub(crate) fn open(path: &Path, holder: &Holder) -> Result<OpenFolder, OpenError> {
    if !path.join(layout::DB).exists() && !path.join(layout::ANCHOR).exists() {
        return Err(OpenError::NotThere {
            path: path.to_owned(),
        });
    }
    let lock = lock(path, holder)?;
    let state = anchored(path)?;
    let (trees, head) = scan(path, &state, holder.open_limit)?;
    let io = |doing| OpenError::io(doing, path);
    let disk = Disk::open(path).map_err(io("open"))?;
    let inode = disk.inode().map_err(io("look at"))?;
    layout::owner_only(path).map_err(io("make private"))?;
    let places = layout::anchors(path, holder.second_anchor.as_deref());
    let mut anchor = Anchor::open(&places, state).map_err(io("open the anchor of"))?;
    anchor.opened(inode).map_err(io("write the anchor of"))?;
    Ok(OpenFolder {
        trees,
        disk,
        anchor,
        head,
        lock,
    })
}

fn lock(path: &Path, holder: &Holder) -> Result<Lock, OpenError> {
    Lock::open(path, &HeldBy::this(&holder.command)).map_err(|error| match error {
        LockError::Held(by) => OpenError::Held {
            path: path.to_owned(),
            by,
        },
        LockError::Io(source) => OpenError::io("lock", path)(source),
    })
}

fn anchored(path: &Path) -> Result<AnchorState, OpenError> {
    anchor::read(&path.join(layout::ANCHOR)).map_err(|error| match error {
        AnchorError::Io(source) => OpenError::io("read the anchor of", path)(source),
        AnchorError::NotThere | AnchorError::Damaged => OpenError::Damaged {
            path: path.to_owned(),
            file: layout::ANCHOR.to_owned(),
            what: error.to_string(),
            advice: Advice::Rescue,
        },
    })
}

/// Opens sled and scans it, within a time limit and with panics caught.
pub(crate) fn scan(
    path: &Path,
    state: &AnchorState,
    limit: Duration,
) -> Result<(Trees, Head), OpenError> {
    let (done, result) = mpsc::channel();
    let (folder, state) = (path.to_owned(), state.clone());
    let work = move || {
        let found = catch_unwind(AssertUnwindSafe(|| {
            let trees = reopen(&folder)?;
            let wanted = Wanted {
                store: Some(&state.store),
                reached: Some(&state.reached),
            };
            let (_, head) = verify(&trees, &wanted).map_err(|finding| refused(&folder, finding))?;
            Ok((trees, head))
        }));
        // Nobody waits any more after the time limit.
        let _ = done.send(found.unwrap_or_else(|_| Err(panicked(&folder))));
    };
    thread::Builder::new()
        .name("sabaki-store-open".to_owned())
        .spawn(work)
        .map_err(OpenError::io("start a thread for", path))?;
    result.recv_timeout(limit).unwrap_or_else(|_| {
        Err(OpenError::TimedOut {
            path: path.to_owned(),
            seconds: limit.as_secs(),
        })
    })
}

/// Opens sled's files, waiting a little for its threads from before to let go.
pub(crate) fn reopen(path: &Path) -> Result<Trees, OpenError> {
    let mut tries = 0;
    loop {
        match Trees::open(path) {
            Err(TreesError::Sled(sled::Error::Io(error)))
                if tries < 100 && error.to_string().contains("could not acquire lock") =>
            {
                tries += 1;
                thread::sleep(Duration::from_millis(20));
            }
            Err(TreesError::Sled(sled::Error::Io(source))) => {
                return Err(OpenError::io("open", path)(source));
            }
            Err(error) => return Err(damaged(path, layout::DB, error, Advice::Rescue)),
            Ok(trees) => return Ok(trees),
        }
    }
}

/// sled's log as it is now, for a clean end.
pub(crate) fn clean_end(path: &Path) -> io::Result<CleanEnd> {
    let mut file = File::open(path.join(layout::DB))?;
    let mut buffer = vec![0; 1 << 20];
    let mut end = CleanEnd { length: 0, crc: 0 };
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(end);
        };
        end.crc = crc32c::crc32c_append(end.crc, bytes);
        end.length += bytes.len() as u64;
    }
}

fn panicked(path: &Path) -> OpenError {
    damaged(path, layout::DB, "sled gave up on it", Advice::Rescue)
}

fn damaged(path: &Path, file: &str, what: impl ToString, advice: Advice) -> OpenError {
    OpenError::Damaged {
        path: path.to_owned(),
        file: file.to_owned(),
        what: what.to_string(),
        advice,
    }
}

/// What the scan found, as a refusal.
pub(crate) fn refused(path: &Path, finding: Finding) -> OpenError {
    let path = path.to_owned();
    match finding {
        Finding::OtherStore { wanted, found } => OpenError::OtherStore {
            path,
            wanted,
            found,
        },
        Finding::NewerSchema(found) => OpenError::NewerSchema {
            path,
            found,
            known: SCHEMA,
        },
        Finding::Older { entries, commits } => OpenError::OlderThanAnchor {
            path,
            entries,
            commits,
        },
        Finding::Tree { tree, what } => damaged(&path, tree, what, Advice::Rescue),
    }
}
