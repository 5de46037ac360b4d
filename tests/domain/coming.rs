//! How people come: registering, confirming an address, being let in or not, being added after all, invitations.

use super::{
    given::{Given, given, house},
    words::{ADA, BEN, EMIL, FIFI, by, invalid, settings, somebody},
};
use hutbook::domain::{
    command::{Command, HouseCommand, InvitationCommand, NewPerson, Newcomer, PersonCommand},
    event::{
        EmailCheckIssued, Event, LanguageChosen, NameChanged, PasswordSet, PersonAdded,
        PersonRejected, RoleChanged,
    },
    house::{Language, Settings},
    ids::{Actor, PersonId, Stream},
    people::{Digest, Role, Standing, by_email_check},
    refusal::{Field, Missing, Refusal, Rule},
    text::PersonalText,
    time::Moment,
};

const SECRET: Digest = [7; 16];
const OTHER: Digest = [8; 16];
const INVITATION: Digest = [9; 16];
/// Whoever comes next.
const GRACE: PersonId = PersonId::new(7);
const STRANGER: Actor = Actor::Unknown;
const AN_HOUR: i64 = 3_600_000;

fn person(command: PersonCommand) -> Command {
    Command::Person(command)
}

fn newcomer(email: &str) -> Newcomer {
    Newcomer {
        person: NewPerson {
            first_name: "Grace".into(),
            last_name: " Hopper ".into(),
            ..somebody(email, Role::Administrator)
        },
        password: "hash".into(),
        language: Language::English,
    }
}

fn register(email: &str) -> Command {
    let newcomer = Box::new(newcomer(email));
    person(PersonCommand::Register { newcomer })
}

fn issue(id: PersonId, digest: Digest, expires: Moment) -> Command {
    person(PersonCommand::IssueEmailCheck {
        person: id,
        digest,
        expires,
    })
}

fn verify(digest: Digest) -> Command {
    person(PersonCommand::UseEmailCheck {
        digest,
        password: Some("hash".into()),
    })
}

fn ask_check(id: PersonId) -> Command {
    person(PersonCommand::AskEmailCheck { person: id })
}

fn approve(id: PersonId, vouch: bool) -> Command {
    person(PersonCommand::Approve { person: id, vouch })
}

fn reject(id: PersonId, reason: &str) -> Command {
    let reason = Some(reason.into());
    person(PersonCommand::Reject { person: id, reason })
}

fn add(email: &str, role: Role) -> Command {
    let new = NewPerson {
        role,
        ..newcomer(email).person
    };
    person(PersonCommand::Add { person: new })
}

fn want(id: PersonId, email: &str) -> Command {
    let email = email.into();
    person(PersonCommand::AskForEmail { person: id, email })
}

fn accept(email: &str) -> Command {
    Command::Invitation(InvitationCommand::Accept {
        digest: INVITATION,
        newcomer: newcomer(email),
    })
}

fn of(id: PersonId, events: impl IntoIterator<Item = Event>) -> Vec<(Stream, Event)> {
    let events = events.into_iter();
    events.map(|event| (Stream::Person(id), event)).collect()
}

fn set_password(id: PersonId) -> Event {
    let hash = PersonalText::clear(id, "hash");
    Event::PasswordSet(PasswordSet { hash })
}

const ENGLISH: Event = Event::LanguageChosen(LanguageChosen {
    language: Language::English,
});

/// The house, and Grace has registered.
fn waiting() -> Given {
    house().after(STRANGER, &register("grace@example.org"))
}

fn rejected() -> Given {
    waiting().did(ADA, reject(GRACE, "too loud"))
}

/// An invitation lies open.
fn inviting(house: Given) -> Given {
    let expires = house.now.plus_millis(AN_HOUR);
    let issue = InvitationCommand::Issue {
        digest: INVITATION,
        role: Role::Member,
        expires,
    };
    house.did(ADA, Command::Invitation(issue))
}

fn standing(house: &Given, id: PersonId) -> Standing {
    house.state.person(id).expect("is there").standing
}

