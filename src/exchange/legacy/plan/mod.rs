//! Turns a dump into events of a house: the old rows in the order in which they happened, each either taken, known
//! from an earlier import, or listed with its reason.
//!
//! Pure: no disk, no clock, nothing random; the same dump and the same house always give the same plan. Every event is
//! applied to a copy of the state before the next row is judged, so that the plan cannot contradict the log it is for.

mod bookings;
mod events;
mod order;
mod people;
mod places;

use super::{
    capacity::over_capacity,
    dump::Dump,
    names::LegacyId,
    report::{Listed, Remarked, Report, Table},
    rows::Kind,
};
use crate::domain::{
    event::{Event, Recorded},
    house::DEFAULT_LONGEST_STAY,
    ids::{Actor, BookingId, CommandId, PersonId, Sequence, Stream},
    state::{Contradiction, State},
    time::Moment,
};
use core::fmt;
use jiff::tz::TimeZone;
use order::{Step, What};
use std::collections::{HashMap, HashSet};

pub use bookings::NOTE_BOUND_BYTES;

/// What the log of the house holds, by command: how a plan knows what was imported before.
#[derive(Debug, Clone, Default)]
pub struct Already {
    commands: HashMap<CommandId, Held>,
}

/// A command the log knows.
#[derive(Debug, Clone, Copy)]
struct Held {
    stream: Stream,
    /// Events it brought about in that stream.
    events: u32,
}

impl Already {
    /// Takes note of an event of the log. To be called for every event, in order.
    pub fn note(&mut self, command: CommandId, stream: Stream) {
        let first = Held { stream, events: 0 };
        let held = self.commands.entry(command).or_insert(first);
        if held.stream == stream {
            held.events = held.events.saturating_add(1);
        }
    }

    fn get(&self, command: CommandId) -> Option<Held> {
        self.commands.get(&command).copied()
    }
}

/// What is to be appended, and what is to be said about it.
#[derive(Debug)]
pub struct Import {
    /// The events in order, numbered from the head + 1; personal text is clear and must be sealed.
    pub events: Vec<Recorded>,
    /// The new people, in order: each needs a key.
    pub new_people: Vec<PersonId>,
    /// What is to be told to whoever runs the import.
    pub report: Report,
}

/// No plan can be made for this house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// The house has not been founded.
    NotFounded,
    /// The plan does not follow from the state it was made for.
    Contradiction(Contradiction),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFounded => f.write_str("the book has not been begun yet; begin it first, then import into it"),
            Self::Contradiction(_) => f.write_str("the imported events do not follow from what the book holds; nothing was imported. Verify the book first"),
        }
    }
}

impl core::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NotFounded => None,
            Self::Contradiction(cause) => Some(cause),
        }
    }
}

/// What importing this dump comes to, for a house in this state with this head.
///
/// `zone` is the zone of the house's settings: old dates that are not midnight in UTC are dates there.
///
/// # Errors
/// When the house has not been founded, or `state`, `already` and `head` are not of one and the same log.
pub fn plan(
    dump: Dump,
    already: &Already,
    state: &State,
    head: Sequence,
    zone: &TimeZone,
) -> Result<Import, ImportError> {
    let settings = state.settings.as_ref().ok_or(ImportError::NotFounded)?;
    let mut planner = Planner {
        already,
        zone,
        longest: match settings.longest_stay {
            0 => DEFAULT_LONGEST_STAY,
            nights => nights,
        },
        head,
        state: state.clone(),
        events: Vec::new(),
        people: HashMap::new(),
        joined: HashSet::new(),
        new_people: Vec::new(),
        progress: HashMap::new(),
        bookings: HashSet::new(),
        report: Report::default(),
    };
    planner.report.users.rows = dump.rows[Table::Users as usize];
    planner.report.events.rows = dump.rows[Table::Events as usize];
    planner.report.without_counterpart = dump.others;
    for listed in dump.listed {
        planner.list(listed);
    }
    let (steps, doubles) = order::order(dump.users, dump.events);
    for listed in doubles {
        planner.list(listed);
    }
    planner.find_progress(&steps);
    for step in steps {
        planner.step(step)?;
    }
    Ok(planner.finish())
}

/// How far an aggregate of the old system has come in the plan.
struct Progress {
    kind: Kind,
    /// Our stream of it, once there is one.
    stream: Option<Stream>,
    /// The version that must come next.
    next: u32,
    /// The last version that was imported before.
    last_held: Option<u32>,
    /// Events of ours that earlier imports made of it.
    held_events: u32,
    /// Whether this plan has added to it.
    continued: bool,
}

struct Planner<'a> {
    already: &'a Already,
    zone: &'a TimeZone,
    longest: u16,
    head: Sequence,
    /// The house as it will be after the events so far.
    state: State,
    events: Vec<Recorded>,
    /// Who the old users are here.
    people: HashMap<i64, PersonId>,
    /// Old users who become people with this plan.
    joined: HashSet<i64>,
    new_people: Vec<PersonId>,
    progress: HashMap<LegacyId, Progress>,
    /// Bookings this plan adds to.
    bookings: HashSet<BookingId>,
    report: Report,
}

impl Planner<'_> {
    /// Finds out what of each aggregate was imported before.
    fn find_progress(&mut self, steps: &[Step]) {
        for step in steps {
            let What::Event(row) = &step.what else {
                continue;
            };
            let progress = self.progress.entry(row.aggregate).or_insert(Progress {
                kind: row.kind,
                stream: None,
                next: 0,
                last_held: None,
                held_events: 0,
                continued: false,
            });
            if let Some(held) = self.already.get(row.id.command()) {
                progress.last_held = progress.last_held.max(Some(row.version));
                progress.held_events = progress.held_events.saturating_add(held.events);
            }
        }
    }

    fn step(&mut self, step: Step) -> Result<(), ImportError> {
        match step.what {
            What::Join(user) => self.join(&user, step.position),
            What::Leave { user, command, at } => self.leave(user, command, at),
            What::Event(row) => self.event(&row, step.position),
        }
    }

    /// Adds an event to the plan.
    fn record(
        &mut self,
        stream: Stream,
        at: Moment,
        command: CommandId,
        actor: Actor,
        event: Event,
    ) -> Result<(), ImportError> {
        let recorded = Recorded {
            sequence: self.head + self.events.len() as Sequence + 1,
            stream,
            version: self.state.version_of(stream).saturating_add(1),
            at,
            command,
            actor,
            event,
        };
        self.state
            .apply(&recorded)
            .map_err(ImportError::Contradiction)?;
        self.events.push(recorded);
        Ok(())
    }

    fn list(&mut self, listed: Listed) {
        self.report.count(listed.table).listed += 1;
        self.report.listed.push(listed);
    }

    fn remark(&mut self, remarked: Remarked) {
        self.report.remarks.push(remarked);
    }

    fn finish(mut self) -> Import {
        self.report.listed.sort_by_key(|listed| listed.line);
        self.report.remarks.sort_by_key(|remarked| remarked.line);
        self.report.taken.events = self.events.len() as u64;
        self.report.over_capacity = over_capacity(&self.state, &self.bookings);
        Import {
            events: self.events,
            new_people: self.new_people,
            report: self.report,
        }
    }
}
