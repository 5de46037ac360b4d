//! What the kernel tells of processes: memory, processor time, switches. Of several they are added up. Never
//! starts or ends one.

use crate::peer::Fallible;
use std::{fs, path::Path};

/// Microseconds of the processor these processes have used until now, in user and kernel mode.
pub fn time(processes: &[u32]) -> Fallible<f64> {
    let per_second = rustix::param::clock_ticks_per_second() as f64;
    let mut all = 0;
    for process in processes {
        let stat = read(*process, "stat")?;
        all += ticks(&stat).ok_or_else(|| format!("no times stand in {stat:?}"))?;
    }
    Ok(all as f64 / per_second * 1e6)
}

/// Bytes of memory of these processes: of what they share with others, their share (PSS).
pub fn memory(processes: &[u32]) -> Fallible<u64> {
    let of = |process: &u32| Ok(field(&read(*process, "smaps_rollup")?, "Pss")? * 1024);
    processes.iter().map(of).sum()
}

/// How often all threads of these processes gave the processor up or lost it.
pub fn switches(processes: &[u32]) -> Fallible<u64> {
    let mut switches = 0;
    for process in processes {
        for thread in fs::read_dir(format!("/proc/{process}/task"))? {
            // A thread may end while they are counted.
            if let Ok(status) = fs::read_to_string(thread?.path().join("status")) {
                switches += field(&status, "voluntary_ctxt_switches")?;
                switches += field(&status, "nonvoluntary_ctxt_switches")?;
            }
        }
    }
    Ok(switches)
}

fn read(process: u32, what: &str) -> Fallible<String> {
    let path = Path::new("/proc").join(process.to_string()).join(what);
    fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()).into())
}

/// The number after `name:` at the beginning of a line.
fn field(text: &str, name: &str) -> Fallible<u64> {
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = value.and_then(|value| value.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| format!("the kernel does not tell {name}").into())
}

/// Ticks in user and kernel mode; the name before them may have blanks and brackets of its own.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_behind_any_name() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 17 4 0 0 20 0 3 0 100 1000 100";
        assert_eq!(ticks(stat), Some(21));
        assert_eq!(ticks("42 (a"), None);
    }

    #[test]
    fn fields_are_found_by_their_whole_name() {
        let rollup = "55d0-7ffe ---p 00000000 00:00 0 [rollup]\nRss:  9 kB\nPss:      4196 kB\nPss_Anon: 1 kB\n";
        assert_eq!(field(rollup, "Pss").ok(), Some(4196));
        let status = "voluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t2\n";
        assert_eq!(field(status, "voluntary_ctxt_switches").ok(), Some(7));
        assert!(field(status, "Pss").is_err());
    }

    #[test]
    fn this_process_can_be_told() {
        let own = [std::process::id()];
        assert!(memory(&own).is_ok_and(|bytes| bytes > 100_000));
        assert!(switches(&own).is_ok());
        assert!(time(&own).is_ok_and(|time| time >= 0.0));
        assert!(memory(&[u32::MAX]).is_err());
    }
}
