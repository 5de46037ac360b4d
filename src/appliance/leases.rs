//! The command that gives addresses to whoever comes to a network of the board's own, by a cable or by the air, for as
//! long as it runs. Never configures the board's own address there, and never opens a way to anywhere else.

use std::{
    net::Ipv4Addr,
    process::{Command, Stdio},
};

/// Where the program is that does it: dnsmasq, which answers for names too.
const PROGRAM: &str = "/sbin/dnsmasq";
/// Where it notes who has which address, in memory; behind it stands the interface.
const NOTED: &str = "/run/hutbook/leases.";
/// How long an address is somebody's.
const LENGTH: &str = "1h";

/// A network of the board's own: 254 addresses that begin with the same three numbers, the first of them the board's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subnet([u8; 3]);

impl Subnet {
    /// The one at the cable to a computer.
    pub(super) const CABLE: Self = Self([192, 168, 46]);
    /// The one on the air.
    pub(super) const AIR: Self = Self([192, 168, 47]);

    /// The board's own address in it.
    pub(super) const fn board(self) -> Ipv4Addr {
        self.with(1)
    }

    /// The same with the number of bits all addresses have in common.
    pub(super) fn board_with_bits(self) -> String {
        format!("{}/24", self.board())
    }

    const fn with(self, last: u8) -> Ipv4Addr {
        let [a, b, c] = self.0;
        Ipv4Addr::new(a, b, c, last)
    }
}

/// Gives addresses on an interface that has the board's own one. Who gets one is told of no way out and of nobody who
/// knows names: a computer goes on as before.
pub(super) fn server(interface: &str, subnet: Subnet) -> Command {
    let mut command = giving(interface, subnet);
    command.args(["--port=0", "--dhcp-option=3", "--dhcp-option=6"]);
    command
}

/// Gives addresses, and says of every name that it is the board. A telephone that looks whether the way to the world is
/// open is led to the board's page by that.
pub(super) fn server_for_all_names(interface: &str, subnet: Subnet) -> Command {
    let mut command = giving(interface, subnet);
    command
        .arg(format!("--address=/#/{}", subnet.board()))
        .args(["--no-resolv", "--no-hosts", "--local-ttl=1"]);
    command
}

fn giving(interface: &str, subnet: Subnet) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(["--keep-in-foreground", "--conf-file=/dev/null"])
        .args(["--pid-file=", "--log-facility=-", "--quiet-dhcp"])
        .args(["--bind-interfaces", "--except-interface=lo"])
        .arg(format!("--interface={interface}"))
        .arg(format!("--dhcp-leasefile={NOTED}{interface}"))
        .arg(format!(
            "--dhcp-range={},{},{LENGTH}",
            subnet.with(10),
            subnet.with(250)
        ))
        .arg("--dhcp-authoritative")
        .stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(command: &Command) -> Vec<&str> {
        let all = command.get_args().map(|it| it.to_str().unwrap());
        all.collect()
    }

    #[test]
    fn a_computer_at_the_cable_is_told_of_no_way_out_and_a_telephone_of_the_board_alone() {
        let cable = server("usb0", Subnet::CABLE);
        let cable = arguments(&cable);
        assert!(cable.contains(&"--dhcp-range=192.168.46.10,192.168.46.250,1h"));
        assert!(cable.contains(&"--dhcp-leasefile=/run/hutbook/leases.usb0"));
        assert!(cable.contains(&"--dhcp-option=3") && cable.contains(&"--port=0"));
        let air = server_for_all_names("wlan0", Subnet::AIR);
        let air = arguments(&air);
        assert!(air.contains(&"--address=/#/192.168.47.1"));
        assert!(!air.contains(&"--port=0") && !air.contains(&"--dhcp-option=3"));
        assert_eq!(Subnet::AIR.board_with_bits(), "192.168.47.1/24");
    }
}
