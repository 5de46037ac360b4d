//! Many clients at once.

use super::{
    client::Ask,
    house::{ANNA, BEN, House, wish},
};
use jiff::{ToSpan as _, civil::date};
use std::sync::Barrier;

const CLIENTS: usize = 64;
/// Each round is a night of its own.
const ROUNDS: usize = 300;
/// Places of the dormitory.
const PLACES: usize = 8;

#[test]
fn exactly_as_many_get_the_last_beds_as_there_are() {
    let house = House::new();
    let tokens = [house.token(ANNA), house.token(BEN)];
    let start = Barrier::new(CLIENTS);
    let arrival = |round: usize| {
        let nights = i64::try_from(round).unwrap();
        date(2026, 7, 1).saturating_add(nights.days()).to_string()
    };
    let outcomes: Vec<Vec<u16>> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (house, start, token) = (&house, &start, &tokens[client % 2]);
                scope.spawn(move || {
                    let mut connection = house.connect();
                    let once = |round: usize| {
                        let wanted = wish(&arrival(round), &arrival(round + 1), "a2", 1);
                        let ask = Ask::new("POST", "/api/bookings")
                            .json(&wanted)
                            .header("Authorization", token);
                        start.wait();
                        let answer = ask.over(&mut connection);
                        if answer.status != 201 {
                            assert_eq!(answer.problem(), "full", "{answer:?}");
                        }
                        answer.status
                    };
                    (0..ROUNDS).map(once).collect::<Vec<_>>()
                })
            })
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    for round in 0..ROUNDS {
        let count = |status| {
            outcomes
                .iter()
                .filter(|statuses| statuses[round] == status)
                .count()
        };
        assert_eq!(
            (count(201), count(409)),
            (PLACES, CLIENTS - PLACES),
            "round {round}"
        );
    }
    assert_eq!(house.app.book().state.bookings.len(), PLACES * ROUNDS);
}

#[test]
fn the_same_key_from_many_clients_books_once() {
    let house = House::new();
    let token = house.token(ANNA);
    let wanted = wish("2026-07-01", "2026-07-02", "a2", 1);
    let ask = Ask::new("POST", "/api/bookings")
        .json(&wanted)
        .header("Authorization", token)
        .header("Idempotency-Key", "k");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| house.ask(ask.clone())))
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    assert!(
        answers
            .iter()
            .all(|answer| answer.status == 201 && answer.body == answers[0].body)
    );
    assert_eq!(house.app.book().state.bookings.len(), 1);
}
