//! Invitations: who makes and withdraws them, who comes in by one, and that each opens once.

use super::{
    given::{Given, house},
    words::{ADA, BEN, FIFI, by, invalid, somebody},
};
use hutbook::domain::{
    command::{Command, InvitationCommand, NewPerson, Newcomer, PersonCommand},
    event::{
        Event, InvitationIssued, InvitationUsed, InvitationWithdrawn, LanguageChosen, NameChanged,
        PasswordSet, PersonAdded,
    },
    house::Language,
    ids::{Actor, PersonId, Stream},
    invitation::{MOST_OPEN, by_digest},
    people::{Digest, Role, Standing},
    refusal::{Field, Refusal, Rule},
    text::PersonalText,
    time::Moment,
};

const SECRET: Digest = [7; 16];
const OTHER: Digest = [8; 16];
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The next person the house knows.
const GUST: PersonId = PersonId::new(7);

fn ask(command: InvitationCommand) -> Command {
    Command::Invitation(command)
}

fn issue(digest: Digest, role: Role, expires: Moment) -> Command {
    ask(InvitationCommand::Issue {
        digest,
        role,
        expires,
    })
}

fn withdraw(digest: Digest) -> Command {
    ask(InvitationCommand::Withdraw { digest })
}

fn accept(digest: Digest, person: NewPerson) -> Command {
    ask(InvitationCommand::Accept {
        digest,
        newcomer: Newcomer {
            person,
            password: "hash".into(),
            language: Language::English,
        },
    })
}

/// A house with an invitation for an administrator that opens for a day.
fn invited() -> Given {
    let given = house();
    let expires = given.now.plus_millis(DAY);
    given.did(ADA, issue(SECRET, Role::Administrator, expires))
}

fn text(person: PersonId, words: &str) -> PersonalText {
    PersonalText::clear(person, words)
}

fn language_and_password(person: PersonId) -> [(Stream, Event); 2] {
    let language = Language::English;
    let hash = text(person, "hash");
    [
        (
            Stream::Person(person),
            Event::LanguageChosen(LanguageChosen { language }),
        ),
        (
            Stream::Person(person),
            Event::PasswordSet(PasswordSet { hash }),
        ),
    ]
}

fn used(person: PersonId) -> (Stream, Event) {
    let digest = SECRET;
    (
        Stream::House,
        Event::InvitationUsed(InvitationUsed { digest, person }),
    )
}

#[test]
fn only_administrators_make_and_withdraw_them() {
    let given = house();
    let expires = given.now.plus_millis(DAY);
    let make = issue(SECRET, Role::Member, expires);
    for actor in [by(BEN), by(FIFI), Actor::Unknown] {
        given.when(actor, &make).refused(Refusal::Forbidden);
        let taken_back = invited().when(actor, &withdraw(SECRET));
        taken_back.refused(Refusal::Forbidden);
    }
    let issued = InvitationIssued {
        digest: SECRET,
        role: Role::Member,
        expires,
    };
    let issued = (Stream::House, Event::InvitationIssued(issued));
    given.when(by(ADA), &make).then(vec![issued]);
    let digest = SECRET;
    let withdrawn = Event::InvitationWithdrawn(InvitationWithdrawn { digest });
    let given = invited();
    given
        .when(by(ADA), &withdraw(SECRET))
        .then(vec![(Stream::House, withdrawn)]);
    given.when(by(ADA), &withdraw(OTHER)).then_nothing();
}

#[test]
fn somebody_new_is_in_at_once_with_the_role_of_the_invitation() {
    let given = invited();
    // Whatever role whoever comes asks for.
    let newcomer = somebody("Gust@Example.org", Role::Member);
    let added = PersonAdded {
        email: text(GUST, "gust@example.org"),
        first_name: text(GUST, newcomer.first_name.trim()),
        last_name: text(GUST, newcomer.last_name.trim()),
        role: Role::Administrator,
        standing: Standing::Active,
    };
    let mut events = vec![(Stream::Person(GUST), Event::PersonAdded(added))];
    events.extend(language_and_password(GUST));
    events.push(used(GUST));
    given
        .when(Actor::Unknown, &accept(SECRET, newcomer))
        .then(events);
}