fn password(house: &Given, id: PersonId) -> Option<&str> {
    house
        .state
        .person(id)
        .expect("is there")
        .password
        .as_deref()
}

#[test]
fn whoever_registers_waits_as_a_member_with_an_address_to_be_confirmed() {
    let text = |words: &str| PersonalText::clear(GRACE, words);
    let added = Event::PersonAdded(PersonAdded {
        email: text("grace@example.org"),
        first_name: text("Grace"),
        last_name: text("Hopper"),
        role: Role::Member,
        standing: Standing::Awaiting,
    });
    let asked = Event::EmailCheckAsked;
    house()
        .when(STRANGER, &register(" Grace@Example.org "))
        .then(of(GRACE, [added, ENGLISH, set_password(GRACE), asked]));
    let house = waiting();
    let grace = house.state.person(GRACE).expect("is there");
    assert_eq!(
        (grace.standing, grace.verified, grace.language),
        (Standing::Awaiting, false, Some(Language::English))
    );
}

#[test]
fn nobody_registers_where_it_is_switched_off_or_before_there_is_a_house() {
    let settings = Settings {
        registration: false,
        ..settings()
    };
    let change = Command::House(HouseCommand::ChangeSettings { settings });
    let closed = house().did(ADA, change);
    for email in ["grace@example.org", "p2@example.org", "no address"] {
        closed
            .when(STRANGER, &register(email))
            .refused(Refusal::RegistrationClosed);
    }
    given([])
        .when(STRANGER, &register("grace@example.org"))
        .refused(Refusal::NotFounded);
}

#[test]
fn an_address_that_is_known_brings_about_a_mail_and_nothing_else() {
    let house = rejected().after(STRANGER, &register("new@example.org"));
    let new = PersonId::new(8);
    for (id, email) in [
        (BEN, "p2@example.org"),
        (EMIL, " P5@example.ORG"),
        (FIFI, "p6@example.org"),
        (GRACE, "grace@example.org"),
        (new, "new@example.org"),
    ] {
        house
            .when(STRANGER, &register(email))
            .then(of(id, [Event::RegistrationRepeated]));
        let before = house.state.person(id).cloned().expect("is there");
        let after = house.clone().after(STRANGER, &register(email));
        let mut now = after.state.person(id).cloned().expect("is there");
        now.version = before.version;
        assert_eq!(now, before, "{email}");
    }
}

#[test]
fn what_is_wrong_with_a_registration_is_said_of_known_addresses_too() {
    let odd = |email: &str| {
        let mut newcomer = newcomer(email);
        newcomer.person.first_name = " ".into();
        let newcomer = Box::new(newcomer);
        person(PersonCommand::Register { newcomer })
    };
    for email in ["nobody@example.org", "p2@example.org"] {
        house()
            .when(STRANGER, &odd(email))
            .refused(invalid(&[(Field::FirstName, Rule::Blank)]));
    }
    house()
        .when(STRANGER, &register("nowhere"))
        .refused(invalid(&[(Field::Email, Rule::NotAnAddress)]));
}

#[test]
fn the_mail_is_asked_for_again_only_while_there_is_something_to_confirm() {
    let asked = || vec![Event::EmailCheckAsked];
    let waiting = waiting();
    waiting
        .when(STRANGER, &ask_check(GRACE))
        .then(of(GRACE, asked()));
    // Fifi came before addresses were confirmed; hers counts as confirmed.
    for id in [BEN, EMIL, FIFI] {
        waiting.when(STRANGER, &ask_check(id)).then_nothing();
    }
    rejected().when(STRANGER, &ask_check(GRACE)).then_nothing();
    waiting
        .did(BEN, want(BEN, "ben@example.org"))
        .when(STRANGER, &ask_check(BEN))
        .then(of(BEN, asked()));
    house()
        .when(STRANGER, &ask_check(GRACE))
        .refused(Refusal::NotFound(Missing::Person));
}

