//! Why a state folder does not open: what, where, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::holder::HeldBy;

/// Why a folder was not opened. Nothing in it was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no store here.
    #[error("no state folder at `{path}`; create one with `sabaki state init {path}`")]
    NotThere {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("the state folder `{path}` is in use by {}; stop it first", held(by.as_ref()))]
    Held {
        /// The folder.
        path: PathBuf,
        /// Who; none when the lock file does not say.
        by: Option<HeldBy>,
    },
    /// What is there is not what was written.
    #[error("the state folder `{path}` is damaged: `{file}`: {what}; {}", advice.text())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// The file or tree in it.
        file: String,
        /// What is wrong with it.
        what: String,
        /// What to do.
        advice: Advice,
    },
    /// The files of two stores are mixed.
    #[error("`{path}` holds the records of another store ({found} instead of {wanted}); {}", Advice::Restore.text())]
    OtherStore {
        /// The folder.
        path: PathBuf,
        /// The store that the anchor names.
        wanted: String,
        /// The store that was found.
        found: String,
    },
    /// The records are older than what was acknowledged.
    #[error("the records in `{path}` are {entries} journal entries ({commits} commits) older than the anchor; {}", Advice::Restore.text())]
    OlderThanAnchor {
        /// The folder.
        path: PathBuf,
        /// Journal entries that are missing at the end.
        entries: u64,
        /// Commits that are missing at the end.
        commits: u64,
    },
    /// Written by a newer sabaki.
    #[error(
        "the state folder `{path}` has schema {found}, this version knows {known}; use a newer sabaki"
    )]
    NewerSchema {
        /// The folder.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
    /// Others may read or write it, or it belongs to somebody else.
    #[error(
        "`{path}` is not private: {what}; make it so with `chmod` or `chown`, 0700 for folders and 0600 for files"
    )]
    WrongMode {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Written by an older sabaki, and this one has no step from there.
    #[error(
        "the state folder `{path}` has schema {found}, this version needs {known}; export it with the sabaki that wrote it and import it here"
    )]
    OlderSchema {
        /// The folder.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The one that is needed.
        known: u32,
    },
    /// On a file system over a network.
    #[error("the state folder `{path}` is on a network file system; put it on a local disk")]
    NotLocal {
        /// The folder.
        path: PathBuf,
    },
    /// Too little space to work safely.
    #[error(
        "too little space at `{path}`: {free} bytes free, {needed} needed; free some and start again"
    )]
    NoSpace {
        /// The folder.
        path: PathBuf,
        /// Free bytes.
        free: u64,
        /// Bytes needed.
        needed: u64,
    },
    /// Opening took too long.
    #[error(
        "the state folder `{path}` did not open within {seconds} s; end this process and run `sabaki state check {path}`"
    )]
    TimedOut {
        /// The folder.
        path: PathBuf,
        /// The limit.
        seconds: u64,
    },
    /// The system said no.
    #[error("failed to {doing} `{path}`: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

/// What to do about a damaged folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// sled's snapshots can be made again.
    Rescue,
    /// Only a backup helps.
    Restore,
    /// The creation ended early: nothing is lost.
    CreateAgain,
}

impl Advice {
    /// The advice as a part of a sentence.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Rescue => "nothing was changed; try `sabaki state rescue`, else import a backup",
            Self::Restore => {
                "nothing was changed; keep the folder, import a backup into a new one with `sabaki state import`"
            }
            Self::CreateAgain => "remove the folder and run `sabaki state init` again",
        }
    }
}

fn held(by: Option<&HeldBy>) -> String {
    by.map_or_else(|| "another process".to_owned(), HeldBy::to_string)
}

impl OpenError {
    /// The same about another folder: what a copy showed is said of the original.
    pub(crate) fn about(mut self, original: &Path) -> Self {
        let (Self::NotThere { path }
        | Self::Held { path, .. }
        | Self::Damaged { path, .. }
        | Self::OtherStore { path, .. }
        | Self::OlderThanAnchor { path, .. }
        | Self::NewerSchema { path, .. }
        | Self::OlderSchema { path, .. }
        | Self::NotLocal { path }
        | Self::WrongMode { path, .. }
        | Self::NoSpace { path, .. }
        | Self::TimedOut { path, .. }
        | Self::Io { path, .. }) = &mut self;
        original.clone_into(path);
        self
    }

    /// A closure that wraps what the system said.
    pub(crate) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

/// Why a folder was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Something is there already.
    #[error("`{path}` is not empty; a new state folder needs an empty or new folder")]
    NotEmpty {
        /// Where.
        path: PathBuf,
    },
    /// Its creation failed; what is there can be removed.
    #[error("failed to create the state folder: {0}")]
    Open(#[from] OpenError),
}

/// A refusal of a damaged folder.
pub(crate) fn damaged(path: &Path, file: &str, what: impl ToString, advice: Advice) -> OpenError {
    OpenError::Damaged {
        path: path.to_owned(),
        file: file.to_owned(),
        what: what.to_string(),
        advice,
    }
}
