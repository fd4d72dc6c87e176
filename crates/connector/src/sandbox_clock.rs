//! The clock of a sandbox, as a clock and timer of the engine: it jumps forward when it is told to.

use sabaki_diagnostic::reason::Reason;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::timer::Timer;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::http::endpoint::Endpoint;
use crate::http::send::SendError;
use crate::http::settings::{HttpSettings, SetupError};

/// How often the sandbox is asked, in real time.
const ASKED_EVERY: Duration = Duration::from_millis(50);

/// Why a sandbox's clock cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SandboxClockError {
    /// The address does not do.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// There is no sandbox, or it does not tell the time.
    #[error("the sandbox at {address} does not tell its time: {reason}")]
    NoAnswer {
        /// Where it was asked.
        address: String,
        /// What happened.
        reason: Reason,
    },
}

#[derive(Deserialize)]
struct Told {
    now: Timestamp,
}

/// A sandbox's clock. It never goes back; while the sandbox does not answer it stands still.
pub struct SandboxClock {
    now: watch::Receiver<Timestamp>,
    asking: JoinHandle<()>,
}

impl SandboxClock {
    /// Asks the sandbox for its time, and goes on asking on the current runtime.
    ///
    /// # Errors
    /// [`SandboxClockError`] if it does not answer now.
    pub async fn connect(address: &str) -> Result<Arc<Self>, SandboxClockError> {
        let settings = HttpSettings {
            connect_timeout: Duration::from_secs(2),
            total_timeout: Duration::from_secs(5),
            ..HttpSettings::default()
        };
        let endpoint = Endpoint::new(address, &settings)?;
        let first = ask(&endpoint)
            .await
            .map_err(|reason| SandboxClockError::NoAnswer {
                address: address.to_owned(),
                reason,
            })?;
        let (told, now) = watch::channel(first);
        let asking = tokio::spawn(async move {
            loop {
                tokio::time::sleep(ASKED_EVERY).await;
                if let Ok(now) = ask(&endpoint).await {
                    told.send_if_modified(|known| {
                        let later = now > *known;
                        if later {
                            *known = now;
                        }
                        later
                    });
                }
            }
        });
        Ok(Arc::new(Self { now, asking }))
    }
}

impl Drop for SandboxClock {
    fn drop(&mut self) {
        self.asking.abort();
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }
}

#[async_trait]
impl Timer for SandboxClock {
    async fn sleep_until(&self, at: Timestamp) {
        let mut now = self.now.clone();
        // An ended sender means that the runtime is going down: nothing will be due any more.
        if now.wait_for(|now| *now >= at).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

async fn ask(endpoint: &Endpoint) -> Result<Timestamp, Reason> {
    let answer = endpoint
        .get("sandbox/clock", HeaderMap::new(), ("from", "sabaki"))
        .await
        .map_err(SendError::into_reason)?;
    let told: Told = serde_json::from_str(&answer.body)
        .map_err(|_| Reason::of("reason.answer.not_complete").with("what", "now"))?;
    Ok(told.now)
}
