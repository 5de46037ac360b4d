//! What an administrator can know of the house's database: its figures, gathered once for the page and the interface for
//! programs alike, and which of its events are asked for. Never says anything in words or in JSON: the two do.

pub mod asked;
pub mod audit;
pub mod filter;

use super::{context::ReadContext, memory, problem::Problem};
use crate::{
    app::{
        Figures, Mark, Opening,
        backups::Report,
        check::CheckReport,
        condition::Condition,
        rebuild::Rebuilt,
        views::{Part, Size},
    },
    domain::{ids::Sequence, time::Moment},
};

/// Everything there is to know, as of one moment.
#[derive(Debug, Clone)]
pub struct Database {
    /// How the house is.
    pub condition: Condition,
    /// How the house's file is called.
    pub file: String,
    /// Sizes and counts of the log.
    pub figures: Figures,
    /// Bytes of memory this process has, where the system tells.
    pub memory_bytes: Option<u64>,
    /// The last event in the book.
    pub sequence: Sequence,
    /// When it was recorded; `None` while there is none.
    pub last_at: Option<Moment>,
    /// The last event in the file and the hash of its block; `None` where there are no blocks.
    pub chain: Option<(Sequence, Mark)>,
    /// The projections as of [`Database::sequence`].
    pub projections: Vec<(Part, Size)>,
    /// When the house was opened.
    pub opened_at: Moment,
    /// What that came to.
    pub opening: Opening,
    /// What building the projections anew came to last, if that was done since.
    pub rebuilt: Option<Rebuilt>,
    /// What checking the whole log came to last.
    pub check: CheckReport,
    /// Accommodations, bookings, people and sessions in the book.
    pub counts: Counts,
    /// The backups the house makes by itself.
    pub backups: Report,
}

/// How many there are in the book.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Accommodations.
    pub accommodations: usize,
    /// Bookings.
    pub bookings: usize,
    /// People.
    pub people: usize,
    /// Open sessions.
    pub sessions: usize,
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gathers everything. Reads the disk, but little of it however long the log is.
///
/// # Errors
/// 500 when the disk or the engine fails.
pub fn gather(context: &ReadContext) -> Result<Database, Problem> {
    let (house, book) = (&context.house, &context.book);
    let failed = |error| {
        tracing::error!(
            error = &error as &dyn core::error::Error,
            "the log could not be measured"
        );
        Problem::internal()
    };
    let since = i64::try_from(house.uptime().as_millis()).unwrap_or(i64::MAX);
    Ok(Database {
        condition: house.condition(),
        file: house.file().to_owned(),
        figures: house.figures().map_err(failed)?,
        memory_bytes: memory::resident_bytes(),
        sequence: book.sequence,
        last_at: (book.sequence > 0).then_some(book.at),
        chain: house.chain().map_err(failed)?,
        projections: book.inventory().to_vec(),
        opened_at: context.now.plus_millis(since.saturating_neg()),
        opening: house.opening(),
        rebuilt: house.rebuilt(),
        check: house.last_check(),
        counts: Counts {
            accommodations: book.state.accommodations.len(),
            bookings: book.state.bookings.len(),
            people: book.state.people.len(),
            sessions: book.sessions.len(),
        },
        backups: house.backups(),
    })
}
