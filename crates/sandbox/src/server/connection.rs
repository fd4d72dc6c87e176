//! A connection that can be made to fail: reset, closed, cut in the body, or slow.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Sleep;

/// Between two pieces of a slow connection.
const SLOW_PAUSE: Duration = Duration::from_millis(40);
const PIECES_PER_SECOND: usize = 25;
/// About what the head of an answer takes.
const HEAD_BYTES: usize = 500;

/// How a connection treats what is written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    Sound,
    /// Reset, so that the client sees a broken connection.
    Reset,
    /// Closed without an answer.
    Closed,
    /// Closed after so many bytes of the body; `left` counts once the head is out.
    CutAfter {
        body_bytes: usize,
        left: Option<usize>,
    },
    /// In pieces of so many bytes.
    Slow {
        piece: usize,
    },
}

impl Behaviour {
    /// Slow enough that so many bytes take about so many seconds.
    pub(crate) fn slow(body_bytes: usize, seconds: u32) -> Self {
        let pieces = usize::try_from(seconds).unwrap_or(1) * PIECES_PER_SECOND;
        let bytes = body_bytes + HEAD_BYTES;
        let piece = bytes.checked_div(pieces).unwrap_or(bytes);
        Self::Slow {
            piece: piece.max(1),
        }
    }
}

/// The handler's hold on its connection.
#[derive(Debug, Clone)]
pub(crate) struct Connection(Arc<Mutex<Behaviour>>);

impl Connection {
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    fn behaviour(&self) -> Behaviour {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connected<IncomingStream<'_, FaultyListener>> for Connection {
    fn connect_info(stream: IncomingStream<'_, FaultyListener>) -> Self {
        stream.io().connection.clone()
    }
}

/// A listener whose connections can fail. When it is dropped, all of them are closed.
pub(crate) struct FaultyListener {
    listener: TcpListener,
    open: watch::Sender<()>,
}

impl FaultyListener {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            open: watch::Sender::new(()),
        }
    }
}

impl Listener for FaultyListener {
    type Io = FaultyStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Small answers shall not wait for the peer's acknowledgement; without it they only come later.
        let _ = stream.set_nodelay(true);
        let mut open = self.open.subscribe();
        // Nothing is ever sent: the wait ends when the listener is gone.
        let closed = async move { while open.changed().await.is_ok() {} };
        let connection = Connection(Arc::new(Mutex::new(Behaviour::Sound)));
        (
            FaultyStream {
                stream,
                connection,
                pause: None,
                closed: Box::pin(closed),
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A stream that does what its connection says.
pub(crate) struct FaultyStream {
    stream: TcpStream,
    connection: Connection,
    pause: Option<Pin<Box<Sleep>>>,
    closed: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl FaultyStream {
    fn cut(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
        body_bytes: usize,
        left: Option<usize>,
    ) -> Poll<io::Result<usize>> {
        let left = left.unwrap_or_else(|| {
            let head = bytes
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
                .map_or(0, |at| at + 4);
            head + body_bytes
        });
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let part = bytes.get(..left.min(bytes.len())).unwrap_or(bytes);
        let written = Pin::new(&mut self.stream).poll_write(context, part);
        if let Poll::Ready(Ok(count)) = &written {
            self.connection.behave(Behaviour::CutAfter {
                body_bytes,
                left: Some(left - count),
            });
        }
        written
    }

    fn trickle(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
        piece: usize,
    ) -> Poll<io::Result<usize>> {
        if let Some(pause) = &mut self.pause {
            if pause.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.pause = None;
        }
        let part = bytes.get(..piece.min(bytes.len())).unwrap_or(bytes);
        let written = Pin::new(&mut self.stream).poll_write(context, part);
        if written.is_ready() {
            self.pause = Some(Box::pin(tokio::time::sleep(SLOW_PAUSE)));
        }
        written
    }
}

impl AsyncWrite for FaultyStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.connection.behaviour() {
            Behaviour::Sound => Pin::new(&mut self.stream).poll_write(context, bytes),
            Behaviour::Reset => {
                // If the option cannot be set, the client sees an ordinary end, which is a fault as well.
                let _ = self.stream.set_zero_linger();
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            Behaviour::Closed => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            Behaviour::CutAfter { body_bytes, left } => self.cut(context, bytes, body_bytes, left),
            Behaviour::Slow { piece } => self.trickle(context, bytes, piece),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncRead for FaultyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.closed.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}
