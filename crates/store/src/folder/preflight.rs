//! What is looked at before sled touches a file: kinds, owner, modes, lengths, settings, space.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::record::sentinel::SCHEMA;

use super::anchor::AnchorState;
use super::error::{Advice, OpenError, damaged};
use super::layout;
use super::sums::Sums;

/// Free space that opening itself may need, beyond a copy.
const ROOM: u64 = 16 << 20;

/// Whether the files of others must be private too, or only readable for a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// Wide modes are refused.
    Required,
    /// They are somebody else's matter: a copy is looked at.
    Ignored,
}

/// Looks at the folder itself, before the lock is taken.
pub(crate) fn folder(path: &Path, privacy: Privacy) -> Result<(), OpenError> {
    kind(path, privacy)?;
    if layout::there(path, layout::FAILED) && privacy == Privacy::Required {
        let what = "a sync failed here: the disk may not hold what was acknowledged";
        return Err(damaged(path, layout::FAILED, what, Advice::Rescue));
    }
    Ok(())
}

/// The same for a rescue, which is what a failed sync asks for.
pub(crate) fn kind(path: &Path, privacy: Privacy) -> Result<(), OpenError> {
    let not_there = || OpenError::NotThere {
        path: path.to_owned(),
    };
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(not_there()),
        Err(error) => return Err(OpenError::io("look at", path)(error)),
    };
    if !found.is_dir() {
        let what = if found.is_symlink() {
            "is a symbolic link"
        } else {
            "is not a folder"
        };
        return Err(OpenError::WrongMode {
            path: path.to_owned(),
            what: what.to_owned(),
        });
    }
    if layout::there(path, layout::CREATING) {
        let what = "its creation or import ended early";
        return Err(damaged(path, layout::CREATING, what, Advice::CreateAgain));
    }
    if !layout::OURS.iter().any(|file| layout::there(path, file)) {
        return Err(not_there());
    }
    local(path)?;
    match privacy {
        Privacy::Required => private(path, &found),
        Privacy::Ignored => Ok(()),
    }
}

/// Looks at the files, under the lock.
pub(crate) fn files(path: &Path, privacy: Privacy) -> Result<(), OpenError> {
    let must = |file| {
        let there = layout::there(path, file);
        if there {
            Ok(())
        } else {
            Err(damaged(path, file, "is not there", Advice::Restore))
        }
    };
    must(layout::DB)?;
    must(layout::BLOBS)?;
    for entry in fs::read_dir(path).map_err(OpenError::io("read", path))? {
        let entry = entry.map_err(OpenError::io("read", path))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let snapshot = name.starts_with(layout::SNAP);
        let kept = [layout::COPIES, layout::ASIDE].contains(&name.as_str());
        if !snapshot && !kept && !layout::OURS.contains(&name.as_str()) {
            continue;
        }
        let file = entry.path();
        let found = fs::symlink_metadata(&file).map_err(OpenError::io("look at", &file))?;
        let folder = kept || name == layout::BLOBS;
        if (folder && !found.is_dir()) || (!folder && !found.is_file()) {
            let what = "is a symbolic link or another kind of file";
            return Err(damaged(path, &name, what, Advice::Restore));
        }
        // sled makes its snapshots readable by all; the folder is not, and opening mends them.
        if privacy == Privacy::Required && !snapshot {
            private(&file, &found)?;
        }
    }
    let large = fs::read_dir(path.join(layout::BLOBS))
        .map_err(OpenError::io("read", path))?
        .next();
    if large.is_some() {
        return Err(damaged(
            path,
            layout::BLOBS,
            "has a file; it is empty by design",
            Advice::Restore,
        ));
    }
    Ok(())
}

/// How the last opening ended, by the anchor and the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// In order, and every file is as it was left.
    Clean,
    /// In another way, or a file that sled can make again is another or not there.
    Unclean,
}

/// Compares the files with what the anchor says of them.
pub(crate) fn against(path: &Path, state: &AnchorState) -> Result<End, OpenError> {
    if state.schema > SCHEMA {
        let (path, found) = (path.to_owned(), state.schema);
        return Err(OpenError::NewerSchema {
            path,
            found,
            known: SCHEMA,
        });
    }
    let db = fs::metadata(path.join(layout::DB)).map_err(OpenError::io("look at", path))?;
    if db.len() == 0 {
        return Err(damaged(path, layout::DB, "is empty", Advice::Restore));
    }
    match fs::read(path.join(layout::CONF)) {
        Ok(conf) if layout::hexadecimal(&conf) == state.conf => {}
        Ok(_) => return Err(damaged(path, layout::CONF, "was changed", Advice::Rescue)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            tracing::warn!(file = layout::CONF, "not there; sled writes it again");
        }
        Err(error) => return Err(OpenError::io("read", path)(error)),
    }
    let Some(left) = &state.clean else {
        return Ok(End::Unclean);
    };
    let sums = Sums::of(path).map_err(OpenError::io("read", path))?;
    if *left == sums {
        return Ok(End::Clean);
    }
    if left.file(layout::DB) == sums.file(layout::DB) {
        tracing::warn!("a file that sled can make again is not as it was left");
        return Ok(End::Unclean);
    }
    let what = "is not as it was left when it was closed";
    Err(damaged(path, layout::DB, what, Advice::Rescue))
}

/// Refuses file systems over a network, where locks and syncs promise little.
fn local(path: &Path) -> Result<(), OpenError> {
    #[cfg(target_os = "linux")]
    {
        /// Magic numbers of NFS, SMB, CIFS and SMB2, from statfs(2).
        const NETWORK: [u32; 4] = [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42];
        let stat = rustix::fs::statfs(path)
            .map_err(|error| OpenError::io("look at the file system of", path)(error.into()))?;
        #[allow(clippy::useless_conversion, reason = "another type on other targets")]
        let kind = i64::from(stat.f_type) & 0xffff_ffff;
        if NETWORK.iter().any(|magic| i64::from(*magic) == kind) {
            return Err(OpenError::NotLocal {
                path: path.to_owned(),
            });
        }
    }
    Ok(())
}

/// Refuses when there is no room for opening and for a copy of this many bytes.
pub(crate) fn space(path: &Path, copy: u64) -> Result<(), OpenError> {
    let stat = rustix::fs::statvfs(path)
        .map_err(|error| OpenError::io("look at the space of", path)(error.into()))?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let needed = copy.saturating_add(ROOM);
    if free < needed {
        return Err(OpenError::NoSpace {
            path: path.to_owned(),
            free,
            needed,
        });
    }
    Ok(())
}

fn private(path: &Path, found: &Metadata) -> Result<(), OpenError> {
    let refused = |what| {
        Err(OpenError::WrongMode {
            path: path.to_owned(),
            what,
        })
    };
    if found.mode() & 0o077 != 0 {
        return refused(format!("mode {:04o} lets others in", found.mode() & 0o7777));
    }
    let me = rustix::process::geteuid().as_raw();
    if found.uid() != me {
        return refused(format!(
            "it belongs to user {}, this is user {me}",
            found.uid()
        ));
    }
    Ok(())
}
