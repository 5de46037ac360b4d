//! Asking the network what time it is: chrony's daemon is started for one question, without a right to anything, and what
//! it prints is read when it has ended. Never sets a clock: who asks decides whether to believe it.

use super::settings::TimeServer;
use std::{
    fs::{self, File},
    io::{self, Read as _},
    net::IpAddr,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The program.
const PROGRAM: &str = "/sbin/chronyd";
/// Where what it prints is caught, in memory.
pub(super) const PRINTED: &str = "/run/hutbook/time";
/// How long it may ask, in seconds; an answer takes it four.
const MOST_SECONDS: &str = "20";
/// Whom it runs as: somebody who owns nothing.
const NOBODY: u32 = 65_534;
/// What stands before and behind the figure in what it prints.
const BEFORE: &str = "System clock wrong by ";
const BEHIND: &str = " seconds";
/// Bytes of what it prints that are read.
const MOST_PRINTED: u64 = 16 * 1024;

/// Servers by name, for networks that recommend none: those volunteers offer to Debian's users, of which this system is
/// made.
const NAMES: [&str; 4] = [
    "0.debian.pool.ntp.org",
    "1.debian.pool.ntp.org",
    "2.debian.pool.ntp.org",
    "3.debian.pool.ntp.org",
];
/// Servers by address, for networks in which no name is found: two of Cloudflare's (time.cloudflare.com), and one of
/// Germany's institute for measures (ptbtime1.ptb.de).
const ADDRESSES: [&str; 3] = ["162.159.200.1", "162.159.200.123", "192.53.103.108"];

/// Whom to ask: the first of these that say something that can be believed.
pub(super) fn rounds(
    by_hand: Option<&[TimeServer]>,
    by_network: Vec<TimeServer>,
) -> Vec<Vec<TimeServer>> {
    let usual = |hosts: &[&str]| hosts.iter().map(|host| server(host)).collect();
    let mut rounds = match by_hand {
        Some(servers) => vec![servers.to_vec()],
        None => vec![by_network, usual(&NAMES), usual(&ADDRESSES)],
    };
    rounds.retain(|servers| !servers.is_empty());
    rounds
}

fn server(host: &str) -> TimeServer {
    TimeServer {
        host: host.to_owned(),
        port: None,
    }
}

/// The servers that networks have recommended with an address: lines `time ADDRESS` in the files that udhcpc's script
/// leaves. What is no address is not believed to be one.
pub(super) fn recommended(leases: &[PathBuf]) -> Vec<TimeServer> {
    let texts = leases
        .iter()
        .filter_map(|lease| fs::read_to_string(lease).ok());
    let mut servers = Vec::new();
    for text in texts {
        let told = text.lines().filter_map(|line| line.strip_prefix("time "));
        let told = told.filter(|host| host.parse::<IpAddr>().is_ok());
        servers.extend(told.map(server));
    }
    servers.truncate(NAMES.len());
    servers
}

/// The command that asks servers once.
pub(super) fn asking(servers: &[TimeServer], printed: &Path) -> io::Result<Command> {
    let file = File::create(printed)?;
    let mut command = Command::new(PROGRAM);
    command.args(["-Q", "-t", MOST_SECONDS]);
    for server in servers {
        let port = server.port.map(|port| format!(" port {port}"));
        let port = port.unwrap_or_default();
        command.arg(format!("server {}{port} iburst", server.host));
    }
    command
        .uid(NOBODY)
        .gid(NOBODY)
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    Ok(command)
}

/// By how much the clock is behind, in milliseconds, as the program has printed it; else the last it said.
pub(super) fn behind_by(printed: &Path) -> Result<i64, String> {
    let mut text = String::new();
    let read =
        File::open(printed).and_then(|file| file.take(MOST_PRINTED).read_to_string(&mut text));
    read.map_err(|error| error.to_string())?;
    let figure = text.lines().find_map(|line| {
        let (_, behind) = line.split_once(BEFORE)?;
        behind.split_once(BEHIND)?.0.parse::<f64>().ok()
    });
    match figure {
        // What does not fit is held at the ends, which nobody believes.
        Some(seconds) if seconds.is_finite() => Ok((seconds * 1000.0).round() as i64),
        _ => Err(last_words(&text)),
    }
}

/// The last line that says why, without the time the program puts before it.
fn last_words(text: &str) -> String {
    let said = text.lines().rfind(|line| !line.ends_with("exiting"));
    let said = said.and_then(|line| Some(line.split_once(' ')?.1));
    said.unwrap_or("it said nothing").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(rounds: &[Vec<TimeServer>]) -> Vec<&str> {
        rounds.iter().map(|it| &*it[0].host).collect()
    }

    #[test]
    fn who_is_named_by_hand_is_asked_alone_else_who_the_network_names_first() {
        let by_hand = [server("10.0.2.2")];
        let router = || vec![server("192.168.1.1")];
        assert_eq!(hosts(&rounds(Some(&by_hand), router())), ["10.0.2.2"]);
        assert_eq!(
            hosts(&rounds(None, router())),
            ["192.168.1.1", NAMES[0], ADDRESSES[0]]
        );
        assert_eq!(hosts(&rounds(None, vec![])), [NAMES[0], ADDRESSES[0]]);
        assert!(ADDRESSES.iter().all(|it| it.parse::<IpAddr>().is_ok()));
    }

    #[test]
    fn a_network_recommends_addresses_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let lease = folder.path().join("lease.eth0");
        let text = "address 10.0.2.15\ntime 10.0.2.2\ntime allow all\ntime fe80::1\n";
        fs::write(&lease, text).unwrap();
        let recommended = recommended(&[lease, folder.path().join("none")]);
        let hosts: Vec<_> = recommended.iter().map(|it| &*it.host).collect();
        assert_eq!(hosts, ["10.0.2.2", "fe80::1"]);
    }

    #[test]
    fn what_the_program_prints_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let printed = folder.path().join("time");
        let said = |text: &str| {
            let text = format!(
                "2026-11-29T20:36:53Z chronyd version 4.6.1 starting (+NTP)\n2026-11-29T20:36:53Z {text}\n\
                 2026-11-29T20:36:57Z chronyd exiting\n"
            );
            fs::write(&printed, text).unwrap();
            behind_by(&printed)
        };
        assert_eq!(
            said("System clock wrong by 100000.000537 seconds (ignored)"),
            Ok(100_000_001)
        );
        assert_eq!(
            said("System clock wrong by -0.250000 seconds (ignored)"),
            Ok(-250)
        );
        assert_eq!(said("Timeout reached"), Err("Timeout reached".to_owned()));
        assert!(said("System clock wrong by nan seconds").is_err());
        assert!(behind_by(&folder.path().join("none")).is_err());
    }
}