#[test]
fn links_to_confirm_an_address_are_given_out_by_administrators_and_the_program() {
    let house = waiting();
    let expires = house.now.plus_millis(AN_HOUR);
    let issued = Event::EmailCheckIssued(EmailCheckIssued {
        digest: SECRET,
        expires,
    });
    for actor in [by(ADA), Actor::System] {
        house
            .when(actor, &issue(GRACE, SECRET, expires))
            .then(of(GRACE, [issued.clone()]));
    }
    for actor in [by(BEN), by(GRACE), STRANGER] {
        house
            .when(actor, &issue(GRACE, SECRET, expires))
            .refused(Refusal::Forbidden);
    }
    for (house, id) in [(&house, EMIL), (&rejected(), GRACE)] {
        house
            .when(by(ADA), &issue(id, SECRET, expires))
            .refused(Refusal::NotActive);
    }
}

#[test]
fn a_link_confirms_once_until_it_expires_or_a_newer_one_is_given_out() {
    let house = waiting();
    let expires = house.now.plus_millis(1000);
    let house = house.did(ADA, issue(GRACE, SECRET, expires));
    for (later, opens) in [(0, true), (999, true), (1000, false)] {
        let house = house.clone().later(later);
        let answer = house.when(by(GRACE), &verify(SECRET));
        if opens {
            // Whoever reads the mail chooses the password, whoever has registered.
            let hash = PersonalText::clear(GRACE, "hash");
            let chosen = Event::PasswordSet(PasswordSet { hash });
            answer.then(of(GRACE, [Event::EmailVerified, chosen]));
        } else {
            answer.refused(Refusal::LinkInvalid);
        }
        let found = by_email_check(&house.state, &SECRET, house.now);
        assert_eq!(found.is_some(), opens);
    }
    let used = house.clone().after(by(GRACE), &verify(SECRET));
    assert!(used.state.person(GRACE).expect("is there").verified);
    let newer = house.clone().did(ADA, issue(GRACE, OTHER, expires));
    let gone = house.did(ADA, reject(GRACE, ""));
    for house in [used, newer, gone] {
        house
            .when(by(GRACE), &verify(SECRET))
            .refused(Refusal::LinkInvalid);
    }
}

#[test]
fn a_new_address_is_in_use_once_it_is_confirmed_unless_somebody_took_it_meanwhile() {
    let wants = house().did(BEN, want(BEN, "ben@example.org"));
    let expires = wants.now.plus_millis(AN_HOUR);
    let wants = wants.did(ADA, issue(BEN, SECRET, expires));
    let has = |house: &Given, email: &str| house.state.person_by_email(email).map(|it| it.id);
    assert_eq!(has(&wants, "p2@example.org"), Some(BEN));
    let confirmed = wants.clone().after(by(BEN), &verify(SECRET));
    assert_eq!(has(&confirmed, "ben@example.org"), Some(BEN));
    assert_eq!(has(&confirmed, "p2@example.org"), None);
    wants
        .did(ADA, add("ben@example.org", Role::Member))
        .when(by(BEN), &verify(SECRET))
        .refused(invalid(&[(Field::Email, Rule::AddressTaken)]));
}

#[test]
fn only_who_has_confirmed_is_let_in_unless_somebody_vouches() {
    let house = waiting();
    house
        .when(by(ADA), &approve(GRACE, false))
        .refused(Refusal::NotVerified);
    house
        .when(by(BEN), &approve(GRACE, true))
        .refused(Refusal::Forbidden);
    house
        .when(by(ADA), &approve(GRACE, true))
        .then(of(GRACE, [Event::PersonApproved]));
    let vouched = house.clone().did(ADA, approve(GRACE, true));
    assert!(vouched.state.person(GRACE).expect("is there").verified);
    let expires = house.now.plus_millis(AN_HOUR);
    let confirmed = house
        .did(ADA, issue(GRACE, SECRET, expires))
        .after(by(GRACE), &verify(SECRET))
        .did(ADA, approve(GRACE, false));
    for house in [vouched, confirmed] {
        assert_eq!(standing(&house, GRACE), Standing::Active);
        assert_eq!(password(&house, GRACE), Some("hash"));
    }
    rejected()
        .when(by(ADA), &approve(GRACE, true))
        .refused(Refusal::NotActive);
}

