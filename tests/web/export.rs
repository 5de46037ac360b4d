//! Everything about oneself as a file: all of it, nobody else's, and nothing that opens a door.

use super::house::{ADMIN, ANNA, BEN, House, order};
use hutbook::{
    app::tokens::{self, Secret},
    domain::{
        command::{Command, MailCommand, NewPerson, Newcomer, PersonCommand},
        house::Language,
        ids::{Actor, PersonId},
        mail::{Cause, Mail, MailKind, MailOutcome, MailSettings, Security, ToAdministrators},
        people::{Role, Scope},
        text::PersonalText,
    },
};
use serde_json::json;

const CLEO: PersonId = PersonId::new(4);

fn person(house: &House, actor: PersonId, command: PersonCommand) {
    let _ = order(&house.app, Actor::Person(actor), Command::Person(command));
}

fn mails(house: &House) {
    let settings = MailSettings {
        host: "mail.example".into(),
        port: 465,
        security: Security::Tls,
        user: "".into(),
        sealed_password: [1; 8].into(),
        from_address: "hut@hut.example".into(),
        from_name: "".into(),
        address: "http://hut.local".into(),
        reminder_days: 0,
        to_administrators: ToAdministrators::Each,
    };
    let mail = Some(Box::new(settings));
    let change = Command::Mail(MailCommand::ChangeSettings { mail });
    let _ = order(&house.app, Actor::Person(ADMIN), change);
}

/// Gives somebody a token, a session, another address, a language and a mail that could not be sent.
fn fill(house: &House, who: PersonId, word: &str) -> [Secret; 2] {
    let [token, session] = [Secret::new().unwrap(), Secret::new().unwrap()];
    for command in [
        PersonCommand::IssueToken {
            person: who,
            digest: token.digest(),
            name: format!("{word} script").into(),
            scope: Scope::Read,
            expires: None,
        },
        PersonCommand::SignIn {
            person: who,
            session: session.digest(),
            device: Some(format!("{word} phone").into()),
        },
        PersonCommand::AskForEmail {
            person: who,
            email: format!("{word}@new.example").into(),
        },
        PersonCommand::ChooseLanguage {
            person: who,
            language: Language::English,
        },
    ] {
        person(house, who, command);
    }
    let outcome = MailOutcome::GivenUp(Some(PersonalText::clear(
        who,
        format!("{word} mailbox full"),
    )));
    let (kind, cause) = (
        MailKind::AddressChanges,
        Cause::Event(house.app.book().sequence - 1),
    );
    let mail = Mail { kind, cause };
    let settle = MailCommand::Settle {
        to: who,
        mail,
        outcome,
    };
    let _ = order(&house.app, Actor::System, Command::Mail(settle));
    [token, session]
}

#[test]
fn all_that_is_known_of_somebody_is_in_it_and_nobody_elses() {
    let house = House::new();
    mails(&house);
    let secrets = fill(&house, ANNA, "anna");
    let _ = fill(&house, BEN, "bens");
    let mine = house.someone(ANNA).get("/api/me/export");
    let text = mine.text();
    for own in [
        "anna script",
        "anna phone",
        "anna@new.example",
        "anna mailbox full",
    ] {
        assert!(text.contains(own), "{own}: {text}");
    }
    assert!(!text.contains("bens"), "{text}");
    for secret in &secrets {
        for hidden in [secret.text().to_owned(), tokens::text_of(&secret.digest())] {
            assert!(!text.contains(&hidden));
        }
    }
    assert!(!text.contains("igest"), "{text}");
    let mine = mine.json();
    let who = &mine["person"];
    assert_eq!(
        [
            &who["language"],
            &who["emailVerified"],
            &who["wantedEmail"],
            &who["rejectionReason"],
            &who["hasSecondFactor"]
        ],
        [
            &json!("en"),
            &json!(true),
            &json!("anna@new.example"),
            &json!(null),
            &json!(false)
        ]
    );
    let at = "2026-06-01T08:00:00Z";
    assert_eq!(
        mine["tokens"],
        json!([{"name": "anna script", "scope": "read", "createdAt": at, "expiresAt": null}])
    );
    let devices: Vec<_> = mine["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["device"])
        .collect();
    assert!(
        devices.len() == 2 && devices.contains(&&json!("anna phone")),
        "{devices:?}"
    );
    let mails = mine["mails"].as_array().unwrap();
    let outcomes: Vec<_> = mails
        .iter()
        .map(|it| it["outcome"].as_str().unwrap())
        .collect();
    assert!(
        outcomes.contains(&"waiting") && outcomes.contains(&"givenUp"),
        "{mails:?}"
    );
}

#[test]
fn why_somebody_was_not_let_in_is_in_it() {
    let house = House::new();
    let newcomer = Newcomer {
        person: NewPerson {
            email: "cleo@hut.example".into(),
            first_name: "Cleo".into(),
            last_name: "Clay".into(),
            role: Role::Member,
        },
        password: "hash".into(),
        language: Language::German,
    };
    let register = PersonCommand::Register {
        newcomer: Box::new(newcomer),
    };
    let _ = order(&house.app, Actor::Unknown, Command::Person(register));
    let reason = Some("we do not know you".into());
    person(
        &house,
        ADMIN,
        PersonCommand::Reject {
            person: CLEO,
            reason,
        },
    );
    let hers = house.someone(ADMIN).get("/api/people/p4/export").json();
    assert_eq!(hers["person"]["rejectionReason"], "we do not know you");
    assert_eq!(hers["person"]["emailVerified"], false);
}
