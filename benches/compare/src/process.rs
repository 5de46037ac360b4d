//! What the kernel tells of processes: memory, processor time, switches. Of several they are added up. Never
//! starts or ends one.

use crate::peer::Fallible;
use std::{collections::HashMap, fs, io::ErrorKind, path::Path};

/// What reading gives of a process that ends meanwhile (ESRCH).
const NO_PROCESS: i32 = 3;

/// Ticks of the processor that each of some processes has used until a moment, in user and kernel mode.
#[derive(Debug, Clone, Default)]
pub struct Times(HashMap<u32, u64>);

impl Times {
    /// Of these processes until now; of one that has ended there are none.
    pub fn of(processes: &[u32]) -> Fallible<Self> {
        let mut times = HashMap::new();
        for process in processes {
            if let Some(stat) = read(*process, "stat")? {
                let ticks = ticks(&stat).ok_or_else(|| format!("no times stand in {stat:?}"))?;
                times.insert(*process, ticks);
            }
        }
        Ok(Self(times))
    }

    /// Microseconds since an earlier moment, of the processes that were there then and are still.
    pub fn since(&self, earlier: &Self) -> f64 {
        let used =
            |(process, ticks): (&u32, &u64)| Some(ticks.saturating_sub(*earlier.0.get(process)?));
        let ticks: u64 = self.0.iter().filter_map(used).sum();
        ticks as f64 / rustix::param::clock_ticks_per_second() as f64 * 1e6
    }
}

/// Bytes of memory of these processes: of what they share with others, their share (PSS). One that has ended has none.
pub fn memory(processes: &[u32]) -> Fallible<u64> {
    let of = |process: &u32| match read(*process, "smaps_rollup")? {
        Some(text) => Ok(field(&text, "Pss")? * 1024),
        None => Ok(0),
    };
    processes.iter().map(of).sum()
}

/// How often all threads of these processes gave the processor up or lost it.
pub fn switches(processes: &[u32]) -> Fallible<u64> {
    let mut switches = 0;
    for process in processes {
        // Threads, and processes too, may end while they are counted.
        let threads = fs::read_dir(format!("/proc/{process}/task"))
            .into_iter()
            .flatten()
            .flatten();
        for status in
            threads.filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok())
        {
            switches += field(&status, "voluntary_ctxt_switches")?;
            switches += field(&status, "nonvoluntary_ctxt_switches")?;
        }
    }
    Ok(switches)
}

/// What the kernel says of a process; nothing of one that has ended.
fn read(process: u32, what: &str) -> Fallible<Option<String>> {
    let path = Path::new("/proc").join(process.to_string()).join(what);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(why) if why.kind() == ErrorKind::NotFound || why.raw_os_error() == Some(NO_PROCESS) => {
            Ok(None)
        }
        Err(why) => Err(format!("{}: {why}", path.display()).into()),
    }
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
        let before = Times::of(&own).expect("its times");
        assert!(Times::of(&own).expect("its times").since(&before) >= 0.0);
        assert_eq!(memory(&[u32::MAX]).ok(), Some(0));
        let gone = Times::of(&[u32::MAX]).expect("none");
        assert!(Times::of(&own).expect("its times").since(&gone) == 0.0);
    }
}
