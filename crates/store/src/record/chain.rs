//! The journal's chain: each entry carries the hash of the one before.

use sabaki_engine::journal::entry::JournalEntry;
use sha2::{Digest, Sha256};

use super::frame::Unfit;
use super::head::Hash;

/// Bytes of a hash.
const HASH: usize = 32;

/// Why an entry does not belong where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadEntry {
    /// Too short to carry a hash.
    #[error("a journal entry is cut")]
    Cut,
    /// It names another predecessor.
    #[error("a journal entry does not follow the one before")]
    Broken,
    /// Its JSON is not an entry.
    #[error("a journal entry cannot be understood: {0}")]
    Json(String),
}

/// What is stored of an entry: the hash of the one before, and its JSON.
pub(crate) fn link(before: &Hash, entry: &JournalEntry) -> Result<Vec<u8>, Unfit> {
    let mut body = before.0.to_vec();
    serde_json::to_writer(&mut body, entry).map_err(|error| Unfit::NoJson(error.to_string()))?;
    Ok(body)
}

/// The hash of an entry as it is stored, at its place.
pub(crate) fn hash(seq: u64, body: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(seq.to_be_bytes());
    hasher.update(body);
    Hash(hasher.finalize().into())
}

/// The entry in what is stored, without looking at the chain.
pub(crate) fn entry(body: &[u8]) -> Result<JournalEntry, BadEntry> {
    let (_, json) = body.split_first_chunk::<HASH>().ok_or(BadEntry::Cut)?;
    serde_json::from_slice(json).map_err(|error| BadEntry::Json(error.to_string()))
}

/// Checks that an entry follows the one with this hash.
pub(crate) fn follows(before: &Hash, body: &[u8]) -> Result<(), BadEntry> {
    match body.first_chunk::<HASH>() {
        None => Err(BadEntry::Cut),
        Some(named) if *named == before.0 => Ok(()),
        Some(_) => Err(BadEntry::Broken),
    }
}
