//! The socket beside a running service: readable and writable by its owner only.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sabaki_engine::port::store::Store;
use sabaki_engine::service::handle::{CommandError, EngineHandle};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use crate::problem::Problem;

use super::answer;
use super::protocol::{Answer, LONGEST_REQUEST, Request, SOCKET};

/// A listening socket; removed when it is stopped.
pub(crate) struct Server {
    path: PathBuf,
    task: JoinHandle<()>,
}

impl Server {
    /// Stops listening.
    pub(crate) fn stop(self) {
        self.task.abort();
        let _ = fs::remove_file(&self.path);
    }
}

/// Listens in the state folder. The store's lock says that nobody else does, so a socket that is
/// there was left by a process that died.
pub(crate) fn start(
    state: &Path,
    engine: EngineHandle,
    store: Arc<dyn Store>,
) -> Result<Server, Problem> {
    let path = state.join(SOCKET);
    let _ = fs::remove_file(&path);
    let failed = |error: std::io::Error| {
        Problem::failure("control.cannot_listen")
            .with("path", path.display())
            .because(&error)
    };
    let listener = UnixListener::bind(&path).map_err(failed)?;
    fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(failed)?;
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (engine, store) = (engine.clone(), Arc::clone(&store));
            tokio::spawn(async move {
                // Whoever asked may be gone; there is nobody to tell.
                let _ = talk(stream, &engine, &store).await;
            });
        }
    });
    Ok(Server { path, task })
}

async fn talk(
    stream: UnixStream,
    engine: &EngineHandle,
    store: &Arc<dyn Store>,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(LONGEST_REQUEST))
        .read_line(&mut line)
        .await?;
    let answer = match serde_json::from_str(&line) {
        Ok(request) => answer_to(request, engine, store).await,
        Err(error) => Answer::Failed {
            reason: error.to_string().into(),
        },
    };
    let mut text = serde_json::to_string(&answer).map_err(std::io::Error::other)?;
    text.push('\n');
    write.write_all(text.as_bytes()).await?;
    write.shutdown().await
}

async fn answer_to(request: Request, engine: &EngineHandle, store: &Arc<dyn Store>) -> Answer {
    match request {
        Request::Orders => answer::orders(store).await,
        Request::Order { number } => answer::order(store, &number).await,
        Request::Release {
            number,
            rule,
            person,
        } => match answer::find(store, &number).await {
            Ok(Some(order)) => said(
                engine
                    .release(&order.shop, &order.number, &rule, person)
                    .await,
            ),
            Ok(None) => Answer::NoSuchOrder,
            Err(error) => answer::failed(error),
        },
        Request::Pause { reason } => said(engine.pause(reason).await),
        Request::Resume => said(engine.resume().await),
    }
}

fn said(result: Result<(), CommandError>) -> Answer {
    match result {
        Ok(()) => Answer::Done,
        Err(CommandError::NoSuchOrder) => Answer::NoSuchOrder,
        Err(CommandError::NoSuchRule) => Answer::NoSuchRule,
        Err(error @ (CommandError::NoSuchShop | CommandError::Ending | CommandError::Store(_))) => {
            Answer::Failed {
                reason: error.told(),
            }
        }
    }
}
