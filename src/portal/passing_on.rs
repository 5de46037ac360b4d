//! Requests to a house that come by its name, passed on to its agent, and what it answers, passed back: bodies as they
//! come, both ways, no faster than they are taken. Each connection of a visitor has one to an agent of its own, so that
//! nothing of one visitor can ever reach another. What a body's length is, hyper has decided before a request comes here, and
//! says anew what it says to the agent: of a request with two lengths only one is left, and its connection ends after it.
//! Never looks into a body and never keeps one.

use super::{gate::COOKIE, hop};
use crate::{
    clock::Stopwatch,
    web::{
        forwarded,
        limits::{BODY_BYTES, BODY_TIME, CONNECTION_BUFFER_BYTES, HEAD_TIME, ORDER_TIME},
        reply::{Body, Passed, Response},
    },
};
use bytes::Bytes;
use core::error::Error as _;
use http_body_util::{Either, Empty, LengthLimitError, Limited};
use hyper::{
    Method, Request, Uri, Version,
    body::{Body as _, Incoming},
    client::conn::http1,
    header,
    http::request::Parts,
};
use hyper_util::rt::TokioIo;
use std::{
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpStream, task::AbortHandle, time::timeout};

/// How long a connection to an agent may take: it is on the same machine.
const CONNECT_TIME: Duration = Duration::from_secs(2);
/// How long an agent may take until its answer begins: what its own limits come to, and as much again, since a board
/// that has much to do is slow.
const ANSWER_TIME: Duration = BODY_TIME.saturating_add(ORDER_TIME).saturating_mul(2);
/// How long a connection may be idle and still be used again: well below what an agent allows one, so that it does not
/// close it while a request is on its way.
const IDLE_TIME: Duration = HEAD_TIME.saturating_sub(Duration::from_secs(5));

/// Body of a request on its way: as it comes, or none where a request is made a second time.
type Sent = Either<Limited<Incoming>, Empty<Bytes>>;

/// Why there is no answer of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// It got nothing of the request.
    NotReached,
    /// It may have got the request: whether it did what was asked is not known.
    BrokenOff,
    /// What the visitor sent as its body is none, or ended early.
    BodyBroken,
    /// It is larger than any house takes.
    BodyTooLarge,
}

/// The way of one visitor's connection to an agent.
#[derive(Debug, Default)]
pub(super) struct Line(Mutex<Option<Kept>>);

/// A connection that can be used again.
#[derive(Debug)]
struct Kept {
    to: SocketAddr,
    idle: Stopwatch,
    open: Open,
}

/// A connection to an agent, and the task that drives it.
#[derive(Debug)]
struct Open {
    requests: http1::SendRequest<Sent>,
    _driven: Driven,
}

/// Ends the task when nobody needs it any more, whatever is still on its way.
#[derive(Debug)]
struct Driven(AbortHandle);

impl Drop for Driven {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Line {
    /// Passes a request of this visitor on to the agent that is reached there, and answers what it does.
    ///
    /// # Errors
    /// When it does not.
    pub(super) async fn pass_on(
        &self,
        visitor: IpAddr,
        to: SocketAddr,
        request: Request<Incoming>,
    ) -> Result<Response, Unanswered> {
        let (mut head, body) = request.into_parts();
        prepare(&mut head, visitor);
        let again = is_repeatable(&head, &body).then(|| head.clone());
        let request = Request::from_parts(head, Either::Left(Limited::new(body, BODY_BYTES)));
        let (open, answer) = match self.take(to).await {
            None => ask_anew(to, request).await?,
            // The agent may have been started anew since.
            Some(mut kept) => match ask(&mut kept, request).await {
                Ok(answer) => (kept, answer),
                Err(failed) => {
                    drop(kept);
                    ask_anew(to, second_try(failed, again)?).await?
                }
            },
        };
        self.keep(to, open);
        Ok(passed_back(answer))
    }

    /// The kept connection, if it is one to this agent and can take a request.
    async fn take(&self, to: SocketAddr) -> Option<Open> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let kept = kept.filter(|kept| kept.to == to && kept.idle.elapsed() < IDLE_TIME)?;
        let mut open = kept.open;
        let ready = timeout(CONNECT_TIME, open.requests.ready()).await;
        matches!(ready, Ok(Ok(()))).then_some(open)
    }

