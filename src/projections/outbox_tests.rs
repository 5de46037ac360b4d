//! Which events lead to which mails, to whom, and what takes them out of the outbox again.

use super::{
    outbox::Outbox,
    samples::{ADA, BO, CLEO, DAN, HOUR, MORNING, Tale, mail_settings, stay},
};
use crate::domain::{
    booking::Status,
    event::{
        AccessLinkIssued, BookingCancelled, BookingDeclined, EmailChangeAsked, Event, MailSettled,
        PasswordSet, PersonRejected, SecondFactorSet,
    },
    ids::{Actor, BookingId, PersonId, Stream},
    mail::{Cause, Mail, MailKind, MailOutcome},
    people::{Role, Standing},
    text::PersonalText,
};

const EVE: PersonId = PersonId::new(5);

fn by(person: PersonId) -> Actor {
    Actor::Person(person)
}

/// Mails that wait, with whom they go to.
fn waiting(tale: &Tale) -> Vec<(MailKind, PersonId)> {
    let waiting = tale.book.outbox.waiting();
    waiting.map(|it| (it.kind, it.to)).collect()
}

/// What is added to the outbox by what happens.
fn mails(tale: &mut Tale, happens: impl FnOnce(&mut Tale)) -> Vec<(MailKind, PersonId)> {
    let before = tale.book.sequence;
    happens(tale);
    let new = tale.book.outbox.waiting().filter(|it| it.sequence > before);
    new.map(|it| (it.kind, it.to)).collect()
}

fn settle(tale: &mut Tale, to: PersonId, mail: Mail, outcome: MailOutcome) {
    let settled = Event::MailSettled(MailSettled { mail, outcome });
    tale.happens(Actor::System, Stream::Person(to), settled);
}

fn reason(about: PersonId) -> Option<PersonalText> {
    // As the log holds it: sealed.
    let mut text = PersonalText::clear(about, "");
    text.words = crate::domain::text::Words::Sealed(Box::new(*b"because"));
    Some(text)
}

#[test]
fn every_step_of_a_stay_is_told_to_those_who_did_not_take_it() {
    let mut tale = Tale::sending(mail_settings());
    let days = stay("2026-07-01", "2026-07-04");
    let other = stay("2026-07-02", "2026-07-04");
    let asked = mails(&mut tale, |it| {
        it.requests(by(CLEO), 1, CLEO, days);
    });
    let both = |kind| vec![(kind, ADA), (kind, BO)];
    assert_eq!(asked, both(MailKind::StayRequested));
    let for_cleo = |kind| vec![(kind, CLEO)];
    let confirmed = mails(&mut tale, |it| {
        it.confirms(by(ADA), 1);
    });
    assert_eq!(confirmed, for_cleo(MailKind::Confirmed));
    let changed = mails(&mut tale, |it| {
        it.changes(by(CLEO), 1, other, Status::Pending);
    });
    assert_eq!(changed, both(MailKind::RequestChanged));
    tale.confirms(by(ADA), 1);
    let less = mails(&mut tale, |it| {
        it.changes(
            by(CLEO),
            1,
            stay("2026-07-03", "2026-07-04"),
            Status::Confirmed,
        );
    });
    assert_eq!(less, [], "what needs no decision is nobody's business");
    let by_ada = mails(&mut tale, |it| {
        it.changes(by(ADA), 1, days, Status::Confirmed);
    });
    assert_eq!(by_ada, for_cleo(MailKind::Changed));
    let end = |id, event| (Stream::Booking(BookingId::new(id)), event);
    let cancelled = |about| {
        Event::BookingCancelled(BookingCancelled {
            reason: reason(about),
        })
    };
    let off = mails(&mut tale, |it| {
        let (stream, event) = end(1, cancelled(CLEO));
        it.happens(by(CLEO), stream, event);
    });
    assert_eq!(off, both(MailKind::CalledOff));
    let entered = mails(&mut tale, |it| {
        it.requests(by(BO), 2, DAN, days);
    });
    assert_eq!(entered, [(MailKind::StayEntered, DAN)]);
    let off = mails(&mut tale, |it| {
        let (stream, event) = end(2, cancelled(DAN));
        it.happens(by(BO), stream, event);
    });
    assert_eq!(off, [(MailKind::Cancelled, DAN)]);
    // An administrator's own stay is told to the other one.
    let own = mails(&mut tale, |it| {
        it.requests(by(ADA), 3, ADA, days);
    });
    assert_eq!(own, [(MailKind::StayRequested, BO)]);
    tale.requests(by(CLEO), 4, CLEO, days);
    let declined = mails(&mut tale, |it| {
        let event = Event::BookingDeclined(BookingDeclined { reason: None });
        let (stream, event) = end(4, event);
        it.happens(by(ADA), stream, event);
    });
    assert_eq!(declined, for_cleo(MailKind::Declined));
}

