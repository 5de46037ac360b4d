//! Lists held against a naive one: everything filtered and sorted at once. Then paged through, there and back.

use super::*;
use crate::{app::demo::Story, domain::time::Moment};
use jiff::civil::date;

const TODAY: Date = date(2026, 6, 1);
/// Enough to look at everything.
const ALL: usize = usize::MAX;

fn house(bookings: u32) -> Book {
    let now = Moment::from_millis(1_780_300_800_000); // 2026-06-01, 08:00 UTC
    let mut book = Book::default();
    for recorded in Story::of_size(bookings, now).events() {
        book.apply(&recorded).unwrap();
    }
    book
}

/// Every kind of question, alone and together.
fn searches(book: &Book) -> Vec<Search> {
    let somebody = book.state.bookings.get(5).map(|it| it.member);
    let last_name = somebody.and_then(|it| book.state.person(it)?.last_name.clone());
    let name = last_name.unwrap().to_uppercase();
    let place = book.state.accommodations[1].description.name.to_string();
    let mut all = Vec::new();
    for order in [Order::Forward, Order::Backward] {
        for member in [None, somebody] {
            let plain = Search {
                order,
                member,
                ..Search::default()
            };
            let with = |change: &dyn Fn(&mut Search)| {
                let mut search = plain.clone();
                change(&mut search);
                search
            };
            all.extend([
                plain.clone(),
                with(&|it| it.from = TODAY.tomorrow().ok()),
                with(&|it| it.over_by = Some(TODAY)),
                with(&|it| it.status = Some(Status::Confirmed)),
                with(&|it| it.words = Words::of(&name)),
                with(&|it| it.words = Words::of(&format!("{place}  {name}"))),
                with(&|it| it.words = Words::of("b17")),
                with(&|it| it.words = Words::of("nobody is called like this")),
                with(&|it| {
                    it.from = Some(date(2026, 5, 10));
                    it.until = Some(date(2026, 5, 20));
                }),
                with(&|it| {
                    it.until = Some(date(2026, 5, 20));
                    it.over_by = Some(date(2026, 5, 20));
                    it.status = Some(Status::Cancelled);
                }),
            ]);
        }
    }
    all
}

/// The same list by looking at everything, the slow way. Words are looked for in one text about the booking.
fn naive(book: &Book, search: &Search) -> Vec<BookingId> {
    let text = |booking: &Booking| {
        let person = book.state.person(booking.member).unwrap();
        let (first, last) = (person.first_name.as_deref(), person.last_name.as_deref());
        let mut text = format!("{}|{}", first.unwrap_or(""), last.unwrap_or(""));
        for item in &booking.items {
            let place = book.state.accommodation(item.accommodation).unwrap();
            text += &format!("|{}", place.description.name.as_str());
        }
        text.to_lowercase()
    };
    let words = |booking: &Booking| {
        let shown = format!("{:?}", search.words);
        let words = shown.split('"').skip(1).step_by(2);
        let (text, id) = (text(booking), booking.id.to_string());
        words
            .into_iter()
            .all(|word| text.contains(word) || id == word)
    };
    let fits = |it: &&Booking| {
        let nights: Vec<Date> = it.stay.each_night().collect();
        search.member.is_none_or(|member| it.member == member)
            && search.status.is_none_or(|status| it.status == status)
            && search
                .from
                .is_none_or(|from| nights.iter().any(|n| *n >= from))
            && search
                .until
                .is_none_or(|until| nights.iter().any(|n| *n <= until))
            && search
                .over_by
                .is_none_or(|date| it.stay.departure() <= date)
            && words(it)
    };
    let mut all: Vec<&Booking> = book.state.bookings.iter().filter(fits).collect();
    all.sort_by_key(|it| place(it));
    if search.order == Order::Backward {
        all.reverse();
    }
    all.iter().map(|it| it.id).collect()
}

fn ids(listed: &Listed<'_>) -> Vec<BookingId> {
    listed.items.iter().map(|it| it.id).collect()
}

