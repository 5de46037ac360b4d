//! Lists of bookings as people look for them: by time, status, member and text, in the order of arrival or against it,
//! a page at a time in both directions. Every question looks at no more bookings than it is told to.
//! Never looks into notes: they lie sealed, and opening thousands of them for one question would take too long.

use super::{
    agenda::Place,
    book::Book,
    words::{Wanted, Words},
};
use crate::domain::{
    booking::{Booking, Status},
    ids::{BookingId, PersonId},
};
use jiff::{ToSpan, civil::Date};

/// In which order bookings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The first to arrive first.
    #[default]
    Forward,
    /// The last to arrive first.
    Backward,
}

impl Order {
    const fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// Which bookings are looked for. What is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Only of this member.
    pub member: Option<PersonId>,
    /// Only in this status, as it is recorded.
    pub status: Option<Status>,
    /// Only stays with a night on this date or later.
    pub from: Option<Date>,
    /// Only stays with a night on this date or earlier.
    pub until: Option<Date>,
    /// Only stays that are over by this date.
    pub over_by: Option<Date>,
    /// Only those about which all these words are true.
    pub words: Words,
    /// In which order.
    pub order: Order,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// With the first booking of the list.
    #[default]
    Beginning,
    /// Behind the booking at this place.
    After(Place),
    /// So that it ends before the booking at this place.
    Before(Place),
}

/// Some bookings of a list, in its order.
#[derive(Debug, Default)]
pub struct Listed<'a> {
    /// The bookings.
    pub items: Vec<&'a Booking>,
    /// The page before this one ends before this place; `None` when this is the first.
    pub before: Option<Place>,
    /// The page after this one begins behind this place; `None` when this is the last.
    pub after: Option<Place>,
    /// Whether the page is not full only because there was too much to look at: there may be more behind it.
    pub unfinished: bool,
}

/// How many bookings a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Bookings.
    pub bookings: u64,
    /// Their nights, each stay counted once whatever its persons.
    pub nights: u64,
    /// Whether these are all; otherwise there are at least so many.
    pub complete: bool,
}

/// What a walk along the list came to.
struct Walked<'a> {
    items: Vec<&'a Booking>,
    /// Where the walk stopped, if there may be more.
    more: Option<Place>,
    unfinished: bool,
}

const fn place(booking: &Booking) -> Place {
    (booking.stay.arrival(), booking.id)
}

/// The place right behind this one.
const fn beyond(order: Order, (arrival, id): Place) -> Place {
    let number = match order {
        Order::Forward => id.number().saturating_add(1),
        Order::Backward => id.number().saturating_sub(1),
    };
    (arrival, BookingId::new(number))
}

/// At most `limit` bookings of a list. Looks at `most` bookings at most in each direction.
pub fn page<'a>(
    book: &'a Book,
    search: &Search,
    start: Start,
    limit: usize,
    most: usize,
) -> Listed<'a> {
    let wanted = search.words.find(book);
    let walk = |order, from| walk(book, search, &wanted, order, from, limit, most);
    let is_more = |order, from| {
        let walked = self::walk(book, search, &wanted, order, from, 1, most);
        !walked.items.is_empty() || walked.more.is_some()
    };
    match start {
        Start::After(behind) => {
            let walked = walk(search.order, Some(behind));
            let first = walked.items.first().map(|it| place(it));
            let edge = first.unwrap_or_else(|| beyond(search.order, behind));
            return Listed {
                before: Some(edge).filter(|it| is_more(search.order.reversed(), Some(*it))),
                after: walked.more,
                unfinished: walked.unfinished,
                items: walked.items,
            };
        }
        Start::Before(end) => {
            let mut walked = walk(search.order.reversed(), Some(end));
            // With no more before it, it is the first page, which is filled from its beginning.
            if walked.more.is_some() {
                walked.items.reverse();
                return Listed {
                    before: walked.more,
                    after: Some(walked.items.last().map_or(end, |it| place(it))),
                    unfinished: walked.unfinished,
                    items: walked.items,
                };
            }
        }
        Start::Beginning => {}
    }
    let walked = walk(search.order, None);
    Listed {
        items: walked.items,
        before: None,
        after: walked.more,
        unfinished: walked.unfinished,
    }
}

