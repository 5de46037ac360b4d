//! Letters to guests about their stays. Never to whoever did it themself: the outbox sees to that.

use super::{
    Desk, Draft, Happened,
    draft::{Fact, Link},
    happened::{calendar, facts, footing},
};
use crate::{
    app::views::What,
    domain::{booking::Status, ids::BookingId, mail::MailKind, refusal::Field, time::Stay},
    mail::links,
    words::{dates, names},
};

/// What somebody else did to a stay.
pub(super) fn told(desk: &Desk<'_>, kind: MailKind, happened: &Happened<'_>) -> Option<Draft> {
    let w = &desk.words.stay_letters;
    let booking = happened.booking;
    let number = booking.id.to_string();
    let stay = dates::stay(desk.language, happened.then.stay);
    let who = desk.who(happened.step.actor);
    let (subject, mut paragraph, then) = match kind {
        MailKind::StayEntered => (
            w.entered_subject(&number, &stay),
            w.entered(&who, &number),
            Some(w.entered_waits),
        ),
        MailKind::Confirmed => (
            w.confirmed_subject(&number, &stay),
            w.confirmed(&who, &number),
            Some(w.confirmed_sure),
        ),
        MailKind::Declined => (
            w.declined_subject(&number, &stay),
            w.declined(&who, &number),
            None,
        ),
        MailKind::Cancelled => (
            w.cancelled_subject(&number, &stay),
            w.cancelled(&who, &number),
            None,
        ),
        MailKind::Changed => {
            let said = match happened.step.what {
                What::Undone(_) => w.undone(&who, &number),
                _ => w.changed(&who, &number),
            };
            let waits = happened.then.status == Status::Pending;
            (
                w.changed_subject(&number, &stay),
                said,
                waits.then_some(w.change_waits),
            )
        }
        _ => return None,
    };
    // What follows from it holds only while nothing else has happened.
    if let Some(then) = then.filter(|_| happened.is_last) {
        paragraph = format!("{paragraph} {then}");
    }
    let mut facts = happened.facts(desk);
    facts.extend(reason(desk, happened));
    let (file, about_file) = calendar(desk, booking);
    Some(Draft {
        subject,
        by_name: true,
        paragraphs: vec![paragraph],
        facts,
        since: happened.since(desk),
        button: Some(Link {
            label: desk.words.letters.look,
            address: desk.link(&links::booking(booking.id)),
        }),
        small: vec![about_file.to_owned()],
        footing: footing(desk, desk.words.letters.why_guest),
        calendar: Some(file),
        ..Draft::default()
    })
}

/// Why somebody declined or called off.
pub(super) fn reason(desk: &Desk<'_>, happened: &Happened<'_>) -> Option<Fact> {
    let (What::Declined(reason) | What::Cancelled(reason)) = &happened.step.what else {
        return None;
    };
    let label = names::plain_field(desk.language, Field::Reason);
    desk.said(reason.as_ref())
        .map(|said| Fact::new(label, said))
}

/// A stay is near.
pub(super) fn reminder(desk: &Desk<'_>, id: BookingId, stay: Stay) -> Option<Draft> {
    let booking = desk.book.state.booking(id)?;
    let still = booking.status == Status::Confirmed
        && booking.stay == stay
        && booking.member == desk.to.id
        && !stay.ended_by(desk.app.today());
    if !still {
        return None;
    }
    let w = &desk.words.stay_letters;
    let day = dates::after_weekday(desk.language, stay.arrival());
    let (file, about_file) = calendar(desk, booking);
    Some(Draft {
        subject: w.reminder_subject(&dates::stay(desk.language, stay)),
        by_name: true,
        paragraphs: vec![w.reminder(&day, &id.to_string())],
        facts: facts(desk, &desk.book.state.content(booking)),
        button: Some(Link {
            label: desk.words.letters.look,
            address: desk.link(&links::booking(id)),
        }),
        small: vec![about_file.to_owned()],
        footing: footing(desk, desk.words.letters.why_reminder),
        calendar: Some(file),
        ..Draft::default()
    })
}
