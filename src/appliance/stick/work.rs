//! The task at a stick: mounts it to be looked at, says what it is, and where copies are wanted makes them and takes it
//! away again. Never writes to one that is not for backups unless somebody has asked.

use super::{
    ASKED_FOR,
    copies::{self, Outcome, Source},
    older,
};
use crate::{
    appliance::{
        mounts,
        report::{Report, Reporter},
        run::CONFIG,
    },
    clock::{self, Clock},
    supervisor::{config, host::status::Stick},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

/// Where a stick is seen while something is done with it; only root gets there.
pub(in super::super) const PLACE: &str = "/run/hutbook/stick";
/// The folder that makes a stick one for backups.
const FOLDER: &str = "hutbook-backups";
/// Where boards of this kind tell their number.
const SERIAL: &str = "/sys/firmware/devicetree/base/serial-number";
/// Characters of it that tell boards apart.
const SERIAL_CHARS: usize = 8;

/// How often it is looked whether a stick has gone on which something has failed, and how long in between.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(200);

/// Does it, and tells how it goes.
pub(in super::super) fn work(words: &[String], reporter: &mut Reporter) {
    let is_asked_for = words.first().is_some_and(|it| it == ASKED_FOR);
    let devices = &words[usize::from(is_asked_for)..];
    let devices: Vec<PathBuf> = devices.iter().map(PathBuf::from).collect();
    let place = Path::new(PLACE);
    let outcome = mount(&devices, place).and_then(|()| {
        let outcome = at_the_stick(place, is_asked_for, reporter);
        // Only when it is away all is on it.
        let away =
            mounts::put_away(place).map_err(|error| format!("it cannot be put away: {error}"));
        outcome.and_then(|status| away.map(|()| status))
    });
    let status = outcome.unwrap_or_else(|error| {
        let _ = mounts::detach(place);
        Stick::Failed(if are_gone(&devices) {
            "the stick was taken away before all was on it; plug it in again".to_owned()
        } else {
            error
        })
    });
    reporter.tell(&Report::Stick(status));
}

/// Whether the stick was pulled out. Writing to it fails a moment before the kernel takes its devices away.
fn are_gone(devices: &[PathBuf]) -> bool {
    (0..LOOKS).any(|look| {
        if look > 0 {
            sleep(PAUSE);
        }
        devices.iter().all(|device| !device.exists())
    })
}

/// Mounts the first of these that is for backups, or else the first that can be mounted.
fn mount(devices: &[PathBuf], place: &Path) -> Result<(), String> {
    let mut usable = None;
    let mut last = None;
    for device in devices {
        match mounts::mount_stick(device, place) {
            Ok(()) if place.join(FOLDER).is_dir() => return Ok(()),
            Ok(()) => {
                mounts::put_away(place).map_err(|error| error.to_string())?;
                usable = usable.or(Some(device));
            }
            Err(error) => last = Some(error),
        }
    }
    match (usable, last) {
        (Some(device), _) => mounts::mount_stick(device, place).map_err(|error| error.to_string()),
        (None, error) => {
            let error = error.map_or_else(String::new, |it| format!(" ({it})"));
            Err(format!(
                "nothing on the stick can be read{error}; format it with FAT, exFAT or ext4"
            ))
        }
    }
}

/// What is to be told of the stick that is mounted here, when all that is wanted has been done.
fn at_the_stick(
    place: &Path,
    is_asked_for: bool,
    reporter: &mut Reporter,
) -> Result<Stick, String> {
    let for_backups = place.join(FOLDER).is_dir();
    if !is_asked_for && !for_backups {
        let free = free(place).map_err(|error| error.to_string())?;
        return Ok(Stick::Found { free, for_backups });
    }
    let config = Path::new(CONFIG);
    // The stick may well have come before the card is open.
    let houses = config::read(config)
        .map_err(|error| format!("what houses there are is not known: {error}"))?;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let source = Source {
        program: &program,
        config,
        houses: &houses,
    };
    let written = mounts::make_writable(place).and_then(|()| back_up(place, &source, reporter));
    let outcome = written.map_err(|error| format!("the copies could not be written: {error}"))?;
    let (houses, failed) = (outcome.houses, outcome.failed);
    if let Some((house, why)) = failed.first() {
        let others = format!("{houses} others are on the stick");
        return Err(format!("{house} could not be copied: {why}; {others}"));
    }
    Ok(Stick::Done {
        at: Clock::System.now().millis(),
        houses,
    })
}

fn back_up(place: &Path, source: &Source<'_>, reporter: &mut Reporter) -> io::Result<Outcome> {
    let folder = place.join(FOLDER).join(board());
    fs::create_dir_all(&folder)?;
    copies::sweep(&folder)?;
    let needed = source.bytes();
    if !copies::make_room(&folder, needed, || free(place))? {
        let (needed, free) = (needed >> 20, free(place)? >> 20);
        return Err(io::Error::other(format!(
            "{needed} MiB are needed and {free} are free; make room on the stick or take another"
        )));
    }
    let all = u32::try_from(source.files().len()).unwrap_or(u32::MAX);
    let mut tell = |done| reporter.tell(&Report::Stick(Stick::Writing { done, all }));
    tell(0);
    let name = older::name(clock::datetime_here(Clock::System.now()));
    let outcome = source.copy(&folder, &name, tell)?;
    copies::thin(&folder)?;
    Ok(outcome)
}

/// Bytes that are free on it.
fn free(place: &Path) -> io::Result<u64> {
    let room = rustix::fs::statvfs(place)?;
    Ok(room.f_bavail * room.f_frsize)
}

/// The board's name among those that may share a stick: its name in the network, and the end of its number.
fn board() -> String {
    let name = rustix::system::uname();
    let name = name.nodename().to_str().unwrap_or("hutbook").to_owned();
    let serial = fs::read_to_string(SERIAL).unwrap_or_default();
    named(&name, &serial)
}

fn named(name: &str, serial: &str) -> String {
    let plain = |text: &str| -> String {
        let plain = text
            .chars()
            .filter(|it| it.is_ascii_alphanumeric() || *it == '-');
        plain.collect()
    };
    let (name, serial) = (plain(name), plain(serial));
    let end = &serial[serial.len().saturating_sub(SERIAL_CHARS)..];
    match end {
        "" => name,
        end => format!("{name}-{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boards_of_one_name_are_told_apart_by_their_numbers() {
        assert_eq!(named("hutbook", "00000000a1b2c3d4\0"), "hutbook-a1b2c3d4");
        assert_eq!(named("hutbook", ""), "hutbook");
        assert_eq!(named("../hut", "12"), "hut-12");
    }
}
