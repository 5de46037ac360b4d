//! What the kernel limits for each process by itself (`setrlimit`), also where there are no control groups. Never limits the
//! address space: what is only reserved costs nothing.

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::io;

/// Files an agent may have open: its connections, its log, and what both need for a moment.
const MOST_FILES: u64 = 1024;
/// Processes and threads a user may have that is an agent's own.
const MOST_PROCESSES: u64 = 256;
/// Bytes that count as an agent's data and are hardly ever touched: the stacks of its threads.
const STACKS_BYTES: u64 = 16 << 20;

/// What is limited beside the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Bytes of memory; `None` where control groups see to that. An agent that wants more ends by itself: it gets none.
    pub(super) memory_bytes: Option<u64>,
    /// Whether it runs as a user who runs nothing else: the kernel counts processes by user.
    pub(super) has_own_user: bool,
}

/// Limits a process that has just been started.
///
/// # Errors
/// When the kernel does not take it.
pub(super) fn limit(process: u32, limits: &Limits) -> io::Result<()> {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    let memory = limits.memory_bytes.map(|bytes| bytes + STACKS_BYTES);
    let processes = limits.has_own_user.then_some(MOST_PROCESSES);
    for (resource, most) in [
        (Resource::Nofile, Some(MOST_FILES)),
        // What stands in a house has no place in a file that is left when a process breaks down.
        (Resource::Core, Some(0)),
        (Resource::Data, memory),
        (Resource::Nproc, processes),
    ] {
        if most.is_some() {
            let limit = Rlimit {
                current: most,
                maximum: most,
            };
            prlimit(process, resource, limit)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn a_process_gets_its_limits_and_the_others_stay() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let told = || {
            let text = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
            let line = |name: &str| {
                let line = text.lines().find(|line| line.starts_with(name)).unwrap();
                let values = line[name.len()..].split_whitespace();
                values.take(2).collect::<Vec<_>>().join(" ")
            };
            [
                "Max data size",
                "Max processes",
                "Max open files",
                "Max core file size",
            ]
            .map(line)
        };
        let before = told();
        let mut limits = Limits {
            memory_bytes: None,
            has_own_user: false,
        };
        limit(child.id(), &limits).unwrap();
        let [data, processes, files, core] = told();
        assert_eq!([&data, &processes], [&before[0], &before[1]]);
        assert_eq!((&*files, &*core), ("1024 1024", "0 0"));
        limits.memory_bytes = Some(48 << 20);
        limits.has_own_user = true;
        limit(child.id(), &limits).unwrap();
        assert_eq!(told()[..2], ["67108864 67108864", "256 256"]);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
