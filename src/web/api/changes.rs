//! Changes as they happen, as server-sent events. Never anything personal: only ids, and every member may see those.

use crate::web::{
    changes::{ToReader, Told},
    context::ReadContext,
    limits::{LAST_SEQUENCE, STREAMS_COME_AGAIN_SECONDS},
    problem::Problem,
    query,
    reply::{Body, Response},
};
use hyper::header::{self, HeaderName, HeaderValue};
use tokio::sync::mpsc;

/// The header by which a browser says what it has seen, when a stream broke off.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Changes as they happen
///
/// Server-sent events, each with the sequence as its id: `here` once at the beginning when nothing has changed since what
/// was seen, `change` for each change or for several at once, `reset` when what was seen is not in this book. The stream
/// ends when the session does. Each line of data is one object:
#[utoipa::path(
    get, path = "/api/changes", tag = "house",
    params(
        ("after" = Option<u64>, Query, minimum = 0, description = "The sequence that was seen; the header goes first"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen"),
    ),
    responses((status = 200, description = "The changes", body = Told, content_type = "text/event-stream"))
)]
pub(super) fn changes(context: &ReadContext) -> Result<Response, Problem> {
    let viewer = context.somebody()?;
    let after = query::number(context.request.query.as_deref(), "after", 0, LAST_SEQUENCE)?;
    // Whatever else a client sends back, it is nothing it has seen here.
    let header = context.request.header(LAST_EVENT_ID);
    let last = header.map(|id| id.trim().parse().unwrap_or(0));
    let web = context.house.web();
    let place = web.changes.place();
    let place = place.ok_or_else(|| Problem::busy().after(STREAMS_COME_AGAIN_SECONDS))?;
    let (to, from) = mpsc::channel(1);
    let reader = ToReader {
        web: web.clone(),
        viewer,
        seen: last.or(after),
        to,
        place,
    };
    tokio::spawn(reader.run());
    let mut response = hyper::Response::new(Body::Endless(from));
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
