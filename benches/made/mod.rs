//! The made-up houses that parts are measured in: the same story in three sizes, as dense however long it is, that always
//! ends on the same day. What is made of it here is never measured itself.

use criterion::Criterion;
use hutbook::{
    app::{
        App,
        demo::Story,
        order::{Answer, Order},
        tokens,
    },
    clock::{Clock, ManualClock},
    domain::{
        booking::{Item, Items, Overrides},
        command::{BookingCommand, Command, NoteWish, PersonCommand, Wish},
        event::Recorded,
        ids::{AccommodationId, Actor, PersonId},
        time::{Moment, Stay},
    },
    projections::book::Book,
    store::simulated::SimulatedLog,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use std::{sync::Arc, time::Duration};

/// How long and how often each part is measured.
pub(crate) fn criterion() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30)
        .without_plots()
}

/// Where the story ends: 2024-06-01T08:00:00Z, with stays ahead until the end of October. So long ago that all of it is over by
/// the clock of every machine, and looks the same on each.
pub(crate) const NOW: Moment = Moment::from_millis(1_717_228_800_000);
/// The date it is then.
pub(crate) const TODAY: Date = date(2024, 6, 1);
/// How many bookings the houses have, and how names of benchmarks say it.
pub(crate) const SIZES: [(u32, &str); 3] = [(1_000, "1k"), (10_000, "10k"), (100_000, "100k")];
/// A member, who is no administrator.
pub(crate) const MEMBER: PersonId = PersonId::new(2);
/// The secret of the session by which that member comes in.
pub(crate) const SECRET: &str = "made up for measuring";
/// An accommodation with four places and a name of its own.
const PLACE: AccommodationId = AccommodationId::new(9);
/// Years after the story in which nobody has booked, so that what is booked there fits.
const FREE: i16 = 2026;

/// All events of a house with so many bookings, personal text readable.
pub(crate) fn events(bookings: u32) -> Vec<Recorded> {
    Story::of_size(bookings, NOW).events()
}

/// The book these events come to.
pub(crate) fn book(events: &[Recorded]) -> Book {
    let mut book = Book::default();
    for event in events {
        book.apply(event).expect("a story follows from itself");
    }
    book
}

/// A house that is open, its log in memory, its clock standing at the end of the story, the member signed in.
pub(crate) fn house(bookings: u32) -> Arc<App> {
    let clock = Clock::Manual(ManualClock::at(NOW));
    let app = App::start(Box::new(SimulatedLog::new()), clock).expect("an empty log is in order");
    assert!(matches!(app.import(events(bookings)), Answer::Done(_)));
    let sign_in = PersonCommand::SignIn {
        person: MEMBER,
        session: tokens::digest(SECRET),
        device: None,
    };
    order(&app, MEMBER, Command::Person(sign_in));
    app
}

/// Has something done that somebody orders.
pub(crate) fn order(app: &App, person: PersonId, command: Command) {
    let answer = app.submit_and_wait(Order {
        actor: Actor::Person(person),
        id: tokens::unique_command_id().expect("there is randomness"),
        command,
    });
    assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
}

/// So many days that are all well booked, whatever the size of the house: from the day of this number on, 0 is the first.
pub(crate) fn booked(number: i64, days: i64) -> (Date, Date) {
    let first = TODAY.saturating_sub((number % 120).days());
    (first, first.saturating_add(days.days()))
}

/// The same as a stay.
pub(crate) fn booked_stay(number: i64, nights: i64) -> Stay {
    let (arrival, departure) = booked(number, nights);
    Stay::new(arrival, departure).expect("some nights of one year")
}

/// A wish that fits: three nights of one person, with a word.
pub(crate) fn request() -> Command {
    wish(date(FREE, 7, 3), 1)
}

/// A wish that cannot fit: more persons than there are places.
pub(crate) fn request_too_many() -> Command {
    wish(date(FREE, 7, 3), 250)
}

fn wish(arrival: Date, persons: u8) -> Command {
    let mut items = Items::new();
    let item = Item {
        accommodation: PLACE,
        persons,
    };
    items.push(item).expect("there is room for one");
    Command::Booking(BookingCommand::Request {
        wish: Wish {
            arrival,
            departure: arrival.saturating_add(3.days()),
            items,
            note: NoteWish::Say("Wir kommen erst gegen Abend.".into()),
            allow: Overrides::NONE,
        },
        on_behalf_of: None,
    })
}
