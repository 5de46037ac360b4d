//! What people say about themselves (name, address, language), another password, and what is noted of their sessions.

use super::{
    given::house,
    words::{ADA, BEN, CLEO, DORA, EMIL, FIFI, by, invalid},
};
use hutbook::domain::{
    command::{Command, PersonCommand},
    event::{
        EmailChangeAsked, EmailCheckIssued, Event, InUse, LanguageChosen, NameChanged, PasswordSet,
        SignedIn,
    },
    house::Language,
    ids::{Actor, PersonId, Stream},
    people::{DEVICE_CHARS, Digest, MOST_IN_USE},
    refusal::{Field, Missing, Refusal, Rule},
    text::PersonalText,
};

const SECRET: Digest = [7; 16];
const OTHER: Digest = [8; 16];
const NOBODY: PersonId = PersonId::new(99);

fn name(person: PersonId, first: &str, last: &str) -> Command {
    Command::Person(PersonCommand::ChangeName {
        person,
        first_name: first.into(),
        last_name: last.into(),
    })
}

fn email(person: PersonId, email: &str) -> Command {
    let email = email.into();
    Command::Person(PersonCommand::AskForEmail { person, email })
}

fn language(person: PersonId, language: Language) -> Command {
    Command::Person(PersonCommand::ChooseLanguage { person, language })
}

fn password(person: PersonId) -> Command {
    let password = "hash".into();
    Command::Person(PersonCommand::ChangePassword { person, password })
}

fn note(person: PersonId, digests: &[Digest]) -> Command {
    let digests = digests.into();
    Command::Person(PersonCommand::NoteUse { person, digests })
}

fn confirm(digest: Digest) -> Command {
    Command::Person(PersonCommand::UseEmailCheck {
        digest,
        password: None,
    })
}

fn of(id: PersonId, event: Event) -> Vec<(Stream, Event)> {
    vec![(Stream::Person(id), event)]
}

fn asked(id: PersonId, email: &str) -> Vec<(Stream, Event)> {
    let email = PersonalText::clear(id, email);
    of(id, Event::EmailChangeAsked(EmailChangeAsked { email }))
}

#[test]
fn only_oneself_and_administrators_change_what_is_said_of_somebody() {
    let house = house();
    for command in [
        name(BEN, "B", "B"),
        email(BEN, "b@example.org"),
        language(BEN, Language::English),
    ] {
        for actor in [by(BEN), by(ADA), Actor::System] {
            assert!(house.when(actor, &command).0.is_ok(), "{actor:?}");
        }
        for actor in [by(CLEO), by(EMIL), by(FIFI), by(NOBODY), Actor::Unknown] {
            house.when(actor, &command).refused(Refusal::Forbidden);
        }
    }
    house
        .when(by(FIFI), &name(FIFI, "F", "F"))
        .refused(Refusal::Forbidden);
    let missing = Refusal::NotFound(Missing::Person);
    house
        .when(by(ADA), &name(NOBODY, "N", "N"))
        .refused(missing);
}

#[test]
fn a_name_is_kept_tidy_and_changes_only_if_it_is_another() {
    let changed = Event::NameChanged(NameChanged {
        first_name: PersonalText::clear(BEN, "Benno"),
        last_name: PersonalText::clear(BEN, "Berg"),
    });
    let renamed = house();
    renamed
        .when(by(BEN), &name(BEN, " Benno ", "Berg\u{a0}"))
        .then(of(BEN, changed));
    let renamed = renamed.did(BEN, name(BEN, "Benno", "Berg"));
    let ben = renamed.state.person(BEN).unwrap();
    assert_eq!(ben.first_name.as_deref(), Some("Benno"));
    renamed
        .when(by(BEN), &name(BEN, "Benno", " Berg"))
        .then_nothing();
    let too_long = "x".repeat(257);
    for (wrong, rule) in [
        ("", Rule::Blank),
        (" ", Rule::Blank),
        ("A\nB", Rule::ControlCharacter),
        (&*too_long, Rule::TooLong { most: 256 }),
    ] {
        renamed
            .when(by(BEN), &name(BEN, wrong, wrong))
            .refused(invalid(&[
                (Field::FirstName, rule),
                (Field::LastName, rule),
            ]));
    }
}

#[test]
fn a_language_is_chosen_once() {
    let chosen = Event::LanguageChosen(LanguageChosen {
        language: Language::English,
    });
    let house = house();
    let english = language(BEN, Language::English);
    house.when(by(BEN), &english).then(of(BEN, chosen));
    house
        .did(BEN, english.clone())
        .when(by(BEN), &english)
        .then_nothing();
}

#[test]
fn another_address_waits_and_the_present_one_ends_the_wait() {
    let house = house();
    house
        .when(by(BEN), &email(BEN, " New@Example.ORG"))
        .then(asked(BEN, "new@example.org"));
    house
        .when(by(BEN), &email(BEN, "P2@example.org"))
        .then_nothing();
    house
        .when(by(BEN), &email(BEN, "nowhere"))
        .refused(invalid(&[(Field::Email, Rule::NotAnAddress)]));
    let waits = house.did(BEN, email(BEN, "new@example.org"));
    let ben = waits.state.person(BEN).unwrap();
    assert_eq!(
        (ben.email.as_deref(), ben.wanted_email.as_deref()),
        (Some("p2@example.org"), Some("new@example.org"))
    );
    waits
        .when(by(BEN), &email(BEN, "new@example.org"))
        .then_nothing();
    waits
        .when(by(BEN), &email(BEN, "p2@example.org"))
        .then(asked(BEN, "p2@example.org"));
    let kept = waits.did(BEN, email(BEN, "p2@example.org"));
    assert_eq!(kept.state.person(BEN).unwrap().wanted_email, None);
}

