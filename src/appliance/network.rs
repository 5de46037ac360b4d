//! Which interfaces there are and how they are connected, and the command that asks for an address on one with a cable
//! and keeps it. Never chooses an address itself.

use super::leases::Subnet;
use crate::supervisor::host::status::{Interface, InterfaceKind};
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Where the kernel lists its interfaces.
pub(super) const INTERFACES: &str = "/sys/class/net";
/// The kind the kernel gives an interface for Ethernet.
const ETHERNET: &str = "1";
/// What busybox calls when an address has come or gone.
const SCRIPT: &str = "/etc/hutbook/udhcpc";

/// How the kernel marks an interface whose other end is a computer.
const OF_COMPUTER: &str = "DEVTYPE=gadget";
/// Where the script leaves what a network has said, in memory.
pub(super) const LEASES: &str = "/run/hutbook";
/// What the names of those files begin with, and one that is still being written ends with.
const LEASE: &str = "lease.";
const UNFINISHED: &str = ".new";
/// What stands before the address in them.
const ADDRESS: &str = "address ";

/// The interfaces for a cable that are plugged in at the moment, in the order of their names, each with what is at its
/// other end: a network or a computer. Those without a device behind them, and those without a cable, are left to others.
fn interfaces(folder: &Path) -> Vec<(String, InterfaceKind)> {
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
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            Some((
                entry.file_name().into_string().ok()?,
                kind_of(&entry.path()),
            ))
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

fn kind_of(interface: &Path) -> InterfaceKind {
    let about = fs::read_to_string(interface.join("uevent")).unwrap_or_default();
    if about.lines().any(|line| line == OF_COMPUTER) {
        InterfaceKind::Computer
    } else {
        InterfaceKind::Cable
    }
}

/// The interfaces on which a network is asked for an address.
pub(super) fn cables(folder: &Path) -> Vec<String> {
    let cables = interfaces(folder).into_iter();
    let cables = cables.filter(|(_, kind)| *kind == InterfaceKind::Cable);
    cables.map(|(name, _)| name).collect()
}

/// The file in which the script leaves what a network has said on an interface.
fn lease(leases: &Path, interface: &str) -> PathBuf {
    leases.join(format!("{LEASE}{interface}"))
}

/// Those files, of all interfaces, those on the air included.
pub(super) fn leases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_lease = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(LEASE) && !name.ends_with(UNFINISHED)
    };
    let mut leases: Vec<PathBuf> = entries.map(|it| it.path()).filter(is_lease).collect();
    leases.sort();
    leases
}

/// How the interfaces for a cable are connected.
pub(super) fn look(folder: &Path, leases: &Path) -> Vec<Interface> {
    let with_state = |(name, kind): (String, InterfaceKind)| {
        let carrier = fs::read_to_string(folder.join(&name).join("carrier"));
        let connected = carrier.is_ok_and(|it| it.trim() == "1");
        let address = match kind {
            InterfaceKind::Computer => Some(Subnet::CABLE.board().to_string()),
            _ => address_in(&lease(leases, &name)),
        };
        Interface {
            name,
            kind,
            connected,
            address,
        }
    };
    interfaces(folder).into_iter().map(with_state).collect()
}

/// The address in such a file.
pub(super) fn address_in(lease: &Path) -> Option<String> {
    let text = fs::read_to_string(lease).ok()?;
    let address = text.lines().find_map(|line| line.strip_prefix(ADDRESS))?;
    Some(address.to_owned())
}

/// Gives an interface of the board's own its address, and switches it on.
pub(super) fn give_address(interface: &str, subnet: Subnet) -> io::Result<()> {
    let address = subnet.board_with_bits();
    busybox_ip(&["address", "replace", &address, "dev", interface])?;
    switch_on(interface)
}

/// Switches an interface on.
pub(super) fn switch_on(interface: &str) -> io::Result<()> {
    busybox_ip(&["link", "set", interface, "up"])
}

fn busybox_ip(words: &[&str]) -> io::Result<()> {
    let status = Command::new("/bin/busybox")
        .arg("ip")
        .args(words)
        .stdin(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("it ended with {status}")))
    }
}

/// The command that asks for an address on an interface for as long as it runs: at first every second, later less often.
/// The network is told the board's name, and asked who knows the time.
pub(super) fn asking(interface: &str) -> Command {
    let kernel = rustix::system::uname();
    let name = kernel.nodename().to_string_lossy();
    let mut command = Command::new("/bin/busybox");
    command
        .args(["udhcpc", "-f", "-i", interface, "-s", SCRIPT])
        .args(["-t", "5", "-T", "1", "-A", "10", "-O", "ntpsrv", "-x"])
        .arg(format!("hostname:{name}"))
        .stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_takes_a_cable_is_asked_on_and_never_a_computer() {
        let folder = tempfile::tempdir().unwrap();
        for (name, kind, about, more) in [
            (
                "usb0",
                "1",
                "DEVTYPE=gadget\nINTERFACE=usb0\n",
                &["device"][..],
            ),
            ("usb1", "1", "INTERFACE=usb1\n", &["device"]),
            ("eth0", "1", "", &["device"]),
            ("wlan0", "1", "DEVTYPE=wlan\n", &["device", "phy80211"]),
            ("dummy0", "1", "", &[]),
            ("lo", "772", "", &[]),
        ] {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("type"), format!("{kind}\n")).unwrap();
            fs::write(path.join("uevent"), about).unwrap();
            for sub in more {
                fs::create_dir(path.join(sub)).unwrap();
            }
        }
        assert_eq!(cables(folder.path()), ["eth0", "usb1"]);
        assert!(cables(&folder.path().join("nowhere")).is_empty());
        fs::write(folder.path().join("usb0/carrier"), "1\n").unwrap();
        fs::write(folder.path().join("eth0/carrier"), "0\n").unwrap();
        let leases = tempfile::tempdir().unwrap();
        let lease = lease(leases.path(), "usb1");
        fs::write(lease, "address 10.0.2.15\ntime 10.0.2.2\n").unwrap();
        assert_eq!(
            super::leases(leases.path()),
            [super::lease(leases.path(), "usb1")]
        );
        let seen = look(folder.path(), leases.path());
        let seen: Vec<_> = seen
            .iter()
            .map(|it| (&*it.name, it.kind, it.connected, it.address.as_deref()))
            .collect();
        let expected = [
            ("eth0", InterfaceKind::Cable, false, None),
            ("usb0", InterfaceKind::Computer, true, Some("192.168.46.1")),
            ("usb1", InterfaceKind::Cable, false, Some("10.0.2.15")),
        ];
        assert_eq!(seen, expected);
    }
}
