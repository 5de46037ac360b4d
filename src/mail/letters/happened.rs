//! A step of a booking that a letter tells of: what the booking came to by it, and whether that is still so.
//! Never guesses: what is not in the history of the booking did not happen.

use super::{
    Desk,
    draft::{Fact, Footing},
};
use crate::{
    app::views::{self, Change, Step, What},
    domain::{
        booking::{Before, Booking, Item, Status},
        ids::{Sequence, Stream},
        refusal::Field,
        time::Stay,
    },
    mail::{links, stay_file},
    words::{counts, dates, names},
};

/// See the head of this file.
pub(super) struct Happened<'a> {
    /// The booking as it stands.
    pub(super) booking: &'a Booking,
    /// What happened.
    pub(super) step: Step,
    /// What the booking came to by it.
    pub(super) then: Before,
    /// Whether nothing has happened to it since.
    pub(super) is_last: bool,
}

impl<'a> Happened<'a> {
    /// The step that an event was. Reads the disk.
    pub(super) fn find(desk: &Desk<'a>, sequence: Sequence) -> Option<Self> {
        let Stream::Booking(id) = desk.event(sequence)?.stream else {
            return None;
        };
        let booking = desk.book.state.booking(id)?;
        let mut then = desk.book.state.content(booking);
        for (version, step) in desk.book.activity.of(booking) {
            if step.sequence == sequence {
                then.status = step.what.status_after();
                return Some(Self {
                    booking,
                    then,
                    is_last: version == booking.version,
                    step,
                });
            }
            if let What::Changed(change) | What::Undone(change) = step.what {
                then = change.from;
            }
        }
        None
    }

    /// What was different before, if the step changed anything but the status.
    pub(super) fn change(&self) -> Option<&Change> {
        match &self.step.what {
            What::Changed(change) | What::Undone(change) => Some(change),
            _ => None,
        }
    }

    /// The particulars as they were after the step, and before it where they differ.
    pub(super) fn facts(&self, desk: &Desk<'_>) -> Vec<Fact> {
        match self.change() {
            Some(change) => compared(desk, &change.from, &self.then),
            None => facts(desk, &self.then),
        }
    }

    /// What has become of it since, if anything has.
    pub(super) fn since(&self, desk: &Desk<'_>) -> Option<String> {
        let status = names::status(desk.language, self.booking.status);
        let stay = dates::stay(desk.language, self.booking.stay);
        (!self.is_last).then(|| desk.words.letters.now(status, &stay))
    }
}

/// Particulars of a stay.
pub(super) fn facts(desk: &Desk<'_>, content: &Before) -> Vec<Fact> {
    let w = &desk.words.detail;
    let status = names::status(desk.language, content.status);
    let mut facts = vec![
        Fact::new(label(desk, Field::Arrival), arrival(desk, content.stay)),
        Fact::new(label(desk, Field::Departure), departure(desk, content.stay)),
        Fact::new(w.places, places(desk, &content.items)),
        Fact::new(w.status, status),
    ];
    if let Some(note) = desk.said(content.note.as_ref()) {
        facts.push(Fact::new(w.note, note));
    }
    facts
}

/// The particulars as they are, each with what it was before where that differs.
fn compared(desk: &Desk<'_>, before: &Before, now: &Before) -> Vec<Fact> {
    let none = desk.words.letters.none;
    let (mut earlier, mut facts) = (facts(desk, before), facts(desk, now));
    for fact in &mut facts {
        let place = earlier.iter().position(|it| it.label == fact.label);
        let before = place.map_or_else(|| none.to_owned(), |place| earlier.remove(place).value);
        fact.before = (before != fact.value).then(|| on_one_line(&before));
    }
    // What there was and is no more.
    facts.extend(earlier.into_iter().map(|gone| Fact {
        before: Some(on_one_line(&gone.value)),
        ..Fact::new(gone.label, none)
    }));
    facts
}

fn on_one_line(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(", ")
}

const fn label(desk: &Desk<'_>, field: Field) -> &'static str {
    names::plain_field(desk.language, field)
}

fn arrival(desk: &Desk<'_>, stay: Stay) -> String {
    dates::after_weekday(desk.language, stay.arrival())
}

/// "Mittwoch, 9. Sept. 2026 (2 Nächte)".
fn departure(desk: &Desk<'_>, stay: Stay) -> String {
    let day = dates::after_weekday(desk.language, stay.departure());
    let nights = counts::nights(desk.language, stay.nights());
    desk.words.letters.in_brackets(&day, &unbroken(&nights))
}

/// A number stays beside its noun where lines are short.
fn unbroken(count: &str) -> String {
    count.replace(' ', "\u{a0}")
}

/// A line for each place.
fn places(desk: &Desk<'_>, items: &[Item]) -> String {
    let place = |item: &Item| {
        let name = views::place_name(desk.book, item.accommodation);
        let persons = counts::persons(desk.language, u16::from(item.persons));
        desk.words.letters.in_brackets(&name, &unbroken(&persons))
    };
    items.iter().map(place).collect::<Vec<_>>().join("\n")
}

/// The stay as a file, as it stands now, and what is said about it.
pub(super) fn calendar(desk: &Desk<'_>, booking: &Booking) -> (String, &'static str) {
    let note = desk.said(desk.book.state.note(booking.id).as_ref());
    let file = stay_file(desk.book, booking, desk.language, note);
    let w = &desk.words.letters;
    match booking.status {
        Status::Pending | Status::Confirmed => (file, w.calendar),
        Status::Declined | Status::Cancelled => (file, w.calendar_gone),
    }
}

/// Why a guest gets a letter, and where they say how they are written to.
pub(super) fn footing(desk: &Desk<'_>, why: &'static str) -> Vec<Footing> {
    let change = desk.words.letters.change_account;
    vec![
        Footing::says(why),
        Footing::with(desk, change, links::ACCOUNT),
    ]
}
