//! A connection without a socket, for whoever throws arbitrary bytes at the server: what was sent goes in, what is
//! answered comes out. Everything between is what serves a house. Never used when a house is served.

use super::{gone::Endless, house::Web, server::connection};
use core::{
    pin::Pin,
    task::{Context, Poll},
};
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Bytes on their way in, all of them there at once, and the place for those that come out.
struct Wire<'a> {
    sent: &'a [u8],
    answered: &'a Mutex<Vec<u8>>,
}

impl Read for Wire<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut to: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let (now, later) = self.sent.split_at(to.remaining().min(self.sent.len()));
        to.put_slice(now);
        self.sent = later;
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire<'_> {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What the house answers to a connection over which these bytes come, and then no more.
pub async fn converse(web: Arc<Web>, sent: &[u8]) -> Vec<u8> {
    // Nothing more is sent, so nobody would ever leave a stream of changes.
    web.changes.end();
    let answered = Mutex::new(Vec::new());
    let wire = Wire {
        sent,
        answered: &answered,
    };
    // Whoever sends nonsense is hung up on: what was answered until then is the answer.
    let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let _ = connection(wire, peer, web, Endless::default()).await;
    answered
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
}
