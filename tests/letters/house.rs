//! A made-up house in which everything happens that mails tell of, so that each letter can be read as somebody gets it.
//! Never sends one.

use hutbook::{
    app::{
        App,
        demo::Story,
        order::{Answer, Order, Receipt},
        tokens::{self, Secret},
    },
    clock::{Clock, ManualClock},
    domain::{
        booking::{Item, Items, Overrides},
        command::{
            BookingCommand, Command, HouseCommand, MailCommand, NewPerson, Newcomer, NoteWish,
            PersonCommand, Wish,
        },
        house::Language,
        ids::{AccommodationId, Actor, BookingId, PersonId, Stream},
        mail::{Cause, Mail, MailKind, MailSettings, Security, ToAdministrators},
        people::Role,
        time::{Moment, Stay},
    },
    mail::letters::{Letter, compose},
    store::simulated::SimulatedLog,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use std::sync::Arc;

/// Noon of 22 September 2026 at the house.
const NOW: Moment = Moment::from_millis(1_790_071_200_000);
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// The program itself.
pub(crate) const SYSTEM: Actor = Actor::System;
/// The administrator, a member, and another one.
pub(crate) const KATHARINA: PersonId = PersonId::new(1);
pub(crate) const JONAS: PersonId = PersonId::new(2);
/// The first name of somebody who tries what names can do.
pub(crate) const BOBBY: &str = "<script>alert(1)</script>";
/// A day on which stays in these tests begin.
pub(crate) const FRIDAY: Date = date(2026, 10, 2);

/// A house, and the time in it.
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    pub(crate) clock: ManualClock,
}

impl House {
    /// With an administrator, three members and three accommodations, all of whom read this language.
    pub(crate) fn new(language: Language) -> Self {
        let clock = ManualClock::at(NOW);
        let log = Box::new(SimulatedLog::new());
        let app = App::start(log, Clock::Manual(clock.clone())).unwrap();
        let story = Story {
            bookings: 0,
            accommodations: 3,
            members: 3,
            ..Story::first_look(NOW, None)
        };
        let Answer::Done(receipt) = app.import(story.events()) else {
            panic!("the story is taken");
        };
        let house = Self { app, clock };
        let mut settings = receipt.book.state.settings.clone().unwrap();
        settings.language = language;
        house.act(
            Actor::Person(KATHARINA),
            Command::House(HouseCommand::ChangeSettings { settings }),
        );
        let mail = MailSettings {
            host: "mail.example.org".into(),
            port: 587,
            security: Security::StartTls,
            user: "".into(),
            sealed_password: Box::default(),
            from_address: "haus@example.org".into(),
            from_name: "Haus am See".into(),
            address: "http://haus-am-see.local:60101".into(),
            reminder_days: 3,
            to_administrators: ToAdministrators::Each,
        };
        house.act(
            Actor::Person(KATHARINA),
            Command::Mail(MailCommand::ChangeSettings {
                mail: Some(Box::new(mail)),
            }),
        );
        house
    }

    /// Somebody does something.
    #[track_caller]
    pub(crate) fn act(&self, actor: Actor, command: Command) -> Receipt {
        let order = Order {
            actor,
            id: tokens::unique_command_id().unwrap(),
            command,
        };
        match self.app.submit_and_wait(order) {
            Answer::Done(receipt) => receipt,
            other => panic!("not done: {other:?}"),
        }
    }

    pub(crate) fn person(&self, actor: Actor, command: PersonCommand) -> Receipt {
        self.act(actor, Command::Person(command))
    }

    pub(crate) fn booking(&self, by: PersonId, command: BookingCommand) -> BookingId {
        match self
            .act(Actor::Person(by), Command::Booking(command))
            .stream
        {
            Stream::Booking(booking) => booking,
            other => panic!("{other}"),
        }
    }

    pub(crate) fn request(
        &self,
        by: PersonId,
        wish: Wish,
        on_behalf_of: Option<PersonId>,
    ) -> BookingId {
        self.booking(by, BookingCommand::Request { wish, on_behalf_of })
    }

    pub(crate) fn confirm(&self, id: BookingId) {
        let command = BookingCommand::Confirm {
            id,
            allow: Overrides::NONE,
            expected: None,
        };
        self.booking(KATHARINA, command);
    }

    pub(crate) fn cancel(&self, by: PersonId, id: BookingId, reason: Option<&str>) {
        let command = BookingCommand::Cancel {
            id,
            reason: reason.map(Into::into),
            expected: None,
        };
        self.booking(by, command);
    }

    pub(crate) fn change(&self, by: PersonId, id: BookingId, wish: Wish) {
        let command = BookingCommand::Change {
            id,
            wish,
            expected: None,
        };
        self.booking(by, command);
    }

