//! A house on a port of its own with a clock that stands still: 1 June 2026, 10 o'clock at the house.

use super::client::{Answer, Ask, Connection};
use hutbook::{
    app::{App, order, order::Order, tokens},
    clock::{Clock, ManualClock},
    domain::{
        accent::Accent,
        accommodation::{Description, Kind},
        command::{AccommodationCommand, Command, HouseCommand, NewPerson, PersonCommand},
        event::{Event, Recorded, SignedIn},
        house::{Language, Settings, Visitors},
        ids::{Actor, CommandId, PersonId, Stream},
        people::Role,
        time::Moment,
    },
    store::{
        RedbLog,
        simulated::{SimulatedLog, Switches},
    },
    web::{
        forwarded::Trust,
        house::{Options, Pages, Web},
        limits::Limits,
        server,
        table::Route,
    },
};
use serde_json::{Value, json};
use std::{net::SocketAddr, path::PathBuf, sync::Arc, thread::JoinHandle};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// 2026-06-01T08:00:00Z.
pub(crate) const MORNING: Moment = Moment::from_millis(1_780_300_800_000);
pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) const ADMIN: PersonId = PersonId::new(1);
pub(crate) const ANNA: PersonId = PersonId::new(2);
pub(crate) const BEN: PersonId = PersonId::new(3);

