//! The same house as its administrators see it, and its doors.
//! Never random: every run shows the same house.

use super::{NASTY, ROOM, administrator, entries, frame};
use crate::{
    app::{
        BlockFigures, CopyFigures, Figures, Opening,
        backups::{Backup, Known, Report},
        check::{CheckReport, Checked},
        condition,
        rebuild::Rebuilt,
        views::{Part, Size, Which},
    },
    domain::{
        accent::Accent,
        accommodation::Kind,
        house::Language,
        ids::{AccommodationId, PersonId},
        people::{Role, Standing},
        refusal::{Field, Problem, Rule},
        region::Region,
        time::Moment,
    },
    web::database::{Counts, Database},
    web::pages::{
        Mistake,
        accommodations::{
            self, AccommodationForm, AccommodationLine, AccommodationsPage, CloseAccommodation,
        },
        coming::{AddressPage, ConfirmPage, For, RegisterPage, Told, ToldPage},
        entry::{AccessPage, SetUpPage, SignInPage},
        erase::ErasePage,
        error::{ErrorPage, Why},
        invitations::OpenInvitation,
        layout::Frame,
        paths::PersonAction,
        people::{self, Again, FreshLink, PeoplePage, PersonLine},
        settings::{self, SettingsPage},
        storage::{Backups, StoragePage, Times},
    },
};
use core::time::Duration;
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
        wanted_email: None,
        person: PersonId::new(number),
        name: name.to_owned(),
        first_name: name.to_owned(),
        last_name: NASTY.to_owned(),
        email: format!("p{number}@example.org"),
        verified: number != 6,
        rejection: (standing == Standing::Rejected).then(|| NASTY.to_owned()),
        role,
        standing,
        has_password,
        has_second_factor: number == 2,
        upcoming: u64::from(number % 3),
        nights: 12,
        last_sign_in: has_password.then(|| date(2026, 9, 9).at(18, 30, 0, 0)),
        is_reader: number == 1,
    };
    PeoplePage {
        frame: administrator(language, "/people"),
        lines: vec![
            line(3, "Ute Sommer", Role::Member, Standing::Awaiting, false),
            line(6, "Pia Winter", Role::Member, Standing::Awaiting, true),
            line(8, "Max Herbst", Role::Member, Standing::Awaiting, true),
            line(9, "Jo Frost", Role::Member, Standing::Rejected, true),
            line(1, "Anna Berg", Role::Administrator, Standing::Active, true),
            line(2, NASTY, Role::Member, Standing::Active, false),
            line(4, "Tom Keller", Role::Member, Standing::Inactive, true),
            line(5, "gelöschte Person", Role::Member, Standing::Erased, false),
        ],
        search: NASTY.to_owned(),
        year: 2026,
        again: Some(Again {
            person: PersonId::new(8),
            action: PersonAction::Reject,
            reason: NASTY.to_owned(),
            sentence: "Das ist zu lang.".to_owned(),
        }),
        link: Some(FreshLink {
            title: "Zugangslink für Ute Sommer".to_owned(),
            address: "birkengarten.local:8080/access/Xy7_kq-02aBcD".to_owned(),
            expires: date(2026, 9, 13).at(18, 0, 0, 0),
        }),
        invitations: vec![OpenInvitation {
            id: "Zm9vYmFyYmF6cXV4MTIzNA".to_owned(),
            role: Role::Member,
            issued: date(2026, 9, 9).at(9, 0, 0, 0),
            expires: date(2026, 9, 16).at(9, 0, 0, 0),
        }],
        typed: people::Typed::default(),
        mistakes: vec![],
    }
}

fn database() -> Database {
    let moment = Moment::from_millis(1_780_300_800_000);
    let size = Size {
        entries: 1_204,
        bytes: 81_872,
    };
    Database {
        condition: condition::Condition::Ok,
        file: "/data/birkengarten.hutbook".to_owned(),
        figures: Figures {
            events: 12_345,
            blocks: BlockFigures {
                blocks: 221,
                bytes: 893_120,
                raw_bytes: 1_640_022,
                full: 220,
                full_bytes: 890_002,
                smallest: 3_881,
                largest: 4_076,
                open_bytes: 3_118,
            },
            file_bytes: 1_449_984,
            free_bytes: 12_884_901_888,
            appends: 12,
            copies: CopyFigures {
                protected: true,
                open: 1,
                seen: 3,
                given_up: 1,
                held: Duration::from_secs(12),
            },
        },
        memory_bytes: Some(2_789_376),
        sequence: 12_345,
        last_at: Some(moment),
        chain: Some((12_345, [0xAB; 16])),
        projections: Part::ALL.map(|part| (part, size)).to_vec(),
        opened_at: moment,
        opening: Opening {
            snapshot: 0,
            read: 12_333,
            took: Duration::from_millis(85),
        },
        rebuilt: Some(Rebuilt {
            events: 12_345,
            took: Duration::from_millis(91),
            same: true,
            differing: Which::default(),
            at: moment,
        }),
        check: CheckReport {
            last: Some(Checked {
                at: moment,
                took: Duration::from_millis(77),
                events: 12_345,
                damage: None,
            }),
            under_way: false,
        },
        counts: Counts {
            accommodations: 7,
            bookings: 1_204,
            people: 38,
            sessions: 3,
        },
        backups: Report::default(),
    }
}

