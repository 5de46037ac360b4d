//! What is offered instead of a wish that does not fit: every offer is held against `decide`, and so is what was not
//! offered. Never trusts the search's own counts.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, BEN, BLUE, CLEO, RED, SHUT, TENT, ask, by, cancel, change, day, items, stay, wish,
    },
};
use hutbook::{
    domain::{
        booking::{Items, Overrides},
        command::{BookingCommand, Command, NoteWish, Wish},
        ids::{AccommodationId, BookingId},
        time::Stay,
    },
    projections::{
        alternatives::{Alternatives, DAYS_AROUND, MOST_DATES, MOST_PARTS, Wanted, alternatives},
        book::Book,
    },
};
use proptest::{
    prelude::{Strategy, prop, proptest},
    test_runner::Config,
};

const LONGEST: u16 = 30;

fn book(given: &Given) -> Book {
    let mut book = Book::default();
    for recorded in &given.log {
        book.apply(recorded).unwrap();
    }
    book
}

fn instead(given: &Given, stay: Stay, items: &Items, own: Option<BookingId>) -> Alternatives {
    let book = book(given);
    let wanted = Wanted {
        stay,
        items,
        own: own.and_then(|id| book.state.booking(id)),
        earliest: given.today,
        longest: LONGEST,
    };
    alternatives(&book, &wanted)
}

fn wish_of(stay: Stay, items: &Items) -> Wish {
    Wish {
        arrival: stay.arrival(),
        departure: stay.departure(),
        items: items.clone(),
        note: NoteWish::Keep,
        allow: Overrides::NONE,
    }
}

fn command(stay: Stay, items: &Items, own: Option<BookingId>) -> Command {
    let wish = wish_of(stay, items);
    match own {
        None => ask(wish),
        Some(id) => Command::Booking(BookingCommand::Change {
            id,
            wish,
            expected: None,
        }),
    }
}

fn can_be_had(given: &Given, stay: Stay, items: &Items, own: Option<BookingId>) -> bool {
    given.when(by(BEN), &command(stay, items, own)).0.is_ok()
}

/// Cleo has these bookings.
fn taken(bookings: &[(i64, i64, AccommodationId, u8)]) -> Given {
    bookings
        .iter()
        .fold(house(), |house, (from, to, place, persons)| {
            house.did(CLEO, ask(wish(*from, *to, &[(*place, *persons)])))
        })
}

