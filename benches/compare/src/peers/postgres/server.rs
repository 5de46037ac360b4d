//! The server's processes: its data made by an unprivileged user, started with the old system's settings, ended in an
//! orderly way. Knows nothing of what is in its tables.

use crate::{
    peer::Fallible,
    peers::child::{Running, free_port, output},
};
use rustix::process::Signal;
use std::{
    fs::{self, File},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the old system set for a board of 512 MB, and why each.
const LITTLE_MEMORY: [&str; 12] = [
    // Pages held twice, by the server and by the kernel, are memory twice: few here.
    "shared_buffers=16MB",
    "work_mem=1MB",
    "maintenance_work_mem=16MB",
    // What the kernel may hold for it on such a board: makes the planner fond of indexes.
    "effective_cache_size=64MB",
    "wal_buffers=1MB",
    // The old one allowed fewer; 64 clients at once are measured, and some are the server's own.
    "max_connections=80",
    // Each would be a process more.
    "max_parallel_workers=0",
    "max_parallel_workers_per_gather=0",
    "autovacuum_max_workers=1",
    // Compiling takes longer than any of these questions, and megabytes.
    "jit=off",
    // The defaults, said because figures of others leave them out.
    "fsync=on",
    "synchronous_commit=on",
];

/// What is set besides while a house is filled in: what is not yet whole need not be durable, and a stop makes it so.
pub(super) const FILLING: [&str; 7] = [
    "maintenance_work_mem=256MB",
    "max_wal_size=4GB",
    // A table that is filled in the transaction that made it is then not logged.
    "wal_level=minimal",
    "max_wal_senders=0",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
];

/// Where the server keeps its data.
pub(super) fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// The name and version, as the server says it.
pub(super) fn version(programs: &Path) -> Fallible<String> {
    output(Command::new(programs.join("postgres")).arg("--version"))
}

/// Makes an empty server in this folder.
pub(super) fn make(programs: &Path, folder: &Path) -> Fallible<()> {
    let data = data(folder);
    fs::create_dir(&data)?;
    let mut initdb = Command::new(programs.join("initdb"));
    if let Some((user, group)) = unprivileged()? {
        chown(&data, Some(user), Some(group))?;
        initdb.uid(user).gid(group).current_dir("/");
    }
    // Nobody else reaches it for as long as it runs, so it asks for no password; order by bytes is the fastest.
    initdb.arg("--pgdata").arg(&data).args([
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]);
    output(&mut initdb).map_err(|why| {
        format!(
            "PostgreSQL's data are made in {} (its user must be able to reach it): {why}",
            data.display()
        )
    })?;
    Ok(())
}

/// Who the server runs as: it refuses to be root.
fn unprivileged() -> Fallible<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |name| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    let found = find("postgres").or_else(|| find("nobody"));
    Ok(Some(found.ok_or(
        "PostgreSQL does not run as root, and there is no user postgres or nobody",
    )?))
}

/// A running server. Dropped, it is stopped and waited for.
pub(super) struct Server {
    process: Running,
    port: u16,
}

impl Server {
    /// Starts one on what was made here, with these settings beyond the usual ones; it does not listen at once.
    pub(super) fn start(programs: &Path, folder: &Path, settings: &[&str]) -> Fallible<Self> {
        let data = data(folder);
        let port = free_port()?;
        let log = folder.join("server.log");
        let errors = File::create(&log)?;
        let mut command = Command::new(programs.join("postgres"));
        if let Some((user, group)) = unprivileged()? {
            command.uid(user).gid(group);
        }
        command
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string()])
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
            ])
            .args(
                LITTLE_MEMORY
                    .iter()
                    .chain(settings)
                    .flat_map(|setting| ["-c", setting]),
            )
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors);
        // "Fast": clients are sent away, what is in memory is written.
        let process = Running::start(&mut command, Signal::INT, log)?;
        Ok(Self { process, port })
    }

    /// Tries until something comes of it, as long as the server lives.
    pub(super) fn wait_for<T>(
        &mut self,
        mut attempt: impl FnMut(u16) -> Fallible<T>,
    ) -> Fallible<T> {
        let port = self.port;
        self.process.wait_for(|| attempt(port))
    }

    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Stops it and waits until everything is on the disk.
    pub(super) fn stop(mut self) -> Fallible<()> {
        self.process.stop()
    }

    /// The first process, and those it has made: one for each piece of work, and one for each connection.
    pub(super) fn processes(&self) -> Vec<u32> {
        let first = self.process.id();
        let all = fs::read_dir("/proc").into_iter().flatten();
        let children = all
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|&process| parent(process) == Some(first));
        std::iter::once(first).chain(children).collect()
    }
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold anything; state and parent follow.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}
