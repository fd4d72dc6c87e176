//! The listener: real HTTP on loopback, in front of the world.

pub(crate) mod connection;
pub(crate) mod rate;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use tokio::net::TcpListener;

use crate::handle::SandboxHandle;
use crate::wire::{Delivery, Reply, Request};
use connection::{Behaviour, Connection, FaultyListener};

/// The most that a request may carry.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Serves until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, handle: SandboxHandle) -> std::io::Result<()> {
    let router = Router::new().fallback(answer).with_state(handle);
    let service = router.into_make_service_with_connect_info::<Connection>();
    axum::serve(FaultyListener::new(listener), service).await
}

/// Binds to a loopback address and tells which one it became.
pub(crate) async fn bind(listen: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

async fn answer(
    State(handle): State<SandboxHandle>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return response(Reply::new(413, "text/plain; charset=utf-8", "too large\n"));
    };
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &parts.headers {
        if let Ok(value) = value.to_str() {
            headers
                .entry(name.as_str().to_owned())
                .or_insert_with(|| value.to_owned());
        }
    }
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: body.to_vec(),
    };
    let served = handle.serve(&request);
    let mut reply = served.reply;
    match served.delivery {
        Delivery::Whole => {}
        Delivery::Held { seconds } => {
            tokio::time::sleep(std::time::Duration::from_secs(u64::from(seconds))).await;
            connection.behave(Behaviour::Closed);
        }
        Delivery::Reset => connection.behave(Behaviour::Reset),
        Delivery::Slow { seconds } => {
            reply.headers.push(("connection", "close".to_owned()));
            connection.behave(Behaviour::slow(reply.body.len(), seconds));
        }
        Delivery::CutBody => connection.behave(Behaviour::CutAfter {
            body_bytes: reply.body.len() / 2,
            left: None,
        }),
    }
    response(reply)
}

fn response(reply: Reply) -> Response {
    let mut builder = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        builder = builder.header(*name, value);
    }
    builder.body(Body::from(reply.body)).unwrap_or_default()
}
