//! Snapshots: a start from one gives the very book that the whole log gives, and whatever does not fit is passed over.

use super::{DAY, NOW, done, order};
use hutbook::{
    app::{
        App,
        demo::Story,
        rebuild,
        snapshot::{self, Place},
    },
    clock::{Clock, ManualClock},
    domain::ids::Sequence,
    store::{EventLog as _, LogReader, RedbLog, Vault},
};
use std::{fs, path::PathBuf, sync::Arc, time::Duration};
use tempfile::TempDir;

struct House {
    folder: TempDir,
    place: Place,
}

impl House {
    /// A made-up house whose log is closed.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "the program as it is").unwrap();
        let place = Place::new(folder.path().join("snapshot"), program);
        let house = Self { folder, place };
        let log = RedbLog::create(&house.path("house"), NOW).unwrap();
        let app = App::start(Box::new(log), house.clock()).unwrap();
        let story = Story {
            bookings: 300,
            ..Story::first_look(NOW, None)
        };
        let _ = done(app.import(story.events()));
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn clock(&self) -> Clock {
        Clock::Manual(ManualClock::at(NOW))
    }

    fn start(&self, worth: Duration) -> Arc<App> {
        let log = RedbLog::open(&self.path("house")).unwrap();
        App::start_with(
            Box::new(log),
            self.clock(),
            Some(self.place.clone().worth(worth)),
        )
        .unwrap()
    }

    /// Lays a snapshot of the whole log aside, as a house does that is served.
    fn lay_aside(&self) -> Sequence {
        let log = RedbLog::open(&self.path("house")).unwrap();
        let (reader, vault) = reading(&log);
        let book = rebuild::replay(&*reader, &vault, None).unwrap();
        snapshot::save(&self.place, &book, &*reader, &vault).unwrap();
        book.sequence
    }

    /// Where a start begins. Whatever that is, its book is that of the whole log.
    fn begins(&self) -> Sequence {
        let app = self.start(snapshot::WORTH);
        let whole = app.as_of(Sequence::MAX).unwrap();
        assert!(*app.book() == whole, "another book than the log's");
        let opening = app.opening();
        assert_eq!(opening.snapshot + opening.read, whole.sequence);
        opening.snapshot
    }
}

fn reading(log: &RedbLog) -> (Arc<dyn LogReader>, Vault) {
    let reader = log.reader();
    let vault = Vault::new(reader.keys().unwrap());
    (reader, vault)
}

#[test]
fn a_start_from_a_snapshot_reads_only_what_came_after_it() {
    let house = House::new();
    assert_eq!(house.begins(), 0);
    let last = house.lay_aside();
    assert!(last > 500);
    assert_eq!(house.begins(), last);
    let app = house.start(snapshot::WORTH);
    let _ = done(app.submit_and_wait(order("new", DAY, 1)));
    drop(app);
    assert_eq!(house.begins(), last);
}

#[test]
fn a_house_lays_snapshots_aside_by_itself_when_they_are_worth_it() {
    let house = House::new();
    drop(house.start(snapshot::WORTH));
    assert!(!house.path("snapshot").exists(), "a short log needs none");
    let app = house.start(Duration::ZERO);
    let before = app.book().sequence;
    let _ = done(app.submit_and_wait(order("new", DAY, 1)));
    drop(app);
    let begins = house.begins();
    assert!(begins >= before, "{begins}");
    assert!(house.path("snapshot.new").metadata().is_err());
}

#[test]
fn nothing_personal_can_be_read_in_it() {
    let house = House::new();
    house.lay_aside();
    let bytes = fs::read(house.path("snapshot")).unwrap();
    let log = RedbLog::open(&house.path("house")).unwrap();
    let (reader, vault) = reading(&log);
    let mut words = Vec::new();
    reader
        .replay(0, &mut |mut recorded| {
            recorded
                .event
                .each_text(&mut |text| words.extend(vault.reveal(text)));
            core::ops::ControlFlow::Continue(())
        })
        .unwrap();
    words.retain(|word| word.len() > 4);
    assert!(words.len() > 50);
    for word in words {
        let found = bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes());
        assert!(!found, "{word}");
    }
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    let house = House::new();
    let last = house.lay_aside();
    let whole = fs::read(house.path("snapshot")).unwrap();
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        fs::write(house.path("snapshot"), flipped).unwrap();
        assert_eq!(house.begins(), 0, "byte {place}");
        fs::write(house.path("snapshot"), &whole[..place]).unwrap();
        assert_eq!(house.begins(), 0, "cut at {place}");
    }
    fs::write(house.path("snapshot"), &whole).unwrap();
    assert_eq!(house.begins(), last);
}

#[test]
fn a_snapshot_of_another_program_is_passed_over() {
    let house = House::new();
    house.lay_aside();
    fs::write(house.path("program"), "the program as it will be").unwrap();
    assert_eq!(house.begins(), 0);
}

#[test]
fn a_snapshot_of_another_history_is_passed_over() {
    let house = House::new();
    let backup = fs::read(house.path("house")).unwrap();
    let change = |key| {
        let app = house.start(snapshot::WORTH);
        let _ = done(app.submit_and_wait(order(key, DAY, 1)));
    };
    change("first history");
    let last = house.lay_aside();
    assert_eq!(house.begins(), last);
    // The file of yesterday is put back, and the house goes on from there.
    fs::write(house.path("house"), backup).unwrap();
    assert_eq!(house.begins(), 0, "the log does not reach that far");
    change("second history");
    assert_eq!(house.begins(), 0, "as long, but not the same");
}

#[test]
fn where_none_can_be_written_the_house_is_served_all_the_same() {
    let house = House::new();
    fs::create_dir(house.path("snapshot")).unwrap();
    let app = house.start(Duration::ZERO);
    let _ = done(app.submit_and_wait(order("new", DAY, 1)));
    drop(app);
    assert_eq!(house.begins(), 0);
}
