//! The one door, against a log that fails when it is told to: what is answered, what is published, what is in the log
//! afterwards, and that the three agree.

use hutbook::{
    app::{
        App,
        demo::Story,
        order::{Answer, Order, Receipt},
        tokens,
    },
    clock::{Clock, ManualClock},
    domain::{
        booking::{Item, Items, Overrides},
        command::{BookingCommand, Command, NewPerson, NoteWish, PersonCommand, Wish},
        event::{BookingRequested, Event, Recorded},
        ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Stream},
        people::Role,
        refusal::Refusal,
        time::{Moment, Stay},
    },
    store::{
        Appended, EventLog, Failure, LogReader, Rewritten, SecretKey,
        simulated::{Fault, SimulatedLog, Switches},
    },
};
use jiff::civil::{Date, date};
use std::sync::Arc;

mod erasure;
mod mending;
mod snapshots;
mod story;

const NOW: Moment = Moment::from_millis(1_790_000_000_000);
const ANNA: Actor = Actor::Person(PersonId::new(1));

struct House {
    app: Arc<App>,
    log: Switches,
    clock: ManualClock,
}

impl House {
    /// A house with an administrator and one room for two.
    fn new() -> Self {
        let log = SimulatedLog::new();
        let switches = log.switches();
        let clock = ManualClock::at(NOW);
        let app = App::start(Box::new(log), Clock::Manual(clock.clone())).unwrap();
        let story = Story {
            bookings: 0,
            accommodations: 1,
            members: 1,
            ..Story::first_look(NOW, None)
        };
        done(app.import(story.events()));
        Self {
            app,
            log: switches,
            clock,
        }
    }

    fn restarted(self) -> Self {
        self.app.close();
        let app = App::start(
            Box::new(self.log.restart()),
            Clock::Manual(self.clock.clone()),
        )
        .unwrap();
        Self { app, ..self }
    }

    fn book(&self, key: &str, arrival: Date, persons: u8) -> Answer {
        self.app.submit_and_wait(order(key, arrival, persons))
    }

    /// The book in memory is what a replay of the log gives.
    fn is_consistent(&self) {
        let replayed = self.app.as_of(u64::MAX).unwrap();
        assert!(
            *self.app.book() == replayed,
            "the book differs from what the log says"
        );
        assert_eq!(self.log.events().len() as u64, self.app.book().sequence);
    }
}

fn order(key: &str, arrival: Date, persons: u8) -> Order {
    let items = Items::from_slice(&[Item {
        accommodation: AccommodationId::new(1),
        persons,
    }])
    .unwrap();
    let departure = arrival.tomorrow().unwrap();
    let note = NoteWish::Say("late".into());
    let wish = Wish {
        arrival,
        departure,
        items,
        note,
        allow: Overrides::NONE,
    };
    let content = format!("{arrival} {persons}");
    Order {
        actor: ANNA,
        id: tokens::command_id(ANNA, key, &[content.as_bytes()]),
        command: Command::Booking(BookingCommand::Request {
            wish,
            on_behalf_of: None,
        }),
    }
}

fn done(answer: Answer) -> Receipt {
    match answer {
        Answer::Done(receipt) => receipt,
        other => panic!("not done: {other:?}"),
    }
}

const DAY: Date = date(2026, 12, 1);

#[test]
fn what_is_answered_is_in_the_log_and_in_the_book() {
    let house = House::new();
    let receipt = done(house.book("a", DAY, 1));
    assert_eq!(receipt.stream, Stream::Booking(BookingId::new(1)));
    assert_eq!((receipt.version, receipt.repeated), (1, false));
    assert_eq!(receipt.book.sequence, receipt.sequence);
    let note = receipt.book.state.note(BookingId::new(1)).unwrap();
    assert_eq!(note.as_clear(), None, "notes stay sealed in memory");
    assert_eq!(house.app.reveal(&note).as_deref(), Some("late"));
    house.is_consistent();
}

#[test]
fn asking_again_gives_the_same_booking_also_after_a_restart() {
    let house = House::new();
    let first = done(house.book("a", DAY, 1));
    let again = done(house.book("a", DAY, 1));
    assert_eq!(
        (again.stream, again.sequence, again.repeated),
        (first.stream, first.sequence, true)
    );
    let house = house.restarted();
    let later = done(house.book("a", DAY, 1));
    assert_eq!(
        (later.stream, later.sequence, later.repeated),
        (first.stream, first.sequence, true)
    );
    assert!(matches!(house.book("a", DAY, 2), Answer::KeyReused));
    assert_eq!(house.app.book().state.bookings.len(), 1);
    house.is_consistent();
}

#[test]
fn a_key_is_forgotten_after_its_window() {
    let house = House::new();
    done(house.book("a", DAY, 1));
    house
        .clock
        .set(NOW.plus_millis(hutbook::projections::repeats::WINDOW_MILLIS));
    done(house.book("other", date(2026, 12, 5), 1));
    assert!(!done(house.book("a", DAY, 1)).repeated);
}

