//! The handle that the engine has: sends commands to the writer thread and waits within limits.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use sabaki_engine::journal::entry::JournalEntry;
use sabaki_engine::port::outcome::IntentKey;
use sabaki_engine::port::store::{
    Commit, Cursor, OrderState, Store, StoreError, Switch, TokenPair,
};
use sabaki_order::id::{OrderNumber, ShopId};
use tokio::sync::oneshot;

use crate::backup::export::Lines;
use crate::backup::line::Counts;
use crate::folder::create::{self, CreateOptions, CreatedInfo};
use crate::folder::error::{CreateError, OpenError};
use crate::folder::holder::Holder;
use crate::folder::{open, quiet};
use crate::record::head::{Head, Reached};
use crate::trees::failure::Failure;
use crate::trees::open::Trees;
use crate::trees::write::Write;

use super::command::{Command, Poison};
use super::deadline::Deadlines;
use super::writer::Writer;

/// A state folder on sled.
///
/// Dropping the last handle closes the folder and waits for it. Any error but a full disk or a
/// value that cannot be stored makes the store unusable: end the process, look, start again.
pub struct SledStore {
    commands: Sender<Command>,
    closed: Mutex<Receiver<()>>,
    deadlines: Deadlines,
    poison: Poison,
    limit: Duration,
    #[cfg(test)]
    syncs: Arc<std::sync::atomic::AtomicU64>,
    #[cfg(test)]
    held_up: Mutex<Option<Sender<()>>>,
}

impl std::fmt::Debug for SledStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SledStore").finish_non_exhaustive()
    }
}

impl SledStore {
    /// Makes a state folder, in a new or an empty place, and closes it again.
    ///
    /// # Errors
    /// [`CreateError::NotEmpty`] if anything is there; else what the system said.
    pub fn create(path: &Path, options: &CreateOptions) -> Result<CreatedInfo, CreateError> {
        create::create(path, options)
    }

    /// Opens a state folder and checks all that is in it; never makes one. Blocks.
    ///
    /// # Errors
    /// [`OpenError`]: what, where, and what to do. Nothing was changed then.
    pub fn open(path: &Path, holder: &Holder) -> Result<Arc<Self>, OpenError> {
        let folder = open::open(path, holder)?;
        let io = |source| OpenError::io("start a thread for", path)(source);
        let poison = Poison::default();
        let writer = Writer::new(path.to_owned(), folder, holder.space_floor, poison.clone());
        #[cfg(test)]
        let syncs = writer.syncs.clone();
        let (commands, incoming) = channel();
        let (done, closed) = channel();
        let run = move || {
            writer.run(&incoming);
            // Whoever closes may have stopped waiting.
            let _ = done.send(());
        };
        thread::Builder::new()
            .name(format!("{}writer", quiet::THREAD))
            .spawn(run)
            .map_err(io)?;
        Ok(Arc::new(Self {
            commands,
            closed: Mutex::new(closed),
            deadlines: Deadlines::start().map_err(io)?,
            poison,
            limit: holder.time_limit,
            #[cfg(test)]
            syncs,
            #[cfg(test)]
            held_up: Mutex::default(),
        }))
    }

    /// Closes the folder in order and waits for it. Later calls fail.
    pub fn close(&self) {
        // The thread may have ended already.
        let _ = self.commands.send(Command::Close);
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = closed.recv_timeout(self.limit);
    }

    /// How far the store has come: commits, journal head, records by tree.
    pub async fn reached(&self) -> Result<Reached, StoreError> {
        self.read(|_, head| Ok(head.reached.clone())).await
    }

