//! The house's database in figures: file, blocks, projections, checks and backups; and what can be done to it.
//! Never measures anything: what the page shows as well is gathered in one place for both.

use crate::{
    app::{
        BLOCK_BYTES, BlockFigures,
        check::Checked,
        condition::Condition,
        rebuild::Rebuilt,
        views::{Part, Which},
    },
    exchange::events::time,
    web::{
        context::{ReadContext, WriteContext, off_thread},
        database::{self, Database},
        problem::Problem,
        reply::{self, Response},
    },
};
use core::time::Duration;
use hyper::StatusCode;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How large everything is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Storage {
    /// Whether the house can write.
    writable: bool,
    /// How the house's file is called.
    file: String,
    /// Events in the log.
    events: u64,
    /// When the last one was recorded; null while there is none.
    #[schema(required, format = DateTime)]
    last_event_at: Option<String>,
    /// Blocks they are packed in.
    blocks: u64,
    /// Bytes of all blocks.
    block_bytes: u64,
    /// How the blocks are filled.
    filled: Filled,
    /// The end of the chain of blocks; null while there are none.
    #[schema(required)]
    chain: Option<Chain>,
    /// Bytes of the file.
    file_bytes: u64,
    /// Bytes free on its disk.
    free_bytes: u64,
    /// Bytes of memory the program has; null where the system does not tell.
    #[schema(required)]
    memory_bytes: Option<u64>,
    /// Appends since the start.
    appends: u64,
    /// How plain copying of the file goes.
    copies: Copies,
    /// The last check of the whole log since the start.
    check: CheckReport,
    /// Bookings in the book.
    bookings: usize,
    /// People in the book.
    people: usize,
    /// Accommodations in the book.
    accommodations: usize,
    /// Open sessions.
    sessions: usize,
    /// What is kept in memory, computed from the events.
    projections: Vec<Projection>,
    /// How it was computed when the house was opened.
    opened: Opened,
    /// How it was computed anew last; null when that has not been done since.
    #[schema(required)]
    rebuilt: Option<RebuiltAnew>,
    /// The backups the house makes by itself.
    backups: Backups,
}

/// How the blocks are filled.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Filled {
    /// Most bytes of a block; one with a single event can have more.
    most_bytes: u64,
    /// Bytes that the events of all blocks have uncompressed.
    raw_bytes: u64,
    /// Blocks that are full: all but the last one.
    full: u64,
    /// Bytes of the full ones.
    full_bytes: u64,
    /// Bytes of the smallest full one; 0 when there is none.
    smallest: u64,
    /// Bytes of the largest full one; 0 when there is none.
    largest: u64,
    /// Bytes of the one that is being filled.
    open_bytes: u64,
}

/// The end of the chain of blocks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Chain {
    /// The last event in the file.
    sequence: u64,
    /// Hash of the last block, which is chained to all before: in copies with the same one the events are the same.
    hash: String,
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

/// Checks of the whole log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckReport {
    /// Whether one is under way.
    under_way: bool,
    /// What the last one came to; null when there was none since the start.
    #[schema(required)]
    last: Option<Check>,
}

/// What a check of the whole log came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Check {
    /// When it was finished.
    #[schema(format = DateTime)]
    at: String,
    /// How long it took, in microseconds.
    micros: u64,
    /// How many events were read, from the first one on, and found right.
    events: u64,
    /// Whether everything is as it was written.
    whole: bool,
    /// What is wrong; null when nothing is.
    #[schema(required)]
    damage: Option<String>,
}

/// The name of a projection.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Name {
    Settings,
    Accommodations,
    People,
    Bookings,
    Occupancy,
    Agenda,
    Activity,
    Sessions,
    Outbox,
    Repeats,
}

/// What is kept of one kind in memory.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Projection {
    /// What it is called.
    name: Name,
    /// How many entries it has.
    entries: u64,
    /// Bytes of memory its entries take, without what the trees that hold them need beside them.
    bytes: u64,
    /// The last event that is in it.
    sequence: u64,
}

/// What opening the house came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Opened {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// The last event that was in the snapshot it began with; 0 when there was none.
    snapshot: u64,
    /// How many events were read after that.
    events: u64,
    /// How long both took, in microseconds.
    micros: u64,
}

/// What building the projections anew came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RebuiltAnew {
    /// When it was done.
    #[schema(format = DateTime)]
    at: String,
    /// How many events were read.
    events: u64,
    /// How long it took, in microseconds.
    micros: u64,
    /// Whether the new projections are equal to those that were in memory.
    same: bool,
    /// Those that are not.
    differing: Vec<Name>,
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
    let database = database::gather(context)?;
    let old = database.backups.is_old(context.now);
    Ok(reply::json(StatusCode::OK, &said(database, old)))
}

