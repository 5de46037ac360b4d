//! A plausible house in September 2026, for all pages. One guest is called `<script>` to see that names stay names.

use crate::{
    domain::{
        accommodation::Kind,
        booking::Status,
        house::Language,
        ids::{AccommodationId, BookingId},
        people::Role,
        time::Stay,
    },
    web::pages::{
        Token,
        layout::{Condition, Frame, Notice, Tone, Viewer},
        plan::{Bar, PlanPage, Row},
    },
};
use jiff::civil::{Date, date};
use maud::Markup;

pub(super) const TODAY: Date = date(2026, 9, 10);
pub(super) const NASTY: &str = "<script>alert(1)</script>";

pub(super) fn frame(language: Language, role: Role, here: &str) -> Frame {
    Frame {
        language,
        house: "Haus Birkengarten".to_owned(),
        viewer: Some(Viewer {
            name: "Anna Berg".to_owned(),
            role,
            waiting: 3,
        }),
        here: here.to_owned(),
        notices: Vec::new(),
        condition: Condition::Fine,
        token: Token::new("k7Qx2vN8"),
    }
}

pub(super) fn stay(from: Date, to: Date) -> Stay {
    Stay::new(from, to).unwrap()
}

fn bar(number: u32, guest: &str, persons: u8, from: Date, to: Date, status: Status) -> Bar {
    Bar {
        booking: BookingId::new(number),
        guest: guest.to_owned(),
        persons,
        stay: stay(from, to),
        status,
        mine: guest == "Anna Berg",
    }
}

fn row(number: u16, name: &str, kind: Kind, capacity: u8, bars: Vec<Bar>) -> Row {
    Row {
        accommodation: AccommodationId::new(number),
        name: name.to_owned(),
        kind,
        capacity,
        active: true,
        bars,
    }
}

pub(super) fn rows() -> Vec<Row> {
    use Status::{Confirmed, Pending};
    let d = |day| date(2026, 9, day);
    vec![
        row(
            1,
            "Hauptschlafzimmer",
            Kind::Room,
            2,
            vec![
                bar(
                    1,
                    "Familie Hofstetter",
                    2,
                    date(2026, 8, 29),
                    d(2),
                    Confirmed,
                ),
                bar(2, "Anna Berg", 2, d(2), d(6), Confirmed),
                bar(3, "Jonas Meier", 1, d(11), d(13), Pending),
                bar(4, "Marie-Luise von Hohenstein", 2, d(13), d(20), Confirmed),
                bar(9, "Anna Berg", 2, d(25), d(27), Pending),
            ],
        ),
        row(
            2,
            "Gästezimmer",
            Kind::Room,
            1,
            vec![
                bar(5, "Tom Keller", 1, d(7), d(8), Confirmed),
                bar(6, "Ute Sommer", 1, d(8), d(9), Pending),
                bar(7, NASTY, 1, d(18), d(21), Confirmed),
            ],
        ),
        row(
            3,
            "Kinderzimmer",
            Kind::Bed,
            2,
            vec![bar(2, "Anna Berg", 2, d(2), d(6), Confirmed)],
        ),
        row(
            4,
            "Lager unter dem Dach",
            Kind::Bed,
            8,
            vec![
                bar(8, "Pfadfinder Linden", 5, d(4), d(7), Confirmed),
                bar(10, "Jonas Meier", 2, d(5), d(9), Confirmed),
                bar(11, "Ute Sommer", 1, d(6), d(11), Pending),
                bar(12, "Kletterkurs Süd", 7, d(17), d(20), Confirmed),
                bar(13, "Peter Ahrens", 1, d(19), d(22), Pending),
                bar(
                    14,
                    "Familie Hofstetter",
                    4,
                    d(28),
                    date(2026, 10, 3),
                    Confirmed,
                ),
            ],
        ),
        row(
            5,
            "Garten Zeltplatz",
            Kind::Tent,
            4,
            vec![
                bar(15, "Peter Ahrens", 3, date(2026, 8, 30), d(1), Confirmed),
                bar(3, "Jonas Meier", 4, d(11), d(13), Pending),
            ],
        ),
        row(6, "Stellplatz", Kind::Camper, 3, vec![]),
        Row {
            active: false,
            ..row(
                7,
                "Alte Hütte",
                Kind::Other,
                6,
                vec![bar(16, "Verein Nord", 6, d(1), d(4), Confirmed)],
            )
        },
    ]
}

pub(super) fn plan(language: Language, role: Role) -> PlanPage {
    PlanPage {
        frame: frame(language, role, "/plan?date=2026-09-01"),
        month: date(2026, 9, 1),
        today: TODAY,
        rows: rows(),
    }
}

/// All pages by name.
pub(super) fn all(language: Language) -> Vec<(&'static str, Markup)> {
    let mut pages = vec![
        ("plan", plan(language, Role::Administrator).render()),
        ("plan-member", plan(language, Role::Member).render()),
    ];
    let mut empty = plan(language, Role::Administrator);
    empty.rows.clear();
    empty.frame.condition = Condition::ReadOnly;
    empty.frame.notices = vec![Notice {
        tone: Tone::Good,
        text: "Gespeichert.".to_owned(),
    }];
    pages.push(("plan-empty", empty.render()));
    pages
}