/// How many bookings a list has. Counts to `most_counted` and looks at `most` bookings at most.
pub fn count(book: &Book, search: &Search, most_counted: u64, most: usize) -> Count {
    let wanted = search.words.find(book);
    let mut count = Count::default();
    let mut all = ordered(book, search, search.order, None);
    for booking in all.by_ref().take(most) {
        if fits(search, &wanted, booking) {
            if count.bookings == most_counted {
                return count;
            }
            count.bookings += 1;
            count.nights += u64::from(booking.stay.nights());
        }
    }
    count.complete = all.next().is_none();
    count
}

/// Every booking of a list, in its order, however many there are: for what is sent piece by piece.
pub fn all<'a>(book: &'a Book, search: &'a Search) -> impl Iterator<Item = &'a Booking> {
    let wanted = search.words.find(book);
    ordered(book, search, search.order, None).filter(move |it| fits(search, &wanted, it))
}

fn walk<'a>(
    book: &'a Book,
    search: &Search,
    wanted: &Wanted,
    order: Order,
    from: Option<Place>,
    limit: usize,
    most: usize,
) -> Walked<'a> {
    let mut items: Vec<&Booking> = Vec::new();
    let mut seen = None;
    let mut all = ordered(book, search, order, from);
    for booking in all.by_ref().take(most) {
        if fits(search, wanted, booking) {
            if items.len() == limit {
                let more = items.last().map(|it| place(it));
                return Walked {
                    items,
                    more,
                    unfinished: false,
                };
            }
            items.push(booking);
        }
        seen = Some(place(booking));
    }
    let unfinished = all.next().is_some();
    Walked {
        items,
        more: seen.filter(|_| unfinished),
        unfinished,
    }
}

/// The bookings that can be meant, as far as dates and member tell, in an order from a place on (without it).
fn ordered<'a>(
    book: &'a Book,
    search: &Search,
    order: Order,
    from: Option<Place>,
) -> Box<dyn Iterator<Item = &'a Booking> + 'a> {
    let agenda = &book.agenda;
    let (first, end) = span(book, search);
    let ids: Box<dyn Iterator<Item = BookingId> + 'a> = match (order, search.member) {
        (Order::Forward, None) => Box::new(agenda.after(from, search.from)),
        (Order::Forward, Some(member)) => {
            Box::new(agenda.of_member_after(member, from, search.from))
        }
        (Order::Backward, None) => Box::new(agenda.before(earlier(from, end))),
        (Order::Backward, Some(member)) => {
            Box::new(agenda.of_member_before(member, earlier(from, end)))
        }
    };
    let inside = move |booking: &&Booking| {
        let arrival = booking.stay.arrival();
        first.is_none_or(|first| arrival >= first) && end.is_none_or(|end| arrival < end)
    };
    Box::new(
        ids.filter_map(|id| book.state.booking(id))
            .take_while(inside),
    )
}

/// The arrivals that can be meant: from the first date on, up to but without the second.
fn span(book: &Book, search: &Search) -> (Option<Date>, Option<Date>) {
    let longest = i32::from(book.agenda.longest()).days();
    let first = search.from.map(|from| from.saturating_sub(longest));
    let after = search
        .until
        .map(|until| until.tomorrow().unwrap_or(Date::MAX));
    // Whoever is gone by a date arrived before it.
    let ends = [after, search.over_by];
    (first, ends.into_iter().flatten().min())
}

/// The earlier of two places to go back from.
fn earlier(from: Option<Place>, end: Option<Date>) -> Option<Place> {
    let end = end.map(|end| (end, BookingId::new(0)));
    [from, end].into_iter().flatten().min()
}

fn fits(search: &Search, wanted: &Wanted, booking: &Booking) -> bool {
    let stay = booking.stay;
    search.status.is_none_or(|status| booking.status == status)
        && search.from.is_none_or(|from| stay.departure() > from)
        && search.over_by.is_none_or(|date| stay.ended_by(date))
        && wanted.is_in(booking)
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