fn said(database: Database, backup_is_old: bool) -> Storage {
    let (figures, backups) = (database.figures, database.backups);
    let (copies, opening) = (figures.copies, database.opening);
    let projection = |(part, size): (Part, crate::app::views::Size)| Projection {
        name: name(part),
        entries: size.entries,
        bytes: size.bytes,
        sequence: database.sequence,
    };
    Storage {
        writable: database.condition == Condition::Ok,
        file: database.file,
        events: figures.events,
        last_event_at: database.last_at.map(time),
        blocks: figures.blocks.blocks,
        block_bytes: figures.blocks.bytes,
        filled: filled(&figures.blocks),
        chain: database.chain.map(|(sequence, hash)| Chain {
            sequence,
            hash: database::hexadecimal(&hash),
        }),
        file_bytes: figures.file_bytes,
        free_bytes: figures.free_bytes,
        memory_bytes: database.memory_bytes,
        appends: figures.appends,
        copies: Copies {
            protected: copies.protected,
            open: copies.open,
            seen: copies.seen,
            given_up: copies.given_up,
            held_seconds: copies.held.as_secs(),
        },
        check: CheckReport {
            under_way: database.check.under_way,
            last: database.check.last.map(checked),
        },
        bookings: database.counts.bookings,
        people: database.counts.people,
        accommodations: database.counts.accommodations,
        sessions: database.counts.sessions,
        projections: database.projections.into_iter().map(projection).collect(),
        opened: Opened {
            at: time(database.opened_at),
            snapshot: opening.snapshot,
            events: opening.read,
            micros: micros(opening.took),
        },
        rebuilt: database.rebuilt.map(rebuilt_anew),
        backups: Backups {
            old: backup_is_old,
            folder: backups.folder.map(|folder| folder.display().to_string()),
            last: backups.last.map(time),
            failure: backups.failure,
        },
    }
}

fn filled(blocks: &BlockFigures) -> Filled {
    Filled {
        most_bytes: BLOCK_BYTES as u64,
        raw_bytes: blocks.raw_bytes,
        full: blocks.full,
        full_bytes: blocks.full_bytes,
        smallest: blocks.smallest,
        largest: blocks.largest,
        open_bytes: blocks.open_bytes,
    }
}

fn checked(checked: Checked) -> Check {
    Check {
        at: time(checked.at),
        micros: micros(checked.took),
        events: checked.events,
        whole: checked.damage.is_none(),
        damage: checked.damage,
    }
}

fn rebuilt_anew(rebuilt: Rebuilt) -> RebuiltAnew {
    RebuiltAnew {
        at: time(rebuilt.at),
        events: rebuilt.events,
        micros: micros(rebuilt.took),
        same: rebuilt.same,
        differing: names(rebuilt.differing),
    }
}

fn names(which: Which) -> Vec<Name> {
    let among = Part::ALL.into_iter().filter(|part| which.has(*part));
    among.map(name).collect()
}

const fn name(part: Part) -> Name {
    match part {
        Part::Settings => Name::Settings,
        Part::Accommodations => Name::Accommodations,
        Part::People => Name::People,
        Part::Bookings => Name::Bookings,
        Part::Occupancy => Name::Occupancy,
        Part::Agenda => Name::Agenda,
        Part::Activity => Name::Activity,
        Part::Sessions => Name::Sessions,
        Part::Outbox => Name::Outbox,
        Part::Repeats => Name::Repeats,
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Check the whole log
///
/// Every block's checksum and place in the chain, every event, every key, as the file is now. Orders go on meanwhile.
#[utoipa::path(post, path = "/api/admin/storage/check", tag = "house", responses((status = 200, description = "It has been checked", body = Check)))]
pub(super) async fn check(context: WriteContext) -> Result<Response, Problem> {
    super::outcome::no_body(&context)?;
    let app = Arc::clone(context.app());
    let done = off_thread(move || app.check()).await?;
    let done = done.ok_or_else(Problem::busy)?;
    Ok(reply::json(StatusCode::OK, &checked(done)))
}

/// Build all projections anew
///
/// From the log; the new ones are used from then on.
#[utoipa::path(post, path = "/api/admin/projections/rebuild", tag = "house", responses((status = 200, description = "They are built anew", body = RebuiltAnew)))]
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
        Some(Ok(rebuilt)) => Ok(reply::json(StatusCode::OK, &rebuilt_anew(rebuilt))),
        Some(Err(error)) => {
            tracing::error!(
                error = &error as &dyn core::error::Error,
                "the projections could not be rebuilt"
            );
            Err(Problem::internal())
        }
    }
}
