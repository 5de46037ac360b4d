//! Booking forms and single bookings: as they are opened, refused, changed, decided, and right after booking.
//! Never random: every run shows the same.

use super::{NASTY, ROOM, TODAY, frame, stay};
use crate::{
    domain::{
        accommodation::Kind,
        booking::{Overrides, Status},
        house::Language,
        ids::{AccommodationId, BookingId, PersonId},
        people::Role,
        refusal::{Field, Problem, Rule, Shortage},
    },
    web::pages::{
        Mistake,
        booking_detail::{
            Again, BookingPage, Change, Company, Comparison, Happened, HistoryEntry, ItemLine, May,
            Other, PlaceAfter, Rival, ShortNight, Told, Undoes, Verdict, Who,
        },
        booking_form::{
            BookingForm, Choice, Exceptions, Instead, Member, Occupant, Offer, Purpose,
        },
    },
};
use jiff::civil::{Date, date};
use maud::Markup;

/// An accommodation with so many places free on the night of the 14th, the 15th, the 16th.
fn choice(
    number: u16,
    name: &str,
    kind: Kind,
    capacity: u8,
    persons: &str,
    free: [u8; 3],
) -> Choice {
    let least = free.into_iter().min().unwrap();
    let occupants = if least < capacity {
        vec![Occupant {
            name: "Marie-Luise von Hohenstein".to_owned(),
            stay: stay(date(2026, 9, 13), date(2026, 9, 20)),
            persons: capacity - least,
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
        free: free.to_vec(),
        occupants,
    }
}

pub(in crate::web::pages::tests) fn form(language: Language, role: Role) -> BookingForm {
    BookingForm {
        frame: frame(language, Some(role), "/bookings/new"),
        purpose: Purpose::New,
        arrival: "2026-09-14".to_owned(),
        departure: "2026-09-17".to_owned(),
        stay: Some(stay(date(2026, 9, 14), date(2026, 9, 17))),
        in_the_past: false,
        choices: vec![
            choice(1, "Hauptschlafzimmer", Kind::Room, 2, "", [0, 0, 2]),
            choice(2, "Gästezimmer", Kind::Room, 1, "1", [1; 3]),
            choice(4, "Lager unter dem Dach", Kind::Bed, 8, "2", [5, 1, 8]),
            choice(5, "Garten Zeltplatz", Kind::Tent, 4, "", [4; 3]),
        ],
        note: String::new(),
        members: vec![],
        exceptions: None,
        longest_stay: 30,
        then: String::new(),
        changes: vec![],
        mistakes: vec![],
        shortages: vec![],
        instead: None,
    }
}

/// A form an administrator sent that was refused for many reasons.
pub(in crate::web::pages::tests) fn refused_form(language: Language) -> BookingForm {
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

pub(in crate::web::pages::tests) fn changed_form(language: Language) -> BookingForm {
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
    vec![line("Hauptschlafzimmer", 1), line("Garten Zeltplatz", 4)]
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

fn line(place: &str, persons: u8) -> ItemLine {
    ItemLine {
        place: place.to_owned(),
        persons,
    }
}

fn offer(from: Date, to: Date, items: Vec<ItemLine>) -> Offer {
    Offer {
        stay: stay(from, to),
        items,
        href: format!("/bookings/new?arrival={from}&departure={to}&persons-a1=2&note=R%C3%A4der"),
    }
}

/// A wish that does not fit: what could be had instead is another room, a split, or a change of bed.
pub(in crate::web::pages::tests) fn conflict(language: Language, way: Way) -> BookingForm {
    let d = |day| date(2026, 9, day);
    let short = |day| Shortage {
        accommodation: ROOM,
        night: d(day),
        free: 0,
        asked: 2,
    };
    let mut form = form(language, Role::Member);
    form.choices[0].persons = "2".to_owned();
    form.choices[1].persons = String::new();
    form.choices[2].persons = String::new();
    form.shortages = vec![short(14), short(15)];
    let room = || vec![line("Hauptschlafzimmer", 2)];
    let mut instead = Instead {
        earlier: vec![
            offer(d(10), d(13), room()),
            offer(date(2026, 8, 30), d(2), room()),
        ],
        later: vec![
            offer(d(21), d(24), room()),
            offer(d(22), d(25), room()),
            offer(d(29), date(2026, 10, 2), room()),
        ],
        ..Instead::default()
    };
    match way {
        Way::Elsewhere => {
            instead.elsewhere = vec![
                (offer(d(14), d(17), vec![line("Garten Zeltplatz", 2)]), 4),
                (offer(d(14), d(17), vec![line(NASTY, 2)]), 5),
            ];
        }
        Way::Split => {
            let items = vec![line("Gästezimmer", 1), line("Lager unter dem Dach", 1)];
            instead.split = Some(offer(d(14), d(17), items));
        }
        Way::ChangeOfBed => {
            instead.parts = vec![
                offer(d(14), d(16), vec![line("Garten Zeltplatz", 2)]),
                offer(d(16), d(17), room()),
            ];
        }
        Way::Nothing => {
            form.choices[0].persons = "3".to_owned();
            instead = Instead::default();
        }
    }
    form.instead = Some(instead);
    form
}

/// What is possible instead.
#[derive(Debug, Clone, Copy)]
pub(in crate::web::pages::tests) enum Way {
    Elsewhere,
    Split,
    ChangeOfBed,
    Nothing,
}

/// A change, looked at before it is sent: other days, a person more, and many nights.
pub(in crate::web::pages::tests) fn moved(language: Language) -> BookingForm {
    let (from, to) = (date(2026, 9, 20), date(2026, 10, 8));
    let mut form = changed_form(language);
    form.arrival = from.to_string();
    form.departure = to.to_string();
    form.stay = Some(stay(from, to));
    for (place, choice) in form.choices.iter_mut().enumerate() {
        choice.free = (0..18_u8)
            .map(|night| match place {
                0 => choice.capacity,
                1 => u8::from((night / 5).is_multiple_of(2)),
                _ => night % (choice.capacity + 1),
            })
            .collect();
    }
    form.changes = vec![
        Change::Dates {
            from: stay(date(2026, 9, 18), date(2026, 9, 20)),
            to: stay(from, to),
        },
        Change::Places {
            from: items()[..1].to_vec(),
            to: items(),
        },
    ];
    form
}

fn rival(number: u32, member: &str, (from, to): (i8, i8), persons: u8, verdict: Verdict) -> Rival {
    Rival {
        booking: BookingId::new(number),
        member: member.to_owned(),
        asked: date(2026, 9, 1 + i8::try_from(number % 8).unwrap()).at(9, 5, 0, 0),
        stay: stay(date(2026, 9, from), date(2026, 9, to)),
        status: if verdict == Verdict::Confirmed {
            Status::Confirmed
        } else {
            Status::Pending
        },
        items: vec![line("Hauptschlafzimmer", persons)],
        nights: 5 + u16::from(persons),
        verdict,
    }
}

fn comparison() -> Comparison {
    Comparison {
        year: 2026,
        rivals: vec![
            rival(12, "Ute Sommer", (12, 14), 1, Verdict::NeedsException),
            rival(3, "Jonas Meier", (11, 13), 1, Verdict::This),
            rival(
                14,
                "Marie-Luise von Hohenstein",
                (12, 13),
                1,
                Verdict::Confirmed,
            ),
            rival(15, NASTY, (10, 12), 1, Verdict::Possible),
        ],
        more: 2,
        afterwards: vec![
            PlaceAfter {
                place: "Hauptschlafzimmer".to_owned(),
                capacity: 2,
                left: 0,
                over: 1,
            },
            PlaceAfter {
                place: "Garten Zeltplatz".to_owned(),
                capacity: 8,
                left: 4,
                over: 0,
            },
        ],
        short: vec![ShortNight {
            place: "Hauptschlafzimmer".to_owned(),
            night: date(2026, 9, 12),
            free: 0,
            asked: 1,
        }],
    }
}

fn company() -> Company {
    Company {
        others: vec![
            Other {
                booking: BookingId::new(21),
                member: "Tom Keller".to_owned(),
                stay: stay(date(2026, 9, 10), date(2026, 9, 12)),
                status: Status::Confirmed,
                items: vec![line("Gästezimmer", 1)],
            },
            Other {
                booking: BookingId::new(22),
                member: NASTY.to_owned(),
                stay: stay(date(2026, 9, 12), date(2026, 9, 20)),
                status: Status::Pending,
                items: vec![line("Lager unter dem Dach", 4), line("Stellplatz", 1)],
            },
        ],
        more: 3,
    }
}

pub(in crate::web::pages::tests) fn detail(language: Language, role: Role) -> BookingPage {
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
        told: None,
        may: May {
            change: true,
            cancel: true,
            decide: decides,
        },
        undoes: Undoes::Step(changes()),
        again: Some(Again {
            same: "/bookings/new?persons-a1=1&persons-a5=4".to_owned(),
            next_year: (
                stay(date(2027, 9, 10), date(2027, 9, 12)),
                "/bookings/new?arrival=2027-09-10&departure=2027-09-12&persons-a1=1".to_owned(),
            ),
        }),
        comparison: decides.then(comparison),
        company: Some(company()),
        history: history(),
    }
}

/// A booking right after it was asked for, or changed.
pub(in crate::web::pages::tests) fn told(language: Language, told: Told) -> BookingPage {
    BookingPage {
        told: Some(told),
        undoes: Undoes::Request,
        company: Some(Company::default()),
        history: history()[5..].to_vec(),
        ..detail(language, Role::Member)
    }
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    assert!(TODAY < date(2026, 9, 14), "all of it is ahead");
    let first_part = Told::Requested {
        own: true,
        then: Some("/bookings/new?arrival=2026-09-13&departure=2026-09-14&persons-a1=5".to_owned()),
    };
    let others = Told::Requested {
        own: false,
        then: None,
    };
    let mut for_another = told(language, others);
    for_another.comparison = Some(Comparison {
        rivals: vec![],
        short: vec![],
        more: 0,
        ..comparison()
    });
    for_another.may.decide = true;
    let changed = Told::Changed {
        own: true,
        changes: changes(),
    };
    let mut confirmed = told(language, changed);
    confirmed.status = Status::Confirmed;
    let mut over = detail(language, Role::Member);
    (over.status, over.completed) = (Status::Confirmed, true);
    over.may = May::default();
    over.undoes = Undoes::Nothing;
    let mut called_off = detail(language, Role::Member);
    called_off.status = Status::Cancelled;
    called_off.may = May::default();
    (called_off.company, called_off.again) = (None, None);
    vec![
        ("form", form(language, Role::Member).render()),
        ("form-refused", refused_form(language).render()),
        ("form-change", changed_form(language).render()),
        ("form-moved", moved(language).render()),
        (
            "form-elsewhere",
            conflict(language, Way::Elsewhere).render(),
        ),
        ("form-split", conflict(language, Way::Split).render()),
        (
            "form-change-of-bed",
            conflict(language, Way::ChangeOfBed).render(),
        ),
        ("form-nothing", conflict(language, Way::Nothing).render()),
        ("booking", detail(language, Role::Administrator).render()),
        ("booking-member", detail(language, Role::Member).render()),
        (
            "booking-requested",
            told(
                language,
                Told::Requested {
                    own: true,
                    then: None,
                },
            )
            .render(),
        ),
        ("booking-first-part", told(language, first_part).render()),
        ("booking-for-another", for_another.render()),
        ("booking-changed", confirmed.render()),
        ("booking-over", over.render()),
        ("booking-cancelled", called_off.render()),
    ]
}
