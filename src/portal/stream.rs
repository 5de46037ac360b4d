//! The stream that tells whoever looks at the board that it was looked at again, or that an agent has changed. It holds no
//! queue: whoever is slow is told less. Never tells what has changed: pages are loaded again by it.

use super::{site::Portal, visit::Visit};
use crate::{
    domain::people::Digest,
    supervisor::agents::News,
    web::{
        limits::{COME_BACK_MILLIS, LAST_SEQUENCE, STREAMS_COME_AGAIN_SECONDS},
        pages::assets::CHANGES_SCRIPT,
        problem::Problem,
        query,
        reply::{self, Body, Broken, Response},
    },
};
use bytes::Bytes;
use hyper::{StatusCode, header::HeaderName};
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, watch},
    time::sleep,
};

/// Where it is.
const ADDRESS: &str = "/api/board/changes";
/// The header by which a browser says what it has seen, when a stream broke off.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Pause after each event: when all agents start at once, a page need not be loaded for each.
const PAUSE: Duration = Duration::from_millis(500);

/// The address of the script that follows this stream instead of that of a house.
pub(super) fn script() -> String {
    format!("{}?of={ADDRESS}", CHANGES_SCRIPT.path)
}

/// Opens a stream: `here` once at the beginning when nothing has changed since what was seen, `change` for each change or
/// for several at once, `reset` when what was seen was another supervisor's.
/// It ends with the session.
pub(super) fn answer(visit: &Visit) -> Result<Response, Problem> {
    let session = visit.session.ok_or_else(Problem::not_signed_in)?;
    let after = query::number(visit.request.query.as_deref(), "after", 0, LAST_SEQUENCE)?;
    // Whatever else a client sends back, it is nothing it has seen here.
    let header = visit.request.header(LAST_EVENT_ID);
    let last = header.map(|id| id.trim().parse().unwrap_or(0));
    let place = visit.portal.streams.clone().try_acquire_owned();
    let place = place.map_err(|_| Problem::busy().after(STREAMS_COME_AGAIN_SECONDS))?;
    let (to, from) = mpsc::channel(1);
    let reader = ToReader {
        portal: Arc::clone(&visit.portal),
        session,
        peer: visit.request.peer,
        news: visit.portal.agents.news(),
        to,
        _place: place,
    };
    tokio::spawn(reader.run(last.or(after)));
    let mut response = reply::bytes(StatusCode::OK, "text/event-stream", Bytes::new());
    *response.body_mut() = Body::Endless(from);
    Ok(response)
}

/// A stream to one reader.
struct ToReader {
    portal: Arc<Portal>,
    session: Digest,
    peer: IpAddr,
    news: watch::Receiver<News>,
    to: mpsc::Sender<Result<Bytes, Broken>>,
    _place: OwnedSemaphorePermit,
}

impl ToReader {
    /// Tells of changes until the reader leaves or their session ends. The board is looked at again and again, so the
    /// stream is never silent for long.
    async fn run(mut self, seen: Option<u64>) {
        let mut now = self.news.borrow_and_update().number;
        let mut kind = match seen {
            Some(seen) if seen > now => "reset",
            Some(seen) if seen < now => "change",
            _ => "here",
        };
        loop {
            let Ok(place) = self.to.reserve().await else {
                return;
            };
            place.send(Ok(event(kind, now)));
            tokio::select! {
                () = sleep(PAUSE) => {}
                () = self.to.closed() => return,
            }
            tokio::select! {
                changed = self.news.changed() => if changed.is_err() { return },
                () = self.to.closed() => return,
            }
            if !self.portal.gate.lasts(&self.session, self.peer) {
                return;
            }
            now = self.news.borrow_and_update().number;
            kind = "change";
        }
    }
}

fn event(kind: &str, number: u64) -> Bytes {
    let retry = if kind == "change" {
        String::new()
    } else {
        format!("retry: {COME_BACK_MILLIS}\n")
    };
    Bytes::from(format!(
        "{retry}id: {number}\nevent: {kind}\ndata: {{\"number\":{number}}}\n\n"
    ))
}