#[test]
fn the_rules_decide_against_what_was_decided_before_in_the_same_round() {
    let house = House::new();
    let (to, from) = std::sync::mpsc::channel();
    for number in 0..64 {
        let to = to.clone();
        let answer = Box::new(move |answer| to.send(matches!(answer, Answer::Done(_))).unwrap());
        house
            .app
            .submit(order(&format!("{number}"), DAY, 1), answer);
    }
    let won = (0..64).filter(|_| from.recv().unwrap()).count();
    assert_eq!(won, 2, "the room has two places");
    house.is_consistent();
}

#[test]
fn a_full_disk_is_said_and_nothing_happens_until_there_is_room() {
    let house = House::new();
    house.log.stage_full(1);
    let before = house.app.book();
    assert!(matches!(house.book("a", DAY, 1), Answer::Full));
    assert_eq!(
        house.app.condition(),
        hutbook::app::condition::Condition::Full
    );
    assert!(Arc::ptr_eq(&before, &house.app.book()));
    assert!(!done(house.book("a", DAY, 1)).repeated);
    assert_eq!(
        house.app.condition(),
        hutbook::app::condition::Condition::Ok
    );
    house.is_consistent();
}

#[test]
fn a_commit_that_failed_but_was_written_is_found_and_answered_as_done() {
    let house = House::new();
    house.log.stage(Fault::UnknownWritten);
    let receipt = done(house.book("a", DAY, 1));
    assert!(!receipt.repeated, "this very request has written it");
    assert_eq!(house.log.events().len() as u64, receipt.sequence);
    let again = done(house.book("a", DAY, 1));
    assert!(again.repeated);
    assert_eq!(house.app.book().state.bookings.len(), 1);
    let note = house.app.book().state.note(BookingId::new(1)).unwrap();
    assert_eq!(house.app.reveal(&note).as_deref(), Some("late"));
    house.is_consistent();
}

#[test]
fn a_commit_that_failed_and_was_not_written_is_made_again() {
    let house = House::new();
    house.log.stage(Fault::UnknownNotWritten);
    assert!(!done(house.book("a", DAY, 1)).repeated);
    assert_eq!(house.app.book().state.bookings.len(), 1);
    house.is_consistent();
}

#[test]
fn a_command_nobody_can_repeat_is_found_as_well() {
    let house = House::new();
    house.log.stage(Fault::UnknownWritten);
    let unnamed = Order {
        id: tokens::unique_command_id().unwrap(),
        ..order("", DAY, 1)
    };
    let receipt = done(house.app.submit_and_wait(unnamed));
    assert_eq!(house.log.events().len() as u64, receipt.sequence);
    assert_eq!(house.app.book().state.bookings.len(), 1);
    house.is_consistent();
}

#[test]
fn a_new_person_found_after_a_failure_can_still_be_read() {
    let house = House::new();
    house.log.stage(Fault::UnknownWritten);
    let person = NewPerson {
        email: "new@example.org".into(),
        first_name: "Nora".into(),
        last_name: "Neu".into(),
        role: Role::Member,
    };
    let add = Order {
        actor: ANNA,
        id: tokens::unique_command_id().unwrap(),
        command: Command::Person(PersonCommand::Add { person }),
    };
    let receipt = done(house.app.submit_and_wait(add));
    let person = receipt
        .book
        .state
        .person_by_email("new@example.org")
        .unwrap();
    assert_eq!(person.first_name.as_deref(), Some("Nora"));
    let house = house.restarted();
    let book = house.app.book();
    assert!(book.state.person_by_email("new@example.org").is_some());
    house.is_consistent();
}

#[test]
fn when_the_log_cannot_be_opened_the_outcome_is_unknown_and_asking_again_settles_it() {
    for fault in [Fault::UnknownWritten, Fault::UnknownNotWritten] {
        let house = House::new();
        house.log.stage(fault.clone());
        house.log.fail_reopens(1);
        assert!(matches!(house.book("a", DAY, 1), Answer::Unknown));
        assert_eq!(
            house.app.condition(),
            hutbook::app::condition::Condition::Failing
        );
        assert_eq!(
            house.app.book().state.bookings.len(),
            0,
            "nothing unsure is shown"
        );
        let receipt = done(house.book("a", DAY, 1));
        assert_eq!(receipt.repeated, fault == Fault::UnknownWritten);
        assert_eq!(house.app.book().state.bookings.len(), 1);
        done(house.book("b", date(2026, 12, 9), 1));
        assert_eq!(
            house.app.condition(),
            hutbook::app::condition::Condition::Ok
        );
        house.is_consistent();
    }
}

