//! What a long log costs at the start: time and memory by its length, read as a whole and from a snapshot on. Each start
//! is a process of its own, its file warm in the system's cache. Prints a table; every line is from the same run.
//!
//!     cargo bench --bench growth [-- EVENTS ...]

use hutbook::{
    app::{
        App,
        demo::Story,
        snapshot::{self, Place},
    },
    clock::Clock,
    domain::{
        booking::{Item, Items, Overrides},
        event::{BookingConfirmed, BookingRequested, Event, Recorded},
        ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Sequence, Stream},
        time::{Moment, Stay},
    },
    store::{Appended, EventLog as _, RedbLog, Vault},
};
use jiff::{ToSpan as _, civil::date};
use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

const LENGTHS: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
/// Events written with one commit while a log is made.
const CHUNK: usize = 50_000;
const CREATED: Moment = Moment::from_millis(1_767_225_600_000);

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|it| it != "--bench");
    let first = arguments.next();
    if first.as_deref() == Some("start") {
        let given: Vec<String> = arguments.collect();
        return start(Path::new(&given[0]), &given[1]);
    }
    let lengths: Vec<u64> = first
        .into_iter()
        .chain(arguments)
        .map(|it| it.parse().expect("a number of events"))
        .collect();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    println!(
        "| events | file | snapshot | start, whole log | start, snapshot | PSS | PSS after a snapshot |"
    );
    println!("|---|---|---|---|---|---|---|");
    let lengths = if lengths.is_empty() {
        LENGTHS.to_vec()
    } else {
        lengths
    };
    for length in lengths {
        row(folder.path(), length);
    }
}

fn row(folder: &Path, length: u64) {
    let house = folder.join(format!("{length}.hutbook"));
    write(&house, length);
    let (whole, whole_pss) = child(&house, "whole");
    child(&house, "save");
    let (snapshot, snapshot_pss) = child(&house, "snapshot");
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |it| it.len()) as f64 / 1e6;
    println!(
        "| {length} | {:.1} MB | {:.1} MB | {whole:.0} ms | {snapshot:.0} ms | {whole_pss:.1} MB | {snapshot_pss:.1} MB |",
        bytes(&house),
        bytes(&beside(&house)),
    );
    fs::remove_file(&house).expect("it can be removed");
}

/// Milliseconds until the house is open, and bytes of memory then, in a process of its own.
fn child(house: &Path, how: &str) -> (f64, f64) {
    let output = Command::new("/proc/self/exe")
        .arg("start")
        .arg(house)
        .arg(how)
        .output()
        .expect("this program starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut numbers = text
        .split_whitespace()
        .map(|it| it.parse().expect("a number"));
    (
        numbers.next().expect("time"),
        numbers.next().expect("memory"),
    )
}

fn beside(house: &Path) -> std::path::PathBuf {
    house.with_extension("snapshot")
}

/// What a child does: open the house, say how long that took and what it takes.
fn start(house: &Path, how: &str) {
    let place = Place::new(beside(house), "/proc/self/exe".into()).worth(Duration::MAX);
    let watch = Instant::now();
    let log = RedbLog::open(house).expect("the file opens");
    let reader = log.reader();
    let place = (how != "whole").then_some(place);
    let app = App::start_with(Box::new(log), Clock::System, place.clone()).expect("it starts");
    let took = watch.elapsed();
    if how == "save" {
        let vault = Vault::new(reader.keys().expect("there are keys"));
        let place = place.expect("there is a place");
        snapshot::save(&place, &app.book(), &*reader, &vault).expect("a snapshot");
    }
    assert_eq!(app.opening().snapshot > 0, how == "snapshot");
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").expect("the kernel tells");
    let pss = rollup.lines().find(|line| line.starts_with("Pss:"));
    let kib: f64 = pss
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|it| it.parse().ok())
        .expect("in KiB");
    println!("{} {}", took.as_secs_f64() * 1e3, kib * 1024.0 / 1e6);
}

/// A house with this many events: people and rooms, then requests that are confirmed.
fn write(path: &Path, length: u64) {
    let log = RedbLog::create(path, CREATED).expect("a new file");
    let app = App::start(Box::new(log), Clock::System).expect("it starts");
    let story = Story {
        bookings: 0,
        ..Story::first_look(CREATED, None)
    };
    let _ = app.import(story.events());
    drop(app);
    let mut log = RedbLog::open(path).expect("the file opens");
    let first = log.head() + 1;
    while log.head() < length {
        let rest = usize::try_from(length - log.head())
            .unwrap_or(CHUNK)
            .min(CHUNK);
        let head = log.head();
        let events: Vec<_> = (head + 1..)
            .take(rest)
            .map(|it| event(it, it - first))
            .collect();
        assert!(matches!(log.append(head, &events, &[]), Appended::Ok));
    }
}

/// The event at a place (from 0) among those about bookings: two for each.
fn event(sequence: Sequence, place: u64) -> Recorded {
    let booking = u32::try_from(place / 2 + 1).expect("not so many");
    let event = if place.is_multiple_of(2) {
        requested(booking)
    } else {
        Event::BookingConfirmed(BookingConfirmed {
            overrides: Overrides::NONE,
        })
    };
    Recorded {
        sequence,
        stream: Stream::Booking(BookingId::new(booking)),
        version: if place.is_multiple_of(2) { 1 } else { 2 },
        at: CREATED.plus_millis(i64::try_from(sequence).expect("not so many") * 60_000),
        command: CommandId::from_halves(sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15), sequence),
        actor: Actor::Person(PersonId::new(1)),
        event,
    }
}

fn requested(booking: u32) -> Event {
    let arrival = date(2026, 1, 1).saturating_add(i64::from(booking % 40_000).days());
    let departure = arrival.saturating_add(i64::from(1 + booking % 9).days());
    let item = Item {
        accommodation: AccommodationId::new(1 + u16::try_from(booking % 4).expect("small")),
        persons: 1,
    };
    Event::BookingRequested(BookingRequested {
        member: PersonId::new(1 + booking % 5),
        stay: Stay::new(arrival, departure).expect("a night lies between"),
        items: Items::from_slice(&[item]).expect("one fits"),
        note: None,
        overrides: Overrides::NONE,
    })
}
