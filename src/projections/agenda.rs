//! Bookings in order of arrival: of everybody, and of each member; and those that wait for an answer, in the order in which
//! they were asked for. Answers "what lies between these dates" and "what is to be decided".
//! Never holds bookings, only where to find them.

use super::sorted::Sorted;
use crate::domain::{
    booking::{Booking, Status},
    ids::{BookingId, PersonId},
    parts::Size,
    time::Stay,
};
use jiff::{ToSpan, civil::Date};

/// A place in the order of arrival; the id decides between those who arrive together.
pub type Place = (Date, BookingId);

/// Behind every booking there can be.
const LAST: Place = (Date::MAX, BookingId::new(u32::MAX));

/// A date as one number in the same order: putting a booking in its place is mostly comparing dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(u32);

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        let year = date.year().cast_unsigned() ^ 0x8000;
        let (month, day) = (date.month().cast_unsigned(), date.day().cast_unsigned());
        Self(u32::from(year) << 16 | u32::from(month) << 8 | u32::from(day))
    }
}

impl Day {
    /// The date again.
    fn date(self) -> Option<Date> {
        let [high, low, month, day] = self.0.to_be_bytes();
        let year = (u16::from_be_bytes([high, low]) ^ 0x8000).cast_signed();
        Date::new(year, month.cast_signed(), day.cast_signed()).ok()
    }
}

/// All bookings by arrival. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    by_arrival: Sorted<(Day, BookingId)>,
    by_member: Sorted<(PersonId, Day, BookingId)>,
    pending: Sorted<BookingId>,
    /// Nights of the longest stay ever seen: who arrived earlier than that before a date has left by then.
    longest: u16,
}

impl Agenda {
    /// Of bookings none of which has ever had more nights than `longest`.
    pub(super) fn of<'a>(bookings: impl Iterator<Item = &'a Booking>, longest: u16) -> Self {
        let mut agenda = Self {
            longest,
            ..Self::default()
        };
        for booking in bookings {
            agenda.put(booking.id, booking.member, None, booking.stay);
            if booking.status == Status::Pending {
                agenda.wait(booking.id, true);
            }
        }
        agenda
    }

    /// Notes that a booking waits for an answer, or does so no more.
    pub(super) fn wait(&mut self, id: BookingId, waits: bool) {
        if waits {
            self.pending.insert(id);
        } else {
            self.pending.remove(id);
        }
    }

    /// Bookings that wait for an answer, in the order in which they were asked for.
    pub fn pending(&self) -> impl Iterator<Item = BookingId> {
        self.pending.from(BookingId::new(0))
    }

    /// Nights of the longest stay ever seen.
    pub(super) const fn longest(&self) -> u16 {
        self.longest
    }

    /// Takes in a booking, or its new dates when it had others before.
    pub(super) fn put(&mut self, id: BookingId, member: PersonId, before: Option<Stay>, now: Stay) {
        match before {
            Some(before) if before.arrival() == now.arrival() => {}
            Some(before) => {
                let day = before.arrival().into();
                self.by_arrival.remove((day, id));
                self.by_member.remove((member, day, id));
                self.insert(id, member, now);
            }
            None => self.insert(id, member, now),
        }
        self.longest = self.longest.max(now.nights());
    }

    fn insert(&mut self, id: BookingId, member: PersonId, stay: Stay) {
        let day = stay.arrival().into();
        self.by_arrival.insert((day, id));
        self.by_member.insert((member, day, id));
    }

    /// The earliest arrival that can still matter to somebody who asks for nights from this date on.
    fn earliest(&self, from: Date) -> Date {
        from.saturating_sub(i32::from(self.longest).days())
    }

    /// Bookings that may sleep in a night of `from..to`, in order of arrival. Some of the first may have left by
    /// `from`: whoever has the booking at hand can tell.
    pub fn around(&self, from: Date, to: Date) -> impl Iterator<Item = BookingId> {
        let to = Day::from(to);
        self.by_arrival
            .from((self.earliest(from).into(), BookingId::new(0)))
            .take_while(move |(arrival, _)| *arrival < to)
            .map(|(_, id)| id)
    }

    /// All bookings from a place on (without it), in order of arrival.
    pub fn after(
        &self,
        place: Option<Place>,
        from: Option<Date>,
    ) -> impl Iterator<Item = BookingId> {
        self.by_arrival
            .from(self.start(place, from))
            .filter(move |found| Some(*found) != place.map(in_order))
            .map(|(_, id)| id)
    }

    /// The bookings of one member from a place on (without it), in order of arrival.
    pub fn of_member_after(
        &self,
        member: PersonId,
        place: Option<Place>,
        from: Option<Date>,
    ) -> impl Iterator<Item = BookingId> {
        let (day, id) = self.start(place, from);
        self.by_member
            .from((member, day, id))
            .take_while(move |(of, _, _)| *of == member)
            .filter(move |(_, day, id)| Some((*day, *id)) != place.map(in_order))
            .map(|(_, _, id)| id)
    }

    /// All bookings before a place (without it), the last to arrive first. Without a place: all there are.
    pub fn before(&self, place: Option<Place>) -> impl Iterator<Item = BookingId> {
        self.by_arrival
            .back_from(in_order(place.unwrap_or(LAST)))
            .map(|(_, id)| id)
    }

    /// The bookings of one member before a place (without it), the last to arrive first.
    pub fn of_member_before(
        &self,
        member: PersonId,
        place: Option<Place>,
    ) -> impl Iterator<Item = BookingId> {
        let (day, id) = in_order(place.unwrap_or(LAST));
        self.by_member
            .back_from((member, day, id))
            .take_while(move |(of, _, _)| *of == member)
            .map(|(_, _, id)| id)
    }

    /// How many bookings it holds, and how many bytes of memory both orders of them take.
    pub(super) fn size(&self) -> Size {
        let (all, of_members) = (self.by_arrival.size(), self.by_member.size());
        Size {
            bytes: all.bytes + of_members.bytes + self.pending.size().bytes,
            ..all
        }
    }

    /// The earliest and the latest arrival there is.
    pub fn ends(&self) -> Option<(Date, Date)> {
        let first = in_order((Date::MIN, BookingId::new(0)));
        let first = self.by_arrival.from(first).next()?;
        let last = self.by_arrival.back_from(in_order(LAST)).next()?;
        Some((first.0.date()?, last.0.date()?))
    }

    fn start(&self, place: Option<Place>, from: Option<Date>) -> (Day, BookingId) {
        let earliest = from.map_or(Date::MIN, |from| self.earliest(from));
        let place = place.unwrap_or((Date::MIN, BookingId::new(0)));
        in_order(place.max((earliest, BookingId::new(0))))
    }
}

