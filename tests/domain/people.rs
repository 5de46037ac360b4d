//! People: addresses, standing, roles, access links and sessions.

use super::{
    given::{Given, given, house},
    words::{ADA, BEN, CLEO, DORA, EMIL, FIFI, by, invalid, somebody},
};
use hutbook::domain::{
    command::{Command, NewPerson, PersonCommand},
    event::{AccessLinkIssued, Event, PasswordSet, PersonAdded, RoleChanged, SignedIn, SignedOut},
    ids::{Actor, PersonId, Stream},
    people::{Digest, Role, Standing, by_access_link},
    refusal::{Field, Missing, Refusal, Rule},
    text::PersonalText,
    time::Moment,
};

const SECRET: Digest = [7; 16];
const OTHER: Digest = [8; 16];
const NOBODY: PersonId = PersonId::new(99);

fn add(person: NewPerson) -> Command {
    Command::Person(PersonCommand::Add { person })
}

fn approve(person: PersonId) -> Command {
    Command::Person(PersonCommand::Approve {
        person,
        vouch: false,
    })
}

fn role(person: PersonId, role: Role) -> Command {
    Command::Person(PersonCommand::ChangeRole { person, role })
}

fn deactivate(person: PersonId) -> Command {
    Command::Person(PersonCommand::Deactivate { person })
}

fn reactivate(person: PersonId) -> Command {
    Command::Person(PersonCommand::Reactivate { person })
}

fn issue(person: PersonId, digest: Digest, expires: Moment) -> Command {
    Command::Person(PersonCommand::IssueAccessLink {
        person,
        digest,
        expires,
    })
}

fn use_link(digest: Digest) -> Command {
    let password = "hash".into();
    Command::Person(PersonCommand::UseAccessLink { digest, password })
}

fn person(id: PersonId, event: Event) -> Vec<(Stream, Event)> {
    vec![(Stream::Person(id), event)]
}

fn password_set(id: PersonId) -> Vec<(Stream, Event)> {
    let hash = PersonalText::clear(id, "hash");
    person(id, Event::PasswordSet(PasswordSet { hash }))
}

#[test]
fn a_new_person_is_kept_with_a_tidy_name_and_address() {
    let id = PersonId::new(7);
    let new = NewPerson {
        first_name: " Grace ".into(),
        last_name: "Hopper\u{a0}".into(),
        ..somebody(" Grace@Example.ORG ", Role::Member)
    };
    let event = Event::PersonAdded(PersonAdded {
        email: PersonalText::clear(id, "grace@example.org"),
        first_name: PersonalText::clear(id, "Grace"),
        last_name: PersonalText::clear(id, "Hopper"),
        role: Role::Member,
        standing: Standing::Active,
    });
    house().when(by(ADA), &add(new)).then(person(id, event));
}

#[test]
fn addresses_that_cannot_be_or_are_taken() {
    let longest = format!("{}@example.org", "a".repeat(242));
    let odd = Rule::NotAnAddress;
    for (email, rule) in [
        ("", Rule::Blank),
        ("  ", Rule::Blank),
        ("grace", odd),
        ("@example.org", odd),
        ("grace@", odd),
        ("gr ace@example.org", odd),
        ("grace@example@org", odd),
        ("a@b.org,c@d.org", odd),
        ("<grace@example.org>", odd),
        ("grace@example.org\r\nBcc: all", odd),
        (&*format!("a{longest}"), Rule::TooLong { most: 254 }),
        ("p2@example.org", Rule::AddressTaken),
        (" P2@Example.Org", Rule::AddressTaken),
        ("p5@example.org", Rule::AddressTaken), // also of somebody who was sent away
    ] {
        house()
            .when(by(ADA), &add(somebody(email, Role::Member)))
            .refused(invalid(&[(Field::Email, rule)]));
    }
    for email in [&*longest, "a.b+c@sub.example.org", "grace@localhost"] {
        let answer = house().when(by(ADA), &add(somebody(email, Role::Member)));
        assert!(answer.0.is_ok(), "{email}");
    }
    let house = house().did(ADA, add(somebody("JÜRGEN@example.org", Role::Member)));
    house
        .when(by(ADA), &add(somebody("jürgen@example.org", Role::Member)))
        .refused(invalid(&[(Field::Email, Rule::AddressTaken)]));
    assert!(house.state.person_by_email("jürgen@example.org").is_some());
}

