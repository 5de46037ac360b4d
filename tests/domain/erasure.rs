//! Erasing somebody: who may, what stands in the way, what is left, and what cannot be done any more.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, B2, B3, BEN, BLUE, CLEO, DORA, EMIL, FIFI, RED, ask, ask_for, by, cancel,
        cancelled, change, confirm, day, decline, invalid, saying, somebody, undo, wish,
    },
};
use hutbook::domain::{
    command::{Command, PersonCommand},
    event::Event,
    ids::{Actor, PersonId, Stream},
    people::{Digest, Role, Standing},
    refusal::{Field, Missing, Refusal, Rule},
    time::Moment,
};

const SECRET: Digest = [7; 16];

fn person(command: PersonCommand) -> Command {
    Command::Person(command)
}

fn erase(person: PersonId) -> Command {
    Command::Person(PersonCommand::Erase {
        person,
        cancel_stays: false,
    })
}

fn erased(id: PersonId) -> Vec<(Stream, Event)> {
    vec![(Stream::Person(id), Event::PersonErased)]
}

/// Ben has stayed, has called a stay off, and is erased.
fn without_ben() -> Given {
    house()
        .did(BEN, ask(saying("late", wish(1, 3, &[(BLUE, 2)]))))
        .did(ADA, confirm(B1))
        .did(BEN, ask(wish(5, 6, &[(RED, 1)])))
        .did(BEN, ask(wish(8, 9, &[(RED, 1)])))
        .did(ADA, cancel(B3))
        .on(day(6))
        .did(ADA, erase(BEN))
}

#[test]
fn only_administrators_erase_and_only_who_is_there() {
    for actor in [by(BEN), by(CLEO), by(EMIL), by(FIFI), Actor::Unknown] {
        house()
            .when(actor, &erase(CLEO))
            .refused(Refusal::Forbidden);
    }
    for (id, actor) in [
        (BEN, by(ADA)),
        (EMIL, by(ADA)),
        (FIFI, by(DORA)),
        (ADA, by(ADA)),
        (BEN, Actor::System),
    ] {
        house().when(actor, &erase(id)).then(erased(id));
    }
    for nobody in [0, 99] {
        let refusal = Refusal::NotFound(Missing::Person);
        house()
            .when(by(ADA), &erase(PersonId::new(nobody)))
            .refused(refusal);
    }
}

#[test]
fn the_last_administrator_stays() {
    let house = house().did(ADA, erase(DORA));
    house
        .when(by(ADA), &erase(ADA))
        .refused(Refusal::LastAdministrator);
    let forced = person(PersonCommand::Erase {
        person: ADA,
        cancel_stays: true,
    });
    house
        .when(Actor::System, &forced)
        .refused(Refusal::LastAdministrator);
}

#[test]
fn stays_that_hold_places_tonight_or_later_have_to_be_cancelled_first() {
    let house = house()
        .did(BEN, ask(wish(4, 6, &[(BLUE, 1)])))
        .did(BEN, ask(wish(1, 3, &[(BLUE, 1)])))
        .did(ADA, confirm(B2))
        .did(CLEO, ask(wish(4, 6, &[(BLUE, 1)])));
    for (today, stays) in [(0, &[B2, B1][..]), (2, &[B2, B1]), (3, &[B1]), (5, &[B1])] {
        let house = house.clone().on(day(today));
        house
            .when(by(ADA), &erase(BEN))
            .refused(Refusal::HoldsPlaces(stays.into()));
    }
    house
        .clone()
        .on(day(6))
        .when(by(ADA), &erase(BEN))
        .then(erased(BEN));
    let cleared = house.clone().did(BEN, cancel(B1)).did(ADA, cancel(B2));
    cleared.when(by(ADA), &erase(BEN)).then(erased(BEN));
    let forced = person(PersonCommand::Erase {
        person: BEN,
        cancel_stays: true,
    });
    let mut all = vec![
        (Stream::Booking(B2), cancelled(BEN, None)),
        (Stream::Booking(B1), cancelled(BEN, None)),
    ];
    all.extend(erased(BEN));
    house.when(Actor::System, &forced).then(all);
}

#[test]
fn bookings_and_nights_stay_and_everything_that_says_who_it_was_is_gone() {
    let house = without_ben();
    let ben = house.state.person(BEN).unwrap();
    assert_eq!(ben.standing, Standing::Erased);
    assert_eq!(
        (&ben.email, &ben.first_name, &ben.last_name),
        (&None, &None, &None)
    );
    assert_eq!((&ben.password, ben.access_link), (&None, None));
    assert!(house.state.person_by_email("p2@example.org").is_none());
    assert_eq!(house.state.bookings.len(), 3);
    assert_eq!(house.state.occupancy.taken(BLUE, day(2)), 2);
    assert_eq!(house.state.erased().collect::<Vec<_>>(), [(BEN, house.now)]);
}

#[test]
fn erasing_twice_is_nothing_to_do_and_nothing_else_can_be_done() {
    let house = without_ben();
    house.when(by(ADA), &erase(BEN)).then_nothing();
    let expires = house.now.plus_millis(1);
    for command in [
        person(PersonCommand::Approve {
            person: BEN,
            vouch: false,
        }),
        person(PersonCommand::Deactivate { person: BEN }),
        person(PersonCommand::Reactivate { person: BEN }),
        person(PersonCommand::ChangeRole {
            person: BEN,
            role: Role::Administrator,
        }),
        person(PersonCommand::IssueAccessLink {
            person: BEN,
            digest: SECRET,
            expires,
        }),
        cancel(B1),
        confirm(B2),
        decline(B2),
        change(B2, saying("again", wish(5, 7, &[(RED, 1)]))),
        undo(B3),
    ] {
        house.when(by(ADA), &command).refused(Refusal::Erased);
    }
    let for_ben = ask_for(BEN, wish(20, 21, &[(RED, 1)]));
    house
        .when(by(ADA), &for_ben)
        .refused(invalid(&[(Field::OnBehalfOf, Rule::UnknownMember)]));
    let itself = ask(wish(20, 21, &[(RED, 1)]));
    house.when(by(BEN), &itself).refused(Refusal::Forbidden);
    let sign_in = person(PersonCommand::SignIn {
        person: BEN,
        session: SECRET,
        device: None,
    });
    house
        .when(Actor::System, &sign_in)
        .refused(Refusal::NotActive);
}

#[test]
fn links_end_and_the_address_is_free_for_somebody_new() {
    let later = Moment::from_millis(i64::MAX);
    let issue = PersonCommand::IssueAccessLink {
        person: CLEO,
        digest: SECRET,
        expires: later,
    };
    let house = house().did(ADA, person(issue)).did(ADA, erase(CLEO));
    let password = "hash".into();
    let use_link = person(PersonCommand::UseAccessLink {
        digest: SECRET,
        password,
    });
    house
        .when(Actor::Unknown, &use_link)
        .refused(Refusal::LinkInvalid);
    let add = person(PersonCommand::Add {
        person: somebody("p3@example.org", Role::Member),
    });
    let house = house.did(ADA, add);
    let new = house.state.person_by_email("p3@example.org").unwrap();
    assert_eq!((new.id, new.standing), (PersonId::new(7), Standing::Active));
    assert_eq!(house.state.person(CLEO).unwrap().standing, Standing::Erased);
}
