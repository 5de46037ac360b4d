//! Streams that tell readers of changes as they happen. Each holds the newest state only and no queue: whoever is slow
//! is told less, and costs nothing. Never tells what happened, only that something did and what it was about.

use super::{house::Web, limits::COME_BACK_MILLIS, reply::Broken, session};
use crate::{
    app::{
        App,
        changes::{About, Change},
    },
    domain::ids::{Sequence, Stream},
    mail::post::Bell,
    web::context::Viewer,
};
use bytes::Bytes;
use serde::Serialize;
use std::sync::Arc;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch},
    time,
};
use utoipa::ToSchema;

/// The newest that can be told.
#[derive(Debug, Clone)]
struct Newest {
    /// The last event of it.
    sequence: Sequence,
    /// The last event of what was told before it.
    before: Sequence,
    /// What changed between the two; `None` when it may have been anything.
    streams: Option<Arc<[Stream]>>,
    /// The server is about to end.
    ending: bool,
}

/// What all streams of one house share.
#[derive(Debug)]
pub(super) struct Changes {
    newest: watch::Sender<Newest>,
    places: Arc<Semaphore>,
    most: usize,
}

impl Changes {
    /// Listens to a house for at most this many streams, and for whoever sends its mails: there is one listener only.
    pub(super) fn of(app: &App, most: usize, mails: Bell) -> Arc<Self> {
        let (newest, _) = watch::channel(Newest {
            sequence: 0,
            before: 0,
            streams: None,
            ending: false,
        });
        let changes = Arc::new(Self {
            newest,
            places: Arc::new(Semaphore::new(most)),
            most,
        });
        let told = Arc::clone(&changes);
        app.listen(move |change| {
            mails.ring();
            told.take(change);
        });
        // What happened before anybody listened.
        let sequence = app.book().sequence;
        changes.newest.send_if_modified(|newest| {
            newest.sequence = newest.sequence.max(sequence);
            true
        });
        changes
    }

    /// Somebody who only came or went is nothing to tell, but every stream looks whether its session is still open.
    fn take(&self, change: Change) {
        self.newest.send_modify(|newest| {
            let streams = match change.about {
                About::These(streams) if streams.is_empty() => return,
                About::These(streams) => Some(streams.into()),
                About::Anything => None,
            };
            newest.before = newest.sequence;
            newest.sequence = change.sequence.max(newest.sequence);
            newest.streams = streams;
        });
    }

    /// Ends all streams, those to come as well.
    pub(super) fn end(&self) {
        self.newest.send_modify(|newest| newest.ending = true);
    }

    /// A place for one more stream, if there is one left.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// How many streams there are.
    pub(super) fn open(&self) -> usize {
        self.most.saturating_sub(self.places.available_permits())
    }
}

/// What an event of a stream says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Told {
    /// The last event that has happened.
    sequence: Sequence,
    /// Ids of bookings, accommodations and people that changed, or `house`; null when it may have been anything.
    #[schema(required)]
    streams: Option<Vec<String>>,
}

/// How an event of a stream is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing has changed since what the reader has seen.
    Here,
    /// Something has.
    Change,
    /// The reader has seen what this book does not have: it is another one.
    Reset,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Change => "change",
            Self::Reset => "reset",
        }
    }
}

/// A stream to one reader.
pub(super) struct ToReader {
    pub(super) web: Arc<Web>,
    pub(super) viewer: Viewer,
    /// What the reader has seen, if they say so.
    pub(super) seen: Option<Sequence>,
    pub(super) to: mpsc::Sender<Result<Bytes, Broken>>,
    pub(super) place: OwnedSemaphorePermit,
}

impl ToReader {
    /// Tells of changes until the reader leaves, their session ends, or the server does.
    pub(super) async fn run(self) {
        let _place = &self.place;
        let mut newest = self.web.changes.newest.subscribe();
        let mut heartbeat = time::interval(self.web.limits.heartbeat);
        heartbeat.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        // The first beat comes at once, and the beginning of the stream says more than it.
        heartbeat.tick().await;
        let mut told = self.begin(&newest.borrow_and_update());
        let (mut first, mut quiet) = (Some(told.1), false);
        while !newest.borrow().ending && session::is_open(&self.web, &self.viewer) {
            let news = newest.borrow().sequence > told.0;
            tokio::select! {
                // Whoever cannot take it now gets the newest when they can.
                place = self.to.reserve(), if news || quiet || first.is_some() => {
                    let Ok(place) = place else { return };
                    let now = newest.borrow().clone();
                    let text = match first.take() {
                        Some(text) => text,
                        None if now.sequence > told.0 => change(&now, told.0),
                        None => Bytes::from_static(b":\n\n"),
                    };
                    told.0 = told.0.max(now.sequence);
                    quiet = false;
                    place.send(Ok(text));
                }
                changed = newest.changed() => if changed.is_err() { return },
                _ = heartbeat.tick() => quiet = true,
                () = self.to.closed() => return,
            }
        }
    }

    /// What a stream begins with, and up to where that reaches.
    fn begin(&self, now: &Newest) -> (Sequence, Bytes) {
        let book = self.web.app.book().sequence;
        let text = match self.seen {
            Some(seen) if seen > book => event(Kind::Reset, now.sequence, None),
            Some(seen) if seen < now.sequence => change(now, seen),
            Some(_) | None => event(Kind::Here, now.sequence, Some(&[])),
        };
        let retry = format!("retry: {COME_BACK_MILLIS}\n");
        (
            now.sequence,
            Bytes::from([retry.as_bytes(), &text].concat()),
        )
    }
}

/// The newest change, for a reader who has seen everything up to a sequence.
fn change(newest: &Newest, seen: Sequence) -> Bytes {
    let streams = newest.streams.as_deref();
    let streams = streams.filter(|_| newest.before == seen);
    event(Kind::Change, newest.sequence, streams)
}

fn event(kind: Kind, sequence: Sequence, streams: Option<&[Stream]>) -> Bytes {
    let streams = streams.map(|streams| streams.iter().map(ToString::to_string).collect());
    let data = super::reply::json_bytes(&Told { sequence, streams });
    let head = format!("id: {sequence}\nevent: {}\ndata: ", kind.name());
    Bytes::from([head.as_bytes(), &data, b"\n\n"].concat())
}
