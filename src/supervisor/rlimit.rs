//! What the kernel limits for a process by itself (`setrlimit`), also where there are no control groups. A process limits
//! itself, since lowering its own limits is allowed to everybody. Never limits the address space: what is only reserved costs
//! nothing.

use super::owner;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io;

/// Files an agent may have open: its connections, its log, and what both need for a moment.
const MOST_FILES: u64 = 1024;
/// Processes and threads a user may have that is an agent's own: the kernel counts them by user.
const MOST_PROCESSES: u64 = 256;
/// Bytes that count as an agent's data and are hardly ever touched: the stacks of its threads.
const STACKS_BYTES: u64 = 16 << 20;

/// Limits this process as an agent. `memory_bytes` is what it may have of memory, `None` where control groups see to that; a
/// process that wants more ends by itself, because it gets none.
///
/// # Errors
/// When the kernel does not take it.
pub fn limit_this_process(memory_bytes: Option<u64>) -> io::Result<()> {
    for (resource, most) in wanted(memory_bytes, owner::is_agents_own_user()) {
        let most = lower(most, getrlimit(resource).maximum);
        let (current, maximum) = (Some(most), Some(most));
        setrlimit(resource, Rlimit { current, maximum })?;
    }
    Ok(())
}

fn wanted(memory_bytes: Option<u64>, has_own_user: bool) -> Vec<(Resource, u64)> {
    // What stands in a house has no place in a file that is left when a process breaks down.
    let always = [(Resource::Nofile, MOST_FILES), (Resource::Core, 0)];
    let memory = memory_bytes.map(|bytes| (Resource::Data, bytes + STACKS_BYTES));
    let processes = has_own_user.then_some((Resource::Nproc, MOST_PROCESSES));
    always.into_iter().chain(memory).chain(processes).collect()
}

/// What was limited more strictly stays so: only root may raise it.
fn lower(most: u64, maximum: Option<u64>) -> u64 {
    maximum.map_or(most, |maximum| maximum.min(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_limited_where_nobody_else_does_and_processes_where_the_user_is_its_own() {
        let limited = |memory, user| {
            let wanted = wanted(memory, user).into_iter();
            wanted.map(|(resource, _)| resource).collect::<Vec<_>>()
        };
        let always = [Resource::Nofile, Resource::Core];
        assert_eq!(limited(None, false), always);
        assert_eq!(limited(Some(1), false)[2..], [Resource::Data]);
        assert_eq!(limited(None, true)[2..], [Resource::Nproc]);
        let all = wanted(Some(48 << 20), true);
        assert_eq!(all[2], (Resource::Data, 64 << 20));
        assert_eq!((lower(5, Some(3)), lower(5, None)), (3, 5));
    }
}
