//! Asking for a stay, or for another one: all rules about dates, items and free places.
//! Free places are counted per night, and here only: every step that takes places comes through `shortages`.

use super::{
    Booking, Item, Overrides, Status,
    status::{checked_text, text_problem},
};
use crate::domain::{
    command::{NoteWish, Wish},
    context::Context,
    decision::Decision,
    event::{BookingChanged, BookingRequested, Event},
    house::DEFAULT_LONGEST_STAY,
    ids::{Actor, BookingId, PersonId, Stream},
    people::{Standing, is_self_or_administrator},
    refusal::{Field, Problem, Refusal, Rule, Shortage},
    state::State,
    time::{MAX_NIGHTS, NotAStay, Stay},
};

pub(super) fn request(
    state: &State,
    wish: &Wish,
    on_behalf_of: Option<PersonId>,
    context: &Context,
) -> Result<Decision, Refusal> {
    context.needs_somebody(state)?;
    let mut found = Vec::new();
    let member = member(state, on_behalf_of, context).map_err(|problem| found.push(problem));
    let (stay, overrides) = check(state, wish, None, context, found)?;
    let member = member.map_err(|()| Refusal::Forbidden)?;
    let note = checked_text(member, wish.note.words(), Field::Note)?;
    let id = BookingId::at_index(state.bookings.len()).ok_or(Refusal::TooMany)?;
    let event = BookingRequested {
        member,
        stay,
        items: wish.items.clone(),
        note,
        overrides,
    };
    Ok(Decision::one(
        Stream::Booking(id),
        Event::BookingRequested(event),
    ))
}

pub(super) fn change(
    state: &State,
    booking: &Booking,
    wish: &Wish,
    context: &Context,
) -> Result<Decision, Refusal> {
    if !booking.status.holds_capacity() {
        return Err(Refusal::WrongStatus(booking.status));
    }
    let administrator = context.is_administrator(state);
    if booking.stay.ended_by(context.today) && !administrator {
        return Err(Refusal::StayEnded);
    }
    let (stay, overrides) = check(state, wish, Some(booking), context, Vec::new())?;
    let same_places = stay == booking.stay && *wish.items == *booking.items;
    let note = match &wish.note {
        NoteWish::Keep => booking.note.as_deref().cloned(),
        NoteWish::Nothing | NoteWish::Say(_) => {
            checked_text(booking.member, wish.note.words(), Field::Note)?
        }
    };
    if same_places && note.as_ref() == booking.note.as_deref() {
        return Ok(Decision::nothing());
    }
    let status = if same_places || administrator {
        booking.status
    } else {
        Status::Pending
    };
    let event = BookingChanged {
        stay,
        items: wish.items.clone(),
        note,
        status,
        overrides,
    };
    Ok(Decision::one(
        Stream::Booking(booking.id),
        Event::BookingChanged(event),
    ))
}

/// For whom the booking is: oneself, or whom an administrator names.
fn member(
    state: &State,
    on_behalf_of: Option<PersonId>,
    context: &Context,
) -> Result<PersonId, Problem> {
    let problem = |rule| Problem::new(Field::OnBehalfOf, rule);
    let member = match (on_behalf_of, context.actor) {
        (Some(id), _) => id,
        (None, Actor::Person(id)) => id,
        (None, Actor::System | Actor::Unknown) => return Err(problem(Rule::Blank)),
    };
    if !is_self_or_administrator(state, context.actor, member) {
        return Err(problem(Rule::AdministratorsOnly));
    }
    match state.person(member) {
        Some(person) if person.standing != Standing::Inactive => Ok(member),
        Some(_) | None => Err(problem(Rule::UnknownMember)),
    }
}

/// Holds a wish against all rules. `before` is the booking it would change; `found` is what is wrong already.
/// Answers with the stay and the rules that were really set aside.
fn check(
    state: &State,
    wish: &Wish,
    before: Option<&Booking>,
    context: &Context,
    mut found: Vec<Problem>,
) -> Result<(Stay, Overrides), Refusal> {
    let administrator = context.is_administrator(state);
    if !wish.allow.is_none() && !administrator {
        found.push(Problem::new(Field::Override, Rule::AdministratorsOnly));
    }
    let mut overrides = Overrides::NONE;
    let stay = Stay::new(wish.arrival, wish.departure)
        .map_err(|wrong| found.push(not_a_stay(wrong, wish)));
    if let Ok(stay) = stay {
        overrides = check_dates(
            state,
            stay,
            wish.allow,
            before,
            context,
            administrator,
            &mut found,
        );
    }
    check_items(state, wish, before, &mut found);
    found.extend(text_problem(wish.note.words(), Field::Note));
    let (Ok(stay), true) = (stay, found.is_empty()) else {
        return Err(Refusal::Invalid(found.into()));
    };
    let short = shortages(state, stay, &wish.items, before);
    match (short.is_empty(), wish.allow.has(Overrides::CAPACITY)) {
        (true, _) => Ok((stay, overrides)),
        (false, true) => Ok((stay, overrides.with(Overrides::CAPACITY))),
        (false, false) => Err(Refusal::Full(short)),
    }
}

