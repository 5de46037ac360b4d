//! What an agent's process lets itself be deprived of before it touches anything: files outside its house's own folder,
//! and privileges it could gain. The kernel holds it to that (Landlock, since Linux 5.13; no-new-privileges).
//! Never gives anything back, and never fails for want of a newer kernel: what cannot be had is said.

use landlock::{
    ABI, Access as _, AccessFs, CompatLevel, Compatible as _, PathBeneath, PathFd, Ruleset,
    RulesetAttr as _, RulesetCreatedAttr as _, RulesetError, RulesetStatus, path_beneath_rules,
};
use std::{io, path::Path};

/// What every agent may read: time zones, how names are looked up, what the kernel tells about the process itself.
const READABLE: [&str; 6] = ["/usr", "/lib", "/lib64", "/etc", "/proc", "/sys/fs/cgroup"];
/// Devices every program may use.
const DEVICES: [&str; 3] = ["/dev/null", "/dev/urandom", "/dev/random"];
/// The newest rules that are asked for; older kernels keep the part of them that they know.
const RULES: ABI = ABI::V5;

/// How far a process is confined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confined {
    /// It can reach only what it should.
    Fully,
    /// The kernel knows only some of the rules.
    Partly,
    /// The kernel knows none: the process can reach what its user can.
    Not,
}

/// Confines the process to one folder. Must be called before there are other threads: they would stay as they are.
///
/// # Errors
/// When the kernel refuses what it should know.
pub fn confine(folder: &Path) -> io::Result<Confined> {
    rustix::thread::set_no_new_privs(true)?;
    let status = restrict(folder).map_err(io::Error::other)?;
    Ok(match status {
        RulesetStatus::FullyEnforced => Confined::Fully,
        RulesetStatus::PartiallyEnforced => Confined::Partly,
        RulesetStatus::NotEnforced => Confined::Not,
    })
}

fn restrict(folder: &Path) -> Result<RulesetStatus, RulesetError> {
    let all = AccessFs::from_all(RULES);
    let reading = AccessFs::from_read(RULES);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .create()?
        .add_rules(path_beneath_rules(READABLE, reading))?
        .add_rules(path_beneath_rules(DEVICES, AccessFs::from_file(RULES)))?;
    let program = std::env::current_exe().ok();
    if let Some(program) = program.and_then(|path| PathFd::new(path).ok()) {
        rules = rules.add_rule(PathBeneath::new(program, AccessFs::ReadFile))?;
    }
    if let Ok(folder) = PathFd::new(folder) {
        rules = rules.add_rule(PathBeneath::new(folder, all))?;
    }
    Ok(rules.restrict_self()?.ruleset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_confined_thread_reaches_its_own_folder_and_no_other() {
        let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let secret = other.path().join("secret.hutbook");
        fs::write(&secret, "theirs").unwrap();
        let leads_there = own.path().join("link");
        std::os::unix::fs::symlink(&secret, &leads_there).unwrap();
        // What a thread loses its siblings keep, so the other tests go on undisturbed.
        let tried = std::thread::scope(|scope| {
            let confined = scope.spawn(|| {
                let confined = confine(own.path()).unwrap();
                let mine = own.path().join("mine.hutbook");
                fs::write(&mine, "mine").unwrap();
                fs::rename(&mine, own.path().join("renamed.hutbook")).unwrap();
                let read = [&secret, &leads_there].map(|path| fs::read(path).map_err(|e| e.kind()));
                let zone = jiff::tz::TimeZone::get("Europe/Berlin").is_ok();
                let written = fs::write(other.path().join("new"), "").map_err(|e| e.kind());
                (confined, read, written, zone)
            });
            confined.join().unwrap()
        });
        let (confined, read, written, zone) = tried;
        assert!(zone);
        if confined == Confined::Not {
            return eprintln!("this kernel has no Landlock: nothing can be shown here");
        }
        for kind in read {
            assert_eq!(kind, Err(io::ErrorKind::PermissionDenied));
        }
        assert_eq!(written, Err(io::ErrorKind::PermissionDenied));
    }
}
