//! A plausible house in September 2026, for all pages. One guest is called like a script to see that names stay names.
//! Never random: every run shows the same house.

mod account;
pub(super) mod counting;
mod house;
mod keys;
mod mails;
pub(super) mod past;
mod staying;
pub(super) mod views;
pub(super) mod visitors;

use crate::{
    domain::{
        accent::Accent,
        accommodation::Kind,
        booking::Status,
        house::Language,
        ids::{AccommodationId, BookingId, PersonId},
        people::Role,
        time::Stay,
    },
    web::pages::{
        Token,
        bookings::{BookingsPage, Count, Entry, Filter, Person, Times, Whose},
        layout::{Condition, Frame, Notice, Styles, Tone, Viewer},
        plan::{Bar, PlanPage, Row, View},
    },
};
use jiff::civil::{Date, date};
use maud::Markup;

pub(super) use staying::{Way, changed_form, conflict, detail, form, moved, refused_form, told};

pub(super) const TODAY: Date = date(2026, 9, 10);
pub(super) const NASTY: &str = "<script>alert(1)</script>";
const ROOM: AccommodationId = AccommodationId::new(1);

pub(super) fn frame(language: Language, role: Option<Role>, here: &str) -> Frame {
    Frame {
        language,
        house: "Haus Birkengarten".to_owned(),
        accent: Accent::Forest,
        viewer: role.map(|role| Viewer {
            name: "Anna Berg".to_owned(),
            role,
            waiting: 3,
            comers: 2,
        }),
        here: here.to_owned(),
        notices: Vec::new(),
        condition: Condition::Fine,
        token: Token::new("k7Qx2vN8"),
        styles: Styles::Inline {
            cookie: "hutbook_0a1b2c3d_styles".to_owned(),
        },
        live: role.map(|_| 1234),
    }
}

fn administrator(language: Language, here: &str) -> Frame {
    frame(language, Some(Role::Administrator), here)
}

pub(super) fn stay(from: Date, to: Date) -> Stay {
    Stay::new(from, to).unwrap()
}

pub(super) fn bar(
    number: u32,
    guest: &str,
    persons: u8,
    from: Date,
    to: Date,
    status: Status,
) -> Bar {
    Bar {
        booking: Some(BookingId::new(number)),
        guest: guest.to_owned(),
        persons,
        stay: stay(from, to),
        status,
        mine: guest == "Anna Berg",
    }
}

pub(super) fn row(number: u16, name: &str, kind: Kind, capacity: u8, bars: Vec<Bar>) -> Row {
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
    use Status::{Cancelled, Confirmed, Pending};
    let d = |day| date(2026, 9, day);
    let (august, october) = (date(2026, 8, 30), date(2026, 10, 3));
    let main = vec![
        bar(1, "Familie Hofstetter", 2, august, d(2), Confirmed),
        bar(2, "Anna Berg", 2, d(2), d(6), Confirmed),
        bar(3, "Jonas Meier", 1, d(11), d(13), Pending),
        bar(4, "Marie-Luise von Hohenstein", 2, d(13), d(20), Confirmed),
        bar(9, "Anna Berg", 2, d(25), d(27), Pending),
        bar(17, "Niemand Da", 2, d(21), d(24), Cancelled),
    ];
    let guest = vec![
        bar(5, "Tom Keller", 1, d(7), d(8), Confirmed),
        bar(6, "Ute Sommer", 1, d(8), d(9), Pending),
        bar(7, NASTY, 1, d(18), d(21), Confirmed),
    ];
    let dormitory = vec![
        bar(8, "Pfadfinder Linden", 5, d(4), d(7), Confirmed),
        bar(10, "Jonas Meier", 2, d(5), d(9), Confirmed),
        bar(11, "Ute Sommer", 1, d(6), d(11), Pending),
        bar(12, "Kletterkurs Süd", 7, d(17), d(20), Confirmed),
        bar(13, "Peter Ahrens", 1, d(19), d(22), Pending),
        bar(14, "Familie Hofstetter", 4, d(28), october, Confirmed),
    ];
    let tents = vec![
        bar(15, "Peter Ahrens", 3, august, d(1), Confirmed),
        bar(3, "Jonas Meier", 4, d(11), d(13), Pending),
    ];
    let closed = vec![bar(16, "Verein Nord", 6, d(1), d(4), Confirmed)];
    vec![
        row(1, "Hauptschlafzimmer", Kind::Room, 2, main),
        row(2, "Gästezimmer", Kind::Room, 1, guest),
        row(
            3,
            "Kinderzimmer",
            Kind::Bed,
            2,
            vec![bar(2, "Anna Berg", 2, d(2), d(6), Confirmed)],
        ),
        row(4, "Lager unter dem Dach", Kind::Bed, 8, dormitory),
        row(5, "Garten Zeltplatz", Kind::Tent, 4, tents),
        row(6, "Stellplatz", Kind::Camper, 3, vec![]),
        Row {
            active: false,
            ..row(7, "Alte Hütte", Kind::Other, 6, closed)
        },
    ]
}

pub(super) fn plan(language: Language, role: Role) -> PlanPage {
    PlanPage {
        frame: frame(language, Some(role), "/plan?date=2026-09-01"),
        view: View::Month,
        date: date(2026, 9, 1),
        today: TODAY,
        rows: rows(),
        holidays: vec![],
        as_of: None,
        visitor: None,
    }
}

