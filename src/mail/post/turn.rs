//! Which mail is to be dealt with next, given the book, the time and what has been tried: in the order in which they came,
//! none before its pause is over, none that is too old, nothing while something stands in the way of all. Reminders are
//! found once a day, daily mails come once a day. Never asks for the time, never sends.

use super::{
    patience::{self, Tries},
    trouble::Trouble,
};
use crate::{
    app::views::Book,
    clock,
    domain::{
        booking::Status,
        ids::{PersonId, Sequence},
        mail::{Cause, Mail, MailKind, MailSettings, ToAdministrators},
        people::{Person, Standing},
        time::Moment,
    },
};
use jiff::{ToSpan as _, civil::Date};
use std::collections::BTreeMap;

/// From which hour on daily mails go out, on the clock of the house.
const DIGEST_HOUR: i8 = 7;
/// From which hour on guests are reminded.
const REMINDER_HOUR: i8 = 8;
/// How long ago a booking must have changed for its guest to be reminded of it, in milliseconds: one day.
const SETTLED_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A mail that is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// To whom.
    pub to: PersonId,
    /// Which one.
    pub mail: Mail,
    /// Since when.
    pub since: Moment,
}

impl Item {
    /// What its tries are remembered by. A daily mail tells of more each time it is tried, and stays the same one.
    pub(super) const fn key(&self) -> (PersonId, Mail) {
        let mut mail = self.mail;
        if let Cause::Until(_) = mail.cause {
            mail.cause = Cause::Until(0);
        }
        (self.to, mail)
    }
}

/// What has been tried. It begins anew with each start.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    /// Single mails that came to nothing so far.
    pub(super) tries: BTreeMap<(PersonId, Mail), Tries>,
    /// What stands in the way of all of them.
    pub(super) pause: Option<Tries>,
    /// Whether what the pause is for may be one of the mails and no other.
    doubtful: bool,
    /// Reminders that were found due, and for which day and how many days ahead it has been looked.
    reminders: Vec<Item>,
    looked: Option<(Date, u8)>,
}

/// The circumstances.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances<'a> {
    pub(super) book: &'a Book,
    pub(super) now: Moment,
    /// The last event there was when the program began to send mails.
    pub(super) begun: Sequence,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// Send this one.
    Send(Item),
    /// This one was tried for long enough.
    GiveUp(Item, Trouble),
    /// This one is from long before the start and was never tried: the house was off, or the file is a copy from then.
    Missed(Item),
    /// This one is of a copy.
    Drop(Item),
    /// Nothing, for now.
    Rest,
}

/// What is to be done next.
pub(super) fn next(memory: &mut Memory, circumstances: &Circumstances<'_>) -> Next {
    let book = circumstances.book;
    let Some(settings) = &book.state.mail else {
        *memory = Memory::default();
        return Next::Rest;
    };
    look_for_reminders(memory, circumstances, settings);
    let pause = memory.pause.as_ref();
    // One poison mail is no reason to give up those it happens to hold up.
    let for_all = pause.filter(|_| !memory.doubtful);
    for item in waiting(book) {
        if !patience::is_too_old(item.since, circumstances.now) {
            // They are in order: all others are younger.
            break;
        }
        let tried = memory.tries.get(&item.key()).or(for_all);
        match tried {
            Some(Tries {
                trouble: Trouble::Copy,
                ..
            }) => return Next::Drop(item),
            Some(tries) => return Next::GiveUp(item, tries.trouble.clone()),
            None if pause.is_some() => continue,
            None if item_sequence(&item) <= circumstances.begun => return Next::Missed(item),
            // A clock that was set right: it has not been tried yet.
            None => continue,
        }
    }
    if pause.is_some_and(|pause| pause.too_early(circumstances.now)) {
        return Next::Rest;
    }
    let mut due = due(memory, circumstances, settings);
    if pause.is_some() {
        // What stood in the way may have been the first one: those that have been tried least come first, in order.
        due.sort_by_key(|item| memory.tries.get(&item.key()).map_or(0, |tries| tries.count));
    }
    for item in due {
        if waits_for_warning(book, memory, &item) {
            continue;
        }
        match memory.tries.get(&item.key()) {
            Some(tries)
                if is_daily(&item) && patience::is_too_old(tries.first, circumstances.now) =>
            {
                return Next::GiveUp(item, tries.trouble.clone());
            }
            Some(tries) if tries.too_early(circumstances.now) => {}
            _ => return Next::Send(item),
        }
    }
    Next::Rest
}

