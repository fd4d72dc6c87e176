//! The state folder: making one, opening it, and what people are told when that fails.

use std::path::Path;
use std::sync::Arc;

use sabaki_store::folder::create::CreateOptions;
use sabaki_store::folder::error::{Advice, CreateError, OpenError};
use sabaki_store::folder::holder::Holder;
use sabaki_store::sled_store::SledStore;

use crate::problem::Problem;

/// Makes a new state folder.
pub(crate) fn create(path: &Path) -> Result<(), Problem> {
    match SledStore::create(path, &CreateOptions::new("sabaki state init")) {
        Ok(_) => Ok(()),
        Err(CreateError::NotEmpty { path }) => {
            Err(Problem::unusable("state.not_empty").with("path", path.display()))
        }
        Err(CreateError::Open(error)) => Err(problem(&error)),
    }
}

/// Opens a state folder for a command; never makes one.
pub(crate) fn open(path: &Path, command: &str) -> Result<Arc<SledStore>, Problem> {
    SledStore::open(path, &Holder::new(command)).map_err(|error| problem(&error))
}

/// Whether a state folder is there and somebody else has it.
pub(crate) fn problem(error: &OpenError) -> Problem {
    let unusable =
        |key: &'static str, path: &Path| Problem::unusable(key).with("path", path.display());
    match error {
        OpenError::NotThere { path } => unusable("state.not_there", path),
        OpenError::Held { path, by } => {
            let pid = by
                .as_ref()
                .map_or_else(String::new, |by| by.pid.to_string());
            let command = by
                .as_ref()
                .map_or_else(String::new, |by| by.command.clone());
            unusable("state.held", path)
                .with("pid", pid)
                .with("command", command)
        }
        OpenError::Damaged {
            path,
            file,
            what,
            advice,
        } => {
            let key = match advice {
                Advice::Rescue => "state.damaged_rescue",
                Advice::Restore => "state.damaged_restore",
                Advice::CreateAgain => "state.damaged_create",
            };
            unusable(key, path).with("file", file).with("what", what)
        }
        OpenError::OtherStore { path, .. } => unusable("state.other_store", path),
        OpenError::OlderThanAnchor { path, entries, .. } => {
            unusable("state.older", path).with("entries", entries)
        }
        OpenError::NewerSchema { path, found, known } => unusable("state.newer", path)
            .with("found", found)
            .with("known", known),
        OpenError::OlderSchema { path, found, known } => unusable("state.old_schema", path)
            .with("found", found)
            .with("known", known),
        OpenError::NotLocal { path } => unusable("state.not_local", path),
        OpenError::WrongMode { path, what } => unusable("state.mode", path).with("what", what),
        OpenError::NoSpace { path, free, needed } => unusable("state.no_space", path)
            .with("free", free >> 20)
            .with("needed", needed >> 20),
        OpenError::TimedOut { path, seconds } => {
            unusable("state.timed_out", path).with("seconds", seconds)
        }
        OpenError::Io { path, source, .. } => unusable("cli.unreadable", path).because(source),
    }
}