    fn keep(&self, to: SocketAddr, open: Open) {
        let kept = Kept {
            to,
            idle: Stopwatch::start(),
            open,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

/// Makes the head of a request that of a request to the agent: of what the visitor said about the way it takes, nothing
/// is passed on, and who they are is said instead. Nor is what lets somebody look after the board: no house needs it.
fn prepare(head: &mut Parts, visitor: IpAddr) {
    hop::strip(&mut head.headers);
    hop::strip_origin(&mut head.headers);
    hop::mark(&mut head.headers);
    hop::strip_cookie(&mut head.headers, COOKIE);
    if let Some(visitor) = forwarded::written(visitor) {
        head.headers.insert(header::FORWARDED, visitor);
    }
    head.version = Version::HTTP_11;
    // The host stands in the header of that name, which stays as the visitor's browser said it.
    let path = head.uri.path_and_query().cloned();
    head.uri = path.map_or_else(|| Uri::from_static("/"), Uri::from);
}

/// Whether a request may be made twice: it changes nothing, and there is no body that has gone already.
fn is_repeatable(head: &Parts, body: &Incoming) -> bool {
    matches!(head.method, Method::GET | Method::HEAD) && body.is_end_stream()
}

/// What to send over a new connection after a kept one has failed: the request itself, if nothing of it had been sent, or
/// once more what may be asked twice.
fn second_try(failed: Failed, again: Option<Parts>) -> Result<Request<Sent>, Unanswered> {
    let again = again.map(|head| Request::from_parts(head, Either::Right(Empty::new())));
    failed.unsent.map(|it| *it).or(again).ok_or(failed.why)
}

/// A request that got no answer.
struct Failed {
    why: Unanswered,
    /// It, if nothing of it was sent.
    unsent: Option<Box<Request<Sent>>>,
}

async fn ask(open: &mut Open, request: Request<Sent>) -> Result<hyper::Response<Incoming>, Failed> {
    let late = Failed {
        why: Unanswered::BrokenOff,
        unsent: None,
    };
    let answered = timeout(ANSWER_TIME, open.requests.try_send_request(request)).await;
    answered.map_err(|_| late)?.map_err(|mut failed| {
        tracing::debug!(error = %failed.error(), "an agent did not answer");
        Failed {
            why: why(failed.error()),
            unsent: failed.take_message().map(Box::new),
        }
    })
}

/// The only thing in which this side can fail is the body, which is the visitor's.
fn why(error: &hyper::Error) -> Unanswered {
    let cause = error.source();
    if cause.is_some_and(|cause| cause.is::<LengthLimitError>()) {
        Unanswered::BodyTooLarge
    } else if error.is_user() {
        Unanswered::BodyBroken
    } else {
        Unanswered::BrokenOff
    }
}

async fn ask_anew(
    to: SocketAddr,
    request: Request<Sent>,
) -> Result<(Open, hyper::Response<Incoming>), Unanswered> {
    let mut open = match timeout(CONNECT_TIME, connect(to)).await {
        Ok(Ok(open)) => open,
        Ok(Err(error)) => {
            tracing::debug!(%error, %to, "an agent cannot be reached");
            return Err(Unanswered::NotReached);
        }
        Err(_) => return Err(Unanswered::NotReached),
    };
    let answer = ask(&mut open, request).await.map_err(|failed| failed.why)?;
    Ok((open, answer))
}

async fn connect(to: SocketAddr) -> Result<Open, Box<dyn core::error::Error + Send + Sync>> {
    let stream = TcpStream::connect(to).await?;
    stream.set_nodelay(true)?;
    let (requests, connection) = http1::Builder::new()
        .max_buf_size(CONNECTION_BUFFER_BYTES)
        .handshake(TokioIo::new(stream))
        .await?;
    let driving = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to an agent ended early");
        }
    });
    Ok(Open {
        requests,
        _driven: Driven(driving.abort_handle()),
    })
}

/// An answer of an agent as one to the visitor.
fn passed_back(answer: hyper::Response<Incoming>) -> Response {
    /// What is told as it happens: it ends when the visitor goes.
    const ENDLESS: &[u8] = b"text/event-stream";
    let (mut head, body) = answer.into_parts();
    hop::strip(&mut head.headers);
    head.version = Version::HTTP_11;
    let kind = head.headers.get(header::CONTENT_TYPE);
    let passed = Passed {
        endless: kind.is_some_and(|kind| kind.as_bytes().starts_with(ENDLESS)),
        body,
    };
    Response::from_parts(head, Body::Passed(passed))
}

#[cfg(test)]
#[path = "passing_on_tests.rs"]
mod tests;
