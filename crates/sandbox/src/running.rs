//! A sandbox that listens.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::handle::SandboxHandle;
use crate::options::SandboxOptions;
use crate::server;
use crate::world::credential::Credentials;

/// Why a sandbox cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The sandbox holds made-up orders and no guard: it is for this machine only.
    #[error("the sandbox only listens on a loopback address, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
}

/// The way in: [`Sandbox::start`].
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox on the current Tokio runtime.
    ///
    /// # Errors
    /// [`SandboxError`] when the address is not a loopback one or cannot be listened on.
    pub async fn start(options: &SandboxOptions) -> Result<RunningSandbox, SandboxError> {
        let address = options.listen;
        if !address.ip().is_loopback() {
            return Err(SandboxError::NotLoopback(address));
        }
        let (listener, address) = server::bind(address)
            .await
            .map_err(|source| SandboxError::Listen { address, source })?;
        let handle = SandboxHandle::new(options);
        let ready = ready_line(&format!("http://{address}"), &handle);
        let task = tokio::spawn(server::serve(listener, handle.clone()));
        Ok(RunningSandbox {
            address,
            handle,
            ready,
            task,
        })
    }
}

/// A listening sandbox; it ends when this is dropped.
pub struct RunningSandbox {
    address: SocketAddr,
    handle: SandboxHandle,
    ready: Value,
    task: JoinHandle<std::io::Result<()>>,
}

impl std::fmt::Debug for RunningSandbox {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("RunningSandbox")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl RunningSandbox {
    /// `http://127.0.0.1:PORT`, for both APIs and the control paths.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client needs to be let in.
    pub fn credentials(&self) -> Credentials {
        self.handle.credentials()
    }

    /// The object of the first line on stdout, as it was at the start.
    pub fn ready_line(&self) -> Value {
        self.ready.clone()
    }

    /// The world behind the listener.
    pub fn handle(&self) -> SandboxHandle {
        self.handle.clone()
    }

    /// Stops listening; connections that a fault holds are closed too.
    pub async fn shutdown(mut self) {
        self.task.abort();
        // An aborted task ends with that very error; there is nothing to learn from it.
        let _ = (&mut self.task).await;
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn ready_line(base_url: &str, handle: &SandboxHandle) -> Value {
    let known = handle.credentials();
    let (access_token, refresh_token) = handle.token_pair();
    json!({
        "base_url": base_url,
        "rms": {"service_secret": known.service_secret, "license_key": known.license_key},
        "rms_older": {"shop_url": crate::rms_older::SHOP_URL, "user_name": "sabaki"},
        "nextengine": {
            "client_id": known.client_id,
            "client_secret": known.client_secret,
            "uid": known.uid,
            "state": known.state,
            "access_token": access_token,
            "refresh_token": refresh_token,
        },
    })
}
