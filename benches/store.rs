//! What the event log costs: durable appends, replay, opening with the full check, and bytes per event on disk.
//! Never checks results; the tests do. Figures of appends are as good as the disk under the folder for temporary files.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hutbook::{
    domain::{event::Recorded, ids::Sequence, time::Moment},
    store::{Appended, EventLog, Figures, RedbLog, simulated::Workload, verify},
};
use std::{hint::black_box, ops::ControlFlow, path::Path, time::Duration};

/// Events in the log that is replayed.
const REPLAYED: usize = 100_000;
/// Events in the log that is opened: what a busy house has after years.
const OPENED: usize = 25_000;

fn events(after: Sequence, count: usize) -> Vec<Recorded> {
    Workload::new(1, after).take(count).collect()
}

fn log_of(path: &Path, count: usize) -> RedbLog {
    let mut log = RedbLog::create(path, Moment::default()).expect("a new file");
    append(&mut log, &events(0, count));
    log
}

fn append(log: &mut RedbLog, events: &[Recorded]) {
    let appended = log.append(log.head(), events, &[]);
    assert!(matches!(appended, Appended::Ok), "{appended:?}");
}

fn sizes(name: &str, log: &RedbLog) -> Figures {
    let figures = log.reader().figures().expect("figures");
    let each = |bytes: u64| bytes as f64 / figures.events as f64;
    println!(
        "{name}: {} events, {} blocks; bytes per event: {:.1} in blocks, {:.1} in pages, {:.1} of the file",
        figures.events,
        figures.blocks.blocks,
        each(figures.blocks.bytes),
        each(figures.blocks.blocks * 4096),
        each(figures.file_bytes),
    );
    figures
}

fn appending(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut group = criterion.benchmark_group("append");
    for count in [1, 64] {
        let path = folder.path().join(format!("{count}.hutbook"));
        let mut log = log_of(&path, 1_000);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} durable"), |bencher| {
            bencher.iter_batched(
                || (),
                |()| {
                    let new = events(log.head(), count);
                    append(&mut log, &new);
                },
                BatchSize::PerIteration,
            );
        });
        sizes(&format!("appended by {count}"), &log);
    }
    group.finish();
}

fn importing(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let events = events(0, REPLAYED);
    let mut number = 0;
    let mut group = criterion.benchmark_group("import");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(REPLAYED as u64));
    group.bench_function("100,000 in one append", |bencher| {
        bencher.iter_batched(
            || {
                number += 1;
                log_of(&folder.path().join(format!("{number}.hutbook")), 0)
            },
            |mut log| append(&mut log, &events),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn replaying(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log_of(&folder.path().join("house.hutbook"), REPLAYED);
    sizes("imported", &log);
    let reader = log.reader();
    let mut group = criterion.benchmark_group("replay");
    group.throughput(Throughput::Elements(REPLAYED as u64));
    group.bench_function("100,000 booking events", |bencher| {
        bencher.iter(|| {
            let outcome = reader.replay(0, &mut |recorded| {
                black_box(&recorded);
                ControlFlow::Continue(())
            });
            outcome.expect("a sound log");
        });
    });
    group.finish();
}

fn opening(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("house.hutbook");
    let log = log_of(&path, OPENED);
    sizes("opened", &log);
    let crashed = folder.path().join("crashed.hutbook");
    std::fs::copy(&path, &crashed).expect("a copy of the file as it is while open");
    let crashed = std::fs::read(&crashed).expect("its bytes");
    drop(log);
    let mut group = criterion.benchmark_group("open");
    group.bench_function("25,000 events, with full check", |bencher| {
        bencher.iter_batched(
            || (),
            |()| RedbLog::open(&path).expect("a sound file"),
            BatchSize::PerIteration,
        );
    });
    let broken = folder.path().join("broken.hutbook");
    group.bench_function("25,000 events, after a crash", |bencher| {
        bencher.iter_batched(
            || std::fs::write(&broken, &crashed).expect("a file"),
            |()| RedbLog::open(&broken).expect("a file that can be mended"),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("25,000 events, verify", |bencher| {
        bencher.iter(|| verify(&path).expect("a sound file"));
    });
    group.finish();
}

criterion_group! {
    name = store;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .sample_size(30)
        .without_plots();
    targets = appending, importing, replaying, opening
}
criterion_main!(store);