#[test]
fn one_opens_once_and_only_in_its_time() {
    let given = invited();
    let come = |email: &str| accept(SECRET, somebody(email, Role::Member));
    let wrong = accept(OTHER, somebody("gust@example.org", Role::Member));
    given
        .when(Actor::Unknown, &wrong)
        .refused(Refusal::LinkInvalid);
    let after = given
        .clone()
        .after(Actor::Unknown, &come("gust@example.org"));
    assert!(after.state.invitations.is_empty());
    after
        .when(Actor::Unknown, &come("hanna@example.org"))
        .refused(Refusal::LinkInvalid);
    let withdrawn = given.clone().did(ADA, withdraw(SECRET));
    withdrawn
        .when(Actor::Unknown, &come("gust@example.org"))
        .refused(Refusal::LinkInvalid);
    let last = given.clone().later(DAY - 1);
    assert!(by_digest(&last.state, &SECRET, last.now).is_some());
    let last = last.after(Actor::Unknown, &come("gust@example.org"));
    assert_eq!(last.state.people.len(), 7);
    let late = given.later(DAY);
    assert!(by_digest(&late.state, &SECRET, late.now).is_none());
    late.when(Actor::Unknown, &come("gust@example.org"))
        .refused(Refusal::LinkInvalid);
}

#[test]
fn so_many_are_open_at_a_time_and_those_past_their_time_do_not_count() {
    let mut given = house();
    let expires = given.now.plus_millis(DAY);
    let number = |place: usize| {
        let mut digest = [1; 16];
        digest[..8].copy_from_slice(&place.to_be_bytes());
        issue(digest, Role::Member, expires)
    };
    for place in 0..MOST_OPEN {
        given.tell(by(ADA), &number(place)).unwrap();
    }
    let one_more = number(MOST_OPEN);
    given.when(by(ADA), &one_more).refused(Refusal::TooMany);
    let given = given.later(DAY);
    assert!(given.when(by(ADA), &one_more).0.is_ok());
}

#[test]
fn an_address_of_somebody_who_is_in_is_refused_and_the_invitation_still_opens() {
    let given = invited();
    let taken = given.when(
        Actor::Unknown,
        &accept(SECRET, somebody("p2@example.org", Role::Member)),
    );
    taken.refused(invalid(&[(Field::Email, Rule::AddressTaken)]));
    let odd = given.when(
        Actor::Unknown,
        &accept(SECRET, somebody("nonsense", Role::Member)),
    );
    assert!(matches!(odd.0, Err(Refusal::Invalid(_))), "{:?}", odd.0);
    assert_eq!(given.state.invitations.len(), 1);
}

#[test]
fn somebody_who_waits_with_an_address_that_is_not_confirmed_is_let_in() {
    let mut given = invited();
    let newcomer = NewPerson {
        first_name: "Gust".into(),
        last_name: "Gabel".into(),
        ..somebody("p6@example.org", Role::Member)
    };
    let changed = NameChanged {
        first_name: text(FIFI, "Gust"),
        last_name: text(FIFI, "Gabel"),
    };
    let role = hutbook::domain::event::RoleChanged {
        role: Role::Administrator,
    };
    let mut events: Vec<_> = [
        Event::PersonApproved,
        Event::NameChanged(changed),
        Event::RoleChanged(role),
    ]
    .map(|event| (Stream::Person(FIFI), event))
    .into();
    let [language, password] = language_and_password(FIFI);
    events.extend([password, language, used(FIFI)]);
    let come = accept(SECRET, newcomer);
    let taken = || invalid(&[(Field::Email, Rule::AddressTaken)]);
    // Whoever has confirmed their address, or been let in, has the better claim to it.
    given.when(Actor::Unknown, &come).refused(taken());
    given.record(Actor::System, Stream::Person(FIFI), Event::EmailCheckAsked);
    given.when(Actor::Unknown, &come).then(events);
    let approve = Command::Person(PersonCommand::Approve {
        person: FIFI,
        vouch: true,
    });
    let active = given.did(ADA, approve);
    active.when(Actor::Unknown, &come).refused(taken());
}
