//! One old event: whether it can be taken, and what it becomes.
//! Never judges whether the old system should have let it happen: what has happened has happened.

use super::{
    super::{
        payload::Payload,
        reason::Reason,
        remark::Remark,
        report::{Listed, Remarked, Table},
        rows::{EventRow, Kind},
        written::moment,
    },
    ImportError, Planner,
};
use crate::domain::{
    booking::Overrides,
    event::{
        AccommodationAdded, AccommodationChanged, AccommodationDeactivated, BookingCancelled,
        BookingConfirmed, BookingDeclined, Event,
    },
    ids::{AccommodationId, Actor, BookingId, Stream},
};
use jiff::Timestamp;

/// What a row comes to, before it is recorded.
pub(super) struct Taking {
    pub(super) stream: Stream,
    pub(super) actor: Actor,
    /// The event; and a second one where the old system said two things at once. Nobody knows who did that.
    pub(super) events: Vec<Event>,
    pub(super) remarks: Vec<Remark>,
}

impl Taking {
    fn of(stream: Stream, event: Event) -> Self {
        Self {
            stream,
            actor: Actor::Unknown,
            events: vec![event],
            remarks: Vec::new(),
        }
    }
}

impl Planner<'_> {
    pub(super) fn event(&mut self, row: &EventRow, position: Timestamp) -> Result<(), ImportError> {
        if let Some(held) = self.already.get(row.id.command()) {
            let fits = matches!(
                (row.kind, held.stream),
                (Kind::Accommodation, Stream::Accommodation(_))
                    | (Kind::Booking, Stream::Booking(_))
            );
            if fits && self.state.version_of(held.stream) > 0 {
                self.report.events.before += 1;
                self.advance(row, held.stream);
            } else {
                self.list_event(row, Reason::IdTaken);
            }
            return Ok(());
        }
        match self.judge(row) {
            Ok(taking) => self.take(row, taking, position),
            Err(reason) => {
                self.list_event(row, reason);
                Ok(())
            }
        }
    }

    fn judge(&self, row: &EventRow) -> Result<Taking, Reason> {
        let progress = self.progress.get(&row.aggregate).ok_or(Reason::NotBegun)?;
        if progress.kind != row.kind {
            return Err(Reason::Aggregate);
        }
        if progress.last_held.is_some_and(|held| held > row.version) {
            return Err(Reason::OutOfOrder);
        }
        if row.version != progress.next {
            return Err(Reason::After(progress.next));
        }
        if let Some(stream) = progress.stream
            && !progress.continued
            && self.state.version_of(stream) != progress.held_events
        {
            return Err(Reason::ChangedHere);
        }
        match (row.kind, progress.stream) {
            (Kind::Accommodation, None) => self.accommodation_created(row),
            (Kind::Accommodation, Some(Stream::Accommodation(id))) => {
                self.accommodation_changed(row, id)
            }
            (Kind::Booking, None) => self.booking_created(row),
            (Kind::Booking, Some(Stream::Booking(id))) => self.booking_changed(row, id),
            _ => Err(Reason::Aggregate),
        }
    }

    fn take(
        &mut self,
        row: &EventRow,
        taking: Taking,
        position: Timestamp,
    ) -> Result<(), ImportError> {
        let stream = taking.stream;
        let begins = self.state.version_of(stream) == 0;
        let mut actor = taking.actor;
        for event in taking.events {
            self.record(stream, moment(row.at), row.id.command(), actor, event)?;
            actor = Actor::Unknown;
        }
        self.advance(row, stream);
        if let Some(progress) = self.progress.get_mut(&row.aggregate) {
            progress.continued = true;
        }
        self.report.events.taken += 1;
        match stream {
            Stream::Booking(id) => {
                self.bookings.insert(id);
                self.report.taken.bookings += u64::from(begins);
            }
            _ => self.report.taken.accommodations += u64::from(begins),
        }
        let moved = (position != row.at).then_some(Remark::Moved);
        for remark in taking.remarks.into_iter().chain(moved) {
            self.remark(Remarked {
                table: Table::Events,
                key: row.id.to_string().into(),
                line: row.line,
                about: stream.to_string().into(),
                remark,
            });
        }
        Ok(())
    }

    fn advance(&mut self, row: &EventRow, stream: Stream) {
        if let Some(progress) = self.progress.get_mut(&row.aggregate) {
            progress.stream = Some(stream);
            progress.next = row.version.saturating_add(1);
        }
    }

    fn list_event(&mut self, row: &EventRow, reason: Reason) {
        self.list(Listed {
            table: Table::Events,
            key: row.id.to_string().into(),
            line: row.line,
            reason,
        });
    }

    fn accommodation_created(&self, row: &EventRow) -> Result<Taking, Reason> {
        let Payload::AccommodationCreated { place, active } = &row.payload else {
            return Err(Reason::NotBegun);
        };
        let next = AccommodationId::at_index(self.state.accommodations.len());
        let id = next.ok_or(Reason::TooMany)?;
        let (description, remarks) = self.description(place, None)?;
        let added = Event::AccommodationAdded(AccommodationAdded { description });
        let mut taking = Taking::of(Stream::Accommodation(id), added);
        taking.remarks = remarks;
        if !active {
            taking
                .events
                .push(Event::AccommodationDeactivated(AccommodationDeactivated {
                    forced: false,
                }));
        }
        Ok(taking)
    }

    fn accommodation_changed(&self, row: &EventRow, id: AccommodationId) -> Result<Taking, Reason> {
        let stream = Stream::Accommodation(id);
        Ok(match &row.payload {
            Payload::AccommodationUpdated(place) => {
                let (description, remarks) = self.description(place, Some(id))?;
                let changed = AccommodationChanged {
                    description,
                    forced: false,
                };
                let mut taking = Taking::of(stream, Event::AccommodationChanged(changed));
                taking.remarks = remarks;
                taking
            }
            Payload::AccommodationDeactivated => {
                let closed = AccommodationDeactivated { forced: false };
                Taking::of(stream, Event::AccommodationDeactivated(closed))
            }
            Payload::AccommodationReactivated => {
                Taking::of(stream, Event::AccommodationReactivated)
            }
            _ => return Err(Reason::CreatedTwice),
        })
    }

    fn booking_changed(&self, row: &EventRow, id: BookingId) -> Result<Taking, Reason> {
        let stream = Stream::Booking(id);
        Ok(match &row.payload {
            Payload::BookingConfirmed => Taking::of(stream, confirmed()),
            Payload::BookingRejected => Taking::of(stream, declined()),
            Payload::BookingCancelled => Taking::of(stream, cancelled()),
            Payload::BookingCreated { .. } => return Err(Reason::CreatedTwice),
            change => {
                let (changed, remarks) = self.changed(id, change)?;
                let mut taking = Taking::of(stream, Event::BookingChanged(changed));
                taking.remarks = remarks;
                taking
            }
        })
    }
}

/// An administrator said yes, nobody knows which.
pub(super) const fn confirmed() -> Event {
    let overrides = Overrides::NONE;
    Event::BookingConfirmed(BookingConfirmed { overrides })
}

/// An administrator said no, nobody knows which or why.
pub(super) const fn declined() -> Event {
    Event::BookingDeclined(BookingDeclined { reason: None })
}

/// It was called off, nobody knows by whom or why.
pub(super) const fn cancelled() -> Event {
    Event::BookingCancelled(BookingCancelled { reason: None })
}