/// A house with an administrator (p1), Anna (p2) and Ben (p3), a room for two (a1), a dormitory for eight (a2) and a
/// closed tent (a3).
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    pub(crate) address: SocketAddr,
    pub(crate) hands: ManualClock,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hands = ManualClock::at(MORNING);
        let log = RedbLog::create(&path(&folder), MORNING).unwrap();
        let app = App::start(Box::new(log), Clock::Manual(hands.clone())).unwrap();
        app.keep_key_beside(&path(&folder));
        found(&app);
        Self::serve(app, hands, folder, &[], Limits::USUAL)
    }

    /// A house whose log fails when it is told to.
    pub(crate) fn simulated() -> (Self, Switches) {
        let hands = ManualClock::at(MORNING);
        let log = SimulatedLog::new();
        let switches = log.switches();
        let app = App::start(Box::new(log), Clock::Manual(hands.clone())).unwrap();
        found(&app);
        (
            Self::serve(app, hands, tempfile::tempdir().unwrap(), &[], Limits::USUAL),
            switches,
        )
    }

    fn serve(
        app: Arc<App>,
        hands: ManualClock,
        folder: TempDir,
        more_routes: &'static [Route],
        limits: Limits,
    ) -> Self {
        Self::serve_with(app, hands, folder, more_routes, limits, Trust::Nobody)
    }

    fn serve_with(
        app: Arc<App>,
        hands: ManualClock,
        folder: TempDir,
        more_routes: &'static [Route],
        limits: Limits,
        trust: Trust,
    ) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let served = Arc::clone(&app);
        let thread = std::thread::spawn(move || {
            let options = Options {
                facts: hutbook::web::house::Facts::default(),
                cookie_seed: "test",
                more_routes,
                pages: Pages::NONE,
                limits,
                trust,
            };
            let web = Web::new(served, &options).unwrap();
            server::runtime().unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let shutdown = async { drop(stopped.await) };
                server::run(listener, web, shutdown).await;
            });
        });
        let address = told.recv().unwrap();
        Self {
            app,
            address,
            hands,
            folder,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The same house behind a portal, which says who a request comes from.
    pub(crate) fn behind_a_portal() -> Self {
        Self::trusting(Trust::ThisMachine(std::net::Ipv4Addr::LOCALHOST.into()))
    }

    /// The same house that takes somebody's word about who a request comes from.
    pub(crate) fn trusting(trust: Trust) -> Self {
        let mut house = Self::new();
        house.stop();
        let folder = std::mem::replace(&mut house.folder, tempfile::tempdir().unwrap());
        let (app, hands) = (Arc::clone(&house.app), house.hands.clone());
        Self::serve_with(app, hands, folder, &[], Limits::USUAL, trust)
    }

    /// The same house with further routes.
    pub(crate) fn with_routes(more_routes: &'static [Route]) -> Self {
        Self::with_limits(more_routes, Limits::USUAL)
    }

    /// The same house with further routes and other limits.
    pub(crate) fn with_limits(more_routes: &'static [Route], limits: Limits) -> Self {
        let mut house = Self::new();
        house.stop();
        let folder = std::mem::replace(&mut house.folder, tempfile::tempdir().unwrap());
        Self::serve(
            Arc::clone(&house.app),
            house.hands.clone(),
            folder,
            more_routes,
            limits,
        )
    }

    /// The same house after the program was stopped and started.
    pub(crate) fn restarted(mut self) -> Self {
        self.stop();
        self.app.close();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        let hands = self.hands.clone();
        drop(self);
        let log = RedbLog::open(&path(&folder)).unwrap();
        let app = App::start(Box::new(log), Clock::Manual(hands.clone())).unwrap();
        app.keep_key_beside(&path(&folder));
        Self::serve(app, hands, folder, &[], Limits::USUAL)
    }

    /// The folder its file lies in.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The bytes of the house's file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(path(&self.folder)).unwrap()
    }

    /// Flips a bit of the file in the middle of its events, as a bad disk would while the house is served.
    pub(crate) fn flip_in_the_middle(&self) {
        let mut bytes = self.bytes();
        let most = bytes.len() / 4096;
        let full = |page: &usize| {
            bytes[page * 4096..][..4096]
                .iter()
                .filter(|it| **it != 0)
                .count()
                > 3000
        };
        let pages: Vec<usize> = (1..most).filter(full).collect();
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(path(&self.folder))
            .unwrap();
        // Some of them belong to no event any more, and nobody reads those.
        for page in &pages[pages.len() / 2..][..8] {
            let at = page * 4096 + 2_000;
            bytes[at] ^= 1;
            let offset = u64::try_from(at).unwrap();
            std::os::unix::fs::FileExt::write_all_at(&file, &bytes[at..=at], offset).unwrap();
        }
    }

    /// The bytes of somebody's key, found in a copy of the file as its engine holds it: behind the person's number.
    pub(crate) fn key_of(&self, number: u64) -> Option<[u8; 32]> {
        let copy = self.folder.path().join("copy");
        std::fs::write(&copy, self.bytes()).unwrap();
        let table = redb::TableDefinition::<u64, &[u8]>::new("keys");
        let engine = redb::Database::open(&copy).unwrap();
        let reading = redb::ReadableDatabase::begin_read(&engine).unwrap();
        let key = reading.open_table(table).unwrap().get(number).unwrap();
        key.map(|key| key.value().try_into().unwrap())
    }

    /// Asks the server to stop.
    pub(crate) fn ask_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Stops the server and waits until it has.
    pub(crate) fn stop(&mut self) {
        self.ask_to_stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    /// Lets Ben sign in so often, all in one commit.
    pub(crate) fn ben_signs_in(&self, times: u64) {
        let book = self.app.book();
        let (first, version) = (
            book.sequence + 1,
            book.state.version_of(Stream::Person(BEN)),
        );
        let sign_in = |place: u64| Recorded {
            sequence: first + place,
            stream: Stream::Person(BEN),
            version: version + 1 + u32::try_from(place).unwrap(),
            at: self.app.now(),
            command: CommandId::from_halves(2, place),
            actor: Actor::Person(BEN),
            event: Event::SignedIn(SignedIn {
                session: [u8::try_from(place % 251).unwrap(); 16],
                device: None,
            }),
        };
        let imported = self.app.import((0..times).map(sign_in).collect());
        assert!(matches!(imported, order::Answer::Done(_)), "{imported:?}");
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::to(self.address)
    }

    /// A request over a connection of its own.
    pub(crate) fn ask(&self, ask: Ask) -> Answer {
        ask.over(&mut self.connect())
    }

    /// A bearer token for somebody.
    pub(crate) fn token(&self, person: PersonId) -> String {
        let secret = tokens::Secret::new().unwrap();
        let session = secret.digest();
        let _ = order(
            &self.app,
            Actor::Person(person),
            Command::Person(PersonCommand::SignIn {
                person,
                session,
                device: None,
            }),
        );
        format!("Bearer {}", secret.text())
    }

    pub(crate) fn someone(&self, person: PersonId) -> Someone<'_> {
        Someone {
            house: self,
            token: self.token(person),
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Somebody who is signed in.
pub(crate) struct Someone<'a> {
    house: &'a House,
    token: String,
}

impl Someone<'_> {
    pub(crate) fn ask(&self, ask: Ask) -> Answer {
        self.house.ask(ask.header("Authorization", &self.token))
    }

    pub(crate) fn get(&self, path: impl Into<String>) -> Answer {
        self.ask(Ask::new("GET", path))
    }

    pub(crate) fn post(&self, path: impl Into<String>, body: &Value) -> Answer {
        self.ask(Ask::new("POST", path).json(body))
    }

    pub(crate) fn put(&self, path: impl Into<String>, body: &Value) -> Answer {
        self.ask(Ask::new("PUT", path).json(body))
    }

    /// Books the room and answers with the booking.
    pub(crate) fn books(
        &self,
        arrival: &str,
        departure: &str,
        accommodation: &str,
        persons: u8,
    ) -> Value {
        let answer = self.post(
            "/api/bookings",
            &wish(arrival, departure, accommodation, persons),
        );
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()
    }
}

