//! Opening sled and reading everything in it, within a time limit and with sled's panics caught.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::record::head::Head;
use crate::record::sentinel::{SCHEMA, Sentinel};
use crate::trees::open::{Trees, TreesError};
use crate::trees::verify::{Finding, Wanted, verify};

use super::anchor::AnchorState;
use super::error::{Advice, OpenError, damaged};
use super::{layout, quiet};

/// How often sled's lock is tried for, 20 ms apart.
const TRIES: u32 = 100;

/// A store that is open and verified.
pub(crate) struct Scanned {
    pub(crate) trees: Trees,
    pub(crate) sentinel: Sentinel,
    pub(crate) head: Head,
}

/// Opens and scans; `anchor` is what must be reached, none after the anchor was lost.
pub(crate) fn scan(
    path: &Path,
    anchor: Option<&AnchorState>,
    limit: Duration,
) -> Result<Scanned, OpenError> {
    quiet::panics();
    let (done, result) = mpsc::channel();
    let (folder, anchor) = (path.to_owned(), anchor.cloned());
    let work = move || {
        let found = catch_unwind(AssertUnwindSafe(|| {
            open_and_verify(&folder, anchor.as_ref())
        }));
        let gave_up = |_| {
            Err(damaged(
                &folder,
                layout::DB,
                "sled gave up on it",
                Advice::Rescue,
            ))
        };
        // Nobody waits any more after the time limit.
        let _ = done.send(found.unwrap_or_else(gave_up));
    };
    thread::Builder::new()
        .name(format!("{}open", quiet::THREAD))
        .spawn(work)
        .map_err(OpenError::io("start a thread for", path))?;
    result.recv_timeout(limit).unwrap_or_else(|_| {
        Err(OpenError::TimedOut {
            path: path.to_owned(),
            seconds: limit.as_secs(),
        })
    })
}

fn open_and_verify(path: &Path, anchor: Option<&AnchorState>) -> Result<Scanned, OpenError> {
    let trees = reopen(path)?;
    let wanted = Wanted {
        store: anchor.map(|anchor| anchor.store.as_str()),
        reached: anchor.map(|anchor| &anchor.reached),
    };
    let (sentinel, head) = verify(&trees, &wanted).map_err(|finding| refused(path, finding))?;
    Ok(Scanned {
        trees,
        sentinel,
        head,
    })
}

/// Opens sled's files, waiting a little for its threads from before to let go.
pub(crate) fn reopen(path: &Path) -> Result<Trees, OpenError> {
    let mut tries = 0;
    loop {
        match Trees::open(path) {
            Err(TreesError::Sled(sled::Error::Io(error)))
                if tries < TRIES && error.to_string().contains("could not acquire lock") =>
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

fn refused(path: &Path, finding: Finding) -> OpenError {
    let here = path.to_owned();
    match finding {
        Finding::OtherStore { wanted, found } => OpenError::OtherStore {
            path: here,
            wanted,
            found,
        },
        Finding::NewerSchema(found) => OpenError::NewerSchema {
            path: here,
            found,
            known: SCHEMA,
        },
        Finding::OlderSchema(found) => OpenError::OlderSchema {
            path: here,
            found,
            known: SCHEMA,
        },
        Finding::Older { entries, commits } => OpenError::OlderThanAnchor {
            path: here,
            entries,
            commits,
        },
        Finding::Tree { tree, what } => damaged(path, tree, what, Advice::Rescue),
    }
}
