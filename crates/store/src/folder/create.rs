//! The ceremony that makes a state folder; nothing else ever does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::record::head::Head;
use crate::record::sentinel::Sentinel;
use crate::trees::disk::Disk;
use crate::trees::failure::Failure;
use crate::trees::open::Trees;

use super::anchor::{Anchor, AnchorState};
use super::error::{Advice, CreateError, OpenError};
use super::holder::HeldBy;
use super::layout;
use super::lock::{Lock, LockError};
use super::quiet;
use super::scan::reopen;
use super::sums::Sums;

/// How a folder is to be made.
#[derive(Debug, Clone)]
pub struct CreateOptions {
    /// What runs, for whoever finds the folder locked.
    pub command: String,
    /// A second place for the anchor; each opening must name it too.
    pub second_anchor: Option<PathBuf>,
}

impl CreateOptions {
    /// The usual way: one anchor, in the folder.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            second_anchor: None,
        }
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedInfo {
    /// Where.
    pub path: PathBuf,
    /// The store's name for itself, random.
    pub store: String,
    /// How its records are written.
    pub schema: u32,
}

/// Makes a state folder and closes it again.
///
/// # Errors
/// [`CreateError::NotEmpty`] if anything is there; else what the system said.
pub fn create(path: &Path, options: &CreateOptions) -> Result<CreatedInfo, CreateError> {
    let created = unfinished(path, options)?;
    finished(path)?;
    Ok(created)
}

/// The same, marked as unfinished: nothing opens it until [`finished`].
pub(crate) fn unfinished(path: &Path, options: &CreateOptions) -> Result<CreatedInfo, CreateError> {
    quiet::panics();
    make_empty(path)?;
    let io = |doing| OpenError::io(doing, path);
    layout::make_file(&path.join(layout::CREATING)).map_err(io("create"))?;
    let lock =
        Lock::create(path, &HeldBy::this(&options.command)).map_err(|error| match error {
            LockError::Held(by) => OpenError::Held {
                path: path.to_owned(),
                by,
            },
            LockError::Io(source) => io("lock")(source),
        })?;
    let sentinel = Sentinel::new(layout::random_name().map_err(io("name"))?);
    fill(path, &sentinel)?;
    // sled writes a snapshot only when it opens a log that is there; with one, most damage becomes
    // an error instead of an empty store.
    drop(reopen(path)?);
    finish(path, &sentinel, options).map_err(io("sync"))?;
    drop(lock);
    Ok(CreatedInfo {
        path: path.to_owned(),
        store: sentinel.store,
        schema: sentinel.schema,
    })
}

/// Makes the folder, or takes an empty one.
fn make_empty(path: &Path) -> Result<(), CreateError> {
    let io = |doing| OpenError::io(doing, path);
    match layout::make_folder(path) {
        Ok(()) => return Ok(layout::sync_parent(path).map_err(io("sync"))?),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(io("create")(error).into()),
    }
    let kind = fs::symlink_metadata(path).map_err(io("look at"))?;
    if !kind.is_dir() || fs::read_dir(path).map_err(io("read"))?.next().is_some() {
        return Err(CreateError::NotEmpty {
            path: path.to_owned(),
        });
    }
    Ok(layout::private_folder(path).map_err(io("make private"))?)
}

fn fill(path: &Path, sentinel: &Sentinel) -> Result<(), OpenError> {
    let failed = |failure: Failure| match failure {
        Failure::Io(source) | Failure::Sled(sled::Error::Io(source)) => {
            OpenError::io("write", path)(source)
        }
        other => OpenError::Damaged {
            path: path.to_owned(),
            file: layout::DB.to_owned(),
            what: other.to_string(),
            advice: Advice::CreateAgain,
        },
    };
    let trees = Trees::create(path).map_err(|error| failed(error.into()))?;
    trees.put_sentinel(sentinel).map_err(failed)?;
    trees.apply(&[], &Head::default()).map_err(failed)?;
    trees.flush().map_err(|error| failed(error.into()))?;
    Disk::open(path)
        .and_then(|disk| disk.sync())
        .map_err(OpenError::io("sync", path))
}

/// Syncs everything; the anchor comes last, so that a folder with one is whole.
fn finish(path: &Path, sentinel: &Sentinel, options: &CreateOptions) -> io::Result<()> {
    layout::owner_only(path)?;
    layout::sync_all(path)?;
    layout::sync_parent(path)?;
    let state = AnchorState {
        turn: 0,
        store: sentinel.store.clone(),
        schema: sentinel.schema,
        opens: 0,
        inode: Disk::open(path)?.inode()?,
        conf: layout::hexadecimal(&fs::read(path.join(layout::CONF))?),
        reached: Head::default().reached,
        clean: Some(Sums::of(path)?),
    };
    Anchor::create(
        &layout::anchors(path, options.second_anchor.as_deref()),
        state,
    )?;
    layout::sync_folder(path)
}

/// Takes the mark away: the last step.
pub(crate) fn finished(path: &Path) -> Result<(), OpenError> {
    fs::remove_file(path.join(layout::CREATING))
        .and_then(|()| layout::sync_folder(path))
        .map_err(OpenError::io("finish", path))
}