fn not_a_stay(wrong: NotAStay, wish: &Wish) -> Problem {
    match wrong {
        NotAStay::NoNight => Problem::new(Field::Departure, Rule::NoNight),
        NotAStay::TooLong => {
            let rule = Rule::TooManyNights {
                nights: u16::MAX,
                longest: MAX_NIGHTS,
            };
            Problem::new(Field::Departure, rule)
        }
        NotAStay::OutOfRange => {
            let covered = crate::domain::time::FIRST_YEAR..=crate::domain::time::LAST_YEAR;
            let field = if covered.contains(&wish.arrival.year()) {
                Field::Departure
            } else {
                Field::Arrival
            };
            Problem::new(field, Rule::OutOfCalendar)
        }
    }
}

/// Rules about the dates. An arrival that is not touched may lie in the past: a running stay can still be changed.
fn check_dates(
    state: &State,
    stay: Stay,
    allow: Overrides,
    before: Option<&Booking>,
    context: &Context,
    administrator: bool,
    found: &mut Vec<Problem>,
) -> Overrides {
    let mut overrides = Overrides::NONE;
    let untouched = before.is_some_and(|booking| booking.stay.arrival() == stay.arrival());
    if stay.arrival() < context.today && !untouched {
        if administrator {
            overrides = overrides.with(Overrides::PAST);
        } else {
            found.push(Problem::new(
                Field::Arrival,
                Rule::InThePast {
                    today: context.today,
                },
            ));
        }
    }
    if untouched && !administrator && stay.departure() < context.today {
        found.push(Problem::new(
            Field::Departure,
            Rule::InThePast {
                today: context.today,
            },
        ));
    }
    let longest = state
        .settings
        .as_ref()
        .map_or(DEFAULT_LONGEST_STAY, |settings| settings.longest_stay);
    let unchanged = before.is_some_and(|booking| booking.stay == stay);
    if stay.nights() > longest && !unchanged {
        if allow.has(Overrides::LENGTH) {
            overrides = overrides.with(Overrides::LENGTH);
        } else {
            found.push(Problem::new(
                Field::Departure,
                Rule::TooManyNights {
                    nights: stay.nights(),
                    longest,
                },
            ));
        }
    }
    overrides
}

/// Rules about each item. An accommodation that was closed later may stay in a booking that has it.
fn check_items(state: &State, wish: &Wish, before: Option<&Booking>, found: &mut Vec<Problem>) {
    if wish.items.is_empty() {
        found.push(Problem::new(Field::Items, Rule::NoItems));
    }
    for (place, item) in wish.items.iter().enumerate() {
        let id = item.accommodation;
        let wrong_place = |rule| Problem::new(Field::ItemAccommodation(place), rule);
        let Some(accommodation) = state.accommodation(id) else {
            found.push(wrong_place(Rule::UnknownAccommodation(id)));
            continue;
        };
        if wish
            .items
            .iter()
            .take(place)
            .any(|earlier| earlier.accommodation == id)
        {
            found.push(wrong_place(Rule::Twice(id)));
        }
        let had_it =
            before.is_some_and(|booking| booking.items.iter().any(|item| item.accommodation == id));
        if !accommodation.active && !had_it {
            found.push(wrong_place(Rule::Closed(id)));
        }
        let capacity = accommodation.description.capacity;
        let too_many = item.persons > capacity && !wish.allow.has(Overrides::CAPACITY);
        if item.persons == 0 || too_many {
            found.push(Problem::new(
                Field::ItemPersons(place),
                Rule::Persons { capacity },
            ));
        }
    }
}

/// All nights on which these items would not fit beside what others hold. What `own` holds itself is not in its way.
pub(super) fn shortages(
    state: &State,
    stay: Stay,
    items: &[Item],
    own: Option<&Booking>,
) -> Box<[Shortage]> {
    let mut short = Vec::new();
    for item in items {
        let Some(accommodation) = state.accommodation(item.accommodation) else {
            continue;
        };
        for night in stay.each_night() {
            let held_by_own = own.map_or(0, |booking| booking.holds(item.accommodation, night));
            let others = state
                .occupancy
                .taken(item.accommodation, night)
                .saturating_sub(held_by_own);
            let free = u16::from(accommodation.description.capacity).saturating_sub(others);
            if u16::from(item.persons) > free {
                let free = u8::try_from(free).unwrap_or(u8::MAX);
                short.push(Shortage {
                    accommodation: item.accommodation,
                    night,
                    free,
                    asked: item.persons,
                });
            }
        }
    }
    short.into()
}
