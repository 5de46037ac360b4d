//! One letter a day to an administrator instead of one for each thing others did.
//! Never tells of what has been decided meanwhile, and of no booking twice.

use super::{
    Desk, Draft, Happened,
    administrators::{footing, matters, who_waits},
    draft::{Line, Link, Section},
};
use crate::{
    app::views,
    clock,
    domain::{
        booking::Item,
        ids::{BookingId, Sequence},
        mail::MailKind,
    },
    mail::links,
    words::{counts, dates},
};

/// Most lines of a list; the page behind the link has all.
const MOST_LINES: usize = 30;

/// Everything that waits to be told up to an event. Reads the disk.
pub(super) fn digest(desk: &Desk<'_>, last: Sequence) -> Option<Draft> {
    let w = &desk.words.stay_letters;
    let mut lists = Lists::default();
    let waiting = desk.book.outbox.waiting();
    let due = waiting.filter(|it| it.to == desk.to.id && it.sequence <= last);
    for mail in due {
        lists.take_in(desk, mail.kind, mail.sequence);
    }
    let Lists {
        people,
        requests,
        changes,
        cancelled,
        ..
    } = lists;
    let (label, path) = if !requests.is_empty() || !changes.is_empty() {
        (w.digest_decide, links::REQUESTS)
    } else if !people.is_empty() {
        (w.digest_people, links::PEOPLE)
    } else {
        (w.digest_plan, links::BOOKINGS)
    };
    let lists = [
        (w.digest_waiting, people),
        (w.digest_requests, requests),
        (w.digest_changes, changes),
        (w.digest_cancelled, cancelled),
    ];
    let sections: Vec<Section> = lists
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| section(desk, title, lines))
        .collect();
    if sections.is_empty() {
        return None;
    }
    let today = clock::date_in(&desk.settings.zone, desk.app.now());
    Some(Draft {
        subject: w.digest_subject(&dates::date(desk.language, today)),
        by_name: true,
        paragraphs: vec![w.digest_text.to_owned()],
        sections,
        button: Some(Link {
            label,
            address: desk.link(path),
        }),
        footing: vec![footing(desk)],
        ..Draft::default()
    })
}

fn section(desk: &Desk<'_>, title: &'static str, mut lines: Vec<Line>) -> Section {
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    let w = &desk.words.stay_letters;
    Section {
        title,
        lines,
        more: (more > 0).then(|| w.digest_more(more)),
    }
}

#[derive(Default)]
struct Lists {
    people: Vec<Line>,
    requests: Vec<Line>,
    changes: Vec<Line>,
    cancelled: Vec<Line>,
    told: Vec<BookingId>,
}

impl Lists {
    fn take_in(&mut self, desk: &Desk<'_>, kind: MailKind, sequence: Sequence) {
        match kind {
            MailKind::SomebodyWaits => {
                self.people
                    .extend(who_waits(desk, sequence).map(|person| Line {
                        says: desk.name(person.id),
                        beside: person.email.as_deref().unwrap_or_default().to_owned(),
                        address: desk.link(links::PEOPLE),
                    }));
            }
            MailKind::StayRequested | MailKind::RequestChanged | MailKind::CalledOff => {
                let Some(happened) = Happened::find(desk, sequence) else {
                    return;
                };
                let id = happened.booking.id;
                if !matters(kind, &happened) || self.told.contains(&id) {
                    return;
                }
                self.told.push(id);
                let list = match kind {
                    MailKind::StayRequested => &mut self.requests,
                    MailKind::RequestChanged => &mut self.changes,
                    _ => &mut self.cancelled,
                };
                list.push(line(desk, &happened));
            }
            _ => {}
        }
    }
}

/// A booking as it stands.
fn line(desk: &Desk<'_>, happened: &Happened<'_>) -> Line {
    let booking = happened.booking;
    let place = |item: &Item| views::place_name(desk.book, item.accommodation);
    let names: Vec<String> = booking.items.iter().map(place).collect();
    let items = names.iter().zip(&booking.items);
    let items = items.map(|(name, item)| (&**name, item.persons));
    Line {
        says: desk.words.stay_letters.digest_line(
            &booking.id.to_string(),
            &desk.name(booking.member),
            &dates::stay(desk.language, booking.stay),
        ),
        beside: counts::items(desk.language, items),
        address: desk.link(&links::booking(booking.id)),
    }
}
