//! What an old booking is here: its nights, its items and its note, and what changed about them.
//! Never shortens a stay or a note to fit the house's rules: what is too long is kept and remarked on.

use super::{
    super::{
        payload::{Content, Dates, LegacyItem, LegacyStatus, Payload},
        reason::Reason,
        remark::Remark,
        rows::EventRow,
        written::Written,
    },
    Planner,
    events::{Taking, cancelled, confirmed, declined},
};
use crate::domain::{
    booking::{Booking, Item, Items, NOTE_CHARS, Overrides},
    event::{BookingChanged, BookingRequested, Event},
    ids::{AccommodationId, Actor, BookingId, PersonId, Stream},
    text::PersonalText,
    time::Stay,
};
use jiff::civil::Date;

/// Most bytes an imported note may have. The old system allowed 500 characters; what is longer is kept up to here.
pub const NOTE_BOUND_BYTES: usize = 8 * 1024;

impl Planner<'_> {
    pub(super) fn booking_created(&self, row: &EventRow) -> Result<Taking, Reason> {
        let Payload::BookingCreated {
            user,
            content,
            status,
        } = &row.payload
        else {
            return Err(Reason::NotBegun);
        };
        let member = *self.people.get(user).ok_or(Reason::User(*user))?;
        let id = BookingId::at_index(self.state.bookings.len()).ok_or(Reason::TooMany)?;
        let mut remarks = Vec::new();
        let (stay, items, note) = self.content(member, content, &mut remarks)?;
        let requested = BookingRequested {
            member,
            stay,
            items,
            note,
            overrides: Overrides::NONE,
        };
        let mut events = vec![Event::BookingRequested(requested)];
        match status {
            LegacyStatus::Pending => {}
            LegacyStatus::Confirmed => events.push(confirmed()),
            LegacyStatus::Rejected => events.push(declined()),
            LegacyStatus::Cancelled => events.push(cancelled()),
        }
        Ok(Taking {
            stream: Stream::Booking(id),
            actor: Actor::Person(member),
            events,
            remarks,
        })
    }

    /// The booking after a change. An edit never changed the status there, so it does not here.
    pub(super) fn changed(
        &self,
        id: BookingId,
        change: &Payload,
    ) -> Result<(BookingChanged, Vec<Remark>), Reason> {
        let booking = self.state.booking(id).ok_or(Reason::NotBegun)?;
        let mut remarks = Vec::new();
        let mut stay = booking.stay;
        let mut items = Items::from_slice(&booking.items).map_err(|_| Reason::TooManyItems)?;
        let mut note = self.state.note(id);
        let explained = match change {
            Payload::BookingUpdated(content) => {
                (stay, items, note) = self.content(booking.member, content, &mut remarks)?;
                false
            }
            Payload::DatesChanged { old, new, reason } => {
                stay = self.new_dates(booking, *old, *new, &mut remarks)?;
                *reason
            }
            Payload::ItemsChanged { old, new, reason } => {
                items = self.items(new, &mut remarks)?;
                let before = old.as_ref().map(|old| self.items(old, &mut Vec::new()));
                if before.is_some_and(|before| before.as_deref() != Ok(&*booking.items)) {
                    remarks.push(Remark::OldValueDiffers);
                }
                *reason
            }
            Payload::NotesChanged { new, reason } => {
                note = note_of(booking.member, new.as_deref(), &mut remarks)?;
                *reason
            }
            _ => return Err(Reason::Aggregate),
        };
        if explained {
            remarks.push(Remark::ReasonDropped);
        }
        let status = booking.status;
        let overrides = Overrides::NONE;
        Ok((
            BookingChanged {
                stay,
                items,
                note,
                status,
                overrides,
            },
            remarks,
        ))
    }

    fn new_dates(
        &self,
        booking: &Booking,
        old: Dates,
        new: Dates,
        remarks: &mut Vec<Remark>,
    ) -> Result<Stay, Reason> {
        let differs = |old: Option<Written>, date: Date| {
            let meant = old.and_then(|old| old.meant(self.zone));
            meant.is_some_and(|meant| meant.date != date)
        };
        if differs(old.start, booking.stay.arrival()) || differs(old.end, booking.stay.departure())
        {
            remarks.push(Remark::OldValueDiffers);
        }
        let arrival = match new.start {
            Some(start) => self.date(start, "startDate", remarks)?,
            None => booking.stay.arrival(),
        };
        let departure = match new.end {
            Some(end) => self.date(end, "endDate", remarks)?,
            None => booking.stay.departure(),
        };
        self.stay(arrival, departure, remarks)
    }

    fn content(
        &self,
        member: PersonId,
        content: &Content,
        remarks: &mut Vec<Remark>,
    ) -> Result<(Stay, Items, Option<PersonalText>), Reason> {
        let arrival = self.date(content.start, "startDate", remarks)?;
        let departure = self.date(content.end, "endDate", remarks)?;
        let stay = self.stay(arrival, departure, remarks)?;
        let items = self.items(&content.items, remarks)?;
        let note = note_of(member, content.notes.as_deref(), remarks)?;
        Ok((stay, items, note))
    }

    fn date(
        &self,
        written: Written,
        field: &'static str,
        remarks: &mut Vec<Remark>,
    ) -> Result<Date, Reason> {
        let meant = written.meant(self.zone).ok_or(Reason::Field(field))?;
        if meant.time_dropped && !remarks.contains(&Remark::TimeDropped) {
            remarks.push(Remark::TimeDropped);
        }
        Ok(meant.date)
    }

    fn stay(
        &self,
        arrival: Date,
        departure: Date,
        remarks: &mut Vec<Remark>,
    ) -> Result<Stay, Reason> {
        let stay = Stay::new(arrival, departure).map_err(Reason::Stay)?;
        let (nights, longest) = (stay.nights(), self.longest);
        if nights > longest {
            remarks.push(Remark::Long { nights, longest });
        }
        Ok(stay)
    }

    /// The items with every accommodation once.
    fn items(&self, old: &[LegacyItem], remarks: &mut Vec<Remark>) -> Result<Items, Reason> {
        let mut items = Items::new();
        for item in old {
            let accommodation = self.accommodation(item)?;
            let persons = u8::try_from(item.persons)
                .ok()
                .filter(|persons| *persons > 0);
            let persons = persons.ok_or(Reason::Persons)?;
            let before = items
                .iter_mut()
                .find(|it: &&mut Item| it.accommodation == accommodation);
            if let Some(before) = before {
                before.persons = before.persons.checked_add(persons).ok_or(Reason::Persons)?;
                if !remarks.contains(&Remark::Merged(accommodation)) {
                    remarks.push(Remark::Merged(accommodation));
                }
            } else {
                let item = Item {
                    accommodation,
                    persons,
                };
                items.push(item).map_err(|_| Reason::TooManyItems)?;
            }
        }
        if items.is_empty() {
            return Err(Reason::NoItems);
        }
        Ok(items)
    }

    fn accommodation(&self, item: &LegacyItem) -> Result<AccommodationId, Reason> {
        let progress = self.progress.get(&item.accommodation);
        match progress.and_then(|progress| progress.stream) {
            Some(Stream::Accommodation(id)) => Ok(id),
            _ => Err(Reason::Accommodation(item.accommodation)),
        }
    }
}

/// A note, trimmed; nothing when nothing is left.
fn note_of(
    member: PersonId,
    written: Option<&str>,
    remarks: &mut Vec<Remark>,
) -> Result<Option<PersonalText>, Reason> {
    let Some(note) = written.map(str::trim).filter(|note| !note.is_empty()) else {
        return Ok(None);
    };
    if note.len() > NOTE_BOUND_BYTES {
        return Err(Reason::Note);
    }
    let chars = note.chars().count();
    if chars > NOTE_CHARS {
        remarks.push(Remark::LongNote { chars });
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if !note.contains(odd) {
        return Ok(Some(PersonalText::clear(member, note)));
    }
    remarks.push(Remark::ControlCharacters);
    let shown: String = note.chars().map(|c| if odd(c) { ' ' } else { c }).collect();
    Ok(Some(PersonalText::clear(member, shown)))
}
