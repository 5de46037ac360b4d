//! All agents, by their number. Never where their files are: that is for whoever has a shell on the board.

use crate::{
    portal::visit::Visit,
    supervisor::{control::Line, measure::SAMPLE_BYTES},
    web::reply::{self, Response},
};
use hyper::StatusCode;
use serde::Serialize;

/// All of them.
#[derive(Debug, Serialize)]
struct Agents<'a> {
    items: Vec<Agent<'a>>,
}

/// One agent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Agent<'a> {
    name: &'a str,
    number: u16,
    /// `stopped`, `starting`, `healthy`, `unhealthy`, `backing off`, `given up` or `stopping`.
    state: &'a str,
    /// Where it is served.
    listen: &'a str,
    /// Its process, while there is one.
    process: Option<u32>,
    /// How important it is, 0 to 100.
    priority: u8,
    /// How often a process was started since the supervisor was.
    starts: u32,
    /// How its last process ended, in words.
    last_end: Option<String>,
    /// Its own share of the memory when it was last looked at.
    memory_bytes: Option<u64>,
    /// Memory it may have.
    memory_limit_bytes: u64,
    /// Its memory over the last hour, a sample a minute, the oldest first; 0 where it had no process.
    memory_samples_bytes: Vec<u64>,
    /// Share of all processors its process used between the last two looks, of 100.
    processor_percent: Option<f64>,
    /// How often the kernel killed it for want of memory since the supervisor was started.
    oom_kills: u32,
}

impl<'a> Agent<'a> {
    fn of(line: &'a Line) -> Self {
        let bytes = |steps: &u16| u64::from(*steps) * SAMPLE_BYTES;
        Self {
            name: &line.name,
            number: line.number,
            state: &line.state,
            listen: &line.listen,
            process: line.process,
            priority: line.priority,
            starts: line.starts,
            last_end: line.last_end.as_ref().map(ToString::to_string),
            memory_bytes: Some(line.memory_bytes).filter(|bytes| *bytes > 0),
            memory_limit_bytes: line.most_memory_bytes,
            memory_samples_bytes: line.memory_samples.iter().map(bytes).collect(),
            processor_percent: line.processor_permille.map(|it| f64::from(it) / 10.0),
            oom_kills: line.oom_kills,
        }
    }
}

/// The answer.
pub(in crate::portal) async fn answer(visit: &Visit) -> Response {
    let sight = visit.portal.agents.sight().await;
    let items = sight.agents.iter().map(Agent::of).collect();
    reply::json(StatusCode::OK, &Agents { items })
}
