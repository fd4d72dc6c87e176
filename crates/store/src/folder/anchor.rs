//! The anchor: outside sled, what sled must contain. Two slots, written in turn and synced.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::record::head::Reached;

use super::layout;
use super::sums::Sums;

/// Bytes of a slot: whole sectors, so that writing one never touches the other.
const SLOT: usize = 8192;
/// What a slot starts with.
const MAGIC: &[u8; 8] = b"sabaki1\n";

/// What an anchor says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnchorState {
    /// Grows with each writing; the higher slot counts.
    pub turn: u64,
    /// The store's name for itself.
    pub store: String,
    /// How its records are written; looked at before sled touches a file.
    pub schema: u32,
    /// How often it was opened.
    pub opens: u64,
    /// The inode of `db`: another one means that the folder was copied or restored.
    pub inode: u64,
    /// sled's settings file, as hexadecimal digits; never changes.
    pub conf: String,
    /// How far the store has come.
    pub reached: Reached,
    /// sled's files as they were left; none while the store is open.
    pub clean: Option<Sums>,
}

/// Why there is no usable anchor.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnchorError {
    /// No such file.
    #[error("the anchor is not there")]
    NotThere,
    /// Neither slot can be read.
    #[error("both slots of the anchor are damaged")]
    Damaged,
    /// The system said no.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The anchor's files, open for writing, and what they say now.
#[derive(Debug)]
pub(crate) struct Anchor {
    files: Vec<File>,
    state: AnchorState,
}

/// Reads an anchor without changing it.
pub(crate) fn read(path: &Path) -> Result<AnchorState, AnchorError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(AnchorError::NotThere);
        }
        Err(error) => return Err(error.into()),
    };
    let slots = bytes.chunks(SLOT).filter_map(decode);
    slots
        .max_by_key(|slot| slot.turn)
        .ok_or(AnchorError::Damaged)
}

impl Anchor {
    /// Makes the anchor of a new store, in one or two places. The last step of a creation.
    pub(crate) fn create(places: &[PathBuf], state: AnchorState) -> io::Result<Self> {
        let mut files = Vec::new();
        for place in places {
            files.push(make(place)?);
        }
        let mut anchor = Self { files, state };
        anchor.write()?;
        anchor.write()?;
        for place in places {
            layout::sync_parent(place)?;
        }
        Ok(anchor)
    }

    /// Opens the anchor's files to go on from what they say.
    pub(crate) fn open(places: &[PathBuf], state: AnchorState) -> io::Result<Self> {
        let files = places.iter().map(|place| match layout::open_file(place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(place),
            opened => opened,
        });
        Ok(Self {
            files: files.collect::<Result<_, _>>()?,
            state,
        })
    }

    /// Says that the store is open, before anything in it changes.
    pub(crate) fn opened(&mut self, inode: u64) -> io::Result<()> {
        self.state.opens += 1;
        self.state.clean = None;
        self.state.inode = inode;
        self.write()
    }

    /// Says how far the store has come. Only after sled's log is synced.
    pub(crate) fn advance(&mut self, reached: &Reached) -> io::Result<()> {
        self.state.reached = reached.clone();
        self.write()
    }

    /// Says that the store was closed in order. Only after sled has ended and all is synced.
    pub(crate) fn closed(&mut self, files: Sums) -> io::Result<()> {
        self.state.clean = Some(files);
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.state.turn += 1;
        let slot = encode(&self.state)?;
        let at = if self.state.turn.is_multiple_of(2) {
            0
        } else {
            SLOT as u64
        };
        for file in &self.files {
            file.write_all_at(&slot, at)?;
            file.sync_data()?;
        }
        Ok(())
    }
}

fn make(place: &Path) -> io::Result<File> {
    let file = layout::make_file(place)?;
    file.set_len(2 * SLOT as u64)?;
    Ok(file)
}

fn encode(state: &AnchorState) -> io::Result<Vec<u8>> {
    let body = serde_json::to_vec(state)?;
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    let mut slot = MAGIC.to_vec();
    slot.extend_from_slice(&length.to_be_bytes());
    slot.extend_from_slice(&crc32c::crc32c(&body).to_be_bytes());
    slot.extend_from_slice(&body);
    if slot.len() > SLOT {
        return Err(io::Error::other("the anchor does not fit its slot"));
    }
    slot.resize(SLOT, 0);
    Ok(slot)
}

fn decode(slot: &[u8]) -> Option<AnchorState> {
    let rest = slot.strip_prefix(MAGIC.as_slice())?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let body = rest.get(..length)?;
    (crc32c::crc32c(body) == u32::from_be_bytes(*crc))
        .then(|| serde_json::from_slice(body).ok())
        .flatten()
}