/// Gives out a link by which Ben confirms an address.
fn issue(digest: Digest, expires_in: i64) -> Command {
    Command::Person(PersonCommand::IssueEmailCheck {
        person: BEN,
        digest,
        expires: house().now.plus_millis(expires_in),
    })
}

#[test]
fn an_address_counts_once_it_is_confirmed_and_the_old_one_is_free_then() {
    let waits = house()
        .did(BEN, email(BEN, "new@example.org"))
        .did(ADA, issue(SECRET, 1000));
    waits
        .when(Actor::Unknown, &confirm(OTHER))
        .refused(Refusal::LinkInvalid);
    let late = waits.clone().later(1000);
    late.when(Actor::Unknown, &confirm(SECRET))
        .refused(Refusal::LinkInvalid);
    waits
        .when(Actor::Unknown, &confirm(SECRET))
        .then(of(BEN, Event::EmailVerified));
    let confirmed = waits.after(Actor::Unknown, &confirm(SECRET));
    let state = &confirmed.state;
    let found = |email: &str| state.person_by_email(email).map(|person| person.id);
    assert_eq!(
        (found("new@example.org"), found("p2@example.org")),
        (Some(BEN), None)
    );
    assert_eq!(state.person(BEN).unwrap().wanted_email, None);
    confirmed
        .when(Actor::Unknown, &confirm(SECRET))
        .refused(Refusal::LinkInvalid);
}

#[test]
fn a_later_wish_voids_the_link_of_an_earlier_one() {
    let house = house()
        .did(BEN, email(BEN, "new@example.org"))
        .did(ADA, issue(SECRET, 1000))
        .did(BEN, email(BEN, "newer@example.org"));
    house
        .when(Actor::Unknown, &confirm(SECRET))
        .refused(Refusal::LinkInvalid);
    let issued = Event::EmailCheckIssued(EmailCheckIssued {
        digest: OTHER,
        expires: house.now.plus_millis(1000),
    });
    house
        .when(by(ADA), &issue(OTHER, 1000))
        .then(of(BEN, issued));
}

#[test]
fn whether_somebody_else_has_an_address_shows_only_to_who_confirms_it() {
    let house = house();
    house
        .when(by(BEN), &email(BEN, "p3@example.org"))
        .then(asked(BEN, "p3@example.org"));
    let waits = house
        .did(BEN, email(BEN, "p3@example.org"))
        .did(ADA, issue(SECRET, 1000));
    waits
        .when(Actor::Unknown, &confirm(SECRET))
        .refused(invalid(&[(Field::Email, Rule::AddressTaken)]));
    assert_eq!(
        waits.state.person_by_email("p3@example.org").unwrap().id,
        CLEO
    );
}

#[test]
fn only_oneself_chooses_another_password() {
    let house = house();
    let set = Event::PasswordSet(PasswordSet {
        hash: PersonalText::clear(BEN, "hash"),
    });
    for actor in [by(BEN), Actor::System] {
        house.when(actor, &password(BEN)).then(of(BEN, set.clone()));
    }
    for actor in [by(ADA), by(CLEO), Actor::Unknown] {
        house
            .when(actor, &password(BEN))
            .refused(Refusal::Forbidden);
    }
    for who in [EMIL, FIFI, NOBODY] {
        house
            .when(by(who), &password(who))
            .refused(Refusal::NotActive);
    }
}

#[test]
fn no_more_of_a_device_is_kept_than_a_few_plain_words() {
    let sign_in = |device: &str| {
        Command::Person(PersonCommand::SignIn {
            person: BEN,
            session: SECRET,
            device: Some(device.into()),
        })
    };
    for (said, kept) in [
        ("Firefox · Linux", "Firefox · Linux".to_owned()),
        ("curl\r\n\u{7}", "curl".to_owned()),
        (&*"é".repeat(5000), "é".repeat(DEVICE_CHARS)),
    ] {
        let signed_in = Event::SignedIn(SignedIn {
            session: SECRET,
            device: Some(PersonalText::clear(BEN, kept)),
        });
        house()
            .when(by(BEN), &sign_in(said))
            .then(of(BEN, signed_in));
    }
}

#[test]
fn what_is_in_use_is_noted_of_who_may_come_in_and_within_bounds() {
    let house = house();
    let in_use = |digests: &[Digest]| {
        let digests = digests.iter().copied().collect();
        Event::InUse(InUse { digests })
    };
    house
        .when(Actor::System, &note(BEN, &[SECRET, OTHER]))
        .then(of(BEN, in_use(&[SECRET, OTHER])));
    house.when(Actor::System, &note(BEN, &[])).then_nothing();
    for who in [EMIL, FIFI, NOBODY] {
        house
            .when(Actor::System, &note(who, &[SECRET]))
            .refused(Refusal::NotActive);
    }
    let many: Vec<Digest> = (0..=MOST_IN_USE)
        .map(|number| [u8::try_from(number).unwrap(); 16])
        .collect();
    house
        .when(Actor::System, &note(DORA, &many))
        .then(of(DORA, in_use(&many[..MOST_IN_USE])));
}