#[test]
fn names_of_people_at_their_boundaries() {
    let too_long = Rule::TooLong { most: 256 };
    for (name, rule) in [
        ("", Some(Rule::Blank)),
        (" ", Some(Rule::Blank)),
        (&*"é".repeat(256), None),
        (&*format!(" {} ", "é".repeat(256)), None),
        (&*"é".repeat(257), Some(too_long)),
        ("A\tB", Some(Rule::ControlCharacter)),
    ] {
        let new = NewPerson {
            first_name: name.into(),
            last_name: name.into(),
            ..somebody("grace@example.org", Role::Member)
        };
        let answer = house().when(by(ADA), &add(new));
        match rule {
            None => assert!(answer.0.is_ok()),
            Some(rule) => {
                answer.refused(invalid(&[
                    (Field::FirstName, rule),
                    (Field::LastName, rule),
                ]));
            }
        }
    }
}

#[test]
fn only_administrators_look_after_people() {
    let house = house();
    for actor in [by(BEN), by(EMIL), by(FIFI), by(NOBODY), Actor::Unknown] {
        for command in [
            add(somebody("grace@example.org", Role::Member)),
            approve(FIFI),
            role(BEN, Role::Administrator),
            deactivate(CLEO),
            reactivate(EMIL),
            issue(BEN, SECRET, house.now.plus_millis(1)),
        ] {
            house.when(actor, &command).refused(Refusal::Forbidden);
        }
    }
    for command in [
        approve(NOBODY),
        role(NOBODY, Role::Administrator),
        deactivate(PersonId::new(0)),
        reactivate(NOBODY),
        issue(NOBODY, SECRET, house.now.plus_millis(1)),
    ] {
        let refusal = Refusal::NotFound(Missing::Person);
        house.when(by(ADA), &command).refused(refusal);
    }
}

#[test]
fn every_standing_knows_every_step() {
    let house = house();
    let (active, inactive, awaiting) = (BEN, EMIL, FIFI);
    for (command, expected) in [
        (approve(awaiting), Ok(Some(Event::PersonApproved))),
        (approve(active), Ok(None)),
        (approve(inactive), Err(Refusal::NotActive)), // that is what reactivating is for
        (reactivate(inactive), Ok(Some(Event::PersonReactivated))),
        (reactivate(active), Ok(None)),
        (reactivate(awaiting), Err(Refusal::NotActive)),
        (deactivate(active), Ok(Some(Event::PersonDeactivated))),
        (deactivate(awaiting), Ok(Some(Event::PersonDeactivated))),
        (deactivate(inactive), Ok(None)),
        (
            role(active, Role::Administrator),
            Ok(Some(Event::RoleChanged(RoleChanged {
                role: Role::Administrator,
            }))),
        ),
        (role(active, Role::Member), Ok(None)),
    ] {
        let answer = house.when(by(ADA), &command).0;
        let events = answer.map(|events| events.into_iter().map(|(_, event)| event).next());
        assert_eq!(events, expected, "{command:?}");
    }
}

#[test]
fn the_last_administrator_cannot_go() {
    let house = house();
    assert!(house.when(by(ADA), &deactivate(ADA)).0.is_ok());
    let alone = house.did(ADA, deactivate(DORA));
    for command in [deactivate(ADA), role(ADA, Role::Member)] {
        alone
            .when(by(ADA), &command)
            .refused(Refusal::LastAdministrator);
        alone
            .when(Actor::System, &command)
            .refused(Refusal::LastAdministrator);
    }
    alone
        .when(by(ADA), &role(ADA, Role::Administrator))
        .then_nothing();
    // An administrator who may not come in does not count.
    assert!(alone.when(by(ADA), &role(EMIL, Role::Member)).0.is_ok());
    let two = alone.did(ADA, role(BEN, Role::Administrator));
    assert!(two.when(by(ADA), &role(ADA, Role::Member)).0.is_ok());
}

