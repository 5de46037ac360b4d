//! Histories nobody thought of: random people ask for random things, and what must always hold is held against each
//! step. The counts are compared with a naive recount that knows nothing of how they are kept.

use super::{
    given::{Given, house},
    words::{
        ADA, BEN, BLUE, CLEO, DORA, RED, SHUT, TENT, ask, ask_for, by, cancel, change,
        change_place, close, confirm_allowing, day, decline, reopen, room, undo, wish,
    },
};
use hutbook::domain::{
    booking::{Booking, Items, Overrides, Status},
    command::{Command, NoteWish, Wish},
    ids::{AccommodationId, BookingId, PersonId},
    refusal::Refusal,
    state::State,
};
use proptest::{
    prelude::{Just, Strategy, prop, prop_oneof, proptest},
    test_runner::Config,
};
use std::collections::HashMap;

const PLACES: [AccommodationId; 4] = [BLUE, RED, TENT, SHUT];
/// The days in which all stays of these histories lie.
const DAYS: core::ops::Range<i64> = -4..40;

/// One thing that happens: a command, or a new day.
#[derive(Debug, Clone)]
enum Step {
    Ask(PersonId, Command),
    NextDay,
}

fn somebody() -> impl Strategy<Value = PersonId> {
    prop_oneof![Just(BEN), Just(CLEO), Just(ADA), Just(DORA)]
}

fn booking_id() -> impl Strategy<Value = BookingId> {
    (1..8_u32).prop_map(BookingId::new)
}

fn place() -> impl Strategy<Value = AccommodationId> {
    prop::sample::select(&PLACES[..])
}

fn note() -> impl Strategy<Value = NoteWish> {
    prop_oneof![
        Just(NoteWish::Keep),
        Just(NoteWish::Nothing),
        "[a-c]{1,2}".prop_map(|words| NoteWish::Say(words.into())),
    ]
}

fn wishes(allow: Overrides) -> impl Strategy<Value = Wish> {
    let items = prop::collection::vec((place(), 1..4_u8), 1..3);
    (-2..12_i64, 1..6_i64, items, note()).prop_map(move |(arrival, nights, items, note)| Wish {
        note,
        allow,
        ..wish(arrival, arrival + nights, &items)
    })
}

/// Commands about bookings and accommodations; `free` ones set rules aside and force.
fn command(free: bool) -> impl Strategy<Value = Command> {
    let all = Overrides::CAPACITY.with(Overrides::LENGTH);
    let allow = if free { all } else { Overrides::NONE };
    prop_oneof![
        4 => wishes(allow).prop_map(ask),
        1 => (somebody(), wishes(allow)).prop_map(|(person, wish)| ask_for(person, wish)),
        4 => (booking_id(), wishes(allow)).prop_map(|(id, wish)| change(id, wish)),
        3 => booking_id().prop_map(move |id| confirm_allowing(allow, id)),
        1 => booking_id().prop_map(decline),
        2 => booking_id().prop_map(cancel),
        4 => booking_id().prop_map(undo),
        1 => (place(), 1..5_u8)
            .prop_map(move |(id, capacity)| change_place(id, room(&id.to_string(), capacity), free)),
        1 => place().prop_map(move |id| close(id, free)),
        1 => place().prop_map(reopen),
    ]
}

fn history(free: bool) -> impl Strategy<Value = Vec<Step>> {
    let asked = (somebody(), command(free)).prop_map(|(who, command)| Step::Ask(who, command));
    prop::collection::vec(prop_oneof![12 => asked, 1 => Just(Step::NextDay)], 1..60)
}

/// Persons in that place on that night, counted from nothing but the bookings.
fn recount(state: &State, place: AccommodationId, night: i64) -> u32 {
    let sleeps_there = |booking: &&Booking| {
        let holds = matches!(booking.status, Status::Pending | Status::Confirmed);
        holds && booking.stay.arrival() <= day(night) && day(night) < booking.stay.departure()
    };
    let items = state.bookings.iter().filter(sleeps_there);
    let items = items.flat_map(|booking| booking.items.iter());
    items
        .filter(|item| item.accommodation == place)
        .map(|item| u32::from(item.persons))
        .sum()
}

