//! What readers cost by the size of the house: free places, a month, a list, the plan, a search for other dates, and
//! taking in one event or all of them. A question about a month must not cost more in a house that is older.
//!
//!     cargo bench --bench projections

#[expect(dead_code, reason = "other benchmarks use more of it")]
mod made;

use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use hutbook::{
    app::views::{self, Filter, Wanted},
    domain::{
        booking::Item,
        command::{BookingCommand, Command},
        context::Context,
        decide,
        event::Recorded,
        ids::{AccommodationId, Actor, CommandId},
    },
    projections::book::Book,
};
use made::{MEMBER, NOW, SIZES, TODAY};
use std::hint::black_box;

/// Bookings of a page of the list.
const LISTED: usize = 50;

/// Asks one question after the other, each of another day, so that none is answered from what the last one left behind.
fn ask<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    what: &str,
    size: &str,
    question: impl Fn(i64) -> T,
) {
    let mut number = 0;
    group.bench_function(format!("{what}/{size}"), |bencher| {
        bencher.iter(|| {
            number += 1;
            black_box(question(number))
        });
    });
}

fn questions(group: &mut BenchmarkGroup<'_, WallTime>, size: &str, book: &Book) {
    ask(group, "free-places-of-a-week", size, |number| {
        views::availability(book, made::booked_stay(number, 7), None).len()
    });
    ask(group, "month", size, |number| {
        let (from, to) = made::booked(number, 31);
        book.holding(from, to).count()
    });
    ask(group, "plan-of-a-month", size, |number| {
        let (from, to) = made::booked(number, 31);
        views::rows(book, from, to).len()
    });
    let list = |filter: Filter| {
        views::bookings(book, &filter, None, LISTED, TODAY)
            .items
            .len()
    };
    ask(group, "list", size, |number| {
        let from = Some(made::booked(number, 1).0);
        list(Filter {
            from,
            ..Filter::default()
        })
    });
    ask(group, "list-of-a-member", size, |number| {
        list(Filter {
            from: Some(made::booked(number, 1).0),
            member: Some(MEMBER),
            ..Filter::default()
        })
    });
    ask(group, "history-of-a-booking", size, |number| {
        let middle = book.state.bookings.len() / 2 + usize::try_from(number % 200).unwrap_or(0);
        let booking = book.state.bookings.get(middle).expect("there are more");
        book.activity.of(booking).count()
    });
    ask(group, "other-dates", size, |number| {
        let items = [Item {
            accommodation: AccommodationId::new(1),
            persons: 2,
        }];
        let wanted = Wanted {
            stay: made::booked_stay(number, 4),
            items: &items,
            own: None,
            earliest: made::booked(number, 1).0,
            longest: 30,
        };
        views::alternatives(book, &wanted)
    });
    ask(group, "requests-that-wait", size, |_| {
        views::waiting(book, TODAY).count()
    });
}

/// The event that comes next: somebody asks for a free bed.
fn next(book: &Book) -> Recorded {
    let context = Context {
        actor: Actor::Person(MEMBER),
        now: NOW,
        today: TODAY,
        zone_known: true,
    };
    let command = made::request();
    assert!(matches!(
        command,
        Command::Booking(BookingCommand::Request { .. })
    ));
    let decision = decide(&book.state, &command, &context).expect("there is room");
    let (stream, event) = decision.into_events().pop().expect("it is an event");
    Recorded {
        sequence: book.sequence + 1,
        stream,
        version: book.state.version_of(stream) + 1,
        at: NOW,
        command: CommandId::repeatable(1, 1),
        actor: context.actor,
        event,
    }
}

fn by_size(criterion: &mut Criterion) {
    for (bookings, size) in SIZES {
        let events = made::events(bookings);
        let book = made::book(&events);
        let mut group = criterion.benchmark_group("projections");
        questions(&mut group, size, &book);
        // As the writer does it: in a copy, so that a round can be thrown away.
        let next = next(&book);
        group.bench_function(format!("fold-into-a-copy/{size}"), |bencher| {
            bencher.iter_batched(
                || book.clone(),
                |mut copy| {
                    copy.apply(&next).expect("it follows");
                    copy
                },
                BatchSize::SmallInput,
            );
        });
        group
            .sample_size(10)
            .throughput(Throughput::Elements(events.len() as u64));
        group.bench_function(format!("replay/{size}"), |bencher| {
            bencher.iter_with_large_drop(|| made::book(&events));
        });
        group.finish();
    }
}

criterion_group! {
    name = projections;
    config = made::criterion();
    targets = by_size
}
criterion_main!(projections);
