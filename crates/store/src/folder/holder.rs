//! Who holds a state folder, and how it wants to hold it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Below this many bytes of free space no new intents are taken.
pub const SPACE_FLOOR: u64 = 256 << 20;

/// How a store is to be held.
#[derive(Debug, Clone)]
pub struct Holder {
    /// What runs, for the message that a second opener gets (`sabaki run`).
    pub command: String,
    /// Longest time for one call.
    pub time_limit: Duration,
    /// Longest time for opening and for checking all records.
    pub open_limit: Duration,
    /// Below this many bytes of free space no new intents are taken.
    pub space_floor: u64,
    /// A second place for the anchor, best on another disk: with it a whole older copy of the
    /// folder is noticed too.
    pub second_anchor: Option<PathBuf>,
}

impl Holder {
    /// The usual limits: 30 s a call, 10 min for opening, 256 MiB of free space.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            time_limit: Duration::from_secs(30),
            open_limit: Duration::from_secs(600),
            space_floor: SPACE_FLOOR,
            second_anchor: None,
        }
    }
}

/// Who holds a folder: the content of its lock file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBy {
    /// Process number on that host.
    pub pid: u32,
    /// The host's name.
    pub host: String,
    /// Since when.
    pub since: Timestamp,
    /// What runs.
    pub command: String,
}

impl HeldBy {
    /// This process.
    pub(crate) fn this(command: &str) -> Self {
        let host = rustix::system::uname();
        Self {
            pid: std::process::id(),
            host: host.nodename().to_string_lossy().into_owned(),
            since: Timestamp::now(),
            command: command.to_owned(),
        }
    }
}

impl fmt::Display for HeldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pid,
            host,
            since,
            command,
        } = self;
        write!(f, "process {pid} on {host} since {since} (`{command}`)")
    }
}