#[test]
fn coming_and_what_opens_the_door_is_told_to_those_it_concerns() {
    let mut tale = Tale::sending(mail_settings());
    let stream = Stream::Person(EVE);
    let mut happens = |actor, event| {
        mails(&mut tale, |it| {
            it.happens(actor, stream, event);
        })
    };
    let nobody = Actor::Unknown;
    let text = |words: &str| PersonalText::clear(EVE, words);
    let added = crate::domain::event::PersonAdded {
        email: text("eve@example.org"),
        first_name: text("Eve"),
        last_name: text("Elm"),
        role: Role::Member,
        standing: Standing::Awaiting,
    };
    let password = || Event::PasswordSet(PasswordSet { hash: text("x") });
    let asked = EmailChangeAsked {
        email: text("eve@example.com"),
    };
    let second = SecondFactorSet {
        secret: text("ABC"),
        codes: heapless::Vec::new(),
    };
    let eve = |kind| vec![(kind, EVE)];
    assert_eq!(happens(nobody, Event::PersonAdded(added)), []);
    assert_eq!(happens(nobody, password()), [], "the first one is theirs");
    let check = happens(nobody, Event::EmailCheckAsked);
    assert_eq!(check, eve(MailKind::ConfirmAddress));
    let again = happens(nobody, Event::RegistrationRepeated);
    assert_eq!(again, eve(MailKind::RegisteredAlready));
    let both = [
        (MailKind::SomebodyWaits, ADA),
        (MailKind::SomebodyWaits, BO),
    ];
    assert_eq!(happens(nobody, Event::EmailVerified), both);
    let rejected = Event::PersonRejected(PersonRejected { reason: None });
    assert_eq!(happens(by(ADA), rejected), eve(MailKind::Rejected));
    let approved = happens(by(ADA), Event::PersonApproved);
    assert_eq!(approved, eve(MailKind::Invited), "the password is void");
    assert_eq!(happens(by(EVE), password()), []);
    assert_eq!(happens(by(EVE), password()), eve(MailKind::PasswordChanged));
    let lost = happens(nobody, Event::AccessAsked);
    assert_eq!(lost, eve(MailKind::NewPassword));
    let wanted = happens(by(EVE), Event::EmailChangeAsked(asked));
    let expected = [
        (MailKind::ConfirmAddress, EVE),
        (MailKind::AddressChanges, EVE),
    ];
    assert_eq!(wanted, expected);
    let second = happens(by(EVE), Event::SecondFactorSet(second));
    assert_eq!(second, eve(MailKind::SecondFactorChanged));
}

#[test]
fn whoever_is_added_by_somebody_is_invited_once() {
    let mut tale = Tale::sending(mail_settings());
    let added = mails(&mut tale, |it| {
        it.comes(by(ADA), EVE, Role::Member, Standing::Active);
    });
    assert_eq!(added, [(MailKind::Invited, EVE)]);
    // Of mails that only count in their newest form there is one.
    for _ in 0..3 {
        tale.happens(Actor::Unknown, Stream::Person(EVE), Event::AccessAsked);
    }
    let invited = [(MailKind::Invited, EVE)];
    assert_eq!(waiting(&tale), invited, "its link lets her in");
    for _ in 0..3 {
        tale.happens(Actor::Unknown, Stream::Person(CLEO), Event::AccessAsked);
    }
    let newest = [(MailKind::Invited, EVE), (MailKind::NewPassword, CLEO)];
    assert_eq!(waiting(&tale), newest);
}

/// Somebody gets a link that opens for an hour.
fn gets_link(tale: &mut Tale, actor: Actor, person: PersonId) {
    let issued = AccessLinkIssued {
        digest: [7; 16],
        expires: tale.at.plus_millis(HOUR),
    };
    let event = Event::AccessLinkIssued(issued);
    tale.happens(actor, Stream::Person(person), event);
}