fn check_counts(state: &State) {
    for place in PLACES {
        for night in DAYS {
            let taken = u32::from(state.occupancy.taken(place, day(night)));
            assert_eq!(
                taken,
                recount(state, place, night),
                "{place} on day {night}"
            );
        }
    }
}

/// From today on nobody sleeps where there is no place or no open door; before, it was so with the places of then.
fn check_capacity(state: &State, today: i64, largest: &HashMap<AccommodationId, u8>) {
    for place in state.accommodations.iter() {
        let open = if place.active {
            place.description.capacity
        } else {
            0
        };
        for night in DAYS {
            let most = if night < today {
                largest[&place.id]
            } else {
                open
            };
            let taken = state.occupancy.taken(place.id, day(night));
            assert!(
                taken <= u16::from(most),
                "{} on day {night}: {taken} of {most}",
                place.id
            );
        }
    }
}

/// A booking's content: what an undo must bring back.
fn content(booking: &Booking) -> impl PartialEq + core::fmt::Debug + use<> {
    let items = Items::from_slice(&booking.items).expect("it was accepted");
    (booking.stay, items, booking.note.clone(), booking.status)
}

/// Plays a history and holds every step against what must hold.
fn play(steps: &[Step], free: bool) {
    let mut house = house();
    let mut today = 0;
    let mut largest: HashMap<_, _> = PLACES.into_iter().map(|place| (place, 4)).collect();
    // The state after each event, and the state before the last step of each booking.
    let begin = house.log.len();
    let mut states = vec![house.state.clone()];
    let mut before_last: HashMap<BookingId, State> = HashMap::new();
    for step in steps {
        let Step::Ask(who, command) = step else {
            today += 1;
            house = house.on(day(today));
            continue;
        };
        let before = house.state.clone();
        if house.tell(by(*who), command) == Ok(1) {
            states.push(house.state.clone());
            check_step(&house, &before, *who, command, &before_last);
            let changed = |booking: &&Booking| before.booking(booking.id) != Some(*booking);
            for booking in house.state.bookings.iter().filter(changed) {
                before_last.insert(booking.id, before.clone());
            }
            for place in house.state.accommodations.iter() {
                let most = largest.entry(place.id).or_default();
                *most = (*most).max(place.description.capacity);
            }
        }
        check_counts(&house.state);
        if !free {
            check_capacity(&house.state, today, &largest);
        }
    }
    check_replay(&house, begin, &states);
}

fn check_step(
    house: &Given,
    before: &State,
    who: PersonId,
    command: &Command,
    before_last: &HashMap<BookingId, State>,
) {
    use hutbook::domain::command::BookingCommand;
    let Command::Booking(BookingCommand::Undo { id, .. }) = command else {
        return;
    };
    let now = house.state.booking(*id).expect("it was undone");
    match before_last[id].booking(*id) {
        Some(then) => assert_eq!(content(now), content(then)),
        None => {
            let mut asked = before.booking(*id).expect("it was asked for").clone();
            asked.status = Status::Cancelled;
            assert_eq!(content(now), content(&asked));
        }
    }
    let again = house.when(by(who), &undo(*id)).0;
    assert_eq!(again, Err(Refusal::NothingToUndo));
}

/// Reading the log anew leads through the very same states, so what was refused has changed nothing.
fn check_replay(house: &Given, begin: usize, states: &[State]) {
    let mut replayed = State::default();
    for (index, recorded) in house.log.iter().enumerate() {
        replayed.apply(recorded).expect("it happened");
        if index + 1 >= begin {
            assert!(replayed == states[index + 1 - begin], "after {recorded:?}");
        }
    }
    assert!(replayed == house.state);
}

proptest! {
    #![proptest_config(Config { cases: 160, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_history_within_the_rules_exceeds_a_capacity(steps in history(false)) {
        play(&steps, false);
    }

    #[test]
    fn counts_undo_and_replay_are_right_whatever_rules_are_set_aside(steps in history(true)) {
        play(&steps, true);
    }
}
