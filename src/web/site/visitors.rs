//! What visitors see of the plan who see no names: which places are taken in which nights, and nothing else.
//! Never lets through what free places do not tell: neither where one stay ends and the next begins, nor that there are
//! more persons than places, nor who sleeps where nobody can book.

use super::frame::words_for;
use crate::{
    app::views::{self, Load, Row},
    domain::{booking::Status, time::Stay},
    web::{context::ReadContext, pages::plan},
};
use jiff::{ToSpan, civil::Date};

/// How full the house is in the nights of `from..to`, as whoever asks may know it.
pub(super) fn loads(context: &ReadContext, from: Date, to: Date) -> Vec<Load> {
    let loads = views::loads(&context.book, from, to);
    match context.sees_no_names() {
        true => loads.into_iter().map(Load::by_places).collect(),
        false => loads,
    }
}

/// The open accommodations of these rows, which begin with a date; a bar for nights in a row with as many places taken.
pub(super) fn rows(context: &ReadContext, first: Date, rows: &[Row<'_>]) -> Vec<plan::Row> {
    let taken = words_for(context).plan.taken;
    let bar = |(stay, persons)| plan::Bar {
        booking: None,
        guest: taken.to_owned(),
        persons,
        stay,
        status: Status::Confirmed,
        mine: false,
    };
    let open = rows.iter().filter(|row| row.accommodation.active);
    open.map(|row| {
        let description = &row.accommodation.description;
        plan::Row {
            accommodation: row.accommodation.id,
            name: description.name.to_string(),
            kind: description.kind,
            capacity: description.capacity,
            active: true,
            bars: stretches(first, &row.taken_per_night())
                .into_iter()
                .map(bar)
                .collect(),
        }
    })
    .collect()
}

/// Nights in a row, from a date on, in which as many places are taken, with that number; nights without any are left out.
fn stretches(first: Date, taken: &[u8]) -> Vec<(Stay, u8)> {
    let mut stretches = Vec::new();
    let mut night = first;
    for same in taken.chunk_by(|one, other| one == other) {
        let nights = i64::try_from(same.len()).unwrap_or(i64::MAX);
        let end = night.checked_add(nights.days()).unwrap_or(Date::MAX);
        if let (Some(places @ 1..), Ok(stay)) = (same.first(), Stay::new(night, end)) {
            stretches.push((stay, *places));
        }
        night = end;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nights_with_as_many_places_taken_are_one_stretch() {
        let d = |day| date(2026, 6, day);
        let stay = |from, to| Stay::new(d(from), d(to)).unwrap();
        assert_eq!(
            stretches(d(1), &[0, 2, 2, 1, 0, 0, 1]),
            [(stay(2, 4), 2), (stay(4, 5), 1), (stay(7, 8), 1)]
        );
        assert_eq!(stretches(d(1), &[]), []);
    }
}
