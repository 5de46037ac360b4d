//! The same house as its administrators see it, and its doors.
//! Never random: every run shows the same house.

use super::{NASTY, ROOM, administrator, entries, frame};
use crate::{
    app::backups::{Backup, Known},
    domain::{
        accent::Accent,
        accommodation::Kind,
        house::Language,
        ids::{AccommodationId, PersonId},
        people::{Role, Standing},
        refusal::{Field, Problem, Rule},
        region::Region,
    },
    web::pages::{
        Mistake,
        accommodations::{
            self, AccommodationForm, AccommodationLine, AccommodationsPage, CloseAccommodation,
        },
        entry::{AccessPage, SetUpPage, SignInPage},
        erase::ErasePage,
        error::{ErrorPage, Why},
        layout::Frame,
        people::{self, FreshLink, PeoplePage, PersonLine},
        settings::{self, SettingsPage},
        storage::{Backups, StoragePage},
    },
};
use jiff::civil::date;
use maud::Markup;

fn accommodations(language: Language) -> AccommodationsPage {
    let line = |number, name: &str, kind, capacity, active| AccommodationLine {
        accommodation: AccommodationId::new(number),
        version: 2,
        name: name.to_owned(),
        kind,
        capacity,
        active,
    };
    AccommodationsPage {
        frame: administrator(language, "/accommodations"),
        lines: vec![
            line(1, "Hauptschlafzimmer", Kind::Room, 2, true),
            line(4, NASTY, Kind::Bed, 8, true),
            line(5, "Garten Zeltplatz", Kind::Tent, 4, true),
            line(7, "Alte Hütte", Kind::Other, 6, false),
        ],
        typed: accommodations::Typed::default(),
        mistakes: vec![],
    }
}

fn people(language: Language) -> PeoplePage {
    let line = |number, name: &str, role, standing, has_password| PersonLine {
        person: PersonId::new(number),
        name: name.to_owned(),
        email: format!("p{number}@example.org"),
        role,
        standing,
        has_password,
        upcoming: u64::from(number % 3),
        nights: 12,
        last_sign_in: has_password.then(|| date(2026, 9, 9).at(18, 30, 0, 0)),
        is_reader: number == 1,
    };
    PeoplePage {
        frame: administrator(language, "/people"),
        lines: vec![
            line(3, "Ute Sommer", Role::Member, Standing::Awaiting, false),
            line(1, "Anna Berg", Role::Administrator, Standing::Active, true),
            line(2, NASTY, Role::Member, Standing::Active, false),
            line(4, "Tom Keller", Role::Member, Standing::Inactive, true),
            line(5, "gelöschte Person", Role::Member, Standing::Erased, false),
        ],
        search: NASTY.to_owned(),
        year: 2026,
        link: Some(FreshLink {
            name: "Ute Sommer".to_owned(),
            address: "birkengarten.local:8080/access/Xy7_kq-02aBcD".to_owned(),
            expires: date(2026, 9, 13).at(18, 0, 0, 0),
        }),
        typed: people::Typed::default(),
        mistakes: vec![],
    }
}

