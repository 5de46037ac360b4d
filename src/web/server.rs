//! Connections: taking them, limiting them, ending them. Everything a stranger can do to a connection (send nothing,
//! send slowly, take nothing, send too much, stay for ever) meets a limit here or in `limits`.
//! Never looks into a request. What hyper cannot read as one it refuses itself, with a bare 400, 414 or 431 and an end
//! of the connection: it has no place where another answer could be given, and to read the head of every request once
//! more before it does would be a second parser that can be wrong.

use super::{
    gone::{Endless, Watched},
    house::Web,
    limits::{
        BLOCKING_KEEP_ALIVE, BLOCKING_THREADS, CONNECTION_BUFFER_BYTES, FIRST_ACCEPT_PAUSE,
        HANDSHAKE_TIME, LONGEST_ACCEPT_PAUSE, Limits, SHUTDOWN_TIME,
    },
    reply::Response,
    service,
    tls::{self, Elsewhere, Secured, Tls},
    uses,
};
use core::convert::Infallible;
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use std::{
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_io_timeout::TimeoutStream;

/// What answers the requests of all connections of a server.
pub trait Site: Send + Sync + 'static {
    /// What its connections may take.
    fn limits(&self) -> &Limits;

    /// Answers one request of this peer. Never fails: what is wrong is an answer too.
    fn answer(
        self: Arc<Self>,
        peer: IpAddr,
        request: hyper::Request<Incoming>,
    ) -> impl Future<Output = Response> + Send;

    /// What answers the requests of one connection: the same for all, unless something is kept for as long as one lasts.
    fn for_connection(self: &Arc<Self>) -> Arc<Self> {
        Arc::clone(self)
    }

    /// What the site does by itself as long as it is served; nothing, unless it says so.
    fn beside(self: Arc<Self>) -> impl Future<Output = ()> + Send {
        core::future::pending()
    }

    /// Ends the answers that have no end of their own, since the server is about to end.
    fn end(&self);
}

impl Site for Web {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn answer(
        self: Arc<Self>,
        peer: IpAddr,
        request: hyper::Request<Incoming>,
    ) -> impl Future<Output = Response> + Send {
        service::answer(self, peer, request)
    }

    fn beside(self: Arc<Self>) -> impl Future<Output = ()> + Send {
        uses::keep_written(self)
    }

    fn end(&self) {
        self.changes.end();
    }
}

/// A runtime that is as small as a house needs: one thread for all connections, few others for what takes long.
///
/// # Errors
/// When the operating system has no resources for it.
pub fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_keep_alive(BLOCKING_KEEP_ALIVE)
        .build()
}

/// Serves a site until `shutdown` comes, then lets requests in progress finish for a while.
pub async fn run<S: Site>(listener: TcpListener, site: Arc<S>, shutdown: impl Future<Output = ()>) {
    run_with(listener, site, None, shutdown).await;
}

/// The same over TLS, where there is one; whoever comes without is led to it.
pub async fn run_with<S: Site>(
    listener: TcpListener,
    site: Arc<S>,
    tls: Option<Arc<Tls>>,
    shutdown: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(site.limits().connections));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let beside = tokio::spawn(Arc::clone(&site).beside());
    let mut shutdown = core::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            let (stream, peer) = accept(&listener).await;
            (place, stream, peer)
        };
        let (place, stream, peer) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            next = next => next,
        };
        // Whatever has ended is let go of, so that the set holds no more than the connections there are.
        while connections.try_join_next().is_some() {}
        if let Ok(place) = place {
            let connection = serve(
                stream,
                peer,
                site.for_connection(),
                tls.clone(),
                graceful.watcher(),
                place,
            );
            connections.spawn(connection);
        }
    }
    drop(listener);
    beside.abort();
    site.end();
    if tokio::time::timeout(SHUTDOWN_TIME, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!(
            connections = connections.len(),
            "requests in progress took too long and were cut off"
        );
    }
    connections.shutdown().await;
}

