//! Figures for whoever watches the house, as Prometheus reads them. Never anything about people.

use crate::{
    app::{CopyFigures, condition::Condition},
    web::{
        context::ReadContext,
        memory,
        problem::Problem,
        reply::{self, Response},
    },
};
use core::fmt::Write as _;
use hyper::StatusCode;

/// What strangers are shown: nothing that a stranger can move differently by what the house knows of an address. A figure
/// that is new is not for them until it is named here.
const FOR_STRANGERS: [&str; 7] = [
    "bookings",
    "accommodations",
    "writable",
    "disk_full",
    "change_streams",
    "copies_protected",
    "uptime_seconds",
];

/// Figures
///
/// All of them for whoever is signed in or on the same machine; others see those only that tell nothing of people.
#[utoipa::path(get, path = "/metrics", tag = "house", responses((status = 200, description = "Figures as text", body = String, content_type = "text/plain")))]
pub(super) fn metrics(context: &ReadContext) -> Result<Response, Problem> {
    let text = text(context).map_err(|_| Problem::internal())?;
    Ok(reply::bytes(
        StatusCode::OK,
        "text/plain; version=0.0.4; charset=utf-8",
        text,
    ))
}

/// A figure: its name, what it is, its value.
type Figure = (&'static str, &'static str, u64);

fn gauges(context: &ReadContext) -> [Figure; 11] {
    let (book, house) = (&context.book, &context.house);
    let (state, condition) = (&book.state, house.condition());
    let [bookings, people, accommodations, sessions] = [
        state.bookings.len(),
        state.people.len(),
        state.accommodations.len(),
        book.sessions.len(),
    ]
    .map(|number| u64::try_from(number).unwrap_or(u64::MAX));
    let writable = u64::from(condition == Condition::Ok);
    let full = u64::from(condition == Condition::Full);
    let uptime = house.uptime().as_secs();
    let waiting = house.counts().waiting;
    let streams = u64::try_from(house.change_streams()).unwrap_or(u64::MAX);
    let mails = book.outbox.waiting().count() as u64;
    [
        ("sequence", "Sequence of the last event.", book.sequence),
        ("bookings", "Bookings in the book.", bookings),
        ("people", "People in the book.", people),
        ("accommodations", "Places in the book.", accommodations),
        ("sessions", "Sessions that are remembered.", sessions),
        ("writable", "1 when the house can write.", writable),
        ("disk_full", "1 while the disk is full.", full),
        ("orders_waiting", "Orders that wait at the door.", waiting),
        ("change_streams", "Streams that tell of changes.", streams),
        ("mails_waiting", "Mails that wait to be sent.", mails),
        ("uptime_seconds", "How long it has been open.", uptime),
    ]
}

fn counters(context: &ReadContext) -> [Figure; 6] {
    let counts = context.house.counts();
    let (sent, given_up) = context.house.mail_counts();
    [
        ("commits_total", "Commits.", counts.commits),
        ("orders_done_total", "Orders carried out.", counts.done),
        ("orders_refused_total", "Refused orders.", counts.refused),
        ("orders_failed_total", "Failed orders.", counts.failed),
        ("mails_sent_total", "Mails sent.", sent),
        ("mails_given_up_total", "Mails given up.", given_up),
    ]
}

/// How plain copying of the file goes.
fn copying(copies: &CopyFigures) -> ([Figure; 3], [Figure; 2]) {
    let protected = u64::from(copies.protected);
    let held = copies.held.as_secs();
    let gauges = [
        (
            "copies_protected",
            "1 when copies of the file are protected.",
            protected,
        ),
        (
            "copies_open",
            "Times the file is open elsewhere.",
            copies.open,
        ),
        (
            "copy_held_seconds",
            "How long the oldest state is held for a copy.",
            held,
        ),
    ];
    let counters = [
        (
            "copies_seen_total",
            "Times it was opened elsewhere.",
            copies.seen,
        ),
        (
            "copies_given_up_total",
            "States given up while somebody had the file open.",
            copies.given_up,
        ),
    ];
    (gauges, counters)
}

fn text(context: &ReadContext) -> Result<String, core::fmt::Error> {
    /// Room for all of it.
    const USUAL_BYTES: usize = 3072;
    let mut out = String::with_capacity(USUAL_BYTES);
    let (gauges, counters) = (gauges(context), counters(context));
    let (copy_gauges, copy_counters) = copying(&context.house.copies());
    let all = context.may_see_writes();
    for (kind, figures) in [
        ("gauge", &gauges[..]),
        ("gauge", &copy_gauges[..]),
        ("counter", &counters[..]),
        ("counter", &copy_counters[..]),
    ] {
        for (name, help, value) in figures
            .iter()
            .filter(|it| all || FOR_STRANGERS.contains(&it.0))
        {
            head(&mut out, &format!("hutbook_{name}"), help, kind)?;
            writeln!(out, "hutbook_{name} {value}")?;
        }
    }
    let backups = context.house.backups();
    if let Some(last) = backups.last {
        let name = "hutbook_last_backup_timestamp_seconds";
        head(
            &mut out,
            name,
            "When the last good backup was made.",
            "gauge",
        )?;
        writeln!(out, "{name} {}", last.millis().div_euclid(1000))?;
    }
    if backups.folder.is_some() {
        let name = "hutbook_backup_old";
        let help = "1 when the last good backup is missing or more than two days old.";
        head(&mut out, name, help, "gauge")?;
        writeln!(out, "{name} {}", u8::from(backups.is_old(context.now)))?;
    }
    let name = "hutbook_responses_total";
    head(&mut out, name, "Answers by class of status.", "counter")?;
    for (class, value) in (1..).zip(context.house.answers()) {
        writeln!(out, "{name}{{class=\"{class}xx\"}} {value}")?;
    }
    if let Some(bytes) = memory::resident_bytes().filter(|_| all) {
        let name = "process_resident_memory_bytes";
        head(&mut out, name, "Resident memory.", "gauge")?;
        writeln!(out, "{name} {bytes}")?;
    }
    Ok(out)
}

fn head(out: &mut String, name: &str, help: &str, kind: &str) -> core::fmt::Result {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}")
}