fn storage(language: Language) -> StoragePage {
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
    let at = date(2026, 9, 10).at(9, 58, 0, 0);
    StoragePage {
        frame: administrator(language, "/storage"),
        database: database(),
        times: Times {
            last_event: Some(at),
            checked: Some(at),
            opened: at,
            rebuilt: Some(at),
        },
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
    }
}

/// The same where much is wrong: a damaged file, projections that were not right, a snapshot, nothing written yet.
fn storage_in_trouble(language: Language) -> StoragePage {
    let mut page = storage(language);
    let database = &mut page.database;
    database.figures = Figures::default();
    database.chain = None;
    database.opening.snapshot = 9_000;
    database.check.under_way = true;
    if let Some(last) = &mut database.check.last {
        last.damage = Some("events 61 to 122: the checksum does not fit the bytes".to_owned());
    }
    if let Some(rebuilt) = &mut database.rebuilt {
        rebuilt.same = false;
        rebuilt.differing = Which::default().with(Part::Sessions);
    }
    page.times.last_event = None;
    page.backups = Backups::default();
    page
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
    let storage = storage(language);
    vec![
        ("accommodations", list.render()),
        ("accommodation-edit", change.render()),
        ("accommodation-close", close.render()),
        ("people", people(language).render()),
        ("erase", erase(vec![]).render()),
        ("erase-refused", erase(entries()[1..3].to_vec()).render()),
        ("settings", settings.render()),
        ("storage", storage.render()),
        ("storage-trouble", storage_in_trouble(language).render()),
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
        kept_out: Vec::new(),
        registration: true,
        back_to: "/bookings/b7".to_owned(),
    };
    let kept_out = SignInPage {
        failed: false,
        kept_out: vec!["Noch nicht.".to_owned(), NASTY.to_owned()],
        ..sign_in.clone()
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
        ("kept-out", kept_out.render()),
        ("access", access.render()),
    ];
    pages.extend(coming_pages(language));
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

fn coming_pages(language: Language) -> Vec<(&'static str, Markup)> {
    let outside = |here| frame(language, None, here);
    let register = RegisterPage {
        frame: outside("/register"),
        first_name: NASTY.to_owned(),
        last_name: String::new(),
        email: "ute@example.org".to_owned(),
        least_password: 10,
        mistakes: vec![Mistake {
            field: "last-name".to_owned(),
            label: "Nachname".to_owned(),
            sentence: "Hier fehlt etwas.".to_owned(),
        }],
    };
    let address = |what_for, mail| AddressPage {
        frame: outside("/forgotten"),
        what_for,
        mail,
        email: NASTY.to_owned(),
    };
    let confirm = ConfirmPage {
        password: Some(10),
        mistakes: Vec::new(),
        frame: outside("/confirm-address/Xy7_kq-02aBcD"),
        name: NASTY.to_owned(),
        email: "ute@example.org".to_owned(),
        secret: "Xy7_kq-02aBcD".to_owned(),
    };
    let mut pages = vec![
        ("register", register.render()),
        ("again", address(For::Confirmation, true).render()),
        ("forgotten", address(For::Password, true).render()),
        ("forgotten-plain", address(For::Password, false).render()),
        ("confirm", confirm.render()),
    ];
    let names = [
        "registered",
        "closed",
        "sent-again",
        "sent-forgotten",
        "link-void",
        "confirmed",
        "new-address",
    ];
    for (name, told) in names.into_iter().zip(Told::ALL) {
        let page = ToldPage {
            frame: outside("/register/sent"),
            told,
            mail: told != Told::LinkVoid,
        };
        pages.push((name, page.render()));
    }
    pages
}
