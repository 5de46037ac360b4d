//! Figures of the board and its agents, as Prometheus reads them (text format 0.0.4), in base units: bytes, seconds, ratios.
//! What the board does not tell is left out, never shown as 0.

use crate::{
    portal::visit::Visit,
    supervisor::{
        control::{BoardLine, Line},
        host::status::{ClockSource, Status},
    },
    web::{
        memory,
        problem::Problem,
        reply::{self, Response},
    },
};
use core::fmt::{self, Display, Write as _};
use hyper::StatusCode;

/// All states an agent can be in.
const STATES: [&str; 7] = [
    "stopped",
    "starting",
    "healthy",
    "unhealthy",
    "backing off",
    "given up",
    "stopping",
];

/// The answer.
pub(in crate::portal) async fn answer(visit: &Visit) -> Result<Response, Problem> {
    let sight = visit.portal.agents.sight().await;
    let mut text = Text::default();
    let written = agents(&mut text, &sight.agents)
        .and_then(|()| {
            sight
                .board
                .as_ref()
                .map_or(Ok(()), |it| board(&mut text, it))
        })
        .and_then(|()| visit.status().map_or(Ok(()), |it| device(&mut text, it)))
        .and_then(|()| portal(&mut text, visit));
    written.map_err(|_| Problem::internal())?;
    Ok(reply::bytes(
        StatusCode::OK,
        "text/plain; version=0.0.4; charset=utf-8",
        text.0,
    ))
}

/// What has been written.
#[derive(Debug, Default)]
struct Text(String);

impl Text {
    /// What figures of one name are, before the first of them.
    fn head(&mut self, name: &str, kind: &str, help: &str) -> fmt::Result {
        writeln!(self.0, "# HELP hutbook_{name} {help}")?;
        writeln!(self.0, "# TYPE hutbook_{name} {kind}")
    }

    /// A figure that stands alone; nothing where the board does not tell it.
    fn one(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        value: Option<impl Display>,
    ) -> fmt::Result {
        let Some(value) = value else { return Ok(()) };
        self.head(name, kind, help)?;
        writeln!(self.0, "hutbook_{name} {value}")
    }

    /// A figure of each agent.
    fn each<V: Display>(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        agents: &[Line],
        value: impl Fn(&Line) -> Option<V>,
    ) -> fmt::Result {
        self.head(name, kind, help)?;
        for agent in agents {
            if let Some(value) = value(agent) {
                writeln!(
                    self.0,
                    "hutbook_{name}{{agent=\"{}\"}} {value}",
                    escaped(&agent.name)
                )?;
            }
        }
        Ok(())
    }
}

fn agents(text: &mut Text, agents: &[Line]) -> fmt::Result {
    let up = |it: &Line| Some(u8::from(it.state == "healthy"));
    text.each(
        "agent_up",
        "gauge",
        "1 when the agent answers that it is well.",
        agents,
        up,
    )?;
    text.head("agent_state", "gauge", "1 for the state an agent is in.")?;
    for agent in agents {
        for state in STATES {
            let (name, is) = (escaped(&agent.name), u8::from(agent.state == state));
            writeln!(
                text.0,
                "hutbook_agent_state{{agent=\"{name}\",state=\"{state}\"}} {is}"
            )?;
        }
    }
    let used = |it: &Line| Some(it.memory_bytes).filter(|bytes| *bytes > 0);
    let help = "Memory of the agent's process, its own share of what processes share included.";
    text.each("agent_memory_bytes", "gauge", help, agents, used)?;
    let help = "Memory the agent may have.";
    text.each("agent_memory_limit_bytes", "gauge", help, agents, |it| {
        Some(it.most_memory_bytes)
    })?;
    let help = "How often a process of the agent was started.";
    text.each("agent_starts_total", "counter", help, agents, |it| {
        Some(it.starts)
    })?;
    let help = "How often the kernel killed it for want of memory.";
    text.each("agent_oom_kills_total", "counter", help, agents, |it| {
        Some(it.oom_kills)
    })?;
    let seconds = |it: &Line| it.processor_millis.map(|it| it as f64 / 1000.0);
    let help = "Time of a processor the agent's process has used.";
    text.each(
        "agent_processor_seconds_total",
        "counter",
        help,
        agents,
        seconds,
    )
}

fn board(text: &mut Text, it: &BoardLine) -> fmt::Result {
    let help = "0 when all is well, 1 for a warning, 2 when something has to be done.";
    text.one("board_level", "gauge", help, Some(it.level as u8))?;
    let looked = it.looked_millis as f64 / 1000.0;
    let help = "When the board was last looked at.";
    text.one(
        "board_looked_timestamp_seconds",
        "gauge",
        help,
        Some(looked),
    )?;
    sizes(
        text,
        [
            ("memory_bytes", "Memory there is.", it.memory_total),
            (
                "memory_available_bytes",
                "Memory a new process could have.",
                it.memory_available,
            ),
            ("swap_bytes", "Swap there is.", it.swap_total),
            ("swap_used_bytes", "Swap in use.", it.swap_used),
        ],
    )?;
    pressure(text, it)?;
    processor(text, it.processor_seconds)?;
    disk(text, it)?;
    let celsius = it.millidegrees.map(|it| f64::from(it) / 1000.0);
    let help = "Temperature of the chip.";
    text.one("board_temperature_celsius", "gauge", help, celsius)?;
    let low = it.undervoltage.map(u8::from);
    text.one(
        "board_undervoltage",
        "gauge",
        "1 while the voltage is too low.",
        low,
    )?;
    let help = "Processes killed for want of memory since the board was started.";
    text.one("board_oom_kills_total", "counter", help, Some(it.oom_kills))
}

