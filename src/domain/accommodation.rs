//! Where people sleep: what an accommodation is and when it may be added, changed, closed or opened again.
//! Never deletes one: a closed accommodation keeps its past.

use super::{
    command::AccommodationCommand,
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{AccommodationAdded, AccommodationChanged, AccommodationDeactivated, Event},
    house::check_name,
    ids::{AccommodationId, BookingId, Stream, Version},
    refusal::{Field, Missing, Problem, Refusal, Rule},
    state::State,
    text::{Name, tidy_name},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most persons one accommodation can hold.
pub const MAX_CAPACITY: u8 = 100;
/// Most accommodations one house can have.
pub const MAX_ACCOMMODATIONS: usize = 500;

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A room, booked by its places.
    Room,
    /// A single bed or a dormitory place.
    Bed,
    /// A tent, or a place to pitch one.
    Tent,
    /// A camper, or a place to park one.
    Camper,
    /// Anything else one can sleep in.
    Other,
}

impl Kind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Room, Self::Bed, Self::Tent, Self::Camper, Self::Other];
}

/// What is said about an accommodation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Its name, unlike any other in the house.
    pub name: Name,
    /// What kind of place it is.
    pub kind: Kind,
    /// How many persons can sleep there, 1 to [`MAX_CAPACITY`].
    pub capacity: u8,
}

impl Description {
    /// The same, with nothing around the name.
    fn tidy(&self) -> Self {
        Self {
            name: tidy_name(&self.name),
            ..self.clone()
        }
    }
}

/// An accommodation as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accommodation {
    /// Which one.
    pub id: AccommodationId,
    /// How often it has changed.
    pub version: Version,
    /// Name, kind, capacity.
    pub description: Description,
    /// Whether it can be booked.
    pub active: bool,
}

pub(super) fn decide(
    state: &State,
    command: &AccommodationCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    context.needs_administrator(state)?;
    match command {
        AccommodationCommand::Add { description } => add(state, description),
        AccommodationCommand::Change {
            id,
            description,
            force,
            expected,
        } => {
            let before = find(state, *id, *expected)?;
            change(state, before, description, *force, context.today)
        }
        AccommodationCommand::Deactivate {
            id,
            force,
            expected,
        } => {
            let before = find(state, *id, *expected)?;
            if !before.active {
                return Ok(Decision::nothing());
            }
            let ahead: Vec<_> = stays_ahead(state, before.id, context.today).collect();
            needs_force(&ahead, *force)?;
            let event = AccommodationDeactivated {
                forced: !ahead.is_empty(),
            };
            Ok(Decision::one(
                Stream::Accommodation(before.id),
                Event::AccommodationDeactivated(event),
            ))
        }
        AccommodationCommand::Reactivate { id, expected } => {
            let before = find(state, *id, *expected)?;
            if before.active {
                return Ok(Decision::nothing());
            }
            Ok(Decision::one(
                Stream::Accommodation(before.id),
                Event::AccommodationReactivated,
            ))
        }
    }
}

fn find(
    state: &State,
    id: AccommodationId,
    expected: Option<Version>,
) -> Result<&Accommodation, Refusal> {
    let found = state
        .accommodation(id)
        .ok_or(Refusal::NotFound(Missing::Accommodation))?;
    Refusal::unless_current(found.version, expected)?;
    Ok(found)
}

fn add(state: &State, description: &Description) -> Result<Decision, Refusal> {
    let description = description.tidy();
    refuse_if_any(description_problems(state, &description, None))?;
    let next = AccommodationId::at_index(state.accommodations.len())
        .filter(|_| state.accommodations.len() < MAX_ACCOMMODATIONS);
    let id = next.ok_or(Refusal::TooMany)?;
    let event = AccommodationAdded { description };
    Ok(Decision::one(
        Stream::Accommodation(id),
        Event::AccommodationAdded(event),
    ))
}

fn change(
    state: &State,
    before: &Accommodation,
    description: &Description,
    force: bool,
    today: Date,
) -> Result<Decision, Refusal> {
    let description = description.tidy();
    refuse_if_any(description_problems(state, &description, Some(before.id)))?;
    if before.description == description {
        return Ok(Decision::nothing());
    }
    let mut too_many = Vec::new();
    if description.capacity < before.description.capacity {
        let short = |id: &BookingId| exceeds(state, *id, before.id, description.capacity, today);
        too_many.extend(stays_ahead(state, before.id, today).filter(short));
        needs_force(&too_many, force)?;
    }
    let event = AccommodationChanged {
        description,
        forced: !too_many.is_empty(),
    };
    Ok(Decision::one(
        Stream::Accommodation(before.id),
        Event::AccommodationChanged(event),
    ))
}

fn description_problems(
    state: &State,
    description: &Description,
    own: Option<AccommodationId>,
) -> impl Iterator<Item = Problem> {
    let wanted = description.name.to_lowercase();
    let taken = state
        .accommodations
        .iter()
        .any(|a| Some(a.id) != own && a.description.name.to_lowercase() == wanted);
    let name = check_name(&description.name)
        .err()
        .or(taken.then_some(Rule::Taken));
    let capacity = (!(1..=MAX_CAPACITY).contains(&description.capacity)).then_some(Problem::new(
        Field::Capacity,
        Rule::OutOfRange {
            least: 1,
            most: u32::from(MAX_CAPACITY),
        },
    ));
    name.map(|rule| Problem::new(Field::Name, rule))
        .into_iter()
        .chain(capacity)
}

/// Bookings that hold places in this accommodation tonight or later, the first to arrive first.
fn stays_ahead(state: &State, id: AccommodationId, today: Date) -> impl Iterator<Item = BookingId> {
    state.stays_ahead(today, move |booking| {
        booking.items.iter().any(|item| item.accommodation == id)
    })
}

/// Whether some night of the booking from today on would have more persons than `capacity`.
fn exceeds(
    state: &State,
    booking: BookingId,
    id: AccommodationId,
    capacity: u8,
    today: Date,
) -> bool {
    let taken_over = |night| state.occupancy.taken(id, night) > u16::from(capacity);
    state.booking(booking).is_some_and(|b| {
        b.stay
            .each_night()
            .filter(|night| *night >= today)
            .any(taken_over)
    })
}

fn needs_force(stays: &[BookingId], force: bool) -> Result<(), Refusal> {
    if stays.is_empty() || force {
        Ok(())
    } else {
        Err(Refusal::StaysAhead(stays.into()))
    }
}
