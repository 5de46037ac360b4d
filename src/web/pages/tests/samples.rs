//! A plausible house in September 2026, for all pages. One guest is called like a script to see that names stay names.
//! Never random: every run shows the same house.

mod house;

use crate::{
    domain::{
        accommodation::Kind,
        booking::{Overrides, Status},
        house::Language,
        ids::{AccommodationId, BookingId, PersonId},
        people::Role,
        refusal::{Field, Problem, Rule, Shortage},
        time::Stay,
    },
    web::pages::{
        Mistake, Token,
        booking_detail::{
            BookingPage, Change, Happened, HistoryEntry, ItemLine, May, Overlap, Who,
        },
        booking_form::{BookingForm, Choice, Exceptions, Member, Occupant, Purpose},
        bookings::{BookingsPage, Entry, Times, Whose},
        layout::{Condition, Frame, Notice, Styles, Tone, Viewer},
        plan::{Bar, PlanPage, Row},
    },
};
use jiff::civil::{Date, date};
use maud::Markup;

pub(super) const TODAY: Date = date(2026, 9, 10);
pub(super) const NASTY: &str = "<script>alert(1)</script>";
const ROOM: AccommodationId = AccommodationId::new(1);

pub(super) fn frame(language: Language, role: Option<Role>, here: &str) -> Frame {
    Frame {
        language,
        house: "Haus Birkengarten".to_owned(),
        viewer: role.map(|role| Viewer {
            name: "Anna Berg".to_owned(),
            role,
            waiting: 3,
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
        booking: BookingId::new(number),
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

fn rows() -> Vec<Row> {
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
        month: date(2026, 9, 1),
        today: TODAY,
        rows: rows(),
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

fn large_plan(language: Language) -> PlanPage {
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

fn choice(number: u16, name: &str, kind: Kind, capacity: u8, persons: &str, free: u8) -> Choice {
    let occupants = if free < capacity {
        vec![Occupant {
            name: "Marie-Luise von Hohenstein".to_owned(),
            stay: stay(date(2026, 9, 13), date(2026, 9, 20)),
            persons: capacity - free,
        }]
    } else {
        vec![]
    };
    Choice {
        accommodation: AccommodationId::new(number),
        name: name.to_owned(),
        kind,
        capacity,
        persons: persons.to_owned(),
        free: Some(free),
        occupants,
    }
}

pub(super) fn form(language: Language, role: Role) -> BookingForm {
    BookingForm {
        frame: frame(language, Some(role), "/bookings/new"),
        purpose: Purpose::New,
        arrival: "2026-09-14".to_owned(),
        departure: "2026-09-17".to_owned(),
        stay: Some(stay(date(2026, 9, 14), date(2026, 9, 17))),
        in_the_past: false,
        choices: vec![
            choice(1, "Hauptschlafzimmer", Kind::Room, 2, "", 0),
            choice(2, "Gästezimmer", Kind::Room, 1, "1", 1),
            choice(4, "Lager unter dem Dach", Kind::Bed, 8, "2", 5),
            choice(5, "Garten Zeltplatz", Kind::Tent, 4, "", 4),
        ],
        note: String::new(),
        members: vec![],
        exceptions: None,
        longest_stay: 30,
        mistakes: vec![],
        shortages: vec![],
    }
}

/// A form an administrator sent that was refused for many reasons.
pub(super) fn refused_form(language: Language) -> BookingForm {
    let problem = |field, rule| {
        Mistake::new(language, &Problem::new(field, rule), &[ROOM], &|_| {
            "Hauptschlafzimmer".to_owned()
        })
    };
    let member = |number, name: &str| Member {
        person: PersonId::new(number),
        name: name.to_owned(),
        chosen: number == 2,
    };
    let short = |day| Shortage {
        accommodation: ROOM,
        night: date(2026, 9, day),
        free: 0,
        asked: 3,
    };
    let mut form = form(language, Role::Administrator);
    form.choices[0].persons = "3".to_owned();
    form.note = "Zwei Hunde <b>&</b>\nein Kind".to_owned();
    form.members = vec![member(1, "Anna Berg"), member(2, "Jonas Meier")];
    form.exceptions = Some(Exceptions {
        capacity: false,
        length: true,
    });
    form.mistakes = vec![
        problem(
            Field::Departure,
            Rule::TooManyNights {
                nights: 40,
                longest: 30,
            },
        ),
        problem(Field::Items, Rule::NoItems),
        problem(Field::ItemPersons(0), Rule::Persons { capacity: 2 }),
        problem(Field::Note, Rule::TooLong { most: 500 }),
        problem(Field::OnBehalfOf, Rule::UnknownMember),
    ];
    form.shortages = vec![short(14), short(15)];
    form
}

pub(super) fn changed_form(language: Language) -> BookingForm {
    BookingForm {
        purpose: Purpose::Change {
            booking: BookingId::new(9),
            version: 4,
            needs_confirmation: true,
        },
        ..form(language, Role::Member)
    }
}

fn items() -> Vec<ItemLine> {
    let item = |place: &str, persons| ItemLine {
        place: place.to_owned(),
        persons,
    };
    vec![item("Hauptschlafzimmer", 1), item("Garten Zeltplatz", 4)]
}

/// What Jonas changed: dates, places, note, and with them the status.
fn changes() -> Vec<Change> {
    let d = |day| date(2026, 9, day);
    vec![
        Change::Dates {
            from: stay(d(10), d(12)),
            to: stay(d(11), d(13)),
        },
        Change::Places {
            from: items()[..1].to_vec(),
            to: items(),
        },
        Change::Note {
            from: None,
            to: Some(NASTY.to_owned()),
        },
        Change::Status {
            from: Status::Confirmed,
            to: Status::Pending,
        },
    ]
}

fn history() -> Vec<HistoryEntry> {
    let step = |day, who, what| HistoryEntry {
        at: date(2026, 9, day).at(9, 5, 0, 0),
        who,
        what,
        changes: vec![],
        reason: None,
        overrides: Overrides::NONE,
    };
    let person = |name: &str| Who::Person(name.to_owned());
    vec![
        step(9, Who::Program, Happened::Undone),
        HistoryEntry {
            reason: Some("Regen & Sturm".to_owned()),
            ..step(8, person("Anna Berg"), Happened::Cancelled)
        },
        HistoryEntry {
            changes: changes(),
            ..step(6, person("Jonas Meier"), Happened::Changed)
        },
        HistoryEntry {
            overrides: Overrides::CAPACITY,
            ..step(5, person("Anna Berg"), Happened::Confirmed)
        },
        HistoryEntry {
            reason: Some("Zu voll".to_owned()),
            ..step(4, Who::Erased, Happened::Declined)
        },
        HistoryEntry {
            overrides: Overrides::PAST.with(Overrides::LENGTH),
            ..step(3, Who::Unknown, Happened::Requested)
        },
    ]
}

pub(super) fn detail(language: Language, role: Role) -> BookingPage {
    let overlap = Overlap {
        booking: BookingId::new(12),
        member: "Ute Sommer".to_owned(),
        stay: stay(date(2026, 9, 12), date(2026, 9, 14)),
        status: Status::Pending,
        persons: 2,
        earlier: true,
    };
    let decides = role == Role::Administrator;
    BookingPage {
        frame: frame(language, Some(role), "/bookings/b3"),
        booking: BookingId::new(3),
        version: 6,
        member: "Jonas Meier".to_owned(),
        stay: stay(date(2026, 9, 11), date(2026, 9, 13)),
        status: Status::Pending,
        completed: false,
        items: items(),
        note: Some(format!("Wir kommen spät.\n{NASTY}")),
        requested: date(2026, 9, 3).at(9, 5, 0, 0),
        may: May {
            change: true,
            cancel: true,
            undo: true,
            decide: decides,
            decide_needs_exception: decides,
        },
        overlapping: if decides { vec![overlap] } else { vec![] },
        history: history(),
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
    BookingsPage {
        frame: administrator(language, "/bookings?time=all&status="),
        whose,
        today: TODAY,
        status: None,
        times: Times::Any,
        entries: entries(),
        previous: Some("a=1&b".to_owned()),
        next: Some("c".to_owned()),
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
    let mut none = bookings(language, Whose::Mine);
    none.entries.clear();
    let mut pages = vec![
        ("plan", plan(language, Role::Administrator).render()),
        ("plan-member", plan(language, Role::Member).render()),
        ("plan-large", large_plan(language).render()),
        ("plan-empty", empty.render()),
        ("form", form(language, Role::Member).render()),
        ("form-refused", refused_form(language).render()),
        ("form-change", changed_form(language).render()),
        ("booking", detail(language, Role::Administrator).render()),
        ("booking-member", detail(language, Role::Member).render()),
        ("bookings", bookings(language, Whose::All).render()),
        ("bookings-mine", bookings(language, Whose::Mine).render()),
        ("bookings-none", none.render()),
    ];
    pages.extend(house::house_pages(language));
    pages.extend(house::door_pages(language));
    pages
}
