//! What opens the door beside a password: tokens, the second factor, recovery codes, and who may do what with them.

use super::{
    given::{Given, house},
    words::{ADA, BEN, CLEO, DORA, EMIL, FIFI, by, invalid},
};
use hutbook::domain::{
    command::{Command, PersonCommand},
    event::{Event, RecoveryCodeUsed, SecondFactorSet, TokenIssued, TokenRevoked},
    ids::{Actor, PersonId, Stream},
    people::{Digest, MOST_TOKENS, Scope},
    refusal::{Field, Refusal, Rule},
    text::PersonalText,
    time::Moment,
};

const TOKEN: Digest = [7; 16];
const CODE: Digest = [8; 16];
const OTHER: Digest = [9; 16];

fn issue(person: PersonId, digest: Digest, name: &str, expires: Option<Moment>) -> Command {
    Command::Person(PersonCommand::IssueToken {
        person,
        digest,
        name: name.into(),
        scope: Scope::Read,
        expires,
    })
}

fn revoke(person: PersonId, digest: Digest) -> Command {
    Command::Person(PersonCommand::RevokeToken { person, digest })
}

fn set(person: PersonId) -> Command {
    Command::Person(PersonCommand::SetSecondFactor {
        person,
        secret: "SECRET".into(),
        codes: [CODE, OTHER].into_iter().collect(),
    })
}

fn remove(person: PersonId) -> Command {
    Command::Person(PersonCommand::RemoveSecondFactor { person })
}

fn recover(person: PersonId, digest: Digest) -> Command {
    Command::Person(PersonCommand::UseRecoveryCode { person, digest })
}

fn person(id: PersonId, event: Event) -> Vec<(Stream, Event)> {
    vec![(Stream::Person(id), event)]
}

fn with_token() -> Given {
    house().did(BEN, issue(BEN, TOKEN, "table", None))
}

fn with_factor() -> Given {
    house().did(BEN, set(BEN))
}

#[test]
fn a_token_is_given_to_oneself_under_a_tidy_name() {
    let expires = Some(Moment::from_millis(2_000_000));
    let issued = Event::TokenIssued(TokenIssued {
        digest: TOKEN,
        name: PersonalText::clear(BEN, "table"),
        scope: Scope::Read,
        expires,
    });
    for actor in [by(BEN), Actor::System] {
        let command = issue(BEN, TOKEN, " table ", expires);
        house()
            .when(actor, &command)
            .then(person(BEN, issued.clone()));
    }
    // Not even an administrator makes one that acts as somebody else.
    for actor in [by(ADA), by(CLEO), Actor::Unknown] {
        house()
            .when(actor, &issue(BEN, TOKEN, "table", None))
            .refused(Refusal::Forbidden);
    }
    for who in [EMIL, FIFI] {
        house()
            .when(by(who), &issue(who, TOKEN, "table", None))
            .refused(Refusal::NotActive);
    }
}

#[test]
fn names_of_tokens_at_their_boundaries() {
    let name = |name: &str| house().when(by(BEN), &issue(BEN, TOKEN, name, None));
    for (text, rule) in [
        (" ", Rule::Blank),
        (&*"ü".repeat(101), Rule::TooLong { most: 100 }),
        ("a\nb", Rule::ControlCharacter),
    ] {
        name(text).refused(invalid(&[(Field::TokenName, rule)]));
    }
    assert!(name(&"ü".repeat(100)).0.is_ok());
}

#[test]
fn tokens_are_bounded_and_ended_ones_make_room() {
    let mut many = house();
    for number in 0..MOST_TOKENS {
        let digest = [u8::try_from(number).unwrap() + 100; 16];
        let expires = (number == 0).then(|| Moment::from_millis(1_000_500));
        many = many.did(BEN, issue(BEN, digest, "one of many", expires));
    }
    let more = issue(BEN, TOKEN, "one more", None);
    many.when(by(BEN), &more).refused(Refusal::TooMany);
    assert!(
        many.when(by(CLEO), &issue(CLEO, TOKEN, "of another", None))
            .0
            .is_ok()
    );
    let later = many.later(500).did(BEN, more);
    let tokens = &later.state.person(BEN).unwrap().tokens;
    assert_eq!(tokens.len(), MOST_TOKENS, "the ended one is gone");
}

#[test]
fn a_token_is_revoked_by_its_person_or_an_administrator_once() {
    let revoked = Event::TokenRevoked(TokenRevoked { digest: TOKEN });
    for actor in [by(BEN), by(ADA), Actor::System] {
        let command = revoke(BEN, TOKEN);
        with_token()
            .when(actor, &command)
            .then(person(BEN, revoked.clone()));
    }
    with_token()
        .when(by(CLEO), &revoke(BEN, TOKEN))
        .refused(Refusal::Forbidden);
    with_token()
        .when(by(BEN), &revoke(BEN, OTHER))
        .then_nothing();
    let gone = with_token().did(BEN, revoke(BEN, TOKEN));
    gone.when(by(BEN), &revoke(BEN, TOKEN)).then_nothing();
    assert!(gone.state.person(BEN).unwrap().tokens.is_empty());
}

#[test]
fn the_second_factor_is_set_by_oneself_only() {
    let event = Event::SecondFactorSet(SecondFactorSet {
        secret: PersonalText::clear(BEN, "SECRET"),
        codes: [CODE, OTHER].into_iter().collect(),
    });
    for actor in [by(BEN), Actor::System] {
        house()
            .when(actor, &set(BEN))
            .then(person(BEN, event.clone()));
    }
    for actor in [by(ADA), by(CLEO), Actor::Unknown] {
        house().when(actor, &set(BEN)).refused(Refusal::Forbidden);
    }
    house()
        .when(by(FIFI), &set(FIFI))
        .refused(Refusal::NotActive);
}

#[test]
fn it_is_removed_by_oneself_or_an_administrator() {
    let removed = person(BEN, Event::SecondFactorRemoved);
    for actor in [by(BEN), by(ADA), by(DORA), Actor::System] {
        with_factor()
            .when(actor, &remove(BEN))
            .then(removed.clone());
    }
    for actor in [by(CLEO), by(EMIL), Actor::Unknown] {
        with_factor()
            .when(actor, &remove(BEN))
            .refused(Refusal::Forbidden);
    }
    house().when(by(ADA), &remove(BEN)).then_nothing();
    let without = with_factor().did(ADA, remove(BEN));
    assert!(without.state.person(BEN).unwrap().second_factor.is_none());
}

#[test]
fn a_recovery_code_works_once_and_only_for_its_person() {
    let used = Event::RecoveryCodeUsed(RecoveryCodeUsed { digest: CODE });
    with_factor()
        .when(by(BEN), &recover(BEN, CODE))
        .then(person(BEN, used));
    let once = with_factor().did(BEN, recover(BEN, CODE));
    for digest in [CODE, TOKEN] {
        once.when(by(BEN), &recover(BEN, digest))
            .refused(Refusal::LinkInvalid);
    }
    assert!(once.when(by(BEN), &recover(BEN, OTHER)).0.is_ok());
    once.when(by(CLEO), &recover(CLEO, OTHER))
        .refused(Refusal::LinkInvalid);
    let anew = once.did(BEN, set(BEN));
    assert!(
        anew.when(by(BEN), &recover(BEN, CODE)).0.is_ok(),
        "set anew"
    );
}