/// The next connection. When there is none to be had (too many open files, say), it waits a little longer each time
/// instead of asking in a circle.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    let mut pause = FIRST_ACCEPT_PAUSE;
    loop {
        match listener.accept().await {
            Ok(taken) => return taken,
            Err(error) if is_theirs(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection could be taken");
                tokio::time::sleep(pause).await;
                pause = next_pause(pause);
            }
        }
    }
}

/// Whether only the connection that was about to be taken failed.
fn is_theirs(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

fn next_pause(pause: Duration) -> Duration {
    pause.saturating_mul(2).min(LONGEST_ACCEPT_PAUSE)
}

async fn serve<S: Site>(
    stream: TcpStream,
    peer: SocketAddr,
    site: Arc<S>,
    tls: Option<Arc<Tls>>,
    watcher: Watcher,
    place: OwnedSemaphorePermit,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small packets of a connection may be late");
    }
    let is_secured = match &tls {
        None => false,
        Some(_) => match first_byte(&stream).await {
            Some(first) => tls::is_handshake(first),
            None => return,
        },
    };
    let (endless, peer) = (Endless::default(), peer.ip());
    let mut stream = TimeoutStream::new(Watched::new(stream, endless.clone()));
    stream.set_write_timeout(Some(site.limits().write_stall_time));
    let stream = Box::pin(stream);
    match tls {
        None => speak(stream, peer, site, endless, watcher).await,
        Some(tls) if is_secured => {
            let handshake = tls.acceptor().accept(stream);
            match tokio::time::timeout(HANDSHAKE_TIME, handshake).await {
                Ok(Ok(stream)) => {
                    speak(stream, peer, Secured::new(site, &tls), endless, watcher).await;
                }
                Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                Err(_) => tracing::debug!("a handshake took too long"),
            }
        }
        Some(_) => {
            let elsewhere = Arc::new(Elsewhere(*site.limits()));
            speak(stream, peer, elsewhere, endless, watcher).await;
        }
    }
    drop(place);
}

/// What a connection begins with, without taking it; none when nothing comes in time.
async fn first_byte(stream: &TcpStream) -> Option<u8> {
    let mut first = [0];
    let peeked = tokio::time::timeout(HANDSHAKE_TIME, stream.peek(&mut first)).await;
    matches!(peeked, Ok(Ok(1))).then_some(first[0])
}

async fn speak<S: Site, I: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: I,
    peer: IpAddr,
    site: Arc<S>,
    endless: Endless,
    watcher: Watcher,
) {
    let connection = connection(TokioIo::new(stream), peer, site, endless);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// What is spoken over a connection, whatever it is made of.
pub(super) fn connection<S: Site, I: hyper::rt::Read + hyper::rt::Write + Unpin>(
    io: I,
    peer: IpAddr,
    site: Arc<S>,
    endless: Endless,
) -> http1::Connection<
    I,
    impl Service<
        hyper::Request<Incoming>,
        Response = Response,
        Error = Infallible,
        Future = impl Future<Output = Result<Response, Infallible>>,
    >,
> {
    let limits = *site.limits();
    let service = service_fn(move |request| {
        let answer = Arc::clone(&site).answer(peer, request);
        let endless = endless.clone();
        async move {
            let answer = answer.await;
            endless.set(answer.body().is_endless());
            Ok::<_, Infallible>(answer)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(CONNECTION_BUFFER_BYTES)
        // Who has nothing more to say may still be waiting for an answer.
        .half_close(true)
        .serve_connection(io, service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let mut pause = FIRST_ACCEPT_PAUSE;
        for _ in 0..20 {
            pause = next_pause(pause);
        }
        assert_eq!(pause, LONGEST_ACCEPT_PAUSE);
        assert!(next_pause(FIRST_ACCEPT_PAUSE) > FIRST_ACCEPT_PAUSE);
    }

    #[test]
    fn lack_of_file_handles_is_not_the_peers_fault() {
        const EMFILE: i32 = 24;
        assert!(!is_theirs(&io::Error::from_raw_os_error(EMFILE)));
        assert!(is_theirs(&io::Error::from(ErrorKind::ConnectionAborted)));
    }
}
