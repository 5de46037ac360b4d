//! Agents against memory: more and more systems side by side, each a complete one with a house of 1,000 bookings, as the old
//! system ran one stack for each. Idle all the while. Never more than fit: what this machine cannot hold is left out.

use crate::{peer::Fallible, process, results::what, run::Run};
use std::{fs, thread, time::Duration};

const BOOKINGS: usize = 1_000;
const REST: Duration = Duration::from_secs(1);
/// Share of the memory that must be left, so that nothing is pushed out of it.
const LEFT: f64 = 0.25;

/// Takes the memory of all together.
pub fn run(run: &mut Run) -> Fallible<()> {
    run.each("agents", |run, system| {
        let mut all = Vec::new();
        for agents in run.options.agents() {
            while all.len() < *agents {
                let copy = run.copy(system, BOOKINGS)?;
                let started = run.start(system, copy.path())?;
                all.push((started, copy));
                if left()? < LEFT {
                    return Err(
                        format!("more than {} do not fit into this machine", all.len()).into(),
                    );
                }
            }
            thread::sleep(REST);
            let processes: Vec<u32> = all
                .iter()
                .flat_map(|(started, _)| started.processes())
                .collect();
            let bytes = process::memory(&processes)?;
            run.keeper
                .add(what::AGENTS_MEMORY, system.name, *agents, 0, bytes as f64);
        }
        Ok(())
    })
}

/// The share of the machine's memory that is available.
fn left() -> Fallible<f64> {
    let text = fs::read_to_string("/proc/meminfo")?;
    let kib = |name: &str| -> Option<f64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let share = kib("MemAvailable:")
        .zip(kib("MemTotal:"))
        .map(|(available, total)| available / total);
    share.ok_or_else(|| "the kernel does not tell how much memory there is".into())
}
