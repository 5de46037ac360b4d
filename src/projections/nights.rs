//! How many nights a member has in a year: what fairness between members is measured by.
//! Never counts what is only asked for.

use super::book::Book;
use crate::domain::{booking::Status, ids::PersonId, time::count_nights};
use jiff::civil::Date;

/// Nights of the confirmed stays of one member in a year, whatever the persons.
pub fn confirmed_nights(book: &Book, member: PersonId, year: i16) -> u64 {
    let ends = year
        .checked_add(1)
        .map(|next| (Date::new(year, 1, 1), Date::new(next, 1, 1)));
    let Some((Ok(first), Ok(next))) = ends else {
        return 0;
    };
    let theirs = book.agenda.of_member_after(member, None, Some(first));
    let theirs = theirs.filter_map(|id| book.state.booking(id));
    theirs
        .take_while(|booking| booking.stay.arrival() < next)
        .filter(|booking| booking.status == Status::Confirmed)
        .map(|booking| {
            let from = booking.stay.arrival().max(first);
            u64::from(count_nights(from, booking.stay.departure().min(next)))
        })
        .sum()
}
