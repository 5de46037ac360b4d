//! What stands beside a booking: who else is there, where to book the same once more, and the stay as a file.
//! Never shows what was said to anybody who may not read it.

use super::history;
use crate::{
    app::views,
    domain::{booking::Booking, ids::BookingId, time::Stay},
    mail::stay_file,
    web::{
        context::ReadContext,
        pages::{
            booking_detail::{Again, Company, Other},
            filled::Filled,
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        site::{
            frame::words_for,
            shown::{item_lines, person_name},
        },
    },
};
use hyper::{StatusCode, header};
use jiff::{ToSpan as _, civil::Date};

/// Most others that are shown.
const MOST_OTHERS: usize = 12;
/// Weeks after which a day has the same weekday at about the same time of the year.
const WEEKS_OF_A_YEAR: i32 = 52;

/// Who else is there in the nights of a booking.
pub(super) fn company(context: &ReadContext, booking: &Booking) -> Option<Company> {
    if !booking.status.holds_capacity() {
        return None;
    }
    let (from, to) = (booking.stay.arrival(), booking.stay.departure());
    let others = context.book.holding(from, to);
    let mut others = others.filter(|other| other.id != booking.id);
    let other = |other: &Booking| Other {
        booking: other.id,
        member: person_name(context, other.member),
        stay: other.stay,
        status: other.status,
        items: item_lines(context, &other.items),
    };
    Some(Company {
        others: others.by_ref().take(MOST_OTHERS).map(other).collect(),
        more: others.count() as u64,
    })
}

/// Where the same can be booked once more.
pub(super) fn again(context: &ReadContext, booking: &Booking) -> Option<Again> {
    let viewer = context.viewer?;
    let own = viewer.person == booking.member;
    if !own && !viewer.is_administrator() {
        return None;
    }
    let filled = Filled {
        items: &booking.items,
        member: (!own).then_some(booking.member),
        ..Filled::default()
    };
    let stay = next_year(booking.stay, context.today)?;
    let then = Filled {
        stay: Some(stay),
        ..filled
    };
    Some(Again {
        same: filled.on(paths::NEW_BOOKING),
        next_year: (stay, then.on(paths::NEW_BOOKING)),
    })
}

/// The same days of the week at the same time of the first later year that is still ahead.
fn next_year(stay: Stay, today: Date) -> Option<Stay> {
    let mut next = stay;
    loop {
        let later = |date: Date| date.checked_add(WEEKS_OF_A_YEAR.weeks()).ok();
        next = views::stay(later(next.arrival())?, later(next.departure())?)?;
        if next.arrival() >= today {
            return Some(next);
        }
    }
}

/// The stay as a file for one's own calendar.
pub(in crate::web::site) fn calendar(context: &ReadContext) -> Result<Response, Problem> {
    let id: BookingId = context.request.id()?;
    let state = &context.book.state;
    let booking = state
        .booking(id)
        .ok_or_else(|| request::nothing_called(id))?;
    let note = history::text(context, state.note(id).as_ref());
    let text = stay_file(&context.book, booking, words_for(context).language, note);
    let mut response = reply::bytes(StatusCode::OK, "text/calendar; charset=utf-8", text);
    let name = format!("attachment; filename=\"hutbook-{id}.ics\"");
    reply::set(&mut response, header::CONTENT_DISPOSITION, &name);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn next_year_has_the_same_weekdays_and_is_ahead() {
        let stay = Stay::new(date(2024, 9, 6), date(2024, 9, 8)).unwrap();
        for today in [date(2024, 1, 1), date(2025, 9, 6), date(2031, 2, 3)] {
            let next = next_year(stay, today).unwrap();
            assert!(next.arrival() >= today && next.arrival() > stay.departure());
            assert_eq!(next.nights(), stay.nights());
            assert_eq!(next.arrival().weekday(), stay.arrival().weekday());
        }
        let last = Stay::new(date(2199, 9, 6), date(2199, 9, 8)).unwrap();
        assert_eq!(next_year(last, date(2199, 1, 1)), None);
    }
}