#[test]
fn where_nothing_is_missing_nothing_is_offered() {
    let found = instead(&house(), stay(5, 7), &items(&[(RED, 2), (TENT, 1)]), None);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_smallest_room_that_will_do_comes_first_and_keeps_what_fits() {
    let given = taken(&[(5, 6, TENT, 1)]);
    let found = instead(&given, stay(5, 7), &items(&[(TENT, 1), (RED, 1)]), None);
    let offers: Vec<_> = found
        .elsewhere
        .iter()
        .map(|offer| (offer.accommodation, offer.free, offer.items.clone()))
        .collect();
    assert_eq!(
        offers,
        [
            (RED, 1, items(&[(RED, 2)])),
            (BLUE, 4, items(&[(RED, 1), (BLUE, 1)])),
        ]
    );
    assert!(found.split.is_none() && found.parts.is_empty());
}

#[test]
fn who_fits_nowhere_together_is_spread_over_few() {
    let given = taken(&[(5, 7, BLUE, 2)]);
    let found = instead(&given, stay(5, 7), &items(&[(BLUE, 4)]), None);
    assert!(found.elsewhere.is_empty() && found.parts.is_empty());
    assert_eq!(found.split, Some(items(&[(BLUE, 2), (RED, 2)])));
}

#[test]
fn a_bed_for_each_night_but_none_for_all_is_a_change_of_bed() {
    // The tent is free on the first two nights, the red room on the last one, the blue one never.
    let given = taken(&[(5, 8, BLUE, 4), (5, 7, RED, 2), (7, 8, TENT, 1)]);
    let found = instead(&given, stay(5, 8), &items(&[(TENT, 1)]), None);
    assert!(found.elsewhere.is_empty() && found.split.is_none());
    assert_eq!(
        found.parts,
        [
            (stay(5, 7), items(&[(TENT, 1)])),
            (stay(7, 8), items(&[(RED, 1)])),
        ]
    );
    let full = given.did(CLEO, ask(wish(6, 7, &[(TENT, 1)])));
    assert!(
        instead(&full, stay(5, 8), &items(&[(TENT, 1)]), None)
            .parts
            .is_empty(),
        "on the second night there is no bed at all"
    );
}

#[test]
fn a_change_is_not_in_its_own_way_and_does_not_become_two_bookings() {
    let given = house()
        .did(BEN, ask(wish(5, 7, &[(TENT, 1)])))
        .did(CLEO, ask(wish(7, 8, &[(TENT, 1)])))
        .did(CLEO, ask(wish(4, 9, &[(BLUE, 4)])))
        .did(CLEO, ask(wish(4, 7, &[(RED, 2)])));
    let found = instead(&given, stay(5, 8), &items(&[(TENT, 1)]), Some(B1));
    assert!(found.elsewhere.is_empty() && found.split.is_none() && found.parts.is_empty());
    assert_eq!(found.earlier, [stay(4, 7), stay(3, 6), stay(2, 5)]);
    assert_eq!(found.later, [stay(8, 11), stay(9, 12), stay(10, 13)]);
}

#[test]
fn nothing_is_offered_before_the_first_day_or_in_closed_rooms() {
    let given = taken(&[(2, 4, TENT, 1)]);
    let found = instead(&given, stay(2, 3), &items(&[(TENT, 1)]), None);
    assert_eq!(found.earlier, [stay(1, 2), stay(0, 1)]);
    let shut = instead(&given, stay(2, 3), &items(&[(SHUT, 2)]), None);
    assert_eq!(
        (shut.earlier, shut.later, shut.elsewhere[0].accommodation),
        (vec![], vec![], RED)
    );
    let long = instead(&given, stay(2, 33), &items(&[(TENT, 1)]), None);
    assert!(long.is_empty(), "longer than the house allows");
    let past = instead(&given.on(day(3)), stay(2, 3), &items(&[(TENT, 1)]), None);
    assert!(past.elsewhere.is_empty() && past.earlier.is_empty() && !past.later.is_empty());
}

#[test]
fn the_search_ends_also_where_a_place_is_never_free() {
    let mut given = house();
    for start in 0..4 {
        let wish = wish(start * 30, start * 30 + 30, &[(TENT, 1)]);
        given = given.did(ADA, ask(wish));
    }
    let found = instead(&given, stay(40, 42), &items(&[(TENT, 1)]), None);
    assert_eq!((found.earlier.len(), found.later.len()), (0, 0));
    let given = given.did(ADA, cancel(BookingId::new(4)));
    let found = instead(&given, stay(40, 42), &items(&[(TENT, 1)]), None);
    assert_eq!(found.later, [stay(90, 92), stay(91, 93), stay(92, 94)]);
}

fn places() -> impl Strategy<Value = Vec<(AccommodationId, u8)>> {
    let place = prop::sample::select(vec![BLUE, RED, TENT]);
    prop::collection::btree_map(place, 1_u8..=4, 1..=2)
        .prop_map(|places| places.into_iter().collect())
}

/// Arrival, nights, where and how many.
type Wishes = Vec<(i64, i64, Vec<(AccommodationId, u8)>)>;

fn wishes() -> impl Strategy<Value = Wishes> {
    prop::collection::vec((0_i64..40, 1_i64..9, places()), 0..60)
}

/// A house in which whoever came first has their places; those who did not fit were refused, as in life.
fn busy_house(wishes: &Wishes) -> Given {
    let mut given = house();
    for (from, nights, places) in wishes {
        let _ = given.tell(by(CLEO), &ask(wish(*from, from + nights, places)));
    }
    given
}

fn shifted(wished: Stay, days: i64) -> Stay {
    let by = jiff::Span::new().days(days);
    let date = |date: jiff::civil::Date| date.checked_add(by).unwrap();
    Stay::new(date(wished.arrival()), date(wished.departure())).unwrap()
}

/// Days from the wish at which `decide` would have it, the nearest first.
fn possible(
    given: &Given,
    wished: Stay,
    items: &Items,
    own: Option<BookingId>,
    sign: i64,
) -> Vec<Stay> {
    let days = 1..=i64::from(DAYS_AROUND);
    let stays = days.map(|days| shifted(wished, sign * days));
    stays
        .filter(|stay| stay.arrival() >= given.today && can_be_had(given, *stay, items, own))
        .take(MOST_DATES)
        .collect()
}

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_is_offered_can_be_had_and_is_the_nearest(
        others in wishes(),
        from in 3_i64..40,
        nights in 1_i64..8,
        wanted in places(),
        today in 0_i64..4,
        mine in prop::option::of((0_i64..6, 1_i64..5, places())),
    ) {
        let mut given = busy_house(&others);
        // Ben may have a booking already, which he wants to move.
        let own = mine.and_then(|(shift, nights, places)| {
            let id = BookingId::at_index(given.state.bookings.len()).unwrap();
            let asked = ask(wish(from + shift, from + shift + nights, &places));
            given.tell(by(BEN), &asked).ok().map(|_| id)
        });
        let given = given.on(day(today));
        let (wished, items) = (stay(from, from + nights), items(&wanted));
        let found = instead(&given, wished, &items, own);
        let persons = |items: &Items| items.iter().map(|item| u16::from(item.persons)).sum::<u16>();

        for offer in &found.elsewhere {
            assert!(can_be_had(&given, wished, &offer.items, own), "{offer:?}");
            assert_eq!(persons(&offer.items), persons(&items));
        }
        if let Some(split) = &found.split {
            assert!(can_be_had(&given, wished, split, own), "{split:?}");
            assert_eq!(persons(split), persons(&items));
        }
        // One after the other, as they would be asked for.
        let mut one_by_one = given.clone();
        for (part, items_then) in &found.parts {
            assert_eq!(persons(items_then), persons(&items));
            one_by_one.tell(by(BEN), &ask(wish_of(*part, items_then))).unwrap();
        }
        if let (Some((first, _)), Some((last, _))) = (found.parts.first(), found.parts.last()) {
            assert!(found.parts.len() <= MOST_PARTS);
            assert_eq!((first.arrival(), last.departure()), (wished.arrival(), wished.departure()));
            assert!(found.parts.windows(2).all(|pair| pair[0].0.departure() == pair[1].0.arrival()));
        }

        let fits = can_be_had(&given, wished, &items, own);
        if fits && own.is_none() {
            assert!(found.is_empty(), "{found:?}");
        }
        if !found.is_empty() || !fits {
            assert_eq!(found.earlier, possible(&given, wished, &items, own, -1));
            assert_eq!(found.later, possible(&given, wished, &items, own, 1));
        }
        if !fits && found.elsewhere.is_empty() {
            // Nobody was sent away who could have slept in one other room.
            for place in [BLUE, RED, TENT] {
                if let [(_, persons)] = *wanted {
                    let there = super::words::items(&[(place, persons)]);
                    assert!(!can_be_had(&given, wished, &there, own), "{place} was free");
                }
            }
        }
    }
}

#[test]
fn a_running_stay_may_be_offered_other_beds_from_its_own_arrival_on() {
    let given = house()
        .did(BEN, ask(wish(1, 4, &[(TENT, 1)])))
        .did(CLEO, ask(wish(4, 6, &[(TENT, 1)])))
        .on(day(2));
    let found = instead(&given, stay(1, 5), &items(&[(TENT, 1)]), Some(B1));
    assert!(!found.elsewhere.is_empty());
    for offer in found.elsewhere {
        let change = change(B1, wish_of(stay(1, 5), &offer.items));
        assert!(given.when(by(BEN), &change).0.is_ok(), "{offer:?}");
    }
}
