//! Figures for whoever watches the house, as Prometheus reads them. Never anything about people.

use crate::{
    app::condition::Condition,
    web::{
        context::ReadContext,
        memory,
        problem::Problem,
        reply::{self, Response},
    },
};
use core::fmt::Write as _;
use hyper::StatusCode;

/// Figures
#[utoipa::path(get, path = "/metrics", tag = "house", responses((status = 200, description = "Figures as text", body = String, content_type = "text/plain")))]
pub(super) fn metrics(context: &ReadContext) -> Result<Response, Problem> {
    let text = text(context).map_err(|_| Problem::internal())?;
    Ok(reply::bytes(
        StatusCode::OK,
        "text/plain; version=0.0.4; charset=utf-8",
        text,
    ))
}

fn text(context: &ReadContext) -> Result<String, core::fmt::Error> {
    let (book, house) = (&context.book, &context.house);
    let (counts, condition) = (house.counts(), house.condition());
    let gauges = [
        ("sequence", "Sequence of the last event.", book.sequence),
        (
            "bookings",
            "Bookings in the book.",
            count(book.state.bookings.len()),
        ),
        (
            "people",
            "People in the book.",
            count(book.state.people.len()),
        ),
        (
            "accommodations",
            "Accommodations in the book.",
            count(book.state.accommodations.len()),
        ),
        (
            "sessions",
            "Sessions that are remembered.",
            count(book.sessions.len()),
        ),
        (
            "writable",
            "1 when the house can write.",
            u64::from(condition == Condition::Ok),
        ),
        (
            "disk_full",
            "1 while the disk is full.",
            u64::from(condition == Condition::Full),
        ),
        (
            "orders_waiting",
            "Orders that wait at the door.",
            counts.waiting,
        ),
        (
            "uptime_seconds",
            "How long the house has been open.",
            house.uptime().as_secs(),
        ),
    ];
    let counters = [
        ("commits_total", "Commits since the start.", counts.commits),
        ("orders_done_total", "Orders carried out.", counts.done),
        (
            "orders_refused_total",
            "Orders refused by the rules.",
            counts.refused,
        ),
        (
            "orders_failed_total",
            "Orders that the machine could not carry out.",
            counts.failed,
        ),
    ];
    let mut out = String::with_capacity(2048);
    for (kind, figures) in [("gauge", &gauges[..]), ("counter", &counters[..])] {
        for (name, help, value) in figures {
            writeln!(
                out,
                "# HELP hutbook_{name} {help}\n# TYPE hutbook_{name} {kind}\nhutbook_{name} {value}"
            )?;
        }
    }
    writeln!(
        out,
        "# HELP hutbook_responses_total Answers by class of status.\n# TYPE hutbook_responses_total counter"
    )?;
    for (class, value) in house.answers().into_iter().enumerate() {
        writeln!(
            out,
            "hutbook_responses_total{{class=\"{}xx\"}} {value}",
            class + 1
        )?;
    }
    if let Some(bytes) = memory::resident_bytes() {
        let name = "process_resident_memory_bytes";
        writeln!(
            out,
            "# HELP {name} Resident memory.\n# TYPE {name} gauge\n{name} {bytes}"
        )?;
    }
    Ok(out)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