pub(crate) fn wish(arrival: &str, departure: &str, accommodation: &str, persons: u8) -> Value {
    json!({
        "arrival": arrival, "departure": departure,
        "items": [{"accommodationId": accommodation, "persons": persons}],
    })
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("test.hutbook")
}

pub(crate) fn order(app: &App, actor: Actor, command: Command) -> order::Receipt {
    let id = tokens::unique_command_id().unwrap();
    match app.submit_and_wait(Order { actor, id, command }) {
        order::Answer::Done(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

fn person(email: &str, first_name: &str, last_name: &str) -> NewPerson {
    NewPerson {
        email: email.into(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        role: Role::Member,
    }
}

fn found(app: &App) {
    let settings = Settings {
        name: "Hut".try_into().unwrap(),
        zone: "Europe/Berlin".try_into().unwrap(),
        language: Language::German,
        longest_stay: 30,
        region: None,
        accent: Accent::default(),
        registration: true,
        visitors: Visitors::Nothing,
    };
    let password = app.passwords.hash(PASSWORD).unwrap();
    let administrator = person("admin@hut.example", "Ada", "Admin");
    let found = HouseCommand::Found {
        settings,
        administrator,
        password: Some(password),
    };
    let _ = order(app, Actor::System, Command::House(found));
    for person in [
        person("anna@hut.example", "Anna", "Alm"),
        person("ben@hut.example", "Ben", "Berg"),
    ] {
        let _ = order(
            app,
            Actor::System,
            Command::Person(PersonCommand::Add { person }),
        );
    }
    for (name, kind, capacity) in [
        ("Room", Kind::Room, 2),
        ("Dormitory", Kind::Bed, 8),
        ("Tent", Kind::Tent, 4),
    ] {
        let description = Description {
            name: name.try_into().unwrap(),
            kind,
            capacity,
        };
        let add = AccommodationCommand::Add { description };
        let _ = order(app, Actor::System, Command::Accommodation(add));
    }
    let id = "a3".parse().unwrap();
    let close = AccommodationCommand::Deactivate {
        id,
        force: false,
        expected: None,
    };
    let _ = order(app, Actor::System, Command::Accommodation(close));
}
