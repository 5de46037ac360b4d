//! The same house as its administrators look back at it: all events, and the plan as it was.
//! Never random: every run shows the same past.

use super::{NASTY, TODAY, administrator, entries, plan};
use crate::{
    app::Stored,
    domain::{
        house::Language,
        ids::{AccommodationId, BookingId, CommandId, PersonId, Stream},
        people::Role,
    },
    web::pages::{
        Mistake,
        booking_detail::Who,
        events::{Choice, EventLine, EventsPage, Fact, Next, Of, Typed},
        plan::{AsOf, Difference, PlanPage, Since},
    },
    words::events::Kind,
};
use jiff::civil::date;
use maud::Markup;

fn line(place: u32, kind: Kind, who: Who, what: &str, stream: Stream) -> EventLine {
    EventLine {
        sequence: 900 - u64::from(place),
        kind,
        at: date(2026, 9, 10 - i8::try_from(place / 8).unwrap()).at(18, 59, 7, 0),
        who,
        what: what.to_owned(),
        hint: "Ute Sommer, 1.–3. Sept. 2026".to_owned(),
        stream,
        version: 3,
        command: CommandId::from_halves(7, u64::from(place)),
        facts: Vec::new(),
        recorded: "2026-09-10T16:59:07.123Z".to_owned(),
        stored: (place != 3).then_some(Stored {
            block: 861,
            block_events: 62,
            block_bytes: 4_071,
            bytes: 31,
            schema: 2,
        }),
        raw: format!("{{\n  \"stream\": \"{stream}\",\n  \"data\": \"{NASTY}\"\n}}"),
        month: Some(TODAY),
    }
}

fn choice(code: &str, name: &str) -> Choice {
    Choice {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

pub(in crate::web::pages::tests) fn events(language: Language) -> EventsPage {
    let streams = [
        Stream::Booking(BookingId::new(7)),
        Stream::Person(PersonId::new(2)),
        Stream::Accommodation(AccommodationId::new(1)),
        Stream::House,
    ];
    let whos = [
        Who::Person("Anna Berg".to_owned()),
        Who::Erased,
        Who::Program,
        Who::Unknown,
    ];
    let mut lines: Vec<EventLine> = (0..)
        .zip(Kind::ALL)
        .map(|(place, kind)| {
            let about = kind.about() as usize;
            let who = whos[usize::try_from(place).unwrap() % 4].clone();
            let what = ["Buchung b7", NASTY, "„Gästezimmer“", ""][about];
            line(place, *kind, who, what, streams[about])
        })
        .collect();
    let fact = |label, from: Option<&str>, to: &str| Fact {
        label,
        from: from.map(str::to_owned),
        to: to.to_owned(),
    };
    lines[1].facts = vec![
        fact("Tage", Some("1.–3. Sept. 2026"), "1.–4. Sept. 2026"),
        fact("Notiz", None, NASTY),
    ];
    EventsPage {
        frame: administrator(language, "/events"),
        of: Of::Everything,
        typed: Typed {
            kind: "booking".to_owned(),
            from: "2026-09-01".to_owned(),
            from_time: "07:30".to_owned(),
            ..Typed::default()
        },
        mistakes: Vec::new(),
        chosen: vec![
            ("Buchungen".to_owned(), Typed::default()),
            (NASTY.to_owned(), Typed::default()),
        ],
        streams: vec![choice("house", "Das Haus"), choice("p2", NASTY)],
        people: Some(vec![choice("p1", "Anna Berg"), choice("p2", NASTY)]),
        lines,
        searched: Some((101, 900)),
        next: Next::SearchOn(101),
        newer_than: Some(900),
    }
}

pub(in crate::web::pages::tests) fn past(language: Language) -> PlanPage {
    let differences = Since::ALL.into_iter().zip(entries().into_iter().cycle());
    let differences = differences.map(|(since, entry)| Difference { entry, since });
    let mut page = plan(language, Role::Administrator);
    page.frame = administrator(language, "/past?event=812");
    page.today = date(2026, 8, 28);
    page.as_of = Some(AsOf {
        at: date(2026, 8, 28).at(23, 59, 0, 0),
        now: TODAY.at(10, 0, 0, 0),
        sequence: 812,
        by_event: true,
        earlier: Some(807),
        later: Some(815),
        typed_on: "2026-08-28".to_owned(),
        typed_at: "23:59".to_owned(),
        mistakes: Vec::new(),
        differences: differences.collect(),
        more: 3,
        elsewhere: 12,
    });
    page
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let mut nothing = events(language);
    nothing.lines.clear();
    nothing.typed.stream = NASTY.to_owned();
    nothing.people = None;
    nothing.mistakes = vec![Mistake::plain(language, "stream", "b7?")];
    let mut long_ago = past(language);
    long_ago.rows.clear();
    if let Some(as_of) = &mut long_ago.as_of {
        (as_of.earlier, as_of.by_event, as_of.more) = (None, false, 0);
        as_of.differences.clear();
        as_of.mistakes = vec![Mistake::plain(language, "at", NASTY)];
    }
    let mut none = events(language);
    none.lines.clear();
    none.next = Next::Nothing;
    vec![
        ("events", events(language).render()),
        ("events-wrong", nothing.render()),
        ("events-none", none.render()),
        ("past", past(language).render()),
        ("past-empty", long_ago.render()),
    ]
}
