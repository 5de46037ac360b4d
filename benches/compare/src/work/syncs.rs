//! How often a booking makes the disk write what it holds back: counted by strace in runs of their own, since that slows
//! everything down. Never times anything.

use super::clients;
use crate::{
    load::Kind,
    peer::{Fallible, OwnWork, Started},
    results::what,
    run::{Run, System},
};
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const CALLS: &str = "fsync,fdatasync,sync_file_range,msync";
const NUMBERS: u64 = 1_000_000;
/// How long strace may take to hold all threads, or to let go of them.
const PATIENCE: Duration = Duration::from_secs(10);

/// Takes the syncs of each booking.
pub fn run(run: &mut Run) -> Fallible<()> {
    run.each("syncs", |run, system| {
        let bookings = run.options.main_size();
        let copy = run.copy(system, bookings)?;
        let started = run.start(system, copy.path())?;
        for count in run.options.clients() {
            let each = counted(run, system, &*started, *count)?;
            run.keeper
                .add(what::SYNCS, system.name, bookings, *count, each);
        }
        Ok(())
    })
}

fn counted(run: &mut Run, system: System, started: &dyn Started, count: usize) -> Fallible<f64> {
    let folder = run.folder()?;
    let summary = folder.path().join("calls");
    // Connections first: processes that come with them are then known.
    let mut asking = clients(started, count)?;
    let watch = Watch::start(&started.processes(), &summary)?;
    let own = OwnWork {
        only_books: true,
        clients: u32::try_from(count)?,
        seconds: run.options.short().as_secs_f64(),
        first: run.numbers.block(NUMBERS),
    };
    let answers = match started.own_work(&own)? {
        Some(answers) => answers,
        None => {
            let questions = run.questions(run.options.main_size());
            let (processes, window) = (started.processes(), run.options.short());
            run.asked(&questions)
                .load(Kind::Create, &mut asking, &processes, window)?
                .answers
        }
    };
    watch.end()?;
    let text = fs::read_to_string(&summary)?;
    let calls = calls(&text).ok_or_else(|| {
        format!(
            "strace tells of {} what is not understood: {text}",
            system.name
        )
    })?;
    Ok(calls as f64 / answers.max(1) as f64)
}

/// A strace that is at it.
struct Watch(Child);

impl Watch {
    fn start(processes: &[u32], summary: &Path) -> Fallible<Self> {
        let mut command = Command::new("strace");
        command
            .args(["-f", "-c", "-e"])
            .arg(format!("trace={CALLS}"))
            .arg("-o")
            .arg(summary);
        for process in processes {
            command.arg("-p").arg(process.to_string());
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let watch = Self(child.map_err(|why| format!("strace (apt-get install strace): {why}"))?);
        let begun = Instant::now();
        while !processes.iter().all(|it| traced(*it)) {
            if begun.elapsed() > PATIENCE {
                return Err("strace may not watch here".into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(watch)
    }

    /// Lets the processes go; then the summary stands in its file.
    fn end(mut self) -> Fallible<()> {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
        let begun = Instant::now();
        while self.0.try_wait()?.is_none() {
            if begun.elapsed() > PATIENCE {
                return Err("strace does not let go".into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether every thread of a process is watched.
fn traced(process: u32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return true;
    };
    threads.flatten().all(|thread| {
        let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        let tracer = status
            .lines()
            .find_map(|line| line.strip_prefix("TracerPid:"));
        tracer.is_none_or(|it| it.trim() != "0")
    })
}

/// The calls of a summary, all kinds together; none at all is an empty one.
fn calls(summary: &str) -> Option<u64> {
    let Some(total) = summary.lines().rev().find(|line| line.ends_with(" total")) else {
        return summary.trim().is_empty().then_some(0);
    };
    total.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_understood() {
        let summary = "% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 90.00    0.001000         100       300           fdatasync
 10.00    0.000100          50         5         1 fsync
------ ----------- ----------- --------- --------- ----------------
100.00    0.001100          90       305         1 total
";
        assert_eq!(calls(summary), Some(305));
        assert_eq!(calls(""), Some(0));
        assert_eq!(calls("something else"), None);
    }
}
