//! The thread that owns the folder: takes commands in order, shares one sync among waiting commits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use sabaki_engine::journal::entry::Event;
use sabaki_engine::port::store::StoreError;

use crate::folder::layout;
use crate::folder::open::OpenFolder;
use crate::trees::failure::Failure;
use crate::trees::write::{Write, write};

use super::command::{Command, Poison, Question, Reply};

/// Most commits that share one sync.
const GROUP: usize = 256;

/// What the thread owns.
pub(super) struct Writer {
    path: PathBuf,
    folder: OpenFolder,
    space_floor: u64,
    poison: Poison,
    /// How many syncs there have been.
    #[cfg(test)]
    pub(super) syncs: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl Writer {
    pub(super) fn new(path: PathBuf, folder: OpenFolder, space_floor: u64, poison: Poison) -> Self {
        Self {
            path,
            folder,
            space_floor,
            poison,
            #[cfg(test)]
            syncs: std::sync::Arc::default(),
        }
    }

    /// Serves commands until there is nobody left to send any, then closes the folder.
    pub(super) fn run(mut self, commands: &Receiver<Command>) {
        let mut next = commands.recv().ok();
        while let Some(command) = next.take() {
            match command {
                Command::Write(first, reply) => {
                    let mut group = vec![(first, reply)];
                    while group.len() < GROUP {
                        match commands.try_recv() {
                            Ok(Command::Write(more, reply)) => group.push((more, reply)),
                            Ok(other) => {
                                next = Some(other);
                                break;
                            }
                            Err(_) => break,
                        }
                    }
                    self.write(group);
                }
                Command::Read(question) => self.read(question),
                Command::Close => break,
                #[cfg(test)]
                Command::BreakDisk => self.folder.disk = self.folder.disk.broken(),
            }
            if next.is_none() {
                next = commands.recv().ok();
            }
        }
        self.close();
    }

    fn read(&self, question: Question) {
        // A question that panics drops its reply, and the caller finds the poison.
        match catch_unwind(AssertUnwindSafe(|| {
            question(&self.folder.trees, &self.folder.head)
        })) {
            Ok(Err(failure)) if failure.poisons() => self.poison.set((&failure).into()),
            Ok(Ok(()) | Err(_)) => {}
            Err(_) => self.poison.set(gave_up()),
        }
    }

    /// Writes a group, syncs once, writes the anchor, and only then acknowledges.
    fn write(&mut self, group: Vec<(Write, Reply<()>)>) {
        let mut written = Vec::with_capacity(group.len());
        for (what, reply) in group {
            match self.write_one(&what) {
                Ok(()) => written.push(reply),
                Err(error) => answer(reply, Err(error)),
            }
        }
        if written.is_empty() {
            return;
        }
        let result = self.make_durable();
        for reply in written {
            answer(reply, result.clone());
        }
    }

    fn write_one(&mut self, what: &Write) -> Result<(), StoreError> {
        self.usable()?;
        self.room_for(what)?;
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.folder.disk.same_file()?;
            write(&self.folder.trees, &self.folder.head, what)
        }));
        match done {
            Ok(Ok(head)) => {
                self.folder.head = head;
                Ok(())
            }
            Ok(Err(failure)) => Err(self.failed(&failure)),
            Err(_) => Err(self.poisoned(gave_up())),
        }
    }

    /// The order that everything rests on: sled's log, then the anchor, then the acknowledgement.
    fn make_durable(&mut self) -> Result<(), StoreError> {
        self.usable()?;
        let flushed = catch_unwind(AssertUnwindSafe(|| self.folder.trees.flush()));
        match flushed {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(self.failed(&error.into())),
            Err(_) => return Err(self.poisoned(gave_up())),
        }
        #[cfg(test)]
        self.syncs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let synced = self.folder.disk.sync();
        let anchored = synced.and_then(|()| self.folder.anchor.advance(&self.folder.head.reached));
        anchored.map_err(|error| self.sync_failed(&error.into()))
    }

    /// What was not synced may look as if it were, also to the next process: it must not just go on.
    fn sync_failed(&self, failure: &Failure) -> StoreError {
        let error = self.failed(failure);
        if !matches!(error, StoreError::Full(_))
            && let Err(error) = layout::make_file(&self.path.join(layout::FAILED))
        {
            tracing::error!(%error, "the failed sync could not be marked");
        }
        error
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.poison.error().map_or(Ok(()), Err)
    }

    /// Refuses new intents when space runs out; outcomes and observations still find room.
    fn room_for(&self, what: &Write) -> Result<(), StoreError> {
        let Write::Commit(commit) = what else {
            return Ok(());
        };
        if !commit
            .journal
            .iter()
            .any(|entry| matches!(entry.what, Event::Intent { .. }))
        {
            return Ok(());
        }
        let free = self
            .folder
            .disk
            .free_space()
            .map_err(|error| self.failed(&error.into()))?;
        if free < self.space_floor {
            let floor = self.space_floor;
            return Err(StoreError::Full(format!(
                "{free} bytes free, {floor} needed for new intents"
            )));
        }
        Ok(())
    }

    fn failed(&self, failure: &Failure) -> StoreError {
        let error = StoreError::from(failure);
        if failure.poisons() {
            self.poisoned(error)
        } else {
            error
        }
    }

    fn poisoned(&self, error: StoreError) -> StoreError {
        self.poison.set(error.clone());
        error
    }

    /// Closes the folder; after an error the clean mark stays away.
    fn close(self) {
        let Self {
            path,
            folder,
            poison,
            ..
        } = self;
        if poison.error().is_some() {
            // sled flushes once more while it ends; whatever comes of it, nothing was promised.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(folder)));
            return;
        }
        match catch_unwind(AssertUnwindSafe(|| folder.close(&path))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the state folder was not closed in order"),
            Err(_) => tracing::error!("sled gave up while closing"),
        }
    }
}

fn gave_up() -> StoreError {
    StoreError::Damaged("sled gave up".to_owned())
}

fn answer(reply: Reply<()>, result: Result<(), StoreError>) {
    // Whoever asked may have gone.
    let _ = reply.send(result);
}
