//! Limits by the kernel's control groups (version 2): a group for each agent, under the one the supervisor was given.
//! Never touches groups it did not make, and never takes part in what an agent does.
//!
//! A group that has processes of its own cannot hand limits down (the kernel's "no internal processes" rule), so the
//! supervisor moves into a group beside those of its agents.

use super::board::named;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Where version 2 is mounted.
const ROOT: &str = "/sys/fs/cgroup";
/// The controllers that are needed.
const CONTROLLERS: [&str; 3] = ["memory", "cpu", "pids"];
/// The group of the supervisor itself.
const OWN: &str = "supervisor";
/// Processes and threads an agent may have.
const MOST_PROCESSES: u32 = 64;

/// What an agent may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory. Over three quarters of it the kernel takes back what it can; beyond it the agent is killed.
    pub memory_bytes: u64,
    /// Share of the processor beside the others, 1 to 10,000; 100 is usual.
    pub cpu_weight: u16,
}

/// Why there are no control groups.
#[derive(Debug)]
pub enum Without {
    /// Version 2 is not mounted, or without the memory controller.
    NotThere,
    /// They are there, and this process may not use them.
    Forbidden(io::Error),
}

impl core::fmt::Display for Without {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NotThere => f.write_str(
                "this system has no control groups (version 2) with a memory controller: each agent is limited by itself \
                 (memory, files), but none is given more of the processor than another; start the kernel with \
                 cgroup_enable=memory where it has them",
            ),
            Self::Forbidden(error) => write!(
                f,
                "control groups cannot be used ({error}): each agent is limited by itself (memory, files), but none is \
                 given more of the processor than another; run as root, or by a service with Delegate=yes"
            ),
        }
    }
}

/// The groups of one supervisor.
#[derive(Debug, Clone)]
pub struct Cgroups {
    base: PathBuf,
}

/// What a group says of its agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Bytes of memory in use, the kernel's own for it included.
    pub memory_bytes: u64,
    /// Bytes of it that are swapped out.
    pub swap_bytes: u64,
    /// How often one of its processes was killed for want of memory.
    pub oom_kills: u64,
    /// Time of the processor it has used, in microseconds.
    pub cpu_micros: u64,
}

impl Cgroups {
    /// The groups under the one this process is in.
    ///
    /// # Errors
    /// When there are none, or they may not be used.
    pub fn here() -> Result<Self, Without> {
        let own = fs::read_to_string("/proc/self/cgroup").map_err(Without::Forbidden)?;
        let own = own.lines().find_map(|line| line.strip_prefix("0::/"));
        Self::under(Path::new(ROOT), own.ok_or(Without::NotThere)?)
    }

    /// The groups under the group `own` of a mount.
    fn under(root: &Path, own: &str) -> Result<Self, Without> {
        let base = root.join(own);
        let controllers = fs::read_to_string(base.join("cgroup.controllers"));
        let controllers = controllers.map_err(|_| Without::NotThere)?;
        let has = |wanted: &&str| controllers.split_whitespace().any(|it| it == *wanted);
        if !CONTROLLERS.iter().all(has) {
            return Err(Without::NotThere);
        }
        let groups = Self { base };
        groups.prepare().map_err(Without::Forbidden)?;
        Ok(groups)
    }

    fn prepare(&self) -> io::Result<()> {
        // The root group is the one that may have both, and has threads of the kernel that cannot be moved.
        if self.base.join("cgroup.type").exists() {
            let own = self.base.join(OWN);
            make(&own)?;
            for process in fs::read_to_string(self.base.join("cgroup.procs"))?.lines() {
                fs::write(own.join("cgroup.procs"), process)?;
            }
        }
        let wanted = CONTROLLERS.map(|name| format!("+{name}")).join(" ");
        fs::write(self.base.join("cgroup.subtree_control"), wanted)
    }

    fn group(&self, agent: &str) -> PathBuf {
        self.base.join(format!("agent-{agent}"))
    }

    /// Where the kernel keeps a setting of an agent's group.
    pub fn file(&self, agent: &str, setting: &str) -> PathBuf {
        self.group(agent).join(setting)
    }