/// A large house with a full month: 20 accommodations, about 120 stays.
/// The plan in another frame.
pub(super) fn plan_in(frame: Frame) -> Markup {
    let language = frame.language;
    PlanPage {
        frame,
        ..plan(language, Role::Member)
    }
    .render()
}

pub(super) fn large_plan(language: Language) -> PlanPage {
    let guests = [
        "Marie-Luise von Hohenstein",
        "Jonas Meier",
        "Ute Sommer",
        "Familie Hofstetter",
        "Tom Keller",
        "Peter Ahrens",
        "Kletterkurs Süd",
        "Anna Berg",
        "Pfadfinder Linden",
    ];
    let rows = (1..=20_u16).map(|number| {
        let mut bars = Vec::new();
        let mut day = 1 + i8::try_from(number % 3).unwrap();
        while day < 26 {
            let nights = 2 + (day + i8::try_from(number).unwrap()) % 4;
            let booking = u32::from(number) * 40 + u32::try_from(day).unwrap();
            let status = if booking.is_multiple_of(4) {
                Status::Pending
            } else {
                Status::Confirmed
            };
            let guest = guests[usize::try_from(booking).unwrap() % guests.len()];
            let to = date(2026, 9, day + nights);
            bars.push(bar(
                1000 + booking,
                guest,
                2,
                date(2026, 9, day),
                to,
                status,
            ));
            day += nights;
        }
        row(
            number,
            &format!("Zimmer {number} im Haupthaus"),
            Kind::Room,
            2 + (number % 3) as u8,
            bars,
        )
    });
    PlanPage {
        rows: rows.collect(),
        today: date(2026, 8, 30),
        ..plan(language, Role::Administrator)
    }
}

fn entry(number: u32, from: Date, to: Date, status: Status) -> Entry {
    Entry {
        booking: BookingId::new(number),
        member: if number == 7 { NASTY } else { "Jonas Meier" }.to_owned(),
        stay: stay(from, to),
        status,
        persons: 3,
        places: vec![
            "Hauptschlafzimmer".to_owned(),
            "Garten Zeltplatz".to_owned(),
        ],
    }
}

fn entries() -> Vec<Entry> {
    let d = |day| date(2026, 9, day);
    vec![
        entry(1, d(1), d(4), Status::Confirmed),
        entry(3, d(11), d(13), Status::Pending),
        entry(7, d(14), d(15), Status::Confirmed),
        entry(9, d(28), date(2026, 10, 2), Status::Declined),
        entry(10, date(2026, 12, 30), date(2027, 1, 2), Status::Cancelled),
    ]
}

pub(super) fn bookings(language: Language, whose: Whose) -> BookingsPage {
    let person = |number, name: &str| Person {
        person: PersonId::new(number),
        name: name.to_owned(),
    };
    BookingsPage {
        frame: administrator(language, "/bookings?time=all&status="),
        whose,
        today: TODAY,
        filter: Filter {
            times: Times::Any,
            ..Filter::default()
        },
        years: vec![2027, 2026],
        people: match whose {
            Whose::Mine => vec![],
            Whose::All => vec![person(1, "Anna Berg"), person(7, NASTY)],
        },
        backward: false,
        entries: entries(),
        count: Count::All {
            bookings: 42,
            nights: 1_131,
        },
        any: true,
        unfinished: false,
        previous: Some("a=1&b".to_owned()),
        next: Some("c".to_owned()),
    }
}

/// A list of which everything is asked at once, and nothing fits.
pub(super) fn nothing_fits(language: Language) -> BookingsPage {
    let list = bookings(language, Whose::All);
    BookingsPage {
        filter: Filter {
            times: Times::Between(Some(date(2026, 9, 20)), Some(date(2026, 9, 10))),
            status: Some(Status::Declined),
            person: list.people.get(1).cloned(),
            search: NASTY.to_owned(),
        },
        entries: vec![],
        count: Count::AtLeast(0),
        previous: None,
        next: None,
        ..list
    }
}

/// A house without any booking.
fn no_bookings(language: Language, whose: Whose) -> BookingsPage {
    BookingsPage {
        filter: Filter::default(),
        any: false,
        whose,
        people: vec![],
        years: vec![],
        ..nothing_fits(language)
    }
}

/// All pages by name.
pub(super) fn all(language: Language) -> Vec<(&'static str, Markup)> {
    let mut empty = plan(language, Role::Administrator);
    empty.rows.clear();
    empty.frame.condition = Condition::ReadOnly;
    empty.frame.notices = vec![Notice {
        tone: Tone::Good,
        text: NASTY.to_owned(),
    }];
    let mut pages = vec![
        ("plan", plan(language, Role::Administrator).render()),
        ("plan-member", plan(language, Role::Member).render()),
        ("plan-large", large_plan(language).render()),
        ("plan-empty", empty.render()),
        ("bookings", bookings(language, Whose::All).render()),
        ("bookings-mine", bookings(language, Whose::Mine).render()),
        ("bookings-nothing", nothing_fits(language).render()),
        ("bookings-none", no_bookings(language, Whose::All).render()),
        (
            "bookings-none-mine",
            no_bookings(language, Whose::Mine).render(),
        ),
    ];
    pages.extend(staying::pages(language));
    pages.extend(views::pages(language));
    pages.extend(counting::pages(language));
    pages.extend(house::house_pages(language));
    pages.extend(mails::pages(language));
    pages.extend(past::pages(language));
    pages.extend(account::pages(language));
    pages.extend(visitors::pages(language));
    pages.extend(house::door_pages(language));
    pages.extend(keys::pages(language));
    pages
}
