//! What the rules cost by the size of the house: deciding a booking, refusing one, taking in what was decided, and
//! folding all events into the state that rules look at. Never checks what they decide beyond that they do; tests do.
//!
//!     cargo bench --bench domain

#[expect(dead_code, reason = "other benchmarks use more of it")]
mod made;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hutbook::domain::{
    context::Context,
    decide,
    event::Recorded,
    ids::{Actor, CommandId, Stream},
    state::State,
};
use made::{MEMBER, NOW, SIZES, TODAY};
use std::hint::black_box;

const CIRCUMSTANCES: Context = Context {
    actor: Actor::Person(MEMBER),
    now: NOW,
    today: TODAY,
    zone_known: true,
};

fn state(events: &[Recorded]) -> State {
    let mut state = State::default();
    for event in events {
        state.apply(event).expect("a story follows from itself");
    }
    state
}

/// The event a wish that fits comes to, as it would be recorded next.
fn requested(state: &State, after: u64) -> Recorded {
    let decision = decide(state, &made::request(), &CIRCUMSTANCES).expect("there is room");
    let (stream, event) = decision.into_events().pop().expect("it is an event");
    Recorded {
        sequence: after + 1,
        stream,
        version: state.version_of(stream) + 1,
        at: NOW,
        command: CommandId::from_halves(1, 1),
        actor: CIRCUMSTANCES.actor,
        event,
    }
}

fn by_size(criterion: &mut Criterion) {
    for (bookings, size) in SIZES {
        let events = made::events(bookings);
        let state = state(&events);
        let (fits, too_many) = (made::request(), made::request_too_many());
        assert!(decide(&state, &too_many, &CIRCUMSTANCES).is_err());
        let mut group = criterion.benchmark_group("domain");
        group.bench_function(format!("decide-request/{size}"), |bencher| {
            bencher.iter(|| decide(black_box(&state), &fits, &CIRCUMSTANCES));
        });
        group.bench_function(format!("refuse-request/{size}"), |bencher| {
            bencher.iter(|| decide(black_box(&state), &too_many, &CIRCUMSTANCES));
        });
        // As the writer does it: in a copy, so that a round can be thrown away.
        let next = requested(&state, events.len() as u64);
        assert!(matches!(next.stream, Stream::Booking(_)));
        group.bench_function(format!("apply-to-a-copy/{size}"), |bencher| {
            bencher.iter_batched(
                || state.clone(),
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
            bencher.iter_with_large_drop(|| self::state(&events));
        });
        group.finish();
    }
}

criterion_group! {
    name = domain;
    config = made::criterion();
    targets = by_size
}
criterion_main!(domain);
