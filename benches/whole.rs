//! The program as a whole, measured from outside as it is shipped: memory, durable writes beside the disk's own rate,
//! reads, start. Prints a table; every figure of a line comes from the same run. Reads need `wrk` (Debian has it).
//!
//!     cargo bench --bench whole

#[path = "../tests/client.rs"]
mod client;
#[path = "../tests/process.rs"]
mod process;

use hutbook::{
    app::{App, demo::Story},
    clock::Clock,
    store::RedbLog,
};
use process::Running;
use rustix::fs::Advice;
use std::{
    fs::File,
    io::Write,
    net::SocketAddr,
    path::Path,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

const WRITING: Duration = Duration::from_secs(5);
const PASSWORD: &str = hutbook::cli::DEMO_PASSWORD;
const ADMINISTRATOR: &str = Story::administrator_email();

fn main() {
    let folder =
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk to measure");
    println!("| what | figure |\n|---|---|");
    size_and_replay(folder.path());
    memory_at_rest(folder.path());
    start_and_memory(folder.path());
    durable_creates(folder.path());
    reads(folder.path());
}

fn row(what: &str, figure: impl std::fmt::Display) {
    println!("| {what} | {figure} |");
}

fn kept(folder: &Path, bookings: u32) -> String {
    let file = folder
        .join(format!("{bookings}.hutbook"))
        .to_str()
        .expect("a plain path")
        .to_owned();
    if !Path::new(&file).exists() {
        drop(Running::start(&[
            "demo",
            "--bookings",
            &bookings.to_string(),
            "--keep",
            &file,
        ]));
    }
    file
}

/// Bytes an event takes, and how fast a house is read back.
fn size_and_replay(folder: &Path) {
    let imported = folder.join("imported.hutbook");
    let dump = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/legacy-garden.sql");
    let import = Command::new(env!("CARGO_BIN_EXE_hutbook"))
        .arg("import")
        .arg(&imported)
        .args(["--pg-dump", dump])
        .output();
    assert!(import.expect("the import runs").status.success());
    let large = kept(folder, 41_000);
    for (what, file) in [
        ("imported dump", imported.to_str().expect("a plain path")),
        ("generated", large.as_str()),
    ] {
        let figures = hutbook::store::verify(Path::new(file)).expect("the file is whole");
        let each = figures.block_bytes as f64 / figures.events as f64;
        let pages = (figures.blocks * 4096) as f64 / figures.events as f64;
        row(
            &format!("bytes per event, {what} ({} events)", figures.events),
            format!(
                "{each:.1} (in 4 KiB pages {pages:.1}; whole file {} KiB)",
                figures.file_bytes / 1024
            ),
        );
    }
    let log = RedbLog::open(Path::new(&large)).expect("the file opens");
    let start = Instant::now();
    let app = App::start(Box::new(log), Clock::System).expect("the house starts");
    let took = start.elapsed();
    let events = app.book().sequence;
    row(
        "read, decoded and folded",
        format!(
            "{:.2} M events/s ({events} events)",
            events as f64 / took.as_secs_f64() / 1e6
        ),
    );
}

/// Bytes of memory a house with so many bookings may take while it is alone and nobody has asked it anything. A program
/// built along with benchmarks shares their crates' settings, is another one in places, and takes up to 0.3 MB more than
/// the one that is shipped, which is laid out by its own functions.
const MOST_AT_REST: [(u32, u64); 2] = [(1_000, 4_400_000), (10_000, 6_300_000)];

/// What a house takes before its first request. The benchmark fails where that is more than it may be.
fn memory_at_rest(folder: &Path) {
    for (bookings, most) in MOST_AT_REST {
        let file = kept(folder, bookings);
        let program = File::open(env!("CARGO_BIN_EXE_hutbook")).expect("the program can be read");
        // As after a boot: of a file that has just been written the kernel maps much larger pieces.
        let forgotten = program
            .sync_all()
            .and_then(|()| Ok(rustix::fs::fadvise(&program, 0, None, Advice::DontNeed)?));
        forgotten.expect("the kernel forgets what it holds of the program");
        let running = Running::start(&["serve", &file, "--backups", "off"]);
        std::thread::sleep(Duration::from_millis(500));
        let (all, own) = (running.memory("Pss:"), running.memory("Pss_Anon:"));
        row(
            &format!("memory before the first request (PSS), {bookings} bookings"),
            format!(
                "{}, of it {} without the program's own file",
                mib(all),
                mib(own)
            ),
        );
        assert!(all <= most, "more than {}", mib(most));
    }
}

fn start_and_memory(folder: &Path) {
    for bookings in [1_000, 10_000] {
        let file = kept(folder, bookings);
        let copies: Vec<String> = (1..8).map(|number| copied(&file, number)).collect();
        let start = Instant::now();
        let running = Running::start(&["serve", &file]);
        let health = running
            .client()
            .send("GET", "/api/health", &[], None)
            .expect("it answers");
        assert_eq!(health.status, 200);
        row(
            &format!("start to first answer, {bookings} bookings"),
            format!("{:.1} ms", start.elapsed().as_secs_f64() * 1e3),
        );
        std::thread::sleep(Duration::from_millis(500));
        row(
            &format!("memory after the first request (PSS), {bookings} bookings"),
            format!(
                "{}, of it {} without the program's own file",
                mib(running.memory("Pss:")),
                mib(running.memory("Pss_Anon:"))
            ),
        );
        let others: Vec<Running> = copies
            .iter()
            .map(|copy| Running::start(&["serve", copy]))
            .collect();
        row(
            &format!("the same, one of eight houses with {bookings} bookings"),
            mib(running.memory("Pss:")),
        );
        drop(others);
    }
}

/// A copy of a house that nobody serves just now.
fn copied(file: &str, number: u32) -> String {
    let copy = format!("{file}-{number}");
    std::fs::copy(file, &copy).expect("a house at rest can be copied");
    copy
}

fn mib(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}

/// Writes of 4 KiB at the end of a growing file, each followed by fdatasync: what the disk itself can do.
fn disk_rate(folder: &Path) -> f64 {
    let mut file = File::create(folder.join("rate")).expect("a file to write");
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < WRITING {
        file.write_all(&[7; 4096])
            .and_then(|()| file.sync_data())
            .expect("the disk writes");
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

fn durable_creates(folder: &Path) {
    let before = disk_rate(folder);
    let file = kept(folder, 1_000);
    let running = Running::start(&["serve", &file]);
    let token = sign_in(running.address);
    let body = r#"{"name": "Halle", "kind": "other", "capacity": 100}"#;
    let mut client = running.client();
    client.token = Some(token.clone());
    let hall = client
        .send("POST", "/api/accommodations", &[], Some(body))
        .expect("it answers")
        .json()["id"]
        .clone();
    let hall = hall.as_str().expect("it has an id").to_owned();
    let next = AtomicU32::new(0);
    let mut rates = Vec::new();
    for clients in [1, 8, 64] {
        let (rate, p50, p99) = create_with(clients, running.address, &token, &hall, &next);
        rates.push(rate);
        row(
            &format!("durable create over HTTP, {clients} clients"),
            format!("{rate:.0}/s, p50 {p50:.2} ms, p99 {p99:.2} ms"),
        );
    }
    let after = disk_rate(folder);
    let disk = (before + after) / 2.0;
    row(
        "write 4 KiB + fdatasync, same disk, before and after",
        format!("{before:.0}/s and {after:.0}/s"),
    );
    row(
        "one client against the disk's own rate",
        format!("{:.2}", rates[0] / disk),
    );
    row(
        "64 clients against one",
        format!("{:.1}", rates[2] / rates[0]),
    );
}

fn sign_in(address: SocketAddr) -> String {
    let mut client = client::Client::new(address).expect("it takes connections");
    client.sign_in(ADMINISTRATOR, PASSWORD);
    client.token.expect("a session has a secret")
}

/// Books as fast as so many clients can; rate, median and 99th percentile of the time an answer took.
fn create_with(
    clients: usize,
    address: SocketAddr,
    token: &str,
    hall: &str,
    next: &AtomicU32,
) -> (f64, f64, f64) {
    let start = Instant::now();
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let book = || {
            let mut client = client::Client::new(address).expect("it takes connections");
            client.token = Some(token.to_owned());
            let mut times = Vec::new();
            while start.elapsed() < WRITING {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let (year, day) = (2030 + number / 27 % 160, number % 27 + 1);
                let leaving = day + 1;
                let body = format!(
                    r#"{{"arrival": "{year}-05-{day:02}", "departure": "{year}-05-{leaving:02}", "items": [{{"accommodationId": "{hall}", "persons": 1}}], "override": ["capacity"]}}"#
                );
                let begin = Instant::now();
                let answer = client
                    .send("POST", "/api/bookings", &[], Some(&body))
                    .expect("it answers");
                assert_eq!(
                    answer.status,
                    201,
                    "{}",
                    String::from_utf8_lossy(&answer.body)
                );
                times.push(begin.elapsed().as_secs_f64() * 1e3);
            }
            times
        };
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(book)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a client ends in order"))
            .collect()
    });
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    (rate, times[times.len() / 2], times[times.len() * 99 / 100])
}

fn reads(folder: &Path) {
    let running = Running::start(&["serve", &kept(folder, 10_000)]);
    let token = sign_in(running.address);
    for (what, path) in [
        (
            "month calendar",
            "/api/calendar?from=2026-10-01&to=2026-11-01",
        ),
        (
            "availability",
            "/api/availability?arrival=2026-10-05&departure=2026-10-12",
        ),
        ("list of 50", "/api/bookings?from=2026-10-01&limit=50"),
        ("one booking", "/api/bookings/b5000"),
    ] {
        let output = Command::new("wrk")
            .args([
                "-t1",
                "-c8",
                "-d5s",
                "--latency",
                "-H",
                &format!("Authorization: Bearer {token}"),
            ])
            .arg(format!("http://{}{path}", running.address))
            .output()
            .expect("wrk is installed (apt-get install wrk)");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let find = |label: &str| {
            let line = text
                .lines()
                .find(|line| line.trim_start().starts_with(label));
            line.and_then(|line| line.split_whitespace().last())
                .unwrap_or("?")
                .to_owned()
        };
        assert!(!text.contains("Non-2xx"), "{text}");
        row(
            &format!("{what}, 10,000 bookings, 8 clients"),
            format!("{}/s, p99 {}", find("Requests/sec"), find("99%")),
        );
    }
    row(
        "memory after these reads (PSS)",
        mib(running.memory("Pss:")),
    );
}
