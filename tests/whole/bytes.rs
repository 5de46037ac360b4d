//! Bytes are a count, so they may be asserted: what an event takes in the log, what a booking writes and how often it syncs,
//! and what a snapshot takes. Each limit is a little more than what was seen, so that none can creep. On a disk in memory
//! with randomness from a seed they are the same every time; beside it stands what the kernel counts of the program.

use hutbook::{
    app::{
        App, Writer,
        demo::Story,
        order::{Answer, Order},
        rebuild,
        snapshot::{self, Place},
        tokens,
    },
    clock::{self, Clock, ManualClock},
    domain::{
        accommodation::{Description, Kind},
        booking::{Item, Items, Overrides},
        command::{AccommodationCommand, BookingCommand, Command, NoteWish, Wish},
        ids::{AccommodationId, Actor, PersonId},
        time::Moment,
    },
    store::{
        EventLog as _, Randomness, RedbLog, Vault, simulated::SimulatedDisk, verify_simulated,
    },
};
use jiff::{ToSpan as _, civil::date};
use std::{
    fs,
    sync::{Arc, mpsc},
};

/// 2024-06-01T08:00:00Z.
const NOW: Moment = Moment::from_millis(1_717_228_800_000);
/// Bookings of the made-up house.
const BOOKINGS: u32 = 2_000;
/// Bytes an event may take in the blocks of a log that was written at once, and of one that grew booking by booking; 48.1
/// and 49.9 were seen.
const BYTES_PER_EVENT: [f64; 2] = [51.0, 53.0];
/// Bytes one of 64 bookings may write that are made together, and one that is made alone: mostly pages of the engine, and
/// few of them the event. 637 and 37,504 were seen.
const WRITTEN: [u64; 2] = [675, 39_500];
/// Syncs of one commit, however many bookings are in it.
const SYNCS: u64 = 2;
/// Bytes an event may take in a snapshot; 46.7 were seen.
const BYTES_PER_EVENT_OF_SNAPSHOT: f64 = 49.5;
/// Bytes a booking may give to the disk that is made alone, as the kernel counts them, in pages; 40,960 were seen.
const WRITTEN_BY_PROCESS: u64 = 46_000;
/// How many bookings are made alone, and how many rounds of 64.
const ALONE: u32 = 200;
const ROUNDS: u32 = 10;

/// A made-up house on a disk in memory, its writer waiting for its turn.
struct House {
    disk: SimulatedDisk,
    app: Arc<App>,
    writer: Writer,
    asked: u32,
}

impl House {
    fn new() -> Self {
        let disk = SimulatedDisk::new();
        let log = RedbLog::open_simulated(&disk).unwrap();
        let clock = Clock::Manual(ManualClock::at(NOW));
        let opened = App::open(Box::new(log), clock, Randomness::seeded(1), None);
        let (app, writer) = opened.unwrap();
        let mut house = Self {
            disk,
            app,
            writer,
            asked: 0,
        };
        let events = Story::of_size(BOOKINGS, NOW).events();
        std::thread::scope(|scope| {
            let app = &house.app;
            let import = scope.spawn(|| app.import(events));
            while !import.is_finished() {
                house.writer.serve_waiting();
            }
            assert!(matches!(import.join().unwrap(), Answer::Done(_)));
        });
        let description = Description {
            name: "Halle".try_into().unwrap(),
            kind: Kind::Other,
            capacity: 100,
        };
        let hall = Command::Accommodation(AccommodationCommand::Add { description });
        house.ask(vec![hall]);
        house
    }

    /// Hands in commands of the administrator, gives the writer its turn, and sees that all were done.
    fn ask(&mut self, commands: Vec<Command>) {
        let waiting: Vec<_> = commands
            .into_iter()
            .map(|command| {
                let (to, from) = mpsc::channel();
                let order = Order {
                    actor: Actor::Person(PersonId::new(1)),
                    id: tokens::unique_command_id().unwrap(),
                    command,
                };
                self.app
                    .submit(order, Box::new(move |answer| drop(to.send(answer))));
                from
            })
            .collect();
        self.writer.serve_waiting();
        for from in waiting {
            let answer = from.try_recv().unwrap();
            assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
        }
    }

    /// The next bookings of the hall, where there is room for all of them; every third says something.
    fn bookings(&mut self, count: u32) -> Vec<Command> {
        let next = self.asked..self.asked + count;
        self.asked += count;
        next.map(|number| {
            let arrival = date(2024, 7, 1).saturating_add(i64::from(number % 200).days());
            let mut items = Items::new();
            let item = Item {
                accommodation: AccommodationId::new(11),
                persons: 1,
            };
            items.push(item).unwrap();
            let wish = Wish {
                arrival,
                departure: arrival.saturating_add(3.days()),
                items,
                note: match number % 3 {
                    0 => NoteWish::Say("Wir kommen erst gegen Abend.".into()),
                    _ => NoteWish::Nothing,
                },
                allow: Overrides::NONE,
            };
            Command::Booking(BookingCommand::Request {
                wish,
                on_behalf_of: None,
            })
        })
        .collect()
    }