#[test]
fn an_access_link_opens_once_until_it_expires() {
    let now = house().now;
    let expires = now.plus_millis(1000);
    let house = house();
    let event = AccessLinkIssued {
        digest: SECRET,
        expires,
    };
    house
        .when(by(ADA), &issue(BEN, SECRET, expires))
        .then(person(BEN, Event::AccessLinkIssued(event)));
    let house = house.did(ADA, issue(BEN, SECRET, expires));
    for (later, opens) in [(0, true), (999, true), (1000, false), (1001, false)] {
        let house = house.clone().later(later);
        let answer = house.when(Actor::Unknown, &use_link(SECRET));
        if opens {
            answer.then(password_set(BEN));
        } else {
            answer.refused(Refusal::LinkInvalid);
        }
        assert_eq!(
            by_access_link(&house.state, &SECRET, house.now).is_some(),
            opens
        );
    }
    house
        .when(Actor::Unknown, &use_link(OTHER))
        .refused(Refusal::LinkInvalid);
    let used = house.clone().after(Actor::Unknown, &use_link(SECRET));
    used.when(Actor::Unknown, &use_link(SECRET))
        .refused(Refusal::LinkInvalid);
    assert_eq!(
        used.state.person(BEN).and_then(|it| it.password.as_deref()),
        Some("hash")
    );
    let newer = house.did(ADA, issue(BEN, OTHER, expires));
    newer
        .when(Actor::Unknown, &use_link(SECRET))
        .refused(Refusal::LinkInvalid);
    newer
        .when(Actor::Unknown, &use_link(OTHER))
        .then(password_set(BEN));
}

#[test]
fn a_link_given_out_before_someone_was_sent_away_stays_shut() {
    let expires = house().now.plus_millis(1000);
    let away = house()
        .did(ADA, issue(BEN, SECRET, expires))
        .did(ADA, deactivate(BEN));
    away.when(Actor::Unknown, &use_link(SECRET))
        .refused(Refusal::LinkInvalid);
    let back = away.did(ADA, reactivate(BEN));
    back.when(Actor::Unknown, &use_link(SECRET))
        .refused(Refusal::LinkInvalid);
    for who in [EMIL, FIFI] {
        back.when(by(ADA), &issue(who, OTHER, expires))
            .refused(Refusal::NotActive);
    }
}

#[test]
fn only_who_may_come_in_signs_in_and_everybody_may_sign_out() {
    let sign_in = |person| {
        Command::Person(PersonCommand::SignIn {
            person,
            session: SECRET,
            device: None,
        })
    };
    let sign_out = |person| {
        Command::Person(PersonCommand::SignOut {
            person,
            session: SECRET,
        })
    };
    let house = house();
    let signed_in = Event::SignedIn(SignedIn {
        session: SECRET,
        device: None,
    });
    house
        .when(by(BEN), &sign_in(BEN))
        .then(person(BEN, signed_in));
    for who in [EMIL, FIFI, NOBODY] {
        house
            .when(by(who), &sign_in(who))
            .refused(Refusal::NotActive);
    }
    for who in [BEN, EMIL] {
        let signed_out = Event::SignedOut(SignedOut { session: SECRET });
        house
            .when(by(who), &sign_out(who))
            .then(person(who, signed_out));
    }
    house
        .when(by(NOBODY), &sign_out(NOBODY))
        .refused(Refusal::NotFound(Missing::Person));
}

#[test]
fn what_debug_output_says_holds_no_words_of_people() {
    let new = somebody("grace@example.org", Role::Member);
    let said = format!("{:?}", add(new));
    assert!(!said.contains("grace") && !said.contains("Body"), "{said}");
}

#[test]
fn nobody_does_anything_before_the_house_is_founded() {
    let empty: Given = given([]);
    empty
        .when(
            Actor::System,
            &add(somebody("grace@example.org", Role::Member)),
        )
        .refused(Refusal::NotFounded);
}