fn in_order((date, id): Place) -> (Day, BookingId) {
    (date.into(), id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stay(from: (i8, i8), to: (i8, i8)) -> Stay {
        Stay::new(date(2026, from.0, from.1), date(2026, to.0, to.1)).unwrap()
    }

    fn agenda() -> Agenda {
        let mut agenda = Agenda::default();
        let (anna, ben) = (PersonId::new(1), PersonId::new(2));
        agenda.put(BookingId::new(1), anna, None, stay((5, 1), (5, 20)));
        agenda.put(BookingId::new(2), ben, None, stay((5, 10), (5, 12)));
        agenda.put(BookingId::new(3), anna, None, stay((5, 10), (5, 11)));
        agenda
    }

    fn numbers(ids: impl Iterator<Item = BookingId>) -> Vec<u32> {
        ids.map(BookingId::number).collect()
    }

    #[test]
    fn days_are_in_the_order_of_dates() {
        let dates = [
            Date::MIN,
            date(-1, 12, 31),
            date(0, 1, 1),
            date(2026, 1, 31),
            date(2026, 2, 1),
            date(2026, 11, 2),
            date(2027, 1, 1),
            Date::MAX,
        ];
        assert!(dates.map(Day::from).is_sorted_by(|one, other| one < other));
        assert_eq!(dates.map(|date| Day::from(date).date()), dates.map(Some));
    }

    #[test]
    fn a_long_stay_that_began_earlier_is_found() {
        assert_eq!(
            numbers(agenda().around(date(2026, 5, 15), date(2026, 5, 16))),
            [1, 2, 3]
        );
        assert_eq!(
            numbers(agenda().around(date(2026, 5, 1), date(2026, 5, 10))),
            [1]
        );
    }

    #[test]
    fn paging_goes_on_after_the_last_one_seen() {
        let agenda = agenda();
        assert_eq!(numbers(agenda.after(None, None)), [1, 2, 3]);
        assert_eq!(
            numbers(agenda.after(Some((date(2026, 5, 10), BookingId::new(2))), None)),
            [3]
        );
        assert_eq!(
            numbers(agenda.of_member_after(PersonId::new(1), None, None)),
            [1, 3]
        );
        let second = Some((date(2026, 5, 1), BookingId::new(1)));
        assert_eq!(
            numbers(agenda.of_member_after(PersonId::new(1), second, None)),
            [3]
        );
    }

    #[test]
    fn paging_back_ends_before_the_first_one_seen() {
        let agenda = agenda();
        let third = Some((date(2026, 5, 10), BookingId::new(3)));
        assert_eq!(numbers(agenda.before(None)), [3, 2, 1]);
        assert_eq!(numbers(agenda.before(third)), [2, 1]);
        let (anna, ben) = (PersonId::new(1), PersonId::new(2));
        assert_eq!(numbers(agenda.of_member_before(anna, None)), [3, 1]);
        assert_eq!(numbers(agenda.of_member_before(anna, third)), [1]);
        assert_eq!(numbers(agenda.of_member_before(ben, None)), [2]);
        let ends = (date(2026, 5, 1), date(2026, 5, 10));
        assert_eq!(agenda.ends(), Some(ends));
        assert_eq!(Agenda::default().ends(), None);
    }

    #[test]
    fn a_moved_booking_stands_in_its_new_place_only() {
        let mut agenda = agenda();
        agenda.put(
            BookingId::new(1),
            PersonId::new(1),
            Some(stay((5, 1), (5, 20))),
            stay((6, 1), (6, 2)),
        );
        assert_eq!(numbers(agenda.after(None, None)), [2, 3, 1]);
        assert_eq!(
            numbers(agenda.of_member_after(PersonId::new(1), None, None)),
            [3, 1]
        );
    }
}
