//! What arbitrary bytes are thrown at, and what must hold whatever they are. Shared by the fuzzers, which search, and by
//! the tests, which replay what was found. Never panics for any other reason than a broken promise.

use hutbook::{
    app::{
        App,
        demo::Story,
        order::{Answer, Order},
        tokens,
    },
    clock::{Clock, ManualClock},
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
        text::Words,
        time::Moment,
    },
    exchange::legacy::{self, Already},
    store::{probe, simulated::SimulatedLog},
    web::{
        self,
        house::{Facts, Options, Web},
    },
};
use std::{cell::RefCell, sync::Arc};

/// The secret of the administrator's session in the house that requests are sent to.
const SECRET: &str = "fuzz";
const NOW: Moment = Moment::from_millis(1_790_000_000_000);
/// Requests after which a house is made anew: what one leaves behind shall not hide what the next one finds.
const REQUESTS: u32 = 200;
/// Most bytes of the events of a block.
const BLOCK_EVENTS_BYTES: usize = 60 * 1024;

/// A block from a file, with the checksum it has and with one that fits.
pub(crate) fn block(bytes: &[u8]) {
    let honest = probe::block(bytes);
    let fitted = probe::block_past_its_checksum(bytes);
    if let Ok(events) = &honest {
        assert_eq!(
            fitted.as_ref(),
            Ok(events),
            "the right checksum was not the one that fits"
        );
    }
    for events in [honest, fitted].into_iter().flatten() {
        assert!(!events.is_empty() && events.len() <= BLOCK_EVENTS_BYTES);
        assert!(
            (1..)
                .zip(&events)
                .all(|(sequence, event)| event.sequence == sequence)
        );
    }
}

/// One event from a block: what is read is written and read again as the same.
pub(crate) fn event(bytes: &[u8]) {
    let Ok((mut recorded, taken)) = probe::event(1, bytes) else {
        return;
    };
    assert!(taken <= bytes.len());
    let mut sealed = true;
    recorded
        .event
        .each_text(&mut |text| sealed &= !matches!(text.words, Words::Clear(_)));
    assert!(sealed, "clear text was read from a log");
    let written = probe::event_bytes(&recorded).expect("what was read can be written");
    assert_eq!(probe::event(1, &written), Ok((recorded, written.len())));
}

/// A dump of the old system, read and planned into a house.
pub(crate) fn dump(bytes: &[u8]) {
    let Ok(dump) = legacy::read(bytes) else {
        return;
    };
    FOUNDED.with(|app| {
        let book = app.book();
        let zone = jiff::tz::TimeZone::UTC;
        let planned = legacy::plan(dump, &Already::default(), &book.state, book.sequence, &zone);
        if let Ok(import) = planned {
            let mut book = hutbook::projections::book::Book::clone(&book);
            for event in &import.events {
                assert!(
                    book.apply(event).is_ok(),
                    "planned what cannot be: {event:?}"
                );
            }
        }
    });
}

/// Whatever comes over a connection.
pub(crate) fn request(bytes: &[u8]) {
    let answered = SERVED.with_borrow_mut(|served| served.converse(bytes));
    if !answered.is_empty() {
        assert!(
            answered.starts_with(b"HTTP/1."),
            "{}",
            String::from_utf8_lossy(&answered)
        );
    }
    for broken in [&b"HTTP/1.1 500"[..], b"HTTP/1.1 503"] {
        assert!(
            !holds(&answered, broken),
            "{}",
            String::from_utf8_lossy(&answered)
        );
    }
}

fn holds(answered: &[u8], words: &[u8]) -> bool {
    answered.windows(words.len()).any(|it| it == words)
}

/// A proper request by the administrator: the first line says method and address, all else is the body. Bodies in
/// braces are sent as JSON, others as a form.
pub(crate) fn body(bytes: &[u8]) {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at(end);
    let body = rest.get(1..).unwrap_or_default();
    if line
        .iter()
        .any(|byte| !byte.is_ascii_graphic() && *byte != b' ')
    {
        return;
    }
    let kind = if body.first() == Some(&b'{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let mut sent = line.to_vec();
    let head = format!(
        " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {SECRET}\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    sent.extend_from_slice(head.as_bytes());
    sent.extend_from_slice(body);
    request(&sent);
}

/// A house over HTTP, without a socket.
struct Served {
    runtime: tokio::runtime::Runtime,
    web: Arc<Web>,
    left: u32,
}

thread_local! {
    static FOUNDED: Arc<App> = founded();
    static SERVED: RefCell<Served> = RefCell::new(Served::new());
}

fn founded() -> Arc<App> {
    let clock = Clock::Manual(ManualClock::at(NOW));
    let app = App::start(Box::new(SimulatedLog::new()), clock).expect("an empty log is in order");
    let story = Story {
        bookings: 8,
        ..Story::first_look(NOW, None)
    };
    assert!(matches!(app.import(story.events()), Answer::Done(_)));
    let person = PersonId::new(1);
    let sign_in = Order {
        actor: Actor::Person(person),
        id: tokens::unique_command_id().expect("there is randomness"),
        command: Command::Person(PersonCommand::SignIn {
            person,
            session: tokens::digest(SECRET),
            device: None,
        }),
    };
    assert!(matches!(app.submit_and_wait(sign_in), Answer::Done(_)));
    app
}

impl Served {
    fn new() -> Self {
        let options = Options {
            cookie_seed: "fuzz",
            limits: web::limits::Limits::USUAL,
            trust: web::forwarded::Trust::Nobody,
            more_routes: web::site::ROUTES,
            pages: web::site::PAGES,
            facts: Facts::default(),
        };
        let runtime = web::server::runtime().expect("a small runtime");
        let web = Web::new(founded(), &options).expect("the routes fit");
        Self {
            runtime,
            web,
            left: REQUESTS,
        }
    }

    fn converse(&mut self, bytes: &[u8]) -> Vec<u8> {
        if self.left == 0 {
            *self = Self::new();
        }
        self.left -= 1;
        self.runtime
            .block_on(web::probe::converse(Arc::clone(&self.web), bytes))
    }
}