#[test]
fn what_another_writer_put_into_the_log_is_read_and_the_order_decided_anew() {
    let house = House::new();
    let stay = Stay::new(DAY, DAY.tomorrow().unwrap()).unwrap();
    let items = Items::from_slice(&[Item {
        accommodation: AccommodationId::new(1),
        persons: 2,
    }])
    .unwrap();
    let foreign = Recorded {
        sequence: house.app.book().sequence + 1,
        stream: Stream::Booking(BookingId::new(1)),
        version: 1,
        at: NOW,
        command: CommandId::unique([9; 16]),
        actor: Actor::Person(PersonId::new(2)),
        event: Event::BookingRequested(BookingRequested {
            member: PersonId::new(2),
            stay,
            items,
            note: None,
            overrides: Overrides::NONE,
        }),
    };
    house.log.stage(Fault::Foreign(vec![foreign.clone()]));
    match house.book("a", DAY, 1) {
        Answer::Refused(Refusal::Full(short)) => assert_eq!((short.len(), short[0].free), (1, 0)),
        other => panic!("the place was taken by another: {other:?}"),
    }
    assert_eq!(
        house
            .app
            .book()
            .state
            .booking(BookingId::new(1))
            .unwrap()
            .member,
        PersonId::new(2)
    );
    let second = done(house.book("b", date(2026, 12, 3), 1));
    assert_eq!(second.stream, Stream::Booking(BookingId::new(2)));
    house.is_consistent();
}

#[test]
fn whoever_goes_away_cancels_nothing() {
    let house = House::new();
    house.app.submit(order("a", DAY, 1), Box::new(|_| {}));
    house.app.close();
    assert_eq!(house.app.book().state.bookings.len(), 1);
    assert!(matches!(house.book("b", DAY, 1), Answer::Closing));
}

#[test]
fn a_rebuilt_book_is_the_same() {
    let house = House::new();
    for day in 1..20 {
        done(house.book(&format!("{day}"), date(2026, 12, day), 1));
    }
    let rebuilt = house.app.rebuild().unwrap().unwrap();
    assert!(rebuilt.same);
    assert_eq!(rebuilt.events, house.app.book().sequence);
}

#[test]
fn an_import_whose_commit_failed_is_found_or_made_again() {
    for fault in [Fault::UnknownWritten, Fault::UnknownNotWritten] {
        let log = SimulatedLog::new();
        let switches = log.switches();
        let app = App::start(Box::new(log), Clock::Manual(ManualClock::at(NOW))).unwrap();
        switches.stage(fault);
        let events = Story::first_look(NOW, None).events();
        let count = events.len();
        done(app.import(events));
        assert_eq!(
            (switches.events().len(), app.book().sequence as usize),
            (count, count)
        );
        assert_eq!(app.counts().waiting, 0);
    }
}

#[test]
fn an_unchanged_note_of_several_lines_is_no_change() {
    let house = House::new();
    done(house.book("a", DAY, 1));
    let book = house.app.book();
    let booking = book.state.booking(BookingId::new(1));
    let wish = |text| house.app.note_wish(&book, booking, Some(text));
    assert_eq!(wish(" late\r\n"), NoteWish::Keep);
    assert_eq!(wish("la\r\nte"), NoteWish::Say("la\nte".into()));
    assert_eq!(wish(" "), NoteWish::Nothing);
}

/// A log whose engine meets what it never expected, once.
struct Panicking(SimulatedLog, bool);

impl EventLog for Panicking {
    fn head(&self) -> u64 {
        self.0.head()
    }

    fn append(
        &mut self,
        expected: u64,
        events: &[Recorded],
        keys: &[(PersonId, SecretKey)],
    ) -> Appended {
        let armed = events
            .iter()
            .any(|event| event.stream == Stream::Booking(BookingId::new(1)));
        if armed && core::mem::take(&mut self.1) {
            panic!("the engine broke off (this panic is staged by a test)");
        }
        self.0.append(expected, events, keys)
    }

    fn reopen(&mut self) -> Result<u64, Failure> {
        self.0.reopen()
    }

    fn has_room(&self) -> Result<bool, Failure> {
        self.0.has_room()
    }

    fn rewrite(&mut self, without: &[PersonId]) -> Rewritten {
        self.0.rewrite(without)
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        self.0.reader()
    }
}

#[test]
fn a_panic_of_the_engine_is_answered_as_unknown_and_the_house_goes_on() {
    let log = SimulatedLog::new();
    let switches = log.switches();
    let clock = ManualClock::at(NOW);
    let app = App::start(Box::new(Panicking(log, true)), Clock::Manual(clock.clone())).unwrap();
    let story = Story {
        bookings: 0,
        accommodations: 1,
        members: 1,
        ..Story::first_look(NOW, None)
    };
    done(app.import(story.events()));
    let house = House {
        app,
        log: switches,
        clock,
    };
    assert!(matches!(house.book("a", DAY, 1), Answer::Unknown));
    assert_eq!(
        house.app.condition(),
        hutbook::app::condition::Condition::Failing
    );
    assert_eq!(house.app.counts().waiting, 0);
    assert!(!done(house.book("a", DAY, 1)).repeated);
    assert_eq!(
        house.app.condition(),
        hutbook::app::condition::Condition::Ok
    );
    house.is_consistent();
}

#[test]
fn an_import_that_does_not_follow_changes_nothing() {
    let house = House::new();
    let mut events = Story {
        bookings: 3,
        ..Story::first_look(NOW, None)
    }
    .events();
    events.remove(1);
    let before = house.app.book();
    assert!(matches!(house.app.import(events), Answer::Defect));
    assert!(Arc::ptr_eq(&before, &house.app.book()));
    house.is_consistent();
}