    /// Makes or changes the group of an agent.
    ///
    /// # Errors
    /// When the kernel does not take it.
    pub fn limit(&self, agent: &str, limits: &Limits) -> io::Result<()> {
        let group = self.group(agent);
        make(&group)?;
        let high = limits.memory_bytes / 4 * 3;
        for (file, value) in [
            ("memory.high", high),
            ("memory.max", limits.memory_bytes),
            ("cpu.weight", limits.cpu_weight.into()),
            ("pids.max", MOST_PROCESSES.into()),
        ] {
            fs::write(group.join(file), value.to_string())?;
        }
        // Where one process of it is killed for want of memory, all of it goes: half an agent is of no use.
        let _ = fs::write(group.join("memory.oom.group"), "1");
        Ok(())
    }

    /// Puts a process into the group of its agent.
    ///
    /// # Errors
    /// When the kernel does not take it.
    pub fn put(&self, agent: &str, process: u32) -> io::Result<()> {
        fs::write(self.group(agent).join("cgroup.procs"), process.to_string())
    }

    /// Takes the group of an agent away that has no process any more.
    pub fn remove(&self, agent: &str) {
        let _ = fs::remove_dir(self.group(agent));
    }

    /// What the group of an agent says.
    pub fn usage(&self, agent: &str) -> Usage {
        let group = self.group(agent);
        let text = |file: &str| fs::read_to_string(group.join(file)).unwrap_or_default();
        let number = |file: &str| text(file).trim().parse().unwrap_or(0);
        Usage {
            memory_bytes: number("memory.current"),
            swap_bytes: number("memory.swap.current"),
            oom_kills: named(&text("memory.events"), "oom_kill").unwrap_or(0),
            cpu_micros: named(&text("cpu.stat"), "usage_usec").unwrap_or(0),
        }
    }
}

fn make(group: &Path) -> io::Result<()> {
    match fs::create_dir(group) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that looks like a mount of control groups.
    fn mount(controllers: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let own = root.path().join("system/hutbook");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("cgroup.controllers"), controllers).unwrap();
        fs::write(own.join("cgroup.procs"), "77\n").unwrap();
        fs::write(own.join("cgroup.type"), "domain\n").unwrap();
        root
    }

    #[test]
    fn an_agent_gets_its_limits_and_its_process() {
        let root = mount("cpuset cpu io memory pids");
        let groups = Cgroups::under(root.path(), "system/hutbook").unwrap();
        let read =
            |file: &str| fs::read_to_string(root.path().join("system/hutbook").join(file)).unwrap();
        assert_eq!(read("cgroup.subtree_control"), "+memory +cpu +pids");
        assert_eq!(read("supervisor/cgroup.procs"), "77");
        let limits = Limits {
            memory_bytes: 32 << 20,
            cpu_weight: 90,
        };
        groups.limit("huette", &limits).unwrap();
        groups.put("huette", 4711).unwrap();
        for (file, value) in [
            ("memory.max", "33554432"),
            ("memory.high", "25165824"),
            ("cpu.weight", "90"),
            ("pids.max", "64"),
            ("memory.oom.group", "1"),
            ("cgroup.procs", "4711"),
        ] {
            assert_eq!(read(&format!("agent-huette/{file}")), value, "{file}");
        }
        groups.limit("huette", &limits).unwrap();
    }

    #[test]
    fn what_a_group_says_is_read() {
        let root = mount("cpu memory pids");
        let groups = Cgroups::under(root.path(), "system/hutbook").unwrap();
        assert_eq!(groups.usage("huette"), Usage::default());
        let group = root.path().join("system/hutbook/agent-huette");
        fs::create_dir(&group).unwrap();
        for (file, text) in [
            ("memory.current", "1048576\n"),
            ("memory.swap.current", "4096\n"),
            ("memory.events", "low 0\nhigh 7\nmax 2\noom 1\noom_kill 3\n"),
            ("cpu.stat", "usage_usec 123\nuser_usec 100\n"),
        ] {
            fs::write(group.join(file), text).unwrap();
        }
        let expected = Usage {
            memory_bytes: 1 << 20,
            swap_bytes: 4096,
            oom_kills: 3,
            cpu_micros: 123,
        };
        assert_eq!(groups.usage("huette"), expected);
    }

    #[test]
    fn a_system_without_them_is_said_to_be_one() {
        let root = mount("hugetlb");
        let without = Cgroups::under(root.path(), "system/hutbook").unwrap_err();
        assert!(
            without.to_string().contains("no control groups"),
            "{without}"
        );
        let without = Cgroups::under(root.path(), "elsewhere").unwrap_err();
        assert!(matches!(without, Without::NotThere));
    }
}