    /// A backup of the store while it runs, as `backup::export` writes it; tokens are left out.
    /// Writes wait meanwhile.
    pub async fn export(&self) -> Result<(Vec<u8>, Counts), StoreError> {
        self.read(|trees, head| {
            let sentinel = trees.sentinel()?.ok_or_else(no_sentinel)?;
            let mut bytes = Vec::new();
            let counts = Lines::new(&mut bytes).all(trees, &sentinel, head)?;
            Ok((bytes, counts))
        })
        .await
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        let written = self.ask(Command::Write(write, reply), answer).await;
        if let Err(error @ StoreError::TimedOut(_)) = &written {
            // It may still be written: nobody can say, so nobody may go on.
            self.poison.set(error.clone());
        }
        written
    }

    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Trees, &Head) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let question = move |trees: &Trees, head: &Head| {
            let found = question(trees, head);
            let (found, failure) = match found {
                Ok(value) => (Ok(value), Ok(())),
                Err(failure) => (Err(StoreError::from(&failure)), Err(failure)),
            };
            // Whoever asked may have gone.
            let _ = reply.send(found);
            failure
        };
        self.ask(Command::Read(Box::new(question)), answer).await
    }

    async fn ask<T>(
        &self,
        command: Command,
        answer: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        if let Some(error) = self.poison.error() {
            return Err(error);
        }
        let gone = || self.poison.error().unwrap_or_else(closed);
        let over = self.deadlines.after(self.limit);
        self.commands.send(command).map_err(|_| gone())?;
        tokio::select! {
            biased;
            answer = answer => answer.unwrap_or_else(|_| Err(gone())),
            _ = over => Err(StoreError::TimedOut(self.limit.as_secs())),
        }
    }

    /// Lets the next sync fail.
    #[cfg(test)]
    pub(super) fn break_disk(&self) {
        self.commands.send(Command::BreakDisk).unwrap();
    }

    /// Keeps the writer thread busy until [`Self::let_go`].
    #[cfg(test)]
    pub(super) fn hold_up(&self) {
        let (go, wait) = channel::<()>();
        *self.held_up.lock().unwrap() = Some(go);
        let question = Box::new(move |_: &Trees, _: &Head| {
            let _ = wait.recv();
            Ok(())
        });
        self.commands.send(Command::Read(question)).unwrap();
    }

    #[cfg(test)]
    pub(super) fn let_go(&self) {
        *self.held_up.lock().unwrap() = None;
    }

    /// How many syncs there have been.
    #[cfg(test)]
    pub(super) fn syncs(&self) -> u64 {
        self.syncs.load(std::sync::atomic::Ordering::SeqCst)
    }
}

fn no_sentinel() -> Failure {
    Failure::Wrong("the sentinel is not there".to_owned())
}

fn closed() -> StoreError {
    StoreError::Io("the state folder is closed".to_owned())
}

impl Drop for SledStore {
    fn drop(&mut self) {
        self.close();
    }
}

#[async_trait]
impl Store for SledStore {
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.write(Write::Commit(Box::new(commit))).await
    }

    async fn order(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Option<OrderState>, StoreError> {
        let (shop, number) = (shop.clone(), number.clone());
        self.read(move |trees, _| trees.order(&shop, &number)).await
    }

    async fn orders(
        &self,
        shop: &ShopId,
        numbers: &[OrderNumber],
    ) -> Result<Vec<OrderState>, StoreError> {
        let (shop, numbers) = (shop.clone(), numbers.to_vec());
        self.read(move |trees, _| trees.orders(&shop, &numbers))
            .await
    }

    async fn open_orders(&self, shop: &ShopId) -> Result<Vec<OrderState>, StoreError> {
        let shop = shop.clone();
        self.read(move |trees, _| trees.open_orders(&shop)).await
    }

    async fn all_orders(&self) -> Result<Vec<OrderState>, StoreError> {
        self.read(|trees, _| trees.all_orders()).await
    }

    async fn cursor(&self, shop: &ShopId) -> Result<Option<Cursor>, StoreError> {
        let shop = shop.clone();
        self.read(move |trees, _| trees.cursor(&shop)).await
    }

    async fn switch(&self) -> Result<Switch, StoreError> {
        self.read(|_, head| Ok(head.switch.clone())).await
    }

    async fn journal(
        &self,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError> {
        self.read(move |trees, _| trees.journal(from, limit)).await
    }

    async fn journal_of(
        &self,
        shop: &ShopId,
        number: &OrderNumber,
    ) -> Result<Vec<(u64, JournalEntry)>, StoreError> {
        let (shop, number) = (shop.clone(), number.clone());
        self.read(move |trees, _| trees.journal_of(&shop, &number))
            .await
    }

    async fn tokens(&self, account: &str) -> Result<Option<TokenPair>, StoreError> {
        let account = account.to_owned();
        self.read(move |trees, _| trees.tokens(&account)).await
    }

    async fn put_tokens(&self, account: &str, tokens: TokenPair) -> Result<(), StoreError> {
        self.write(Write::Tokens(account.to_owned(), tokens)).await
    }

    async fn note(&self, key: &IntentKey) -> Result<Option<String>, StoreError> {
        let key = key.clone();
        self.read(move |trees, _| trees.note(&key)).await
    }

    async fn put_note(&self, key: &IntentKey, text: &str) -> Result<(), StoreError> {
        self.write(Write::Note(key.clone(), text.to_owned())).await
    }
}
