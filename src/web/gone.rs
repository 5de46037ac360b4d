//! A connection that notices when the other side has gone while it is told of things without an end.
//! Never looks into what is sent, and leaves everything else as it is: whoever has nothing more to say may still be
//! waiting for an answer, but nobody closes their side and goes on listening for ever.

use core::{
    mem::MaybeUninit,
    pin::Pin,
    task::{Context, Poll},
};
use std::{
    io::{self, ErrorKind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// Whether the answer that is being sent over a connection has no end.
#[derive(Debug, Clone, Default)]
pub(super) struct Endless(Arc<AtomicBool>);

impl Endless {
    pub(super) fn set(&self, endless: bool) {
        self.0.store(endless, Ordering::Relaxed);
    }
}

/// The connection.
pub(super) struct Watched {
    stream: TcpStream,
    endless: Endless,
}

impl Watched {
    pub(super) const fn new(stream: TcpStream, endless: Endless) -> Self {
        Self { stream, endless }
    }

    /// Whether the other side has closed the connection. If not, the task is woken when it does.
    fn has_gone(&self, context: &mut Context<'_>) -> bool {
        let mut byte = [MaybeUninit::uninit()];
        let peeked = self
            .stream
            .poll_peek(context, &mut ReadBuf::uninit(&mut byte));
        matches!(peeked, Poll::Ready(Ok(0) | Err(_)))
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, to)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    /// What drives the connection flushes it each time it is woken, also when there is nothing to send.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.endless.0.load(Ordering::Relaxed) && self.has_gone(context) {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }
}
