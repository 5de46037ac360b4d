//! Which interfaces there are for a cable, and the command that asks for an address on one of them and keeps it.
//! Never configures an address itself.

use std::{
    fs, io,
    path::Path,
    process::{Command, Stdio},
};

/// Where the kernel lists its interfaces.
pub(super) const INTERFACES: &str = "/sys/class/net";
/// The kind the kernel gives an interface for Ethernet.
const ETHERNET: &str = "1";
/// What busybox calls when an address has come or gone.
const SCRIPT: &str = "/etc/hutbook/udhcpc";

/// The interfaces for a cable that are plugged in at the moment, in the order of their names. Those without a device
/// behind them, and those without a cable, are left to others.
pub(super) fn interfaces(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let fits = |path: &Path| {
        let kind = fs::read_to_string(path.join("type")).unwrap_or_default();
        kind.trim() == ETHERNET
            && path.join("device").exists()
            && !path.join("phy80211").exists()
            && !path.join("wireless").exists()
    };
    let entries = entries.flatten().filter(|entry| fits(&entry.path()));
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Switches an interface on.
pub(super) fn switch_on(interface: &str) -> io::Result<()> {
    let status = Command::new("/bin/busybox")
        .args(["ip", "link", "set", interface, "up"])
        .stdin(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("it ended with {status}")))
    }
}

/// The command that asks for an address on an interface for as long as it runs: at first every second, later less often.
pub(super) fn asking(interface: &str) -> Command {
    let mut command = Command::new("/bin/busybox");
    command
        .args(["udhcpc", "-f", "-i", interface, "-s", SCRIPT])
        .args(["-t", "5", "-T", "1", "-A", "10", "-x", "hostname:hutbook"])
        .stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_takes_a_cable_is_asked_on() {
        let folder = tempfile::tempdir().unwrap();
        for (name, kind, more) in [
            ("usb0", "1", &["device"][..]),
            ("eth0", "1", &["device"]),
            ("wlan0", "1", &["device", "phy80211"]),
            ("dummy0", "1", &[]),
            ("lo", "772", &[]),
        ] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("type"), format!("{kind}\n")).unwrap();
            for sub in more {
                fs::create_dir(folder.path().join(name).join(sub)).unwrap();
            }
        }
        assert_eq!(interfaces(folder.path()), ["eth0", "usb0"]);
        assert!(interfaces(&folder.path().join("nowhere")).is_empty());
    }
}
