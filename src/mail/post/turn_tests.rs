//! Which mail is next, when: order, pauses, what is too old, daily mails and reminders by the clock of the house.

use super::{
    patience::Tries,
    trouble::Trouble,
    turn::{Circumstances, Item, Memory, Next, is_of_use, next},
};
use crate::{
    app::views::Book,
    domain::{
        booking::Status,
        event::{EmailChangeAsked, Event, MailSettled},
        ids::{Actor, PersonId, Sequence, Stream},
        mail::{Cause, Mail, MailKind, MailOutcome, MailSettings, ToAdministrators},
        people::{Role, Standing},
        text::PersonalText,
        time::Moment,
    },
    projections::samples::{ADA, BO, CLEO, DAN, HOUR, MORNING, Tale, mail_settings, stay},
};

const DAY: i64 = 24 * HOUR;
const ALL: Sequence = Sequence::MAX;

fn look(memory: &mut Memory, book: &Book, now: Moment, begun: Sequence) -> Next {
    next(memory, &Circumstances { book, now, begun })
}

fn sent(next: &Next) -> Option<(PersonId, MailKind)> {
    match next {
        Next::Send(item) => Some((item.to, item.mail.kind)),
        _ => None,
    }
}

fn busy() -> Trouble {
    Trouble::Failed(crate::mail::Failed::NotNow(451, "busy".to_owned()))
}

fn settle(tale: &mut Tale, item: &Item) {
    let settled = Event::MailSettled(MailSettled {
        mail: item.mail,
        outcome: MailOutcome::Sent,
    });
    tale.happens(Actor::System, Stream::Person(item.to), settled);
}

/// Sends all that is due, and says what went to whom.
fn all_due(tale: &mut Tale, memory: &mut Memory, now: Moment) -> Vec<(PersonId, MailKind)> {
    let mut all = Vec::new();
    tale.at = now;
    while let Next::Send(item) = look(memory, &tale.book, now, ALL) {
        all.push((item.to, item.mail.kind));
        settle(tale, &item);
        memory.done(&item);
        assert!(all.len() < 20, "it goes on and on: {all:?}");
    }
    all
}

