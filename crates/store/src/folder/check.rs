//! A read-only look at a state folder: everything is done on a copy.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use crate::record::head::Hash;
use crate::record::tree::TreeName;

use super::anchor::AnchorState;
use super::error::{Advice, OpenError, damaged};
use super::lock::{Lock, LockError};
use super::open::anchored;
use super::preflight::{self, End, Privacy};
use super::scan::{Scanned, scan};
use super::{copy, layout};

/// What a look at a folder showed.
#[derive(Debug)]
pub struct CheckReport {
    /// The folder.
    pub path: PathBuf,
    /// What the anchor says, where it can be read.
    pub anchor: Option<AnchorState>,
    /// What is in it, if it is intact.
    pub found: Option<Found>,
    /// Whether the last end was in order.
    pub clean: bool,
    /// Why it does not open; none if it is intact.
    pub refused: Option<OpenError>,
}

/// What an intact store holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The store's name for itself.
    pub store: String,
    /// How its records are written.
    pub schema: u32,
    /// The journal's last sequence number.
    pub seq: u64,
    /// The hash of that entry.
    pub hash: Hash,
    /// How many orders, open orders, … there are, by tree; long values count several times.
    pub records: Vec<(TreeName, u64)>,
}

impl CheckReport {
    /// Whether everything is there.
    pub const fn is_intact(&self) -> bool {
        self.refused.is_none()
    }
}

/// Looks at a folder and changes nothing in it. A folder in use is not looked at.
pub fn check(path: &Path, limit: Duration) -> CheckReport {
    let mut report = nothing_yet(path);
    match look(path, limit, &mut report) {
        Ok(copy) => report.found = Some(found(&copy)),
        Err(error) => report.refused = Some(error.about(path)),
    }
    report
}

/// A verified copy of a folder that is not in use.
pub(crate) fn copied(path: &Path, limit: Duration) -> Result<Copied, OpenError> {
    look(path, limit, &mut nothing_yet(path)).map_err(|error| error.about(path))
}

fn nothing_yet(path: &Path) -> CheckReport {
    CheckReport {
        path: path.to_owned(),
        anchor: None,
        found: None,
        clean: false,
        refused: None,
    }
}

fn look(path: &Path, limit: Duration, report: &mut CheckReport) -> Result<Copied, OpenError> {
    preflight::folder(path, Privacy::Ignored)?;
    Lock::probe(path).map_err(|error| match error {
        LockError::Held(by) => OpenError::Held {
            path: path.to_owned(),
            by,
        },
        LockError::Io(source) => OpenError::io("look at the lock of", path)(source),
    })?;
    preflight::files(path, Privacy::Ignored)?;
    let state = anchored(path, &layout::anchors(path, None))?;
    report.anchor = Some(state.clone());
    report.clean = preflight::against(path, &state)? == End::Clean;
    on_copy(path, Some(&state), limit, Snapshots::Used)
}

/// Whether sled's snapshots are taken into a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Snapshots {
    /// All but unfinished ones.
    Used,
    /// None: sled makes them again from its log.
    LeftOut,
}

/// Opens a copy in a private temporary folder, scans it, and removes it.
pub(super) fn on_copy(
    path: &Path,
    state: Option<&AnchorState>,
    limit: Duration,
    snapshots: Snapshots,
) -> Result<Copied, OpenError> {
    let place = Temporary::new().map_err(OpenError::io("copy", path))?;
    let inside = place.0.join("state");
    // sled writes its settings again where they are not there.
    let worn = state.is_some_and(|state| layout::conf(path).as_ref() != Some(&state.conf));
    let without = |name: &str| match snapshots {
        Snapshots::Used => name.ends_with(layout::GENERATING),
        Snapshots::LeftOut => name.starts_with(layout::SNAP) || (name == layout::CONF && worn),
    };
    copy::copy(path, &inside, without).map_err(OpenError::io("copy", path))?;
    if !layout::there(&inside, layout::DB) {
        return Err(damaged(path, layout::DB, "is not there", Advice::Restore));
    }
    let scanned = scan(&inside, state, limit).map_err(|error| error.about(path))?;
    Ok(Copied {
        scanned,
        _place: place,
    })
}

/// A scanned copy; removed when dropped.
pub(crate) struct Copied {
    // Fields drop in this order: sled ends before its folder goes.
    pub(crate) scanned: Scanned,
    _place: Temporary,
}

fn found(copy: &Copied) -> Found {
    let Scanned { sentinel, head, .. } = &copy.scanned;
    let counts = TreeName::COUNTED.map(|tree| (tree, head.reached.totals.of(tree).count));
    Found {
        store: sentinel.store.clone(),
        schema: sentinel.schema,
        seq: head.reached.seq,
        hash: head.reached.hash,
        records: counts.to_vec(),
    }
}

/// A private folder among the system's temporary ones; removed when dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> std::io::Result<Self> {
        let name = layout::random_name()?;
        let path = std::env::temp_dir().join(format!("sabaki-state-{name}"));
        layout::make_folder(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "a temporary copy stays");
        }
    }
}