    /// Books in so many rounds, so many at once in each: syncs and bytes written, of all of it.
    fn books(&mut self, rounds: u32, at_once: u32) -> (u64, u64) {
        let before = self.disk.syncs_and_bytes();
        for _ in 0..rounds {
            let commands = self.bookings(at_once);
            self.ask(commands);
        }
        let after = self.disk.syncs_and_bytes();
        (after.0 - before.0, after.1 - before.1)
    }

    /// Bytes of blocks, and events.
    fn of_blocks(&self) -> (u64, u64) {
        let found = verify_simulated(&self.disk).unwrap();
        (found.block_bytes, found.events)
    }
}

#[test]
fn an_event_takes_few_bytes_in_the_log() {
    let mut house = House::new();
    let imported = house.of_blocks();
    house.books(ALONE, 1);
    let grown = house.of_blocks();
    let each = |(bytes, events): (u64, u64)| bytes as f64 / events as f64;
    let (at_once, one_by_one) = (
        each(imported),
        each((grown.0 - imported.0, grown.1 - imported.1)),
    );
    println!(
        "{at_once:.1} bytes for an event of a log written at once, {one_by_one:.1} of bookings one by one"
    );
    assert!(at_once <= BYTES_PER_EVENT[0], "{at_once} bytes");
    assert!(one_by_one <= BYTES_PER_EVENT[1], "{one_by_one} bytes");
}

#[test]
fn a_booking_writes_few_bytes_and_syncs_as_often_as_it_must() {
    let mut house = House::new();
    house.books(10, 1);
    let alone = house.books(ALONE, 1);
    let together = house.books(ROUNDS, 64);
    let each = [
        together.1 / u64::from(ROUNDS * 64),
        alone.1 / u64::from(ALONE),
    ];
    println!(
        "{each:?} bytes for a booking of 64 together and alone; {alone:?}, {together:?} in all"
    );
    assert!(each[0] <= WRITTEN[0], "{} bytes of 64 together", each[0]);
    assert!(each[1] <= WRITTEN[1], "{} bytes alone", each[1]);
    assert_eq!(alone.0, SYNCS * u64::from(ALONE), "of bookings alone");
    assert_eq!(together.0, SYNCS * u64::from(ROUNDS), "of 64 together");
}

#[test]
fn a_snapshot_takes_few_bytes_for_each_event() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    let log = RedbLog::create(&path("house"), NOW).unwrap();
    let app = App::start(Box::new(log), Clock::Manual(ManualClock::at(NOW))).unwrap();
    let events = Story::of_size(BOOKINGS, NOW).events();
    assert!(matches!(app.import(events), Answer::Done(_)));
    app.close();
    drop(app);
    let log = RedbLog::open(&path("house")).unwrap();
    let reader = log.reader();
    let vault = Vault::new(reader.keys().unwrap());
    let book = rebuild::replay(&*reader, &vault, None).unwrap();
    fs::write(path("program"), "the program as it is").unwrap();
    let place = Place::new(path("snapshot"), path("program"));
    snapshot::save(&place, &book, &*reader, &vault).unwrap();
    let bytes = fs::metadata(path("snapshot")).unwrap().len();
    let each = bytes as f64 / book.sequence as f64;
    println!("{each:.1} bytes of a snapshot for an event");
    assert!(each <= BYTES_PER_EVENT_OF_SNAPSHOT, "{each} bytes");
}

/// Bytes the kernel has been given to write by a process, to a disk.
fn written_by(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/io")).unwrap();
    let line = text.lines().find_map(|it| it.strip_prefix("write_bytes:"));
    line.unwrap().trim().parse().unwrap()
}

#[test]
fn a_booking_gives_the_disk_few_pages() {
    const TIMES: u64 = 100;
    // Not where temporary files are: those may lie in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let running = super::founded(&folder.path().join("house.hutbook"));
    let mut client = running.client();
    client.sign_in(super::EMAIL, super::PASSWORD);
    let book = |client: &mut crate::client::Client, number: u64| {
        let arrival = clock::date_in("UTC", Clock::System.now()).saturating_add(1.week());
        let arrival = arrival.saturating_add((i64::try_from(number % 60).unwrap()).days());
        let departure = arrival.saturating_add(2.days());
        let body = serde_json::json!({
            "arrival": arrival.to_string(), "departure": departure.to_string(),
            "items": [{"accommodationId": "a1", "persons": 1}],
        });
        let answer = client.send("POST", "/api/bookings", &[], Some(&body.to_string()));
        assert_eq!(answer.unwrap().status, 201);
    };
    book(&mut client, 0);
    let before = written_by(running.id());
    for number in 0..TIMES {
        book(&mut client, number);
    }
    let each = (written_by(running.id()) - before) / TIMES;
    println!("{each} bytes to the disk for each booking");
    if each == 0 {
        println!("not run: {} lies in memory", folder.path().display());
    }
    assert!(each <= WRITTEN_BY_PROCESS, "{each} bytes to the disk");
}