fn at(text: &str) -> Moment {
    Moment::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn daily(reminder_days: u8) -> MailSettings {
    MailSettings {
        reminder_days,
        to_administrators: ToAdministrators::Daily,
        ..mail_settings()
    }
}

#[test]
fn mails_go_in_order_and_one_that_must_wait_holds_up_no_other() {
    let mut tale = Tale::sending(mail_settings());
    tale.requests(
        Actor::Person(CLEO),
        1,
        CLEO,
        stay("2026-07-01", "2026-07-04"),
    );
    tale.confirms(Actor::Person(ADA), 1);
    let mut memory = Memory::default();
    let now = MORNING.plus_millis(HOUR);
    let Next::Send(first) = look(&mut memory, &tale.book, now, ALL) else {
        panic!("something is due");
    };
    assert_eq!((first.to, first.mail.kind), (ADA, MailKind::StayRequested));
    memory.failed(&first, now, busy());
    let second = look(&mut memory, &tale.book, now, ALL);
    assert_eq!(sent(&second), Some((BO, MailKind::StayRequested)));
    let minute = now.plus_millis(60_000);
    let again = look(&mut memory, &tale.book, minute, ALL);
    assert_eq!(again, Next::Send(first), "its pause is over");
    memory.failed(&first, minute, busy());
    let expected = [(BO, MailKind::StayRequested), (CLEO, MailKind::Confirmed)];
    assert_eq!(all_due(&mut tale, &mut memory, minute), expected);
    let rest = look(&mut memory, &tale.book, minute.plus_millis(4 * 60_000), ALL);
    assert_eq!(rest, Next::Rest);
    let five = look(&mut memory, &tale.book, minute.plus_millis(5 * 60_000), ALL);
    assert_eq!(five, Next::Send(first));
    memory.tidy(&tale.book);
    assert_eq!(memory.tries.len(), 1);
    settle(&mut tale, &first);
    memory.tidy(&tale.book);
    assert!(memory.tries.is_empty(), "nothing is kept of what is done");
}

#[test]
fn what_stands_in_the_way_of_all_is_waited_for_and_no_mail_is_given_up_by_it() {
    let mut tale = Tale::sending(mail_settings());
    tale.requests(
        Actor::Person(CLEO),
        1,
        CLEO,
        stay("2026-07-01", "2026-07-04"),
    );
    let mut memory = Memory::default();
    let mut now = MORNING;
    for minutes in [1, 5, 15, 60, 240, 240] {
        assert!(matches!(
            look(&mut memory, &tale.book, now, ALL),
            Next::Send(_)
        ));
        memory.hindered(now, busy());
        let nearly = now.plus_millis(minutes * 60_000 - 1);
        assert_eq!(look(&mut memory, &tale.book, nearly, ALL), Next::Rest);
        now = now.plus_millis(minutes * 60_000);
    }
    memory.hurry();
    assert!(matches!(
        look(&mut memory, &tale.book, now, ALL),
        Next::Send(_)
    ));
    assert!(memory.tries.is_empty() && memory.pause.is_none());
}

#[test]
fn after_three_days_a_mail_is_given_up_or_was_of_a_copy() {
    let mut tale = Tale::sending(mail_settings());
    let sequence = tale.requests(
        Actor::Person(CLEO),
        1,
        CLEO,
        stay("2026-07-01", "2026-07-04"),
    );
    let item = |to| Item {
        to,
        mail: Mail {
            kind: MailKind::StayRequested,
            cause: Cause::Event(sequence),
        },
        since: MORNING,
    };
    let late = MORNING.plus_millis(3 * DAY);
    let nearly = MORNING.plus_millis(3 * DAY - 1);
    let found = |memory: &Memory, now, begun| look(&mut memory.clone(), &tale.book, now, begun);
    let fresh = Memory::default();
    assert_eq!(found(&fresh, nearly, ALL), Next::Send(item(ADA)));
    // It waited already when the program began: whoever it was for has moved on.
    assert_eq!(found(&fresh, late, sequence), Next::Missed(item(ADA)));
    // The clock was set right since: it has not been tried yet.
    assert_eq!(found(&fresh, late, sequence - 1), Next::Send(item(ADA)));
    let mut tried = Memory::default();
    tried.failed(&item(ADA), MORNING, busy());
    assert_eq!(
        found(&tried, late, sequence),
        Next::GiveUp(item(ADA), busy())
    );
    let mut hindered = Memory::default();
    hindered.hindered(nearly, busy());
    assert_eq!(found(&hindered, nearly, sequence), Next::Rest);
    assert_eq!(
        found(&hindered, late, sequence),
        Next::GiveUp(item(ADA), busy())
    );
    // A copy has given nothing up: it never was its business.
    let mut copy = Memory::default();
    copy.hindered(nearly, Trouble::Copy);
    assert_eq!(found(&copy, late, sequence), Next::Drop(item(ADA)));
}

#[test]
fn a_mail_that_breaks_the_conversation_off_lets_the_others_go_first_and_is_given_up_alone() {
    let mut tale = Tale::sending(mail_settings());
    let days = stay("2026-07-01", "2026-07-04");
    tale.requests(Actor::Person(CLEO), 1, CLEO, days);
    let mut memory = Memory::default();
    let Next::Send(poison) = look(&mut memory, &tale.book, MORNING, ALL) else {
        panic!("something is due");
    };
    memory.broke_off(&poison, MORNING, busy());
    assert_eq!(look(&mut memory, &tale.book, MORNING, ALL), Next::Rest);
    let minute = MORNING.plus_millis(60_000);
    let other = look(&mut memory, &tale.book, minute, ALL);
    assert_eq!(sent(&other), Some((BO, MailKind::StayRequested)));
    // Both are old by now: only the one that was tried itself is given up.
    let late = MORNING.plus_millis(3 * DAY);
    let given_up = look(&mut memory, &tale.book, late, ALL);
    assert_eq!(given_up, Next::GiveUp(poison, busy()));
    settle(&mut tale, &poison);
    memory.done(&poison);
    assert_eq!(look(&mut memory, &tale.book, late, ALL), other);
    // What stands in the way of all stands in the way of those that were not tried, too.
    memory.hindered(late, busy());
    let given_up = look(&mut memory, &tale.book, late, ALL);
    assert!(matches!(given_up, Next::GiveUp(..)), "{given_up:?}");
}

#[test]
fn whoever_has_an_address_is_warned_before_another_one_is_asked() {
    let mut tale = Tale::sending(mail_settings());
    let wanted = EmailChangeAsked {
        email: PersonalText::clear(CLEO, "cleo@example.com"),
    };
    let stream = Stream::Person(CLEO);
    tale.happens(Actor::Person(CLEO), stream, Event::EmailChangeAsked(wanted));
    let both = [
        (CLEO, MailKind::AddressChanges),
        (CLEO, MailKind::ConfirmAddress),
    ];
    let mut memory = Memory::default();
    let first = look(&mut memory, &tale.book, MORNING, ALL);
    assert_eq!(sent(&first), Some(both[0]));
    // An address that takes nothing at the moment holds nobody up.
    let Next::Send(warning) = first else {
        panic!("it is due");
    };
    let mut tried = memory.clone();
    tried.failed(&warning, MORNING, busy());
    let next = look(&mut tried, &tale.book, MORNING, ALL);
    assert_eq!(sent(&next), Some(both[1]));
    assert_eq!(all_due(&mut tale, &mut memory, MORNING), both);
}

#[test]
fn daily_mails_come_in_the_morning_and_tell_of_everything_until_then() {
    let mut tale = Tale::sending(daily(0));
    let days = stay("2026-07-01", "2026-07-04");
    let mut memory = Memory::default();
    // Monday, ten o'clock.
    tale.requests(Actor::Person(CLEO), 1, CLEO, days);
    tale.confirms(Actor::Person(ADA), 1);
    let evening = at("2026-06-01T20:00:00Z");
    let others = all_due(&mut tale, &mut memory, evening);
    assert_eq!(others, [(CLEO, MailKind::Confirmed)], "only these are held");
    let last = tale.requests(Actor::Person(DAN), 2, DAN, days);
    let before = at("2026-06-02T04:59:59Z");
    assert_eq!(look(&mut memory, &tale.book, before, ALL), Next::Rest);
    let seven = at("2026-06-02T05:00:00Z");
    let Next::Send(digest) = look(&mut memory, &tale.book, seven, ALL) else {
        panic!("a daily mail is due");
    };
    assert_eq!(digest.mail.cause, Cause::Until(last));
    let digests = [(ADA, MailKind::Digest), (BO, MailKind::Digest)];
    assert_eq!(all_due(&mut tale, &mut memory, seven), digests);
    // What comes later that day waits for the next one, also after a restart.
    tale.requests(Actor::Person(DAN), 3, DAN, days);
    let mut memory = Memory::default();
    let noon = at("2026-06-02T10:00:00Z");
    assert_eq!(all_due(&mut tale, &mut memory, noon), []);
    let next_day = at("2026-06-03T09:00:00Z");
    assert_eq!(
        all_due(&mut tale, &mut memory, next_day),
        digests,
        "late but not lost"
    );
    let day_after = at("2026-06-04T09:00:00Z");
    assert_eq!(
        all_due(&mut tale, &mut memory, day_after),
        [],
        "nothing to tell"
    );
}

#[test]
fn a_daily_mail_that_fails_is_the_same_one_though_it_tells_of_more() {
    let mut tale = Tale::sending(daily(0));
    let days = stay("2026-07-01", "2026-07-04");
    tale.requests(Actor::Person(ADA), 1, ADA, days);
    let mut memory = Memory::default();
    let seven = at("2026-06-02T05:00:00Z");
    let Next::Send(digest) = look(&mut memory, &tale.book, seven, ALL) else {
        panic!("a daily mail is due");
    };
    memory.failed(&digest, seven, busy());
    tale.at = seven;
    tale.requests(Actor::Person(ADA), 2, ADA, days);
    memory.tidy(&tale.book);
    assert_eq!(look(&mut memory, &tale.book, seven, ALL), Next::Rest);
    let minute = seven.plus_millis(60_000);
    let again = look(&mut memory, &tale.book, minute, ALL);
    assert_eq!(sent(&again), Some((BO, MailKind::Digest)));
    assert_ne!(again, Next::Send(digest));
}

#[test]
fn guests_are_reminded_once_in_the_morning_of_stays_they_have_known_of() {
    let mut tale = Tale::sending(MailSettings {
        reminder_days: 3,
        ..mail_settings()
    });
    let mut memory = Memory::default();
    let ada = Actor::Person(ADA);
    // Monday, ten o'clock: arrivals on Thursday and on Saturday; one nobody said yes to; one for somebody sent away.
    tale.requests(ada, 1, CLEO, stay("2026-06-04", "2026-06-05"));
    tale.requests(ada, 2, DAN, stay("2026-06-06", "2026-06-08"));
    tale.requests(ada, 3, DAN, stay("2026-06-04", "2026-06-05"));
    tale.comes(ada, PersonId::new(5), Role::Member, Standing::Active);
    tale.requests(ada, 4, PersonId::new(5), stay("2026-06-04", "2026-06-05"));
    for id in [1, 2, 4] {
        tale.confirms(ada, id);
    }
    tale.happens(
        ada,
        Stream::Person(PersonId::new(5)),
        Event::PersonDeactivated,
    );
    let reminded = |tale: &mut Tale, memory: &mut Memory, moment: &str| {
        let mut all = all_due(tale, memory, at(moment));
        all.retain(|(_, kind)| *kind == MailKind::Reminder);
        all.into_iter().map(|(to, _)| to).collect::<Vec<_>>()
    };
    let none: [PersonId; 0] = [];
    // On Tuesday at eight it was not a day ago; on Wednesday it was.
    assert_eq!(
        reminded(&mut tale, &mut memory, "2026-06-02T06:00:00Z"),
        none
    );
    assert_eq!(
        reminded(&mut tale, &mut memory, "2026-06-03T05:59:59Z"),
        none
    );
    assert_eq!(
        reminded(&mut tale, &mut memory, "2026-06-03T06:00:00Z"),
        [CLEO, DAN]
    );
    // Not again, whether the program was started anew or not.
    assert_eq!(
        reminded(&mut tale, &mut Memory::default(), "2026-06-03T07:00:00Z"),
        none
    );
    assert_eq!(
        reminded(&mut tale, &mut memory, "2026-06-04T06:00:00Z"),
        none
    );
    // With other dates it is other news.
    tale.changes(ada, 2, stay("2026-06-07", "2026-06-08"), Status::Confirmed);
    assert_eq!(
        reminded(&mut tale, &mut memory, "2026-06-05T05:00:00Z"),
        none
    );
    assert_eq!(
        reminded(&mut tale, &mut memory, "2026-06-05T06:30:00Z"),
        [DAN]
    );
}

#[test]
fn a_reminder_that_is_late_goes_while_it_is_of_use() {
    let mut tale = Tale::sending(MailSettings {
        reminder_days: 2,
        ..mail_settings()
    });
    let ada = Actor::Person(ADA);
    tale.requests(ada, 1, CLEO, stay("2026-06-10", "2026-06-12"));
    tale.confirms(ada, 1);
    let mut memory = Memory::default();
    all_due(&mut tale, &mut memory, MORNING);
    // The machine was off for days.
    let look_at = |tale: &Tale, moment| {
        let next = look(&mut Memory::default(), &tale.book, at(moment), ALL);
        sent(&next)
    };
    let reminder = Some((CLEO, MailKind::Reminder));
    assert_eq!(look_at(&tale, "2026-06-07T20:00:00Z"), None);
    assert_eq!(look_at(&tale, "2026-06-08T20:00:00Z"), reminder);
    assert_eq!(look_at(&tale, "2026-06-10T06:00:00Z"), reminder);
    assert_eq!(look_at(&tale, "2026-06-11T06:00:00Z"), None, "she is there");
    // One that was found and is called off before it goes out does not go out.
    let mut memory = Memory::default();
    let now = at("2026-06-08T20:00:00Z");
    assert_eq!(sent(&look(&mut memory, &tale.book, now, ALL)), reminder);
    tale.changes(ada, 1, stay("2026-06-11", "2026-06-12"), Status::Pending);
    let after = look(&mut memory, &tale.book, now, ALL);
    assert_ne!(sent(&after), reminder);
}

#[test]
fn mornings_are_those_of_the_house_also_when_its_clocks_change() {
    // On 25 October clocks in Berlin go back: seven is an hour later by the world's clock.
    let mut tale = Tale::sending(daily(0));
    let days = stay("2026-12-01", "2026-12-04");
    for (evening, before, seven) in [
        (
            "2026-10-24T12:00:00Z",
            "2026-10-25T05:59:59Z",
            "2026-10-25T06:00:00Z",
        ),
        (
            "2027-03-27T12:00:00Z",
            "2027-03-28T04:59:59Z",
            "2027-03-28T05:00:00Z",
        ),
    ] {
        tale.at = at(evening);
        let id = u32::try_from(tale.book.state.bookings.len() + 1).unwrap();
        tale.requests(Actor::Person(ADA), id, ADA, days);
        let mut memory = Memory::default();
        assert_eq!(
            look(&mut memory, &tale.book, at(before), ALL),
            Next::Rest,
            "{before}"
        );
        let due = all_due(&mut tale, &mut memory, at(seven));
        assert_eq!(due, [(BO, MailKind::Digest)], "{seven}");
    }
}

#[test]
fn a_house_that_sends_no_mails_remembers_nothing() {
    let mut tale = Tale::sending(mail_settings());
    let mut memory = Memory::default();
    memory.hindered(MORNING, busy());
    tale.sets_mail(None);
    assert_eq!(look(&mut memory, &tale.book, MORNING, ALL), Next::Rest);
    assert!(memory.pause.is_none());
}

#[test]
fn a_mail_is_of_use_as_long_as_whoever_gets_it_stands_so() {
    let tale = Tale::new();
    let cleo = tale.book.state.person(CLEO).unwrap().clone();
    let with = |standing, verified, password: bool| {
        let mut person = cleo.clone();
        (person.standing, person.verified) = (standing, verified);
        person.password = password.then(|| "hash".into());
        person
    };
    use Standing::{Active, Awaiting, Inactive, Rejected};
    for (kind, person, of_use) in [
        (MailKind::ConfirmAddress, with(Awaiting, false, true), true),
        (MailKind::ConfirmAddress, with(Awaiting, true, true), false),
        (MailKind::ConfirmAddress, with(Rejected, false, true), false),
        (MailKind::Invited, with(Active, true, false), true),
        (MailKind::Invited, with(Active, true, true), false),
        (MailKind::Rejected, with(Rejected, true, false), true),
        (MailKind::Rejected, with(Active, true, false), false),
        (MailKind::NewPassword, with(Active, true, true), true),
        (MailKind::NewPassword, with(Inactive, true, true), false),
        (MailKind::Confirmed, with(Awaiting, false, true), false),
        (MailKind::Confirmed, with(Awaiting, true, true), true),
        (
            MailKind::RegisteredAlready,
            with(Inactive, true, true),
            true,
        ),
        (MailKind::StayRequested, with(Active, true, true), false),
    ] {
        assert_eq!(
            is_of_use(&person, kind),
            of_use,
            "{kind:?} {:?}",
            person.standing
        );
    }
    let ada = tale.book.state.person(ADA).unwrap();
    assert!(is_of_use(ada, MailKind::StayRequested));
    let tries = Tries::one_more(None, MORNING, Trouble::Defect);
    assert_eq!((tries.count, tries.first), (1, MORNING));
}
