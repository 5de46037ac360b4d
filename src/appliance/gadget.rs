//! The USB port in the middle as a network, for a computer at its other end: made as soon as the port can be a device,
//! with an address of the board's own and one for the computer. NCM is what today's systems understand by themselves.
//! Never hinders the port from being one for adapters: which of both it is, the plug decides.

use super::{
    children::{Children, Kind},
    journal::Journal,
    leases::{self, Subnet},
    network,
};
use sha2::{Digest as _, Sha256};
use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    time::Duration,
};

/// Where the kernel is told what a port is.
const CONFIGFS: &str = "/sys/kernel/config";
/// Where it lists ports that can be a device.
const PORTS: &str = "/sys/class/udc";
/// The board's number, as the firmware has written it.
const SERIAL: &str = "/proc/device-tree/serial-number";
/// The step, and the child that gives away addresses.
const STEP: &str = "USB port as a network";
const CHILD: &str = "addresses for the computer";
/// The pause after it could not be made.
const PAUSE: Duration = Duration::from_secs(60);

/// How it is described to a computer: numbers of the Linux Foundation for a network of the kind NCM.
const ABOUT: [(&str, &str); 6] = [
    ("idVendor", "0x1d6b"),
    ("idProduct", "0x0103"),
    ("bcdDevice", "0x0100"),
    ("bcdUSB", "0x0200"),
    ("bDeviceClass", "0x02"),
    ("strings/0x409/manufacturer", "Hutbook"),
];
/// What Windows asks for before it takes its own driver for NCM.
const FOR_WINDOWS: [(&str, &str); 3] = [
    ("os_desc/b_vendor_code", "0xcd"),
    ("os_desc/qw_sign", "MSFT100"),
    ("os_desc/use", "1"),
];

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Gadget {
    is_wanted: bool,
    is_made: bool,
    due: Duration,
    places: Places,
}

#[derive(Debug)]
struct Places {
    configfs: PathBuf,
    ports: PathBuf,
    serial: PathBuf,
}

impl Gadget {
    /// One that is not wanted yet.
    pub(super) fn new() -> Self {
        Self {
            is_wanted: false,
            is_made: false,
            due: Duration::ZERO,
            places: Places {
                configfs: CONFIGFS.into(),
                ports: PORTS.into(),
                serial: SERIAL.into(),
            },
        }
    }

    /// It is to be there from now on, or never.
    pub(super) fn want(&mut self, is_wanted: bool, journal: &mut Journal) {
        self.is_wanted = is_wanted;
        if !is_wanted {
            journal.say(format_args!("{STEP}: not wanted"));
        }
    }

    /// Makes it if it is wanted and there is a port for it.
    pub(super) fn look_round(
        &mut self,
        now: Duration,
        children: &mut Children,
        journal: &mut Journal,
    ) {
        if !self.is_wanted || self.is_made || now < self.due {
            return;
        }
        let Some(port) = self.places.port() else {
            return;
        };
        self.due = now + PAUSE;
        let made = self.places.make(&port).and_then(|interface| {
            network::give_address(&interface, Subnet::CABLE)?;
            Ok(interface)
        });
        if let Some(interface) = journal.step(STEP, made) {
            journal.say(format_args!(
                "{STEP}: {interface} has the address {}",
                Subnet::CABLE.board()
            ));
            let server = leases::server(&interface, Subnet::CABLE);
            children.want(CHILD, Kind::Lasting, server, journal);
            self.is_made = true;
        }
    }
}

impl Places {
    /// The first port that can be a device.
    fn port(&self) -> Option<String> {
        let ports = fs::read_dir(&self.ports).ok()?.flatten();
        ports
            .filter_map(|it| it.file_name().into_string().ok())
            .min()
    }

    /// Describes the network to the kernel and gives it to a port. The name of the interface that comes of it.
    fn make(&self, port: &str) -> io::Result<String> {
        let all = self.configfs.join("usb_gadget");
        if !all.exists() {
            super::mounts::mount_configfs(&self.configfs)?;
        }
        let gadget = all.join("hutbook");
        let function = gadget.join("functions/ncm.0");
        let config = gadget.join("configs/c.1");
        for folder in [
            "strings/0x409",
            "configs/c.1/strings/0x409",
            "functions/ncm.0",
        ] {
            // Each folder brings what lies in it by itself: one after the other.
            make_folders(&gadget, folder)?;
        }
        for (name, value) in ABOUT {
            fs::write(gadget.join(name), value)?;
        }
        fs::write(gadget.join("strings/0x409/product"), "Hutbook board")?;
        fs::write(config.join("strings/0x409/configuration"), "Network")?;
        fs::write(config.join("MaxPower"), "500")?;
        if let Some(serial) = self.serial() {
            fs::write(gadget.join("strings/0x409/serialnumber"), &serial)?;
            fs::write(function.join("dev_addr"), mac(&serial, "board"))?;
            fs::write(function.join("host_addr"), mac(&serial, "computer"))?;
        }
        describe_for_windows(&gadget, &function, &config)?;
        link(&function, &config.join("ncm.0"))?;
        fs::write(gadget.join("UDC"), port)?;
        let interface = fs::read_to_string(function.join("ifname"))?;
        Ok(interface.trim().to_owned())
    }

