//! Sending against a mail server that fails in every way servers do. The clock of the house stands still until it is moved,
//! so nothing is waited for.

use crate::{
    supervisor::mail::{MailServer, certificate},
    web::house::{ADMIN, ANNA, BEN, House, MORNING, order, wish},
};
use hutbook::{
    app::views::Settled,
    domain::{
        command::{Command, MailCommand},
        ids::{Actor, PersonId},
        mail::{MailKind, MailSettings, Security, ToAdministrators},
        time::Moment,
    },
    mail::{
        Failed,
        post::{OFF, Post, Trouble, Worry, settings},
    },
};
use std::{
    fs,
    net::TcpListener,
    sync::Arc,
    time::{Duration, Instant},
};

const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A house with a mail account, and what sends its mails.
struct Sending {
    house: House,
    post: Arc<Post>,
    runtime: tokio::runtime::Runtime,
}

impl Sending {
    fn new(port: u16) -> Self {
        Self::with(port, Security::None, "", "")
    }

    fn with(port: u16, security: Security, user: &str, password: &str) -> Self {
        let house = House::new();
        let mut settings = MailSettings {
            host: "localhost".into(),
            port,
            security,
            user: user.into(),
            sealed_password: Box::default(),
            from_address: "hut@example.org".into(),
            from_name: "Hütte".into(),
            address: "http://hut.local".into(),
            reminder_days: 0,
            to_administrators: ToAdministrators::Each,
        };
        settings::seal(&house.app, &mut settings, password).unwrap();
        let mail = Some(Box::new(settings));
        let _ = order(
            &house.app,
            Actor::Person(ADMIN),
            Command::Mail(MailCommand::ChangeSettings { mail }),
        );
        let post = Post::with_patience(Arc::clone(&house.app), Duration::from_secs(2));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self {
            house,
            post,
            runtime,
        }
    }

    /// Anna asks for a stay: a mail to the administrator.
    fn anna_asks(&self, month: u8) {
        let (from, to) = (format!("2026-{month:02}-01"), format!("2026-{month:02}-03"));
        let anna = self.house.someone(ANNA);
        anna.books(&from, &to, "a1", 1);
    }

    /// The administrator enters a stay for somebody: a mail to them.
    fn enters_for(&self, person: PersonId, month: u8) {
        let (from, to) = (format!("2026-{month:02}-01"), format!("2026-{month:02}-03"));
        let mut wish = wish(&from, &to, "a2", 1);
        wish["onBehalfOf"] = person.to_string().into();
        let admin = self.house.someone(ADMIN);
        assert_eq!(admin.post("/api/bookings", &wish).status, 201);
    }

    /// Deals with all that is due.
    fn clear(&self) {
        self.runtime.block_on(self.post.clear());
    }

    fn after(&self, millis: i64) {
        self.house.hands.set(MORNING.plus_millis(millis));
        self.clear();
    }

    fn waiting(&self) -> Vec<(MailKind, PersonId)> {
        let book = self.house.app.book();
        book.outbox.waiting().map(|it| (it.kind, it.to)).collect()
    }

    fn settled(&self) -> Vec<Settled> {
        self.house.app.book().outbox.settled().cloned().collect()
    }

    fn paused_by(&self) -> Option<Trouble> {
        self.post.stands().map(|tries| tries.trouble)
    }
}

/// The lines of all mails that begin with this.
fn lines(server: &MailServer, begin: &str) -> Vec<String> {
    let mails = server.mails();
    let lines = mails.iter().flat_map(|mail| mail.lines());
    lines
        .filter_map(|line| line.strip_prefix(begin))
        .map(str::to_owned)
        .collect()
}

#[test]
fn smtp_each_mail_of_the_house_goes_out_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["take"]);
    let sending = Sending::new(server.port);
    sending.anna_asks(7);
    sending.enters_for(BEN, 7);
    assert_eq!(sending.waiting().len(), 2);
    sending.clear();
    assert_eq!(sending.waiting(), []);
    let to = lines(&server, "To: ");
    assert_eq!(to, ["admin@hut.example", "ben@hut.example"]);
    let from = lines(&server, "From: ");
    assert!(
        from.iter().all(|it| it == "Hütte <hut@example.org>"),
        "{from:?}"
    );
    let ids = lines(&server, "Message-ID: ");
    assert!(
        ids[0] != ids[1] && ids[0].ends_with("@example.org>"),
        "{ids:?}"
    );
    assert!(sending.settled().iter().all(|it| !it.given_up));
    assert_eq!(sending.post.counts(), (2, 0));
    // Neither another look nor another start sends one again.
    sending.clear();
    let again = Post::with_patience(Arc::clone(&sending.house.app), Duration::from_secs(2));
    sending.runtime.block_on(again.clear());
    assert_eq!(server.mails().len(), 2);
}

