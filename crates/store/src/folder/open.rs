//! Opening a state folder for work: lock, pre-flight, copy where needed, sled, full scan.
//!
//! Nothing is ever created. Until sled has proved on a copy that all is there, sled does not touch a
//! folder whose last end was not clean.

use sabaki_diagnostic::reason::Reason;
use std::path::{Path, PathBuf};

use sabaki_engine::port::store::{Commit, StoreError, Switch};

use crate::record::head::Head;
use crate::trees::disk::Disk;
use crate::trees::failure::Failure;
use crate::trees::open::Trees;
use crate::trees::write::{Write, write};

use super::anchor::{self, Anchor, AnchorError, AnchorState};
use super::error::{Advice, OpenError, damaged};
use super::holder::{HeldBy, Holder};
use super::lock::{Lock, LockError};
use super::preflight::{self, End, Privacy};
use super::scan::{Scanned, scan};
use super::{copy, layout};

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
    preflight::folder(path, Privacy::Required)?;
    let lock = lock(path, &holder.command)?;
    preflight::files(path, Privacy::Required)?;
    let places = layout::anchors(path, holder.second_anchor.as_deref());
    let state = anchored(path, &places)?;
    match preflight::against(path, &state)? {
        End::Clean => preflight::space(path, 0)?,
        End::Unclean => try_on_copy(path, &state, holder)?,
    }
    begin(path, holder, lock, state)
}

/// Opens a folder whose creation goes on; nobody else opens it before it has ended.
pub(crate) fn open_unfinished(path: &Path, holder: &Holder) -> Result<OpenFolder, OpenError> {
    let lock = lock(path, &holder.command)?;
    let places = layout::anchors(path, holder.second_anchor.as_deref());
    let state = anchored(path, &places)?;
    begin(path, holder, lock, state)
}

/// Opens the original: says so in the anchor first, since sled writes while it opens.
pub(crate) fn begin(
    path: &Path,
    holder: &Holder,
    lock: Lock,
    state: AnchorState,
) -> Result<OpenFolder, OpenError> {
    let io = |doing| OpenError::io(doing, path);
    let places = layout::anchors(path, holder.second_anchor.as_deref());
    let disk = Disk::open(path).map_err(io("open"))?;
    let inode = disk.inode().map_err(io("look at"))?;
    let moved = state.inode != inode;
    let before = state.clone();
    let mut anchor = Anchor::open(&places, state).map_err(io("open the anchor of"))?;
    anchor.opened(inode).map_err(io("write the anchor of"))?;
    let Scanned { trees, head, .. } = scan(path, Some(&before), holder.open_limit)?;
    layout::owner_only(path).map_err(io("make private"))?;
    let mut folder = OpenFolder {
        trees,
        disk,
        anchor,
        head,
        lock,
    };
    if moved {
        let reason = Reason::of("reason.doubt.copied");
        folder
            .doubt(reason)
            .map_err(|error| damaged(path, layout::DB, error, Advice::Restore))?;
    }
    Ok(folder)
}

/// Takes the lock, before any other file is touched.
pub(crate) fn lock(path: &Path, command: &str) -> Result<Lock, OpenError> {
    Lock::open(path, &HeldBy::this(command)).map_err(|error| match error {
        LockError::Held(by) => OpenError::Held {
            path: path.to_owned(),
            by,
        },
        LockError::Io(source) => OpenError::io("lock", path)(source),
    })
}

/// What the anchor says; with a second one, the later of both. One of two may be lost: opening
/// makes it again.
pub(crate) fn anchored(path: &Path, places: &[PathBuf]) -> Result<AnchorState, OpenError> {
    let mut best: Option<AnchorState> = None;
    let mut lost = AnchorError::NotThere;
    for place in places {
        let found = match anchor::read(place) {
            Ok(found) => found,
            Err(AnchorError::Io(source)) => {
                return Err(OpenError::io("read the anchor", place)(source));
            }
            Err(error @ (AnchorError::NotThere | AnchorError::Damaged)) => {
                lost = error;
                continue;
            }
        };
        match best {
            Some(best) if best.store != found.store => {
                let (wanted, found) = (found.store, best.store);
                return Err(OpenError::OtherStore {
                    path: path.to_owned(),
                    wanted,
                    found,
                });
            }
            Some(ref known) if known.turn >= found.turn => {}
            Some(_) | None => best = Some(found),
        }
    }
    best.ok_or_else(|| damaged(path, layout::ANCHOR, lost, Advice::Rescue))
}

/// After an unclean end: copies the folder, and lets sled recover the copy first.
fn try_on_copy(path: &Path, state: &AnchorState, holder: &Holder) -> Result<(), OpenError> {
    let io = |doing| OpenError::io(doing, path);
    let half = |name: &str| name.ends_with(layout::GENERATING);
    let aside = copy::set_aside(path, half).map_err(io("set a snapshot aside in"))?;
    if !aside.is_empty() {
        tracing::warn!(?aside, "unfinished snapshots were set aside");
    }
    preflight::space(path, copy::size(path).map_err(io("look at"))?)?;
    let place = copy::next_place(path, state.opens).map_err(io("copy"))?;
    copy::copy(path, &place, |_| false).map_err(io("copy"))?;
    let scanned = scan(&place, Some(state), holder.open_limit);
    // sled has made files in the copy, too.
    layout::owner_only(&place).map_err(io("make private"))?;
    scanned.map(drop).map_err(|error| error.about(path))
}

impl OpenFolder {
    /// Sets doubt mode (照会モード) and makes it durable.
    pub(crate) fn doubt(&mut self, reason: Reason) -> Result<(), StoreError> {
        let reason = match &self.head.switch {
            Switch::Paused { reason: paused } => Reason::of("reason.doubt.paused_before")
                .because("reason", reason)
                .because("paused", paused.clone()),
            Switch::Running | Switch::Doubt { .. } => reason,
        };
        let commit = Commit {
            switch: Some(Switch::Doubt { reason }),
            ..Commit::default()
        };
        self.write(&Write::Commit(Box::new(commit)))
            .map_err(|failure| (&failure).into())
    }

    /// Writes one thing and makes it durable; before the writer thread has the folder.
    pub(crate) fn write(&mut self, what: &Write) -> Result<(), Failure> {
        self.head = write(&self.trees, &self.head, what)?;
        self.trees.flush()?;
        self.disk.sync()?;
        Ok(self.anchor.advance(&self.head.reached)?)
    }

    /// Ends sled, syncs, and marks the end as clean.
    pub(crate) fn close(self, path: &Path) -> std::io::Result<()> {
        let Self {
            trees,
            disk,
            mut anchor,
            lock,
            ..
        } = self;
        drop(trees);
        disk.sync()?;
        layout::sync_all(path)?;
        anchor.closed(super::sums::Sums::of(path)?)?;
        drop(lock);
        Ok(())
    }
}