#[test]
fn a_link_that_somebody_hands_out_is_voided_by_no_mail_that_waits() {
    let mut tale = Tale::sending(mail_settings());
    tale.comes(by(ADA), EVE, Role::Member, Standing::Active);
    tale.happens(Actor::Unknown, Stream::Person(CLEO), Event::AccessAsked);
    tale.happens(Actor::Unknown, Stream::Person(DAN), Event::AccessAsked);
    gets_link(&mut tale, Actor::System, DAN);
    assert_eq!(waiting(&tale).len(), 3, "the one it is made for waits on");
    gets_link(&mut tale, by(ADA), EVE);
    gets_link(&mut tale, by(ADA), CLEO);
    assert_eq!(waiting(&tale), [(MailKind::NewPassword, DAN)]);
}

#[test]
fn a_stranger_voids_no_link_that_is_fresh() {
    const MINUTE: i64 = 60 * 1000;
    let mut tale = Tale::sending(mail_settings());
    let asks = |tale: &mut Tale, minutes: i64| {
        tale.at = MORNING.plus_millis(minutes * MINUTE);
        mails(tale, |it| {
            it.happens(Actor::Unknown, Stream::Person(CLEO), Event::AccessAsked);
        })
    };
    let again = [(MailKind::NewPassword, CLEO)];
    gets_link(&mut tale, by(ADA), CLEO);
    assert_eq!(asks(&mut tale, 0), []);
    assert_eq!(asks(&mut tale, 9), []);
    assert_eq!(asks(&mut tale, 10), again);
    // Whoever has chosen a password has used the link up.
    gets_link(&mut tale, by(ADA), CLEO);
    assert_eq!(asks(&mut tale, 11), []);
    let hash = PersonalText::clear(CLEO, "x");
    let chosen = Event::PasswordSet(PasswordSet { hash });
    tale.happens(by(CLEO), Stream::Person(CLEO), chosen);
    assert_eq!(asks(&mut tale, 12), again);
}

#[test]
fn however_often_a_stay_is_changed_one_mail_about_it_waits_for_each() {
    let mut tale = Tale::sending(mail_settings());
    let days = stay("2026-07-01", "2026-07-04");
    let other = stay("2026-07-02", "2026-07-04");
    tale.requests(by(CLEO), 1, CLEO, days);
    tale.requests(by(CLEO), 2, CLEO, days);
    let before = waiting(&tale);
    for dates in [other, days, other] {
        for id in [1, 2] {
            tale.changes(by(CLEO), id, dates, Status::Pending);
            tale.changes(by(ADA), id, dates, Status::Pending);
        }
    }
    let new = &waiting(&tale)[before.len()..];
    let count = |wanted| new.iter().filter(|it| **it == wanted).count();
    assert_eq!(new.len(), 6, "{new:?}");
    for to in [ADA, BO] {
        assert_eq!(
            count((MailKind::RequestChanged, to)),
            2,
            "one for each stay"
        );
    }
    assert_eq!(count((MailKind::Changed, CLEO)), 2);
}

#[test]
fn a_house_that_sends_no_mails_has_an_empty_outbox() {
    let mut tale = Tale::new();
    let days = stay("2026-07-01", "2026-07-04");
    tale.requests(by(CLEO), 1, CLEO, days);
    tale.happens(Actor::Unknown, Stream::Person(CLEO), Event::AccessAsked);
    assert_eq!(waiting(&tale), []);
    tale.sets_mail(Some(mail_settings()));
    assert_eq!(waiting(&tale), [], "what was before is not made up for");
    tale.requests(by(CLEO), 2, CLEO, days);
    assert_eq!(waiting(&tale).len(), 2);
    tale.sets_mail(None);
    assert_eq!(waiting(&tale), []);
    assert_eq!(tale.book.outbox, Outbox::default(), "and nothing else");
}

