//! All peers hold the same small house and give the same answers to the same questions, which are those a plain count
//! over the house gives. Never measures anything.

mod expected;
#[path = "../src/house.rs"]
mod house;
#[path = "../src/peer.rs"]
mod peer;
#[allow(dead_code, reason = "the program uses the rest")]
#[path = "../src/peers/mod.rs"]
mod peers;

use expected::{Book, day, house};
use house::NewBooking;
use peer::{Fallible, OwnWork, Peer, Started};
use peers::{PocketBase, Postgres, Sqlite};
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
};

fn all() -> [Box<dyn Peer>; 3] {
    let program = Some(env!("CARGO_BIN_EXE_compare").into());
    [
        Box::new(Postgres),
        Box::new(Sqlite { program }),
        Box::new(PocketBase),
    ]
}

/// Fills a peer, starts it, and hands it over.
fn with(peer: &mut dyn Peer, ask: impl FnOnce(&dyn Started) -> Fallible<()>) -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    // PostgreSQL runs as another user and has to find its way in.
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
    peer.fill(folder.path(), &house())?;
    let started = peer.start(folder.path())?;
    ask(started.as_ref())?;
    let processes = started.processes();
    drop(started);
    for process in processes {
        assert!(
            !fs::exists(format!("/proc/{process}"))?,
            "{}: process {process} is left behind",
            peer.name()
        );
    }
    Ok(())
}

#[test]
fn every_peer_gives_the_answers_of_a_plain_count() {
    for mut peer in all() {
        let name = peer.name();
        let asked = with(peer.as_mut(), |started| {
            let book = Book::of(&house());
            let mut client = started.client()?;
            for start in (-40..780).step_by(7) {
                let from = day(start);
                assert_eq!(client.list(&from)?, book.list(&from), "{name}: from {from}");
                let to = day(start + 31);
                assert_eq!(
                    client.month(&from, &to)?,
                    book.month(&from, &to),
                    "{name}: {from} to {to}"
                );
                for nights in [1, 2, 7, 30] {
                    let to = day(start + nights);
                    assert_eq!(
                        client.availability(&from, &to)?,
                        book.free(&from, &to),
                        "{name}: {from} to {to}"
                    );
                }
            }
            assert!(started.bytes_on_disk()? > 10_000, "{name}");
            Ok(())
        });
        asked.unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

#[test]
fn a_booking_takes_one_place_and_no_more() {
    for mut peer in all() {
        let name = peer.name();
        let asked = with(peer.as_mut(), |started| {
            let mut client = started.client()?;
            let (from, to) = (day(100), day(103));
            let before = client.availability(&from, &to)?;
            let month = client.month(&from, &to)?;
            client.create(&NewBooking {
                arrival: day(101),
                departure: day(102),
                number: 1,
            })?;
            let mut expected = before.clone();
            expected.last_mut().expect("the hall").persons -= 1;
            assert_eq!(client.availability(&from, &to)?, expected, "{name}");
            assert_eq!(client.month(&from, &to)?, month + 1, "{name}");
            // The night before and the one after are as they were.
            for (from, to) in [(100, 101), (102, 103)] {
                let hall = client.availability(&day(from), &day(to))?.pop();
                assert_eq!(hall.map(|hall| hall.persons), Some(100), "{name}");
            }
            Ok(())
        });
        asked.unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

#[test]
fn whoever_checks_lets_no_more_in_than_fit_however_many_ask_at_once() {
    // PocketBase does not check.
    for mut peer in all().into_iter().take(2) {
        let name = peer.name();
        let asked = with(peer.as_mut(), |started| {
            let mut done = 0;
            std::thread::scope(|scope| -> Fallible<()> {
                let mut workers = Vec::new();
                for worker in 0..8 {
                    let mut client = started.client()?;
                    workers.push(scope.spawn(move || {
                        let booking = |number| NewBooking {
                            arrival: day(200),
                            departure: day(202),
                            number,
                        };
                        (0..20)
                            .filter(|number| client.create(&booking(worker * 20 + number)).is_ok())
                            .count()
                    }));
                }
                for worker in workers {
                    done += worker.join().expect("a client comes to its end");
                }
                Ok(())
            })?;
            assert_eq!(done, 100, "{name}");
            let hall = started.client()?.availability(&day(200), &day(202))?.pop();
            assert_eq!(hall.map(|hall| hall.persons), Some(0), "{name}");
            Ok(())
        });
        asked.unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

#[test]
fn events_are_read_back_completely_and_weigh_what_they_may() -> Fallible<()> {
    let house = house();
    let changed = house.bookings.iter().filter(|b| b.status != "pending");
    let closed = house.accommodations.iter().filter(|a| !a.open);
    let expected =
        house.bookings.len() + changed.count() + house.accommodations.len() + closed.count();
    for mut peer in all() {
        let name = peer.name();
        let folder = tempfile::tempdir()?;
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
        peer.fill(folder.path(), &house)?;
        let replayed = peer.replay(folder.path())?.map(|(events, _)| events);
        let keeps = name != "PocketBase";
        assert_eq!(replayed, keeps.then_some(expected as u64), "{name}");
        let bytes = peer.event_bytes(folder.path())?.expect("all tell it");
        assert!((200.0..2_000.0).contains(&bytes), "{name}: {bytes}");
    }
    Ok(())
}

#[test]
fn a_process_of_its_own_does_the_work_of_what_has_none() -> Fallible<()> {
    for mut peer in all() {
        let own = peer.name() == "SQLite";
        with(peer.as_mut(), |started| {
            for only_books in [true, false] {
                let done = started.own_work(&OwnWork {
                    only_books,
                    clients: 2,
                    seconds: 0.2,
                    first: if only_books { 0 } else { 100_000 },
                })?;
                assert_eq!(done.is_some(), own);
                assert!(done.is_none_or(|done| done > 10), "{done:?}");
            }
            assert!(!started.processes().is_empty());
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn every_peer_says_its_version() -> Fallible<()> {
    for peer in peers::all() {
        let version = peer.version()?;
        assert!(
            version.starts_with(|digit: char| digit.is_ascii_digit()),
            "{}: {version}",
            peer.name()
        );
        assert!(!version.contains("without"), "{version}");
    }
    Ok(())
}
