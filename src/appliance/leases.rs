//! Addresses for those who are at the other end of an interface of the board's own: busybox' DHCP server, with what it is
//! told in a file in memory. Never offers a way to anywhere else: no gateway and no server of names.

use std::{
    fs, io,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Where the files for it lie, in memory.
pub(super) const FOLDER: &str = "/run/hutbook";
/// The last parts of the first and the last address that is given away.
const FIRST: u8 = 10;
const LAST: u8 = 99;
/// How long an address is given away for, in seconds.
const LEASE_SECONDS: u32 = 3600;

/// A network of the board's own: the first three parts of its addresses. The board has the first one of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subnet(pub(super) [u8; 3]);

impl Subnet {
    /// The board's address in it.
    pub(super) fn own(self) -> Ipv4Addr {
        self.host(1)
    }

    fn host(self, last: u8) -> Ipv4Addr {
        let [a, b, c] = self.0;
        Ipv4Addr::new(a, b, c, last)
    }
}

/// The command that gives away addresses on an interface for as long as it runs.
pub(super) fn server(interface: &str, subnet: Subnet, folder: &Path) -> io::Result<Command> {
    let path = folder.join(format!("udhcpd.{interface}"));
    fs::write(&path, config(interface, subnet, &leases(folder, interface)))?;
    let mut command = Command::new("/bin/busybox");
    command
        .args(["udhcpd", "-f"])
        .arg(path)
        .stdin(Stdio::null());
    Ok(command)
}

fn leases(folder: &Path, interface: &str) -> PathBuf {
    folder.join(format!("udhcpd.{interface}.leases"))
}

fn config(interface: &str, subnet: Subnet, leases: &Path) -> String {
    format!(
        "interface {interface}\nstart {}\nend {}\nmax_leases {}\nlease_file {}\nauto_time 0\noption subnet \
         255.255.255.0\noption lease {LEASE_SECONDS}\n",
        subnet.host(FIRST),
        subnet.host(LAST),
        LAST - FIRST + 1,
        leases.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_given_away_and_no_way_to_anywhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let subnet = Subnet([192, 168, 46]);
        assert_eq!(subnet.own().to_string(), "192.168.46.1");
        server("usb0", subnet, folder.path()).unwrap();
        let text = fs::read_to_string(folder.path().join("udhcpd.usb0")).unwrap();
        for line in [
            "interface usb0",
            "start 192.168.46.10",
            "end 192.168.46.99",
            "option subnet 255.255.255.0",
        ] {
            assert!(text.lines().any(|it| it == line), "{text}");
        }
        assert!(!text.contains("router") && !text.contains("dns"), "{text}");
    }
}