#[test]
fn what_is_settled_waits_no_more_and_is_told_of() {
    let mut tale = Tale::sending(mail_settings());
    let days = stay("2026-07-01", "2026-07-04");
    let sequence = tale.requests(by(CLEO), 1, CLEO, days);
    let mail = Mail {
        kind: MailKind::StayRequested,
        cause: Cause::Event(sequence),
    };
    settle(&mut tale, ADA, mail, MailOutcome::Sent);
    assert_eq!(waiting(&tale), [(MailKind::StayRequested, BO)]);
    assert!(!tale.book.outbox.waits(ADA, mail.kind, sequence));
    settle(&mut tale, BO, mail, MailOutcome::GivenUp(reason(BO)));
    assert_eq!(waiting(&tale), []);
    let settled: Vec<_> = tale
        .book
        .outbox
        .settled()
        .map(|it| (it.to, it.given_up))
        .collect();
    assert_eq!(settled, [(BO, true), (ADA, false)]);
    let sequence = tale.confirms(by(ADA), 1);
    let mail = Mail {
        kind: MailKind::Confirmed,
        cause: Cause::Event(sequence),
    };
    settle(&mut tale, CLEO, mail, MailOutcome::Dropped);
    assert_eq!(waiting(&tale), []);
    assert_eq!(tale.book.outbox.settled().count(), 2, "nobody misses it");
}

#[test]
fn a_daily_mail_settles_all_it_tells_of_and_a_reminder_its_dates() {
    let mut tale = Tale::sending(mail_settings());
    let (days, other) = (
        stay("2026-07-01", "2026-07-04"),
        stay("2026-07-02", "2026-07-04"),
    );
    tale.requests(by(CLEO), 1, CLEO, days);
    let last = tale.requests(by(DAN), 2, DAN, days);
    tale.requests(by(CLEO), 3, CLEO, other);
    tale.at = MORNING.plus_millis(HOUR);
    let digest = Mail {
        kind: MailKind::Digest,
        cause: Cause::Until(last),
    };
    settle(&mut tale, ADA, digest, MailOutcome::Sent);
    let kind = MailKind::StayRequested;
    assert_eq!(
        waiting(&tale),
        [(kind, BO), (kind, BO), (kind, ADA), (kind, BO)]
    );
    assert_eq!(tale.book.outbox.last_digest(ADA), Some(tale.at));
    assert_eq!(tale.book.outbox.last_digest(BO), None);
    let id = BookingId::new(1);
    let reminder = Mail {
        kind: MailKind::Reminder,
        cause: Cause::Stay(id, days),
    };
    settle(&mut tale, CLEO, reminder, MailOutcome::Sent);
    let has = |tale: &Tale, stay| tale.book.outbox.has_reminded(id, stay);
    assert!(
        has(&tale, days) && !has(&tale, other),
        "other dates are news"
    );
    // Once the stay has been over for days, nothing is kept of it.
    tale.at = MORNING.plus_millis(60 * 24 * HOUR);
    let next = Mail {
        kind: MailKind::Reminder,
        cause: Cause::Stay(BookingId::new(2), stay("2026-09-01", "2026-09-02")),
    };
    settle(&mut tale, DAN, next, MailOutcome::Sent);
    assert!(!has(&tale, days));
}

#[test]
fn nobody_writes_to_whoever_was_sent_away_or_erased() {
    let mut tale = Tale::sending(mail_settings());
    let days = stay("2026-07-01", "2026-07-04");
    tale.requests(by(BO), 1, CLEO, days);
    tale.requests(by(BO), 2, DAN, days);
    let sequence = tale.confirms(by(BO), 1);
    let mail = Mail {
        kind: MailKind::Confirmed,
        cause: Cause::Event(sequence),
    };
    settle(&mut tale, CLEO, mail, MailOutcome::Sent);
    tale.happens(by(ADA), Stream::Person(DAN), Event::PersonDeactivated);
    assert_eq!(waiting(&tale), [(MailKind::StayEntered, CLEO)]);
    tale.happens(by(ADA), Stream::Person(CLEO), Event::PersonErased);
    assert_eq!(waiting(&tale), []);
    assert_eq!(
        tale.book.outbox.settled().count(),
        0,
        "nor what was written"
    );
}

#[test]
fn an_outbox_laid_aside_comes_back_as_it_was() {
    let mut tale = Tale::sending(mail_settings());
    let days = stay("2026-07-01", "2026-07-04");
    let sequence = tale.requests(by(CLEO), 1, CLEO, days);
    let mail = Mail {
        kind: MailKind::StayRequested,
        cause: Cause::Event(sequence),
    };
    settle(&mut tale, ADA, mail, MailOutcome::GivenUp(reason(ADA)));
    let digest = Mail {
        kind: MailKind::Digest,
        cause: Cause::Until(0),
    };
    settle(&mut tale, ADA, digest, MailOutcome::Sent);
    let bytes = postcard::to_allocvec(&tale.book.outbox).unwrap();
    let back: Outbox = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, tale.book.outbox);
    assert_ne!(back, Outbox::default());
}