pub(super) fn house_pages(language: Language) -> Vec<(&'static str, Markup)> {
    let list = accommodations(language);
    let taken = Mistake::new(
        language,
        &Problem::new(Field::Name, Rule::Taken),
        &[],
        &|_| String::new(),
    );
    let change = AccommodationForm {
        frame: administrator(language, "/accommodations/a1/edit"),
        accommodation: ROOM,
        version: 2,
        name: "Hauptschlafzimmer".to_owned(),
        typed: accommodations::Typed {
            name: "Hauptschlafzimmer".to_owned(),
            kind: Kind::Bed,
            capacity: "1".to_owned(),
        },
        mistakes: vec![taken],
        ahead: entries()[1..3].to_vec(),
    };
    let close = CloseAccommodation {
        frame: administrator(language, "/accommodations"),
        accommodation: ROOM,
        version: 2,
        name: "Hauptschlafzimmer".to_owned(),
        ahead: entries()[1..3].to_vec(),
    };
    let erase = |ahead| ErasePage {
        frame: administrator(language, "/people/p2/erase"),
        person: PersonId::new(2),
        name: NASTY.to_owned(),
        ahead,
    };
    let settings = SettingsPage {
        frame: administrator(language, "/settings"),
        typed: settings::Typed {
            region: Some(Region::Bavaria),
            accent: Accent::Heather,
            ..settings::Typed::fresh(language)
        },
        zones: ["America/New_York", "Asia/Tokyo", "Europe/Simferopol", "UTC"]
            .map(str::to_owned)
            .to_vec(),
        mistakes: vec![],
    };
    let backup = |day, known| Backup {
        made: date(2026, 6, day).at(2, 0, 0, 0),
        bytes: 1_449_984,
        known,
    };
    let kept = vec![
        backup(1, Known::Damaged),
        backup(2, Known::Whole),
        backup(3, Known::WholeWhenMade),
    ];
    let storage = StoragePage {
        frame: administrator(language, "/storage"),
        sequence: 12_345,
        file: "/data/birkengarten.hutbook".to_owned(),
        file_bytes: 1_449_984,
        used_bytes: Some(901_120),
        free_bytes: Some(12_884_901_888),
        memory_bytes: Some(2_789_376),
        bookings: 1_204,
        people: 38,
        backups: Backups {
            folder: Some("/data/backups".to_owned()),
            last: Some(date(2026, 6, 1).at(2, 0, 0, 0)),
            old: true,
            failure: None,
            at: Some(date(2026, 9, 10).at(2, 0, 0, 0)),
            next: Some(date(2026, 9, 11).at(2, 0, 0, 0)),
            damaged: Some("birkengarten-20260601-0200.hutbook: block 3".to_owned()),
            kept: Some(kept),
        },
        copies: crate::app::CopyFigures {
            protected: true,
            open: 1,
            seen: 3,
            given_up: 1,
            held: std::time::Duration::from_secs(12),
        },
    };
    vec![
        ("accommodations", list.render()),
        ("accommodation-edit", change.render()),
        ("accommodation-close", close.render()),
        ("people", people(language).render()),
        ("erase", erase(vec![]).render()),
        ("erase-refused", erase(entries()[1..3].to_vec()).render()),
        ("settings", settings.render()),
        ("storage", storage.render()),
    ]
}

pub(super) fn door_pages(language: Language) -> Vec<(&'static str, Markup)> {
    let outside = |here| frame(language, None, here);
    let wrong = |field: &str, sentence: &str| Mistake {
        field: field.to_owned(),
        label: "Einrichtungscode".to_owned(),
        sentence: sentence.to_owned(),
    };
    let set_up = SetUpPage {
        frame: Frame {
            house: "Hutbook".to_owned(),
            ..outside("/set-up")
        },
        house: settings::Typed::fresh(language),
        first_name: NASTY.to_owned(),
        last_name: String::new(),
        email: String::new(),
        code: String::new(),
        least_password: 10,
        mistakes: vec![wrong("code", "Dieser Code stimmt nicht.")],
    };
    let sign_in = SignInPage {
        frame: outside("/sign-in"),
        email: "anna@example.org".to_owned(),
        failed: true,
        back_to: "/bookings/b7".to_owned(),
    };
    let access = AccessPage {
        frame: outside("/"),
        name: "Ute Sommer".to_owned(),
        email: "ute@example.org".to_owned(),
        secret: "Xy7_kq-02aBcD".to_owned(),
        least_password: 10,
        mistakes: vec![],
    };
    let mut pages = vec![
        ("set-up", set_up.render()),
        ("sign-in", sign_in.render()),
        ("access", access.render()),
    ];
    let names = [
        "error-403",
        "error-404",
        "error-405",
        "error-500",
        "error-503",
    ];
    for (name, why) in names.into_iter().zip(Why::ALL) {
        let page = ErrorPage {
            frame: outside("/nowhere"),
            why,
            sentence: None,
        };
        pages.push((name, page.render()));
    }
    pages
}
