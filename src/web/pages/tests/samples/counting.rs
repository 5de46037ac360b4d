//! Requests, arrivals and figures of the same house.
//! Never random: every run shows the same house.

use super::{NASTY, TODAY, administrator, entries, frame, stay};
use crate::{
    app::views::Figures,
    domain::{
        house::Language,
        ids::{AccommodationId, BookingId, PersonId},
        people::Role,
    },
    projections::figures::{self, Month, Stays},
    web::pages::{
        arrivals::{ArrivalsPage, Day, Guest},
        figures::{FiguresPage, Member},
        requests::{Earlier, Request, RequestsPage, Room},
    },
};
use jiff::civil::{Date, date};
use maud::Markup;

pub(in crate::web::pages::tests) fn requests(language: Language) -> RequestsPage {
    let request = |place: usize, room| Request {
        entry: entries()[place].clone(),
        person: PersonId::new(2),
        version: 4,
        asked: date(2026, 9, 3).at(9, 5, 0, 0),
        note: None,
        room,
        rivals: false,
        earlier: None,
        nights: 12,
    };
    RequestsPage {
        frame: administrator(language, "/requests"),
        year: 2026,
        waiting: 28,
        requests: vec![
            Request {
                note: Some(format!("Wir kommen spät.\n{NASTY}")),
                rivals: true,
                ..request(1, Room::Enough)
            },
            Request {
                rivals: true,
                earlier: Some(Earlier {
                    name: NASTY.to_owned(),
                    count: 3,
                }),
                ..request(2, Room::Short(2))
            },
            request(3, Room::Unknown),
        ],
        previous: None,
        next: Some("b31".to_owned()),
    }
}

pub(in crate::web::pages::tests) fn arrivals(language: Language, role: Role) -> ArrivalsPage {
    let d = |day| date(2026, 9, day);
    let guest = |number, name: &str, from: Date, to: Date| Guest {
        booking: BookingId::new(number),
        name: name.to_owned(),
        stay: stay(from, to),
        persons: 3,
        places: "Hauptschlafzimmer (1), Garten Zeltplatz (2)".to_owned(),
        pending: false,
        note: None,
    };
    let day = |day| Day {
        date: d(day),
        departing: vec![],
        arriving: vec![],
        staying: vec![],
        persons_at_night: 0,
    };
    let jonas = guest(3, "Jonas Meier", d(11), d(13));
    let arriving = Guest {
        pending: true,
        note: Some(NASTY.to_owned()),
        ..guest(8, NASTY, d(11), d(12))
    };
    ArrivalsPage {
        frame: frame(language, Some(role), "/arrivals"),
        today: TODAY,
        from: d(10),
        until: d(13),
        days: vec![
            day(10),
            Day {
                arriving: vec![jonas.clone(), arriving.clone()],
                persons_at_night: 6,
                ..day(11)
            },
            Day {
                departing: vec![arriving],
                staying: vec![jonas.clone()],
                persons_at_night: 3,
                ..day(12)
            },
            Day {
                departing: vec![jonas],
                ..day(13)
            },
        ],
    }
}

fn sums(year: i16, persons: u32) -> Figures {
    let month = |index: usize| {
        let number = i8::try_from(index + 1).unwrap();
        let days = date(year, number, 1).days_in_month();
        let nights = (1..=u32::try_from(days).unwrap()).map(|day| persons * (day % 3));
        Month {
            persons_per_night: nights.collect(),
        }
    };
    let place = |number, person_nights, capacity| figures::Place {
        accommodation: AccommodationId::new(number),
        person_nights,
        capacity,
    };
    let member = |number, stays, person_nights| figures::Member {
        person: PersonId::new(number),
        stays,
        nights: person_nights / 3,
        person_nights,
    };
    Figures {
        year,
        months: core::array::from_fn(month),
        places: vec![place(1, 1_500, 3_650), place(2, 120, 0)],
        members: (1..=12)
            .map(|it| member(it, 13 - it, u64::from(13 - it) * 120))
            .collect(),
        stays: Stays {
            pending: 3,
            confirmed: 10,
            completed: 50,
            declined: 2,
            cancelled: 35,
            nights: 210,
            lead_days: 2_430,
        },
        capacity: 10,
    }
}

pub(in crate::web::pages::tests) fn figures(language: Language) -> FiguresPage {
    let member = |number| Member {
        person: PersonId::new(number),
        name: if number == 1 {
            NASTY
        } else {
            "Marie-Luise von Hohenstein-Birkengarten"
        }
        .to_owned(),
    };
    FiguresPage {
        frame: administrator(language, "/figures"),
        figures: sums(2026, 5),
        before: sums(2025, 3),
        places: vec![NASTY.to_owned(), "Alte Hütte".to_owned()],
        members: (1..=12).map(member).collect(),
        previous: Some(2025),
        next: Some(2027),
    }
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let none = RequestsPage {
        requests: vec![],
        next: None,
        ..requests(language)
    };
    let nothing = FiguresPage {
        figures: Figures {
            places: vec![],
            members: vec![],
            stays: Stays::default(),
            ..sums(2026, 0)
        },
        before: sums(2025, 0),
        places: vec![],
        members: vec![],
        ..figures(language)
    };
    let mut first = figures(language);
    first.before = nothing.before.clone();
    first.before.stays = Stays::default();
    vec![
        ("requests", requests(language).render()),
        ("requests-none", none.render()),
        ("arrivals", arrivals(language, Role::Administrator).render()),
        ("arrivals-member", arrivals(language, Role::Member).render()),
        ("figures", figures(language).render()),
        ("figures-first", first.render()),
        ("figures-nothing", nothing.render()),
    ]
}
