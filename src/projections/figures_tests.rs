//! Figures held against a naive recount: every night of every stay, one by one, for many made-up houses.

use super::*;
use crate::{app::demo::Story, domain::ids::BookingId};
use jiff::civil::date;
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

/// 2026-06-01, 08:00 UTC.
const NOW: i64 = 1_780_300_800_000;
const TODAY: Date = date(2026, 6, 1);
const DAY: i64 = 24 * 60 * 60 * 1000;

fn house(seed: u64, bookings: u32, days_ago: i64) -> Book {
    let story = Story {
        seed,
        ..Story::of_size(bookings, Moment::from_millis(NOW - days_ago * DAY))
    };
    let mut book = Book::default();
    for recorded in story.events() {
        book.apply(&recorded).unwrap();
    }
    book
}

fn in_utc(moment: Moment) -> Date {
    let days = i32::try_from(moment.millis().div_euclid(DAY)).unwrap();
    date(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .unwrap()
}

fn of(book: &Book, year: i16) -> Figures {
    figures(book, year, TODAY, in_utc).unwrap()
}

/// Every night of the year that somebody sleeps: which, where, who, how many. One entry for each item and night.
fn every_night(book: &Book, year: i16) -> Vec<(Date, AccommodationId, BookingId, PersonId, u64)> {
    let mut all = Vec::new();
    for booking in &book.state.bookings {
        if booking.status != Status::Confirmed {
            continue;
        }
        for night in booking.stay.each_night().filter(|n| n.year() == year) {
            for item in &booking.items {
                let persons = u64::from(item.persons);
                all.push((
                    night,
                    item.accommodation,
                    booking.id,
                    booking.member,
                    persons,
                ));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_figure_is_what_counting_night_by_night_comes_to(
        seed in 0..1000_u64, bookings in 1..250_u32, days_ago in -200..200_i64, year in (2025..=2027_i16).boxed(),
    ) {
        let book = house(seed, bookings, days_ago);
        let (figures, nights) = (of(&book, year), every_night(&book, year));
        let sum = |which: &dyn Fn(&Date, AccommodationId, PersonId) -> bool| -> u64 {
            nights.iter().filter(|(n, a, _, p, _)| which(n, *a, *p)).map(|it| it.4).sum()
        };
        prop_assert_eq!(figures.person_nights(), sum(&|_, _, _| true));
        for (number, month) in (1..).zip(&figures.months) {
            prop_assert_eq!(month.person_nights(), sum(&|night, _, _| night.month() == number));
            for (day, persons) in (1..).zip(&month.persons_per_night) {
                let night = date(year, number, day);
                prop_assert_eq!(u64::from(*persons), sum(&|it, _, _| *it == night));
            }
        }
        for place in &figures.places {
            prop_assert_eq!(place.person_nights, sum(&|_, at, _| at == place.accommodation));
        }
        let by_place: u64 = figures.places.iter().map(|it| it.person_nights).sum();
        prop_assert_eq!(by_place, figures.person_nights());
        for member in &figures.members {
            let theirs = || nights.iter().filter(|it| it.3 == member.person);
            let bookings: std::collections::BTreeSet<_> = theirs().map(|it| it.2).collect();
            let own_nights: std::collections::BTreeSet<_> = theirs().map(|it| (it.2, it.0)).collect();
            prop_assert_eq!(u64::from(member.stays), bookings.len() as u64);
            prop_assert_eq!(member.nights, own_nights.len() as u64);
            prop_assert_eq!(confirmed_nights(&book, member.person, year), member.nights);
            prop_assert_eq!(member.person_nights, theirs().map(|it| it.4).sum::<u64>());
        }
        prop_assert!(figures.members.is_sorted_by_key(|it| u64::MAX - it.person_nights));
        let by_member: u64 = figures.members.iter().map(|it| it.person_nights).sum();
        prop_assert_eq!(by_member, figures.person_nights());
    }

    #[test]
    fn every_stay_is_counted_in_the_year_it_begins_in(seed in 0..1000_u64, days_ago in -200..200_i64) {
        let book = house(seed, 120, days_ago);
        let years: Vec<Stays> = (2024..=2028).map(|year| of(&book, year).stays).collect();
        let sum = |of: fn(&Stays) -> u64| years.iter().map(of).sum::<u64>();
        let is = |status| book.state.bookings.iter().filter(|it| it.status == status).count() as u64;
        prop_assert_eq!(sum(|it| it.pending.into()), is(Status::Pending));
        prop_assert_eq!(sum(|it| it.declined.into()), is(Status::Declined));
        prop_assert_eq!(sum(|it| it.cancelled.into()), is(Status::Cancelled));
        prop_assert_eq!(sum(|it| it.taken().into()), is(Status::Confirmed));
        let completed = book.state.bookings.iter().filter(|it| it.is_completed(TODAY)).count() as u64;
        prop_assert_eq!(sum(|it| it.completed.into()), completed);
        let confirmed = || book.state.bookings.iter().filter(|it| it.status == Status::Confirmed);
        prop_assert_eq!(sum(|it| it.nights), confirmed().map(|it| u64::from(it.stay.nights())).sum::<u64>());
        let lead = |it: &Booking| u64::from(count_nights(in_utc(it.created), it.stay.arrival()));
        prop_assert_eq!(sum(|it| it.lead_days), confirmed().map(lead).sum::<u64>());
    }
}

#[test]
fn a_stay_over_new_year_counts_in_both_years() {
    let mut book = house(1, 30, 0);
    let spans = |it: &Booking| it.stay.arrival().year() != it.stay.departure().year();
    // A house in which stays lie over the end of a year: told as of the first days of January.
    for ago in [140, 145, 150, 155, 160] {
        if book
            .state
            .bookings
            .iter()
            .any(|it| spans(it) && it.status == Status::Confirmed)
        {
            break;
        }
        book = house(3, 200, ago);
    }
    let over: Vec<_> = book.state.bookings.iter().filter(|it| spans(it)).collect();
    assert!(!over.is_empty(), "no stay lies over New Year");
    let (first, second) = (of(&book, 2025), of(&book, 2026));
    let all: u64 = (2024..2029)
        .map(|year| of(&book, year).person_nights())
        .sum();
    let confirmed = book
        .state
        .bookings
        .iter()
        .filter(|it| it.status == Status::Confirmed);
    let nights = confirmed.map(|it| u64::from(it.stay.nights()) * u64::from(it.persons()));
    assert_eq!(all, nights.sum::<u64>());
    assert!(first.months[11].persons_per_night[30] > 0 && second.months[0].person_nights() > 0);
}

#[test]
fn capacity_is_that_of_the_open_accommodations_for_every_day() {
    let book = house(1, 5, 0);
    let open = book.state.accommodations.iter().filter(|it| it.active);
    let beds: u64 = open.map(|it| u64::from(it.description.capacity)).sum();
    assert_eq!(of(&book, 2026).capacity_of_year(), beds * 365);
    assert_eq!(of(&book, 2028).capacity_of_year(), beds * 366);
    assert_eq!(of(&book, 2028).months[1].days(), 29);
    assert_eq!(figures(&book, i16::MAX, TODAY, in_utc), None);
}