#[test]
fn smtp_a_server_that_is_busy_is_asked_again_later() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["answer", "451", "2"]);
    let sending = Sending::new(server.port);
    sending.anna_asks(7);
    sending.clear();
    let listed = sending.post.listed();
    let tries = listed[0].tries.as_ref().unwrap();
    assert_eq!(
        (tries.count, tries.next()),
        (1, MORNING.plus_millis(MINUTE))
    );
    assert!(matches!(
        &tries.trouble,
        Trouble::Failed(Failed::NotNow(451, _))
    ));
    assert_eq!(sending.paused_by(), None, "another mail may fare better");
    sending.after(MINUTE - 1);
    assert_eq!(sending.post.listed()[0].tries.as_ref().unwrap().count, 1);
    sending.after(MINUTE);
    assert_eq!(sending.post.listed()[0].tries.as_ref().unwrap().count, 2);
    sending.after(6 * MINUTE);
    assert_eq!((sending.waiting(), server.mails().len()), (vec![], 1));
}

#[test]
fn smtp_a_recipient_nobody_knows_is_given_up_at_once_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let behaviour = ["recipient", "550", "ben@hut.example"];
    let server = MailServer::start(folder.path(), &behaviour);
    let sending = Sending::new(server.port);
    sending.enters_for(BEN, 7);
    sending.enters_for(ANNA, 7);
    sending.clear();
    assert_eq!(sending.waiting(), []);
    assert_eq!(lines(&server, "To: "), ["anna@hut.example"]);
    let settled = sending.settled();
    let given_up = settled.iter().find(|it| it.given_up).unwrap();
    assert_eq!(given_up.to, BEN);
    let why = sending.house.app.reveal(given_up.why.as_ref().unwrap());
    assert_eq!(why.as_deref(), Some("550 as told"));
    let worry = |moment: Moment| sending.post.worry(moment);
    assert_eq!(worry(MORNING), Some(Worry::GivenUp(1)));
    assert_eq!(worry(MORNING.plus_millis(3 * DAY)), None);
    assert_eq!(sending.post.counts(), (1, 1));
}

#[test]
fn smtp_a_mail_at_which_the_server_breaks_off_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["break", "ben@hut.example"]);
    let sending = Sending::new(server.port);
    sending.enters_for(BEN, 7);
    sending.enters_for(ANNA, 7);
    sending.clear();
    assert_eq!(sending.waiting().len(), 2, "it may be the server");
    assert!(sending.paused_by().is_some());
    sending.after(MINUTE);
    assert_eq!(lines(&server, "To: "), ["anna@hut.example"]);
    assert_eq!(sending.waiting(), [(MailKind::StayEntered, BEN)]);
    sending.anna_asks(9);
    for minutes in [6, 7, 21, 22] {
        sending.after(minutes * MINUTE);
    }
    let to = lines(&server, "To: ");
    assert_eq!(to, ["anna@hut.example", "admin@hut.example"]);
    sending.after(3 * DAY);
    assert_eq!(sending.waiting(), []);
    let given_up = sending.settled().into_iter().filter(|it| it.given_up);
    assert_eq!(given_up.map(|it| it.to).collect::<Vec<_>>(), [BEN]);
}

#[test]
fn smtp_a_house_that_was_off_says_what_it_has_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["take"]);
    let sending = Sending::new(server.port);
    sending.anna_asks(7);
    let again = Post::with_patience(Arc::clone(&sending.house.app), Duration::from_secs(2));
    sending.house.hands.set(MORNING.plus_millis(3 * DAY));
    sending.runtime.block_on(again.clear());
    assert_eq!((sending.waiting(), server.mails().len()), (vec![], 0));
    let settled = sending.settled();
    assert!(settled.len() == 1 && settled[0].given_up, "{settled:?}");
    let why = sending.house.app.reveal(settled[0].why.as_ref().unwrap());
    assert_eq!(why.as_deref(), Some(OFF));
    let worry = again.worry(MORNING.plus_millis(3 * DAY));
    assert_eq!(worry, Some(Worry::GivenUp(1)));
}

