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
    booking::{Booking, Overrides, Status},
    command::{Command, NoteWish, Wish},
    ids::{AccommodationId, Actor, BookingId, PersonId},
    refusal::Refusal,
    state::State,
};
use jiff::civil::Date;
use proptest::{
    prelude::{Just, Strategy, prop, prop_oneof, proptest},
    test_runner::Config,
};
use std::collections::HashMap;

const PLACES: [AccommodationId; 4] = [BLUE, RED, TENT, SHUT];
/// The days in which all stays of these histories lie.
const DAYS: core::ops::Range<i64> = -2..14;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    /// Somebody asks for something.
    Ask(PersonId, Box<Command>),
    /// Whoever took the last step about this booking wants it back.
    Regret(BookingId),
    /// It is the next day.
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

/// Few nights in few places, so that people meet.
fn wishes(allow: Overrides) -> impl Strategy<Value = Wish> {
    let place = prop_oneof![4 => Just(RED), 3 => Just(TENT), 1 => Just(BLUE), 1 => Just(SHUT)];
    let persons = prop_oneof![6 => Just(1), 2 => Just(2), 1 => Just(3)];
    let items = prop::collection::vec((place, persons), 1..3);
    (-1..8_i64, 1..5_i64, items, note()).prop_map(move |(arrival, nights, items, note)| Wish {
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
        1 => booking_id().prop_map(undo),
        1 => (place(), 1..5_u8)
            .prop_map(move |(id, capacity)| change_place(id, room(&id.to_string(), capacity), free)),
        1 => place().prop_map(move |id| close(id, free)),
        1 => place().prop_map(reopen),
    ]
}

fn history(free: bool) -> impl Strategy<Value = Vec<Step>> {
    let asked =
        (somebody(), command(free)).prop_map(|(who, command)| Step::Ask(who, Box::new(command)));
    let regret = booking_id().prop_map(Step::Regret);
    let step = prop_oneof![20 => asked, 6 => regret, 1 => Just(Step::NextDay)];
    prop::collection::vec(step, 1..100)
}

/// Persons by place and night, counted from nothing but the bookings.
fn recount(state: &State) -> HashMap<(AccommodationId, Date), u32> {
    let mut persons = HashMap::new();
    for booking in state.bookings.iter() {
        if !matches!(booking.status, Status::Pending | Status::Confirmed) {
            continue;
        }
        for item in &booking.items {
            let mut night = booking.stay.arrival();
            while night != booking.stay.departure() {
                *persons.entry((item.accommodation, night)).or_default() += u32::from(item.persons);
                night = night.tomorrow().expect("far from the end of time");
            }
        }
    }
    persons
}

fn check_counts(state: &State) {
    let persons = recount(state);
    for place in PLACES {
        for night in DAYS.map(day) {
            let counted = persons.get(&(place, night)).copied().unwrap_or(0);
            let taken = u32::from(state.occupancy.taken(place, night));
            assert_eq!(taken, counted, "{place} on {night}");
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
        let (who, command) = match step {
            Step::Ask(who, command) => (*who, Command::clone(command)),
            Step::Regret(id) => match house.state.booking(*id).map(|it| it.last_actor) {
                Some(Actor::Person(who)) => (who, undo(*id)),
                Some(_) | None => continue,
            },
            Step::NextDay => {
                today += 1;
                house = house.on(day(today));
                continue;
            }
        };
        let before = house.state.clone();
        if house.tell(by(who), &command) == Ok(1) {
            states.push(house.state.clone());
            check_counts(&house.state);
            check_step(&house, &before, who, &command, &before_last);
            let changed = |booking: &&Booking| before.booking(booking.id) != Some(*booking);
            for booking in house.state.bookings.iter().filter(changed) {
                before_last.insert(booking.id, before.clone());
            }
            for place in house.state.accommodations.iter() {
                let most = largest.entry(place.id).or_default();
                *most = (*most).max(place.description.capacity);
            }
        }
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
    let expected = match before_last[id].booking(*id) {
        Some(then) => before_last[id].content(then),
        None => {
            let mut asked = before.content(before.booking(*id).expect("it was asked for"));
            asked.status = Status::Cancelled;
            asked
        }
    };
    assert_eq!(house.state.content(now), expected);
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
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_history_within_the_rules_exceeds_a_capacity(steps in history(false)) {
        play(&steps, false);
    }

    #[test]
    fn counts_undo_and_replay_are_right_whatever_rules_are_set_aside(steps in history(true)) {
        play(&steps, true);
    }
}