    /// Somebody registers; answers with who they are.
    pub(crate) fn register(&self, email: &str, first_name: &str) -> PersonId {
        let language = self.app.book().state.settings.as_ref().unwrap().language;
        let newcomer = Box::new(Newcomer {
            person: NewPerson {
                email: email.into(),
                first_name: first_name.into(),
                last_name: "O'Brien & \"Söhne\" 🏡".into(),
                role: Role::Member,
            },
            password: "hash".into(),
            language,
        });
        let receipt = self.person(Actor::Unknown, PersonCommand::Register { newcomer });
        match receipt.stream {
            Stream::Person(person) => person,
            other => panic!("{other}"),
        }
    }

    /// A link that confirms an address.
    pub(crate) fn email_check(&self, person: PersonId) -> Secret {
        let secret = Secret::new().unwrap();
        let command = PersonCommand::IssueEmailCheck {
            person,
            digest: secret.digest(),
            expires: self.app.now().plus_millis(DAY_MILLIS),
        };
        self.person(SYSTEM, command);
        secret
    }

    /// A link to choose a password.
    pub(crate) fn access(&self, person: PersonId) -> Secret {
        let secret = Secret::new().unwrap();
        let command = PersonCommand::IssueAccessLink {
            person,
            digest: secret.digest(),
            expires: self.app.now().plus_millis(DAY_MILLIS),
        };
        self.person(SYSTEM, command);
        secret
    }

    /// Somebody confirms their address.
    pub(crate) fn verify(&self, person: PersonId) {
        let digest = self.email_check(person).digest();
        let command = PersonCommand::UseEmailCheck {
            digest,
            password: Some("hash".into()),
        };
        self.person(Actor::Person(person), command);
    }

    /// The newest mail of a kind that waits, and to whom it goes.
    #[track_caller]
    pub(crate) fn mail(&self, kind: MailKind) -> (PersonId, Mail) {
        let book = self.app.book();
        let waiting = book.outbox.waiting().filter(|it| it.kind == kind);
        let newest = waiting.last();
        let newest = newest.unwrap_or_else(|| panic!("no {kind:?} waits"));
        (newest.to, newest.mail())
    }

    /// What the newest mail of a kind says.
    pub(crate) fn said(&self, kind: MailKind, secret: Option<&str>) -> Option<Letter> {
        let (to, mail) = self.mail(kind);
        self.letter(to, mail, secret)
    }

    /// What a mail says.
    pub(crate) fn letter(&self, to: PersonId, mail: Mail, secret: Option<&str>) -> Option<Letter> {
        let book = self.app.book();
        compose(&self.app, book.state.person(to).unwrap(), mail, secret)
    }

    /// Everything that waits for administrators, in one.
    pub(crate) fn digest(&self) -> Option<Letter> {
        let cause = Cause::Until(self.app.book().sequence);
        let kind = MailKind::Digest;
        self.letter(KATHARINA, Mail { kind, cause }, None)
    }

    /// A reminder of a stay.
    pub(crate) fn reminder(&self, id: BookingId, stay: Stay) -> Option<Letter> {
        let member = self.app.book().state.booking(id).unwrap().member;
        let cause = Cause::Stay(id, stay);
        let kind = MailKind::Reminder;
        self.letter(member, Mail { kind, cause }, None)
    }
}

/// A wish for so many nights from a day on.
pub(crate) fn wish(arrival: Date, nights: i64, places: &[(u16, u8)], note: &str) -> Wish {
    let items = places.iter().map(|&(place, persons)| Item {
        accommodation: AccommodationId::new(place),
        persons,
    });
    Wish {
        arrival,
        departure: arrival.checked_add(nights.days()).unwrap(),
        items: items.collect::<Items>(),
        note: NoteWish::Say(note.into()),
        allow: Overrides::NONE,
    }
}

/// A letter of each kind.
pub(crate) fn all(language: Language) -> Vec<(MailKind, Letter, Option<Secret>)> {
    let house = House::new(language);
    let mut letters = about_people(&house);
    letters.extend(about_stays(&house));
    let kinds: Vec<MailKind> = letters.iter().map(|it| it.0).collect();
    for kind in MailKind::ALL {
        assert_eq!(
            kinds.iter().filter(|it| **it == kind).count(),
            1,
            "{kind:?}"
        );
    }
    letters
}

type Told = Vec<(MailKind, Letter, Option<Secret>)>;