#[test]
fn smtp_a_sender_nobody_wants_stops_all_and_gives_none_up() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["sender", "550"]);
    let sending = Sending::new(server.port);
    sending.anna_asks(7);
    sending.enters_for(BEN, 7);
    sending.clear();
    assert_eq!(sending.waiting().len(), 2);
    let trouble = sending.paused_by();
    assert!(
        matches!(&trouble, Some(Trouble::Failed(Failed::Refused(550, _)))),
        "{trouble:?}"
    );
    assert_eq!(sending.post.worry(MORNING.plus_millis(59 * MINUTE)), None);
    let hour = MORNING.plus_millis(60 * MINUTE);
    assert_eq!(sending.post.worry(hour), Some(Worry::Stands));
    drop(server);
}

#[test]
fn smtp_a_server_that_is_gone_is_waited_for_three_days() {
    let folder = tempfile::tempdir().unwrap();
    let gone = MailServer::start(folder.path(), &["take"]);
    let sending = Sending::new(gone.port);
    drop(gone);
    sending.anna_asks(7);
    for minutes in [0, 1, 6, 21, 81, 321] {
        sending.after(minutes * MINUTE);
        assert_eq!(sending.waiting().len(), 1, "{minutes}");
        let trouble = sending.paused_by();
        assert!(
            matches!(&trouble, Some(Trouble::Failed(Failed::Unreachable(_)))),
            "{trouble:?}"
        );
    }
    sending.after(3 * DAY - 1);
    assert_eq!(sending.waiting().len(), 1);
    sending.after(3 * DAY);
    assert_eq!(sending.waiting(), []);
    assert!(sending.settled()[0].given_up && sending.settled()[0].why.is_some());
}

#[test]
fn smtp_a_wrong_password_stops_all_until_it_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, key) = certificate(folder.path());
    let files = [pem.to_str().unwrap(), key.to_str().unwrap()];
    let server = MailServer::start(folder.path(), &["starttls", files[0], files[1]]);
    let sending = Sending::with(server.port, Security::StartTls, "board", "falsch");
    sending.anna_asks(7);
    // Nobody vouches for its certificate.
    sending.clear();
    let trouble = sending.paused_by();
    assert!(
        matches!(&trouble, Some(Trouble::Failed(Failed::Untrusted(_)))),
        "{trouble:?}"
    );
    sending.post.trust(&fs::read(&pem).unwrap());
    sending.post.hurry();
    sending.clear();
    let trouble = sending.paused_by();
    assert!(
        matches!(&trouble, Some(Trouble::Failed(Failed::Refused(535, _)))),
        "{trouble:?}"
    );
    let mut settings = sending
        .house
        .app
        .book()
        .state
        .mail
        .as_deref()
        .unwrap()
        .clone();
    settings::seal(&sending.house.app, &mut settings, "geheim").unwrap();
    let mail = Some(Box::new(settings));
    let _ = order(
        &sending.house.app,
        Actor::Person(ADMIN),
        Command::Mail(MailCommand::ChangeSettings { mail }),
    );
    sending.post.hurry();
    sending.clear();
    assert_eq!((sending.waiting(), server.mails().len()), (vec![], 1));
}

#[test]
fn a_silent_server_takes_its_time_and_nobody_elses() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let sending = Sending::new(silent.local_addr().unwrap().port());
    sending.enters_for(BEN, 7);
    let post = Arc::clone(&sending.post);
    let worker = sending.runtime.spawn(Arc::clone(&post).run());
    std::thread::scope(|scope| {
        let house = &sending;
        let booked = scope.spawn(move || {
            let (connection, _) = silent.accept().unwrap();
            let begun = Instant::now();
            for month in 8..=12 {
                house.anna_asks(month);
            }
            let took = begun.elapsed();
            // It still waits for a first word.
            connection.set_nonblocking(true).unwrap();
            let said = connection.peek(&mut [0]).map_err(|error| error.kind());
            assert_eq!(said, Err(std::io::ErrorKind::WouldBlock));
            house.post.end();
            (took, connection)
        });
        house.runtime.block_on(worker).unwrap();
        let (took, _connection) = booked.join().unwrap();
        assert!(took < Duration::from_secs(1), "{took:?}");
    });
    assert_eq!(sending.waiting().len(), 6, "and no mail is lost");
    let trouble = sending.paused_by();
    assert_eq!(trouble, Some(Trouble::Failed(Failed::Silent)));
}