/// Sizes of the board: name, what it is, bytes.
fn sizes<const NUMBER: usize>(text: &mut Text, sizes: [(&str, &str, u64); NUMBER]) -> fmt::Result {
    sizes.into_iter().try_for_each(|(name, help, bytes)| {
        text.one(&format!("board_{name}"), "gauge", help, Some(bytes))
    })
}

fn processor(text: &mut Text, (busy, idle): (f64, f64)) -> fmt::Result {
    let name = "board_processor_seconds_total";
    text.head(
        name,
        "counter",
        "Time of all processors since the board was started.",
    )?;
    for (mode, seconds) in [("busy", busy), ("idle", idle)] {
        writeln!(text.0, "hutbook_{name}{{mode=\"{mode}\"}} {seconds}")?;
    }
    Ok(())
}

/// The disk of the houses, where it can be asked.
fn disk(text: &mut Text, it: &BoardLine) -> fmt::Result {
    let Some((free, all)) = it.disk else {
        return Ok(());
    };
    sizes(
        text,
        [
            ("disk_bytes", "Size of the disk of the houses.", all),
            (
                "disk_free_bytes",
                "Free room on the disk of the houses.",
                free,
            ),
        ],
    )?;
    let read_only = u8::from(it.disk_read_only);
    let help = "1 while nothing can be written to the disk of the houses.";
    text.one("board_disk_read_only", "gauge", help, Some(read_only))?;
    let help = "Errors the disk of the houses has made.";
    text.one("board_disk_errors_total", "counter", help, it.disk_errors)
}

/// Shares of the time in which something waited, for those resources the kernel tells of.
fn pressure(text: &mut Text, it: &BoardLine) -> fmt::Result {
    let told = [
        ("memory", it.memory_pressure),
        ("io", it.io_pressure),
        ("cpu", it.processor_pressure),
    ];
    let name = "board_pressure_ratio";
    text.head(
        name,
        "gauge",
        "Share of the last ten seconds in which something waited.",
    )?;
    for (resource, percent) in told {
        if let Some(percent) = percent {
            let ratio = f64::from(percent) / 100.0;
            writeln!(
                text.0,
                "hutbook_{name}{{resource=\"{resource}\"}} {ratio:.4}"
            )?;
        }
    }
    Ok(())
}

/// What the first process of a board tells of itself, where the program looks after the board.
fn device(text: &mut Text, status: &Status) -> fmt::Result {
    let sources = [
        ("built", ClockSource::Built),
        ("saved", ClockSource::Saved),
        ("keeper", ClockSource::Keeper),
        ("network", ClockSource::Network),
    ];
    let name = "device_clock_source";
    text.head(name, "gauge", "1 for where the time comes from.")?;
    for (source, value) in sources {
        let is = u8::from(status.clock.source == value);
        writeln!(text.0, "hutbook_{name}{{source=\"{source}\"}} {is}")?;
    }
    let help = "Steps of the first process that failed since the start, as far as they are kept.";
    let failed = Some(status.failed.len());
    text.one("device_failed_steps", "gauge", help, failed)?;
    let help = "How well the network of the radio is heard, in dBm.";
    let signal = status.wifi.signal_dbm;
    text.one("device_wifi_signal_dbm", "gauge", help, signal)?;
    let help = "1 while the program that runs has still to show that it works.";
    let trial = u8::from(status.update.tries_left.is_some());
    text.one("device_update_on_trial", "gauge", help, Some(trial))
}

fn portal(text: &mut Text, visit: &Visit) -> fmt::Result {
    let portal = &visit.portal;
    let most = portal.limits.change_streams;
    let streams = most.saturating_sub(portal.streams.available_permits());
    let help = "Streams that tell of changes.";
    text.one("portal_change_streams", "gauge", help, Some(streams))?;
    let uptime = portal.open_since.elapsed().as_secs();
    text.one(
        "portal_uptime_seconds",
        "gauge",
        "How long the portal has been open.",
        Some(uptime),
    )?;
    let help = "Resident memory of the supervisor.";
    text.one(
        "supervisor_resident_memory_bytes",
        "gauge",
        help,
        memory::resident_bytes(),
    )
}

/// A value of a label as the format wants it.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_break_out_of_its_quotes() {
        assert_eq!(escaped("huette"), "huette");
        assert_eq!(escaped("a\"b\\c\nd"), r#"a\"b\\c\nd"#);
    }

    #[test]
    fn what_is_not_told_has_no_line() {
        let mut text = Text::default();
        text.one("a", "gauge", "It.", None::<u8>).unwrap();
        assert_eq!(text.0, "");
        text.one("a", "gauge", "It.", Some(0)).unwrap();
        assert_eq!(
            text.0,
            "# HELP hutbook_a It.\n# TYPE hutbook_a gauge\nhutbook_a 0\n"
        );
    }
}
