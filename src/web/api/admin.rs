//! Looking after the house: its log, its storage, its projections. Never shows what opens a door.

use super::pieces;
use crate::{
    app::condition::Condition,
    exchange::events::{time, write_line},
    web::{
        context::{ReadContext, WriteContext, off_thread},
        limits::{LAST_SEQUENCE, MOST_EVENTS},
        problem::Problem,
        query,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Everything that has happened
///
/// One JSON object per line. An answer that cannot be finished ends the connection.
#[utoipa::path(
    get, path = "/api/events", tag = "house",
    params(
        ("after" = Option<u64>, Query, minimum = 0, description = "Only events after this sequence"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 1000000, description = "At most so many"),
    ),
    responses((status = 200, description = "The events", body = String, content_type = "application/x-ndjson"))
)]
pub(super) fn events(context: &ReadContext) -> Result<Response, Problem> {
    let query = context.request.query.as_deref();
    let after = query::number(query, "after", 0, LAST_SEQUENCE)?.unwrap_or(0);
    let limit = query::number(query, "limit", 1, MOST_EVENTS)?.unwrap_or(MOST_EVENTS);
    pieces::answer(context, "application/x-ndjson", move |house, pieces| {
        pieces.add_events(house, after, limit, write_line)
    })
}

/// How plain copying of the file goes while it is served.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Copies {
    /// Whether a copy made now with `cp` or the like will be valid.
    protected: bool,
    /// Times the file is open elsewhere now.
    open: u64,
    /// Times it was opened elsewhere since the start.
    seen: u64,
    /// Times a state was no longer held for somebody who still had the file open: their copies may be invalid.
    given_up: u64,
    /// How long the oldest state has been held for a copy, in seconds; 0 when none is.
    held_seconds: u64,
}

/// How large everything is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Storage {
    /// Whether the house can write.
    writable: bool,
    /// Events in the log.
    events: u64,
    /// Blocks they are packed in.
    blocks: u64,
    /// Bytes of all blocks.
    block_bytes: u64,
    /// Bytes of the file.
    file_bytes: u64,
    /// Bytes free on its disk.
    free_bytes: u64,
    /// Appends since the start.
    appends: u64,
    /// How plain copying of the file goes.
    copies: Copies,
    /// Bookings in the book.
    bookings: usize,
    /// People in the book.
    people: usize,
    /// Accommodations in the book.
    accommodations: usize,
    /// Open sessions.
    sessions: usize,
    /// The backups the house makes by itself.
    backups: Backups,
}

/// The backups the house makes by itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Backups {
    /// Where they are kept; null when none are made.
    #[schema(required)]
    folder: Option<String>,
    /// When the last good one was made; null when there is none.
    #[schema(required, format = DateTime)]
    last: Option<String>,
    /// Whether the last good one is missing or more than two days old.
    old: bool,
    /// What was wrong with the last try; null when nothing was.
    #[schema(required)]
    failure: Option<String>,
}

/// How large everything is
#[utoipa::path(get, path = "/api/admin/storage", tag = "house", responses((status = 200, description = "Sizes and counts", body = Storage)))]
pub(super) fn storage(context: &ReadContext) -> Result<Response, Problem> {
    let figures = context.house.figures().map_err(|error| {
        tracing::error!(
            error = &error as &dyn core::error::Error,
            "the log could not be measured"
        );
        Problem::internal()
    })?;
    let (book, backups) = (&context.book, context.house.backups());
    let storage = Storage {
        writable: context.house.condition() == Condition::Ok,
        events: figures.events,
        blocks: figures.blocks,
        block_bytes: figures.block_bytes,
        file_bytes: figures.file_bytes,
        free_bytes: figures.free_bytes,
        appends: figures.appends,
        copies: Copies {
            protected: figures.copies.protected,
            open: figures.copies.open,
            seen: figures.copies.seen,
            given_up: figures.copies.given_up,
            held_seconds: figures.copies.held.as_secs(),
        },
        bookings: book.state.bookings.len(),
        people: book.state.people.len(),
        accommodations: book.state.accommodations.len(),
        sessions: book.sessions.len(),
        backups: Backups {
            old: backups.is_old(context.now),
            folder: backups.folder.map(|folder| folder.display().to_string()),
            last: backups.last.map(time),
            failure: backups.failure,
        },
    };
    Ok(reply::json(StatusCode::OK, &storage))
}

/// What building the projections anew came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rebuilt {
    /// How many events were read.
    events: u64,
    /// How long it took, in microseconds.
    micros: u64,
    /// Whether the new projections are equal to those that were in memory.
    same: bool,
}

/// Build all projections anew
///
/// From the log; the new ones are used from then on.
#[utoipa::path(post, path = "/api/admin/projections/rebuild", tag = "house", responses((status = 200, description = "They are built anew", body = Rebuilt)))]
pub(super) async fn rebuild(context: WriteContext) -> Result<Response, Problem> {
    super::outcome::no_body(&context)?;
    let turn = context.disk_turn().await?;
    let app = Arc::clone(context.app());
    let rebuilt = off_thread(move || {
        let _turn = turn;
        app.rebuild()
    });
    match rebuilt.await? {
        None => Err(Problem::busy()),
        Some(Ok(rebuilt)) => Ok(reply::json(
            StatusCode::OK,
            &Rebuilt {
                events: rebuilt.events,
                micros: u64::try_from(rebuilt.took.as_micros()).unwrap_or(u64::MAX),
                same: rebuilt.same,
            },
        )),
        Some(Err(error)) => {
            tracing::error!(
                error = &error as &dyn core::error::Error,
                "the projections could not be rebuilt"
            );
            Err(Problem::internal())
        }
    }
}
