//! Rescue: sled's snapshots are set aside, it makes them again from its log, and all is verified.
//!
//! Nothing is invented: a folder that is not whole without its snapshots stays as it is.

use sabaki_diagnostic::reason::Reason;
use std::fs;
use std::path::{Path, PathBuf};

use super::anchor::{Anchor, AnchorState};
use super::check::{Copied, Snapshots, on_copy};
use super::error::{Advice, OpenError, damaged};
use super::holder::Holder;
use super::open::{anchored, begin, lock};
use super::preflight::{self, Privacy};
use super::{copy, layout};

/// What a rescue did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescueReport {
    /// Files that were set aside, kept in the folder `set-aside`.
    pub set_aside: Vec<String>,
    /// Whether the anchor was made again; then the store is in doubt mode.
    pub anchor_made: bool,
    /// The journal's last sequence number.
    pub seq: u64,
}

/// Mends what can be mended and closes the folder again.
///
/// # Errors
/// [`OpenError`] if acknowledged records are missing or damaged; then nothing was changed.
pub fn rescue(path: &Path, holder: &Holder) -> Result<RescueReport, OpenError> {
    preflight::kind(path, Privacy::Required)?;
    let lock = lock(path, &holder.command)?;
    preflight::files(path, Privacy::Required)?;
    let io = |doing| OpenError::io(doing, path);
    let places = layout::anchors(path, holder.second_anchor.as_deref());
    let known = match anchored(path, &places) {
        Ok(state) => Some(state),
        Err(OpenError::Damaged { file, .. }) if file == layout::ANCHOR => None,
        Err(error) => return Err(error),
    };
    preflight::space(path, copy::size(path).map_err(io("look at"))?)?;
    forget_cached(path).map_err(io("read"))?;
    let held = on_copy(path, known.as_ref(), holder.open_limit, Snapshots::LeftOut)?;
    let anchor_made = known.is_none();
    let state = known.map_or_else(|| anchor_of(path, &held), Ok)?;
    drop(held);

    let worn = |name: &str| {
        name.starts_with(layout::SNAP)
            || (name == layout::CONF && layout::conf(path).as_ref() != Some(&state.conf))
            || (name == layout::ANCHOR && anchor_made)
    };
    let set_aside = copy::set_aside(path, worn).map_err(io("set files aside in"))?;
    if anchor_made {
        make_again(&places, &state).map_err(io("write the anchor of"))?;
    }
    let mut folder = begin(path, holder, lock, state)?;
    if anchor_made {
        folder
            .doubt(Reason::of("reason.doubt.anchor_lost"))
            .map_err(|error| damaged(path, layout::DB, error, Advice::Restore))?;
    }
    if layout::there(path, layout::FAILED) {
        fs::remove_file(path.join(layout::FAILED)).map_err(io("clean"))?;
    }
    let seq = folder.head.reached.seq;
    folder.close(path).map_err(io("close"))?;
    Ok(RescueReport {
        set_aside,
        anchor_made,
        seq,
    })
}

/// After a failed sync the system may show what the disk does not hold: asks it to read again.
fn forget_cached(path: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        let db = fs::File::open(path.join(layout::DB))?;
        rustix::fs::fadvise(&db, 0, None, rustix::fs::Advice::DontNeed)?;
    }
    Ok(())
}

/// What the anchor must have said, as far as the records know.
fn anchor_of(path: &Path, held: &Copied) -> Result<AnchorState, OpenError> {
    let conf = layout::conf(path).ok_or_else(|| {
        damaged(
            path,
            layout::CONF,
            "is not there, nor is the anchor",
            Advice::Restore,
        )
    })?;
    Ok(AnchorState {
        turn: 0,
        store: held.scanned.sentinel.store.clone(),
        schema: held.scanned.sentinel.schema,
        opens: 0,
        inode: 0,
        conf,
        reached: held.scanned.head.reached.clone(),
        clean: None,
    })
}

/// Only the lost anchor is made; a second one that is there goes on.
fn make_again(places: &[PathBuf], state: &AnchorState) -> std::io::Result<()> {
    for place in places {
        if place.symlink_metadata().is_err() {
            Anchor::create(std::slice::from_ref(place), state.clone())?;
        }
    }
    Ok(())
}
