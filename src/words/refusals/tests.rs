//! Every refusal and every rule must be a whole sentence in every language, and say what it knows.
//! Never compares whole sentences: their wording may change.

use super::*;
use crate::{
    domain::{
        booking::Status,
        ids::BookingId,
        refusal::{Field, Missing},
    },
    words::choice::LANGUAGES,
};
use jiff::civil::date;

const ROOM: AccommodationId = AccommodationId::new(1);

fn named(id: AccommodationId) -> String {
    format!("Gartenzimmer {id}")
}

fn all_rules() -> Vec<Rule> {
    vec![
        Rule::Blank,
        Rule::TooLong { most: 500 },
        Rule::ControlCharacter,
        Rule::OutOfRange {
            least: 1,
            most: 100,
        },
        Rule::Taken,
        Rule::AddressTaken,
        Rule::NotAnAddress,
        Rule::UnknownZone,
        Rule::UnknownMember,
        Rule::AdministratorsOnly,
        Rule::NoNight,
        Rule::TooManyNights {
            nights: 40,
            longest: 30,
        },
        Rule::TooManyNights {
            nights: u16::MAX,
            longest: 366,
        },
        Rule::InThePast {
            today: date(2026, 9, 7),
        },
        Rule::OutOfCalendar,
        Rule::NoItems,
        Rule::Twice(ROOM),
        Rule::UnknownAccommodation(ROOM),
        Rule::Closed(ROOM),
        Rule::Persons { capacity: 4 },
    ]
}

fn all_refusals() -> Vec<Refusal> {
    let short = Shortage {
        accommodation: ROOM,
        night: date(2026, 9, 7),
        free: 1,
        asked: 3,
    };
    vec![
        Refusal::Forbidden,
        Refusal::NotFound(Missing::Person),
        Refusal::NotFound(Missing::Accommodation),
        Refusal::NotFound(Missing::Booking),
        Refusal::Stale { current: 3 },
        Refusal::Invalid(Box::new([Problem::new(Field::Note, Rule::Blank)])),
        Refusal::Full(Box::new([short, Shortage { free: 0, ..short }])),
        Refusal::WrongStatus(Status::Cancelled),
        Refusal::StayEnded,
        Refusal::StaysAhead(Box::new([BookingId::new(7)])),
        Refusal::HoldsPlaces(Box::new([BookingId::new(7)])),
        Refusal::Erased,
        Refusal::NothingToUndo,
        Refusal::UndoNotYours,
        Refusal::LastAdministrator,
        Refusal::NotActive,
        Refusal::LinkInvalid,
        Refusal::AlreadyFounded,
        Refusal::NotFounded,
        Refusal::TooMany,
    ]
}

#[test]
fn every_refusal_is_a_sentence_of_its_own() {
    for language in LANGUAGES {
        let mut seen = Vec::new();
        let refusals = all_refusals();
        let rules = all_rules();
        let sentences = refusals
            .iter()
            .map(|r| refusal(language, r, &named))
            .chain(rules.iter().map(|r| rule(language, *r, &named)));
        for sentence in sentences {
            assert!(sentence.len() > 20 && sentence.ends_with('.'), "{sentence}");
            assert!(!seen.contains(&sentence), "twice: {sentence}");
            seen.push(sentence);
        }
    }
}

#[test]
fn the_languages_do_not_share_a_sentence() {
    for one in all_refusals() {
        assert_ne!(
            refusal(German, &one, &named),
            refusal(English, &one, &named)
        );
    }
    for one in all_rules() {
        assert_ne!(rule(German, one, &named), rule(English, one, &named));
    }
}

#[test]
fn a_sentence_says_what_the_refusal_knows() {
    let short = Shortage {
        accommodation: ROOM,
        night: date(2026, 9, 30),
        free: 1,
        asked: 3,
    };
    let sentence = shortage(German, &short, &named);
    for part in [
        "Gartenzimmer a1",
        "30. Sept./1. Okt.",
        "1 Platz frei",
        "3 Personen",
    ] {
        assert!(sentence.contains(part), "{part} in {sentence}");
    }
    let past = Problem::new(
        Field::Arrival,
        Rule::InThePast {
            today: date(2026, 9, 7),
        },
    );
    let sentence = problem(English, &past, &named);
    assert!(
        sentence.starts_with("Arrival: ") && sentence.contains("7 Sept 2026"),
        "{sentence}"
    );
    let persons = Problem::new(Field::ItemPersons(1), Rule::Persons { capacity: 4 });
    assert!(problem(German, &persons, &named).starts_with("Personen (2. Eintrag): "));
}

#[test]
fn a_hundred_short_nights_do_not_make_a_hundred_sentences() {
    let short = Shortage {
        accommodation: ROOM,
        night: date(2026, 9, 30),
        free: 0,
        asked: 3,
    };
    let sentence = refusal(German, &Refusal::Full(vec![short; 100].into()), &named);
    assert_eq!(sentence.matches("voll").count(), MOST_SENTENCES);
    assert!(sentence.ends_with("(+ 88)"));
}
