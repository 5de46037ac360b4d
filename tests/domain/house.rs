//! The house: founded once, by somebody who looks after it; settings at their boundaries.

use super::{
    given::{Given, given, house},
    words::{ADA, BEN, EMIL, by, invalid, settings, somebody},
};
use hutbook::domain::{
    command::{Command, HouseCommand, NewPerson},
    event::{Event, HouseFounded, PasswordSet, PersonAdded, SettingsChanged},
    house::Settings,
    ids::{Actor, Stream},
    people::{Role, Standing},
    refusal::{Field, Refusal, Rule},
    text::{Name, PersonalText},
};

fn found(settings: Settings, administrator: NewPerson, password: Option<&str>) -> Command {
    Command::House(HouseCommand::Found {
        settings,
        administrator,
        password: password.map(Into::into),
    })
}

fn set(settings: Settings) -> Command {
    Command::House(HouseCommand::ChangeSettings { settings })
}

fn named(name: &str) -> Settings {
    Settings {
        name: Name::try_from(name).expect("fits"),
        ..settings()
    }
}

#[test]
fn a_house_begins_with_its_administrator_whatever_role_was_said() {
    let text = |words: &str| PersonalText::clear(ADA, words);
    let founded = Event::HouseFounded(HouseFounded {
        settings: settings(),
    });
    let added = Event::PersonAdded(PersonAdded {
        email: text("ada@example.org"),
        first_name: text("Some"),
        last_name: text("Body"),
        role: Role::Administrator,
        standing: Standing::Active,
    });
    let password = Event::PasswordSet(PasswordSet { hash: text("hash") });
    let ada = Stream::Person(ADA);
    let command = |password| {
        found(
            named(" Garten "),
            somebody("Ada@example.org", Role::Member),
            password,
        )
    };
    given([])
        .when(Actor::Unknown, &command(None))
        .then(vec![(Stream::House, founded.clone()), (ada, added.clone())]);
    given([])
        .when(Actor::Unknown, &command(Some("hash")))
        .then(vec![
            (Stream::House, founded),
            (ada, added),
            (ada, password),
        ]);
    let house = given([]).after(Actor::Unknown, &command(Some("hash")));
    assert_eq!((house.state.house_version, house.log.len()), (1, 3));
    assert!(
        house
            .state
            .people
            .iter()
            .all(|p| p.is_active_administrator())
    );
}

#[test]
fn a_house_is_founded_once() {
    for actor in [Actor::System, Actor::Unknown, by(ADA)] {
        house()
            .when(
                actor,
                &found(settings(), somebody("x@example.org", Role::Member), None),
            )
            .refused(Refusal::AlreadyFounded);
    }
    given([])
        .when(Actor::System, &set(settings()))
        .refused(Refusal::NotFounded);
}

#[test]
fn everything_wrong_with_a_founding_is_said_at_once() {
    let founding = Given {
        zone_known: false,
        ..given([])
    };
    founding
        .when(
            Actor::Unknown,
            &found(named(" "), somebody("nobody", Role::Administrator), None),
        )
        .refused(invalid(&[
            (Field::Name, Rule::Blank),
            (Field::Timezone, Rule::UnknownZone),
            (Field::Email, Rule::NotAnAddress),
        ]));
}

#[test]
fn settings_at_their_boundaries() {
    let nights = |longest_stay| Settings {
        longest_stay,
        ..settings()
    };
    let range = Rule::OutOfRange {
        least: 1,
        most: 366,
    };
    for (settings, problem) in [
        (nights(1), None),
        (nights(366), None),
        (nights(0), Some((Field::LongestStay, range))),
        (nights(367), Some((Field::LongestStay, range))),
        (nights(u16::MAX), Some((Field::LongestStay, range))),
        (named(&"ü".repeat(100)), None),
        (
            named(&"ü".repeat(101)),
            Some((Field::Name, Rule::TooLong { most: 100 })),
        ),
        (named(""), Some((Field::Name, Rule::Blank))),
        (
            named("A\u{85}B"),
            Some((Field::Name, Rule::ControlCharacter)),
        ),
    ] {
        let answer = house().when(by(ADA), &set(settings.clone()));
        match problem {
            Some(problem) => answer.refused(invalid(&[problem])),
            None => {
                let event = Event::SettingsChanged(SettingsChanged { settings });
                answer.then(vec![(Stream::House, event)]);
            }
        }
    }
}

#[test]
fn a_zone_that_does_not_exist_is_refused() {
    let house = Given {
        zone_known: false,
        ..house()
    };
    house
        .when(by(ADA), &set(named("Other")))
        .refused(invalid(&[(Field::Timezone, Rule::UnknownZone)]));
}

#[test]
fn only_administrators_change_settings_and_only_if_there_is_a_change() {
    for actor in [by(BEN), by(EMIL), Actor::Unknown] {
        house()
            .when(actor, &set(named("Other")))
            .refused(Refusal::Forbidden);
    }
    house().when(by(ADA), &set(named(" Garten"))).then_nothing();
    let house = house().did(ADA, set(named(" Other ")));
    let name = house.state.settings.as_ref().map(|it| it.name.as_str());
    assert_eq!((name, house.state.house_version), (Some("Other"), 2));
}
