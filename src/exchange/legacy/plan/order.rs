//! The order in which old rows become events: by their original time; but people and accommodations stand before the
//! first booking that needs them, and no step before the one it follows. Never changes a time: only the place.

use super::super::{
    names::{CommandLabel, LegacyId, user_command},
    payload::{LegacyItem, Payload},
    reason::Reason,
    report::{Listed, Table},
    rows::{EventRow, Kind, UserRow},
    written::moment,
};
use crate::domain::{ids::CommandId, time::Moment};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// One row at its place.
pub(super) struct Step {
    /// Where it stands; mostly its own time.
    pub(super) position: Timestamp,
    rank: Rank,
    aggregate: LegacyId,
    version: i64,
    pub(super) what: What,
}

/// What is to be done for a row.
pub(super) enum What {
    /// Somebody came to the house.
    Join(UserRow),
    /// Somebody was inactive in the end.
    Leave {
        user: i64,
        command: CommandId,
        at: Moment,
    },
    /// Something happened to an accommodation or a booking.
    Event(EventRow),
}

/// What comes first at the same time: that on which others depend.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Rank {
    Join,
    Accommodation,
    Booking,
    Leave,
}

/// The earliest time at which something depends on a user or an accommodation.
#[derive(Default)]
struct Needed {
    users: HashMap<i64, Timestamp>,
    places: HashMap<LegacyId, Timestamp>,
}

impl Needed {
    fn by(events: &[EventRow]) -> Self {
        let mut needed = Self::default();
        for row in events {
            let sooner = |at: &mut Timestamp| *at = row.at.min(*at);
            if let Some(user) = row.payload.user() {
                needed
                    .users
                    .entry(user)
                    .and_modify(sooner)
                    .or_insert(row.at);
            }
            for item in row.payload.items() {
                let place = needed.places.entry(item.accommodation);
                place.and_modify(sooner).or_insert(row.at);
            }
        }
        needed
    }
}

/// All rows in order, and those that are there twice.
pub(super) fn order(users: Vec<UserRow>, events: Vec<EventRow>) -> (Vec<Step>, Vec<Listed>) {
    let mut doubles = Vec::new();
    let mut steps = Vec::with_capacity(users.len() + events.len());
    let needed = Needed::by(&events);
    people(users, &needed, &mut steps, &mut doubles);
    aggregates(events, &needed, &mut steps, &mut doubles);
    steps.sort_by_key(|step| (step.position, step.rank, step.aggregate, step.version));
    (steps, doubles)
}

fn people(
    mut users: Vec<UserRow>,
    needed: &Needed,
    steps: &mut Vec<Step>,
    doubles: &mut Vec<Listed>,
) {
    users.sort_by_key(|user| (user.id, user.line));
    let mut last = None;
    for user in users {
        let id = user.id;
        if last.replace(id) == Some(id) {
            doubles.push(Listed {
                table: Table::Users,
                key: id.to_string().into(),
                line: user.line,
                reason: Reason::SameId,
            });
            continue;
        }
        let step = |position, rank, what| Step {
            position,
            rank,
            aggregate: LegacyId::default(),
            version: id,
            what,
        };
        if !user.active {
            // The old system does not say when: not before it changed the row for the last time.
            let position = user.changed.map_or(user.added, |it| it.max(user.added));
            let what = What::Leave {
                user: id,
                command: user_command(CommandLabel::Deactivated, id, user.added),
                at: moment(position),
            };
            steps.push(step(position, Rank::Leave, what));
        }
        let needed = needed.users.get(&id);
        let position = needed.map_or(user.added, |needed| user.added.min(*needed));
        steps.push(step(position, Rank::Join, What::Join(user)));
    }
}

fn aggregates(
    mut events: Vec<EventRow>,
    needed: &Needed,
    steps: &mut Vec<Step>,
    doubles: &mut Vec<Listed>,
) {
    events.sort_by_key(|row| (row.aggregate, row.version, row.line));
    let mut ids = HashSet::new();
    let mut last: Option<(LegacyId, u32, Timestamp)> = None;
    for row in events {
        let same_version =
            last.is_some_and(|(id, version, _)| (id, version) == (row.aggregate, row.version));
        let reason = if ids.insert(row.id) {
            same_version.then_some(Reason::SameVersion)
        } else {
            Some(Reason::SameId)
        };
        if let Some(reason) = reason {
            doubles.push(Listed {
                table: Table::Events,
                key: row.id.to_string().into(),
                line: row.line,
                reason,
            });
            continue;
        }
        let (rank, needed) = match row.kind {
            Kind::Accommodation => (Rank::Accommodation, needed.places.get(&row.aggregate)),
            Kind::Booking => (Rank::Booking, None),
        };
        let before = last.filter(|(id, ..)| *id == row.aggregate);
        let position = match (before, needed) {
            (Some((.., before)), _) => row.at.max(before),
            (None, Some(needed)) => row.at.min(*needed),
            (None, None) => row.at,
        };
        last = Some((row.aggregate, row.version, position));
        steps.push(Step {
            position,
            rank,
            aggregate: row.aggregate,
            version: i64::from(row.version),
            what: What::Event(row),
        });
    }
}

impl Payload {
    /// The user a booking is of, where the event says it.
    const fn user(&self) -> Option<i64> {
        match self {
            Self::BookingCreated { user, .. } => Some(*user),
            _ => None,
        }
    }

    /// The items the event brings.
    fn items(&self) -> &[LegacyItem] {
        match self {
            Self::BookingCreated { content, .. } | Self::BookingUpdated(content) => &content.items,
            Self::ItemsChanged { new, .. } => new,
            _ => &[],
        }
    }
}
