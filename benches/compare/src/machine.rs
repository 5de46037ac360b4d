//! What the machine is, in lines, and what it must do for this program. Never measures.

use crate::peer::Fallible;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{fs, path::Path, process::Command, thread};

/// Files this program may have to hold open: clients of one system at once, each with its connection, and as many data files.
const FILES: u64 = 4096;

/// Processor, cores, memory, kernel, file system.
pub fn lines(root: &Path) -> Vec<String> {
    let line = |file: &str, name: &str| {
        let text = fs::read_to_string(file).ok()?;
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.trim().strip_prefix(':'))?;
        Some(value.trim().to_owned())
    };
    let memory =
        line("/proc/meminfo", "MemTotal").and_then(|it| it.split(' ').next()?.parse::<f64>().ok());
    let kernel = rustix::system::uname();
    let file_system = Command::new("stat")
        .args(["--file-system", "--format=%T"])
        .arg(root)
        .output();
    [
        line("/proc/cpuinfo", "model name"),
        thread::available_parallelism()
            .ok()
            .map(|it| format!("{it} cores")),
        memory.map(|kib| format!("{:.1} GB of memory", kib * 1024.0 / 1e9)),
        Some(format!(
            "{} {}",
            kernel.sysname().to_string_lossy(),
            kernel.release().to_string_lossy()
        )),
        file_system
            .ok()
            .map(|it| format!("file system {}", String::from_utf8_lossy(&it.stdout).trim())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Empties the system's cache, so that programs are mapped as after a boot: of one that has just been built or installed, the
/// kernel maps much larger pieces. Needs root.
pub fn forget_programs() -> Fallible<()> {
    rustix::fs::sync();
    let told = fs::write("/proc/sys/vm/drop_caches", "1");
    told.map_err(|why| format!("the system's cache could not be emptied ({why}): programs just built or installed may take more memory than after a boot").into())
}

/// Raises the limit of open files as far as it is needed.
pub fn allow_many_files() -> Fallible<()> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= FILES) {
        return Ok(());
    }
    let most = limit.maximum.map_or(FILES, |maximum| maximum.min(FILES));
    let wanted = Rlimit {
        current: Some(most),
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, wanted)
        .map_err(|why| format!("raising the limit of open files to {most}: {why}").into())
}
