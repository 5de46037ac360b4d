//! What ends with what it rests on: links with whoever gave them out, tokens and wishes with the password, administrators
//! with the last one who can come in.

use super::{
    given::{Given, house},
    words::{ADA, BEN, CLEO, DORA, by, somebody},
};
use hutbook::domain::{
    command::{Command, InvitationCommand, NewPerson, Newcomer, PersonCommand},
    house::Language,
    ids::{Actor, PersonId},
    invitation::by_digest,
    people::{Digest, Role, Scope, by_access_link, by_email_check},
    refusal::Refusal,
};

const SECRET: Digest = [7; 16];
const OTHER: Digest = [8; 16];
const LATER: i64 = 1000;

fn person(command: PersonCommand) -> Command {
    Command::Person(command)
}

fn link(house: &Given, person: PersonId) -> Command {
    self::person(PersonCommand::IssueAccessLink {
        person,
        digest: SECRET,
        expires: house.now.plus_millis(LATER),
    })
}

fn role(person: PersonId, role: Role) -> Command {
    self::person(PersonCommand::ChangeRole { person, role })
}

fn password(person: PersonId) -> Command {
    let password = "another hash".into();
    self::person(PersonCommand::ChangePassword { person, password })
}

fn wishes(house: &Given) -> Given {
    let house = house.clone().did(
        BEN,
        person(PersonCommand::AskForEmail {
            person: BEN,
            email: "new@example.org".into(),
        }),
    );
    let check = PersonCommand::IssueEmailCheck {
        person: BEN,
        digest: OTHER,
        expires: house.now.plus_millis(LATER),
    };
    house.after(Actor::System, &person(check))
}

#[test]
fn what_an_administrator_gave_out_opens_as_long_as_they_are_one() {
    let house = house();
    let invite = Command::Invitation(InvitationCommand::Issue {
        digest: OTHER,
        role: Role::Administrator,
        expires: house.now.plus_millis(LATER),
    });
    let given = house.clone().did(DORA, link(&house, BEN)).did(DORA, invite);
    let opens = |house: &Given| {
        (
            by_access_link(&house.state, &SECRET, house.now).is_some(),
            by_digest(&house.state, &OTHER, house.now).is_some(),
        )
    };
    assert_eq!(opens(&given), (true, true));
    for end in [
        role(DORA, Role::Member),
        person(PersonCommand::Deactivate { person: DORA }),
        person(PersonCommand::Erase {
            person: DORA,
            cancel_stays: true,
        }),
    ] {
        let ended = given.clone().did(ADA, end);
        assert_eq!(opens(&ended), (false, false));
        let newcomer = Newcomer {
            person: somebody("grace@example.org", Role::Member),
            password: "hash".into(),
            language: Language::German,
        };
        let accept = Command::Invitation(InvitationCommand::Accept {
            digest: OTHER,
            newcomer,
        });
        ended
            .when(Actor::Unknown, &accept)
            .refused(Refusal::LinkInvalid);
    }
}

#[test]
fn another_password_voids_the_wish_for_another_address_and_all_tokens() {
    let token = person(PersonCommand::IssueToken {
        person: BEN,
        digest: SECRET,
        name: "script".into(),
        scope: Scope::Write,
        expires: None,
    });
    let before = wishes(&house()).did(BEN, token);
    assert!(by_email_check(&before.state, &OTHER, before.now).is_some());
    let after = before.clone().did(BEN, password(BEN));
    assert!(by_email_check(&after.state, &OTHER, after.now).is_none());
    let ben = after.state.person(BEN).unwrap();
    assert_eq!((&ben.wanted_email, ben.tokens.len()), (&None, 0));
    let promoted = before.did(ADA, role(BEN, Role::Administrator));
    assert!(promoted.state.person(BEN).unwrap().tokens.is_empty());
}

#[test]
fn a_link_in_the_old_mailbox_opens_nothing_once_the_address_is_another() {
    let house = house().did(ADA, link(&house(), BEN));
    let confirm = person(PersonCommand::UseEmailCheck {
        digest: OTHER,
        password: None,
    });
    let moved = wishes(&house).after(by(BEN), &confirm);
    assert!(moved.state.person_by_email("new@example.org").is_some());
    assert!(by_access_link(&moved.state, &SECRET, moved.now).is_none());
    let promoted = house.did(ADA, role(BEN, Role::Administrator));
    assert!(by_access_link(&promoted.state, &SECRET, promoted.now).is_none());
}

#[test]
fn whoever_cannot_come_in_takes_over_from_nobody_who_can() {
    let house = house().did(ADA, password(ADA));
    let refused = |house: &Given| {
        let steps_down = role(ADA, Role::Member);
        house
            .when(by(ADA), &steps_down)
            .refused(Refusal::LastAdministrator);
    };
    refused(&house);
    refused(&house.clone().did(ADA, role(CLEO, Role::Administrator)));
    let two = house.did(DORA, password(DORA));
    assert!(two.when(by(ADA), &role(ADA, Role::Member)).0.is_ok());
}

#[test]
fn only_so_many_wait_whose_address_nobody_knows_to_be_theirs() {
    let mut house = house();
    let register = |number: u32| {
        let newcomer = Newcomer {
            person: NewPerson {
                ..somebody(&format!("n{number}@example.org"), Role::Member)
            },
            password: "hash".into(),
            language: Language::English,
        };
        person(PersonCommand::Register {
            newcomer: Box::new(newcomer),
        })
    };
    for number in 0..200 {
        house = house.after(Actor::Unknown, &register(number));
    }
    house
        .when(Actor::Unknown, &register(200))
        .refused(Refusal::TooMany);
    let vouched = house.did(
        ADA,
        person(PersonCommand::Approve {
            person: PersonId::new(7),
            vouch: true,
        }),
    );
    assert!(vouched.when(Actor::Unknown, &register(200)).0.is_ok());
}
