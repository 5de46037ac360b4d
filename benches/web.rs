//! What an answer costs from the bytes of its request to its own, without a socket: pages and JSON, by the size of the
//! house. Each request asks for another day, since answers are kept until something changes; what a kept one costs is
//! measured apart. Every answer is looked at once.
//!
//!     cargo bench --bench web

#[expect(dead_code, reason = "other benchmarks use more of it")]
mod made;

use criterion::{Criterion, criterion_group, criterion_main};
use hutbook::web::{
    self,
    forwarded::Trust,
    house::{Facts, Options, Web},
    limits::Limits,
    probe, server,
};
use made::{SECRET, SIZES};
use std::{hint::black_box, sync::Arc};
use tokio::runtime::Runtime;

/// A house over HTTP.
struct Served {
    runtime: Runtime,
    web: Arc<Web>,
}

impl Served {
    fn new(bookings: u32) -> Self {
        let options = Options {
            cookie_seed: "made up",
            limits: Limits::USUAL,
            trust: Trust::Nobody,
            more_routes: web::site::ROUTES,
            pages: web::site::PAGES,
            facts: Facts::default(),
        };
        let web = Web::new(made::house(bookings), &options).expect("the routes fit");
        let runtime = server::runtime().expect("a small runtime");
        Self { runtime, web }
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: hut\r\nAuthorization: Bearer {SECRET}\r\nConnection: close\r\n\r\n"
        );
        let talk = probe::converse(Arc::clone(&self.web), request.as_bytes());
        self.runtime.block_on(talk)
    }
}

/// What is asked, and how the address of the day of this number is made.
type Question = (&'static str, fn(i64) -> String);

const QUESTIONS: [Question; 8] = [
    ("health", |_| "/api/health".to_owned()),
    ("list", |number| {
        let (from, _) = made::booked(number, 1);
        format!("/api/bookings?from={from}&limit=50")
    }),
    ("month", |number| {
        let (from, to) = made::booked(number, 31);
        format!("/api/calendar?from={from}&to={to}")
    }),
    ("month-kept", |_| {
        let (from, to) = made::booked(0, 31);
        format!("/api/calendar?from={from}&to={to}")
    }),
    ("availability", |number| {
        let (from, to) = made::booked(number, 7);
        format!("/api/availability?arrival={from}&departure={to}")
    }),
    ("plan-page", |number| {
        format!("/plan?date={}", made::booked(number * 31, 1).0)
    }),
    ("calendar-page", |number| {
        format!("/calendar?date={}", made::booked(number * 31, 1).0)
    }),
    ("booking-page", |number| {
        format!("/bookings/b{}", 500 + number % 200)
    }),
];

fn by_size(criterion: &mut Criterion) {
    for (bookings, size) in SIZES {
        let served = Served::new(bookings);
        let mut group = criterion.benchmark_group("web");
        for (what, address) in QUESTIONS {
            let answer = served.get(&address(1));
            assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", address(1));
            println!("web: {what}/{size} has {} bytes", answer.len());
            let mut number = 0;
            group.bench_function(format!("{what}/{size}"), |bencher| {
                bencher.iter(|| {
                    number += 1;
                    black_box(served.get(&address(number)))
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = web_parts;
    config = made::criterion();
    targets = by_size
}
criterion_main!(web_parts);
