//! Letters to administrators about what others did: one for each. Never about what has been decided meanwhile.

use super::{
    Desk, Draft, Happened,
    draft::{Fact, Footing, Link},
    stays::reason,
};
use crate::{
    domain::{
        booking::Status,
        ids::{Sequence, Stream},
        mail::MailKind,
        people::{Person, Standing},
    },
    mail::links,
    words::dates,
};

/// Whether a letter about a step of a booking still says something.
pub(super) fn matters(kind: MailKind, happened: &Happened<'_>) -> bool {
    let status = happened.booking.status;
    match kind {
        MailKind::CalledOff => status == Status::Cancelled,
        _ => status == Status::Pending,
    }
}

/// Somebody requested, changed or called off a stay.
pub(super) fn about_stay(
    desk: &Desk<'_>,
    kind: MailKind,
    happened: &Happened<'_>,
) -> Option<Draft> {
    if !matters(kind, happened) {
        return None;
    }
    let w = &desk.words.stay_letters;
    let booking = happened.booking;
    let (number, name) = (booking.id.to_string(), desk.name(booking.member));
    let stay = dates::stay(desk.language, happened.then.stay);
    let (subject, paragraph) = match kind {
        MailKind::StayRequested => (w.asked_subject(&number, &name, &stay), w.asked(&name)),
        MailKind::RequestChanged => (
            w.asked_changed_subject(&number, &name, &stay),
            w.asked_changed(&name, &number),
        ),
        _ => {
            let said = w.called_off(&name, &number);
            (
                w.called_off_subject(&number, &name, &stay),
                format!("{said} {}", w.called_off_free),
            )
        }
    };
    let mut facts = vec![Fact::new(desk.words.detail.who, name)];
    facts.extend(happened.facts(desk));
    facts.extend(reason(desk, happened));
    let label = match kind {
        MailKind::CalledOff => desk.words.letters.look,
        _ => desk.words.letters.decide,
    };
    Some(Draft {
        subject,
        by_name: true,
        paragraphs: vec![paragraph],
        facts,
        since: happened.since(desk),
        button: Some(Link {
            label,
            address: desk.link(&links::booking(booking.id)),
        }),
        footing: vec![footing(desk)],
        ..Draft::default()
    })
}

/// Who it is that an event says is waiting, if they still are. Reads the disk.
pub(super) fn who_waits<'a>(desk: &Desk<'a>, sequence: Sequence) -> Option<&'a Person> {
    let Stream::Person(id) = desk.event(sequence)?.stream else {
        return None;
    };
    let person = desk.book.state.person(id)?;
    (person.standing == Standing::Awaiting).then_some(person)
}

/// Somebody waits to be let in.
pub(super) fn somebody_waits(desk: &Desk<'_>, sequence: Sequence) -> Option<Draft> {
    let person = who_waits(desk, sequence)?;
    let w = &desk.words.door_letters;
    let name = desk.name(person.id);
    let mut paragraph = w.waits_text(&name);
    if person.verified {
        paragraph = format!("{paragraph} {}", w.waits_confirmed);
    }
    let email = person.email.as_deref().unwrap_or_default();
    Some(Draft {
        subject: w.waits_subject(&name),
        by_name: true,
        paragraphs: vec![paragraph],
        facts: vec![
            Fact::new(desk.words.letters.name, &*name),
            Fact::new(desk.words.letters.email, email),
        ],
        button: Some(Link {
            label: w.waits_decide,
            address: desk.link(links::PEOPLE),
        }),
        footing: vec![footing(desk)],
        ..Draft::default()
    })
}

/// Why an administrator gets a letter, and where that is changed.
pub(super) fn footing(desk: &Desk<'_>) -> Footing {
    Footing::with(
        desk,
        desk.words.letters.why_administrator,
        links::MAIL_SETTINGS,
    )
}
