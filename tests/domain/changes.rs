//! Changing a booking: what needs a new yes, what may be changed when, and what closed places mean for it.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, BEN, BLUE, CLEO, RED, TENT, allowing, ask, booking, by, change, changed, close,
        confirm, day, full, invalid, saying, stay, wish,
    },
};
use hutbook::domain::{
    booking::{Overrides, Status},
    command::{BookingCommand, Command, NoteWish, Wish},
    event::Event,
    ids::{AccommodationId, BookingId, PersonId},
    refusal::{Field, Missing, Refusal, Rule},
    text::{PersonalText, Words},
};

const TWO: &[(AccommodationId, u8)] = &[(BLUE, 2)];

/// Ben has a booking from day 5 to 9 for two in the blue room, pending or confirmed.
fn bens(status: Status) -> Given {
    let house = house().did(BEN, ask(wish(5, 9, TWO)));
    if status == Status::Confirmed {
        house.did(ADA, confirm(B1))
    } else {
        house
    }
}

#[test]
fn what_a_change_makes_of_the_status() {
    use Status::{Confirmed, Pending};
    let moved = wish(6, 9, TWO);
    let fewer = wish(5, 9, &[(BLUE, 1)]);
    let other = wish(5, 9, &[(RED, 2)]);
    let said = saying("Hello", wish(5, 9, TWO));
    for (before, who, wish, after) in [
        (Pending, BEN, &moved, Pending),
        (Pending, ADA, &moved, Pending),
        (Pending, BEN, &said, Pending),
        (Confirmed, BEN, &moved, Pending),
        (Confirmed, BEN, &fewer, Pending),
        (Confirmed, BEN, &other, Pending),
        (Confirmed, BEN, &said, Confirmed),
        (Confirmed, ADA, &moved, Confirmed),
        (Confirmed, ADA, &fewer, Confirmed),
        (Confirmed, ADA, &other, Confirmed),
        (Confirmed, ADA, &said, Confirmed),
    ] {
        let house = bens(before).did(who, change(B1, wish.clone()));
        let status = house.state.booking(B1).map(|it| it.status);
        assert_eq!(status, Some(after), "{before:?} {who} {wish:?}");
    }
}

#[test]
fn an_administrators_own_booking_stays_confirmed_too() {
    let house = house()
        .did(ADA, ask(wish(5, 9, TWO)))
        .did(ADA, confirm(B1))
        .did(ADA, change(B1, wish(6, 9, TWO)));
    assert_eq!(
        house.state.booking(B1).map(|it| it.status),
        Some(Status::Confirmed)
    );
}

#[test]
fn asking_for_what_one_has_is_no_change() {
    let both: &[_] = &[(BLUE, 2), (RED, 1)];
    let house = house()
        .did(BEN, ask(wish(5, 9, both)))
        .did(ADA, confirm(B1));
    house
        .when(by(BEN), &change(B1, wish(5, 9, both)))
        .then_nothing();
    let other_order = wish(5, 9, &[(RED, 1), (BLUE, 2)]);
    house
        .when(by(BEN), &change(B1, other_order.clone()))
        .then_nothing();
    // The order in which places are listed is no reason to ask for a new yes.
    let house = house.did(BEN, change(B1, saying("Hello", other_order)));
    assert_eq!(
        house.state.booking(B1).map(|it| it.status),
        Some(Status::Confirmed)
    );
}

#[test]
fn a_note_is_kept_replaced_or_taken_away() {
    let house = house().did(BEN, ask(saying("first", wish(5, 9, TWO))));
    let sealed = |words: &str| PersonalText {
        about: BEN,
        words: Words::Sealed(words.as_bytes().into()),
    };
    for (note, expected) in [
        (NoteWish::Keep, Some(sealed("first"))),
        (NoteWish::Nothing, None),
        (NoteWish::Say("  ".into()), None),
        (
            NoteWish::Say("second".into()),
            Some(PersonalText::clear(BEN, "second")),
        ),
    ] {
        let wish = Wish {
            note,
            ..wish(6, 9, TWO)
        };
        let answer = house.when(by(BEN), &change(B1, wish)).0;
        let Ok([(_, Event::BookingChanged(event))]) = answer.as_deref() else {
            panic!("accepted, not {answer:?}");
        };
        assert_eq!(event.note, expected);
    }
    let longer = saying(&"x".repeat(501), wish(5, 9, TWO));
    let rule = Rule::TooLong { most: 500 };
    house
        .when(by(BEN), &change(B1, longer))
        .refused(invalid(&[(Field::Note, rule)]));
}

#[test]
fn a_running_stay_can_be_changed_but_not_the_past() {
    let past = |today| Rule::InThePast { today: day(today) };
    for (today, from, to, refusal) in [
        (6, 5, 8, None),
        (6, 5, 12, None),
        (6, 5, 6, None), // leaving today
        (6, 7, 9, None),
        (
            6,
            5,
            5 + 31,
            Some(invalid(&[(
                Field::Departure,
                Rule::TooManyNights {
                    nights: 31,
                    longest: 30,
                },
            )])),
        ),
        (7, 5, 6, Some(invalid(&[(Field::Departure, past(7))]))), // as if gone yesterday
        (6, 4, 9, Some(invalid(&[(Field::Arrival, past(6))]))),
        (7, 6, 9, Some(invalid(&[(Field::Arrival, past(7))]))),
        (9, 5, 12, Some(Refusal::StayEnded)),
        (9, 20, 22, Some(Refusal::StayEnded)),
    ] {
        let house = bens(Status::Confirmed).on(day(today));
        let answer = house.when(by(BEN), &change(B1, wish(from, to, TWO)));
        match refusal {
            Some(refusal) => answer.refused(refusal),
            None => answer.then(booking(
                B1,
                changed(stay(from, to), TWO, Status::Pending, Overrides::NONE),
            )),
        }
    }
}