#[test]
fn pages_there_and_back_are_the_list_somebody_would_make_by_hand() {
    let book = house(400);
    let mut found = 0;
    for search in searches(&book) {
        let expected = naive(&book, &search);
        found += expected.len();
        let (mut pages, mut start) = (Vec::new(), Start::Beginning);
        loop {
            let listed = page(&book, &search, start, 7, ALL);
            assert!(!listed.unfinished);
            assert_eq!(listed.before.is_some(), !pages.is_empty(), "{search:?}");
            pages.push(ids(&listed));
            let Some(next) = listed.after else { break };
            start = Start::After(next);
            assert!(pages.len() < 100, "it does not come to an end");
        }
        assert_eq!(pages.concat(), expected, "{search:?}");
        assert!(pages.iter().rev().skip(1).all(|page| page.len() == 7));
        // And back again.
        let mut listed = page(&book, &search, start, 7, ALL);
        for expected in pages.iter().rev().skip(1) {
            let before = listed.before.unwrap();
            listed = page(&book, &search, Start::Before(before), 7, ALL);
            assert_eq!(&ids(&listed), expected, "{search:?}");
            assert!(listed.after.is_some());
        }
        assert_eq!(listed.before, None, "{search:?}");
        let sent: Vec<_> = all(&book, &search).map(|it| it.id).collect();
        assert_eq!(sent, expected, "{search:?}");
    }
    assert!(found > 2_000, "only {found} bookings were found at all");
}

#[test]
fn a_count_says_whether_it_is_whole() {
    let book = house(300);
    for search in searches(&book) {
        let expected = naive(&book, &search);
        let nights = |id: &BookingId| u64::from(book.state.booking(*id).unwrap().stay.nights());
        let whole = Count {
            bookings: expected.len() as u64,
            nights: expected.iter().map(nights).sum(),
            complete: true,
        };
        assert_eq!(count(&book, &search, 1_000, ALL), whole, "{search:?}");
        let some = count(&book, &search, 10, ALL);
        assert_eq!(some.bookings, whole.bookings.min(10));
        assert_eq!(some.complete, whole.bookings <= 10, "{search:?}");
    }
}

#[test]
fn work_is_bounded_and_goes_on_where_it_stopped() {
    let book = house(400);
    let search = Search {
        words: Words::of("b17 b17"),
        ..Search::default()
    };
    let (mut pages, mut start, mut found) = (0, Start::Beginning, Vec::new());
    loop {
        let listed = page(&book, &search, start, 7, 30);
        assert!(listed.items.len() <= 1);
        found.extend(ids(&listed));
        pages += 1;
        let Some(next) = listed.after else { break };
        assert!(listed.unfinished);
        start = Start::After(next);
        assert!(pages < 100, "it does not come to an end");
    }
    assert_eq!(found, [BookingId::new(17)]);
    assert_eq!(pages, book.state.bookings.len().div_ceil(30));
    assert!(!count(&book, &search, 10, 30).complete);
}

#[test]
fn a_list_that_became_shorter_leads_back() {
    let book = house(50);
    let search = Search::default();
    let first = ids(&page(&book, &search, Start::Beginning, 7, ALL));
    let last = book.state.bookings.iter().map(place).max().unwrap();
    // Nothing is behind the last one, and the page before that ends with it.
    let listed = page(&book, &search, Start::After(last), 7, ALL);
    assert!(listed.items.is_empty() && listed.after.is_none());
    let back = page(
        &book,
        &search,
        Start::Before(listed.before.unwrap()),
        7,
        ALL,
    );
    assert_eq!(back.items.last().map(|it| place(it)), Some(last));
    let before = Start::Before((Date::MIN, BookingId::new(1)));
    assert_eq!(ids(&page(&book, &search, before, 7, ALL)), first);
    // A page before the third booking would hold two: it is the first page, and full.
    let third = &book.state.booking(first[2]).unwrap();
    let before = Start::Before(place(third));
    assert_eq!(ids(&page(&book, &search, before, 7, ALL)), first);
}