#[test]
fn only_who_waits_can_be_rejected_and_the_reason_is_kept() {
    let house = waiting();
    let reason = Some(PersonalText::clear(GRACE, "too loud"));
    house.when(by(ADA), &reject(GRACE, " too loud ")).then(of(
        GRACE,
        [Event::PersonRejected(PersonRejected { reason })],
    ));
    let silent = PersonRejected { reason: None };
    house
        .when(by(ADA), &reject(GRACE, " "))
        .then(of(GRACE, [Event::PersonRejected(silent)]));
    let too_long = Rule::TooLong { most: 500 };
    house
        .when(by(ADA), &reject(GRACE, &"x".repeat(501)))
        .refused(invalid(&[(Field::Reason, too_long)]));
    house
        .when(by(BEN), &reject(GRACE, ""))
        .refused(Refusal::Forbidden);
    for id in [ADA, BEN, EMIL] {
        house
            .when(by(ADA), &reject(id, ""))
            .refused(Refusal::NotWaiting);
    }
    let rejected = rejected();
    rejected
        .when(by(ADA), &reject(GRACE, "other"))
        .then_nothing();
    let grace = rejected.state.person(GRACE).expect("is there");
    assert!(grace.rejection.is_some());
    assert_eq!(grace.standing, Standing::Rejected);
}

#[test]
fn who_was_not_let_in_can_be_added_after_all_and_has_to_choose_a_password_anew() {
    let house = rejected();
    assert_eq!(
        password(&house, GRACE),
        Some("hash"),
        "with it they can read why"
    );
    house
        .when(by(ADA), &add("grace@example.org", Role::Member))
        .then(of(GRACE, [Event::PersonApproved]));
    let role = Role::Administrator;
    house
        .when(by(ADA), &add("GRACE@example.org", role))
        .then(of(
            GRACE,
            [
                Event::PersonApproved,
                Event::RoleChanged(RoleChanged { role }),
            ],
        ));
    let mut other = newcomer("grace@example.org").person;
    other.first_name = "Ada".into();
    other.role = Role::Member;
    let renamed = NameChanged {
        first_name: PersonalText::clear(GRACE, "Ada"),
        last_name: PersonalText::clear(GRACE, "Hopper"),
    };
    house
        .when(by(ADA), &person(PersonCommand::Add { person: other }))
        .then(of(
            GRACE,
            [Event::PersonApproved, Event::NameChanged(renamed)],
        ));
    let back = house.did(ADA, add("grace@example.org", Role::Member));
    let grace = back.state.person(GRACE).expect("is there");
    assert_eq!(
        (grace.standing, &grace.password, &grace.rejection),
        (Standing::Active, &None, &None),
        "perhaps it is somebody else with the same address"
    );
}

#[test]
fn an_invitation_beats_a_claim_that_nobody_has_confirmed_and_no_other() {
    let fresh = inviting(house());
    let events = fresh.when(STRANGER, &accept("grace@example.org")).0;
    let events = events.expect("this is accepted");
    assert!(matches!(
        &events[0].1,
        Event::PersonAdded(added) if added.standing == Standing::Active && added.role == Role::Member
    ));
    for before in [waiting(), rejected()] {
        let house = inviting(before).after(STRANGER, &accept("grace@example.org"));
        assert_eq!(standing(&house, GRACE), Standing::Active);
        assert_eq!(password(&house, GRACE), Some("hash"));
        assert!(house.state.invitations.is_empty());
    }
    let waits = waiting();
    let expires = waits.now.plus_millis(AN_HOUR);
    let confirmed = waits
        .did(ADA, issue(GRACE, SECRET, expires))
        .after(by(GRACE), &verify(SECRET));
    for (house, email) in [
        (confirmed, "grace@example.org"),
        (house(), "p2@example.org"),
        (house(), "p5@example.org"),
        (house(), "p6@example.org"),
    ] {
        inviting(house)
            .when(STRANGER, &accept(email))
            .refused(invalid(&[(Field::Email, Rule::AddressTaken)]));
    }
}