#[test]
fn administrators_correct_the_past_and_it_is_shown() {
    for (today, from, to, overrides) in [
        (6, 4, 9, Overrides::PAST),
        (7, 5, 6, Overrides::PAST),
        (9, 5, 8, Overrides::PAST),
        (20, 5, 8, Overrides::PAST),
        (20, 22, 24, Overrides::PAST), // moving a stay that was over takes the past away
        (6, 5, 8, Overrides::NONE),
        (6, 7, 9, Overrides::NONE),
    ] {
        bens(Status::Confirmed)
            .on(day(today))
            .when(by(ADA), &change(B1, wish(from, to, TWO)))
            .then(booking(
                B1,
                changed(stay(from, to), TWO, Status::Confirmed, overrides),
            ));
    }
}

#[test]
fn a_long_stay_that_was_allowed_can_be_shortened_and_described_but_not_moved() {
    let long = allowing(Overrides::LENGTH, wish(5, 45, TWO));
    let house = house().did(ADA, super::words::ask_for(BEN, long));
    for (from, to) in [(5, 44), (6, 45), (5, 10)] {
        let answer = house.when(by(BEN), &change(B1, wish(from, to, TWO)));
        assert!(answer.0.is_ok(), "{from} to {to}");
    }
    let said = saying("Hello", wish(5, 45, TWO));
    assert!(house.when(by(BEN), &change(B1, said)).0.is_ok());
    for (from, to, nights) in [(5, 46, 41), (6, 46, 40), (4, 44, 40)] {
        let rule = Rule::TooManyNights {
            nights,
            longest: 30,
        };
        house
            .when(by(BEN), &change(B1, wish(from, to, TWO)))
            .refused(invalid(&[(Field::Departure, rule)]));
    }
}

#[test]
fn a_place_closed_later_may_be_kept_but_not_extended() {
    let house = bens(Status::Confirmed).did(ADA, close(BLUE, true));
    let closed = invalid(&[(Field::ItemAccommodation(0), Rule::Closed(BLUE))]);
    for (from, to, persons) in [(5, 8, 2), (6, 9, 2), (5, 9, 1)] {
        let answer = house.when(by(BEN), &change(B1, wish(from, to, &[(BLUE, persons)])));
        assert!(answer.0.is_ok(), "{from} to {to} for {persons}");
    }
    let said = saying("Hello", wish(5, 9, TWO));
    assert!(house.when(by(BEN), &change(B1, said)).0.is_ok());
    for who in [BEN, ADA] {
        for (from, to, persons) in [(5, 10, 2), (4, 9, 2), (20, 22, 2), (5, 9, 3)] {
            house
                .when(by(who), &change(B1, wish(from, to, &[(BLUE, persons)])))
                .refused(closed.clone());
        }
    }
    // Confirming is not taking: it was asked for while the place was open.
    let pending = bens(Status::Pending).did(ADA, close(BLUE, true));
    assert!(pending.when(by(ADA), &confirm(B1)).0.is_ok());
}

#[test]
fn who_may_change_what_they_have_seen() {
    let house = bens(Status::Confirmed);
    let at = |expected| {
        Command::Booking(BookingCommand::Change {
            id: B1,
            wish: wish(6, 9, TWO),
            expected: Some(expected),
        })
    };
    assert!(house.when(by(BEN), &at(2)).0.is_ok());
    for expected in [0, 1, 3, u32::MAX] {
        house
            .when(by(BEN), &at(expected))
            .refused(Refusal::Stale { current: 2 });
    }
    // The right is asked for before the version.
    house.when(by(CLEO), &at(1)).refused(Refusal::Forbidden);
    for id in [0, 2, u32::MAX].map(BookingId::new) {
        house
            .when(by(BEN), &change(id, wish(6, 9, TWO)))
            .refused(Refusal::NotFound(Missing::Booking));
    }
}

#[test]
fn an_administrator_changes_over_capacity_only_when_they_say_so() {
    let house = bens(Status::Confirmed).did(CLEO, ask(wish(5, 9, &[(TENT, 1)])));
    let wish = wish(5, 9, &[(TENT, 1)]);
    let nights: Vec<_> = (5..9).map(|night| (TENT, night, 0, 1)).collect();
    house
        .when(by(ADA), &change(B1, wish.clone()))
        .refused(full(&nights));
    house
        .when(by(ADA), &change(B1, allowing(Overrides::CAPACITY, wish)))
        .then(booking(
            B1,
            changed(
                stay(5, 9),
                &[(TENT, 1)],
                Status::Confirmed,
                Overrides::CAPACITY,
            ),
        ));
}

#[test]
fn someone_who_was_sent_away_changes_nothing_but_their_stay_can_be_changed() {
    let away = Command::Person(hutbook::domain::command::PersonCommand::Deactivate {
        person: PersonId::new(2),
    });
    let house = bens(Status::Confirmed).did(ADA, away);
    let moved = change(B1, wish(6, 9, TWO));
    house.when(by(BEN), &moved).refused(Refusal::Forbidden);
    assert!(house.when(by(ADA), &moved).0.is_ok());
}
