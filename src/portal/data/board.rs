//! The board as it was looked at last, with the hour before. Never judges: the supervisor has.

use crate::{
    clock,
    domain::time::Moment,
    portal::visit::Visit,
    supervisor::{
        control::BoardLine,
        overview::Sample,
        worry::{Level, Worry},
    },
    web::{
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use serde::Serialize;

/// When to come again after the board could not be looked at, in seconds.
const COME_AGAIN_SECONDS: u32 = 10;

/// The board. Percent and shares are of 100.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Board<'a> {
    /// `fine`, `warning` or `critical`: the worst of its worries.
    level: Level,
    /// When it was looked at.
    looked_at: String,
    memory: Memory,
    swap: Swap,
    /// Busy since the look before.
    processor_percent: Option<u8>,
    pressure: Pressure,
    /// The disk of the houses.
    disk: Option<Disk>,
    temperature_celsius: Option<f64>,
    /// Whether the voltage is too low.
    undervoltage: Option<bool>,
    /// Processes killed for want of memory since the board was started.
    oom_kills: u64,
    /// What one should know, the worst first.
    worries: Vec<Told<'a>>,
    /// The looks of the last hour, the oldest first.
    samples: Vec<Then<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Memory {
    total_bytes: u64,
    available_bytes: u64,
    used_percent: u8,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Swap {
    total_bytes: u64,
    used_bytes: u64,
}

/// Shares of the last ten seconds in which something waited.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pressure {
    memory_percent: Option<f32>,
    io_percent: Option<f32>,
    processor_percent: Option<f32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Disk {
    total_bytes: u64,
    free_bytes: u64,
    read_only: bool,
    /// Those the kernel has counted, where it counts.
    errors: Option<u64>,
}

/// A worry with its figures, and as an English sentence.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    worry: &'a Worry,
    sentence: String,
}

/// One look.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Then<'a> {
    at: String,
    #[serde(flatten)]
    sample: &'a Sample,
}

/// The answer.
pub(in crate::portal) async fn answer(visit: &Visit) -> Result<Response, Problem> {
    let sight = visit.portal.agents.sight().await;
    let board = sight.board.as_ref();
    let board = board.ok_or_else(|| Problem::busy().after(COME_AGAIN_SECONDS))?;
    Ok(reply::json(StatusCode::OK, &told(board)))
}

fn told<'a>(board: &'a BoardLine) -> Board<'a> {
    let looked = board.looked_millis;
    let last = board.samples.last().map_or(0, |it| it.seconds);
    let at = |seconds: u32| in_words(looked - 1000 * i64::from(last.saturating_sub(seconds)));
    let worry = |worry: &'a Worry| Told {
        worry,
        sentence: worry.matter.to_string(),
    };
    let then = |sample: &'a Sample| Then {
        at: at(sample.seconds),
        sample,
    };
    Board {
        level: board.level,
        looked_at: at(last),
        memory: Memory {
            total_bytes: board.memory_total,
            available_bytes: board.memory_available,
            used_percent: board.memory_percent,
        },
        swap: Swap {
            total_bytes: board.swap_total,
            used_bytes: board.swap_used,
        },
        processor_percent: board.processor_percent,
        pressure: Pressure {
            memory_percent: board.memory_pressure,
            io_percent: board.io_pressure,
            processor_percent: board.processor_pressure,
        },
        disk: board.disk.map(|(free_bytes, total_bytes)| Disk {
            total_bytes,
            free_bytes,
            read_only: board.disk_read_only,
            errors: board.disk_errors,
        }),
        temperature_celsius: board.millidegrees.map(|it| f64::from(it) / 1000.0),
        undervoltage: board.undervoltage,
        oom_kills: board.oom_kills,
        worries: board.worries.iter().map(worry).collect(),
        samples: board.samples.iter().map(then).collect(),
    }
}

/// A moment, given in milliseconds, as the interface writes it.
fn in_words(millis: i64) -> String {
    clock::timestamp(Moment::from_millis(millis)).to_string()
}