    /// The board's number. Where there is none, the kernel chooses addresses, other ones at each start.
    fn serial(&self) -> Option<String> {
        let text = fs::read_to_string(&self.serial).ok()?;
        let text = text.trim_end_matches('\0').trim().to_owned();
        let is_one = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_one.then_some(text)
    }
}

/// Makes folders below one, each by itself: the kernel does not take several at once.
fn make_folders(below: &Path, folders: &str) -> io::Result<()> {
    let mut path = below.to_owned();
    unless_there(fs::create_dir(&path))?;
    for folder in folders.split('/') {
        path.push(folder);
        unless_there(fs::create_dir(&path))?;
    }
    Ok(())
}

/// An older kernel cannot tell Windows; then the other systems still understand it.
fn describe_for_windows(gadget: &Path, function: &Path, config: &Path) -> io::Result<()> {
    let compatible = function.join("os_desc/interface.ncm/compatible_id");
    if !compatible.exists() {
        return Ok(());
    }
    fs::write(compatible, "WINNCM")?;
    for (name, value) in FOR_WINDOWS {
        fs::write(gadget.join(name), value)?;
    }
    link(config, &gadget.join("os_desc/c.1"))
}

fn link(to: &Path, at: &Path) -> io::Result<()> {
    unless_there(symlink(to, at))
}

/// What an earlier try has left is used.
fn unless_there(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    }
}

/// An address for one end of the cable: always the same for the same board, and marked as nobody's.
fn mac(serial: &str, end: &str) -> String {
    let sum = Sha256::digest(format!("hutbook usb {end} {serial}"));
    let first = sum[0] & 0b1111_1100 | 0b10;
    let rest = sum[1..6].iter().map(|byte| format!(":{byte:02x}"));
    format!("{first:02x}{}", rest.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that looks like the kernel's, with what the kernel puts there by itself.
    fn places(folder: &Path) -> Places {
        let places = Places {
            configfs: folder.join("config"),
            ports: folder.join("udc"),
            serial: folder.join("serial"),
        };
        let function = folder.join("config/usb_gadget/hutbook/functions/ncm.0");
        fs::create_dir_all(function.join("os_desc/interface.ncm")).unwrap();
        fs::write(function.join("os_desc/interface.ncm/compatible_id"), "").unwrap();
        fs::write(function.join("ifname"), "usb0\n").unwrap();
        fs::create_dir_all(folder.join("config/usb_gadget/hutbook/os_desc")).unwrap();
        fs::create_dir(&places.ports).unwrap();
        fs::write(&places.serial, "00000000a1b2c3d4\0").unwrap();
        places
    }

    #[test]
    fn a_port_becomes_a_network_and_a_second_try_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        assert_eq!(places.port(), None);
        fs::write(places.ports.join("3f980000.usb"), "").unwrap();
        assert_eq!(places.port().as_deref(), Some("3f980000.usb"));
        for _ in 0..2 {
            assert_eq!(places.make("3f980000.usb").unwrap(), "usb0");
        }
        let gadget = folder.path().join("config/usb_gadget/hutbook");
        let text = |name: &str| fs::read_to_string(gadget.join(name)).unwrap();
        assert_eq!(text("UDC"), "3f980000.usb");
        assert_eq!(
            text("functions/ncm.0/os_desc/interface.ncm/compatible_id"),
            "WINNCM"
        );
        assert_eq!(text("os_desc/use"), "1");
        assert_eq!(text("strings/0x409/serialnumber"), "00000000a1b2c3d4");
        assert_eq!(
            fs::read_link(gadget.join("configs/c.1/ncm.0")).unwrap(),
            gadget.join("functions/ncm.0")
        );
        assert_eq!(
            fs::read_link(gadget.join("os_desc/c.1")).unwrap(),
            gadget.join("configs/c.1")
        );
        assert_eq!(
            text("functions/ncm.0/dev_addr"),
            mac("00000000a1b2c3d4", "board")
        );
    }

    #[test]
    fn both_ends_have_addresses_of_their_own_that_stay() {
        let [board, computer] = ["board", "computer"].map(|end| mac("00000000a1b2c3d4", end));
        assert_ne!(board, computer);
        assert_eq!(board, mac("00000000a1b2c3d4", "board"));
        assert_ne!(board, mac("00000000a1b2c3d5", "board"));
        for mac in [board, computer] {
            let first = u8::from_str_radix(&mac[..2], 16).unwrap();
            assert_eq!((mac.len(), first & 0b11), (17, 0b10), "{mac}");
        }
    }
}
