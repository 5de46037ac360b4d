//! What one event costs on its way into the log and out of it: sealing its text, writing it, reading it. The size of the
//! house makes no difference here. Never touches a disk; `store.rs` does.
//!
//!     cargo bench --bench codec

#[expect(dead_code, reason = "other benchmarks use more of it")]
mod made;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hutbook::{
    domain::event::{Event, Recorded},
    store::{Vault, probe},
};
use std::hint::black_box;

/// The bookings of the story the events are taken from.
const BOOKINGS: u32 = 1_000;

/// A vault with a key for everybody there is.
fn vault(events: &[Recorded]) -> Vault {
    let vault = Vault::new([]);
    for event in events {
        if let (Event::PersonAdded(_), hutbook::domain::ids::Stream::Person(person)) =
            (&event.event, event.stream)
        {
            vault.mint(person).expect("there is randomness");
        }
    }
    vault
}

fn sealed(vault: &Vault, event: &Recorded) -> Recorded {
    let mut event = event.clone();
    vault.seal_event(&mut event.event).expect("there are keys");
    event
}

/// The first event of a kind; of a request one with a note.
fn find(events: &[Recorded], name: &str) -> Recorded {
    let fits = |recorded: &&Recorded| match &recorded.event {
        Event::BookingRequested(request) => name == "booking-requested" && request.note.is_some(),
        Event::BookingConfirmed(_) => name == "booking-confirmed",
        Event::BookingChanged(_) => name == "booking-changed",
        Event::PersonAdded(_) => name == "person-added",
        _ => false,
    };
    events.iter().find(fits).expect("a story has it").clone()
}

fn one_event(criterion: &mut Criterion) {
    let events = made::events(BOOKINGS);
    let vault = vault(&events);
    let mut group = criterion.benchmark_group("codec");
    for kind in [
        "booking-requested",
        "booking-confirmed",
        "booking-changed",
        "person-added",
    ] {
        let clear = find(&events, kind);
        let event = sealed(&vault, &clear);
        let bytes = probe::event_bytes(&event).expect("a log takes it");
        println!("codec: {kind} has {} bytes before compression", bytes.len());
        if event != clear {
            group.bench_function(format!("seal/{kind}"), |bencher| {
                bencher.iter_batched_ref(
                    || clear.clone(),
                    |clear| vault.seal_event(&mut clear.event),
                    BatchSize::SmallInput,
                );
            });
        }
        group.bench_function(format!("encode/{kind}"), |bencher| {
            bencher.iter(|| probe::event_bytes(black_box(&event)));
        });
        group.bench_function(format!("decode/{kind}"), |bencher| {
            bencher.iter(|| probe::event(event.sequence, black_box(&bytes)));
        });
    }
    group.finish();
}

fn a_story(criterion: &mut Criterion) {
    let events = made::events(BOOKINGS);
    let vault = vault(&events);
    let events: Vec<Recorded> = events.iter().map(|event| sealed(&vault, event)).collect();
    let bytes: Vec<Vec<u8>> = events
        .iter()
        .map(|event| probe::event_bytes(event).expect("a log takes it"))
        .collect();
    let mut group = criterion.benchmark_group("codec");
    group.throughput(Throughput::Elements(events.len() as u64));
    group.bench_function("encode/story", |bencher| {
        bencher.iter(|| {
            for event in &events {
                black_box(probe::event_bytes(event).is_ok());
            }
        });
    });
    group.bench_function("decode/story", |bencher| {
        bencher.iter(|| {
            for (sequence, bytes) in (1..).zip(&bytes) {
                black_box(probe::event(sequence, bytes).is_ok());
            }
        });
    });
    group.finish();
}

criterion_group! {
    name = codec;
    config = made::criterion();
    targets = one_event, a_story
}
criterion_main!(codec);