/// Whether somebody must hear at the address they have that another one has been asked for, before the other one is asked:
/// once that has been confirmed there is nobody left to warn.
fn waits_for_warning(book: &Book, memory: &Memory, item: &Item) -> bool {
    let untried = |it: &Item| {
        it.to == item.to
            && it.mail.kind == MailKind::AddressChanges
            && !memory.tries.contains_key(&it.key())
    };
    item.mail.kind == MailKind::ConfirmAddress && waiting(book).any(|it| untried(&it))
}

const fn item_sequence(item: &Item) -> Sequence {
    match item.mail.cause {
        Cause::Event(sequence) | Cause::Until(sequence) => sequence,
        Cause::Stay(..) => 0,
    }
}

/// Whether it is one of those that no event brought about.
const fn is_daily(item: &Item) -> bool {
    !matches!(item.mail.cause, Cause::Event(_))
}

/// Mails that events brought about, the oldest first.
fn waiting(book: &Book) -> impl Iterator<Item = Item> {
    book.outbox.waiting().map(|waiting| Item {
        to: waiting.to,
        mail: waiting.mail(),
        since: waiting.since,
    })
}

/// Mails that may be sent now: those of events, in order, but for those that wait for the next daily mail; daily mails;
/// reminders.
pub(super) fn due(
    memory: &Memory,
    circumstances: &Circumstances<'_>,
    settings: &MailSettings,
) -> Vec<Item> {
    let mut due: Vec<Item> = waiting(circumstances.book)
        .filter(|item| !is_held(item, settings))
        .collect();
    if settings.to_administrators == ToAdministrators::Daily {
        due.extend(digests(circumstances));
    }
    due.extend(
        memory
            .reminders
            .iter()
            .filter(|it| still_comes(it, circumstances)),
    );
    due
}

/// Whether a mail is told of in the next daily mail.
fn is_held(item: &Item, settings: &MailSettings) -> bool {
    settings.to_administrators == ToAdministrators::Daily && item.mail.kind.is_for_administrators()
}

/// Mails that are told of in the next daily mail.
pub(super) fn held(book: &Book, settings: &MailSettings) -> Vec<Item> {
    waiting(book)
        .filter(|item| is_held(item, settings))
        .collect()
}

/// A daily mail for each administrator for whom something has waited since before this morning.
fn digests(circumstances: &Circumstances<'_>) -> Vec<Item> {
    let Circumstances { book, now, .. } = *circumstances;
    let morning = morning(book, now, DIGEST_HOUR);
    if now < morning {
        return Vec::new();
    }
    let mut waits: BTreeMap<PersonId, (Moment, Sequence)> = BTreeMap::new();
    for it in book
        .outbox
        .waiting()
        .filter(|it| it.kind.is_for_administrators())
    {
        let (_, last) = waits.entry(it.to).or_insert((it.since, it.sequence));
        *last = it.sequence;
    }
    let told_today = |person| {
        let last = book.outbox.last_digest(person);
        last.is_some_and(|last| morning <= last && last <= now)
    };
    let due = waits
        .into_iter()
        .filter(|(to, (since, _))| *since < morning && !told_today(*to));
    due.map(|(to, (since, last))| Item {
        to,
        mail: Mail {
            kind: MailKind::Digest,
            cause: Cause::Until(last),
        },
        since,
    })
    .collect()
}

/// When the clocks at the house show this hour today.
fn morning(book: &Book, now: Moment, hour: i8) -> Moment {
    let zone = book.state.zone();
    clock::moment_in(zone, clock::date_in(zone, now).at(hour, 0, 0, 0))
}

/// Looks once a day who is to be reminded.
fn look_for_reminders(
    memory: &mut Memory,
    circumstances: &Circumstances<'_>,
    settings: &MailSettings,
) {
    let Circumstances { book, now, .. } = *circumstances;
    let today = clock::date_in(book.state.zone(), now);
    let looked = Some((today, settings.reminder_days));
    if memory.looked == looked || now < morning(book, now, REMINDER_HOUR) {
        return;
    }
    memory.looked = looked;
    memory.reminders = match settings.reminder_days {
        0 => Vec::new(),
        days => reminders(circumstances, today, days),
    };
}

