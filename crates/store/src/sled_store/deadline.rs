//! Time limits that follow real time, whatever runtime and clock the caller has.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// A thread that says when a time limit is over.
#[derive(Debug)]
pub(super) struct Deadlines {
    new: Sender<(Instant, oneshot::Sender<()>)>,
}

impl Deadlines {
    /// Starts the thread; it ends when this is dropped.
    pub(super) fn start() -> std::io::Result<Self> {
        let (new, incoming) = channel::<(Instant, oneshot::Sender<()>)>();
        let run = move || {
            let mut waiting: Vec<(Instant, oneshot::Sender<()>)> = Vec::new();
            loop {
                let now = Instant::now();
                waiting.retain(|(_, over)| !over.is_closed());
                let (due, rest): (Vec<_>, Vec<_>) =
                    waiting.into_iter().partition(|(at, _)| *at <= now);
                waiting = rest;
                for (_, over) in due {
                    // The caller may have its answer already.
                    let _ = over.send(());
                }
                let next = waiting.iter().map(|(at, _)| *at).min();
                let sleep = next.map_or(Duration::from_secs(3600), |at| at.duration_since(now));
                match incoming.recv_timeout(sleep) {
                    Ok(deadline) => waiting.push(deadline),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        thread::Builder::new()
            .name("sabaki-store-deadline".to_owned())
            .spawn(run)?;
        Ok(Self { new })
    }

    /// Completes when this much time is over.
    pub(super) fn after(&self, limit: Duration) -> oneshot::Receiver<()> {
        let (over, at_end) = oneshot::channel();
        // Without the thread the receiver completes at once, and the call counts as timed out.
        let _ = self.new.send((Instant::now() + limit, over));
        at_end
    }
}