#[test]
fn a_copy_writes_to_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let sending = Sending::new(listener.local_addr().unwrap().port());
    sending.anna_asks(7);
    fs::remove_file(sending.house.folder().join("test.hutbook.key")).unwrap();
    let before = sending.house.app.book().sequence;
    sending.clear();
    assert_eq!(sending.paused_by(), Some(Trouble::Copy));
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "nobody was called");
    // Nor is anything made for a mail that cannot go out.
    assert_eq!(sending.house.app.book().sequence, before);
    // Of what was under way when it was copied nothing is left in the end, and nobody is told of failures.
    let copy = Post::with_patience(Arc::clone(&sending.house.app), Duration::from_secs(2));
    sending.house.hands.set(MORNING.plus_millis(4 * DAY));
    sending.runtime.block_on(copy.clear());
    assert_eq!((sending.waiting(), sending.settled().len()), (vec![], 0));
}

#[test]
fn smtp_a_link_is_made_right_before_it_is_sent_and_once_as_long_as_it_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["answer", "451", "3"]);
    let sending = Sending::new(server.port);
    let admin = sending.house.someone(ADMIN);
    let new =
        serde_json::json!({"email": "eve@hut.example", "firstName": "Eve", "lastName": "Elm"});
    assert_eq!(admin.post("/api/people", &new).status, 201);
    let link = || {
        let book = sending.house.app.book();
        book.state.person(PersonId::new(4)).unwrap().access_link
    };
    assert_eq!(link(), None, "none before there is a mail");
    sending.clear();
    let first = link().unwrap();
    assert_eq!(first.expires, MORNING.plus_millis(7 * DAY));
    sending.after(MINUTE);
    assert_eq!(
        link(),
        Some(first),
        "a mail that is tried again has the same link"
    );
    // Somebody hands out another one meanwhile: that of the mail opens no more, and a new one would void theirs.
    assert_eq!(
        admin
            .post("/api/people/p4/access-link", &serde_json::json!({}))
            .status,
        200
    );
    let other = link().unwrap();
    assert_ne!(other.digest, first.digest);
    sending.after(21 * MINUTE);
    assert_eq!((sending.waiting(), server.mails().len()), (vec![], 0));
    assert_eq!(link(), Some(other));
}

#[test]
fn smtp_reminders_and_daily_mails_go_out_and_are_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["take"]);
    let sending = Sending::new(server.port);
    let mut settings = sending
        .house
        .app
        .book()
        .state
        .mail
        .as_deref()
        .unwrap()
        .clone();
    settings.reminder_days = 2;
    settings.to_administrators = ToAdministrators::Daily;
    let mail = Some(Box::new(settings));
    let _ = order(
        &sending.house.app,
        Actor::Person(ADMIN),
        Command::Mail(MailCommand::ChangeSettings { mail }),
    );
    sending.anna_asks(7);
    sending.enters_for(BEN, 7);
    let admin = sending.house.someone(ADMIN);
    for id in ["b1", "b2"] {
        let path = format!("/api/bookings/{id}/confirm");
        assert_eq!(admin.post(path, &serde_json::json!({})).status, 200);
    }
    // The daily mail tells of what still waits for an answer.
    sending.anna_asks(9);
    sending.clear();
    let listed = sending.post.listed();
    assert!(
        listed.len() == 2 && listed.iter().all(|it| it.held),
        "{listed:?}"
    );
    let before = server.mails().len();
    // From ten on 1 June to ten on the 29th: a daily mail, and two who arrive on 1 July.
    sending.after(28 * DAY);
    sending.after(28 * DAY + MINUTE);
    let mut to = lines(&server, "To: ").split_off(before);
    to.sort();
    assert_eq!(
        to,
        ["admin@hut.example", "anna@hut.example", "ben@hut.example"]
    );
    assert_eq!(sending.waiting(), []);
    let kinds = sending.settled().into_iter().map(|it| it.mail.kind);
    let kinds: Vec<MailKind> = kinds.take(3).collect();
    let expected = [MailKind::Reminder, MailKind::Reminder, MailKind::Digest];
    assert_eq!(kinds, expected);
}