/// Who arrives within so many days, has known of it for a day and has not been told yet.
fn reminders(circumstances: &Circumstances<'_>, today: Date, days: u8) -> Vec<Item> {
    let Circumstances { book, now, .. } = *circumstances;
    let last = today.checked_add(i64::from(days).days()).unwrap_or(today);
    let ahead = book.agenda.after(None, Some(today));
    let ahead = ahead.filter_map(|id| book.state.booking(id));
    let ahead = ahead.take_while(|booking| booking.stay.arrival() <= last);
    let known = |changed: Moment| now.millis().saturating_sub(changed.millis()) >= SETTLED_MILLIS;
    ahead
        .filter(|it| {
            it.stay.arrival() >= today && it.status == Status::Confirmed && known(it.changed)
        })
        .map(|booking| Item {
            to: booking.member,
            mail: Mail {
                kind: MailKind::Reminder,
                cause: Cause::Stay(booking.id, booking.stay),
            },
            since: now,
        })
        .filter(|item| still_comes(item, circumstances))
        .collect()
}

/// Whether somebody is still to be reminded: they come on these dates, have not been told, and it is not too late.
fn still_comes(item: &Item, circumstances: &Circumstances<'_>) -> bool {
    let Cause::Stay(id, stay) = item.mail.cause else {
        return true;
    };
    let book = circumstances.book;
    let today = clock::date_in(book.state.zone(), circumstances.now);
    let comes = book.state.booking(id).is_some_and(|it| {
        it.stay == stay && it.status == Status::Confirmed && it.member == item.to
    });
    let active = book
        .state
        .person(item.to)
        .is_some_and(|person| person.standing == Standing::Active);
    comes && active && stay.arrival() >= today && !book.outbox.has_reminded(id, stay)
}

/// Whether a mail is still of use to this person, as they stand now.
pub(super) fn is_of_use(person: &Person, kind: MailKind) -> bool {
    use Standing::{Active, Awaiting, Inactive, Rejected};
    let standing = person.standing;
    match kind {
        MailKind::ConfirmAddress => {
            let open = !person.verified || person.wanted_email.is_some();
            open && matches!(standing, Awaiting | Active)
        }
        MailKind::RegisteredAlready => matches!(standing, Awaiting | Active | Inactive | Rejected),
        MailKind::Rejected => standing == Rejected,
        // Whoever has a password came in by another way.
        MailKind::Invited => standing == Active && person.password.is_none(),
        MailKind::SomebodyWaits
        | MailKind::StayRequested
        | MailKind::RequestChanged
        | MailKind::CalledOff
        | MailKind::Digest => person.is_active_administrator(),
        // An address that nobody has confirmed may be somebody else's.
        MailKind::StayEntered
        | MailKind::Confirmed
        | MailKind::Declined
        | MailKind::Changed
        | MailKind::Cancelled => standing == Active || (standing == Awaiting && person.verified),
        MailKind::Approved
        | MailKind::NewPassword
        | MailKind::PasswordChanged
        | MailKind::AddressChanges
        | MailKind::Reminder
        | MailKind::SecondFactorChanged => standing == Active,
    }
}

impl Memory {
    /// Notes that a mail came to nothing.
    pub(super) fn failed(&mut self, item: &Item, now: Moment, trouble: Trouble) {
        let key = item.key();
        let tries = Tries::one_more(self.tries.get(&key), now, trouble);
        self.tries.insert(key, tries);
    }

    /// Notes that something stands in the way of all mails.
    pub(super) fn hindered(&mut self, now: Moment, trouble: Trouble) {
        self.pause = Some(Tries::one_more(self.pause.as_ref(), now, trouble));
        self.doubtful = false;
    }

    /// Notes that a mail came to nothing in a way that may stand in the way of all mails.
    pub(super) fn broke_off(&mut self, item: &Item, now: Moment, trouble: Trouble) {
        self.failed(item, now, trouble.clone());
        self.hindered(now, trouble);
        self.doubtful = true;
    }

    /// Notes that the server deals with mails.
    pub(super) fn goes_on(&mut self) {
        self.pause = None;
        self.doubtful = false;
    }

    /// Notes that a mail is done with.
    pub(super) fn done(&mut self, item: &Item) {
        self.tries.remove(&item.key());
        self.reminders.retain(|it| it.key() != item.key());
    }

    /// Lets go of what is known of mails that do not wait any more.
    pub(super) fn tidy(&mut self, book: &Book) {
        let reminders = &self.reminders;
        self.tries.retain(|(to, mail), _| match mail.cause {
            Cause::Event(sequence) => book.outbox.waits(*to, mail.kind, sequence),
            Cause::Stay(..) => reminders.iter().any(|it| it.key() == (*to, *mail)),
            Cause::Until(_) => true,
        });
    }

    /// Tries everything at once.
    pub(super) fn hurry(&mut self) {
        self.tries.clear();
        self.goes_on();
    }
}