fn about_people(house: &House) -> Told {
    use MailKind as K;
    let mut told = Vec::new();
    let mut tell = |kind: K, secret: Option<Secret>| {
        let letter = house.said(kind, secret.as_ref().map(Secret::text));
        let letter = letter.unwrap_or_else(|| panic!("{kind:?} says nothing"));
        told.push((kind, letter, secret));
    };
    let administrator = Actor::Person(KATHARINA);
    let bobby = house.register("bobby@example.org", BOBBY);
    tell(K::ConfirmAddress, Some(house.email_check(bobby)));
    house.verify(bobby);
    tell(K::SomebodyWaits, None);
    let approve = PersonCommand::Approve {
        person: bobby,
        vouch: false,
    };
    house.person(administrator, approve);
    tell(K::Approved, None);
    house.register("bobby@example.org", "Bobby");
    tell(K::RegisteredAlready, None);
    house.person(SYSTEM, PersonCommand::AskAccess { person: bobby });
    let secret = house.access(bobby);
    let digest = secret.digest();
    tell(K::NewPassword, Some(secret));
    let password = "another hash".into();
    let choose = PersonCommand::UseAccessLink { digest, password };
    house.person(Actor::Person(bobby), choose);
    tell(K::PasswordChanged, None);
    let ask = PersonCommand::AskForEmail {
        person: bobby,
        email: "robert@example.org".into(),
    };
    house.person(Actor::Person(bobby), ask);
    tell(K::AddressChanges, None);
    let factor = PersonCommand::SetSecondFactor {
        person: bobby,
        secret: "JBSWY3DPEHPK3PXP".into(),
        codes: Default::default(),
    };
    house.person(Actor::Person(bobby), factor);
    tell(K::SecondFactorChanged, None);
    let mallory = house.register("mallory@example.org", "Mallory");
    house.verify(mallory);
    let reject = PersonCommand::Reject {
        person: mallory,
        reason: Some("Wir kennen Sie leider nicht.\nBitte <b>rufen</b> Sie an.".into()),
    };
    house.person(administrator, reject);
    tell(K::Rejected, None);
    let person = NewPerson {
        email: "oma@example.org".into(),
        first_name: "Elisabeth".into(),
        last_name: "Lindner".into(),
        role: Role::Member,
    };
    let added = house.person(administrator, PersonCommand::Add { person });
    let Stream::Person(oma) = added.stream else {
        panic!("{}", added.stream);
    };
    tell(K::Invited, Some(house.access(oma)));
    told
}

fn about_stays(house: &House) -> Told {
    use MailKind as K;
    let mut told = Vec::new();
    let tell = |told: &mut Told, kind: K| {
        let letter = house.said(kind, None);
        let letter = letter.unwrap_or_else(|| panic!("{kind:?} says nothing"));
        told.push((kind, letter, None));
    };
    let later = |days: i64| FRIDAY.checked_add(days.days()).unwrap();
    let note = "Wir kommen erst gegen Abend & bringen <Kuchen> mit.";
    let first = house.request(JONAS, wish(FRIDAY, 2, &[(1, 2), (3, 1)], note), None);
    tell(&mut told, K::StayRequested);
    house.change(JONAS, first, wish(FRIDAY, 3, &[(1, 2)], note));
    tell(&mut told, K::RequestChanged);
    house.confirm(first);
    tell(&mut told, K::Confirmed);
    let stay = Stay::new(FRIDAY, later(3)).unwrap();
    told.push((K::Reminder, house.reminder(first, stay).unwrap(), None));
    let other = wish(later(1), 2, &[(2, 2)], "Das Seezimmer wird gestrichen.");
    house.change(KATHARINA, first, other);
    tell(&mut told, K::Changed);
    house.cancel(JONAS, first, Some("Die Kinder sind krank."));
    tell(&mut told, K::CalledOff);
    let second = house.request(JONAS, wish(later(7), 2, &[(1, 1)], note), None);
    let decline = BookingCommand::Decline {
        id: second,
        reason: Some("Da ist schon das Familientreffen.".into()),
        expected: None,
    };
    house.booking(KATHARINA, decline);
    tell(&mut told, K::Declined);
    let third = house.request(KATHARINA, wish(later(14), 2, &[(1, 1)], note), Some(JONAS));
    tell(&mut told, K::StayEntered);
    house.cancel(KATHARINA, third, Some("Die Heizung ist kaputt."));
    tell(&mut told, K::Cancelled);
    let fifth = house.request(JONAS, wish(later(28), 2, &[(2, 1)], note), None);
    house.confirm(fifth);
    house.change(JONAS, fifth, wish(later(28), 3, &[(2, 1)], note));
    house.request(JONAS, wish(later(21), 2, &[(1, 1), (2, 2)], note), None);
    let waits = house.register("lena@example.org", "Lena");
    house.verify(waits);
    told.push((K::Digest, house.digest().unwrap(), None));
    told
}
